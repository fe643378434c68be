"""The bidirectional LSTM of a batch, both directions at once, with its backpropagation written out.

A step of an LSTM is a dozen operations on a few thousand numbers, and calling them costs more than computing them.
Here a step of both directions is one product of matrices and eight operations in place, in NumPy, which calls (and
computes tanh) several times faster than torch; whatever needs no recurrence is done for all steps together.

With the gates in the order i, f, o, g (the three logistic ones side by side), and d = 0 forward, 1 backward:

    a_s = W_d x + b_d + U_d h_{s-1}        i, f, o = σ(a)   g = tanh(a)
    c_s = f ⊙ c_{s-1} + i ⊙ g              h_s = o ⊙ tanh(c_s)

Step s is token s forward and token T-1-s backward. Where a sentence has no token its input gate is shut: c and h of
the backward direction then stay exactly 0 until the sentence's last token comes, so sentences of different length
need no turning round. Forward, what follows a sentence's end is never looked at.

T: time, B: sentences, X: input size, H: hidden size. Computed in the type of the input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way

Real = NDArray[np.floating[Any]]

SHUT = -1e4
"""An input gate's argument that makes it exactly 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """W [8H, X], b [8H]: the forward direction's 4H rows, then the backward one's.

    U [2, H, 4H]: the recurrent matrices, from the states to the gates. Gradients have the same shapes.
    """

    W: Real
    b: Real
    U: Real


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """What ``backward`` needs of a run of ``forward``. By step, not by token, and row 0 of a state is before step 0.

    x: [T, B, X]. behind: bool [T, B]. gates: [T, 2, B, 4H]. c, tanh_c, h: [T + 1, 2, B, H].
    """

    x: Real
    behind: NDArray[np.bool_]
    gates: Real
    c: Real
    tanh_c: Real
    h: Real


def forward(w: Weights, x: Real, behind: NDArray[np.bool_]) -> tuple[Real, Tape]:
    """Run over x [T, B, X]; behind [T, B] is True where there is no token: hidden [T, B, 2H], 0 behind the ends."""
    T, B, X = x.shape
    H = w.U.shape[1]
    # σ(a) = (1 + tanh(a / 2)) / 2: with halved arguments one tanh does for all four gates.
    half = np.repeat(np.array([0.5, 1.0], x.dtype), [3 * H, H])
    by_token = (x.reshape(T * B, X) @ (w.W * np.tile(half, 2)[:, None]).T).reshape(T, B, 2, 4 * H)
    by_token += (w.b * np.tile(half, 2)).reshape(2, 4 * H)
    by_token[behind, :, :H] = SHUT
    gates = np.empty((T, 2, B, 4 * H), x.dtype)
    gates[:, 0], gates[:, 1] = by_token[:, :, 0], by_token[::-1, :, 1]
    U = w.U * half

    c, tanh_c, h = np.zeros((3, T + 1, 2, B, H), x.dtype)
    ifo, (i, f, o, g) = gates[..., : 3 * H], np.split(gates, 4, axis=3)
    recurrent, stored = np.empty_like(gates[0]), np.empty_like(c[0])
    for s in range(T):
        give_way()
        if s:
            np.matmul(h[s], U, out=recurrent)
            gates[s] += recurrent
        np.tanh(gates[s], out=gates[s])
        logistic = ifo[s]
        logistic += 1.0
        logistic *= 0.5
        np.multiply(f[s], c[s], out=c[s + 1])
        np.multiply(i[s], g[s], out=stored)
        c[s + 1] += stored
        np.tanh(c[s + 1], out=tanh_c[s + 1])
        np.multiply(o[s], tanh_c[s + 1], out=h[s + 1])
    hidden = np.concatenate([h[1:, 0], h[:0:-1, 1]], axis=2)
    hidden[behind] = 0.0
    return hidden, Tape(x, behind, gates, c, tanh_c, h)


def backward(w: Weights, tape: Tape, dhidden: Real) -> tuple[Real, Weights]:
    """Carry the gradient by hidden [T, B, 2H] back: the gradient by x [T, B, X] and by the weights."""
    (T, B, X), H = tape.x.shape, w.U.shape[1]
    dhidden = np.where(tape.behind[:, :, None], 0.0, dhidden).astype(tape.x.dtype, copy=False)
    dh = np.stack([dhidden[:, :, :H], dhidden[::-1, :, H:]], axis=1)
    i, f, o, g = np.split(tape.gates, 4, axis=3)
    tanh_c = tape.tanh_c[1:]
    # What each gate's argument gets for a unit of dc (i, f, g) or of dh (o): σ' = σ(1 - σ), tanh' = 1 - tanh².
    da = np.empty((T, 2, B, 4, H), tape.x.dtype)
    ifo = tape.gates[..., : 3 * H].reshape(T, 2, B, 3, H)
    np.multiply(ifo, 1.0 - ifo, out=da[..., :3, :])
    da[..., 0, :] *= g
    da[..., 1, :] *= tape.c[:-1]
    da[..., 2, :] *= tanh_c
    da[..., 3, :] = (1.0 - g * g) * i
    through = (1.0 - tanh_c * tanh_c) * o  # what dc gets for a unit of dh
    back = np.ascontiguousarray(w.U.transpose(0, 2, 1))
    flat = da.reshape(T, 2, B, 4 * H)
    dc, buffer = np.zeros_like(tape.c[0]), np.empty_like(tape.c[0])
    for s in range(T - 1, -1, -1):
        give_way()
        if s < T - 1:
            np.matmul(flat[s + 1], back, out=buffer)
            dh[s] += buffer
        np.multiply(dh[s], through[s], out=buffer)
        dc += buffer
        da[s, :, :, :2] *= dc[:, :, None]
        da[s, :, :, 2] *= dh[s]
        da[s, :, :, 3] *= dc
        dc *= f[s]
    give_way()
    dU = np.stack([tape.h[:-1, d].reshape(T * B, H).T @ flat[:, d].reshape(T * B, 4 * H) for d in (0, 1)])
    by_token = np.concatenate([flat[:, 0], flat[::-1, 1]], axis=2).reshape(T * B, 8 * H)
    give_way()
    dx = (by_token @ w.W).reshape(T, B, X)
    return dx, Weights(by_token.T @ tape.x.reshape(T * B, X), by_token.sum(axis=0), dU)
