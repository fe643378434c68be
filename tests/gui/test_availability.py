from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.project.store import Store
from engine.text.labels import LabelSet
from gui.actions import BY_NAME

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def why(driver, name: str) -> str:
    words: str = driver.app.commands.why_not(name)
    return words


def test_without_a_project_only_what_needs_none_makes_sense(driver) -> None:
    for name, command in BY_NAME.items():
        assert (why(driver, name) != "") == command.needs_project, name


def test_beside_the_workspace_a_person_is_told_to_go_back(driver, project: Path) -> None:
    driver.open(project)
    driver.app.commands.show_highlight_page()
    assert why(driver, "retrain") == "Go back to the project first."


def test_without_a_document_nothing_is_done_to_one(driver, tmp_path: Path) -> None:
    path = tmp_path / "empty.gatelight"
    Store.create(path, LabelSet()).close()
    driver.open(path)
    for name in ("accept", "flag", "note", "delete_document"):
        assert why(driver, name) == "There is no document yet."
    assert why(driver, "labels") == ""


def test_undo_and_redo_make_sense_as_long_as_there_is_something(driver, project: Path) -> None:
    driver.open(project)
    driver.key(Key.Key_1)
    assert (why(driver, "undo"), why(driver, "redo")) == ("", "There is nothing to redo.")
    driver.key(Key.Key_Z, CTRL)
    assert why(driver, "redo") == ""


def test_a_training_is_begun_once_and_cancelled_only_while_it_runs(
    driver, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(project)
    assert why(driver, "retrain") == ""
    assert why(driver, "cancel_training") != ""
    monkeypatch.setattr(type(driver.app.training), "running", property(lambda _: True))
    assert why(driver, "retrain") != ""
    assert why(driver, "cancel_training") == ""
