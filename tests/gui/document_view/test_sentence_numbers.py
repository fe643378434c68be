from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from engine.text.tokenizer import tokenize
from gui.document_view.painter import BAR_DISTANCE
from gui.document_view.sentence_numbers import first_sentence
from gui.theme import DARK, LIGHT

TEXT = "Ada came. Bob left.\n\nNobody saw it, for it rained. It rained all day.\n"
TOKENS = tokenize(TEXT)


def numbers_at(view, token: int) -> bool:
    """Whether there is something in the margin beside a token, left of the bar."""
    y = view.token_center(token).y()
    area = QRect(0, y - 9, view._flow.column_left - BAR_DISTANCE - 3, 18)
    image = view.viewport().grab(area).toImage()
    page = QColor(view._theme.page)
    return any(image.pixelColor(x, y) != page for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(
    ("piece", "number"),
    [
        ("Ada came. Bob left.", 1),
        ("came. Bob left.", 2),
        ("left.", None),
        ("for it rained. It", 4),
        ("saw it, for", None),
    ],
)
def test_a_line_says_the_first_sentence_that_begins_on_it(piece: str, number: int | None) -> None:
    start = TEXT.index(piece)
    assert first_sentence(TOKENS, start, start + len(piece)) == number


def test_an_empty_line_has_no_number() -> None:
    assert first_sentence(TOKENS, 20, 20) is None
    assert first_sentence(tokenize(""), 0, 0) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_numbers_come_and_go_without_moving_a_word(make_view, point_of, theme) -> None:
    view = make_view(TEXT)
    view.set_theme(theme)
    before = [point_of(view, token) for token in range(len(TOKENS))]
    assert not numbers_at(view, 0)
    view.show_sentence_numbers(True)
    assert numbers_at(view, 0) and numbers_at(view, len(TOKENS) - 1)
    assert [point_of(view, token) for token in range(len(TOKENS))] == before
    view.show_sentence_numbers(False)
    assert not numbers_at(view, 0)


def test_a_line_on_which_no_sentence_begins_has_no_number(make_view) -> None:
    view = make_view("one two three four " * 30 + "end.")
    view.show_sentence_numbers(True)
    assert numbers_at(view, 0)
    assert not numbers_at(view, 60)


@pytest.mark.parametrize("width", [60, 200, 420])
def test_in_a_narrow_window_numbers_are_left_out_before_they_touch_the_bar(make_view, width: int) -> None:
    text = "It rained. " * 2000
    view = make_view(text, width=width)
    view.set_seen([(0, len(text))])
    without = view.viewport().grab().toImage()
    view.show_sentence_numbers(True)
    with_numbers = view.viewport().grab().toImage()
    bar = view._flow.column_left - BAR_DISTANCE - 2
    for x in range(max(0, bar), with_numbers.width()):
        assert all(with_numbers.pixelColor(x, y) == without.pixelColor(x, y) for y in range(0, 400, 3))


def test_numbers_scroll_with_their_lines(make_view, qapp) -> None:
    view = make_view("It rained. It rained all day and all night and nobody came to see us.\n" * 100)
    view.show_sentence_numbers(True)
    qapp.processEvents()
    for _ in range(7):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 37)
        qapp.processEvents()
    scrolled = view.screen().grabWindow(view.winId()).toImage().copy(view.viewport().rect())
    fresh = view.viewport().grab().toImage()
    assert scrolled.convertToFormat(fresh.format()) == fresh
