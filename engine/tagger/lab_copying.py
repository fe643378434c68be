"""The copy task: remember the symbol at the start, say it at the end; and a small network that learns to.

Between the two comes noise, drawn anew each time (after the two-sequence problem of Bengio, Simard & Frasconi 1994).
A network is a cell of ``lab_cells.py`` and a linear layer on its last state.

T: inputs of a sequence, B: sequences, X: input size, H: hidden size.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.tagger.lab_cells import CellWeights, Kind, backward, forward, fresh
from engine.tagger.lstm import Real

SYMBOLS = 2
NOISES = 4
INPUTS = SYMBOLS + NOISES
BATCH = 32
LEARNING_RATE = 0.003
"""Three times as fast a plain RNN learns to latch, and then forgets again, by luck of the seed."""
WEIGHT_DECAY = 0.01
GRADIENT_NORM = 1.0
BETA1, BETA2 = 0.9, 0.99

Symbols = NDArray[np.int64]


def sequences(length: int, B: int, generator: np.random.Generator) -> tuple[Real, Symbols]:
    """Draw B sequences, float32 [length + 1, B, X], and the symbols [B] that they begin with, one-hot.

    The inputs after it are normal noise in places of their own.
    """
    symbols = generator.integers(SYMBOLS, size=B)
    x = np.zeros((length + 1, B, INPUTS), np.float32)
    x[0, np.arange(B), symbols] = 1.0
    x[1:, :, SYMBOLS:] = generator.standard_normal((length, B, NOISES), np.float32)
    return x, symbols


class Network:
    """A cell that reads and a linear layer that says a symbol; all parameters in one flat vector.

    cell: views of the vector. What is drawn depends on the seed alone, and the two LSTMs differ only in the one bias.
    """

    def __init__(self, kind: Kind, H: int, seed: int, dtype: DTypeLike = np.float32) -> None:
        generator = np.random.default_rng(seed)
        first, bound = fresh(kind, INPUTS, H, generator), H**-0.5
        drawn = (first.W, first.U, first.b, generator.uniform(-bound, bound, (SYMBOLS, H)), np.zeros(SYMBOLS))
        self._shapes = [array.shape for array in drawn]
        self.flat: Real = np.concatenate([array.ravel() for array in drawn]).astype(dtype)
        W, U, b, self.V, self.a = self._views(self.flat)
        self.cell = CellWeights(W, U, b)
        self._mean, self._square = np.zeros((2, len(self.flat)), dtype)
        self._steps = 0

    def learn(self, x: Real, symbols: Symbols) -> tuple[float, float]:
        """Take a step on a batch, x [T, B, X] and its symbols [B]: the loss and the accuracy before it."""
        loss, accuracy, gradient = self.gradient(x, symbols)
        self._step(gradient)
        return loss, accuracy

    def gradient(self, x: Real, symbols: Symbols) -> tuple[float, float, Real]:
        """Give the mean cross-entropy of a batch, the share of symbols that come out right, and the loss's gradient."""
        tape = forward(self.cell, x)
        last, everyone = tape.h[-1], np.arange(len(symbols))
        scores = last @ self.V.T + self.a
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        accuracy = float((scores.argmax(axis=1) == symbols).mean())
        loss = -float(np.log(shares[everyone, symbols] + 1e-30).mean())
        shares[everyone, symbols] -= 1.0
        dscores = shares / len(symbols)
        _, d = backward(self.cell, tape, dscores @ self.V)
        parts = (d.W, d.U, d.b, dscores.T @ last, dscores.sum(axis=0))
        return loss, accuracy, np.concatenate([part.ravel() for part in parts])

    def _step(self, gradient: Real) -> None:
        """Take a step of AdamW (Loshchilov & Hutter 2019) with a gradient that is clipped to a length."""
        self._steps += 1
        gradient *= min(1.0, GRADIENT_NORM / (float(np.linalg.norm(gradient)) + 1e-9))
        self._mean += (1 - BETA1) * (gradient - self._mean)
        self._square += (1 - BETA2) * (gradient**2 - self._square)
        unbiased = math.sqrt(1 - BETA2**self._steps) / (1 - BETA1**self._steps)
        self.flat *= 1 - LEARNING_RATE * WEIGHT_DECAY
        self.flat -= LEARNING_RATE * unbiased * self._mean / (np.sqrt(self._square) + 1e-8)

    def _views(self, flat: Real) -> list[Real]:
        ends = np.cumsum([math.prod(shape) for shape in self._shapes])
        return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), self._shapes, strict=True)]
