from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import files


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("report", "report.html"),
        ("report.html", "report.html"),
        ("report.htm", "report.htm"),
        ("report v1.2", "report v1.2.html"),
        ("Mr. Smith", "Mr. Smith.html"),
        ("report 1.5.2024", "report 1.5.2024.html"),
    ],
)
def test_a_name_gets_an_ending_if_it_has_none(qtbot, tmp_path: Path, monkeypatch, typed: str, name: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / typed), ""))
    assert files.ask_save(parent, "Save", "Page (*.html)", Path("a.html")) == tmp_path / name
