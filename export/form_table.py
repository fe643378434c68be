"""What a tagger makes of each distinct form, worked out once however often the form comes.

A text has far fewer forms than tokens. Everything that does not depend on where a form stands is kept here: its rows
of the embeddings and of the word vectors, and the sums of its direct connections: with its own tag, and with the tags
of the tokens around it. A token's direct scores are then the sum of five rows.

U: forms, K: tags, D: distances, N: tokens in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import Batch, Number
from engine.tagger.encoding import DISTANCES, Encoder

MAX_BYTES = 12 << 20
"""What the table may take up before it starts afresh: 50,000 forms of a tagger with four labels."""

Scores = NDArray[np.float32]


class FormTable:
    """The forms that a tagger has met. connections: float32 [rows, K], the scores of its direct connections."""

    def __init__(self, encoder: Encoder, connections: Scores) -> None:
        self._encoder = encoder
        self._connections = connections
        F, K = len(encoder.features.config.names), connections.shape[1]
        self._most = MAX_BYTES // (4 * ((1 + len(DISTANCES)) * K + F + 1))
        self._places: dict[str, int] = {}
        self._features = np.zeros((0, F), np.int32)
        self._words = np.zeros(0, np.int32)
        self._own: Scores = np.zeros((0, K), np.float32)
        self._around: list[Scores] = [np.zeros((0, K), np.float32) for _ in DISTANCES]
        self._resize(1024)
        self._learn([])

    def numbers(self, forms: Sequence[str]) -> NDArray[np.int32]:
        """Give the numbers of forms, which hold until the next call: int32 [N], from 1 on."""
        places = self._places
        if len(places) > self._most:
            places.clear()
        numbers = np.fromiter(map(places.get, forms, repeat(0)), np.int32, len(forms))
        unknown = np.flatnonzero(numbers == 0)
        if len(unknown):
            new = [forms[n] for n in unknown.tolist()]
            self._learn(list(dict.fromkeys(new)))
            numbers[unknown] = np.fromiter(map(places.__getitem__, new), np.int32, len(new))
        return numbers

    def rows(self, numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Give the rows of the embeddings [..., F] and of the word vectors [...] of forms, 0 being no form."""
        return self._features[numbers], self._words[numbers]

    def direct(self, numbers: NDArray[np.int32], around: NDArray[np.int32], batch: Batch) -> Scores:
        """Sum up the direct connections of a batch: float32 [T, B, K]. around: ``neighbours`` of the numbers [N]."""
        scores = self._own[batch.gather(numbers)]
        for sums, there in zip(self._around, around, strict=True):
            scores += sums[batch.gather(there)]
        return scores

    def _learn(self, forms: Sequence[str]) -> None:
        rows = self._encoder.rows_of(forms)
        first, last = len(self._places) + 1, len(self._places) + 1 + len(forms)
        if last > len(self._words):
            self._resize(max(last, 2 * len(self._words)))
        for kept, learnt in (
            (self._features, rows.features),
            (self._words, rows.words),
            (self._own, self._summed(rows.own)),
            *zip(self._around, map(self._summed, rows.around), strict=True),
        ):
            kept[first:last] = learnt[1:]
            kept[0] = learnt[0]  # the outside
        self._places.update(zip(forms, range(first, last), strict=True))

    def _resize(self, size: int) -> None:
        """Make room for so many forms; those that are there stay."""
        self._features = _with_room(self._features, size)
        self._words = _with_room(self._words, size)
        self._own = _with_room(self._own, size)
        self._around = [_with_room(scores, size) for scores in self._around]

    def _summed(self, rows: NDArray[np.int32]) -> Scores:
        """Add up the connections in some rows for each form: int32 [U, L] -> float32 [U, K], one L after the other."""
        sums = np.zeros((len(rows), self._connections.shape[1]), np.float32)
        for column in rows.T:
            sums += self._connections[column]
        return sums


def _with_room(rows: NDArray[Number], size: int) -> NDArray[Number]:
    """Give an array of ``size`` rows that begins with these. What nobody has written to takes up no memory."""
    larger = np.zeros((size, *rows.shape[1:]), rows.dtype)
    larger[: len(rows)] = rows
    return larger
