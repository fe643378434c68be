"""Batches: sentences of like length side by side, so that little is computed for nothing.

All sentences of a corpus lie in a row, ``bounds`` [S + 1] says where each begins. A batch is time-major, as the LSTM
wants it: features [T, B, F] with each sentence from t = 0 on and zeros behind its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.number[Any])

MAX_SENTENCE = 512
"""Tokens of the longest sentence computed in one piece: text without full stops must not fill the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Where the tokens of a batch come from.

    sentences: int64 [B]. lengths: int32 [B], each >= 1. mask: bool [T, B], True where there is a token.
    tokens: int64 [T, B], the token's place in the row of all tokens, 0 where there is none.
    """

    sentences: NDArray[np.int64]
    lengths: NDArray[np.int32]
    mask: NDArray[np.bool_]
    tokens: NDArray[np.int64]

    def gather(self, rows: NDArray[Number]) -> NDArray[Number]:
        """Give what each token of the batch has in ``rows`` [N, ...], zeros behind the ends: [T, B, ...]."""
        gathered = rows[self.tokens]
        gathered[~self.mask] = 0
        return gathered


def batches(
    bounds: NDArray[np.int64], token_budget: int, generator: np.random.Generator | None = None
) -> Iterator[Batch]:
    """Give every sentence that has a token once, ``token_budget`` padded tokens at a time.

    Longest first without a generator (it finds out about memory early); shuffled with one: sentences of
    nearly the same length change places, and so do the batches.
    """
    lengths = np.diff(bounds)
    present = np.flatnonzero(lengths)
    keys = lengths[present].astype(np.float64)
    if generator is not None:
        keys *= generator.uniform(0.85, 1.15, len(keys))
    order = present[np.argsort(-keys, kind="stable")]
    groups = _cut(lengths[order], token_budget)
    if generator is not None:
        generator.shuffle(groups)
    for first, last in groups:
        yield _batch(order[first:last], bounds)


def cut_long(bounds: NDArray[np.int64], longest: int = MAX_SENTENCE) -> NDArray[np.int64]:
    """Cut sentences of more than ``longest`` tokens into pieces; the rest stays as it is."""
    lengths = np.diff(bounds)
    if not (lengths > longest).any():
        return bounds
    pieces = [np.arange(a, b, longest) for a, b in pairwise(bounds.tolist()) if a < b]
    return np.concatenate([*pieces, bounds[-1:]])


def _cut(lengths: NDArray[np.int64], token_budget: int) -> list[tuple[int, int]]:
    """Cut a row of sentences into groups that keep to the budget when padded, or are one sentence."""
    groups, first, longest = [], 0, 0
    for index, length in enumerate(lengths.tolist()):
        longest = max(longest, length)
        if index > first and longest * (index - first + 1) > token_budget:
            groups.append((first, index))
            first, longest = index, length
    if first < len(lengths):
        groups.append((first, len(lengths)))
    return groups


def _batch(sentences: NDArray[np.int64], bounds: NDArray[np.int64]) -> Batch:
    lengths = bounds[sentences + 1] - bounds[sentences]
    times = np.arange(lengths.max())[:, None]
    mask = times < lengths
    return Batch(sentences, lengths.astype(np.int32), mask, np.where(mask, bounds[sentences] + times, 0))
