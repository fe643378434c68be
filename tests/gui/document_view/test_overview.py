"""The strip beside the scroll bar, on a view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from engine.text.tokenizer import tokenize
from gui.document_view import Mark, MarkKind
from gui.document_view.overview import WIDTH
from gui.theme import DARK, LIGHT

LINE = "Ada met Bob in Paris and they talked for hours about nothing that anybody remembers.\n"
TEXT = LINE * 400
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(make_view):
    return make_view(TEXT)


def colours(view) -> set[str]:
    image = view._overview.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(WIDTH) for y in range(image.height())}


def test_it_is_beside_the_scroll_bar_and_only_where_there_is_text(view) -> None:
    assert view._overview.geometry().left() == view.viewport().geometry().right() + 1
    assert view._overview.height() == view.viewport().height()
    view.set_document_text(tokenize(""))
    assert not view._overview.isVisible()
    assert view.viewport().width() == view.width()


def test_it_can_be_hidden(view) -> None:
    view.show_overview(False)
    view.set_document_text(tokenize(TEXT))
    assert not view._overview.isVisible()
    view.show_overview(True)
    assert view._overview.isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_marks_have_the_colours_of_their_labels(view, theme, qtbot) -> None:
    view.set_theme(theme)
    view.set_marks([Mark(10_000, 10_003, "PER", MarkKind.GOLD), Mark(20_000, 20_003, "LOC", MarkKind.SUGGESTION)])
    wanted = {theme.label(0).chip, theme.label(2).chip}
    qtbot.waitUntil(lambda: wanted <= colours(view))


def test_marks_of_another_text_are_gone(view, qtbot) -> None:
    view.set_marks([Mark(10_000, 10_003, "PER", MarkKind.GOLD)])
    qtbot.waitUntil(lambda: LIGHT.label(0).chip in colours(view))
    view.set_document_text(tokenize(TEXT))
    assert LIGHT.label(0).chip not in colours(view)


def test_a_press_brings_the_place_to_the_middle(view) -> None:
    view._overview.grab()
    QTest.mouseClick(view._overview, LEFT, NONE, QPoint(5, view._overview.height() // 2))
    shown = view.visible_tokens()
    middle = len(view._flow.tokens) / 2
    assert shown.first < middle < shown.last


def test_the_part_on_screen_is_dragged_from_where_it_is_held(view) -> None:
    view._overview.grab()
    _, bottom = view._overview._on_screen
    before = view.verticalScrollBar().value()
    QTest.mousePress(view._overview, LEFT, NONE, QPoint(5, round(bottom) - 1))
    assert view.verticalScrollBar().value() == before
    QTest.mouseMove(view._overview, QPoint(5, 300))
    QTest.mouseRelease(view._overview, LEFT, NONE, QPoint(5, 300))
    view._overview.grab()
    assert view._overview._on_screen[1] == pytest.approx(301, abs=2)
    QTest.mouseMove(view._overview, QPoint(5, 10))
    view._overview.grab()
    assert view._overview._on_screen[1] == pytest.approx(301, abs=2)


def test_the_ends_of_the_strip_are_the_ends_of_the_text(view) -> None:
    view._overview.grab()
    QTest.mouseClick(view._overview, LEFT, NONE, QPoint(5, view._overview.height() - 1))
    assert view.visible_tokens().last == len(view._flow.tokens)
    QTest.mouseClick(view._overview, LEFT, NONE, QPoint(5, 0))
    assert view.verticalScrollBar().value() == 0


def test_scrolling_draws_the_marks_no_second_time(view, monkeypatch) -> None:
    view._overview.grab()
    drawn = []
    monkeypatch.setattr(view._overview, "_drawn", drawn.append)
    for _ in range(20):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 333)
        view._overview.grab()
    assert drawn == []
    assert view._overview._on_screen[0] > 10


def test_a_text_that_is_all_on_screen_has_no_part_on_screen(make_view) -> None:
    view = make_view(LINE)
    view._overview.grab()
    assert view._overview._on_screen is None
    assert QColor(LIGHT.outline).name() not in colours(view)


def test_it_says_what_it_is(view) -> None:
    assert view._overview.accessibleName() == "Overview of the text"
    assert "hollow" in view._overview.toolTip()
