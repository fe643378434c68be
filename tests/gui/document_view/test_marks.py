from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.document_view import Mark, MarkKind, TokenRange
from gui.document_view.marks import MarkIndex, MarkTable, precedence

MARKS = st.lists(
    st.builds(
        lambda start, length, label, kind, confidence: Mark(start, start + length, label, kind, confidence),
        st.integers(0, 40),
        st.integers(1, 10),
        st.sampled_from(["PER", "ORG"]),
        st.sampled_from(list(MarkKind)),
        st.sampled_from([0.5, 0.9]),
    ),
    max_size=25,
)


def overlap(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


@given(MARKS, st.integers(0, 40), st.integers(0, 15))
def test_between_gives_exactly_what_overlaps(marks, start, length):
    expected = [m for m in sorted(marks) if m.start < start + length and start < m.end]

    assert sorted(MarkIndex(marks).between(start, start + length)) == expected


@given(MARKS, st.integers(0, 40), st.integers(0, 15))
def test_a_table_of_marks_is_asked_like_a_list_of_them(marks, start, length):
    marks = sorted(marks)
    starts, ends = (np.array([mark[n] for mark in marks], np.int32) for n in (0, 1))
    table = MarkTable(starts, ends, marks.__getitem__)

    assert list(table) == marks
    assert table[1:5] == marks[1:5]
    assert MarkIndex(table).between(start, start + length) == MarkIndex(marks).between(start, start + length)
    assert MarkIndex(table).shown(start, start + length) == MarkIndex(marks).shown(start, start + length)


@given(MARKS)
def test_no_two_shown_marks_overlap_and_the_first_in_rank_is_always_shown(marks):
    shown = MarkIndex(marks).shown(0, 100)

    assert not any(overlap(a, b) for i, a in enumerate(shown) for b in shown[i + 1 :])
    if marks:
        assert min(marks, key=precedence) in shown


@given(MARKS, st.integers(0, 40), st.integers(1, 15))
def test_a_mark_is_shown_or_not_wherever_one_looks(marks, start, length):
    index = MarkIndex(marks)
    everywhere = [m for m in index.shown(0, 100) if m.start < start + length and start < m.end]

    assert list(index.shown(start, start + length)) == everywhere


def test_gold_hides_a_suggestion_that_overlaps_it():
    gold = Mark(5, 8, "PER", MarkKind.GOLD)
    suggestion = Mark(0, 20, "ORG", MarkKind.SUGGESTION, 0.99)

    assert MarkIndex([suggestion, gold]).shown(0, 30) == (gold,)
    assert MarkIndex([suggestion, gold]).shown(10, 30) == ()


def test_a_token_range_is_not_reversed():
    with pytest.raises(ValueError, match="reversed"):
        TokenRange(3, 2)
    assert len(TokenRange(2, 5)) == 3
    assert 4 in TokenRange(2, 5)
    assert 5 not in TokenRange(2, 5)


def test_a_sample_has_all_marks_of_a_stretch_or_some_from_all_over_it():
    marks = [Mark(n, n + 1, "PER", MarkKind.SUGGESTION if n % 2 else MarkKind.GOLD) for n in range(100)]

    found = list(MarkIndex(marks).sample(np.array([0, 4, 97, 97]), 4))

    assert [mark for stretch, mark in found if stretch == 0] == marks[:4]
    assert [mark.start for stretch, mark in found if stretch == 1] == [4, 27, 50, 73]
    assert {stretch for stretch, _ in found} == {0, 1}


def test_a_sample_makes_no_more_marks_of_a_table_than_it_gives():
    made = []

    def make(number: int) -> Mark:
        made.append(number)
        return Mark(number, number + 1, "PER", MarkKind.PREDICTION)

    table = MarkTable(np.arange(100_000), np.arange(100_000) + 1, make)
    list(MarkIndex(table).sample(np.arange(0, 100_001, 1000), 4))

    assert len(made) == 400


def table_of(marks: list[Mark]) -> MarkTable:
    marks = sorted(marks)
    starts, ends = (np.array([mark[n] for mark in marks], np.int32) for n in (0, 1))
    return MarkTable(starts, ends, marks.__getitem__, tuple(marks))


@given(MARKS, MARKS, MARKS, MARKS)
def test_outside_the_changed_extent_two_indexes_show_the_same(gold, same, before, after):
    old = MarkIndex(table_of(gold), table_of([*same, *before]))
    new = MarkIndex(table_of(gold), table_of([*same, *after]))
    extent = old.changed_extent(new)

    for place in range(55):
        if extent is None or place + 1 <= extent[0] or place >= extent[1]:
            assert old.shown(place, place + 1) == new.shown(place, place + 1)


def test_a_change_at_the_end_of_a_text_leaves_its_beginning_out_of_the_extent():
    marks = [Mark(10 * n, 10 * n + 5, "PER", MarkKind.GOLD) for n in range(10)]

    assert MarkIndex(table_of(marks)).changed_extent(MarkIndex(table_of(marks[:-1]))) == (90, 95)
    assert MarkIndex(table_of(marks)).changed_extent(MarkIndex(table_of(marks))) is None
