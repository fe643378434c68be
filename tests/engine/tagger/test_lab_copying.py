from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.tagger.lab_cells import Kind
from engine.tagger.lab_copying import INPUTS, SYMBOLS, Network, sequences

LENGTH, B, H = 6, 5, 4


def test_the_symbol_comes_first_and_never_again() -> None:
    x, symbols = sequences(LENGTH, B, np.random.default_rng(0))
    assert x.shape == (LENGTH + 1, B, INPUTS)
    np.testing.assert_array_equal(x[0], np.eye(INPUTS)[symbols])
    assert x[1:, :, SYMBOLS:].all()
    assert not x[1:, :, :SYMBOLS].any()


@pytest.mark.parametrize("kind", list(Kind))
def test_loss_and_gradient_are_those_of_torch(kind: Kind) -> None:
    x, symbols = sequences(LENGTH, B, np.random.default_rng(0))
    network = Network(kind, H, 1, np.float64)
    loss, accuracy, gradient = network.gradient(x.astype(np.float64), symbols)

    flat = torch.from_numpy(network.flat.copy()).requires_grad_()
    rows = H if kind is Kind.RNN else 4 * H
    shapes = ((rows, INPUTS), (rows, H), (rows,), (SYMBOLS, H), (SYMBOLS,))
    sizes = [int(np.prod(shape)) for shape in shapes]
    W, U, b, V, a = (part.reshape(shape) for part, shape in zip(flat.split(sizes), shapes, strict=True))
    h = c = torch.zeros(B, H, dtype=torch.float64)
    for row in torch.from_numpy(x).double():
        argument = row @ W.T + h @ U.T + b
        if kind is Kind.RNN:
            h = argument.tanh()
            continue
        f, i, o, g = argument.split(H, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    scores = h @ V.T + a
    expected = torch.nn.functional.cross_entropy(scores, torch.from_numpy(symbols))
    expected.backward()
    assert loss == pytest.approx(expected.item(), abs=1e-12)
    assert accuracy == pytest.approx(float((scores.argmax(1).numpy() == symbols).mean()))
    assert flat.grad is not None
    np.testing.assert_allclose(gradient, flat.grad.numpy(), atol=1e-12)


def test_a_network_learns_to_say_a_symbol_that_came_just_now() -> None:
    generator, network = np.random.default_rng(0), Network(Kind.RNN, 16, 1)
    losses = [network.learn(*sequences(1, 32, generator))[0] for _ in range(150)]
    assert losses[0] > 0.6
    assert np.mean(losses[-10:]) < 0.1


def test_however_long_a_gradient_the_next_steps_are_the_same() -> None:
    ends = []
    for factor in (1e3, 1e6):
        network = Network(Kind.RNN, H, 1, np.float64)
        for gradient in (factor, 0.01, -0.02):
            network._step(np.full(len(network.flat), gradient))
        ends.append(network.flat)
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-9)
