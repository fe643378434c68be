from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.batching import batches, cut_long
from engine.tagger.tagset import bounds_of

lengths_of_sentences = st.lists(st.integers(0, 12), max_size=30)


@given(lengths_of_sentences, st.integers(1, 40), st.booleans())
def test_every_token_is_in_exactly_one_batch(lengths: list[int], budget: int, shuffled: bool) -> None:
    bounds = bounds_of(lengths)
    rows = np.arange(1, bounds[-1] + 1, dtype=np.int32)[:, None] * np.array([1, 2], np.int32)
    seen = []
    for batch in batches(bounds, budget, np.random.default_rng(1) if shuffled else None):
        T, B = batch.mask.shape
        assert B == len(batch.sentences) == len(batch.lengths) > 0
        assert batch.lengths.min() > 0
        assert batch.lengths.max() == T
        assert B == 1 or budget >= T * B
        gathered = batch.gather(rows)
        assert gathered.shape == (T, B, 2)
        assert (gathered[~batch.mask] == 0).all()
        for b, sentence in enumerate(batch.sentences):
            own = slice(bounds[sentence], bounds[sentence + 1])
            assert (gathered[: batch.lengths[b], b] == rows[own]).all()
        seen.extend(batch.tokens[batch.mask].tolist())
    assert sorted(seen) == list(range(bounds[-1]))


def test_nothing_but_empty_sentences_gives_no_batch() -> None:
    assert list(batches(bounds_of([0, 0]), 10)) == []


def test_the_same_seed_gives_the_same_order_and_another_gives_another() -> None:
    bounds = bounds_of(np.random.default_rng(0).integers(1, 30, size=100))

    def order(seed: int) -> list[list[int]]:
        return [batch.sentences.tolist() for batch in batches(bounds, 100, np.random.default_rng(seed))]

    assert order(1) == order(1) != order(2)


def test_sentences_of_a_batch_are_of_like_length() -> None:
    bounds = bounds_of(np.random.default_rng(0).integers(1, 60, size=1000))
    padded = sum(batch.mask.size for batch in batches(bounds, 800, np.random.default_rng(1)))
    assert padded < 1.25 * bounds[-1]


def test_long_sentences_are_cut_and_the_rest_stays() -> None:
    bounds = bounds_of([3, 0, 10, 4])
    assert cut_long(bounds, 4).tolist() == [0, 3, 7, 11, 13, 17]
    assert cut_long(bounds, 10) is bounds
