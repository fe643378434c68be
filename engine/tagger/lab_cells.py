"""The cells of the lab, many sequences at once: a plain RNN and an LSTM, forward and back through time, written out.

Only the state after the last input is asked for, h_T, so that is where gradients begin. ``lstm.py`` has the equations,
one sequence at a time; these must agree with it, and with torch. They compute in the type they are given.

T: inputs of a sequence, B: sequences, X: input size, H: hidden size, G: 1 for the RNN, for the LSTM its 4 gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.process import give_way
from engine.tagger.lstm import Real, RNNWeights
from engine.tagger.weights import LSTMWeights

GATES = 4
FORGET_BIAS = 1.0

NOTHING = 1e8
"""A gradient that is everywhere less than so many times the least number of its type is taken for 0: processors get
slow with the numbers below that one.
"""
LOOK_EVERY = 8
"""So many steps back until it is looked at again."""


class Kind(StrEnum):
    """What is compared: the three differ in nothing else than this."""

    RNN = "rnn"
    LSTM = "lstm"  # the bias of its forget gate begins at 0, as all biases do
    OPEN_LSTM = "open_lstm"  # it begins at 1


@dataclass(frozen=True, slots=True, eq=False)
class CellWeights:
    """W [GH, X] for the input, U [GH, H] recurrent and the bias b [GH]; gates in the order f, i, o, g.

    Gradients have the same shapes.
    """

    W: Real
    U: Real
    b: Real


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """What ``backward`` needs of a run.

    x: [T, B, X]. gates: [T, B, 4H], of an RNN none. h, and of an LSTM c and tanh_c: [T + 1, B, H]; row 0 is before
    step 0.
    """

    x: Real
    h: Real
    gates: Real | None = None
    c: Real | None = None
    tanh_c: Real | None = None


def fresh(kind: Kind, X: int, H: int, generator: np.random.Generator) -> CellWeights:
    """Draw weights as torch does, uniform in ±1/√H, float64, with biases of 0 (but for the open forget gate's)."""
    G, bound = 1 if kind is Kind.RNN else GATES, H**-0.5
    W, U = (generator.uniform(-bound, bound, (G * H, size)) for size in (X, H))
    b = np.zeros(G * H)
    if kind is Kind.OPEN_LSTM:
        b[:H] = FORGET_BIAS
    return CellWeights(W, U, b)


def in_textbook(w: CellWeights) -> RNNWeights | LSTMWeights:
    """Give the same weights as ``lstm.py`` names them."""
    if len(w.b) == w.U.shape[1]:
        return RNNWeights(w.W, w.U, w.b)
    (W_f, W_i, W_o, W_g), (U_f, U_i, U_o, U_g), (b_f, b_i, b_o, b_g) = (np.split(a, GATES) for a in (w.W, w.U, w.b))
    return LSTMWeights(W_f, W_i, W_g, W_o, U_f, U_i, U_g, U_o, b_f, b_i, b_g, b_o)


def forward(w: CellWeights, x: Real) -> Tape:
    """Run over x [T, B, X] from states of zero."""
    T, B, X = x.shape
    H = w.U.shape[1]
    arguments = (x.reshape(T * B, X) @ w.W.T + w.b).reshape(T, B, len(w.b))
    U, h = np.ascontiguousarray(w.U.T), np.zeros((T + 1, B, H), x.dtype)
    if len(w.b) == H:
        for s in range(T):
            give_way()
            np.tanh(arguments[s] + h[s] @ U, out=h[s + 1])
        return Tape(x, h)
    gates, c, tanh_c = arguments, np.zeros_like(h), np.zeros_like(h)
    f, i, o, g = np.split(gates, GATES, axis=2)
    for s in range(T):
        give_way()
        gates[s] += h[s] @ U
        logistic = gates[s, :, : 3 * H]  # σ(a) = (1 + tanh(a / 2)) / 2
        logistic *= 0.5
        np.tanh(gates[s], out=gates[s])
        logistic += 1.0
        logistic *= 0.5
        np.multiply(f[s], c[s], out=c[s + 1])
        c[s + 1] += i[s] * g[s]
        np.tanh(c[s + 1], out=tanh_c[s + 1])
        np.multiply(o[s], tanh_c[s + 1], out=h[s + 1])
    return Tape(x, h, gates, c, tanh_c)


def backward(w: CellWeights, tape: Tape, dh: Real) -> tuple[Real, CellWeights]:
    """Carry the gradient by the last state, dh [B, H], back: the gradient by x [T, B, X] and by the weights."""
    T, B, X = tape.x.shape
    da = _arguments_back(w, tape, dh)
    flat = da.reshape(T * B, len(w.b))
    give_way()
    dx = (flat @ w.W).reshape(T, B, X)
    give_way()
    dU = flat.T @ tape.h[:-1].reshape(T * B, -1)
    return dx, CellWeights(flat.T @ tape.x.reshape(T * B, X), dU, flat.sum(axis=0))


def gradient_by_distance(w: CellWeights, xs: Real) -> Real:
    """Give how strongly the last state depends on each input of xs [T, X], the last input first: [T].

    At distance d that is the length of |∂h_T / ∂x_{T-d}|, all H · X derivatives taken as one vector (Frobenius).
    """
    H = w.U.shape[1]
    tape = forward(w, np.repeat(xs[:, None], H, axis=1))
    dx, _ = backward(w, tape, np.eye(H, dtype=xs.dtype))  # sequence k carries the gradient of unit k
    lengths: Real = np.sqrt((dx**2).sum(axis=(1, 2)))[::-1]
    return lengths


def _arguments_back(w: CellWeights, tape: Tape, dh: Real) -> Real:
    """Give the gradient by what each step takes tanh and σ of, [T, B, GH]."""
    T, nothing = len(tape.x), NOTHING * np.finfo(dh.dtype).tiny
    if tape.gates is None or tape.c is None or tape.tanh_c is None:
        da = 1.0 - tape.h[1:] ** 2
        for s in range(T - 1, -1, -1):
            give_way()
            da[s] *= dh
            dh = da[s] @ w.U
            if s % LOOK_EVERY == 0 and np.abs(dh).max() < nothing:
                da[:s] = 0.0
                break
        return da
    H = w.U.shape[1]
    f, i, o, g = np.split(tape.gates, GATES, axis=2)
    tanh_c = tape.tanh_c[1:]
    # What each argument gets for a unit of dc (f, i, g) or of dh (o): σ' = σ(1 - σ), tanh' = 1 - tanh².
    da = np.empty_like(tape.gates)
    np.multiply(tape.gates, 1.0 - tape.gates, out=da)
    da[..., :H] *= tape.c[:-1]
    da[..., H : 2 * H] *= g
    da[..., 2 * H : 3 * H] *= tanh_c
    da[..., 3 * H :] = (1.0 - g * g) * i
    through = (1.0 - tanh_c * tanh_c) * o
    dc = np.zeros_like(dh)
    for s in range(T - 1, -1, -1):
        give_way()
        dc = dc + dh * through[s]
        step = da[s].reshape(len(dh), GATES, H)
        step[:, :2] *= dc[:, None]
        step[:, 2] *= dh
        step[:, 3] *= dc
        dh = da[s] @ w.U
        dc *= f[s]
        if s % LOOK_EVERY == 0 and max(np.abs(dh).max(), np.abs(dc).max()) < nothing:
            da[:s] = 0.0
            break
    return da
