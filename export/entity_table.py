"""Entities of a text as columns: a hundred thousand of them cost 2 MB and no objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entity:
    """A found entity: the code points ``[start, end)``, and the probability of just this span and label."""

    start: int
    end: int
    label: str
    text: str
    confidence: float


class EntityTable(Sequence[Entity]):
    """Entities of one text in the order of their starts; an :class:`Entity` is made when one is asked for.

    text: what they are found in. labels: the names of labels. starts, ends: int32 [N]. label_numbers: int16 [N],
    places in ``labels``. confidences: float64 [N], NaN for what a person said. Raises ValueError when the columns do
    not fit each other, the labels or the text.
    """

    __slots__ = ("confidences", "ends", "label_numbers", "labels", "starts", "text")

    def __init__(
        self,
        text: str,
        labels: Sequence[str],
        starts: NDArray[np.integer[Any]],
        ends: NDArray[np.integer[Any]],
        label_numbers: NDArray[np.integer[Any]],
        confidences: NDArray[np.floating[Any]],
    ) -> None:
        columns = (starts, ends, label_numbers, confidences)
        if len({len(column) for column in columns}) != 1:
            raise ValueError(f"columns of {', '.join(str(len(column)) for column in columns)} entities")
        if len(starts):
            if not (starts[0] >= 0 and (starts[:-1] <= starts[1:]).all() and (starts < ends).all()):
                raise ValueError("entities that are empty or out of order")
            if ends.max() > len(text):
                raise ValueError(f"an entity ends at {ends.max()}, behind the text ({len(text)})")
            if not 0 <= label_numbers.min() <= label_numbers.max() < len(labels):
                raise ValueError(f"labels {label_numbers.min()}..{label_numbers.max()} of {len(labels)}")
        self.text = text
        self.labels = tuple(labels)
        self.starts = starts.astype(np.int32, copy=False)
        self.ends = ends.astype(np.int32, copy=False)
        self.label_numbers = label_numbers.astype(np.int16, copy=False)
        self.confidences = confidences.astype(np.float64, copy=False)

    @classmethod
    def empty(cls, text: str = "", labels: Sequence[str] = ()) -> EntityTable:
        """Give the table without entities."""
        none = np.zeros(0, np.int32)
        return cls(text, labels, none, none, none, np.zeros(0))

    @classmethod
    def of(cls, text: str, labels: Sequence[str], rows: Iterable[tuple[int, int, str, float | None]]) -> EntityTable:
        """Make one of (start, end, label, confidence), in any order; a label that is not listed comes behind them."""
        ordered = sorted(rows, key=lambda row: row[:2])
        numbers = {name: number for number, name in enumerate(dict.fromkeys([*labels, *(row[2] for row in ordered)]))}
        columns = list(zip(*ordered, strict=True)) or [(), (), (), ()]
        confidences = [np.nan if confidence is None else confidence for confidence in columns[3]]
        return cls(
            text,
            tuple(numbers),
            np.array(columns[0], np.int32),
            np.array(columns[1], np.int32),
            np.array([numbers[str(name)] for name in columns[2]], np.int16),
            np.array(confidences, np.float64),
        )

    @classmethod
    def merged(cls, tables: Sequence[EntityTable]) -> EntityTable:
        """Put tables of one text and the same labels together. Raises ValueError when they are not, or without any."""
        if not tables:
            raise ValueError("no tables to put together")
        text, labels = tables[0].text, tables[0].labels
        if any(table.labels != labels or table.text is not text for table in tables):
            raise ValueError("tables of several texts, or with other labels")
        if len(tables) == 1:
            return tables[0]
        starts = np.concatenate([table.starts for table in tables])
        ends = np.concatenate([table.ends for table in tables])
        numbers = np.concatenate([table.label_numbers for table in tables])
        confidences = np.concatenate([table.confidences for table in tables])
        if (starts[:-1] > starts[1:]).any():  # who reads from the top to the end never needs this
            order = np.argsort(starts, kind="stable")
            starts, ends, numbers, confidences = starts[order], ends[order], numbers[order], confidences[order]
        return cls(text, labels, starts, ends, numbers, confidences)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.integer[Any]]) -> EntityTable:
        """Give some of them: bool [N], or their places, ascending."""
        starts, ends, numbers = self.starts[chosen], self.ends[chosen], self.label_numbers[chosen]
        return EntityTable(self.text, self.labels, starts, ends, numbers, self.confidences[chosen])

    def within(self, text: str, start: int) -> EntityTable:
        """Give them as they are in a longer text, in which this one begins at ``start``."""
        starts, ends = self.starts + np.int32(start), self.ends + np.int32(start)
        return EntityTable(text, self.labels, starts, ends, self.label_numbers, self.confidences)

    def names(self) -> list[str]:
        """Give the text of each."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Entity: ...
    @overload
    def __getitem__(self, index: slice) -> EntityTable: ...
    def __getitem__(self, index: int | slice) -> Entity | EntityTable:
        if isinstance(index, slice):
            return self.where(np.arange(len(self))[index])
        start, end = int(self.starts[index]), int(self.ends[index])
        label = self.labels[self.label_numbers[index]]
        return Entity(start, end, label, self.text[start:end], float(self.confidences[index]))

    def __iter__(self) -> Iterator[Entity]:
        text, labels = self.text, self.labels
        columns = (self.starts, self.ends, self.label_numbers, self.confidences)
        for start, end, number, confidence in zip(*(column.tolist() for column in columns), strict=True):
            yield Entity(start, end, labels[number], text[start:end], confidence)


AT_A_TIME = 4096
"""Entities that are made objects at a time by whoever writes them."""


def parts(entities: Sequence[Entity]) -> Iterator[Sequence[Entity]]:
    """Give entities some at a time; none is empty."""
    for first in range(0, len(entities), AT_A_TIME):
        yield entities[first : first + AT_A_TIME]
