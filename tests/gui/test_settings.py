from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from engine.project.backups import make_backup
from engine.project.store import Store
from gui.document_view import ChipStyle, ColumnWidth, LineHeight, TextStyle
from gui.settings import RECENT_LIMIT, Settings


def test_settings_survive_a_restart(tmp_path: Path) -> None:
    first = Settings(tmp_path)
    first.theme = "dark"
    first.zoom = 130
    again = Settings(tmp_path)
    assert (again.theme, again.zoom) == ("dark", 130)


def test_how_texts_are_shown_survives_a_restart(tmp_path: Path) -> None:
    first = Settings(tmp_path)
    assert (first.text_style, first.chip_style, first.sentence_numbers, first.overview) == (
        TextStyle(), ChipStyle.FULL, False, True,
    )  # fmt: skip
    first.text_style = style = TextStyle("Any Font", LineHeight.AIRY, ColumnWidth.FULL)
    first.chip_style, first.sentence_numbers, first.overview = ChipStyle.SHORT, True, False
    again = Settings(tmp_path)
    assert (again.text_style, again.chip_style, again.sentence_numbers, again.overview) == (
        style, ChipStyle.SHORT, True, False,
    )  # fmt: skip


def test_a_choice_that_the_file_has_wrong_is_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_text("[text]\nchips=loud\nline_height=7\ncolumn=\nnumbers=maybe\n")
    settings = Settings(tmp_path)
    assert settings.text_style == TextStyle()
    assert (settings.chip_style, settings.sentence_numbers) == (ChipStyle.FULL, False)


def test_the_annotator_is_the_user_of_the_system_unless_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    assert Settings(tmp_path).annotator == "ada"
    Settings(tmp_path).annotator = " Ada L. "
    assert Settings(tmp_path).annotator == "Ada L."


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_a_system_that_knows_no_user_gives_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail() -> str:
        raise error

    monkeypatch.setattr("getpass.getuser", fail)
    assert Settings(tmp_path).annotator == ""


def test_recent_projects_come_newest_first_each_once(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    paths = [tmp_path / f"{name}.gatelight" for name in ("a", "b")]
    for path in [*paths, paths[0]]:
        path.touch()
        settings.add_recent(path)
    assert [entry.path for entry in Settings(tmp_path).recent()] == [paths[0], paths[1]]


def test_recent_projects_that_are_gone_are_not_shown(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    path = tmp_path / "gone.gatelight"
    path.touch()
    settings.add_recent(path)
    path.unlink()
    assert settings.recent() == []


def test_a_recent_project_that_is_gone_is_shown_if_there_is_a_backup_of_it(tmp_path: Path) -> None:
    path = tmp_path / "gone.gatelight"
    settings = Settings(tmp_path)
    Store.create(path).close()
    settings.add_recent(path)
    with closing(sqlite3.connect(path)) as connection:
        make_backup(connection, path, datetime(2026, 11, 26, 14, 3))
    path.unlink()
    assert [entry.path for entry in settings.recent()] == [path]


def test_removing_a_recent_project_keeps_its_file(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    path = tmp_path / "kept.gatelight"
    path.touch()
    settings.add_recent(path)
    settings.remove_recent(path)
    assert settings.recent() == []
    assert path.exists()


def test_the_list_of_recent_projects_has_an_end(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for i in range(RECENT_LIMIT + 5):
        path = tmp_path / f"{i}.gatelight"
        path.touch()
        settings.add_recent(path)
    assert len(settings.recent()) == RECENT_LIMIT


def test_the_order_of_the_documents_is_remembered_for_the_last_few_projects(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for number in range(RECENT_LIMIT + 1):
        settings.set_document_order(tmp_path / f"{number}.gatelight", "name", descending=number % 2 == 1)
    again = Settings(tmp_path)
    assert again.document_order(tmp_path / "3.gatelight") == ("name", True)
    assert again.document_order(tmp_path / "4.gatelight") == ("name", False)
    assert again.document_order(tmp_path / "0.gatelight") == ("", False)


@pytest.mark.parametrize("broken", ["[", "7", "[1]", '[["a"]]'])
def test_a_settings_file_that_somebody_edited_has_no_orders(tmp_path: Path, broken: str) -> None:
    settings = Settings(tmp_path)
    settings._file.setValue("document_orders", broken)
    assert settings.document_order(tmp_path / "a.gatelight") == ("", False)


def test_the_language_and_the_keys_are_remembered(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert (settings.language, settings.keymap, settings.own_keys) == ("system", "", {})
    settings.language, settings.keymap = "de", "prodigy"
    settings.own_keys = {"flag": "Ctrl+, G", "skip": ""}
    settings.own_keys = {"flag": "Ctrl+, G", "done": "F7"}
    again = Settings(tmp_path)
    assert (again.language, again.keymap) == ("de", "prodigy")
    assert again.own_keys == {"flag": "Ctrl+, G", "done": "F7"}


def test_a_language_that_there_is_not_is_that_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_text("[General]\nlanguage=xx\n")
    assert Settings(tmp_path).language == "system"
