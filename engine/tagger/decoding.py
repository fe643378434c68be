"""The one decoder: emissions -> the best tags, the spans and how sure the tagger is of each.

A linear chain gives a sentence's tags y the score  start[y_0] + Σ emission[t, y_t] + Σ transition[y_{t-1},
y_t] + end[y_T] and the probability exp(score) / Z (Lafferty et al. 2001). Moves that IOB2 forbids have
probability 0, whatever a model file says, so the decoded tags are always valid. Everything runs over a whole
batch at once, step by step in time.

T: time, B: sentences, K: tags, N: spans. All computed in float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.chain import FLOOR, Chain, Posterior, Scores, forward_backward
from engine.tagger.tagset import TagSet


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
        if not all(np.isfinite(array).all() for array in (transitions, start, end)):
            raise ValueError("transitions that are not finite")
        self.tagset = tagset
        self.transitions: Scores = np.where(tagset.moves, transitions.astype(np.float64), -np.inf)
        self.start: Scores = np.where(tagset.starts, start.astype(np.float64), -np.inf)
        self.end: Scores = end.astype(np.float64)
        self.boldness = boldness
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
        scores = emissions.astype(np.float64)
        scores[:, :, self.tagset.begin] += self.boldness
        best = np.empty((T, B, K))  # of all paths up to a token that end in a tag
        best[0] = self.start + scores[0]
        moves, candidates = self.transitions[:, None, :], np.empty((K, B, K))
        for t in range(1, T):
            np.add(best[t - 1].T[:, :, None], moves, out=candidates)  # [from, B, to]: the maximum runs along memory
            np.max(candidates, axis=0, out=best[t])
            best[t] += scores[t]
        tags, rows = np.zeros((T, B), np.int64), np.arange(B)
        into = np.ascontiguousarray(self.transitions.T)
        tag = (best[lengths - 1, rows] + self.end).argmax(axis=1)
        for t in range(T - 1, -1, -1):
            on = t < lengths
            tags[t, on] = tag[on]
            if t:
                before = (best[t - 1] + into[tag]).argmax(axis=1)  # only on the way back is it asked where from
                tag = np.where(on, before, tag)
        return tags

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


def _exp(scores: Scores) -> Scores:
    """Compute exp relative to the best score; only what is forbidden (-inf) becomes zero."""
    legal = np.isfinite(scores)
    result: Scores = np.where(legal, np.exp(np.maximum(scores - scores[legal].max(), FLOOR)), 0.0)
    return result
