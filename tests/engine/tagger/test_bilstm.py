from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.tagger import bilstm, lstm
from engine.tagger.weights import LSTMWeights

T, B, X, H = 6, 4, 5, 3
LENGTHS = np.array([6, 4, 3, 1])
BEHIND = np.arange(T)[:, None] >= LENGTHS


def packed(ahead: LSTMWeights, back: LSTMWeights) -> bilstm.Weights:
    """Put the textbook's matrices side by side as ``bilstm`` wants them."""
    return bilstm.Weights(
        np.concatenate([W for w in (ahead, back) for W in (w.W_i, w.W_f, w.W_o, w.W_g)]),
        np.concatenate([b for w in (ahead, back) for b in (w.b_i, w.b_f, w.b_o, w.b_g)]),
        np.stack([np.concatenate([w.U_i, w.U_f, w.U_o, w.U_g]).T for w in (ahead, back)]),
    )


@pytest.fixture
def cells(random_lstm: Callable[..., LSTMWeights]) -> tuple[LSTMWeights, LSTMWeights]:
    generator = np.random.default_rng(0)
    return random_lstm(generator, X, H), random_lstm(generator, X, H)


def test_every_sentence_of_a_batch_comes_out_as_the_textbook_says(cells: tuple[LSTMWeights, LSTMWeights]) -> None:
    x = np.random.default_rng(1).normal(size=(T, B, X))
    hidden, _ = bilstm.forward(packed(*cells), x, BEHIND)
    for b, length in enumerate(LENGTHS):
        ahead, back = lstm.lstm(cells[0], x[:length, b]), lstm.lstm_backward(cells[1], x[:length, b])
        np.testing.assert_allclose(hidden[:length, b], np.concatenate([ahead.h, back.h], axis=1), atol=1e-12)
        assert (hidden[length:, b] == 0).all()


def test_gradients_are_those_of_finite_differences(cells: tuple[LSTMWeights, LSTMWeights]) -> None:
    generator, weights = np.random.default_rng(2), packed(*cells)
    x, wanted = generator.normal(size=(T, B, X)), generator.normal(size=(T, B, 2 * H))

    def loss() -> float:
        return float((bilstm.forward(weights, x, BEHIND)[0] * wanted).sum())

    dx, d = bilstm.backward(weights, bilstm.forward(weights, x, BEHIND)[1], wanted)
    for array, gradient in ((x, dx), (weights.W, d.W), (weights.b, d.b), (weights.U, d.U)):
        assert gradient.shape == array.shape
        for place in list(np.ndindex(array.shape))[:: max(1, array.size // 60)]:
            before = array[place]
            array[place] = before + 1e-6
            above = loss()
            array[place] = before - 1e-6
            slope = (above - loss()) / 2e-6
            array[place] = before
            assert gradient[place] == pytest.approx(slope, abs=1e-7)
    assert (dx[BEHIND] == 0).all(), "what is behind the end teaches nothing"


def test_one_sentence_of_one_token(cells: tuple[LSTMWeights, LSTMWeights]) -> None:
    x = np.ones((1, 1, X))
    hidden, tape = bilstm.forward(packed(*cells), x, np.zeros((1, 1), bool))
    assert hidden.shape == (1, 1, 2 * H)
    dx, _ = bilstm.backward(packed(*cells), tape, np.ones_like(hidden))
    assert np.isfinite(dx).all()
