from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from engine.text.ranges import Range, Ranges, between, united, without

ENDS = st.integers(0, 30)
ANY = st.tuples(ENDS, ENDS).map(lambda pair: (min(pair), max(pair)))


def points(ranges: Iterable[Range]) -> set[int]:
    return {point for start, end in ranges for point in range(start, end)}


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Give a set of code points as ranges, the slow way."""
    found: list[Range] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number:
            found[-1] = found[-1][0], number + 1
        else:
            found.append((number, number + 1))
    return tuple(found)


SETS = st.sets(st.integers(0, 29))


@given(SETS, ANY)
def test_united_is_the_union_of_sets_as_sorted_ranges_that_never_touch(numbers: set[int], more: Range) -> None:
    assert united(ranges_of(numbers), more) == ranges_of(numbers | points([more]))


@given(SETS, ANY)
def test_without_is_the_difference_of_sets_as_sorted_ranges_that_never_touch(numbers: set[int], less: Range) -> None:
    assert without(ranges_of(numbers), less) == ranges_of(numbers - points([less]))


@given(SETS, ANY)
def test_between_gives_whole_the_ranges_that_share_a_point(numbers: set[int], piece: Range) -> None:
    expected = [one for one in ranges_of(numbers) if points([one]) & points([piece])]
    assert list(between(ranges_of(numbers), *piece)) == expected


def test_an_empty_piece_shares_nothing_even_with_a_range_around_it() -> None:
    assert list(between([(0, 4)], 2, 2)) == []


def test_ranges_that_touch_become_one() -> None:
    assert united([(0, 3), (5, 8)], (3, 5)) == ((0, 8),)
