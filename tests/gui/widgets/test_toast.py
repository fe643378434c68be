from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT
from gui.widgets import toast as toast_module
from gui.widgets.toast import MOST, Toast


@pytest.fixture
def toast(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Toast]:
    monkeypatch.setattr(toast_module, "INFO_MS", 40)
    monkeypatch.setattr(toast_module, "LETTER_MS", 1)
    monkeypatch.setattr(toast_module, "BUSY_MS", 40)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 400)
    window.show()
    yield Toast(window, LIGHT)  # not return: the window must outlive the test


def texts(toast: Toast) -> list[str]:
    return [message.text for message in toast.messages]


def test_information_hides_by_itself(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("info", "Saved.")
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_information_stays_while_the_keyboard_is_on_it(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("info", "Removed.", "Undo")
    action, parent = toast.messages[0].action, toast.parentWidget()
    assert action is not None
    parent.activateWindow()
    action.setFocus()
    qtbot.waitUntil(action.hasFocus)
    qtbot.wait(150)
    assert texts(toast) == ["Removed."]
    action.clearFocus()
    qtbot.waitUntil(lambda: texts(toast) == [])


def test_information_stays_while_the_mouse_is_on_it(
    qtbot: QtBot, toast: Toast, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [QPoint(5, 5)]
    monkeypatch.setattr(toast_module.QCursor, "pos", lambda: places[-1])
    toast.show_message("info", "Saved.")
    toast.messages[0].setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    places.append(QPoint(6, 5))
    qtbot.wait(150)
    assert texts(toast) == ["Saved."]
    toast.messages[0].setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    qtbot.waitUntil(lambda: texts(toast) == [])


def test_a_mouse_that_lies_where_the_message_came_up_does_not_hold_it(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("info", "Saved.")
    toast.messages[0].setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    qtbot.waitUntil(lambda: texts(toast) == [])


def test_a_long_sentence_stays_longer(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("info", "A sentence of many words. " * 20)
    toast.show_message("info", "Saved.")
    qtbot.waitUntil(lambda: len(toast.messages) == 1)
    assert texts(toast) != ["Saved."]


def test_escape_dismisses_the_message_with_the_keyboard(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("error", "It failed.")
    close = toast.messages[0].findChild(QToolButton)
    qtbot.keyClick(close, Qt.Key.Key_Escape)
    assert texts(toast) == []


def test_a_message_is_read_out_an_error_at_once(toast: Toast, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr(toast_module, "announce", lambda _widget, words, *, urgent=False: said.append((words, urgent)))
    toast.show_message("info", "Saved.")
    toast.show_message("error", "It failed.")
    assert said == [("Saved.", False), ("It failed.", True)]


def test_errors_and_warnings_stay_until_they_are_dismissed(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("error", "It failed.")
    toast.show_message("warning", "Beware.")
    toast.show_message("info", "Saved.")
    qtbot.waitUntil(lambda: texts(toast) == ["It failed.", "Beware."])
    close = toast.messages[0].findChild(QToolButton)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert texts(toast) == ["Beware."]


def test_an_action_is_told_and_ends_the_message(qtbot: QtBot, toast: Toast) -> None:
    toast.show_message("warning", "3 spans were snapped.", "Show")
    action = toast.messages[0].action
    assert action is not None
    with qtbot.waitSignal(toast.action_triggered) as told:
        qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert told.args == ["Show"]
    assert texts(toast) == []


def test_the_same_sentence_is_on_the_screen_once(toast: Toast) -> None:
    for _ in range(5):
        toast.show_message("error", "It failed.")
    assert texts(toast) == ["It failed."]


def test_information_goes_before_an_error_does_when_there_are_too_many(toast: Toast) -> None:
    toast.show_message("error", "It failed.")
    for number in range(MOST + 2):
        toast.show_message("info", f"{number}")
    assert len(toast.messages) == MOST
    assert texts(toast)[0] == "It failed."


def test_a_kind_that_does_not_exist_is_an_error(toast: Toast) -> None:
    with pytest.raises(KeyError):
        toast.show_message("catastrophe", "No.")


def test_work_that_is_over_at_once_is_not_announced(qtbot: QtBot, toast: Toast) -> None:
    toast.show_busy("Reading…")
    toast.show_busy("")
    qtbot.wait(80)
    assert texts(toast) == []


def test_long_work_is_announced_until_it_is_over(qtbot: QtBot, toast: Toast) -> None:
    toast.show_busy("Reading…")
    qtbot.waitUntil(lambda: texts(toast) == ["Reading…"])
    qtbot.wait(120)  # longer than information stays
    assert texts(toast) == ["Reading…"]
    toast.show_busy("")
    assert texts(toast) == []


@pytest.mark.parametrize("width", [300, 800, 2000])
def test_messages_stay_inside_their_parent(toast: Toast, width: int) -> None:
    parent = toast.parentWidget()
    parent.resize(width, 400)
    toast.show_message("error", "A sentence that is long enough to need more than one line. " * 4)
    assert parent.rect().contains(toast.geometry())
    toast.set_theme(DARK)
    parent.resize(width, 200)
    assert toast.geometry().bottom() < 200


def test_a_message_takes_no_keyboard_focus(toast: Toast) -> None:
    parent = toast.parentWidget()
    parent.setFocus()
    toast.show_message("error", "It failed.", "Show")
    assert not toast.isAncestorOf(parent.focusWidget() or parent)
