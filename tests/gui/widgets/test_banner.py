from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.banner import Banner

LONG = "work.gatelight could not be read or written, the disk reported an error; check the disk. " * 3


@pytest.fixture
def banner(qtbot: QtBot) -> Iterator[Banner]:
    """Give a banner at the top of a page."""
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    banner = Banner(LIGHT)
    layout.addWidget(banner)
    layout.addWidget(QWidget(), 1)
    page.resize(900, 300)
    page.show()
    yield banner
    page.close()


def buttons(banner: Banner) -> list[QPushButton]:
    return [button for button in banner.findChildren(QPushButton) if button.isVisible()]


def test_it_takes_no_room_until_it_has_something_to_say(banner: Banner) -> None:
    assert (banner.isVisible(), banner.text) == (False, "")
    banner.say("warning", "Not saved", "The disk is full.", ["Try again"])
    assert (banner.isVisible(), banner.text) == (True, "Not saved. The disk is full.")
    assert banner.accessibleName() == banner.text
    banner.clear()
    assert (banner.isVisible(), banner.text) == (False, "")


def test_its_buttons_say_which_they_are_and_take_the_keyboard(qtbot: QtBot, banner: Banner) -> None:
    banner.say("warning", "Not saved", "The disk is full.", ["Try again", "Save a copy"])
    banner.say("warning", "Not saved", "The disk is still full.", ["Try again", "Save a copy"])
    assert [button.text() for button in buttons(banner)] == ["Try again", "Save a copy"]
    for button in buttons(banner):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(banner.action_triggered) as told:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert told.args == [button.text()]


def test_a_button_keeps_the_keyboard_while_the_figures_change(qtbot: QtBot, banner: Banner) -> None:
    banner.say("warning", "1 change not saved", "The disk is full.", ["Try again"])
    buttons(banner)[0].setFocus()
    qtbot.waitUntil(lambda: buttons(banner)[0].hasFocus())
    banner.say("warning", "2 changes not saved", "The disk is full.", ["Try again"])
    assert buttons(banner)[0].hasFocus()


def test_a_long_sentence_can_be_read_to_its_end_in_a_small_window(qtbot: QtBot, banner: Banner) -> None:
    banner.say("info", "Read only", "Short.", ["Open again"])
    qtbot.wait(1)
    one_line = banner.height()
    banner.say("info", "Read only", LONG, ["Open again"])
    words = next(label for label in banner.findChildren(QLabel) if label.text() == LONG)
    for width in (900, 600):
        banner.window().resize(width, 300)
        qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
        assert banner.window().width() == width
        assert words.visibleRegion().boundingRect() == words.rect()
        (button,) = buttons(banner)
        assert banner.rect().contains(button.geometry())
        assert banner.height() <= words.heightForWidth(words.width()) + one_line
    banner.say("info", "Read only", "Short.", ["Open again"])
    qtbot.waitUntil(lambda: banner.height() == one_line)
