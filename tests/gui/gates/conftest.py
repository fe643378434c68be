"""A sentence with a trace by cells with weights at random, and one step of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.tagger.lstm import Gates, lstm, lstm_backward
from engine.tagger.trace import GateSum, Step, Trace
from engine.tagger.weights import LSTMWeights
from gui.gates.seen_trace import SeenTrace

UNITS, INPUTS = 8, 5
WORDS = ["Margareta", "took", "the", "train", "to", "Haifa", "."]
TAGS = ("B-PER", "O", "O", "O", "O", "B-LOC", "O")


def weights(rng: np.random.Generator, units: int) -> LSTMWeights:
    shapes = {"W": (units, INPUTS), "U": (units, units), "b": (units,)}
    return LSTMWeights(**{f"{kind}_{gate}": rng.normal(size=shapes[kind]) for gate in "figo" for kind in shapes})


@pytest.fixture
def make_seen() -> Callable[..., SeenTrace]:
    def make(tokens: int = len(WORDS), units: int = UNITS) -> SeenTrace:
        rng = np.random.default_rng(7)
        xs = rng.normal(size=(tokens, INPUTS))
        ahead: Gates = lstm(weights(rng, units), xs)
        back = lstm_backward(weights(rng, units), xs)
        repeated = [k % len(WORDS) for k in range(tokens)]
        forms, tags = tuple(WORDS[k] for k in repeated), tuple(TAGS[k] for k in repeated)
        scores = np.zeros((tokens, 3))
        hidden = np.concatenate([ahead.h, back.h], axis=1)
        trace = Trace(forms, None, xs, ahead, back, hidden, scores, scores, np.zeros(tokens, np.int64))
        return SeenTrace(forms, tags, {"B-PER": 0, "B-LOC": 1}, trace, rng.permutation(2 * units), units)

    return make


@pytest.fixture
def seen(make_seen: Callable[..., SeenTrace]) -> SeenTrace:
    return make_seen()


@pytest.fixture
def step() -> Step:
    """f = σ(0.31 + 0.42 + 0.05), and so on, with all that follows from it."""

    def bent(x: float) -> float:
        return float(1 / (1 + np.exp(-x)))

    f, i, o = (GateSum(a, b, c, bent(a + b + c)) for a, b, c in ((0.31, 0.42, 0.05), (-0.2, 0.1, 0.0), (2.0, 0.5, 0.1)))
    g = GateSum(0.3, -0.9, 0.05, float(np.tanh(-0.55)))
    c = f.value * -0.171 + i.value * g.value
    return Step(5, 3, False, 4, f, i, g, o, -0.171, 0.2, c, o.value * float(np.tanh(c)))
