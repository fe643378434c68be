from __future__ import annotations

import warnings
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.tagger.decoding import MAX_SCORE, Decoder
from engine.tagger.tagset import TagSet, bounds_of

TAGSET = TagSet(["A", "B"])
K = len(TAGSET)


class BruteForce:
    """Every legal tag sequence of one sentence with its probability."""

    def __init__(self, decoder: Decoder, scores: np.ndarray) -> None:
        T = len(scores)
        self.paths, logits = [], []
        for path in product(range(K), repeat=T):
            if not TAGSET.starts[path[0]] or not all(TAGSET.moves[a, b] for a, b in pairwise(path)):
                continue
            score = decoder.start[path[0]] + decoder.end[path[-1]] + scores[np.arange(T), path].sum()
            score += sum(decoder.transitions[a, b] for a, b in pairwise(path))
            self.paths.append(np.array(path))
            logits.append(score)
        weights = np.exp(np.array(logits) - max(logits))
        self.probabilities = weights / weights.sum()

    def best(self) -> list[int]:
        return self.paths[int(self.probabilities.argmax())].tolist()

    def marginals(self) -> np.ndarray:
        result = np.zeros((len(self.paths[0]), K))
        for path, probability in zip(self.paths, self.probabilities, strict=True):
            result[np.arange(len(path)), path] += probability
        return result

    def confidence(self, first: int, last: int, label: int) -> float:
        bounds = np.array([0, len(self.paths[0])])
        wanted = [first, last, label]
        return sum(
            probability
            for path, probability in zip(self.paths, self.probabilities, strict=True)
            if wanted in TAGSET.spans(path, bounds).tolist()
        )


def random_decoder(generator: np.random.Generator, scale: float = 1.0) -> Decoder:
    return Decoder(
        TAGSET,
        *(generator.normal(scale=scale, size=shape).astype(np.float32) for shape in ((K, K), (K,), (K,))),
    )


@pytest.mark.parametrize("seed", range(4))
def test_decoder_agrees_with_brute_force_over_a_padded_batch(seed: int) -> None:
    generator = np.random.default_rng(seed)
    decoder, lengths = random_decoder(generator), np.array([5, 1, 3, 2, 5])
    emissions = generator.normal(scale=2, size=(5, len(lengths), K)).astype(np.float32)

    tags = decoder.best_tags(emissions, lengths)
    posterior = decoder.posterior(emissions, lengths)
    marginals = posterior.marginals()

    for b, length in enumerate(lengths):
        brute = BruteForce(decoder, emissions[:length, b].astype(np.float64))
        assert tags[:length, b].tolist() == brute.best()
        assert (tags[length:, b] == 0).all()
        np.testing.assert_allclose(marginals[:length, b], brute.marginals(), atol=1e-9)
        assert (marginals[length:, b] == 0).all()
        every = [
            (b, first, last, label)
            for first in range(length)
            for last in range(first + 1, length + 1)
            for label in range(2)
        ]
        expected = [brute.confidence(*span[1:]) for span in every]
        np.testing.assert_allclose(posterior.confidences(np.array(every), TAGSET), expected, atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(0, 2**32 - 1), st.floats(0.1, 3000.0))
def test_decoded_tags_are_always_legal_and_figures_finite(lengths: list[int], seed: int, scale: float) -> None:
    generator, sizes = np.random.default_rng(seed), np.array(lengths)
    decoder = random_decoder(generator, scale)
    emissions = generator.normal(scale=scale, size=(max(lengths) + 1, len(lengths), K)).astype(np.float32)

    with np.errstate(over="raise", invalid="raise", divide="raise"):
        tags = decoder.best_tags(emissions, sizes)
        posterior = decoder.posterior(emissions, sizes)
        spans = decoder.spans(tags)
        confidences = posterior.confidences(spans, TAGSET)

    for b, length in enumerate(lengths):
        row = tags[:length, b]
        assert TAGSET.starts[row[0]]
        assert TAGSET.moves[row[:-1], row[1:]].all()
        np.testing.assert_allclose(posterior.marginals()[:length, b].sum(axis=1), 1.0, atol=1e-6)
        own = spans[spans[:, 0] == b][:, 1:]
        assert own.tolist() == TAGSET.spans(row, bounds_of([length])).tolist()
    assert ((confidences >= 0) & (confidences <= 1)).all()


def viterbi(decoder: Decoder, scores: np.ndarray) -> list[int]:
    """Find the best tags of one sentence as textbooks do, in float64."""
    best, origins = decoder.start + scores[0], []
    for row in scores[1:]:
        candidates = best[:, None] + decoder.transitions
        origins.append(candidates.argmax(axis=0))
        best = candidates.max(axis=0) + row
    tags = [int((best + decoder.end).argmax())]
    for origin in reversed(origins):
        tags.append(int(origin[tags[-1]]))
    return tags[::-1]


@pytest.mark.parametrize("level", [0.0, 1000.0])
def test_the_longest_sentences_are_decoded_as_precisely_as_short_ones(level: float) -> None:
    tagset = TagSet([f"L{n}" for n in range(8)])
    size = len(tagset)
    generator = np.random.default_rng(5)
    decoder = Decoder(tagset, *(generator.normal(size=shape) for shape in ((size, size), size, size)), boldness=0.5)
    lengths = np.array([512, 511, 300, 1])
    emissions = (level + generator.normal(scale=2, size=(512, len(lengths), size))).astype(np.float32)

    tags = decoder.best_tags(emissions, lengths)

    emissions[:, :, tagset.begin] += np.float32(0.5)
    for b, length in enumerate(lengths):
        assert tags[:length, b].tolist() == viterbi(decoder, emissions[:length, b].astype(np.float64))


def test_among_equals_the_tag_with_the_lower_number_wins() -> None:
    decoder = Decoder(TAGSET, np.zeros((K, K)), np.zeros(K), np.zeros(K))
    assert decoder.best_tags(np.zeros((4, 2, K)), np.array([4, 2])).tolist() == [[0, 0]] * 4


def test_a_forbidden_move_is_never_taken_however_a_file_scores_it() -> None:
    decoder = Decoder(TAGSET, np.full((K, K), 0.0), np.zeros(K), np.zeros(K))
    emissions = np.zeros((2, 1, K))
    emissions[:, 0, TAGSET.inside[1]] = 1e6
    tags = decoder.best_tags(emissions, np.array([2]))
    assert [TAGSET.tags[tag] for tag in tags[:, 0]] == ["B-B", "I-B"]


def test_nothing_grows_behind_the_end_of_a_short_sentence() -> None:
    decoder = Decoder(TAGSET, np.zeros((K, K)), np.zeros(K), np.zeros(K))
    with np.errstate(over="raise", invalid="raise"):
        posterior = decoder.posterior(np.zeros((512, 2, K)), np.array([512, 1]))
    assert (posterior.forward[1:, :, 1] == 0).all()
    assert np.isfinite(posterior.log_z).all()


def test_confidences_of_no_span_are_none() -> None:
    posterior = random_decoder(np.random.default_rng(0)).posterior(np.zeros((1, 1, K)), np.array([1]))
    assert posterior.confidences(np.zeros((0, 4), np.int64), TAGSET).shape == (0,)


def test_wrong_shapes_and_numbers_are_named() -> None:
    with pytest.raises(ValueError, match=r"5 tags, but transitions \(3, 3\)"):
        Decoder(TAGSET, np.zeros((3, 3)), np.zeros(K), np.zeros(K))
    with pytest.raises(ValueError, match="finite"):
        Decoder(TAGSET, np.full((K, K), np.nan), np.zeros(K), np.zeros(K))
    decoder = random_decoder(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"emissions \(2, 1, 4\)"):
        decoder.best_tags(np.zeros((2, 1, 4)), np.array([2]))
    with pytest.raises(ValueError, match="lengths"):
        decoder.posterior(np.zeros((2, 1, K)), np.array([0]))


def test_scores_beyond_all_measure_are_refused_and_large_ones_decoded_without_a_warning() -> None:
    tagset = TagSet(["A", "B"])
    K = len(tagset)
    for size in (1e38, np.inf, np.nan):
        with pytest.raises(ValueError, match="beyond all measure"):
            Decoder(tagset, np.zeros((K, K)), np.zeros(K), np.full(K, size))
    generator = np.random.default_rng(0)
    large = (generator.uniform(-1, 1, (400, 3, K)) * 0.9 * MAX_SCORE).astype(np.float32)
    moves = generator.uniform(-1, 1, (K, K)) * 0.9 * MAX_SCORE
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tags = Decoder(tagset, moves, np.zeros(K), np.zeros(K), boldness=3.0).best_tags(large, np.full(3, 400))
    assert tags.shape == (400, 3)
