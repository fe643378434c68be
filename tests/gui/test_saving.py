"""What a person sees and can do while the project's file refuses to be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine.errors import SavingError
from engine.project.actions import Action, LabelAdded
from engine.project.editor import Editor
from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label
from engine.text.tokenizer import tokenize
from gui import files
from gui.unsaved_question import Answer

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    driver.app.saving._timer.stop()  # a test tries again when it wants to
    return driver


@pytest.fixture
def unsaved(opened, project: Path):
    """The app with one label that is in memory only."""
    project.rename(elsewhere(project))
    opened.key(Key.Key_1)
    return opened


def elsewhere(project: Path) -> Path:
    return project.with_name("elsewhere")


def spans_in(path: Path) -> list[tuple[str, str]]:
    with Store.open(path) as store:
        return [(d.text[s.start : s.end], s.label) for d in store.iter_documents() for s in d.spans]


def press(driver, text: str) -> None:
    banner = driver.app.window.banner
    next(button for button in banner.findChildren(QPushButton) if button.text() == text).click()
    driver.settle()


def banner(driver) -> str:
    return driver.app.window.banner.text


def status(driver) -> str:
    return driver.app.window.saved_status.text()


@contextmanager
def another_window(project: Path) -> Iterator[Store]:
    with Store.open(project, alone=True) as store:
        assert store.read_only is None
        yield store


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_, **__: path)


# not saved -----------------------------------------------------------------------------------------------------------


def test_while_everything_is_saved_the_window_says_so_and_shows_nothing_more(opened) -> None:
    opened.key(Key.Key_1)
    assert (banner(opened), status(opened)) == ("", "All changes saved")
    assert not opened.app.window.banner.isVisible()


def test_what_the_file_refuses_is_drawn_and_said_to_be_unsaved(unsaved) -> None:
    assert unsaved.spans == [("Ada", "PER")]
    assert status(unsaved) == "1 change not saved"
    assert banner(unsaved).startswith("1 change not saved. The project was moved, deleted or replaced while it is open")
    assert unsaved.app.window.banner.isVisible()
    unsaved.key(Key.Key_Right)
    unsaved.key(Key.Key_2)
    assert status(unsaved) == "2 changes not saved"
    unsaved.key(Key.Key_Z, CTRL)
    assert status(unsaved) == "3 changes not saved"
    assert list(unsaved.errors) == []
    assert unsaved.messages == []


def test_it_is_saved_by_itself_once_the_file_is_back(unsaved, project: Path) -> None:
    unsaved.app.saving._timer.start(20)
    unsaved.qtbot.wait(100)
    assert status(unsaved) == "1 change not saved"
    elsewhere(project).rename(project)
    unsaved.qtbot.waitUntil(lambda: status(unsaved) == "All changes saved")
    assert banner(unsaved) == ""
    assert unsaved.messages == ["Saved: 1 change that had to wait."]
    assert spans_in(project) == [("Ada", "PER")]
    unsaved.key(Key.Key_2)
    assert spans_in(project) == [("Ada", "LOC")]


def test_trouble_with_looking_is_told_once_and_it_is_tried_again(
    opened, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise SavingError("could not be read", path=project)

    with monkeypatch.context() as patched:
        patched.setattr(opened.app.project.editor, "look_again", refuse)
        opened.app.saving._timer.start(20)
        opened.qtbot.waitUntil(lambda: len(opened.errors) == 1)
        opened.qtbot.wait(100)
        assert len(opened.errors) == 1
        opened.errors.clear()
    project.rename(elsewhere(project))
    opened.key(Key.Key_1)
    assert status(opened) == "1 change not saved"
    elsewhere(project).rename(project)
    opened.qtbot.waitUntil(lambda: status(opened) == "All changes saved")
    assert spans_in(project) == [("Ada", "PER")]


def test_try_again_says_when_it_is_still_refused(unsaved, project: Path) -> None:
    press(unsaved, "Try again")
    assert status(unsaved) == "1 change not saved"
    elsewhere(project).rename(project)
    press(unsaved, "Try again")
    assert status(unsaved) == "All changes saved"


def test_a_copy_is_opened_with_everything_in_it_and_the_original_stays(
    unsaved, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = project.with_name("copy.gatelight")
    choose(monkeypatch, copy)
    press(unsaved, "Save a copy…")
    assert unsaved.app.project.path == copy
    assert (banner(unsaved), status(unsaved)) == ("", "All changes saved")
    assert unsaved.messages == [f"This is the copy, {copy}. The original stays as it was."]
    assert unsaved.spans == [("Ada", "PER")]
    unsaved.key(Key.Key_2)
    assert (spans_in(copy), spans_in(elsewhere(project))) == ([("Ada", "LOC")], [])
    assert unsaved.asked == []


def test_a_copy_that_fails_is_a_sentence_and_nothing_is_lost(
    unsaved, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, elsewhere(project))
    press(unsaved, "Save a copy…")
    (error,) = unsaved.errors
    unsaved.errors.clear()
    assert "exists already" in str(error)
    assert (unsaved.spans, status(unsaved)) == ([("Ada", "PER")], "1 change not saved")


def test_a_copy_is_not_made_without_a_place(unsaved, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, None)
    press(unsaved, "Save a copy…")
    assert (unsaved.app.project.path, status(unsaved)) == (project, "1 change not saved")


# leaving -------------------------------------------------------------------------------------------------------------


def test_the_window_stays_open_if_the_question_is_cancelled(unsaved) -> None:
    unsaved.answers.append(Answer.STAY)
    unsaved.app.window.close()
    assert unsaved.app.window.isVisible()
    assert [asked.count for asked in unsaved.asked] == [1]
    unsaved.key(Key.Key_2)
    assert unsaved.spans == [("Ada", "LOC")]


def test_closing_asks_about_the_last_key_too(opened, project: Path) -> None:
    project.rename(elsewhere(project))
    opened.answers.append(Answer.STAY)
    opened.app.annotation.label("PER")
    opened.app.window.close()
    assert len(opened.asked) == 1


def test_closing_asks_again_until_it_is_saved(unsaved, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def put_back(*arguments: object) -> Answer:
        if len(unsaved.asked) == 1:
            elsewhere(project).rename(project)
        return unsaved.answer(*arguments)

    monkeypatch.setattr("gui.wiring.saving.ask_about", put_back)
    unsaved.answers += [Answer.AGAIN, Answer.AGAIN]
    unsaved.app.window.close()
    assert len(unsaved.asked) == 2
    assert spans_in(project) == [("Ada", "PER")]


def test_closing_may_leave_a_copy(unsaved, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = project.with_name("copy.gatelight")
    choose(monkeypatch, copy)
    unsaved.answers.append(Answer.COPY)
    unsaved.app.window.close()
    assert not unsaved.app.window.isVisible()
    assert (spans_in(copy), spans_in(elsewhere(project))) == ([("Ada", "PER")], [])
    assert copy in [recent.path for recent in unsaved.app.settings.recent()]


def test_discarded_changes_are_gone(unsaved, project: Path) -> None:
    unsaved.answers.append(Answer.DISCARD)
    unsaved.app.commands.close_project()
    unsaved.settle()
    assert unsaved.app.project.editor is None
    assert spans_in(elsewhere(project)) == []


def test_another_project_is_opened_only_if_this_one_may_be_left(unsaved, project: Path) -> None:
    other = project.with_name("other.gatelight")
    Store.create(other).close()
    unsaved.answers.append(Answer.STAY)
    unsaved.app.project.open(other)
    unsaved.settle()
    assert (unsaved.app.project.path, unsaved.spans) == (project, [("Ada", "PER")])
    with another_window(other):
        pass
    unsaved.open(other)
    assert unsaved.app.project.path == other
    assert len(unsaved.asked) == 2


def test_nobody_is_asked_when_everything_is_saved(opened, project: Path) -> None:
    opened.key(Key.Key_1)
    opened.app.commands.close_project()
    opened.settle()
    assert (opened.asked, spans_in(project)) == ([], [("Ada", "PER")])
    assert not project.with_name(f"{project.name}-lock").exists()


# read only -----------------------------------------------------------------------------------------------------------


def test_a_second_window_looks_and_says_so(driver, project: Path) -> None:
    with another_window(project) as first:
        driver.open(project)
        assert banner(driver).startswith("Read only. It is open in another window (process ")
        assert banner(driver).endswith("you can look, search and export here, but not change anything.")
        assert status(driver) == "Read only"
        for key in (Key.Key_1, Key.Key_2, Key.Key_1):
            driver.key(key)
        assert driver.spans == []
        (message,) = driver.messages
        assert "cannot be changed here because it is open in another window" in message
        assert driver.app.window.toast.messages[0].kind == "info"

        first.commit(Action("Add", (LabelAdded(Label("NEW", 3, "3")),)))
        first.add_documents([Document("more", "Dora.", tokenize("Dora."))], "Import more")
        driver.app.saving.try_again()
        driver.settle()
        assert [row.name for row in driver.app.workspace.rows.values()] == ["text 1", "text 2", "text 3", "more"]
        assert driver.app.annotation.labels.names == ("PER", "LOC", "NEW")

        first.add_documents([Document("last", "Eve.", tokenize("Eve."))], "Import last")
        driver.key(Key.Key_1)  # refused, and what the first window did is seen all the same
        driver.app.saving.try_again()
        driver.settle()
        assert [row.name for row in driver.app.workspace.rows.values()][-1] == "last"

        Editor(first).delete_documents([2])
        driver.app.annotation.open(2)
        driver.settle()
        assert str(driver.errors.pop()) == "This document is no longer in the project; choose another one."

        press(driver, "Open again")
        assert status(driver) == "Read only"
    press(driver, "Open again")
    assert (banner(driver), status(driver)) == ("", "All changes saved")
    driver.key(Key.Key_1)
    assert driver.spans == [("Ada", "PER")]
    assert driver.asked == []


def test_a_window_that_may_only_look_begins_nothing_that_it_could_not_keep(driver, project: Path) -> None:
    with another_window(project):
        driver.open(project)
        driver.key(Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        assert not driver.app.window.note_popup.isVisible()
        driver.app.training.retrain()
        assert not driver.app.training.running
        assert len(driver.messages) == 1
        assert "cannot be changed here because it is open in another window" in driver.messages[0]


def test_a_copy_of_what_is_read_only_can_be_changed(driver, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = project.with_name("copy.gatelight")
    choose(monkeypatch, copy)
    with another_window(project):
        driver.open(project)
        press(driver, "Save a copy…")
        assert (driver.app.project.path, banner(driver)) == (copy, "")
        driver.key(Key.Key_1)
    assert (spans_in(copy), spans_in(project)) == ([("Ada", "PER")], [])


def test_the_open_project_can_be_opened_again(opened, project: Path) -> None:
    opened.key(Key.Key_1)
    opened.open(project)
    assert (banner(opened), opened.spans) == ("", [("Ada", "PER")])


def test_a_project_that_does_not_open_again_leaves_the_welcome_page(opened, project: Path) -> None:
    project.unlink()
    opened.app.project.open(project)
    opened.settle()
    # samefile cannot tell: the file is gone, so the open project stays
    assert "does not exist" in str(opened.errors.popleft())
    assert opened.app.project.path == project


def test_a_project_that_is_opened_twice_at_once_can_be_changed(driver, project: Path) -> None:
    driver.app.project.open(project)
    driver.open(project)
    assert status(driver) == "All changes saved"
    driver.key(Key.Key_1)
    assert driver.spans == [("Ada", "PER")]


def test_new_projects_are_the_windows_own(driver, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Ada met Bob.", encoding="utf-8")
    for path, make in (
        (tmp_path / "new.gatelight", lambda path: driver.app.project.create_from_files(path, [text])),
        (tmp_path / "sample.gatelight", driver.app.project.create_sample),
    ):
        make(path)
        driver.qtbot.waitUntil(lambda path=path: driver.app.project.path == path)
        driver.settle()
        with Store.open(path, alone=True) as other:
            assert other.read_only is not None
        assert banner(driver) == ""
