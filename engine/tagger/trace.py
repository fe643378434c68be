"""What a tagger does with one sentence, with everything in between: to be looked at, not to be fast.

All numbers come from the textbook cells of ``lstm.py``. A score is that of a tag at a token, before the chain decides.

T: tokens, X: input size, H: units of a direction, K: tags. A unit is counted through both directions: 0..H - 1 forward,
H..2H - 1 backward, as the columns of ``hidden`` are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.tagger.decoding import Decoder, check_scores
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.lstm import Gates, Real, inputs_of, lstm, lstm_backward, lstm_input_gradients
from engine.tagger.tagset import TagSet, bounds_of
from engine.tagger.weights import LSTMWeights, TaggerWeights

GATES = ("f", "i", "g", "o", "c", "h")
"""What there is of each unit at each token, in the order in which it is computed."""

SATURATING = ("f", "i", "o")
"""Those between 0 and 1, which can be saturated."""

LOW, HIGH = 0.1, 0.9
"""A gate below is closed, one above is open: it is saturated, and hardly learns any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One sentence as a tagger reads it, step by step.

    xs: [T, X]. forward, backward: what each direction computed, [T, H] each; row t is of token t in both.
    hidden: [T, 2H]. lstm_scores, direct_scores: [T, K], which add up to the emissions. path: int64 [T], the best tags.
    inputs: the rows of the tables that the tokens ask for.
    """

    forms: tuple[str, ...]
    inputs: Inputs
    xs: Real
    forward: Gates
    backward: Gates
    hidden: Real
    lstm_scores: Real
    direct_scores: Real
    path: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def emissions(self) -> Real:
        """Give the score of each tag at each token, [T, K]."""
        return self.lstm_scores + self.direct_scores

    def values(self, gate: str) -> Real:
        """Give a gate, a cell or a state of both directions: [T, 2H]. Raises AttributeError for any other name."""
        both: Real = np.concatenate([getattr(self.forward, gate), getattr(self.backward, gate)], axis=1)
        return both


@dataclass(frozen=True, slots=True)
class GateSum:
    """How a gate of one unit came about: its argument is the sum of three parts, its value the argument bent."""

    from_input: float
    from_state: float
    bias: float
    value: float

    @property
    def argument(self) -> float:
        """Give what σ or tanh is taken of."""
        return self.from_input + self.from_state + self.bias


@dataclass(frozen=True, slots=True)
class Step:
    """The arithmetic of one unit at one token: c = f · c_before + i · g, h = o · tanh(c).

    backward: whether the unit reads from the end on. before: the token read before, None at the first one of the
    direction.
    """

    token: int
    unit: int
    backward: bool
    before: int | None
    f: GateSum
    i: GateSum
    g: GateSum
    o: GateSum
    c_before: float
    h_before: float
    c: float
    h: float

    @property
    def kept(self) -> float:
        """Give what is left of the cell: f · c_before."""
        return self.f.value * self.c_before

    @property
    def stored(self) -> float:
        """Give what comes into the cell: i · g."""
        return self.i.value * self.g.value


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What the score of a tag at a token consists of, with the move into it along the best path.

    lstm: of the hidden state; bias: of the tag itself; direct: of the features; transition: from the tag before it, or
    of beginning a sentence; boldness: the head start of an entity's first tag; end: of ending a sentence, 0 before its
    last token. Along the best path they add up to what it was chosen for.
    """

    lstm: float
    bias: float
    direct: float
    transition: float
    boldness: float
    end: float

    @property
    def total(self) -> float:
        """Give their sum."""
        return self.lstm + self.bias + self.direct + self.transition + self.boldness + self.end


@dataclass(frozen=True, slots=True, eq=False)
class Textbook:
    """A tagger as the textbook computes it."""

    weights: TaggerWeights
    tagset: TagSet
    encoder: Encoder
    decoder: Decoder

    @property
    def units(self) -> int:
        """Give H, the units of a direction."""
        return len(self.weights.forward.b_f)

    def trace(self, forms: Sequence[str]) -> Trace:
        """Read one sentence of at least one token.

        Raises ValueError for none, and ModelFileError where the numbers of a stranger's tagger add up to none.
        """
        if not forms:
            raise ValueError("a sentence without a token")
        w = self.weights
        inputs = self.encoder.encode(forms, bounds_of([len(forms)]))
        with np.errstate(over="ignore", invalid="ignore"):
            xs = inputs_of(w, inputs)
            ahead, back = lstm(w.forward, xs), lstm_backward(w.backward, xs)
            hidden = np.concatenate([ahead.h, back.h], axis=1)
            lstm_scores = hidden @ w.emission.T + w.emission_bias
            direct_scores = w.direct[inputs.direct].sum(axis=1)
        emissions = (lstm_scores + direct_scores)[:, None]
        check_scores(emissions)
        path = self.decoder.best_tags(emissions, np.array([len(forms)]))[:, 0]
        return Trace(tuple(forms), inputs, xs, ahead, back, hidden, lstm_scores, direct_scores, path)

    def step(self, trace: Trace, token: int, unit: int) -> Step:
        """Give the arithmetic of a unit (0..2H - 1) at a token. Raises IndexError where there is none."""
        if not (0 <= token < len(trace) and 0 <= unit < 2 * self.units):
            raise IndexError(f"token {token}, unit {unit} of {len(trace)} tokens and {2 * self.units} units")
        backward, u = divmod(unit, self.units)
        w, gates = (self.weights.backward, trace.backward) if backward else (self.weights.forward, trace.forward)
        before = token + 1 if backward else token - 1
        there = 0 <= before < len(trace)
        h = gates.h[before] if there else np.zeros_like(gates.h[0])
        f, i, g, o = (
            _gate_sum(w, name, trace.xs[token], h, u, float(getattr(gates, name)[token, u])) for name in "figo"
        )
        return Step(
            token,
            unit,
            bool(backward),
            before if there else None,
            f,
            i,
            g,
            o,
            c_before=float(gates.c[before, u]) if there else 0.0,
            h_before=float(h[u]),
            c=float(gates.c[token, u]),
            h=float(gates.h[token, u]),
        )

    def contributions(self, trace: Trace, token: int, tag: int) -> Real:
        """Give what each unit adds to the score of a tag at a token: [2H]; with the bias they are ``lstm_scores``."""
        of_units: Real = self.weights.emission[tag] * trace.hidden[token]
        return of_units

    def score_parts(self, trace: Trace, token: int, tag: int) -> ScoreParts:
        """Split the score of a tag at a token."""
        decoder = self.decoder
        moved = decoder.transitions[trace.path[token - 1], tag] if token else decoder.start[tag]
        bias = float(self.weights.emission_bias[tag])
        return ScoreParts(
            lstm=float(trace.lstm_scores[token, tag]) - bias,
            bias=bias,
            direct=float(trace.direct_scores[token, tag]),
            transition=float(moved),
            boldness=decoder.boldness if tag in self.tagset.begin else 0.0,
            end=float(decoder.end[tag]) if token == len(trace) - 1 else 0.0,
        )

    def influence(self, trace: Trace, token: int, tag: int) -> Real:
        """Give |∂ score / ∂ x_k|, the length of the gradient of the LSTM's score of a tag by each token's input: [T].

        Forward the token sees those up to itself, backward those from itself on; itself it sees twice.
        """
        w, H = self.weights, self.units
        dh = w.emission[tag].astype(trace.xs.dtype)
        gradients = lstm_input_gradients(w.forward, trace.xs, token, dh[:H], trace.forward)
        last, back = len(trace) - 1, trace.backward.reversed()
        behind = lstm_input_gradients(w.backward, trace.xs[::-1], last - token, dh[H:], back)
        lengths: Real = np.linalg.norm(gradients + behind[::-1], axis=1)
        return lengths


def saturation(gate: Real) -> tuple[float, float]:
    """Give the share of a gate's values that are closed (below LOW) and open (above HIGH)."""
    return float((gate < LOW).mean()), float((gate > HIGH).mean())


def alike(values: Real) -> NDArray[np.int64]:
    """Put units into an order in which neighbours behave alike: values [T, N] -> int64 [N], a permutation.

    Each unit is a point on the plane of the two strongest directions of how units vary together (principal
    components); they are read off around the circle, from its widest gap on. Always the same for the same values.
    """
    centred = np.asarray(values, np.float64) - values.mean(axis=0)
    scale = np.linalg.norm(centred, axis=0)
    centred = centred / np.where(scale > 1e-9, scale, 1.0)
    if len(values) < 2 or values.shape[1] < 3:
        return np.argsort(-values.mean(axis=0), kind="stable").astype(np.int64)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    first, second = axes[0], axes[1]
    # the sign of a principal component means nothing; this one is always the same
    first, second = (axis * (1.0 if axis[np.abs(axis).argmax()] >= 0 else -1.0) for axis in (first, second))
    angles = np.arctan2(second, first)
    order = np.argsort(angles, kind="stable")
    gaps = np.diff(angles[order], append=angles[order[0]] + 2 * np.pi)
    result: NDArray[np.int64] = np.roll(order, -1 - int(gaps.argmax())).astype(np.int64)
    return result


def _gate_sum(w: LSTMWeights, name: str, x: Real, h: Real, unit: int, value: float) -> GateSum:
    W, U, b = (getattr(w, f"{kind}_{name}") for kind in "WUb")
    return GateSum(float(W[unit] @ x), float(U[unit] @ h), float(b[unit]), value)
