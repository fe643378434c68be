from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.headed_list import HeadedDelegate, HeadedList, Heading

Key = Qt.Key
ROWS = [Heading("Fruit"), "apple", "pear", Heading("Colours"), "red"]


class Delegate(HeadedDelegate):
    def paint_row(self, painter, rect, row, option) -> None:
        painter.drawText(rect, row)


@pytest.fixture
def listing(qtbot: QtBot) -> HeadedList:
    listing = HeadedList(str, str, Delegate(LIGHT), "Things")
    listing.show_with_headings(ROWS)
    qtbot.addWidget(listing)
    listing.resize(200, 300)
    listing.show()
    listing.set_current(1)
    return listing


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Key.Key_Down], "pear"),
        ([Key.Key_Down, Key.Key_Down], "red"),
        ([Key.Key_Down, Key.Key_Down, Key.Key_Up], "pear"),
        ([Key.Key_Up], "apple"),
        ([Key.Key_End], "red"),
        ([Key.Key_End, Key.Key_Home], "apple"),
    ],
)
def test_the_keyboard_passes_over_headings(listing: HeadedList, keys: list[Qt.Key], row: str) -> None:
    for key in keys:
        QTest.keyClick(listing, key)
    assert listing.rows_model.row(listing.currentIndex()) == row


def test_a_click_on_a_heading_chooses_nothing(listing: HeadedList, qtbot: QtBot) -> None:
    place = QPoint(20, listing.rowViewportPosition(3) + 5)
    with qtbot.assertNotEmitted(listing.row_chosen):
        QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert listing.rows_model.row(listing.currentIndex()) == "apple"
