"""Sets of code points as sorted ranges ``[start, end)`` that never touch each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

Range = tuple[int, int]
"""Code points ``[start, end)``."""

Ranges = tuple[Range, ...]


def united(ranges: Iterable[Range], more: Range) -> Ranges:
    """Give the code points that are in the ranges, in ``more``, or in both."""
    start, end = more
    if start >= end:
        return tuple(ranges)
    apart = []
    for a, b in ranges:
        if b < start or a > end:
            apart.append((a, b))
        else:
            start, end = min(a, start), max(b, end)
    return tuple(sorted([*apart, (start, end)]))


def without(ranges: Iterable[Range], less: Range) -> Ranges:
    """Give the code points that are in the ranges but not in ``less``."""
    start, end = less
    pieces = [piece for a, b in ranges for piece in ((a, min(b, start)), (max(a, end), b))] if start < end else ranges
    return tuple((a, b) for a, b in pieces if a < b)


def between(ranges: Sequence[Range], start: int, end: int) -> Sequence[Range]:
    """Give those of the ranges that share a code point with ``[start, end)``, whole."""
    if start >= end:
        return ()
    first = bisect_right(ranges, start, key=lambda r: r[1])
    return ranges[first : bisect_left(ranges, end, key=lambda r: r[0])]
