"""The signs beside and on the words: the bar of what is confirmed, the folded corner of a note."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from gui.document_view import Mark, MarkKind
from gui.document_view.painter import BAR_DISTANCE
from gui.theme import ALL, DARK, LIGHT
from tests.gui.document_view.conftest import LABELS

LINES = "Ada met Bob.\nThey left. Nobody came.\nIt rained."


def picture(view) -> QImage:
    return view.viewport().grab().toImage()


def middles(view) -> list[int]:
    """The heights of the middles of all lines on screen, in the viewport."""
    found = []
    for placed in view._flow.visible():
        for line in range(len(placed.laid.layout.lines)):
            found.append(placed.top + sum(placed.laid.layout.line_edges(line)) // 2)
    return found


def bar_pixels(view, y: int, colour: str) -> int:
    """How much of a bar there is within half a line around a height."""
    image, x = picture(view), view._flow.column_left - BAR_DISTANCE
    ink = QColor(colour)
    pixels = [image.pixelColor(x, at) for at in range(y - 7, y + 7)]
    return sum(
        abs(p.red() - ink.red()) + abs(p.green() - ink.green()) + abs(p.blue() - ink.blue()) < 60 for p in pixels
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_there_is_a_bar_beside_confirmed_lines_and_a_dotted_one_beside_a_part(make_view, theme) -> None:
    view = make_view(LINES)
    view.set_theme(theme)
    view.set_seen([(0, LINES.index("Nobody"))])
    first, second, third = middles(view)
    whole, dotted = bar_pixels(view, first, theme.good), bar_pixels(view, second, theme.good)
    assert whole == 14
    assert 3 < dotted < 12
    assert bar_pixels(view, third, theme.good) == 0


def test_the_bar_goes_on_over_blank_lines_between_what_is_confirmed_and_ends_with_its_words(make_view) -> None:
    text = "Ada met Bob.\n\n \nThey left.\n\n\nIt rained."
    view = make_view(text)
    view.set_seen([(0, text.index("It"))])
    image, x, ink = picture(view), view._flow.column_left - BAR_DISTANCE, QColor(LIGHT.good)
    placed = list(view._flow.visible())
    top, bottom = placed[0].top + 6, placed[3].top + placed[3].laid.layout.line_edges(0)[1] - 6
    assert all(image.pixelColor(x, y) == ink for y in range(top, bottom))
    assert all(image.pixelColor(x, y).name() == LIGHT.page for y in range(bottom + 8, image.height()))


def test_the_bar_is_left_of_text_from_right_to_left_too(make_view) -> None:
    text = "שלום לכולם."
    view = make_view(text)
    view.set_seen([(0, len(text))])
    assert bar_pixels(view, middles(view)[0], LIGHT.good) == 14


@pytest.mark.parametrize("seen", [[(0, 2000)], [(0, 331)], [(90 * n, 90 * n + 20) for n in range(20)]])
def test_a_part_that_is_drawn_anew_looks_as_it_did(make_view, seen) -> None:
    view = make_view("several words that fill " * 80)
    view.set_seen(seen)
    image = picture(view)
    expected = image.copy()
    (placed,) = view._flow.visible()
    for line in range(4, 8):
        top, bottom = (placed.top + edge for edge in placed.laid.layout.line_edges(line))
        clip = QRectF(0, top + 1, image.width(), bottom - top - 1)
        with QPainter(image) as painter:
            painter.setClipRect(clip)
            view._painter.paint(painter, clip, view._flow, view._cursor(), view._seen)
    assert image == expected


def test_another_text_has_no_bars(make_view) -> None:
    view = make_view(LINES)
    view.set_seen([(0, len(LINES))])
    view.set_document_text(view._flow.tokens)
    assert bar_pixels(view, middles(view)[0], LIGHT.good) == 0


def tooltip_at(view, point: QPoint) -> str:
    QToolTip.hideText()
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point)))
    return QToolTip.text()


def test_the_bar_says_what_it_is(make_view) -> None:
    view = make_view(LINES)
    view.set_seen([(0, 12)])
    first, second, _ = middles(view)
    beside = view._flow.column_left - BAR_DISTANCE
    assert "Confirmed" in tooltip_at(view, QPoint(beside + 2, first))
    assert view._words_at(QPoint(beside + 2, second)) == ""
    assert view._words_at(QPoint(beside + 10, first)) == ""


def test_a_confirmed_token_is_said_to_be_so(make_view) -> None:
    view = make_view(LINES)
    view.set_seen([(0, 12)])
    assert view.accessibleDescription().startswith("Ada, no label, confirmed, ")
    view.set_caret(5)
    assert "confirmed" not in view.accessibleDescription()


def corners(view, mark: Mark) -> list[bool]:
    """Whether the upper left and the upper right corner of a mark are folded."""
    placed = next(view._flow.visible())
    box = next(f.box for f in placed.laid.fragments if f.mark == mark).translated(view._flow.column_left, placed.top)
    image, ink = picture(view), QColor(LIGHT.label(0).chip)
    points = (QPoint(int(box.left()) + 1, int(box.top()) + 1), QPoint(int(box.right()) - 2, int(box.top()) + 1))
    return [image.pixelColor(point) == ink for point in points]


def gold(text: str, form: str, *, noted: bool) -> Mark:
    start = text.index(form)
    return Mark(start, start + len(form), "PER", MarkKind.GOLD, noted=noted)


@pytest.mark.parametrize("style", ["full", "none"])
def test_the_first_corner_of_a_mark_with_a_note_is_folded(make_view, style: str) -> None:
    with_note, without = gold(LINES, "Ada", noted=True), gold(LINES, "Bob", noted=False)
    view = make_view(LINES, [with_note, without])
    view.set_chip_style(style)
    view.set_caret(4)
    assert corners(view, with_note) == [True, False]
    assert corners(view, without) == [False, False]


def test_from_right_to_left_the_first_corner_is_the_right_one(make_view) -> None:
    text = "מירה פגשה את טאבו."
    mark = gold(text, "טאבו", noted=True)
    view = make_view(text, [mark])
    assert corners(view, mark) == [False, True]


def test_a_mark_over_several_lines_is_folded_once(make_view) -> None:
    text = "many words " * 20
    view = make_view(text, [Mark(0, len(text) - 1, "PER", MarkKind.GOLD, noted=True)], width=400)
    (placed,) = view._flow.visible()
    sides = [fragment.note_side for fragment in placed.laid.fragments]
    assert len(sides) > 2
    assert sides[0] is not None and not any(sides[1:])


def test_a_note_comes_and_goes_without_moving_a_word(make_view, point_of) -> None:
    view = make_view(LINES, [gold(LINES, "Ada", noted=False)])
    before = [point_of(view, token) for token in range(6)]
    view.set_marks([gold(LINES, "Ada", noted=True)])
    assert [point_of(view, token) for token in range(6)] == before
    assert corners(view, gold(LINES, "Ada", noted=True))[0]


def test_the_words_behind_a_label_are_what_the_window_says(make_view, point_of) -> None:
    view = make_view(LINES, [gold(LINES, "Ada", noted=True)])
    view.say_behind_labels(lambda mark: f"by hand\n<{mark.start}> is a note")
    assert tooltip_at(view, point_of(view, 0)) == "<qt><div>PER · by hand</div><div>&lt;0&gt; is a note</div></qt>"


def test_a_million_tokens_with_many_parts_are_painted_at_once(make_view) -> None:
    text = "ab cd ef gh ij.\n" * 150_000  # 900,000 tokens
    view = make_view(text)
    view.set_seen([(16 * n, 16 * n + 5) for n in range(0, 150_000, 2)])
    view.set_caret(450_000)
    times = []
    for _ in range(5):
        began = time.process_time()
        picture(view)
        times.append(time.process_time() - began)
    assert min(times) < 0.1


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", [None, *MarkKind])
def test_the_caret_can_be_seen_without_the_keyboard_and_looks_otherwise_with_it(
    make_view, mark, point_of, theme, kind
) -> None:
    view = make_view("Ada met Bob.", [] if kind is None else [mark("Ada met Bob.", "Ada", kind=kind)])
    view.set_theme(theme)
    view.clearFocus()
    without = caret_column(view, point_of)
    assert theme.muted in without
    view.activateWindow()
    view.setFocus()
    assert theme.accent in caret_column(view, point_of)
    assert theme.accent not in without


def caret_column(view, point_of) -> set[str]:
    """The colours from the middle of the first token up to the top of the page."""
    image, middle = picture(view), point_of(view, 0)
    return {image.pixelColor(middle.x(), y).name() for y in range(middle.y())}


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_in_high_contrast_a_gold_mark_has_an_edge_of_its_full_colour(make_view, mark, point_of, theme) -> None:
    view = make_view("Ada met Bob.", [mark("Ada met Bob.", "Bob")])
    view.set_theme(theme)
    image, middle = picture(view), point_of(view, 2)
    column = {image.pixelColor(middle.x(), y).name() for y in range(middle.y() - 20, middle.y() - 6)}
    assert (theme.label(LABELS.named("PER").colour).chip in column) is theme.strong
