"""Word vectors from plain text: how often words stand near each other, factorised.

Words that stand in the same places mean like things (Harris 1954). Counting the neighbours of each word, taking the
positive pointwise mutual information and keeping the strongest dimensions (truncated SVD) gives what the skip-gram
networks learn, in a second and without a network (Levy, Goldberg & Dagan 2015). Neighbours count by their place: a word
one to the left says other things than the same word one to the right.

N: tokens in a row, V: words, M: contexts (a place and a word there, or the sentence's edge), D: size of a vector.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way

PLACES = (-2, -1, 1, 2)
CONTEXT_WORDS = 5000
"""Only the most frequent words are counted as neighbours."""

CONTEXT_EXPONENT = 0.75
"""Flattens the frequencies of contexts, or the rarest ones would seem to say most."""

POWER_STEPS = 3
OVERSAMPLING = 16

AT_A_TIME = 8_000
"""Values of a sparse matrix that are multiplied at once: a millisecond in which no other thread has Python."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sparse:
    """A sparse matrix [rows, columns]: row r has the values[begins[r]:begins[r + 1]] at columns[same]."""

    begins: Ints
    columns: Ints
    values: Floats

    def __matmul__(self, dense: Floats) -> Floats:
        """Multiply by a dense matrix [columns, k], some rows at a time."""
        product = np.zeros((len(self.begins) - 1, dense.shape[1]), np.float32)
        filled = np.flatnonzero(np.diff(self.begins))
        chunks = np.searchsorted(self.begins[filled], np.arange(0, len(self.values), AT_A_TIME))
        for rows in np.split(filled, np.unique(chunks)[1:]):
            give_way()
            if len(rows):
                first, last = self.begins[rows[0]], self.begins[rows[-1] + 1]
                terms = self.values[first:last, None] * dense[self.columns[first:last]]
                product[rows] = np.add.reduceat(terms, self.begins[rows] - first, axis=0)
        return product


def word_vectors(words: Ints, bounds: Ints, size: int, seed: int = 1) -> Generator[None, None, Floats]:
    """Learn a vector of length 1 for each word (all zeros for one without neighbours): returns float32 [V, size].

    words: int64 [N], 0 for the most frequent, -1 for one too rare to count; bounds: int64 [S + 1], of the sentences.
    Pauses now and then, for whoever wants to cancel.
    """
    V = int(words.max(initial=-1)) + 1
    rows, columns, counts = yield from _cooccurrences(words, bounds, V)
    M = len(PLACES) * (min(CONTEXT_WORDS, V) + 1)
    information = _information(rows, columns, counts, V, M)
    some = np.flatnonzero(information > 0)
    rows, columns, values = rows[some], columns[some], information[some].astype(np.float32)
    matrix, transposed = _sparse(rows, columns, values, V), _sparse(columns, rows, values, M)
    yield
    # Randomised subspace iteration (Halko, Martinsson & Tropp 2011).
    k = min(size + OVERSAMPLING, V, M)
    basis = np.random.default_rng(seed).standard_normal((M, k)).astype(np.float32)
    for _ in range(POWER_STEPS):
        image, _ = np.linalg.qr(matrix @ basis)
        yield
        basis, _ = np.linalg.qr(transposed @ image)
        yield
    left, strengths, _ = np.linalg.svd(matrix @ basis, full_matrices=False)
    vectors = np.zeros((V, size), np.float32)
    kept = min(size, len(strengths))
    vectors[:, :kept] = (left * np.sqrt(strengths))[:, :kept]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return vectors


def _cooccurrences(words: Ints, bounds: Ints, V: int) -> Generator[None, None, tuple[Ints, Ints, Ints]]:
    """Count each word with each of its contexts: words [n], contexts [n] and how often [n]."""
    edge = min(CONTEXT_WORDS, V)  # the context behind those of words: there is nothing, the sentence is over
    contexts, lengths = edge + 1, np.diff(bounds)
    firsts, lasts = np.repeat(bounds[:-1], lengths), np.repeat(bounds[1:], lengths)
    frequent, found = np.where(words < edge, words, -1), [np.zeros(0, np.int64)]
    for slot, place in enumerate(PLACES):
        there = np.arange(len(words)) + place
        inside = (firsts <= there) & (there < lasts)
        neighbours = np.full(len(words), edge)
        neighbours[inside] = frequent[there[inside]]
        counted = (words >= 0) & (neighbours >= 0)
        found.append(((words * len(PLACES) + slot) * contexts + neighbours)[counted])
        yield
    keys, counts = np.unique(np.concatenate(found), return_counts=True)
    width = len(PLACES) * contexts
    return keys // width, keys % width, counts


def _information(rows: Ints, columns: Ints, counts: Ints, V: int, M: int) -> NDArray[np.float64]:
    """Compute the pointwise mutual information log(P(w, c) / (P(w) P(c)^0.75)) of each pair: float64 [n]."""
    of_words = np.bincount(rows, counts, V)
    of_contexts = np.bincount(columns, counts, M) ** CONTEXT_EXPONENT
    information: NDArray[np.float64] = np.log(counts * of_contexts.sum() / (of_words[rows] * of_contexts[columns]))
    return information


def _sparse(rows: Ints, columns: Ints, values: Floats, height: int) -> Sparse:
    order = np.argsort(rows, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=height))])
    return Sparse(begins, columns[order], values[order])
