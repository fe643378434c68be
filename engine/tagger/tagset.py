"""TagSet: the K tags of a tagger as numbers, and which may follow which.

The tags of the labels X, Y are O, B-X, I-X, B-Y, I-Y: O is 0, the i-th label has 2i + 1 and 2i + 2. UNKNOWN
(-1) stands for a token nobody has judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""The number of None, the tag of an untouched token: not O."""


class TagSet:
    """The IOB2 tags of some labels.

    labels: names, unique. tags: the K names. begin, inside: the numbers of B-X and I-X, int64 [labels].
    moves: bool [K, K], from row to column; starts: bool [K]. An I-X is legal only behind B-X or I-X.
    """

    __slots__ = ("_numbers", "begin", "inside", "labels", "moves", "starts", "tags")

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = tuple(labels)
        if len(set(self.labels)) != len(self.labels) or "" in self.labels:
            raise ValueError(f"labels repeat or are empty: {self.labels}")
        self.tags = ("O", *chain.from_iterable((f"B-{name}", f"I-{name}") for name in self.labels))
        self.begin = 2 * np.arange(len(self.labels)) + 1
        self.inside = self.begin + 1
        self.moves = np.ones((len(self.tags), len(self.tags)), dtype=bool)
        self.moves[:, self.inside] = False
        self.moves[self.begin, self.inside] = True
        self.moves[self.inside, self.inside] = True
        self.starts = np.ones(len(self.tags), dtype=bool)
        self.starts[self.inside] = False
        self._numbers: dict[str | None, int] = {tag: number for number, tag in enumerate(self.tags)}
        self._numbers[None] = UNKNOWN

    def __len__(self) -> int:
        return len(self.tags)

    def numbers(self, sentences: Iterable[Sequence[str | None]]) -> NDArray[np.int64]:
        """Give the tags of all sentences in a row as numbers, UNKNOWN for None.

        Raises ValueError on a tag that is not one of these.
        """
        try:
            return np.fromiter(map(self._numbers.__getitem__, chain.from_iterable(sentences)), np.int64)
        except KeyError as error:
            raise ValueError(f"{error.args[0]!r} is not one of the tags {', '.join(self.tags)}") from None

    def repaired(self, numbers: NDArray[np.int64], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Turn each I-X that nothing begins into B-X, the conlleval way.

        numbers: int64 [N], all sentences in a row; bounds: int64 [S + 1], the first token of each sentence,
        then N.
        """
        is_inside = (numbers > 0) & (numbers % 2 == 0)
        before = np.concatenate([[0], numbers])[:-1]
        before[bounds[:-1][np.diff(bounds) > 0]] = 0
        stray = is_inside & (before != numbers) & (before != numbers - 1)
        return np.where(stray, numbers - 1, numbers)

    def spans(self, numbers: NDArray[np.int64], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the spans of repaired tags, all sentences in a row.

        int64 [N, 3], rows (first, last, label index): the tokens ``[first, last)``.
        """
        continues = (numbers > 0) & (numbers % 2 == 0)
        first = np.flatnonzero((numbers > 0) & (numbers % 2 == 1))
        stops = np.concatenate([np.flatnonzero(~continues), bounds])
        stops.sort()
        last = stops[np.searchsorted(stops, first, side="right")]
        return np.stack([first, last, numbers[first] // 2], axis=1)


def labels_in(sentences: Iterable[Sequence[str | None]]) -> tuple[str, ...]:
    """Give the labels of some tags as they are first seen. Raises ValueError on what is no IOB2 tag."""
    labels: dict[str, None] = {}
    for tag in dict.fromkeys(chain.from_iterable(sentences)):
        if tag is None or tag == "O":
            continue
        prefix, _, label = tag.partition("-")
        if prefix not in ("B", "I") or not label:
            raise ValueError(f"{tag!r} is not an IOB2 tag: O, B-LABEL or I-LABEL")
        labels[label] = None
    return tuple(labels)


def bounds_of(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Give the first token of each sentence, then the number of tokens: int64 [S + 1]."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.fromiter(lengths, np.int64))])
