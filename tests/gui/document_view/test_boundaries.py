from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from gui.document_view import Mark, MarkKind, TokenRange
from gui.document_view.boundaries import Boundary, boundary_at, moved_to

TEXT = "Ada Lovelace met Charles Babbage in London, then she wrote notes."
LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def edges(view, mark: Mark) -> tuple[QPointF, QPointF]:
    """The middles of the left edge of a mark's first piece and of the right edge of its last one, in the viewport."""
    boxes = []
    for placed in view._flow.visible():
        boxes += [f.box.translated(view._flow.column_left, placed.top) for f in placed.laid.fragments if f.mark == mark]
    first, last = boxes[0], boxes[-1]
    return QPointF(first.left(), first.center().y()), QPointF(last.right(), last.center().y())


def at(view, place: QPointF, x: float = 0) -> Boundary | None:
    return boundary_at(view._flow, place.x() + x, place.y())


def drag(view, start: QPoint, end: QPoint, modifiers=NONE) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifiers, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, modifiers, end)


def test_near_its_edges_a_gold_mark_can_be_taken_by_its_boundaries(make_view, mark) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    left, right = edges(view, gold)
    assert [at(view, left, x) for x in (-3, 0, 3, 6)] == [Boundary(gold, True)] * 3 + [None]
    assert [at(view, right, x) for x in (-6, -3, 0, 3)] == [None] + [Boundary(gold, False)] * 3


@pytest.mark.parametrize("kind", [MarkKind.SUGGESTION, MarkKind.PREDICTION])
def test_only_gold_has_boundaries_to_drag(make_view, mark, kind) -> None:
    other = mark(TEXT, "Charles Babbage", kind=kind)
    view = make_view(TEXT, [other])
    assert at(view, edges(view, other)[0]) is None


def test_a_word_right_behind_a_mark_is_pointed_at_and_not_the_boundary(make_view, mark) -> None:
    gold = mark(TEXT, "London")
    view = make_view(TEXT, [gold])
    right = edges(view, gold)[1]
    assert at(view, right, -2) == Boundary(gold, False)
    assert at(view, right, 3) is None  # the comma


def test_of_two_marks_that_touch_it_is_the_one_at_the_place(make_view) -> None:
    text = "北京大学"
    one, other = (Mark(0, 2, "LOC", MarkKind.GOLD), Mark(2, 4, "ORG", MarkKind.GOLD))
    view = make_view(text, [one, other])
    border = edges(view, one)[1]
    assert at(view, border, -1) == Boundary(one, False)
    assert at(view, border, 4) == Boundary(other, True)


def test_the_middle_of_the_narrowest_mark_is_not_a_boundary(make_view) -> None:
    gold = Mark(0, 1, "PER", MarkKind.GOLD)
    view = make_view("I am.", [gold])
    view.set_chip_style("none")
    left, right = edges(view, gold)
    assert right.x() - left.x() < 16
    assert at(view, left, (right.x() - left.x()) / 2) is None
    assert at(view, left, 1) == Boundary(gold, True)


def test_where_a_mark_goes_on_over_the_line_there_is_no_boundary(make_view) -> None:
    text = "many words " * 20
    gold = Mark(0, len(text) - 1, "PER", MarkKind.GOLD)
    view = make_view(text, [gold], width=400)
    (placed,) = view._flow.visible()
    first, *_, last = placed.laid.fragments
    assert (first.starts_at is not None, first.ends_at) == (True, None)
    assert (last.starts_at, last.ends_at is not None) == (None, True)
    box = first.box.translated(view._flow.column_left, placed.top)
    assert boundary_at(view._flow, box.right(), box.center().y()) is None


def test_in_hebrew_a_mark_begins_at_its_right_edge(make_view) -> None:
    text = "מירה פגשה את טאבו היום."
    gold = Mark(text.index("טאבו"), text.index("טאבו") + 4, "PER", MarkKind.GOLD)
    view = make_view(text, [gold])
    left, right = edges(view, gold)
    assert (at(view, left), at(view, right)) == (Boundary(gold, False), Boundary(gold, True))


def test_a_boundary_stops_at_another_gold_mark_and_at_the_last_token_of_its_own(make_view, mark) -> None:
    first, gold, last = mark(TEXT, "Ada"), mark(TEXT, "Charles Babbage"), mark(TEXT, "London", "LOC")
    suggested = mark(TEXT, "met", kind=MarkKind.SUGGESTION)
    view = make_view(TEXT, [first, suggested, gold, last])
    assert moved_to(view._flow, Boundary(gold, True), 0) == TokenRange(1, 5)
    assert moved_to(view._flow, Boundary(gold, True), 9) == TokenRange(4, 5)
    assert moved_to(view._flow, Boundary(gold, False), 12) == TokenRange(3, 6)
    assert moved_to(view._flow, Boundary(gold, False), 0) == TokenRange(3, 4)


def test_a_drag_of_a_boundary_asks_once_for_the_new_tokens_and_selects_nothing(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    asked, selected = QSignalSpy(view.boundary_dragged), QSignalSpy(view.range_dragged)
    drag(view, edges(view, gold)[1].toPoint(), point_of(view, 6))
    assert [asked.at(0)[0], asked.at(0)[1]] == [gold, TokenRange(3, 7)]
    drag(view, edges(view, gold)[0].toPoint() + QPoint(1, 0), point_of(view, 4))
    assert asked.at(1)[1] == TokenRange(4, 5)
    assert (asked.count(), selected.count(), view.selection) == (2, 0, TokenRange(0, 1))


def test_with_shift_a_drag_on_a_boundary_selects(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    asked = QSignalSpy(view.boundary_dragged)
    drag(view, edges(view, gold)[1].toPoint(), point_of(view, 6), SHIFT)
    assert (asked.count(), view.selection) == (0, TokenRange(0, 7))


def test_a_click_on_a_boundary_is_a_click_on_its_word(make_view, mark) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    asked = QSignalSpy(view.boundary_dragged)
    QTest.mouseClick(view.viewport(), LEFT, NONE, edges(view, gold)[1].toPoint() - QPoint(1, 0))
    assert (asked.count(), view.caret) == (0, 4)


def test_a_double_click_on_a_boundary_selects_its_word(make_view, mark) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    dragged, place = QSignalSpy(view.range_dragged), edges(view, gold)[1].toPoint() - QPoint(1, 0)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
    assert dragged.at(0)[0] == TokenRange(4, 5)


def test_a_boundary_that_comes_back_asks_for_nothing(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    asked, start = QSignalSpy(view.boundary_dragged), edges(view, gold)[1].toPoint()
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    QTest.mouseMove(view.viewport(), point_of(view, 6))
    assert view._moved == TokenRange(3, 7)
    QTest.mouseMove(view.viewport(), start)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, start)
    assert asked.count() == 0


def test_escape_lets_go_of_a_boundary_and_nothing_has_happened(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    before = view.viewport().grab().toImage()
    asked, start = QSignalSpy(view.boundary_dragged), edges(view, gold)[1].toPoint()
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    QTest.mouseMove(view.viewport(), point_of(view, 6))
    assert view.viewport().grab().toImage() != before
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseMove(view.viewport(), point_of(view, 8))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, point_of(view, 8))
    assert asked.count() == 0
    assert view.viewport().grab().toImage() == before


def test_escape_lets_go_of_a_boundary_before_it_takes_a_selection_back(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    view.select(TokenRange(0, 3))
    QTest.mousePress(view.viewport(), LEFT, NONE, edges(view, gold)[1].toPoint())
    QTest.mouseMove(view.viewport(), point_of(view, 6))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert (view._moved, view.selection) == (None, TokenRange(0, 3))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection == TokenRange(2, 3)


def test_the_words_stay_where_they_are_while_a_boundary_is_dragged(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    before = [point_of(view, token) for token in range(12)]
    QTest.mousePress(view.viewport(), LEFT, NONE, edges(view, gold)[1].toPoint())
    QTest.mouseMove(view.viewport(), point_of(view, 6))
    assert [point_of(view, token) for token in range(12)] == before
    QTest.mouseRelease(view.viewport(), LEFT, NONE, point_of(view, 6))


def test_the_pointer_says_what_a_press_would_do(make_view, mark, point_of) -> None:
    gold = mark(TEXT, "Charles Babbage")
    view = make_view(TEXT, [gold])
    QTest.mouseMove(view.viewport(), edges(view, gold)[0].toPoint())
    QApplication.sendPostedEvents()
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(view.viewport(), point_of(view, 4))
    assert view.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor
    view.set_document_text(view._flow.tokens)
    assert view.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor


def test_escape_takes_a_selection_back_to_the_caret_and_then_is_the_windows(make_view, qtbot) -> None:
    view = make_view(TEXT)
    view.select(TokenRange(2, 6))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert (view.selection, view.caret) == (TokenRange(5, 6), 5)
