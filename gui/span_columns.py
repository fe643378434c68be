"""The gold spans of a document as columns, which follow an edit instead of being made anew: it knows what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.text.document import Span


class Splice(NamedTuple):
    """What differs between two sequences: ``before[first:last_before]`` became ``after[first:last_after]``."""

    first: int
    last_before: int
    last_after: int


_last: tuple[Sequence[Any], Sequence[Any], Splice] | None = None


def splice_between(before: Sequence[Any], after: Sequence[Any]) -> Splice:
    """Find the common beginning and end of two tuples, or two lists; quick where most items are the same objects.

    Of two tuples it is asked twice at each label, by the columns and by the marks: the answer before is kept.
    """
    global _last
    if _last is not None and _last[0] is before and _last[1] is after:
        return _last[2]
    found = _splice(before, after)
    if isinstance(before, tuple) and isinstance(after, tuple):  # which stay as they are
        _last = before, after, found
    return found


def _splice(before: Sequence[Any], after: Sequence[Any]) -> Splice:
    shorter = min(len(before), len(after))
    first = _common(lambda least, most: before[least:most] == after[least:most], shorter)
    old, new = len(before), len(after)
    last = _common(
        lambda least, most: before[old - most : old - least] == after[new - most : new - least], shorter - first
    )
    return Splice(first, old - last, new - last)


def _common(alike: Callable[[int, int], bool], most: int) -> int:
    """Give how many items are alike from the first one on, of ``most``. alike: compares those of ``[least, most)``."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if alike(least, middle):
            least = middle
        else:
            most = middle - 1
    return least


@dataclass(frozen=True, slots=True, eq=False)
class SpanColumns:
    """Sorted spans with their columns. starts, ends: int32 [N]. label_numbers: int16 [N], places in ``labels``."""

    spans: tuple[Span, ...] = ()
    starts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    ends: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    label_numbers: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    labels: tuple[str, ...] = ()

    def followed_by(self, spans: tuple[Span, ...]) -> SpanColumns:
        """Give the columns of other spans; only those that are not the same cost time.

        The labels keep their numbers: a new one comes behind the others.
        """
        if spans is self.spans:
            return self
        first, last_before, last_after = splice_between(self.spans, spans)
        new = spans[first:last_after]
        known = self.labels if first or last_before < len(self.spans) else ()
        # Sorted, so that the same spans give the same numbers whichever of them comes first.
        labels = (*known, *sorted({span.label for span in new}.difference(known)))
        numbers = {name: number for number, name in enumerate(labels)}

        def spliced(column: NDArray[Any], values: list[int]) -> NDArray[Any]:
            return np.concatenate([column[:first], np.array(values, column.dtype), column[last_before:]])

        return SpanColumns(
            spans,
            spliced(self.starts, [span.start for span in new]),
            spliced(self.ends, [span.end for span in new]),
            spliced(self.label_numbers, [numbers[span.label] for span in new]),
            labels,
        )
