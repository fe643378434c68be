"""Marks: what the document view draws around words, and which of them show where.

Positions are code points, half-open. Nothing here knows Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray


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

    starts, ends: integers [N], the starts ascending. make: gives the mark of a number.
    """

    def __init__(self, starts: NDArray[Any], ends: NDArray[Any], make: Callable[[int], Mark]) -> None:
        self.starts = starts
        self.ends = ends
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


class MarkIndex:
    """All marks of a document, asked for by place."""

    __slots__ = ("_furthest_ends", "_marks", "_starts")

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        if isinstance(marks, MarkTable):
            self._marks: Sequence[Mark] = marks
            self._starts, ends = marks.starts, marks.ends
        else:
            starts = _column(marks, 0)
            self._marks = sorted(marks) if np.any(starts[:-1] > starts[1:]) else list(marks)
            self._starts, ends = _column(self._marks, 0), _column(self._marks, 1)
        # Marks may overlap, so ends alone are not ascending; the furthest end so far is, and can be bisected.
        self._furthest_ends = np.maximum.accumulate(ends) if len(ends) else ends

    def __len__(self) -> int:
        return len(self._marks)

    def between(self, start: int, end: int) -> list[Mark]:
        """Give every mark that shares a character with ``[start, end)``, hidden ones too, by start."""
        # As their own type: with a Python int numpy would copy the whole column first.
        first = int(np.searchsorted(self._furthest_ends, self._furthest_ends.dtype.type(start), side="right"))
        last = int(np.searchsorted(self._starts, self._starts.dtype.type(end), side="left"))
        return [mark for mark in self._marks[first:last] if start < mark.end and mark.start < mark.end]

    def sample(self, places: NDArray[np.int64], most: int) -> list[list[Mark]]:
        """Give at most so many marks, evenly chosen, of those that begin between each two of some ascending places."""
        bounds = np.searchsorted(self._starts, places.astype(self._starts.dtype)).tolist()
        found = []
        for first, last in pairwise(bounds):
            count = last - first
            if count > most:  # in pairs of neighbours: gold and suggestions may take turns
                numbers = (number // 2 * 2 * count // most + number % 2 for number in range(most))
                found.append([self._marks[first + number] for number in numbers])
            else:
                found.append(list(self._marks[first:last]))
        return found

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
