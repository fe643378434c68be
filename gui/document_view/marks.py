"""Marks: what the document view draws around words, and which of them show where.

Positions are code points, half-open. Nothing here knows Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from gui.span_columns import splice_between


class MarkKind(StrEnum):
    """Where a mark comes from: a person, a tagger that asks, a tagger that just tells."""

    GOLD = "gold"
    SUGGESTION = "suggestion"
    PREDICTION = "prediction"


class Mark(NamedTuple):
    """One labelled piece of text on screen: the characters ``[start, end)``. noted: there is a note on it.

    A named tuple, because a document may have some hundred thousand and their columns are read out at each
    change.
    """

    start: int
    end: int
    label: str
    kind: MarkKind
    confidence: float = 1.0
    noted: bool = False


@dataclass(frozen=True, slots=True)
class TokenRange:
    """The tokens ``[first, last)``."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError(f"token range [{self.first}, {self.last}) is negative or reversed")

    def __len__(self) -> int:
        return self.last - self.first

    def __contains__(self, token: object) -> bool:
        return isinstance(token, int) and self.first <= token < self.last


_RANK = {MarkKind.GOLD: 0, MarkKind.PREDICTION: 1, MarkKind.SUGGESTION: 2}


def precedence(mark: Mark) -> tuple[int, float, int, int, str]:
    """Give the key that sorts marks by importance: gold, then the surer, the longer, the earlier one."""
    return _RANK[mark.kind], -mark.confidence, mark.start - mark.end, mark.start, mark.label


class MarkTable(Sequence[Mark]):
    """Marks that are made when they are asked for: a text of ten megabytes has two hundred thousand.

    starts, ends: integers [N], the starts ascending. make: gives the mark of a number. items: what each mark is made
    of, so that two tables can be compared without making any; besides: what else it is made of.
    """

    def __init__(
        self,
        starts: NDArray[Any],
        ends: NDArray[Any],
        make: Callable[[int], Mark],
        items: Sequence[object] | None = None,
        besides: object = None,
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.items = items
        self.besides = besides
        self._make = make

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Mark: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mark]: ...
    def __getitem__(self, index: int | slice) -> Mark | list[Mark]:
        if isinstance(index, slice):
            return [self._make(number) for number in range(*index.indices(len(self)))]
        return self._make(range(len(self))[index])


Extent = tuple[int, int] | None
"""Code points ``[start, end)``, None for none."""

EVERYWHERE = (0, 1 << 62)


class _Layer:
    """Marks of one source, by place."""

    __slots__ = ("_furthest_ends", "_starts", "marks")

    def __init__(self, marks: Sequence[Mark]) -> None:
        if isinstance(marks, MarkTable):
            self.marks: Sequence[Mark] = marks
            self._starts, ends = marks.starts, marks.ends
        else:
            starts = _column(marks, 0)
            self.marks = sorted(marks) if np.any(starts[:-1] > starts[1:]) else list(marks)
            self._starts, ends = _column(self.marks, 0), _column(self.marks, 1)
        # Marks may overlap, so ends alone are not ascending; the furthest end so far is, and can be bisected.
        self._furthest_ends = np.maximum.accumulate(ends) if len(ends) else ends

    def between(self, start: int, end: int) -> list[Mark]:
        # As their own type: with a Python int numpy would copy the whole column first.
        first = int(np.searchsorted(self._furthest_ends, self._furthest_ends.dtype.type(start), side="right"))
        last = int(np.searchsorted(self._starts, self._starts.dtype.type(end), side="left"))
        return [mark for mark in self.marks[first:last] if start < mark.end and mark.start < mark.end]

    def sample(self, places: NDArray[np.int64], most: int) -> Iterator[tuple[int, Mark]]:
        """Give at most so many marks of the layer for each stretch between two places, with the stretch's number."""
        bounds = np.searchsorted(self._starts, places.astype(self._starts.dtype))
        for stretch in np.flatnonzero(np.diff(bounds)).tolist():
            first, count = int(bounds[stretch]), int(bounds[stretch + 1] - bounds[stretch])
            numbers = [number * count // most for number in range(most)] if count > most else range(count)
            for number in numbers:
                yield stretch, self.marks[first + number]

    def difference(self, other: _Layer) -> Extent:
        """Give where two layers may differ, None if nowhere."""
        if self.marks is other.marks:
            return None
        before, after = self.marks, other.marks
        if not (isinstance(before, MarkTable) and isinstance(after, MarkTable)) or before.besides != after.besides:
            return EVERYWHERE
        if before.items is None or after.items is None or type(before.items) is not type(after.items):
            return EVERYWHERE
        first, last_before, last_after = splice_between(before.items, after.items)
        starts = [*before.starts[first:last_before], *after.starts[first:last_after]]
        ends = [*before.ends[first:last_before], *after.ends[first:last_after]]
        return (int(min(starts)), int(max(ends))) if starts else None


class MarkIndex:
    """All marks of a document, asked for by place. layers: the marks of each source, gold or suggested."""

    __slots__ = ("_layers",)

    def __init__(self, *layers: Sequence[Mark]) -> None:
        self._layers = [_Layer(marks) for marks in layers]

    def __len__(self) -> int:
        return sum(len(layer.marks) for layer in self._layers)

    def between(self, start: int, end: int) -> list[Mark]:
        """Give every mark that shares a character with ``[start, end)``, hidden ones too, by start."""
        found = [layer.between(start, end) for layer in self._layers]
        if sum(map(bool, found)) < 2:
            return next(filter(None, found), [])
        return sorted(chain.from_iterable(found), key=itemgetter(0))

    def changed_extent(self, other: MarkIndex) -> Extent:
        """Give the code points ``[start, end)`` outside of which another index shows the same; None: it does anyway."""
        if len(self._layers) != len(other._layers):
            return EVERYWHERE
        parts = [own.difference(its) for own, its in zip(self._layers, other._layers, strict=True)]
        there = [part for part in parts if part is not None]
        if not there or EVERYWHERE in there:
            return EVERYWHERE if there else None
        start, end = min(start for start, _ in there), max(end for _, end in there)
        # a mark that comes or goes hides or shows all of another one
        near = [*self.between(start, end), *other.between(start, end)]
        return min([start, *(mark.start for mark in near)]), max([end, *(mark.end for mark in near)])

    def sample(self, places: NDArray[np.int64], most: int) -> Iterator[tuple[int, Mark]]:
        """Give at most so many marks, evenly chosen, of those that begin between each two of some ascending places.

        Each with the number of its stretch, layer by layer.
        """
        of_each = max(1, most // max(1, len(self._layers)))
        return chain.from_iterable(layer.sample(places, of_each) for layer in self._layers)

    def shown(self, start: int, end: int) -> tuple[Mark, ...]:
        """Give the marks to draw between two code points; no two of them overlap.

        Of two that overlap, gold is shown and a suggestion is not, then the surer, then the longer one.
        """
        near = self.between(start, end)
        if not near:
            return ()
        # What hides a mark may lie wholly outside the piece that was asked for.
        near = self.between(near[0].start, max(mark.end for mark in near))
        hidden: set[int] = set()
        for i, mark in enumerate(near):
            for j in range(i + 1, len(near)):
                if near[j].start >= mark.end:
                    break
                hidden.add(j if precedence(mark) <= precedence(near[j]) else i)
        return tuple(
            mark
            for i, mark in enumerate(near)
            if i not in hidden and mark.start < end and start < mark.end
        )  # fmt: skip


def _column(marks: Sequence[Mark], field: int) -> np.ndarray:
    return np.fromiter(map(itemgetter(field), marks), np.int64, len(marks))
