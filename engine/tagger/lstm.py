"""The LSTM and the simple RNN, as the textbook writes them, and the whole tagger on top: the reference.

Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000. With σ the logistic function and ⊙
the product element by element, one step is

    f = σ(W_f x_t + U_f h_{t-1} + b_f)        forget gate: what of the cell to drop
    i = σ(W_i x_t + U_i h_{t-1} + b_i)        input gate: what to store
    g = tanh(W_g x_t + U_g h_{t-1} + b_g)     candidate cell
    o = σ(W_o x_t + U_o h_{t-1} + b_o)        output gate
    c_t = f ⊙ c_{t-1} + i ⊙ g                 cell state
    h_t = o ⊙ tanh(c_t)                       hidden state

and the simple RNN (Elman 1990) is h_t = tanh(W x_t + U h_{t-1} + b). ``bilstm.py`` computes it for a batch, with its
gradient, and ONNX Runtime runs it; this module is what both must agree with, to 1e-5. It computes in the type it is
given: float32, or float64 to check gradients.

T: tokens, X: input size, H: hidden size, F: features a token, E: embedding size, K: tags.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.encoding import Inputs
from engine.tagger.weights import LSTMWeights, TaggerWeights

Real = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class RNNWeights:
    """A simple RNN: the input matrix W [H, X], the recurrent U [H, H] and the bias b [H]."""

    W: Real
    U: Real
    b: Real


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """Everything an LSTM computed: at one token each is [H], over a sentence [T, H]."""

    f: Real
    i: Real
    g: Real
    o: Real
    c: Real
    h: Real

    def reversed(self) -> Gates:
        """Give them with the tokens the other way round."""
        return Gates(*(gate[::-1] for gate in (self.f, self.i, self.g, self.o, self.c, self.h)))


def sigmoid(x: Real) -> Real:
    """Compute the logistic function; by way of tanh, which cannot overflow."""
    result: Real = 0.5 * (1.0 + np.tanh(0.5 * x))
    return result


def lstm_step(w: LSTMWeights, x: Real, h: Real, c: Real) -> Gates:
    """Take one step: x [X] comes in, h [H] and c [H] are the states before it."""
    f = sigmoid(w.W_f @ x + w.U_f @ h + w.b_f)
    i = sigmoid(w.W_i @ x + w.U_i @ h + w.b_i)
    g = np.tanh(w.W_g @ x + w.U_g @ h + w.b_g)
    o = sigmoid(w.W_o @ x + w.U_o @ h + w.b_o)
    c = f * c + i * g
    h = o * np.tanh(c)
    return Gates(f, i, g, o, c, h)


def lstm(w: LSTMWeights, xs: Real) -> Gates:
    """Run over a sentence xs [T, X] from the first token to the last; h and c begin at zero."""
    h = c = np.zeros(len(w.b_f), xs.dtype)
    steps: list[Gates] = []
    for x in xs:
        step = lstm_step(w, x, h, c)
        h, c = step.h, step.c
        steps.append(step)
    return _over_time(steps, len(h), xs)


def lstm_backward(w: LSTMWeights, xs: Real) -> Gates:
    """Run over a sentence from the last token to the first; row t of the result still belongs to token t."""
    return lstm(w, xs[::-1]).reversed()


def rnn_step(w: RNNWeights, x: Real, h: Real) -> Real:
    """Take one step of the simple RNN: the new h [H]."""
    return np.tanh(w.W @ x + w.U @ h + w.b)


def rnn(w: RNNWeights, xs: Real) -> Real:
    """Run the simple RNN over a sentence xs [T, X]: h [T, H]."""
    hs = np.zeros((len(xs) + 1, len(w.b)), xs.dtype)
    for t, x in enumerate(xs):
        hs[t + 1] = rnn_step(w, x, hs[t])
    return hs[1:]


def inputs_of(weights: TaggerWeights, inputs: Inputs) -> Real:
    """Look up what goes into the LSTM for the T tokens of a sentence: xs [T, X], embeddings, then the word's vector."""
    T, F = inputs.features.shape
    embedded = weights.embeddings[inputs.features].reshape(T, F * weights.embeddings.shape[1])
    xs: Real = np.concatenate([embedded, weights.words.vectors[inputs.words]], axis=1)
    return xs


def emissions(weights: TaggerWeights, inputs: Inputs) -> tuple[Real, Real]:
    """Run the whole tagger over the T tokens of one sentence: emissions [T, K] and hidden [T, 2H]."""
    xs = inputs_of(weights, inputs)
    ahead, back = lstm(weights.forward, xs), lstm_backward(weights.backward, xs)
    hidden = np.concatenate([ahead.h, back.h], axis=1)
    direct = weights.direct[inputs.direct].sum(axis=1)
    return hidden @ weights.emission.T + weights.emission_bias + direct, hidden


def lstm_input_gradients(w: LSTMWeights, xs: Real, t: int, dh: Real, gates: Gates | None = None) -> Real:
    """Carry the gradient of a loss at token t back to every input: [T, X], zeros behind t.

    dh [H] is the loss's gradient by h_t. gates: what ``lstm(w, xs)`` gave, if it is known already. Backpropagation
    through time: what reaches the cell, dc, is handed down by the forget gate alone, f ⊙ dc. Where f is near 1 it
    hardly shrinks; this is why the forget bias starts at 1.
    """
    gates = lstm(w, xs[: t + 1]) if gates is None else gates
    before_bends = np.zeros((4, len(xs), len(dh)), dh.dtype)
    dc = np.zeros_like(dh)
    for s in range(t, -1, -1):
        f, i, g, o, c = gates.f[s], gates.i[s], gates.g[s], gates.o[s], gates.c[s]
        c_before = gates.c[s - 1] if s else np.zeros_like(c)
        bent = np.tanh(c)
        dc = dc + dh * o * (1 - bent**2)
        # The gradients before each gate's own bend: σ' = σ(1 - σ), tanh' = 1 - tanh².
        df = dc * c_before * f * (1 - f)
        di = dc * g * i * (1 - i)
        dg = dc * i * (1 - g**2)
        do = dh * bent * o * (1 - o)
        before_bends[:, s] = df, di, dg, do
        dh = df @ w.U_f + di @ w.U_i + dg @ w.U_g + do @ w.U_o
        dc = dc * f
    dfs, dis, dgs, dos = before_bends
    dxs: Real = dfs @ w.W_f + dis @ w.W_i + dgs @ w.W_g + dos @ w.W_o
    return dxs


def rnn_input_gradients(w: RNNWeights, xs: Real, t: int, dh: Real) -> Real:
    """Carry the gradient of a loss at token t back to every input of a simple RNN: [T, X], zeros behind t.

    Every step back multiplies by U transposed and by tanh' ≤ 1: it vanishes, or with a large U explodes.
    """
    hs, dxs = rnn(w, xs[: t + 1]), np.zeros_like(xs)
    for s in range(t, -1, -1):
        da = dh * (1 - hs[s] ** 2)
        dxs[s] = da @ w.W
        dh = da @ w.U
    return dxs


def _over_time(steps: list[Gates], size: int, xs: Real) -> Gates:
    if not steps:
        return Gates(*(np.zeros((0, size), xs.dtype) for _ in range(6)))
    return Gates(*(np.stack([getattr(step, name) for step in steps]) for name in ("f", "i", "g", "o", "c", "h")))
