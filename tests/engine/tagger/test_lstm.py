from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.tagger.encoding import Inputs
from engine.tagger.lstm import (
    RNNWeights,
    emissions,
    lstm,
    lstm_backward,
    lstm_input_gradients,
    lstm_step,
    rnn,
    rnn_input_gradients,
    sigmoid,
)
from engine.tagger.weights import LSTMWeights, TaggerWeights

T, X, H = 9, 4, 5


@pytest.fixture
def generator() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.fixture
def w(random_lstm: Callable[..., LSTMWeights], generator: np.random.Generator) -> LSTMWeights:
    return random_lstm(generator, X, H)


@pytest.fixture
def xs(generator: np.random.Generator) -> np.ndarray:
    return generator.normal(size=(T, X))


def in_torch(w: LSTMWeights | RNNWeights) -> torch.nn.LSTM | torch.nn.RNN:
    """Put the weights into torch's cell; torch's gates are i, f, g, o."""
    if isinstance(w, RNNWeights):
        module: torch.nn.LSTM | torch.nn.RNN = torch.nn.RNN(w.W.shape[1], len(w.b), dtype=torch.float64)
        W, U, b = w.W, w.U, w.b
    else:
        module = torch.nn.LSTM(w.W_f.shape[1], len(w.b_f), dtype=torch.float64)
        W = np.concatenate([w.W_i, w.W_f, w.W_g, w.W_o])
        U = np.concatenate([w.U_i, w.U_f, w.U_g, w.U_o])
        b = np.concatenate([w.b_i, w.b_f, w.b_g, w.b_o])
    with torch.no_grad():
        for parameter, array in zip(module.parameters(), (W, U, b, np.zeros_like(b)), strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return module


def test_sigmoid_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_lstm_agrees_with_torch(w: LSTMWeights, xs: np.ndarray) -> None:
    expected, _ = in_torch(w)(torch.from_numpy(xs))
    np.testing.assert_allclose(lstm(w, xs).h, expected.detach().numpy(), atol=1e-12)


def test_run_is_the_step_again_and_again(w: LSTMWeights, xs: np.ndarray) -> None:
    gates, h, c = lstm(w, xs), np.zeros(H), np.zeros(H)
    for t in range(T):
        step = lstm_step(w, xs[t], h, c)
        h, c = step.h, step.c
        for name in ("f", "i", "g", "o", "c", "h"):
            np.testing.assert_array_equal(getattr(gates, name)[t], getattr(step, name))


def test_backward_direction_reads_from_the_end(w: LSTMWeights, xs: np.ndarray) -> None:
    back = lstm_backward(w, xs)
    np.testing.assert_array_equal(back.h[-1], lstm(w, xs[-1:]).h[0])
    np.testing.assert_array_equal(back.c, lstm(w, xs[::-1]).c[::-1])


def test_empty_sentence_has_no_gates(w: LSTMWeights) -> None:
    assert lstm(w, np.zeros((0, X))).h.shape == (0, H)


def test_rnn_agrees_with_torch(generator: np.random.Generator, xs: np.ndarray) -> None:
    w = RNNWeights(generator.normal(size=(H, X)), generator.normal(size=(H, H)), generator.normal(size=H))
    expected, _ = in_torch(w)(torch.from_numpy(xs))
    np.testing.assert_allclose(rnn(w, xs), expected.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("t", [0, 4, T - 1])
@pytest.mark.parametrize("cell", ["lstm", "rnn"])
def test_input_gradients_agree_with_autograd_and_finite_differences(
    cell: str, t: int, w: LSTMWeights, xs: np.ndarray, generator: np.random.Generator
) -> None:
    simple = RNNWeights(*(0.5 * generator.normal(size=shape) for shape in ((H, X), (H, H), (H,))))
    dh = generator.normal(size=H)

    def loss(inputs: np.ndarray) -> float:
        hs = lstm(w, inputs).h if cell == "lstm" else rnn(simple, inputs)
        return float(hs[t] @ dh)

    found = lstm_input_gradients(w, xs, t, dh) if cell == "lstm" else rnn_input_gradients(simple, xs, t, dh)

    inputs = torch.from_numpy(xs.copy()).requires_grad_()
    hs, _ = in_torch(w if cell == "lstm" else simple)(inputs)
    (hs[t] @ torch.from_numpy(dh)).backward()
    assert inputs.grad is not None
    np.testing.assert_allclose(found, inputs.grad.numpy(), atol=1e-10)

    for s, x in [(0, 0), (t, X - 1), (T - 1, 1)]:
        nudge = np.zeros_like(xs)
        nudge[s, x] = 1e-6
        assert found[s, x] == pytest.approx((loss(xs + nudge) - loss(xs - nudge)) / 2e-6, abs=1e-7)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 6), st.integers(1, 8), st.sampled_from(["lstm", "rnn"])
)
def test_input_gradients_of_any_size_agree_with_autograd_and_finite_differences(
    random_lstm: Callable[..., LSTMWeights], seed: int, tokens: int, size: int, units: int, cell: str
) -> None:
    generator = np.random.default_rng(seed)
    shapes = ((units, size), (units, units), (units,))
    w = RNNWeights(*(0.4 * generator.normal(size=shape) for shape in shapes))
    if cell == "lstm":
        w = random_lstm(generator, size, units)
    run, gradients = (lstm, lstm_input_gradients) if cell == "lstm" else (rnn, rnn_input_gradients)
    xs, dh, t = generator.normal(size=(tokens, size)), generator.normal(size=units), int(generator.integers(tokens))
    found = gradients(w, xs, t, dh)

    inputs = torch.from_numpy(xs.copy()).requires_grad_()
    (in_torch(w)(inputs)[0][t] @ torch.from_numpy(dh)).backward()
    np.testing.assert_allclose(found, inputs.grad.numpy(), rtol=0, atol=1e-5)
    single = LSTMWeights if cell == "lstm" else RNNWeights
    in_float32 = single(*(getattr(w, name).astype(np.float32) for name in single.__slots__))
    nearly = gradients(in_float32, xs.astype(np.float32), t, dh.astype(np.float32))
    np.testing.assert_allclose(nearly, inputs.grad.numpy(), rtol=1e-5, atol=1e-5)

    slopes = np.zeros_like(xs)
    for place in np.ndindex(xs.shape):
        nudge = np.zeros_like(xs)
        nudge[place] = 1e-5
        after, before = (run(w, moved) for moved in (xs + nudge, xs - nudge))
        after, before = (hs.h if cell == "lstm" else hs for hs in (after, before))
        slopes[place] = (after[t] - before[t]) @ dh / 2e-5
    np.testing.assert_allclose(found, slopes, rtol=0, atol=1e-4)


def test_forget_bias_keeps_the_gradient_alive(
    random_lstm: Callable[..., LSTMWeights], generator: np.random.Generator
) -> None:
    from dataclasses import replace

    xs, dh = generator.normal(size=(41, X)), np.ones(H)
    bare = random_lstm(generator, X, H)
    w = replace(bare, **{name: getattr(bare, name) * 0.5 for name in LSTMWeights.__slots__})
    closed = replace(w, b_f=np.zeros(H))
    opened = replace(w, b_f=np.ones(H))
    early = [np.linalg.norm(lstm_input_gradients(v, xs, 40, dh)[0]) for v in (closed, opened)]
    assert early[1] > 100 * early[0]


def test_emissions_are_a_linear_view_of_both_directions_plus_the_direct_connections(
    random_weights: Callable[..., TaggerWeights], generator: np.random.Generator
) -> None:
    weights = random_weights(generator)
    inputs = Inputs(
        generator.integers(50, size=(7, 4), dtype=np.int32),
        generator.integers(7, size=7, dtype=np.int32),
        generator.integers(32, size=(7, 3), dtype=np.int32),
    )
    scores, hidden = emissions(weights, inputs)
    assert scores.shape == (7, 5)
    assert hidden.shape == (7, 10)
    xs = np.stack(
        [
            np.concatenate([*(weights.embeddings[row] for row in rows), weights.words.vectors[word]])
            for rows, word in zip(inputs.features, inputs.words, strict=True)
        ]
    )
    np.testing.assert_array_equal(hidden[:, :5], lstm(weights.forward, xs).h)
    np.testing.assert_array_equal(hidden[:, 5:], lstm_backward(weights.backward, xs).h)
    for t, rows in enumerate(inputs.direct):
        direct = sum(weights.direct[row] for row in rows)
        linear = weights.emission @ hidden[t] + weights.emission_bias
        np.testing.assert_allclose(scores[t], linear + direct, atol=1e-5)


def test_an_empty_sentence_has_no_emissions(
    random_weights: Callable[..., TaggerWeights], generator: np.random.Generator
) -> None:
    nothing = Inputs(np.zeros((0, 4), np.int32), np.zeros(0, np.int32), np.zeros((0, 3), np.int32))
    scores, hidden = emissions(random_weights(generator), nothing)
    assert scores.shape == (0, 5)
    assert hidden.shape == (0, 10)
