from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.columns_layout import ColumnsLayout

GAP = 20


@pytest.fixture
def sheet(qtbot: QtBot) -> QWidget:
    """Six blocks of different heights, each at least 100 pixels wide."""
    sheet = QWidget()
    qtbot.addWidget(sheet)
    layout = ColumnsLayout(100, GAP, sheet)
    for height in (50, 30, 20, 60, 10, 40):
        block = QWidget()
        block.setFixedHeight(height)
        layout.addWidget(block)
    sheet.show()
    return sheet


def blocks(sheet: QWidget) -> list[QWidget]:
    layout = sheet.layout()
    assert layout is not None
    return [layout.itemAt(n).widget() for n in range(layout.count())]


@pytest.mark.parametrize(("width", "columns"), [(80, 1), (219, 1), (220, 2), (340, 3)])
def test_there_are_as_many_columns_as_fit(sheet: QWidget, width: int, columns: int) -> None:
    sheet.resize(width, 600)
    assert len({block.x() for block in blocks(sheet)}) == columns
    assert all(block.geometry().right() < max(width, 100) for block in blocks(sheet))


def test_blocks_stay_in_order_and_none_lies_over_another(sheet: QWidget) -> None:
    sheet.resize(340, 600)
    places = [(block.x(), block.y()) for block in blocks(sheet)]
    assert places == sorted(places)
    for one, other in zip(blocks(sheet), blocks(sheet)[1:], strict=False):
        assert not one.geometry().intersects(other.geometry())


def test_the_longest_column_is_as_short_as_it_can_be(sheet: QWidget) -> None:
    layout = sheet.layout()
    assert layout is not None
    assert layout.heightForWidth(220) == 60 + 10 + 40 + 2 * (GAP // 2)


def test_hidden_blocks_take_no_room(sheet: QWidget) -> None:
    layout = sheet.layout()
    assert layout is not None
    for block in blocks(sheet)[1:]:
        block.hide()
    assert layout.heightForWidth(100) == 50
