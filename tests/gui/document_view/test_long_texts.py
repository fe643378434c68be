"""Texts of any length: what is on screen costs, nothing else does."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from engine.text.document import Tokens
from gui.document_view import Direction, Mark, MarkKind, TokenRange
from gui.document_view.column import Column

LINE = "Ada Lovelace met Charles Babbage in London, where they talked about the Engine. " * 3


def tokens_of(text: str) -> Tokens:
    """Cut at blanks: fast enough for a million tokens in a test."""
    blank = np.frombuffer(text.encode("latin-1"), np.uint8) <= 0x20
    edges = np.diff(np.concatenate([[1], blank.astype(np.int8), [1]]))
    starts, ends = np.flatnonzero(edges == -1).astype(np.int32), np.flatnonzero(edges == 1).astype(np.int32)
    sentences = np.append(np.arange(0, len(starts), 13), len(starts)).astype(np.int32)
    return Tokens(text, starts, ends, sentences)


@pytest.fixture
def long_view(make_view):
    def make(lines: int, separator: str = "\n"):
        view = make_view("Ada")
        tokens = tokens_of(separator.join([LINE] * lines))
        began = time.perf_counter()
        view.set_document_text(tokens)
        view.viewport().repaint()
        return view, tokens, time.perf_counter() - began

    return make


def test_a_million_tokens_open_and_scroll_like_a_few(long_view):
    view, tokens, seconds = long_view(27_000)
    assert len(tokens) > 1_000_000
    assert seconds < 2

    bar = view.verticalScrollBar()
    began = time.perf_counter()
    for i in range(40):
        bar.setValue(bar.value() + 200)
        bar.setValue(int(bar.maximum() * i / 40))
        QApplication.processEvents()
    view.move_caret(Direction.DOCUMENT_END)
    QApplication.processEvents()

    assert time.perf_counter() - began < 4
    assert view.visible_tokens().last == len(tokens)
    assert len(view._flow._laid) < 400


def test_a_line_of_a_megabyte_opens_and_scrolls(long_view):
    view, tokens, seconds = long_view(4300, separator=" ")
    assert len(tokens.text) > 1_000_000
    assert seconds < 2

    view.set_caret(len(tokens) // 2)
    QApplication.processEvents()

    assert view.caret in view.visible_tokens()
    assert view.visible_tokens().last - view.visible_tokens().first < 400


def test_the_end_of_the_scroll_bar_is_the_end_of_the_text(long_view):
    view, tokens, _ = long_view(3000)
    bar = view.verticalScrollBar()

    bar.setValue(bar.maximum())

    assert view.visible_tokens().last == len(tokens)
    assert bar.value() == bar.maximum()


def test_scrolling_up_from_the_end_and_down_again_comes_back_to_the_end(long_view):
    view, tokens, _ = long_view(3000)
    view.move_caret(Direction.DOCUMENT_END)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())

    for step in [-170] * 30 + [170] * 40:
        bar.setValue(bar.value() + step)

    assert bar.value() == bar.maximum()
    assert view.visible_tokens().last == len(tokens)


def test_text_on_screen_stands_still_when_heights_above_become_known(long_view):
    view, _, _ = long_view(3000)
    view.set_caret(20_000)
    top = view._flow.token_edges(20_000)

    for block in range(0, view._flow.block_of(20_000) - 5, 7):
        view._flow.laid(block)

    assert view._flow.token_edges(20_000) == top


def test_the_caret_line_stays_where_it_is_when_the_width_or_zoom_changes(long_view):
    view, _, _ = long_view(300)
    view.set_caret(2000)
    top = view._flow.token_edges(2000)[0]

    view.resize(500, 400)
    assert view._flow.token_edges(2000)[0] == top
    view.set_zoom(140)
    assert view._flow.token_edges(2000)[0] == top


def test_new_marks_lay_out_only_the_blocks_that_they_touch(long_view, monkeypatch):
    view, tokens, _ = long_view(200)
    marks = [Mark(int(tokens.starts[i]), int(tokens.ends[i]), "PER", MarkKind.GOLD) for i in range(0, 4000, 3)]
    view.set_marks(marks)
    view.viewport().repaint()
    asked: list[int] = []
    source = Column._source
    monkeypatch.setattr(Column, "_source", lambda self, block: asked.append(block) or source(self, block))

    view.set_marks([*marks[:20], marks[20]._replace(label="LOC"), *marks[21:]])
    view.viewport().repaint()

    assert asked == [view._flow.blocks.at(marks[20].start)]


def test_the_same_marks_again_draw_nothing(long_view):
    view, tokens, _ = long_view(200)
    marks = [Mark(int(tokens.starts[i]), int(tokens.ends[i]), "PER", MarkKind.GOLD) for i in range(0, 4000, 3)]
    view.set_marks(marks)
    QApplication.processEvents()
    painted = QSignalSpy(view.painted)

    view.set_marks(list(reversed(marks)))
    QApplication.processEvents()

    assert painted.count() == 0


def test_a_mark_over_many_blocks_shows_on_each(long_view):
    view, tokens, _ = long_view(12)
    view.set_marks([Mark(0, len(tokens.text), "PER", MarkKind.GOLD)])

    blocks = list(view._flow.visible())

    assert len(blocks) > 2
    for placed in blocks:
        first, *_, last = placed.laid.fragments
        assert first.open_left is (placed.block > 0)
        assert last.open_right


def test_two_hundred_thousand_marks_are_set_quickly(long_view):
    view, tokens, _ = long_view(27_000)
    marks = [
        Mark(start, end, "PER", MarkKind.GOLD)
        for start, end in zip(tokens.starts[::5].tolist(), tokens.ends[::5].tolist(), strict=True)
    ]
    assert len(marks) > 200_000

    began = time.perf_counter()
    view.set_marks(marks)

    # Some 30 ms on two cores; the limit leaves room for a busy machine.
    assert time.perf_counter() - began < 0.5


def test_visible_tokens_are_told_when_they_change(long_view):
    view, _, _ = long_view(300)
    changed = QSignalSpy(view.visible_changed)

    view.verticalScrollBar().setValue(400)
    assert changed.count() == 1
    view.verticalScrollBar().setValue(401)
    assert changed.count() == 1
    assert view.visible_tokens().first > 0


def test_ensure_visible_moves_as_little_as_needed(long_view):
    view, _, _ = long_view(300)
    view.ensure_visible(view.visible_tokens().last // 2)
    assert view.verticalScrollBar().value() == 0

    view.ensure_visible(5000)

    assert 5000 in view.visible_tokens()


def test_select_scrolls_to_the_caret(long_view):
    view, _, _ = long_view(300)

    view.select(TokenRange(4000, 4010))

    assert view.caret == 4009
    assert 4009 in view.visible_tokens()


def test_a_key_is_painted_within_a_frame(long_view):
    view, _, _ = long_view(3000)
    times = []
    for _ in range(40):
        began = time.perf_counter()
        QTest.keyClick(view, Qt.Key.Key_Right)
        view.viewport().repaint()
        times.append(time.perf_counter() - began)

    # A few milliseconds on an idle machine, the whole viewport drawn.
    assert sorted(times)[20] < 0.05


def test_a_text_grows_at_its_end_and_nothing_on_screen_moves(long_view):
    view, tokens, _ = long_view(300)
    longer = tokens_of(tokens.text + "\n" + "\n".join([LINE] * 5000))
    marks = [Mark(int(tokens.starts[i]), int(tokens.ends[i]), "PER", MarkKind.GOLD) for i in range(0, 4000, 3)]
    view.set_marks(marks)
    view.select(TokenRange(2000, 2010))
    before = view.grab().toImage(), view.selection, view.visible_tokens(), view.token_center(2005)
    end = view.verticalScrollBar().maximum()

    view.extend_text(longer)

    assert (view.selection, view.visible_tokens(), view.token_center(2005)) == before[1:]
    assert view.mark_at(3) is not None
    assert view.verticalScrollBar().maximum() > 10 * end
    without_bar = view.viewport().rect()
    assert view.grab(without_bar).toImage() == before[0].copy(without_bar)
    view.move_caret(Direction.DOCUMENT_END)
    assert view.caret == len(longer) - 1
