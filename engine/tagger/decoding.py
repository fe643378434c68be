"""The one decoder: emissions -> the best tags, the spans and how sure the tagger is of each.

A linear chain gives a sentence's tags y the score  start[y_0] + Σ emission[t, y_t] + Σ transition[y_{t-1},
y_t] + end[y_T] and the probability exp(score) / Z (Lafferty et al. 2001). Moves that IOB2 forbids have
probability 0, whatever a model file says, so the decoded tags are always valid. Everything runs over a whole
batch at once, step by step in time.

T: time, B: sentences, K: tags, L: labels, N: spans. Probabilities are computed in float64; the best tags in float32,
with scores that stay small however long a sentence is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelFileError
from engine.process import give_way
from engine.tagger.chain import FLOOR, Chain, Posterior, Scores, forward_backward
from engine.tagger.tagset import TagSet

MAX_SCORE = 1e30
"""No score of a tagger of ours comes near it, and no sum of scores that are smaller is more than float32 can hold."""


class Decoder:
    """Decode the emissions of a tagger with its chain of transitions.

    transitions: [K, K] from row to column; start, end: [K]. boldness: the head start that each entity has when
    tags are chosen, in log-odds; probabilities are without it. Raises ValueError on other shapes or numbers
    not finite.
    """

    def __init__(
        self,
        tagset: TagSet,
        transitions: NDArray[np.floating[Any]],
        start: NDArray[np.floating[Any]],
        end: NDArray[np.floating[Any]],
        boldness: float = 0.0,
    ) -> None:
        K = len(tagset)
        if transitions.shape != (K, K) or start.shape != (K,) or end.shape != (K,):
            raise ValueError(f"{K} tags, but transitions {transitions.shape}, start {start.shape} and end {end.shape}")
        if not all((np.abs(array) < MAX_SCORE).all() for array in (transitions, start, end)):
            raise ValueError("transitions that are not finite, or beyond all measure")
        self.tagset = tagset
        self.transitions: Scores = np.where(tagset.moves, transitions.astype(np.float64), -np.inf)
        self.start: Scores = np.where(tagset.starts, start.astype(np.float64), -np.inf)
        self.end: Scores = end.astype(np.float64)
        self.boldness = boldness
        # O and each B-X, which may follow anything, and then each I-X, which may follow two.
        open_, begin, inside = [0, *tagset.begin], tagset.begin, tagset.inside
        self._order = np.array([*open_, *inside])
        self._places = self._order.argsort()
        moves = self.transitions.astype(np.float32)
        self._opening = moves[np.ix_(self._order, open_)][:, :, None]
        self._going_on = np.stack([moves[begin, inside], moves[inside, inside]])[:, :, None]
        self._into = np.ascontiguousarray(moves.T)
        self._chain = Chain(_exp(self.transitions), _exp(self.start), _exp(self.end))

    def at(self, temperature: float) -> Decoder:
        """Give the decoder of the same chain with all its scores divided by a temperature."""
        # What is forbidden is -inf in here, which a decoder does not take: its tag set says it once more.
        transitions, start, end = (
            np.nan_to_num(scores / temperature, neginf=0.0) for scores in (self.transitions, self.start, self.end)
        )
        return Decoder(self.tagset, transitions, start, end, self.boldness)

    def best_tags(self, emissions: NDArray[np.floating[Any]], lengths: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Give the most probable tags (Viterbi), entities first by ``boldness``: int64 [T, B], 0 behind the ends.

        emissions: [T, B, K]; lengths: [B], each >= 1.
        """
        T, B, K = self._checked(emissions, lengths)
        best = self._best_scores(emissions)
        tag = (best[lengths - 1, np.arange(B)] + self.end.astype(np.float32)).argmax(axis=1)
        tags, on = np.empty((T, B), np.int64), np.arange(T)[:, None] < lengths
        candidates = np.empty((B, K), np.float32)
        for t in range(T - 1, 0, -1):
            give_way()
            tags[t] = tag
            self._into.take(tag, axis=0, out=candidates, mode="clip")
            candidates += best[t - 1]
            np.copyto(tag, candidates.argmax(axis=1), where=on[t])  # only on the way back is it asked where from
        tags[:1] = tag
        tags *= on
        return tags

    def _best_scores(self, emissions: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Give the score of the best path up to each token that ends in each tag, beside the one in O: [T, B, K]."""
        T, B, K = emissions.shape
        L = len(self.tagset.labels)
        # Sentences run along memory: each step is a few operations on long rows.
        scores = np.ascontiguousarray(emissions.astype(np.float32, copy=False).transpose(0, 2, 1)[:, self._order])
        scores[:, 1 : L + 1] += np.float32(self.boldness)
        best = np.empty((T, K, B), np.float32)
        best[:1] = self.start.astype(np.float32)[self._order, None] + scores[:1]
        opening, going_on = self._opening.repeat(B, axis=2), self._going_on.repeat(B, axis=2)
        from_any, from_own = np.empty_like(opening), np.empty_like(going_on)
        for before, now, own in zip(best, best[1:], scores[1:], strict=False):
            give_way()
            np.add(before[:, None], opening, out=from_any)  # [from, to, B]
            np.max(from_any, axis=0, out=now[: L + 1])
            np.add(before[1:].reshape(2, L, B), going_on, out=from_own)
            np.max(from_own, axis=0, out=now[L + 1 :])
            now += own
            now -= now[0].copy()  # what all have in common decides nothing, and would cost precision
        return np.ascontiguousarray(best[:, self._places].transpose(0, 2, 1))

    def posterior(self, emissions: NDArray[np.floating[Any]], lengths: NDArray[np.integer[Any]]) -> Posterior:
        """Run forward-backward: emissions [T, B, K], lengths [B] >= 1."""
        self._checked(emissions, lengths)
        return forward_backward(emissions, self._chain, lengths)

    def spans(self, tags: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the spans of decoded tags [T, B]: rows (sentence, first, last, label index), int64 [N, 4]."""
        T, B = tags.shape
        flat = np.concatenate([tags, np.zeros((1, B), np.int64)]).T.ravel()  # a closing O behind each sentence
        spans = self.tagset.spans(flat, np.array([0, len(flat)]))
        sentence = spans[:, 0] // (T + 1)
        return np.column_stack([sentence, spans[:, :2] - (sentence * (T + 1))[:, None], spans[:, 2]])

    def _checked(self, emissions: NDArray[np.floating[Any]], lengths: NDArray[np.integer[Any]]) -> tuple[int, int, int]:
        T, B, K = emissions.shape
        if len(self.tagset) != K or lengths.shape != (B,) or (B and not 1 <= lengths.min() <= lengths.max() <= T):
            raise ValueError(f"emissions {emissions.shape} and lengths {lengths} for {len(self.tagset)} tags")
        return T, B, K


def check_scores(emissions: NDArray[np.floating[Any]]) -> None:
    """Raise ModelFileError unless all scores are numbers that can be added up."""
    if not (np.abs(emissions) < MAX_SCORE).all():  # nor is what is no number
        raise ModelFileError("the tagger gives scores that are not numbers", remedy="train it again")


def _exp(scores: Scores) -> Scores:
    """Compute exp relative to the best score; only what is forbidden (-inf) becomes zero."""
    legal = np.isfinite(scores)
    result: Scores = np.where(legal, np.exp(np.maximum(scores - scores[legal].max(), FLOOR)), 0.0)
    return result
