"""What a linear chain expects: the forward-backward algorithm, and with it the gradient of the loss.

A chain gives a sentence's tags y the score  start[y_0] + Σ emission[t, y_t] + Σ transition[y_{t-1}, y_t] + end[y_T].
The loss of a sentence is  log Z - log Z(allowed): minus the log-probability that its tags are among those that are
allowed (Tsuboi et al. 2008). The gradient of log Z by an emission is the probability of that tag (Lafferty et al.
2001), so the gradient of the loss is

    P(tag | sentence) - P(tag | sentence, what is known)

and with every tag known the second term is 1 for gold and 0 for the others. No automatic differentiation through time
is needed: two sweeps over the sentence give all of it. The same sweeps give a span's confidence.

T: time, B: sentences, K: tags, N: spans. Computed in float64, and in probabilities, not logarithms: a step is
then one matrix product. Each step is scaled to sum 1 (Rabiner 1989). Sentences run along memory, [T, K, B]: so each
operation goes over long rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way
from engine.tagger.tagset import TagSet

FLOOR = -60.0
"""A legal score counts as no less than this below the best allowed one. It keeps every probability of a strange model
above 1e-160, so nothing underflows, and changes none that a person could tell from zero."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """exp of the scores of a chain, 0 where IOB2 forbids: moves [K, K] from row to column, start [K], end [K]."""

    moves: Scores
    start: Scores
    end: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What forward-backward found. forward, backward: float64 [T, K, B], each step of ``forward`` sums to 1.

    inward: float64 [T, K, B], what a move into a tag at time t contributes besides its transition, scaled.
    moves: [K, K], those of the chain. lengths: [B]. log_z: [B], log Σ exp(score) over all sequences of tags.
    """

    forward: Scores
    backward: Scores
    inward: Scores
    moves: Scores
    lengths: NDArray[np.integer[Any]]
    log_z: Scores

    def marginals(self) -> Scores:
        """Give the probability of each tag at each token: [T, B, K], rows sum to 1 (0 behind the end)."""
        return (self.forward * self.backward).transpose(0, 2, 1)

    def followings(self) -> Scores:
        """Give how often each tag is expected to follow each other in the whole batch: [K, K], from row to column."""
        behind = self.inward[1:] * self.backward[1:]
        behind *= (np.arange(1, len(self.forward))[:, None] < self.lengths)[:, None]
        followings: Scores = self.moves * (self.forward[:-1] @ behind.transpose(0, 2, 1)).sum(axis=0)
        return followings

    def confidences(self, spans: NDArray[np.int64], tagset: TagSet) -> Scores:
        """Give the probability of each span: an entity with exactly these bounds and this label.

        spans: int64 [N, 4], rows (sentence in the batch, first, last, label index). Result: float64 [N].
        """
        b, first, last, label = spans.T
        tag, inside = tagset.begin[label], tagset.inside[label]
        probability = self.forward[first, tag, b]
        for offset in range(1, int((last - first).max(initial=0))):
            on = np.flatnonzero(first + offset < last)
            step = self.moves[tag[on], inside[on]] * self.inward[first[on] + offset, inside[on], b[on]]
            probability[on] *= step
            tag = np.where(first + offset < last, inside, tag)
        # The entity ends here: of all that may follow, everything but its own I-X.
        after = np.minimum(last, len(self.forward) - 1)
        goes_on = self.moves[tag, inside] * self.inward[after, inside, b] * self.backward[after, inside, b]
        goes_on[last >= self.lengths[b]] = 0.0
        result: Scores = np.clip(probability * (self.backward[last - 1, tag, b] - goes_on), 0.0, 1.0)
        return result


def forward_backward(
    emissions: NDArray[np.floating[Any]],
    chain: Chain,
    lengths: NDArray[np.integer[Any]],
    allowed: NDArray[np.bool_] | None = None,
) -> Posterior:
    """Run forward-backward over a batch: emissions [T, B, K]; lengths [B], each >= 1; allowed: bool [T, B, K].

    There must be a legal sequence of allowed tags.
    """
    T, B, K = emissions.shape
    scores = np.array(emissions.transpose(0, 2, 1), np.float64, order="C")
    if allowed is not None:
        scores[~allowed.transpose(0, 2, 1)] = -np.inf
    top = scores.max(axis=1)
    inward = np.subtract(scores, top[:, None], out=scores)
    np.maximum(inward, FLOOR, out=inward)
    np.exp(inward, out=inward)
    if allowed is not None:
        inward *= allowed.transpose(0, 2, 1)
    inward[lengths - 1, :, np.arange(B)] *= chain.end
    present = np.arange(T)[:, None] < lengths
    shortest = int(lengths.min(initial=T))  # up to here every sentence goes on, and nothing needs a mask

    forward, totals, into = np.empty((T, K, B)), np.empty((T, B)), np.ascontiguousarray(chain.moves.T)
    for t, (here, total) in enumerate(zip(forward, totals, strict=True)):
        give_way()
        if t:
            np.matmul(into, forward[t - 1], out=here)
            here *= inward[t]
        else:
            np.multiply(chain.start[:, None], inward[0], out=here)
        here.sum(axis=0, out=total)
        if t >= shortest:
            here *= present[t]
            total[~present[t]] = 1.0
        here /= total
    inward /= totals[:, None]
    backward, reached = np.ones((T, K, B)), np.empty((K, B))
    for t in range(T - 1, 0, -1):
        give_way()
        np.multiply(inward[t], backward[t], out=reached)
        if t < shortest:
            np.matmul(chain.moves, reached, out=backward[t - 1])
        else:
            np.copyto(backward[t - 1], chain.moves @ reached, where=present[t])
    backward *= present[:, None]
    log_z = np.log(totals).sum(axis=0) + (top * present).sum(axis=0)
    return Posterior(forward, backward, inward, chain.moves, lengths, log_z)
