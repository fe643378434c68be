"""From forms to the numbers that go into a tagger.

Three kinds for each token: rows of the embeddings (one for each feature), the row of its word's vector, and rows of the
direct connections. The last are the token's own features and clusters and some of those of the two tokens before and
behind it, each hashed together with the distance: a linear model as a CRF has it, beside the LSTM.

N: tokens in a row, U: forms, F: features, L: direct connections a token, C: clusters a word, D: distances, A: what
a neighbour is seen by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import Batch
from engine.tagger.crc import Hashes
from engine.tagger.features import WORD, FeatureConfig, FeatureEncoder
from engine.tagger.lookup import looked_up, places_of
from engine.tagger.weights import WordTable

DISTANCES = (-2, -1, 1, 2)
"""How far from a token the tokens are whose features it is directly connected with."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_OUTSIDE = np.uint32(crc32(b"outside"))
"""The hash of every feature of a place before the first or behind the last token of a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What a tagger gets of tokens: features int32 [N, F], words int32 [N], direct int32 [N, L], all rows of tables."""

    features: NDArray[np.int32]
    words: NDArray[np.int32]
    direct: NDArray[np.int32]

    def of(self, batch: Batch) -> Inputs:
        """Give those of a batch: [T, B, F], [T, B] and [T, B, L], zeros behind the ends."""
        return Inputs(batch.gather(self.features), batch.gather(self.words), batch.gather(self.direct))


@dataclass(frozen=True, slots=True, eq=False)
class FormRows:
    """What of a token's inputs its form alone decides, or a neighbour's form. Row 0 is no form: the outside.

    features: int32 [U + 1, F], words: int32 [U + 1], own: int32 [U + 1, F + C]; around: int32 [D, U + 1, A], what a
    token has by a neighbour at each of the DISTANCES.
    """

    features: NDArray[np.int32]
    words: NDArray[np.int32]
    own: NDArray[np.int32]
    around: NDArray[np.int32]


class Encoder:
    """Encode sentences with what is known of forms and of words."""

    def __init__(self, features: FeatureEncoder, words: WordTable) -> None:
        self.features = features
        self._words = words
        names = features.config.names
        self._word = names.index(WORD)
        clusters = range(len(names), len(names) + words.clusters.shape[1])
        self._around = [*map(names.index, features.config.context), *clusters]
        self._cluster_hashes = _hashes_of_clusters(words.clusters)

    def encode(self, forms: Sequence[str], bounds: NDArray[np.int64], hashes: Sequence[Hashes] | None = None) -> Inputs:
        """Encode sentences that lie in a row, each between two of the bounds, int64 [S + 1]; any forms will do.

        hashes: where they are known already, those of each distinct form [F], in the order in which forms first come.
        """
        places = places_of(forms)
        rows = self._rows(self.features.hashes(list(places)) if hashes is None else np.array(hashes, np.uint32))
        numbers = looked_up(places, forms, np.int32)
        around = [rows.around[d, there] for d, there in enumerate(neighbours(numbers, bounds))]
        direct = np.concatenate([rows.own[numbers], *around], axis=1)
        return Inputs(rows.features[numbers], rows.words[numbers], direct)

    def rows_of(self, forms: Sequence[str]) -> FormRows:
        """Give what depends on a form alone, for each of some forms."""
        return self._rows(self.features.hashes(forms))

    def _rows(self, hashes: Hashes) -> FormRows:
        config = self.features.config
        outside = np.full((1, len(config.names)), _OUTSIDE)
        hashes = np.concatenate([outside, hashes.reshape(-1, len(config.names))])
        words = self._words.numbers(hashes[:, self._word])
        seen = np.concatenate([hashes, self._cluster_hashes[words]], axis=1)
        seen[0] = _OUTSIDE
        around = seen[:, self._around]
        return FormRows(
            (hashes % np.uint32(config.buckets)).astype(np.int32),
            words,
            _mixed(seen, 0, config.direct_buckets),
            np.stack([_mixed(around, distance, config.direct_buckets) for distance in DISTANCES]),
        )


def neighbours(numbers: NDArray[np.int32], bounds: NDArray[np.int64]) -> NDArray[np.int32]:
    """Give the numbers of the tokens at each of the DISTANCES, 0 where that is another sentence: int32 [D, N].

    numbers: [N], one for each token of sentences that lie in a row, each between two of the bounds.
    """
    N = len(numbers)
    sentences = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    found = np.zeros((len(DISTANCES), N), np.int32)
    for d, distance in enumerate(DISTANCES):
        here, there = slice(max(0, -distance), N - max(0, distance)), slice(max(0, distance), N - max(0, -distance))
        found[d, here] = np.where(sentences[here] == sentences[there], numbers[there], 0)
    return found


def connections(config: FeatureConfig, clusters: int) -> int:
    """Give L: the direct connections of a token whose word is in so many clusters."""
    return len(config.names) + clusters + len(DISTANCES) * (len(config.context) + clusters)


def _mixed(hashes: NDArray[np.uint32], distance: int, buckets: int) -> NDArray[np.int32]:
    """Hash each feature together with how far off it is: int32, in 0..buckets - 1 (a power of two)."""
    # Multiplied, the highest bits depend on all (Knuth 1973); salted before, not after, or features that share a bucket
    # at one distance would share one at every other.
    salt = np.uint32(crc32(f"distance={distance}".encode()))
    return ((hashes ^ salt) * _SPREAD >> np.uint64(64 - (buckets.bit_length() - 1))).astype(np.int32)


def _hashes_of_clusters(clusters: NDArray[np.int32]) -> NDArray[np.uint32]:
    """Give the hash of each cluster of each word, as if it were one more feature: uint32 [V + 1, C]."""
    columns = []
    for way, column in enumerate(clusters.T):
        hashes = [crc32(f"cluster{way}={cluster}".encode()) for cluster in range(int(column.max(initial=0)) + 1)]
        columns.append(np.array(hashes, np.uint32)[column])
    return np.stack(columns, axis=1) if columns else np.zeros((len(clusters), 0), np.uint32)
