from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from engine.errors import LostProjectError, ProjectError
from engine.project.backup_files import backups_folder, list_backups
from engine.project.backups import back_up_now
from engine.project.store import Store
from gui.backups_dialog import BackupsDialog, RestoreDialog
from gui.controllers import backups as controller
from gui.widgets.question import Question

NOON = datetime(2026, 11, 26, 12, 3)


@pytest.fixture
def kept(project: Path) -> Path:
    """A project with two backups, an older one and one with a hidden import."""
    assert back_up_now(project, NOON - timedelta(days=1))
    with Store.open(project) as store:
        store.undo()
    assert back_up_now(project, NOON)
    with Store.open(project) as store:
        store.redo()
    return project


def child(driver, kind: type):
    """Wait for a dialog and give it."""
    driver.qtbot.waitUntil(lambda: any(d.isVisible() for d in driver.app.window.findChildren(kind)))
    return next(d for d in driver.app.window.findChildren(kind) if d.isVisible())


def rows(table) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def test_a_damaged_project_comes_back_from_a_backup(driver, kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:9_000])
    driver.app.project.open(kept)
    dialog = child(driver, RestoreDialog)
    assert rows(dialog.table) == [
        ["26 November 2026, 12:03", "0", "0", "2", ""],
        ["25 November 2026, 12:03", "3", "0", "1", ""],
    ]
    dialog.table.selectRow(1)
    dialog.restore.click()
    driver.qtbot.waitUntil(lambda: driver.app.project.path == kept)
    driver.settle()
    assert driver.document.name == "text 1"
    (aside,) = kept.parent.glob("p damaged *.gatelight")
    assert aside.stat().st_size == 9_000
    assert driver.messages == [f"This is the backup of 25 November 2026, 12:03. What was there is in «{aside.name}»."]


@pytest.mark.parametrize("content", [None, b"", b"letter"])
def test_a_missing_empty_or_foreign_file_is_offered_its_backup(driver, kept: Path, content: bytes | None) -> None:
    kept.unlink()
    if content is not None:
        kept.write_bytes(content)
    driver.app.project.open(kept)
    dialog = child(driver, RestoreDialog)
    dialog.restore.click()
    driver.qtbot.waitUntil(lambda: driver.app.project.path == kept)
    driver.settle()
    assert driver.app.window.documents.isVisible()


def test_cancel_leaves_the_damaged_file_alone(driver, kept: Path) -> None:
    kept.write_bytes(b"")
    driver.app.project.open(kept)
    child(driver, RestoreDialog).reject()
    driver.settle()
    assert kept.read_bytes() == b""
    assert driver.app.project.path is None
    assert driver.app.window.welcome.isVisible()


def test_without_a_backup_the_sentence_is_all_there_is(driver, project: Path) -> None:
    project.write_bytes(b"")
    driver.app.project.open(project)
    driver.qtbot.waitUntil(lambda: len(driver.errors) == 1)
    assert isinstance(driver.errors.pop(), LostProjectError)
    assert not driver.app.window.findChildren(RestoreDialog)


def test_a_damaged_backup_cannot_be_chosen(driver, kept: Path) -> None:
    newest, older = list_backups(kept)
    newest.path.write_bytes(b"")
    kept.write_bytes(b"")
    driver.app.project.open(kept)
    dialog = child(driver, RestoreDialog)
    assert [row[-1] for row in rows(dialog.table)] == ["cannot be read", ""]
    assert dialog.table.chosen == older
    dialog.reject()


def test_the_dialog_shows_the_place_and_makes_a_backup(driver, project: Path, monkeypatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    driver.open(project)
    driver.app.window.commands["backups"].trigger()
    dialog = child(driver, BackupsDialog)
    assert (rows(dialog.table), dialog.restore.isEnabled(), dialog.show_folder.isEnabled()) == ([], False, False)
    dialog.back_up.click()
    assert not dialog.back_up.isEnabled()
    driver.qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert rows(dialog.table)[0][1:] == ["3", "0", "1", ""]
    assert dialog.back_up.isEnabled()
    assert len(list_backups(project)) == 1
    dialog.show_folder.click()
    assert shown == [str(backups_folder(project))]
    dialog.reject()


def test_a_backup_that_fails_is_a_sentence_and_the_work_goes_on(driver, project: Path) -> None:
    backups_folder(project).write_text("no folder")
    driver.open(project)
    driver.app.backups.back_up_now()
    driver.qtbot.waitUntil(lambda: len(driver.errors) == 1)
    assert isinstance(driver.errors.pop(), ProjectError)
    driver.key(Qt.Key.Key_1)
    assert driver.spans == [("Ada", "PER")]


def test_going_back_from_a_sound_project_asks_first_and_keeps_it(driver, kept: Path) -> None:
    driver.open(kept)
    driver.key(Qt.Key.Key_1)
    driver.app.window.commands["backups"].trigger()
    dialog = child(driver, BackupsDialog)
    dialog.table.selectRow(1)
    dialog.restore.click()
    question = child(driver, Question)
    assert "25 November 2026, 12:03" in question.text
    next(b for b in question.buttons if b.text() == "Restore").click()
    driver.qtbot.waitUntil(lambda: any(kept.parent.glob("p replaced *.gatelight")))
    driver.qtbot.waitUntil(lambda: driver.app.project.path == kept)
    driver.settle()
    assert driver.spans == []
    (aside,) = kept.parent.glob("p replaced *.gatelight")
    with Store.open(aside) as store:
        assert len(store.document(1).spans) == 1


def test_the_app_makes_no_backup_until_it_is_told_to_begin(driver, project: Path) -> None:
    driver.open(project)
    assert not driver.app.backups._first.isActive()
    driver.app.backups.begin()
    assert driver.app.backups._first.isActive()
    assert driver.app.backups._again.isActive()
    driver.app.commands.close_project()
    driver.settle()
    assert not driver.app.backups._again.isActive()
    assert not backups_folder(project).exists()


def test_the_backup_of_the_day_is_made_once_and_its_trouble_told_once(driver, project: Path) -> None:
    driver.open(project)
    backups_folder(project).write_text("no folder")
    for _ in range(3):
        driver.app.backups.back_up_if_due()
        driver.settle()
    assert len(driver.errors) == 1
    driver.errors.clear()
    backups_folder(project).unlink()
    for _ in range(3):
        driver.app.backups.back_up_if_due()
        driver.settle()
    assert len(list_backups(project)) == 1
    assert len(driver.errors) == 0


def test_a_tagger_that_cannot_be_read_does_not_keep_anybody_from_their_labels(driver, project: Path) -> None:
    with Store.open(project) as store:
        store.save_tagger(b"x", {}, 1, 1)
        with store._writer.transaction() as connection:
            connection.execute("UPDATE taggers SET created = 1e300")
    driver.open(project)
    assert driver.document.name == "text 1"
    assert "Tagger 1 of this project cannot be used" in str(driver.errors.pop())


def test_closing_the_project_gives_up_a_copy_that_is_on_its_way(driver, project: Path, monkeypatch) -> None:
    began = threading.Event()

    def slow(project: Path, now: datetime, stopped) -> None:
        began.set()
        while not stopped():
            time.sleep(0.001)

    monkeypatch.setattr(controller, "back_up_now", slow)
    driver.open(project)
    driver.app.backups.back_up_now()
    driver.qtbot.waitUntil(began.is_set)
    driver.app.commands.close_project()
    driver.settle()
    assert driver.messages == []


def test_a_damaged_document_is_named_and_the_others_can_be_labelled(driver, project: Path) -> None:
    with Store.open(project) as store:
        store.remember(2, 0)
        with store._writer.transaction() as connection:
            connection.execute("UPDATE texts SET tokens = x'00' WHERE document_id = 2")
    driver.open(project)
    assert "is damaged (document «text 2»: packed tokens" in str(driver.errors.pop())
    assert driver.app.window.documents.isVisible()
    driver.app.annotation.open(1)
    driver.settle()
    driver.key(Qt.Key.Key_1)
    assert driver.spans == [("Ada", "PER")]
    driver.app.annotation.open(2)
    driver.settle()
    assert "text 2" in str(driver.errors.pop())
    assert driver.document.name == "text 1"


def test_the_dialog_goes_with_its_project(driver, project: Path) -> None:
    driver.open(project)
    driver.app.window.commands["backups"].trigger()
    dialog = child(driver, BackupsDialog)
    driver.app.project.close()
    assert not dialog.isVisible()
    driver.settle()


def test_the_dialog_does_not_come_when_its_project_is_gone(driver, project: Path) -> None:
    driver.open(project)
    driver.app.window.commands["backups"].trigger()
    driver.app.project.close()
    driver.settle()
    assert not any(dialog.isVisible() for dialog in driver.app.window.findChildren(BackupsDialog))


def test_a_backup_says_that_it_lacks_what_could_not_be_saved(driver, project: Path) -> None:
    driver.open(project)
    driver.app.saving._timer.stop()
    project.rename(project.with_name("elsewhere"))
    driver.key(Qt.Key.Key_1)
    project.with_name("elsewhere").rename(project)
    driver.app.backups.back_up_now()
    driver.settle()
    (message,) = driver.messages
    assert message.endswith("is made. It is without 1 change that could not be saved yet.")
