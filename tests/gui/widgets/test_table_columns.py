from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.style import apply_theme
from gui.theme import LIGHT
from gui.widgets.table_columns import ROUNDED_OFF_PX, fit_columns


@pytest.fixture(params=["list", "figures"])
def table(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[QTableWidget]:
    """A table with the same letters in its headings and cells."""
    apply_theme(qapp, LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    table = QTableWidget(1, 2)
    table.setProperty("role", request.param)
    QVBoxLayout(window).addWidget(table)
    table.verticalHeader().hide()
    for column in range(2):
        heading = QTableWidgetItem("HH")
        heading.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderItem(column, heading)
        table.setItem(0, column, QTableWidgetItem("HH"))
    with qtbot.waitExposed(window):
        window.show()
    yield table


def first_ink(image: QImage, rows: range) -> int:
    """Give the first column that holds something dark."""
    dark = (x for x in range(4, image.width()) if any(QColor(image.pixel(x, y)).lightness() < 140 for y in rows))
    return next(dark)


def test_what_stands_in_a_column_begins_where_its_heading_begins(table: QTableWidget) -> None:
    image = table.grab().toImage()
    header = table.horizontalHeader().geometry()
    cell = table.visualItemRect(table.item(0, 0)).translated(table.viewport().pos())
    heading, words = (first_ink(image, _middle(rect)) for rect in (header, cell))
    assert abs(heading - words) <= 1


def _middle(rect: QRect) -> range:
    return range(rect.center().y() - 3, rect.center().y() + 3)


def test_a_column_has_room_for_all_of_its_heading(table: QTableWidget) -> None:
    table.setHorizontalHeaderItem(1, QTableWidgetItem("More words than below"))
    fit_columns(table, [1], more=10)
    assert table.columnWidth(1) == table.horizontalHeader().sectionSizeHint(1) + ROUNDED_OFF_PX + 10
