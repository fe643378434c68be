"""What a linear chain expects: the forward-backward algorithm, and with it the gradient of the loss.

A chain gives a sentence's tags y the score  start[y_0] + Σ emission[t, y_t] + Σ transition[y_{t-1}, y_t] + end[y_T].
The loss of a sentence is  log Z - log Z(allowed): minus the log-probability that its tags are among those that are
allowed (Tsuboi et al. 2008). The gradient of log Z by an emission is the probability of that tag (Lafferty et al.
2001), so the gradient of the loss is

    P(tag | sentence) - P(tag | sentence, what is known)

and with every tag known the second term is 1 for gold and 0 for the others. No automatic differentiation through time
is needed: two sweeps over the sentence give all of it.

T: time, B: sentences, K: tags. Computed in float64, in probabilities scaled at each step (Rabiner 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOOR = -60.0
"""An emission counts as no less than this below the best allowed one, so that no sum of probabilities can vanish."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """exp of the scores of a chain, 0 where IOB2 forbids: moves [K, K] from row to column, start [K], end [K]."""

    moves: Numbers
    start: Numbers
    end: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Expectations:
    """What a chain expects of a batch.

    tags: [T, B, K], the probability of each tag at each token, 0 behind the ends. moves: [K, K], how often each
    tag follows each other in the whole batch. log_z: [B], log Σ exp(score) over all sequences of tags.
    """

    tags: Numbers
    moves: Numbers
    log_z: Numbers


def expectations(
    emissions: NDArray[np.floating[Any]],
    chain: Chain,
    lengths: NDArray[np.integer[Any]],
    allowed: NDArray[np.bool_] | None = None,
) -> Expectations:
    """Run forward-backward over a batch: emissions [T, B, K]; lengths [B], each >= 1; allowed: bool [T, B, K].

    There must be a legal sequence of allowed tags.
    """
    T, B, K = emissions.shape
    scores = emissions.astype(np.float64)
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    top = scores.max(axis=2, keepdims=True)
    inward = np.exp(np.maximum(scores - top, FLOOR))  # what a move into a tag contributes besides its transition
    if allowed is not None:
        inward *= allowed
    inward[lengths - 1, np.arange(B)] *= chain.end
    present = (np.arange(T)[:, None] < lengths)[:, :, None]
    shortest = int(lengths.min())  # up to here every sentence goes on, and nothing needs a mask

    forward, totals = np.zeros((T, B, K)), np.ones((T, B, 1))
    for t in range(T):
        reached = (forward[t - 1] @ chain.moves if t else chain.start) * inward[t]
        total = reached.sum(axis=1, keepdims=True)
        if t >= shortest:
            total, reached = np.where(present[t], total, 1.0), reached * present[t]
        totals[t] = total
        forward[t] = reached / total
    inward /= totals
    backward, onward = np.ones((T, B, K)), np.zeros((T, B, K))
    out_of = np.ascontiguousarray(chain.moves.T)
    for t in range(T - 1, 0, -1):
        onward[t] = inward[t] * backward[t]
        reached = onward[t] @ out_of
        if t >= shortest:
            onward[t] *= present[t]
            reached = np.where(present[t], reached, 1.0)
        backward[t - 1] = reached
    moves = chain.moves * (forward[:-1].reshape(-1, K).T @ onward[1:].reshape(-1, K))
    log_z = np.log(totals).sum(axis=(0, 2)) + (top * present).sum(axis=(0, 2))
    return Expectations(forward * backward * present, moves, log_z)
