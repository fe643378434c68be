from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.tokenizer import tokenize
from gui.controllers.work_meter import PAUSE_S
from gui.work_meter.figures import Figures
from gui.work_meter.file import NAME, read_sessions

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(driver) -> Clock:
    made = Clock()
    driver.app.work_meter._clock = made
    return made


@pytest.fixture
def counting(driver, clock: Clock, project: Path):
    """A project of three documents that was opened with the meter on; the caret is on the first word."""
    driver.app.work_meter.switch(on=True)
    driver.open(project)
    return driver


def figures(driver) -> Figures:
    session = driver.app.work_meter.session
    assert session is not None
    return session.figures


def counted(driver) -> tuple[int, int]:
    return figures(driver).entities, figures(driver).actions


def drag(driver, first: int, last: int) -> None:
    view = driver.app.window.view
    start, end = view.token_center(first), view.token_center(last)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    driver.settle()


def test_the_meter_counts_nothing_until_it_is_switched_on(driver, project: Path) -> None:
    driver.open(project)
    driver.key(Key.Key_1)
    assert (driver.app.work_meter.on, driver.app.work_meter.session) == (False, None)
    driver.app.window.close()
    assert not (driver.app.settings.folder / NAME).exists()


def test_a_key_on_the_word_under_the_caret_is_one_action_an_entity(counting) -> None:
    counting.key(Key.Key_1)
    assert counted(counting) == (1, 1)


def test_a_drag_with_a_label_armed_is_one_action_an_entity(counting) -> None:
    counting.app.annotation.arm("PER")
    drag(counting, 0, 2)
    assert counted(counting) == (1, 1)
    drag(counting, 3, 4)
    assert counted(counting) == (2, 2)


def test_a_drag_and_then_a_key_are_two_actions(counting) -> None:
    drag(counting, 0, 2)
    counting.key(Key.Key_1)
    assert counted(counting) == (1, 2)


def test_moving_the_caret_is_an_action_for_each_key_but_one_for_a_key_that_is_held(counting) -> None:
    for _ in range(3):
        counting.key(Key.Key_Right)
    assert counted(counting) == (0, 3)
    view = counting.app.window.view
    for held in (False, True, True, True):
        key = (Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", held)
        for kind in (QKeyEvent.Type.ShortcutOverride, QKeyEvent.Type.KeyPress):
            QApplication.sendEvent(view, QKeyEvent(kind, *key))
    assert (view.caret, counted(counting)) == (7, (0, 4))


def test_a_key_that_does_nothing_is_no_action(counting, clock: Clock) -> None:
    counting.key(Key.Key_F12)
    counting.key(Key.Key_Left)  # there is nothing before the first word
    counting.key(Key.Key_Shift)
    assert counted(counting) == (0, 0)
    clock.seconds += 5
    counting.app.annotation.arm("PER")
    drag(counting, 0, 2)
    assert counted(counting) == (1, 1)


def test_quick_keys_are_counted_though_the_answer_to_one_comes_after_the_next(counting) -> None:
    view = counting.app.window.view
    view.setFocus()
    for key in (Key.Key_1, Key.Key_Right, Key.Key_Right, Key.Key_2):
        QTest.keyClick(view, key)
    counting.settle()
    assert counted(counting) == (2, 4)


def test_removing_and_undoing_take_entities_off_again_and_are_actions(counting) -> None:
    counting.key(Key.Key_1)
    counting.key(Key.Key_Delete)
    assert counted(counting) == (0, 2)
    counting.key(Key.Key_Z, CTRL)
    assert counted(counting) == (1, 3)
    counting.key(Key.Key_Z, CTRL)
    assert counted(counting) == (0, 4)


def test_an_undo_in_another_document_is_counted_too(counting) -> None:
    counting.key(Key.Key_1)
    counting.app.documents.step(1)
    counting.settle()
    before = figures(counting).actions
    counting.key(Key.Key_Z, CTRL)
    assert counted(counting) == (0, before + 1)


def test_a_click_on_a_label_is_an_action_if_it_labels(counting) -> None:
    chips = counting.app.window.label_bar
    drag(counting, 0, 2)
    chips.label_clicked.emit("PER")
    counting.settle()
    assert counted(counting) == (1, 2)


def test_accepting_many_is_one_action_for_many_entities(counting) -> None:
    suggestions = [Suggestion(Span(0, 3, "PER"), 0.9), Suggestion(Span(8, 11, "PER"), 0.8)]
    counting.app.window.suggestions.accepted_many.emit(suggestions)
    counting.settle()
    assert counted(counting) == (2, 1)


def test_what_comes_with_documents_is_nobodys_work(counting) -> None:
    labelled = Document("new", "Ada", tokenize("Ada"), (Span(0, 3, "PER"),), state=DocumentState.DONE)
    counting.app.project.add_highlighted(labelled, ["PER"], lambda: None, lambda *_: None)
    counting.settle()
    assert (figures(counting).words, counted(counting)) == (0, (0, 0))


def test_words_are_counted_as_they_are_confirmed_and_no_word_twice(counting) -> None:
    everything = len(counting.document.tokens)
    counting.caret("Bob")
    counting.app.annotation.confirm()
    counting.settle()
    part = figures(counting).words
    assert 0 < part < everything
    counting.key(Key.Key_Return, CTRL)
    assert figures(counting).words == everything
    assert counting.document.name == "text 2"
    counting.key(Key.Key_Return, CTRL)
    assert figures(counting).words == everything + 5


def test_what_is_marked_in_the_list_alone_has_been_read_by_nobody(counting) -> None:
    counting.app.annotation.mark_documents([2, 3], DocumentState.DONE)
    counting.settle()
    assert figures(counting).words == 0


def test_time_runs_from_sign_to_sign_but_not_through_a_pause(counting, clock: Clock) -> None:
    for gap in (5, 10, PAUSE_S, PAUSE_S + 1, 20):
        clock.seconds += gap
        counting.key(Key.Key_Right)
    assert figures(counting).seconds == 10 + PAUSE_S + 20  # the first key begins it


def test_reading_with_the_mouse_wheel_is_work(counting, clock: Clock) -> None:
    view = counting.app.window.view.viewport()
    for _ in range(3):
        clock.seconds += 100
        place, far = QPointF(view.rect().center()), QPoint(0, -120)
        wheel = QWheelEvent(
            place, QPointF(view.mapToGlobal(view.rect().center())), QPoint(), far, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, wheel)
    assert figures(counting) == Figures(seconds=200)


def test_a_session_is_written_when_the_project_is_closed_and_another_one_begins_with_the_next(
    counting, clock: Clock, project: Path
) -> None:
    clock.seconds += 1
    counting.key(Key.Key_1)
    clock.seconds += 30
    counting.key(Key.Key_Right)
    counting.open(project)
    (written,) = read_sessions(counting.app.settings.folder)
    assert written.figures == Figures(30, 0, 1, 2)
    assert figures(counting) == Figures()
    counting.app.project.close()
    counting.settle()
    assert counting.app.work_meter.session is None
    assert len(read_sessions(counting.app.settings.folder)) == 1  # nothing was done in the second


def test_a_crash_costs_no_more_than_a_minute(counting, clock: Clock) -> None:
    for _ in range(4):
        clock.seconds += 25
        counting.key(Key.Key_1)
    counting.settle()
    (written,) = read_sessions(counting.app.settings.folder)
    assert 0 < written.figures.seconds <= figures(counting).seconds


def test_nothing_of_it_is_in_the_project_and_nothing_of_the_project_in_it(counting, project: Path) -> None:
    counting.key(Key.Key_1)
    counting.app.project.close()
    counting.settle()
    assert b"work-meter" not in project.read_bytes()
    written = (counting.app.settings.folder / NAME).read_text()
    assert not any(word in written for word in (project.stem + ".", "PER", "Ada", "text 1"))


def test_switching_it_off_ends_the_session_and_stops_looking(counting) -> None:
    counting.key(Key.Key_1)
    counting.app.work_meter.switch(on=False)
    counting.key(Key.Key_Right)
    assert counting.app.work_meter.session is None
    assert [session.figures.entities for session in read_sessions(counting.app.settings.folder)] == [1]


def test_deleting_forgets_this_session_too(counting) -> None:
    counting.key(Key.Key_1)
    counting.app.work_meter.delete_all()
    counting.settle()
    assert figures(counting) == Figures()
    assert read_sessions(counting.app.settings.folder) == []


def test_a_damaged_file_is_put_aside_and_told(counting) -> None:
    (counting.app.settings.folder / NAME).write_text("{")
    counting.app.work_meter._now = lambda: datetime(2026, 11, 27, 12, 0, 5)
    counting.key(Key.Key_1)
    counting.app.project.close()
    counting.settle()
    assert any("work-meter 2026-11-27 12-00-05.json" in words for words in counting.messages)
    assert len(read_sessions(counting.app.settings.folder)) == 1
