from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gui.panels.bar_rows import MOST_RECENT, Rows, arrange, fill_slots

GAP, SLOT, MORE = 4, 120, 90
widths = st.lists(st.integers(40, 200), max_size=60)


@given(widths, st.integers(230, 1500))
def test_nothing_overlaps_or_leaves_its_row(wide: list[int], room: int) -> None:
    narrow = [min(width, SLOT) for width in wide]
    rows = arrange(wide, narrow, SLOT, MORE, room, GAP)
    used = narrow if rows.narrow else wide
    parts = [(row, x, x + used[n]) for n, (x, row) in enumerate(rows.places)]
    parts += [(row, x, x + SLOT) for x, row in rows.recent]
    parts += [(rows.more[1], rows.more[0], rows.more[0] + MORE)] if rows.more else []
    assert all(row in (0, 1) and end <= room for row, _, end in parts)
    parts.sort()
    assert all(a[0] < b[0] or a[2] + GAP <= b[1] for a, b in pairwise(parts))
    assert (rows.more is None) == (len(rows.places) == len(wide))
    assert len(rows.places) + len(rows.recent) <= len(wide)
    if rows.more:
        assert 1 <= len(rows.recent) <= MOST_RECENT


def test_names_are_shortened_only_where_they_must_be() -> None:
    assert not arrange([100] * 6, [50] * 6, SLOT, MORE, 320, GAP).narrow
    shortened = arrange([100] * 8, [50] * 8, SLOT, MORE, 320, GAP)
    assert (shortened.narrow, shortened.more, len(shortened.places)) == (True, None, 8)


def test_one_row_is_enough_where_all_fit() -> None:
    assert arrange([100, 100], [50, 50], SLOT, MORE, 320, GAP) == Rows(((0, 0), (104, 0)))
    assert arrange([], [], SLOT, MORE, 320, GAP).count == 1


def test_who_stays_keeps_the_place_and_new_ones_take_the_free_ones() -> None:
    assert fill_slots([], ["a", "b"]) == ["a", "b"]
    assert fill_slots(["a", "b", "c"], ["d", "c", "a"]) == ["a", "d", "c"]
    assert fill_slots(["a"], ["b", "a", "c"]) == ["b", "a", "c"]
