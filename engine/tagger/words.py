"""What reading alone teaches about words: learnt from all text of a project, labelled or not.

For each word that is seen more than once: a vector of the company it keeps (``word_vectors.py``), how often it is
capitalised and how frequent it is, and the groups of like words it belongs to. A word that was never labelled then
behaves like its relatives that were.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way
from engine.tagger.features import word_hash
from engine.tagger.lookup import joined, looked_up, places_of
from engine.tagger.tagset import bounds_of
from engine.tagger.weights import WordTable
from engine.tagger.word_vectors import word_vectors

MAX_WORDS = 12_000
MAX_TOKENS = 500_000
"""More text is not read: vectors hardly improve, and people wait."""

LEAST_COUNT = 2
SIZE = 64
SCALE = 0.3
"""How large the numbers of a vector are: as large as those of the embeddings beside it."""

CLUSTERS = (64, 256)
"""In how many groups words are sorted, once coarsely and once finely (Brown et al. 1992 had the idea)."""

CLUSTER_STEPS = 8


def learn_words(sentences: Sequence[Sequence[str]], seed: int = 1) -> Generator[None, None, WordTable]:
    """Learn a word table from the forms of sentences; pauses now and then, for whoever wants to cancel."""
    bounds = np.minimum(bounds_of(map(len, sentences)), MAX_TOKENS)
    forms = joined(sentences, MAX_TOKENS)
    yield
    of_form = {form: word_hash(form) for form in places_of(forms)}
    yield
    hashes = looked_up(of_form, forms, np.uint32)
    every, numbers, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    by_frequency = np.argsort(-counts, kind="stable")[:MAX_WORDS]
    by_frequency = by_frequency[counts[by_frequency] >= LEAST_COUNT]
    V = len(by_frequency)
    rank = np.full(len(every), -1)
    rank[by_frequency] = np.arange(V)
    vectors = yield from word_vectors(rank[numbers], bounds, SIZE, seed)
    clusters = np.array([_clusters(vectors, count, seed) for count in CLUSTERS], np.int64).reshape(len(CLUSTERS), V)
    yield
    manners = _manners(forms, numbers, bounds, counts)[by_frequency]
    table = np.concatenate([vectors * (SCALE * math.sqrt(SIZE)), manners], axis=1)
    ascending = np.argsort(every[by_frequency])
    # The file keeps half precision: rounded here, training, numpy and the file all have the same numbers.
    return WordTable(
        every[by_frequency][ascending],
        _with_unknown(table[ascending], 0.0).astype(np.float16).astype(np.float32),
        _with_unknown(clusters.T[ascending] + 1, 0).astype(np.int32),
    )


def _manners(
    forms: Sequence[str], numbers: NDArray[np.int64], bounds: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Describe how each word is written: capitalised within a sentence, all in capitals, how often: float64 [U, 3]."""
    capitalised = np.fromiter((form[:1].isupper() for form in forms), bool, len(forms))
    capitals = np.fromiter((len(form) > 1 and form.isupper() for form in forms), bool, len(forms))
    within = np.ones(len(forms), bool)
    within[bounds[:-1][np.diff(bounds) > 0]] = False  # the first word of a sentence is capitalised anyway
    U = len(counts)
    seen_within = np.bincount(numbers[within], minlength=U)
    share = capitalised[within].mean() if within.any() else 0.0
    of_words = (np.bincount(numbers[within], capitalised[within], U) + share) / (seen_within + 1)
    of_capitals = (np.bincount(numbers, capitals, U) + 0.1) / (counts + 1)
    return np.stack([of_words - 0.5, of_capitals, np.log1p(counts) / 5 - 0.5], axis=1)


def _clusters(vectors: NDArray[np.float32], count: int, seed: int) -> NDArray[np.int64]:
    """Sort words into groups by the direction of their vectors (spherical k-means): int64 [V], 0..count - 1."""
    V = len(vectors)
    count = min(count, max(1, V // 4))
    centres = vectors[np.random.default_rng(seed).permutation(V)[:count]]
    for _ in range(CLUSTER_STEPS if V else 0):
        give_way()
        nearest = (vectors @ centres.T).argmax(axis=1)
        sums = np.stack([np.bincount(nearest, column, count) for column in vectors.T], axis=1)
        centres = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return (vectors @ centres.T).argmax(axis=1) if V else np.zeros(0, np.int64)


def _with_unknown(rows: NDArray[np.generic], value: float) -> NDArray[np.generic]:
    """Put the row of unknown words before the others."""
    return np.concatenate([np.full_like(rows[:1], value, shape=(1, *rows.shape[1:])), rows])
