from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.panels.note_line import NoteLine
from gui.theme import DARK, LIGHT


@pytest.fixture
def line(qtbot: QtBot) -> NoteLine:
    line = NoteLine(LIGHT)
    qtbot.addWidget(line)
    line.resize(300, line.height())
    line.set_note("From the archive.\nAsk <Oda>.")
    return line


def test_there_is_no_line_without_a_note(line: NoteLine) -> None:
    assert not line.isHidden()
    line.set_note("")
    assert line.isHidden()


def test_a_long_note_of_many_lines_is_one_line_high(line: NoteLine) -> None:
    before = line.height()
    line.set_note("word\n" * 10_000)
    assert line.sizeHint().width() < 1000 or line.minimumSizeHint().width() <= 300
    assert line.height() == before
    assert len(line.toolTip()) < 30_000


def test_the_tooltip_shows_markup_as_it_was_written(line: NoteLine) -> None:
    assert "Ask &lt;Oda&gt;." in line.toolTip()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_and_a_click_ask_to_edit(qtbot: QtBot, line: NoteLine, key: Qt.Key) -> None:
    with qtbot.waitSignal(line.edit_requested):
        qtbot.keyClick(line, key)
    with qtbot.waitSignal(line.edit_requested):
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)


def test_it_takes_the_colours_of_another_theme(line: NoteLine) -> None:
    before = line._icon.pixmap().toImage()
    line.set_theme(DARK)
    assert line._icon.pixmap().toImage() != before
