from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.row_delegate import RowButton, RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import LazyRowsModel, RowsModel

ROWS = st.lists(st.integers(0, 4), max_size=12)


class PlainDelegate(RowDelegate):
    buttons = (RowButton("yes", "check", "Yes"), RowButton("no", "close", "No"))

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        painter.drawText(rect, 0, str(row))


def plain_model(rows: list[Any]) -> RowsModel:
    model = RowsModel(str, str)
    model.set_rows(rows)
    return model


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[list[Any]], RowList]:
    def make(rows: list[Any]) -> RowList:
        view = RowList(plain_model(rows), PlainDelegate(LIGHT), "Rows")
        qtbot.addWidget(view)
        view.resize(300, 400)
        view.show()
        return view

    return make


def middle(view: RowList, row: int) -> QPoint:
    return view.visualRect(view.rows_model.index(row)).center()


def button(view: RowList, row: int, number: int) -> QPoint:
    rect = view.visualRect(view.rows_model.index(row))
    return view.rows_delegate.button_rects(rect, view.rows_model.rows[row])[number][1].center()


@given(ROWS, ROWS)
def test_what_the_model_tells_its_views_adds_up_to_the_new_rows(old: list[int], new: list[int]) -> None:
    model = plain_model(old)
    mirror = list(old)
    model.rowsRemoved.connect(lambda _parent, first, last: mirror.__delitem__(slice(first, last + 1)))
    model.rowsInserted.connect(
        lambda _parent, first, last: mirror.__setitem__(slice(first, first), model.rows[first : last + 1])
    )
    model.dataChanged.connect(
        lambda first, last: mirror.__setitem__(
            slice(first.row(), last.row() + 1), model.rows[first.row() : last.row() + 1]
        )
    )
    model.modelReset.connect(lambda: pytest.fail("a full reset"))
    model.set_rows(new)
    assert list(model.rows) == mirror == new


def test_one_row_less_is_told_as_one_row_removed() -> None:
    model, told = plain_model([1, 2, 3, 4]), []
    model.rowsRemoved.connect(lambda _parent, first, last: told.append((first, last)))
    model.rowsInserted.connect(lambda *_: told.append("inserted"))
    model.dataChanged.connect(lambda *_: told.append("changed"))
    model.set_rows([1, 3, 4])
    assert told == [(1, 1)]


def test_a_click_on_a_row_chooses_and_activates_it(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b", "c"])
    chosen, activated = [], []
    view.row_chosen.connect(lambda index: chosen.append(index.row()))
    view.row_activated.connect(lambda index: activated.append(index.row()))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1))
    assert chosen == activated == [1]


def test_arrow_keys_choose_and_enter_activates(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b", "c"])
    view.set_current(0)
    chosen, activated = [], []
    view.row_chosen.connect(lambda index: chosen.append(index.row()))
    view.row_activated.connect(lambda index: activated.append(index.row()))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert (chosen, activated) == ([1], [])
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert (chosen, activated) == ([1, 1], [1])


def test_a_program_that_moves_the_current_row_emits_nothing(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b", "c"])
    with qtbot.assertNotEmitted(view.row_chosen), qtbot.assertNotEmitted(view.row_activated):
        view.set_current(2)
        view.set_current(None)
        view.rows_model.set_rows(["b"])
    assert view.rows_model.rows == ["b"]


def test_a_click_on_a_rows_button_is_not_a_click_on_the_row(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b", "c"])
    pressed: list[tuple[int, str]] = []
    view.button_clicked.connect(lambda index, name: pressed.append((index.row(), name)))
    with qtbot.assertNotEmitted(view.row_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 1, 0))
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 2, 1))
    assert pressed == [(1, "yes"), (2, "no")]


def test_two_quick_clicks_on_a_button_are_two(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b"])
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0))
    pressed: list[str] = []
    view.button_clicked.connect(lambda _, name: pressed.append(name))
    with qtbot.assertNotEmitted(view.row_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 0, 1))
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 0, 1))
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 0, 1))
    assert pressed == ["no", "no"]


def test_a_button_that_is_left_before_the_release_does_nothing(qtbot: QtBot, shown) -> None:
    view = shown(["a", "b", "c"])
    with qtbot.assertNotEmitted(view.button_clicked):
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 1, 0))
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))


def test_the_current_row_stays_on_the_next_one_when_its_row_goes(shown) -> None:
    view = shown(["a", "b", "c"])
    view.set_current(1)
    view.rows_model.set_rows(["a", "c"])
    assert view.rows_model.row(view.currentIndex()) == "c"


def test_a_delegate_refuses_another_model(shown) -> None:
    view = shown(["a"])
    with pytest.raises(TypeError, match="RowsModel"):
        view.rows_delegate.paint(QPainter(), QStyleOptionViewItem(), QModelIndex())


@given(ROWS, ROWS)
def test_a_lazy_model_tells_what_came_and_went_at_the_end(old: list[int], new: list[int]) -> None:
    model = LazyRowsModel(str, str)
    model.set_rows(old)
    told: list[int] = []
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(first - last - 1))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(last - first + 1))
    model.modelReset.connect(lambda: pytest.fail("a full reset"))
    model.set_rows(new)
    assert len(old) + sum(told) == model.rowCount() == len(new)
    assert [model.data(model.index(i)) for i in range(len(new))] == [str(row) for row in new]


class Lazy(Sequence[int]):
    """The even numbers from ``first`` on, made when asked for."""

    def __init__(self, first: int, count: int) -> None:
        self.first, self.count, self.made = first, count, 0

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, number: int) -> int:
        self.made += 1
        return 2 * (self.first + number)

    def number_of(self, row: int) -> int | None:
        number = row // 2 - self.first
        return number if 0 <= number < self.count else None


def lazy_list(qtbot: QtBot, rows: Lazy) -> RowList:
    model = LazyRowsModel(str, str)
    model.set_rows(rows)
    view = RowList(model, PlainDelegate(LIGHT), "Rows")
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    return view


def test_half_a_million_rows_are_made_only_where_they_are_seen(qtbot: QtBot) -> None:
    rows = Lazy(0, 500_000)
    view = lazy_list(qtbot, rows)
    view.grab()
    more = Lazy(0, 600_000)
    view.show_rows(more, more.number_of)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.grab()
    assert 0 < rows.made < 500
    assert 0 < more.made < 500


def test_other_rows_leave_the_current_row_and_what_is_seen_where_they_were(qtbot: QtBot) -> None:
    view = lazy_list(qtbot, Lazy(1_000, 1_000))
    view.set_current(500)
    view.verticalScrollBar().setValue(777)
    seen = [(view.rows_model.row(view.indexAt(QPoint(5, y))), y) for y in (0, 100, 300)]
    rows = Lazy(900, 5_000)
    with qtbot.assertNotEmitted(view.row_chosen):
        view.show_rows(rows, rows.number_of)
    assert view.rows_model.row(view.currentIndex()) == 3_000
    assert [(view.rows_model.row(view.indexAt(QPoint(5, y))), y) for y in (0, 100, 300)] == seen


def test_a_list_at_its_top_stays_there_when_its_current_row_moves_away(qtbot: QtBot) -> None:
    view = lazy_list(qtbot, Lazy(1_000, 1_000))
    view.set_current(2)
    rows = Lazy(500, 1_500)
    view.show_rows(rows, rows.number_of)
    assert view.rows_model.row(view.currentIndex()) == 2_004
    assert view.verticalScrollBar().value() == 0


def test_a_current_row_that_is_gone_leaves_none(qtbot: QtBot) -> None:
    view = lazy_list(qtbot, Lazy(0, 10))
    view.set_current(3)
    rows = Lazy(5, 10)
    view.show_rows(rows, rows.number_of)
    assert not view.currentIndex().isValid()


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot: QtBot, shown) -> None:
    view = shown(list("abcdef"))
    view.set_current(2)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 5
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0


def test_a_screen_reader_hears_the_rows_and_no_headers(shown) -> None:
    view = shown(["one", "two"])
    interface = QAccessible.queryAccessibleInterface(view)
    parts = [interface.child(number).text(QAccessible.Text.Name) for number in range(interface.childCount())]
    assert [part for part in parts if part] == ["one", "two"]


def test_rows_are_as_high_as_the_delegate_says_and_as_wide_as_the_list(shown) -> None:
    view = shown(["a", "b"])
    rect = view.visualRect(view.rows_model.index(1))
    assert (rect.y(), rect.height(), rect.width()) == (PlainDelegate.height, PlainDelegate.height, 300)


def test_rows_in_runs_can_be_selected_and_the_current_one_stays(shown: Callable[[list[Any]], RowList]) -> None:
    view = shown(list(range(10)))
    view.allow_several()
    view.set_current(5)
    view.select_numbers([1, 2, 3, 7])
    assert (view.selected_numbers(), view.currentIndex().row()) == ([1, 2, 3, 7], 5)


def test_the_current_row_stays_on_the_screen_when_the_list_gets_lower(shown) -> None:
    view = shown(list(range(40)))
    view.set_current(12)  # the last one that is seen whole
    assert view.visualRect(view.currentIndex()).bottom() < view.viewport().height()
    for height in (370, 361, 200):
        view.resize(300, height)
        place = view.visualRect(view.currentIndex())
        assert place.top() >= 0
        assert place.bottom() < view.viewport().height()


def test_a_list_that_was_scrolled_away_from_its_current_row_stays_where_it_is_when_it_gets_lower(shown) -> None:
    view = shown(list(range(40)))
    view.set_current(0)
    view.verticalScrollBar().setValue(500)
    view.resize(300, 350)
    assert view.verticalScrollBar().value() == 500


def test_a_list_that_was_at_its_end_is_at_its_end_after_it_was_higher_for_a_moment(shown) -> None:
    view = shown(list(range(40)))
    view.set_current(39)
    view.resize(300, 426)
    view.resize(300, 400)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
