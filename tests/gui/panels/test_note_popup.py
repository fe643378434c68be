from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.panels.note_popup import NotePopup

Key = Qt.Key
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def popup(qtbot: QtBot) -> NotePopup:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(400, 300)
    parent.show()
    popup = NotePopup(parent)
    popup.ask("Note on «Ada», PER", "sure?", QPoint(20, 20))
    return popup


def test_it_opens_with_the_note_and_the_keyboard_behind_it(qtbot: QtBot, popup: NotePopup) -> None:
    with qtbot.waitSignal(popup.saved) as told:
        QTest.keyClicks(popup._field, " Yes")
        QTest.keyClick(popup._field, Key.Key_Return)
        QTest.keyClicks(popup._field, "she is.")
        QTest.keyClick(popup._field, Key.Key_Return, CONTROL)
    assert told.args == ["sure? Yes\nshe is."]
    assert popup.isHidden()


def test_escape_leaves_the_note_as_it_was(qtbot: QtBot, popup: NotePopup) -> None:
    QTest.keyClicks(popup._field, " no")
    with qtbot.assertNotEmitted(popup.saved):
        QTest.keyClick(popup._field, Key.Key_Escape)
    assert popup.isHidden()


def test_what_was_written_is_saved_when_the_popup_is_closed_from_outside(qtbot: QtBot, popup: NotePopup) -> None:
    QTest.keyClicks(popup._field, " yes")
    with qtbot.waitSignal(popup.saved) as told:
        popup.close()
    assert told.args == ["sure? yes"]


def test_the_button_saves_once(qtbot: QtBot, popup: NotePopup) -> None:
    told: list[str] = []
    popup.saved.connect(told.append)
    qtbot.mouseClick(popup._save, Qt.MouseButton.LeftButton)
    assert told == ["sure?"]


def test_blanks_that_do_not_break_stay_what_they_are(qtbot: QtBot, popup: NotePopup) -> None:
    note = "10\u00a0km,\n\n漢字 😀"
    popup.hide()
    popup.ask("Note", note, QPoint(0, 0))
    with qtbot.waitSignal(popup.saved) as told:
        popup.hide()
    assert told.args == [note]


def test_it_stays_on_the_screen(popup: NotePopup) -> None:
    popup.hide()
    popup.ask("Note", "", QPoint(99_999, 99_999))
    assert popup.screen().availableGeometry().contains(popup.geometry())


def test_tab_reaches_the_button(popup: NotePopup) -> None:
    QTest.keyClick(popup._field, Key.Key_Tab)
    assert popup._field.document().toRawText() == "sure?"
