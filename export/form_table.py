"""What a tagger makes of each distinct form, worked out once however often the form comes.

A text has far fewer forms than tokens. Everything that does not depend on where a form stands is kept here: its rows
of the embeddings and of the word vectors, and the sums of its direct connections: with its own tag, and with the tags
of the tokens around it. A token's direct scores are then the sum of five rows.

U: forms, K: tags, D: distances, N: tokens in a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.tagger.encoding import DISTANCES, Encoder, neighbours

MAX_FORMS = 50_000
"""Forms that are kept, in some 20 MB; then the table starts afresh."""

Scores = NDArray[np.float32]


class FormTable:
    """The forms that a tagger has met. connections: float32 [rows, K], the scores of its direct connections."""

    def __init__(self, encoder: Encoder, connections: Scores) -> None:
        self._encoder = encoder
        self._connections = connections
        self._forget()

    def numbers(self, forms: Sequence[str]) -> NDArray[np.intp]:
        """Give the numbers of forms, which hold until the next call: intp [N], from 1 on."""
        if len(self._places) > MAX_FORMS:
            self._forget()
        places = self._places
        if new := [form for form in dict.fromkeys(forms) if form not in places]:
            self._learn(new)
        return np.fromiter(map(places.__getitem__, forms), np.intp, len(forms))

    def direct(self, numbers: NDArray[np.intp], bounds: NDArray[np.int64]) -> Scores:
        """Sum up the direct connections of tokens in a row, between the bounds of sentences: float32 [N, K]."""
        scores = self._own[numbers]
        for around, there in zip(self._around, neighbours(numbers, bounds), strict=True):
            scores += around[there]
        return scores

    def _forget(self) -> None:
        self._places: dict[str, int] = {}
        self.features = np.empty((0, 0), np.int32)
        self.words = np.empty(0, np.int32)
        self._own: Scores = np.empty((0, 0), np.float32)
        self._around: Scores = np.empty((len(DISTANCES), 0, 0), np.float32)
        self._learn([])

    def _learn(self, forms: Sequence[str]) -> None:
        rows = self._encoder.rows_of(forms)
        own, around = self._summed(rows.own), np.stack([self._summed(numbers) for numbers in rows.around])
        known = len(self._places)
        if not known:
            self.features, self.words, self._own, self._around = rows.features, rows.words, own, around
        else:  # row 0, the outside, is there
            self.features = np.concatenate([self.features, rows.features[1:]])
            self.words = np.concatenate([self.words, rows.words[1:]])
            self._own = np.concatenate([self._own, own[1:]])
            self._around = np.concatenate([self._around, around[:, 1:]], axis=1)
        self._places.update(zip(forms, range(known + 1, known + 1 + len(forms)), strict=True))

    def _summed(self, rows: NDArray[np.int32]) -> Scores:
        """Add up the connections in some rows for each form: int32 [U, L] -> float32 [U, K], one L after the other."""
        sums = np.zeros((len(rows), self._connections.shape[1]), np.float32)
        for column in rows.T:
            sums += self._connections[column]
        return sums
