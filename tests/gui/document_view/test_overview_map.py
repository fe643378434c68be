from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.tokenizer import tokenize
from gui.document_view.blocks import Blocks, Heights
from gui.document_view.marks import Mark, MarkIndex, MarkKind
from gui.document_view.overview_map import NOTHING, OverviewMap

GOLD, SUGGESTION = MarkKind.GOLD, MarkKind.SUGGESTION
NUMBERS = {"PER": 1, "ORG": 2, "LOC": 3}
LINE = "0123456789"


def map_of(lines: int, rows: int, *, height: int = 20, margin: int = 0) -> OverviewMap:
    """The map of some lines of ten characters."""
    blocks = Blocks(tokenize("\n".join([LINE] * lines)))
    return OverviewMap(blocks, Heights(np.full(lines, height)), rows, margin)


def runs(lane) -> list[tuple[int, int, int]]:
    """The rows [top, bottom) that follow each other with one label."""
    cuts = [0, *(np.flatnonzero(np.diff(lane)) + 1).tolist(), len(lane)]
    return [(top, bottom, int(lane[top])) for top, bottom in pairwise(cuts) if lane[top] != NOTHING]


@given(st.integers(1, 200), st.integers(1, 300), st.integers(0, 40))
def test_rows_are_in_the_order_of_the_text_and_end_with_it(lines: int, rows: int, margin: int) -> None:
    drawn = map_of(lines, rows, margin=margin)
    assert len(drawn.edges) == rows + 1
    assert np.all(np.diff(drawn.edges) >= 0)
    assert drawn.edges[-1] == 11 * lines - 1 or lines * 20 + margin > rows
    assert 0 <= drawn.edges[0] <= drawn.edges[-1] <= 11 * lines - 1


@given(st.integers(1, 100), st.integers(2, 300), st.floats(0, 1, allow_subnormal=False))
def test_the_row_of_a_place_holds_the_place(lines: int, rows: int, share: float) -> None:
    drawn = map_of(lines, rows)
    position = int(share * (11 * lines - 2))
    row = int(drawn.row_of(position))
    assert drawn.edges[row] <= position <= drawn.edges[min(row + 1, rows)]


def test_a_short_text_is_not_drawn_out_over_the_strip() -> None:
    drawn = map_of(3, 600, margin=10)
    assert drawn.row_of(0) == pytest.approx(10, abs=1)
    assert drawn.row_of(11) == pytest.approx(30, abs=1)
    assert drawn.row_of(30) == pytest.approx(68, abs=2)


def test_a_long_text_fills_the_strip_and_the_middle_is_in_the_middle() -> None:
    drawn = map_of(1000, 100)
    assert drawn.row_of(0) == 0
    assert drawn.row_of(11 * 500) == pytest.approx(50, abs=0.2)
    assert drawn.position_at(50) == pytest.approx(11 * 500, abs=11)
    assert (drawn.position_at(-5), drawn.position_at(1000)) == (0, 10_999)


def test_entities_are_filled_and_suggestions_hollow_each_in_its_lane() -> None:
    drawn = map_of(1000, 100)
    marks = [Mark(0, 5, "PER", GOLD), Mark(5500, 5505, "LOC", SUGGESTION), Mark(8800, 8805, "ORG", MarkKind.PREDICTION)]
    filled, hollow = drawn.lanes(MarkIndex(marks), NUMBERS)
    assert runs(filled) == [(0, 2, 1), (80, 82, 2)]
    assert runs(hollow) == [(50, 54, 3)]


def test_a_label_that_nobody_knows_is_marked_too() -> None:
    filled, _ = map_of(1000, 100).lanes(MarkIndex([Mark(0, 5, "OTHER", GOLD)]), NUMBERS)
    assert runs(filled) == [(0, 2, 0)]


def test_a_long_mark_is_as_long_as_it_is() -> None:
    filled, _ = map_of(1000, 100).lanes(MarkIndex([Mark(1100, 3300, "PER", GOLD)]), NUMBERS)
    ((top, bottom, _),) = runs(filled)
    assert (top, bottom) == (pytest.approx(10, abs=1), pytest.approx(30, abs=1))


def test_where_marks_are_many_both_kinds_are_seen() -> None:
    marks = [Mark(11 * n, 11 * n + 5, "PER", SUGGESTION if n % 2 else GOLD) for n in range(1000)]
    filled, hollow = map_of(1000, 10).lanes(MarkIndex(marks), NUMBERS)
    assert NOTHING not in filled and NOTHING not in hollow


def test_sixty_thousand_marks_cost_what_the_strip_is_high() -> None:
    blocks = Blocks(tokenize("\n".join([LINE] * 60_000)))
    heights, index = (
        Heights(np.full(60_000, 20)),
        MarkIndex([Mark(11 * n, 11 * n + 5, "PER", GOLD) for n in range(60_000)]),
    )
    times = []
    for _ in range(5):
        began = time.process_time()
        OverviewMap(blocks, heights, 800, 30).lanes(index, NUMBERS)
        times.append(time.process_time() - began)
    assert min(times) < 0.03
