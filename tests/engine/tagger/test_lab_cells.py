from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.tagger import lab_cells
from engine.tagger.lab_cells import CellWeights, Kind, backward, forward, fresh, gradient_by_distance, in_textbook
from engine.tagger.lstm import RNNWeights, lstm, lstm_input_gradients, rnn, rnn_input_gradients

T, B, X, H = 9, 3, 4, 5


@pytest.fixture(params=list(Kind))
def w(request: pytest.FixtureRequest) -> CellWeights:
    generator = np.random.default_rng(3)
    drawn = fresh(request.param, X, H, generator)
    return CellWeights(2 * drawn.W, 2 * drawn.U, drawn.b + generator.normal(size=len(drawn.b)))


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(4).normal(size=(T, B, X))


@pytest.fixture
def dh() -> np.ndarray:
    return np.random.default_rng(5).normal(size=(B, H))


def in_torch(w: CellWeights) -> torch.nn.RNN | torch.nn.LSTM:
    """Put the weights into torch's cell, whose gates stand in the order i, f, g, o."""
    order = [0] if len(w.b) == H else [1, 0, 3, 2]
    module = (torch.nn.RNN if len(w.b) == H else torch.nn.LSTM)(X, H, dtype=torch.from_numpy(w.W).dtype)
    arrays = [np.concatenate([np.split(a, len(order))[n] for n in order]) for a in (w.W, w.U, w.b, 0 * w.b)]
    with torch.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(torch.from_numpy(array))
    return module


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_gradients_are_those_of_torch(
    w: CellWeights, x: np.ndarray, dh: np.ndarray, dtype: type, tolerance: float
) -> None:
    w, x, dh = CellWeights(*(a.astype(dtype) for a in (w.W, w.U, w.b))), x.astype(dtype), dh.astype(dtype)
    tape = forward(w, x)
    dx, d = backward(w, tape, dh)

    module, inputs = in_torch(w), torch.from_numpy(x).requires_grad_()
    hidden, _ = module(inputs)
    (hidden[-1] * torch.from_numpy(dh)).sum().backward()
    np.testing.assert_allclose(tape.h[1:], hidden.detach().numpy(), atol=tolerance)
    assert inputs.grad is not None
    np.testing.assert_allclose(dx, inputs.grad.numpy(), atol=tolerance)
    gradients = [p.grad.numpy() for p in module.parameters() if p.grad is not None]
    order = [0] if len(w.b) == H else [1, 0, 3, 2]  # which is its own inverse
    for ours, theirs in zip((d.W, d.U, d.b), gradients, strict=False):
        theirs = np.concatenate([np.split(theirs, len(order))[n] for n in order])
        np.testing.assert_allclose(ours, theirs, atol=tolerance)
    assert dx.dtype == d.W.dtype == dtype


def test_gradients_are_those_of_finite_differences(w: CellWeights, x: np.ndarray, dh: np.ndarray) -> None:
    def loss() -> float:
        return float((forward(w, x).h[-1] * dh).sum())

    dx, d = backward(w, forward(w, x), dh)
    for array, gradient in ((x, dx), (w.W, d.W), (w.U, d.U), (w.b, d.b)):
        assert gradient.shape == array.shape
        for place in list(np.ndindex(array.shape))[:: max(1, array.size // 40)]:
            before = array[place]
            array[place] = before + 1e-6
            above = loss()
            array[place] = before - 1e-6
            slope = (above - loss()) / 2e-6
            array[place] = before
            assert gradient[place] == pytest.approx(slope, abs=1e-7)


def test_a_batch_is_what_the_textbook_does_sequence_by_sequence(w: CellWeights, x: np.ndarray, dh: np.ndarray) -> None:
    tape, textbook = forward(w, x), in_textbook(w)
    dx, _ = backward(w, tape, dh)
    for b in range(B):
        if isinstance(textbook, RNNWeights):
            hs, dxs = rnn(textbook, x[:, b]), rnn_input_gradients(textbook, x[:, b], T - 1, dh[b])
        else:
            hs, dxs = lstm(textbook, x[:, b]).h, lstm_input_gradients(textbook, x[:, b], T - 1, dh[b])
        np.testing.assert_allclose(tape.h[1:, b], hs, atol=1e-12)
        np.testing.assert_allclose(dx[:, b], dxs, atol=1e-12)


def test_gradient_by_distance_is_the_length_of_the_jacobian(w: CellWeights, x: np.ndarray) -> None:
    found = gradient_by_distance(w, x[:, 0])
    inputs = torch.from_numpy(x[:, 0].copy())
    jacobian = torch.autograd.functional.jacobian(lambda i: in_torch(w)(i)[0][-1], inputs)  # [H, T, X]
    np.testing.assert_allclose(found, jacobian.pow(2).sum((0, 2)).sqrt().numpy()[::-1], atol=1e-12)


def test_all_three_are_drawn_alike_and_the_two_lstms_differ_in_the_bias_of_one_gate() -> None:
    rnn_w, closed, opened = (fresh(kind, X, H, np.random.default_rng(1)) for kind in Kind)
    np.testing.assert_array_equal(closed.W, opened.W)
    np.testing.assert_array_equal(closed.U, opened.U)
    assert (opened.b - closed.b).tolist() == [1.0] * H + [0.0] * 3 * H
    for w in (rnn_w, closed, opened):
        assert max(np.abs(w.W).max(), np.abs(w.U).max()) <= H**-0.5
        assert w.U.shape[1] == H


def test_what_is_too_small_is_left_at_zero(monkeypatch: pytest.MonkeyPatch, w: CellWeights, x: np.ndarray) -> None:
    monkeypatch.setattr(lab_cells, "NOTHING", 1.7e308)
    monkeypatch.setattr(lab_cells, "LOOK_EVERY", 4)
    dx, _ = backward(w, forward(w, x), np.ones((B, H)))
    assert dx[-1].all()
    assert not dx[:8].any()
