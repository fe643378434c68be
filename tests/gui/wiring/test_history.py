from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gui.controllers.history
from engine.project.store import Store
from gui.wiring.project import UNDO

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def labelled(driver, project):
    """Three labels in the first document, and the history on the screen."""
    driver.app.project.set_who("ada")
    driver.open(project)
    for form, occurrence, key in (("Ada", 0, Key.Key_1), ("Bob", 0, Key.Key_1), ("Paris", 0, Key.Key_2)):
        driver.caret(form, occurrence)
        driver.key(key)
    driver.key(Key.Key_5, CTRL)
    return driver


def panel(driver):
    return driver.app.window.history


def rows(driver) -> list[tuple[str, bool]]:
    driver.settle()
    return [(row.title, row.undone) for row in panel(driver)._list.rows_model.rows]


def choose(driver, number: int) -> None:
    panel(driver)._list.setFocus()
    panel(driver)._list.set_current(number)
    QTest.keyClick(panel(driver)._list, Key.Key_Return)
    driver.settle()


def test_the_log_is_listed_with_who_did_it_and_where(labelled) -> None:
    assert [title for title, _ in rows(labelled)] == [
        "Label «Paris» as LOC", "Label «Bob» as PER", "Label «Ada» as PER", "Import", "Beginning",
    ]  # fmt: skip
    newest = panel(labelled)._list.rows_model.rows[0]
    assert (newest.action.who, newest.action.document, newest.current) == ("ada", "text 1", True)
    assert panel(labelled)._search.hasFocus()


def test_one_step_back_is_made_at_once_and_can_be_brought_back(labelled) -> None:
    choose(labelled, 1)
    assert labelled.spans == [("Ada", "PER"), ("Bob", "PER")]
    assert rows(labelled)[0] == ("Go back to «Label «Bob» as PER»", False)
    assert labelled.messages[-1] == "The project is as it was right after «Label «Bob» as PER»: 1 action taken back."
    labelled.app.window.toast.messages[-1].action.click()
    labelled.settle()
    assert ("Paris", "LOC") in labelled.spans


def test_going_back_can_no_longer_be_undone_there_when_something_else_was_done(labelled) -> None:
    choose(labelled, 1)
    assert labelled.app.window.toast.messages[-1].action_text == UNDO
    labelled.caret("Monday")
    labelled.key(Key.Key_2)
    assert labelled.messages == []


def test_several_steps_are_made_only_after_a_question(labelled) -> None:
    choose(labelled, 2)
    assert len(labelled.spans) == 3
    assert "2 actions" in panel(labelled)._words.text()
    panel(labelled)._yes.click()
    labelled.settle()
    assert labelled.spans == [("Ada", "PER")]


def test_at_the_beginning_there_is_no_document_and_one_undo_brings_all_back(labelled) -> None:
    choose(labelled, 4)
    panel(labelled)._yes.click()
    labelled.settle()
    assert labelled.app.annotation.document is None
    assert labelled.messages == ["The project is as it was at the beginning: 4 actions taken back."]
    labelled.app.window.commands["undo"].trigger()
    labelled.settle()
    assert len(labelled.spans) == 3
    assert len(labelled.app.workspace.rows) == 3


def test_undone_actions_stand_above_the_present_and_are_done_again_from_there(labelled) -> None:
    for _ in range(3):
        labelled.app.window.commands["undo"].trigger()
    assert [undone for _, undone in rows(labelled)] == [True, True, True, False, False]
    choose(labelled, 1)
    panel(labelled)._yes.click()
    labelled.settle()
    assert labelled.spans == [("Ada", "PER"), ("Bob", "PER")]
    assert [undone for _, undone in rows(labelled)] == [True, False, False, False, False]


def test_a_row_whose_action_is_gone_by_now_changes_nothing_and_says_so(labelled) -> None:
    labelled.app.history.measure(999)
    labelled.settle()
    assert "no longer in the history" in labelled.messages[-1]
    labelled.app.annotation.go_to(999)
    labelled.settle()
    assert "no longer in the history" in labelled.messages[-1]
    assert len(labelled.spans) == 3
    labelled.errors.clear()


def test_the_log_is_filtered_in_the_file_and_shows_what_is_done_meanwhile(labelled) -> None:
    panel(labelled)._search.setText("as per")
    assert [title for title, _ in rows(labelled)] == ["Label «Bob» as PER", "Label «Ada» as PER"]
    labelled.caret("Bob", 1)
    labelled.key(Key.Key_1)
    assert len(rows(labelled)) == 3
    panel(labelled)._search.setText("nothing such")
    assert rows(labelled) == []


def test_a_hidden_panel_reads_nothing_until_it_is_shown(labelled) -> None:
    labelled.app.window.side_bar.show_panel("Entities")
    with labelled.qtbot.assertNotEmitted(labelled.app.history.changed):
        labelled.caret("Bob", 1)
        labelled.key(Key.Key_1)
    labelled.app.window.side_bar.show_panel("History")
    assert len(rows(labelled)) == 6


def test_older_pages_come_when_the_end_is_near(labelled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui.controllers.history, "PAGE", 20)
    view = labelled.app.window.view
    view.setFocus()
    for _ in range(25):
        for key in (Key.Key_2, Key.Key_1):
            labelled.caret("Bob")
            QTest.keyClick(view, key)
    labelled.settle()
    panel(labelled)._search.setText("a")
    panel(labelled)._search.setText("")
    labelled.settle()
    bar = panel(labelled)._list.verticalScrollBar()
    for _ in range(10):
        bar.setValue(bar.maximum())
        labelled.settle()
    titles = [title for title, _ in rows(labelled)]
    assert len(titles) == 55
    assert titles[-3:] == ["Label «Ada» as PER", "Import", "Beginning"]
    labelled.caret("Bob")
    labelled.key(Key.Key_2)
    assert [title for title, _ in rows(labelled)][1:] == titles


def test_a_name_is_kept_for_the_next_time_and_used_at_once(labelled) -> None:
    panel(labelled).name_changed.emit("Bob B.")
    labelled.caret("Bob", 1)
    labelled.key(Key.Key_1)
    rows(labelled)
    assert panel(labelled)._list.rows_model.rows[0].action.who == "Bob B."
    assert labelled.app.settings.annotator == "Bob B."


def test_escape_returns_to_the_text(labelled) -> None:
    QTest.keyClick(panel(labelled)._search, Key.Key_Escape)
    assert labelled.app.window.view.hasFocus()


def test_closing_the_project_empties_the_history(labelled) -> None:
    labelled.app.commands.close_project()
    assert rows(labelled) == []


def test_a_question_is_taken_back_when_something_else_is_done(labelled) -> None:
    choose(labelled, 2)
    assert panel(labelled)._question.isVisible()
    labelled.caret("Bob", 1)
    labelled.key(Key.Key_1)
    assert not panel(labelled)._question.isVisible()


def test_a_question_is_taken_back_when_another_project_comes(labelled, tmp_path) -> None:
    choose(labelled, 2)
    labelled.open(Store.create(tmp_path / "other.gatelight").path)
    assert not panel(labelled)._question.isVisible()
