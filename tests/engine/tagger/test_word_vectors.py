from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger import word_vectors as module
from engine.tagger.tagset import bounds_of
from engine.tagger.word_vectors import Sparse, word_vectors


def finish(steps: Generator[None, None, np.ndarray]) -> np.ndarray:
    """Run to the end and give what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def vectors_of(sentences: list[list[int]], size: int = 8, seed: int = 1) -> np.ndarray:
    words = np.array([word for sentence in sentences for word in sentence], np.int64)
    return finish(word_vectors(words, bounds_of(map(len, sentences)), size, seed))


def sparse(dense: np.ndarray) -> Sparse:
    begins = np.concatenate([[0], np.cumsum((dense != 0).sum(axis=1))])
    _, columns = np.nonzero(dense)
    return Sparse(begins, columns, dense[dense != 0])


@given(st.integers(0, 12), st.integers(1, 6), st.integers(0, 4), st.integers(0, 1000))
def test_a_sparse_product_is_the_dense_one(rows: int, columns: int, k: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(rows, columns)).astype(np.float32) * (generator.random((rows, columns)) < 0.4)
    other = generator.normal(size=(columns, k)).astype(np.float32)
    found = sparse(matrix) @ other
    assert found.dtype == np.float32
    assert found.shape == (rows, k)
    np.testing.assert_allclose(found, matrix @ other, atol=1e-5)


def test_a_sparse_product_of_many_pieces_is_the_dense_one() -> None:
    """Rows of every length: none, more than a piece holds, and so that pieces end between and inside rows."""
    generator = np.random.default_rng(0)
    lengths = np.array([0, 70_000, 0, 0, 120_000, 100_000, 1, 0, 60_000, 60_000, 250_000, 0])
    columns = generator.integers(300, size=lengths.sum())
    values = generator.normal(size=lengths.sum()).astype(np.float32)
    dense = np.zeros((len(lengths), 300))
    np.add.at(dense, (np.repeat(np.arange(len(lengths)), lengths), columns), values)
    other = generator.normal(size=(300, 2)).astype(np.float32)
    product = Sparse(np.concatenate([[0], np.cumsum(lengths)]), columns, values) @ other
    np.testing.assert_allclose(product, dense @ other, rtol=1e-3, atol=0.05)
    assert not product[lengths == 0].any()


SENTENCES = [[0, 1, 2, 0], [1, 0], [-1, 2, 0, 3], [], [3], [0, 1, 0]]


def counted(sentences: list[list[int]], contexts: int) -> Counter[tuple[int, int]]:
    """Count each pair of a word and a context, one by one."""
    pairs: Counter[tuple[int, int]] = Counter()
    for sentence in sentences:
        for t, word in enumerate(sentence):
            for slot, place in enumerate((-2, -1, 1, 2)):
                edge = contexts - 1
                inside = 0 <= t + place < len(sentence)
                neighbour = sentence[t + place] if inside else edge
                if word >= 0 and (0 <= neighbour < edge or not inside):
                    pairs[word, slot * contexts + neighbour] += 1
    return pairs


@pytest.mark.parametrize("known", [2, 5000])
def test_neighbours_are_counted_within_sentences_by_their_place(monkeypatch: pytest.MonkeyPatch, known: int) -> None:
    monkeypatch.setattr(module, "CONTEXT_WORDS", known)
    words = np.array([word for sentence in SENTENCES for word in sentence], np.int64)
    steps = module._cooccurrences(words, bounds_of(map(len, SENTENCES)), 4)
    rows, columns, counts = finish(steps)
    expected = counted(SENTENCES, min(known, 4) + 1)
    found = dict(zip(zip(rows.tolist(), columns.tolist(), strict=True), counts.tolist(), strict=True))
    assert found == expected


def test_information_is_that_of_its_definition() -> None:
    pairs = counted(SENTENCES, 5)
    rows, columns = (np.array(side) for side in zip(*pairs, strict=True))
    found = module._information(rows, columns, np.array(list(pairs.values())), 4, 20)
    of_words, of_contexts = Counter(), Counter()
    for (word, context), count in pairs.items():
        of_words[word] += count
        of_contexts[context] += count
    total, flattened = sum(pairs.values()), sum(count**0.75 for count in of_contexts.values())
    for (word, context), count, information in zip(pairs, pairs.values(), found.tolist(), strict=True):
        by_chance = of_words[word] / total * of_contexts[context] ** 0.75 / flattened
        assert information == pytest.approx(math.log(count / total / by_chance))


def alike(seed: int = 0) -> list[list[int]]:
    """Make sentences of four kinds of words, three words a kind, always in the same order."""
    generator = np.random.default_rng(seed)
    return [[int(kind * 3 + generator.integers(3)) for kind in range(4)] for _ in range(400)]


def test_words_in_the_same_places_get_near_vectors() -> None:
    vectors = vectors_of(alike(), size=4)
    assert vectors.shape == (12, 4)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near = vectors @ vectors.T
    same = np.arange(12)[:, None] // 3 == np.arange(12) // 3
    assert near[same].min() > 0.8
    assert near[~same].max() < 0.5


def test_the_factors_are_those_of_the_whole_decomposition() -> None:
    """Compare with numpy's own SVD of the dense matrix; signs and turns within equal strengths do not matter."""
    sentences = alike(3)
    words = np.array(sentences).ravel()
    rows, columns, counts = finish(module._cooccurrences(words, bounds_of(map(len, sentences)), 12))
    dense = np.zeros((12, 4 * 13))
    dense[rows, columns] = np.maximum(module._information(rows, columns, counts, 12, 4 * 13), 0)
    left, strengths, _ = np.linalg.svd(dense, full_matrices=False)
    expected = left * np.sqrt(strengths)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    found = vectors_of(sentences, 12)
    np.testing.assert_allclose(found @ found.T, expected @ expected.T, atol=1e-3)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert vectors_of(alike()).tobytes() == vectors_of(alike()).tobytes()


@pytest.mark.parametrize("sentences", [[], [[]], [[-1, -1], [-1]]])
def test_where_no_word_is_counted_there_are_no_vectors(sentences: list[list[int]]) -> None:
    assert vectors_of(sentences).shape == (0, 8)


@pytest.mark.parametrize("sentences", [[[0]], [[0], [0]], [[0, 0, 0]], [[0, 1]], [[0, -1, -1, 1], [0], [2]]])
def test_tiny_texts_give_vectors_of_length_one_or_zero(sentences: list[list[int]]) -> None:
    vectors = vectors_of(sentences)
    assert vectors.shape == (max(map(max, sentences)) + 1, 8)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
