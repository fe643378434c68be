from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelFileError
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder
from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.lexicon import NOTHING_KNOWN
from engine.tagger.lstm import lstm, lstm_backward, sigmoid
from engine.tagger.tagset import TagSet
from engine.tagger.trace import GATES, Textbook, Trace, alike, saturation
from engine.tagger.weights import LSTMWeights, TaggerWeights

FORMS = ("Ada", "met", "Bob", "in", "Paris", ".")
TAGSET = TagSet(["PER", "LOC"])
H, X = 5, 4 * 3 + 2


@pytest.fixture
def textbook(random_weights: Callable[..., TaggerWeights]) -> Textbook:
    """A tagger that nobody trained, in float64 as far as gradients go."""
    weights = random_weights(np.random.default_rng(6), H=H, K=len(TAGSET), F=4, E=3, D=2)
    config = FeatureConfig(("lower", "shape", "suffix2", "prefix2"), ("lower",), 50, 32)
    encoder = Encoder(FeatureEncoder(config, NOTHING_KNOWN), weights.words)
    decoder = Decoder(TAGSET, weights.transitions, weights.start, weights.end, boldness=0.75)
    return Textbook(weights, TAGSET, encoder, decoder)


@pytest.fixture
def exact(textbook: Textbook) -> Textbook:
    """The same in float64."""
    w = textbook.weights

    def cell(w: LSTMWeights) -> LSTMWeights:
        return LSTMWeights(*(getattr(w, name).astype(np.float64) for name in LSTMWeights.__slots__))

    weights = replace(
        w,
        embeddings=w.embeddings.astype(np.float64),
        words=replace(w.words, vectors=w.words.vectors.astype(np.float64)),
        forward=cell(w.forward),
        backward=cell(w.backward),
        emission=w.emission.astype(np.float64),
    )
    return replace(textbook, weights=weights)


@pytest.fixture
def trace(textbook: Textbook) -> Trace:
    return textbook.trace(FORMS)


def units_of(textbook: Textbook, trace: Trace) -> list[tuple[int, int]]:
    return list(product(range(len(trace)), range(2 * textbook.units)))


def test_a_trace_has_both_directions_side_by_side(textbook: Textbook, trace: Trace) -> None:
    w = textbook.weights
    for name in GATES:
        expected = [getattr(lstm(w.forward, trace.xs), name), getattr(lstm_backward(w.backward, trace.xs), name)]
        np.testing.assert_array_equal(trace.values(name), np.concatenate(expected, axis=1))
    np.testing.assert_array_equal(trace.values("h"), trace.hidden)
    assert trace.xs.shape == (len(FORMS), X)
    with pytest.raises(AttributeError):
        trace.values("z")


def test_a_sentence_without_a_token_has_no_trace(textbook: Textbook) -> None:
    with pytest.raises(ValueError, match="without a token"):
        textbook.trace([])


def test_scores_beyond_all_measure_are_told(textbook: Textbook) -> None:
    bias = np.full_like(textbook.weights.emission_bias, np.float32(3e38))
    odd = replace(textbook, weights=replace(textbook.weights, emission_bias=bias))
    with pytest.raises(ModelFileError, match="scores that are not numbers"):
        odd.trace(FORMS)


def test_the_arithmetic_of_a_step_is_what_the_cell_computed(textbook: Textbook, trace: Trace) -> None:
    for token, unit in units_of(textbook, trace):
        step, backward = textbook.step(trace, token, unit), unit >= textbook.units
        assert step.backward == backward
        assert step.before == (
            None if token == (len(FORMS) - 1 if backward else 0) else token + (1 if backward else -1)
        )
        for name in "fiog":
            gate = getattr(step, name)
            assert gate.value == pytest.approx(trace.values(name)[token, unit], abs=1e-6)
            bent = np.tanh(gate.argument) if name == "g" else sigmoid(np.float64(gate.argument))
            assert gate.value == pytest.approx(bent, abs=1e-5)
            assert gate.argument == pytest.approx(gate.from_input + gate.from_state + gate.bias)
        before = 0.0 if step.before is None else trace.values("c")[step.before, unit]
        assert step.c_before == pytest.approx(before, abs=1e-6)
        assert step.h_before == pytest.approx(0.0 if step.before is None else trace.hidden[step.before, unit], abs=1e-6)
        assert step.kept + step.stored == pytest.approx(step.c, abs=1e-5)
        assert step.o.value * np.tanh(step.c) == pytest.approx(step.h, abs=1e-5)
        assert (step.c, step.h) == (trace.values("c")[token, unit], trace.hidden[token, unit])


def test_the_first_token_of_a_direction_has_no_state_to_begin_with(textbook: Textbook, trace: Trace) -> None:
    for token, unit in ((0, 1), (len(FORMS) - 1, textbook.units + 1)):
        step = textbook.step(trace, token, unit)
        assert (step.before, step.c_before, step.h_before, step.kept) == (None, 0.0, 0.0, 0.0)
        assert all(getattr(step, name).from_state == 0.0 for name in "figo")


@pytest.mark.parametrize(("token", "unit"), [(-1, 0), (len(FORMS), 0), (0, -1), (0, 2 * H)])
def test_a_step_that_is_not_there_is_refused(textbook: Textbook, trace: Trace, token: int, unit: int) -> None:
    with pytest.raises(IndexError):
        textbook.step(trace, token, unit)


def test_contributions_add_up_to_the_score_of_the_lstm(textbook: Textbook, trace: Trace) -> None:
    for token, tag in product(range(len(FORMS)), range(len(TAGSET))):
        added = textbook.contributions(trace, token, tag)
        assert added.shape == (2 * H,)
        bias = textbook.weights.emission_bias[tag]
        assert added.sum() + bias == pytest.approx(trace.lstm_scores[token, tag], abs=1e-5)


def test_parts_of_the_scores_add_up_to_what_the_decoder_chose_by(textbook: Textbook) -> None:
    """Along every path, brute force: the one that is chosen has the greatest sum, and it is that of the parts."""
    trace, decoder = textbook.trace(FORMS[:4]), textbook.decoder
    assert len(set(trace.path.tolist())) > 2, "else it does not matter which tag stands before"

    def score(path: tuple[int, ...]) -> float:
        moves = decoder.start[path[0]] + sum(decoder.transitions[a, b] for a, b in pairwise(path))
        own = sum(trace.emissions[t, tag] + 0.75 * (tag in TAGSET.begin) for t, tag in enumerate(path))
        return float(moves + own + decoder.end[path[-1]])

    scores = {path: score(path) for path in product(range(len(TAGSET)), repeat=4)}
    best = tuple(trace.path.tolist())
    assert max(scores, key=scores.__getitem__) == best
    parts = [textbook.score_parts(trace, token, tag) for token, tag in enumerate(best)]
    assert sum(part.total for part in parts) == pytest.approx(scores[best], abs=1e-5)


def test_parts_of_a_score_are_told_apart(textbook: Textbook, trace: Trace) -> None:
    trace, w = replace(trace, path=np.array([3, 4, 0, 1, 2, 0])), textbook.weights
    for token, tag in product(range(len(FORMS)), range(len(TAGSET))):
        part = textbook.score_parts(trace, token, tag)
        assert part.lstm == pytest.approx(textbook.contributions(trace, token, tag).sum(), abs=1e-5)
        assert part.bias == pytest.approx(w.emission_bias[tag])
        assert part.direct == pytest.approx(sum(w.direct[row, tag] for row in trace.inputs.direct[token]), abs=1e-5)
        assert part.lstm + part.bias + part.direct == pytest.approx(trace.emissions[token, tag], abs=1e-5)
        before = trace.path[token - 1]
        legal = TAGSET.moves[before, tag] if token else TAGSET.starts[tag]
        moved = w.transitions[before, tag] if token else w.start[tag]
        assert part.transition == (pytest.approx(moved) if legal else -np.inf)
        assert part.boldness == (0.75 if tag in (1, 3) else 0.0)
        assert part.end == (pytest.approx(w.end[tag]) if token == len(FORMS) - 1 else 0.0)


def test_the_tag_that_is_chosen_at_the_last_token_has_the_best_score_there(textbook: Textbook) -> None:
    """Nothing comes behind it for whose sake it could have been chosen; at a sentence of one token least of all."""
    weights = textbook.weights
    last, total = [], []
    for seed in range(40):
        end = 5 * np.random.default_rng(seed).normal(size=len(TAGSET)).astype(np.float32)
        other = replace(textbook, decoder=Decoder(TAGSET, weights.transitions, weights.start, end, boldness=0.75))
        for forms in (FORMS[:1], FORMS[:3], FORMS):
            trace = other.trace(forms)
            scores = [other.score_parts(trace, len(forms) - 1, tag).total for tag in range(len(TAGSET))]
            last.append(int(trace.path[-1]))
            total.append(int(np.argmax(scores)))
    assert last == total
    assert len(set(last)) > 2


def bidirectional(textbook: Textbook) -> torch.nn.LSTM:
    """Put both directions into torch's module; its gates are i, f, g, o."""
    module = torch.nn.LSTM(X, H, bidirectional=True, dtype=torch.float64)
    arrays = []
    for w in (textbook.weights.forward, textbook.weights.backward):
        b = np.concatenate([w.b_i, w.b_f, w.b_g, w.b_o])
        arrays += [np.concatenate([w.W_i, w.W_f, w.W_g, w.W_o]), np.concatenate([w.U_i, w.U_f, w.U_g, w.U_o])]
        arrays += [b, np.zeros_like(b)]
    with torch.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return module


@pytest.mark.parametrize("token", range(len(FORMS)))
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_influence_is_that_of_autograd(textbook: Textbook, exact: Textbook, precision: str, token: int) -> None:
    chosen = exact if precision == "float64" else textbook
    trace, module = chosen.trace(FORMS), bidirectional(chosen)
    assert trace.xs.dtype == precision
    for tag in range(len(TAGSET)):
        xs = torch.from_numpy(trace.xs.astype(np.float64)).requires_grad_()
        score = module(xs)[0][token] @ torch.from_numpy(chosen.weights.emission[tag].astype(np.float64))
        score.backward()
        assert xs.grad is not None
        np.testing.assert_allclose(chosen.influence(trace, token, tag), xs.grad.norm(dim=1).numpy(), rtol=0, atol=1e-5)


def test_influence_is_that_of_finite_differences(exact: Textbook) -> None:
    trace, token, tag = exact.trace(FORMS), 2, 3
    w = exact.weights

    def score(xs: np.ndarray) -> float:
        hidden = np.concatenate([lstm(w.forward, xs).h[token], lstm_backward(w.backward, xs).h[token]])
        return float(w.emission[tag] @ hidden)

    slopes = np.zeros_like(trace.xs)
    for place in np.ndindex(slopes.shape):
        nudge = np.zeros_like(slopes)
        nudge[place] = 1e-5
        slopes[place] = (score(trace.xs + nudge) - score(trace.xs - nudge)) / 2e-5
    np.testing.assert_allclose(exact.influence(trace, token, tag), np.linalg.norm(slopes, axis=1), atol=1e-4)


def test_every_token_has_a_say_through_one_direction_and_the_token_itself_through_both(textbook: Textbook) -> None:
    trace, w = textbook.trace(FORMS), textbook.weights
    deaf = replace(w.backward, **{name: np.zeros_like(getattr(w.backward, name)) for name in LSTMWeights.__slots__})
    ahead = replace(textbook, weights=replace(w, backward=deaf)).influence(trace, 3, 1)
    whole = textbook.influence(trace, 3, 1)
    assert (whole > 0).all()
    assert (ahead[4:] == 0).all()
    np.testing.assert_allclose(ahead[:3], whole[:3], rtol=1e-5)
    assert abs(ahead[3] - whole[3]) > 1e-4


def test_a_gate_is_saturated_below_a_tenth_and_above_nine() -> None:
    assert saturation(np.array([[0.0, 0.1, 0.5], [0.9, 0.95, 0.05]])) == (2 / 6, 1 / 6)


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 60))
def test_alike_puts_every_unit_in_one_place_and_always_the_same(seed: int, T: int, N: int) -> None:
    values = np.random.default_rng(seed).normal(size=(T, N)).astype(np.float32)
    values[:, N // 2 :] = values[:, :1]  # units that are the same are no trouble
    order = alike(values)
    assert sorted(order.tolist()) == list(range(N))
    np.testing.assert_array_equal(order, alike(values.copy()))


@pytest.mark.parametrize("shape", [(1, 7), (5, 2), (1, 1), (4, 9)])
def test_units_that_never_change_are_in_order_too(shape: tuple[int, int]) -> None:
    assert sorted(alike(np.ones(shape, np.float32)).tolist()) == list(range(shape[1]))


def test_units_that_behave_alike_are_neighbours() -> None:
    generator = np.random.default_rng(0)
    kinds = generator.normal(size=(30, 2))
    kind = generator.permutation(np.arange(40) % 4)
    signs, of = np.where(kind < 2, 1.0, -1.0), kind % 2
    values = kinds[:, of] * signs * generator.uniform(0.2, 3.0, 40) + 0.01 * generator.normal(size=(30, 40))
    ordered = kind[alike(values)]
    assert (ordered[1:] != ordered[:-1]).sum() == 3, "four kinds, one behind the other"


def test_the_order_of_units_does_not_turn_around_for_a_little_noise() -> None:
    generator = np.random.default_rng(1)
    values = np.sin(np.linspace(0, 6, 50)[:, None] + np.linspace(0, 3, 20))
    nearly = values + 1e-9 * generator.normal(size=values.shape)
    np.testing.assert_array_equal(alike(values), alike(nearly))
