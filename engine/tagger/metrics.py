"""How good predictions are: exact entity precision, recall and F1, and token accuracy.

An entity is right if its first token, last token and label are (the rule of conlleval, Tjong Kim Sang & De
Meulder 2003); an I-X that nothing begins counts as a B-X. Untouched tokens (None in gold) are left out: a
predicted entity that lies in untouched tokens alone is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way
from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of, labels_in

_RESAMPLES = 100


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in 0..1; support: entities in gold."""

    precision: float
    recall: float
    f1: float
    support: int

    def __post_init__(self) -> None:
        _check_shares(precision=self.precision, recall=self.recall, f1=self.f1)
        _check_counts(support=self.support)

    @classmethod
    def of(cls, right: int, predicted: int, gold: int) -> Score:
        """Make the score of three counts; 0 where there is nothing to divide by."""
        f1 = 2 * right / (predicted + gold) if predicted + gold else 0.0
        return cls(right / predicted if predicted else 0.0, right / gold if gold else 0.0, f1, gold)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The scores of some predictions. sentences, tokens: how many had a known tag.

    f1_deviation: the standard deviation of the micro F1 when sentences are drawn again (bootstrap).
    """

    micro: Score
    per_label: dict[str, Score]
    token_accuracy: float
    sentences: int
    tokens: int
    f1_deviation: float

    def __post_init__(self) -> None:
        _check_shares(token_accuracy=self.token_accuracy, f1_deviation=self.f1_deviation)
        _check_counts(sentences=self.sentences, tokens=self.tokens)

    @classmethod
    def of_nothing(cls) -> Metrics:
        """Give the metrics of no sentence at all."""
        return cls(Score.of(0, 0, 0), {}, 0.0, 0, 0, 0.0)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Metrics:
        """Read what ``to_json`` gave. Raises KeyError, TypeError or ValueError if it gave something else."""
        if not isinstance(data["per_label"], dict):
            raise TypeError("per_label is not a table")
        return cls(
            Score(data["precision"], data["recall"], data["f1"], data["support"]),
            {label: Score(**score) for label, score in data["per_label"].items()},
            data["token_accuracy"],
            data["sentences"],
            data["tokens"],
            data["f1_deviation"],
        )

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data; the micro scores stand at the top, as in ``gatelight evaluate --json``."""
        return {
            "precision": self.micro.precision,
            "recall": self.micro.recall,
            "f1": self.micro.f1,
            "support": self.micro.support,
            "f1_deviation": self.f1_deviation,
            "token_accuracy": self.token_accuracy,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "per_label": {label: asdict(score) for label, score in self.per_label.items()},
        }


def _check_shares(**shares: float) -> None:
    """Raise ValueError unless all are numbers in 0..1: scores may come out of a file."""
    for name, share in shares.items():
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
            raise ValueError(f"{name} is {share!r}, not a number from 0 to 1")


def _check_counts(**counts: int) -> None:
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise ValueError(f"{name} is {count!r}, not a count")


def evaluate(gold: Sequence[Sequence[str | None]], predicted: Sequence[Sequence[str]]) -> Metrics:
    """Compare the tags of sentences, in the same order. Raises ValueError if the lengths differ."""
    lengths = [len(tags) for tags in gold]
    if lengths != [len(tags) for tags in predicted]:
        raise ValueError(f"{len(gold)} gold and {len(predicted)} predicted sentences differ in number or in length")
    tagset = TagSet(dict.fromkeys(labels_in(gold) + labels_in(predicted)))
    return evaluate_numbers(tagset.numbers(gold), tagset.numbers(predicted), bounds_of(lengths), tagset)


def evaluate_numbers(
    gold: NDArray[np.int64], predicted: NDArray[np.int64], bounds: NDArray[np.int64], tagset: TagSet
) -> Metrics:
    """Compare tags as numbers, all sentences in a row: int64 [N] each, UNKNOWN in gold; bounds [S + 1]."""
    known = gold != UNKNOWN
    gold_spans = tagset.spans(tagset.repaired(gold, bounds), bounds)
    spans = tagset.spans(tagset.repaired(predicted, bounds), bounds)
    known_before = np.concatenate([[0], np.cumsum(known)])
    spans = spans[known_before[spans[:, 1]] > known_before[spans[:, 0]]]
    N, L = len(gold), len(tagset.labels)
    right = spans[np.isin(_keys(spans, N, L), _keys(gold_spans, N, L))]

    kinds = (right, spans, gold_spans)
    by_label = np.stack([np.bincount(rows[:, 2], minlength=L) for rows in kinds], axis=1)
    by_sentence = np.stack(
        [
            np.bincount(np.searchsorted(bounds, rows[:, 0], side="right") - 1, minlength=len(bounds) - 1)
            for rows in kinds
        ],
        axis=1,
    )
    tokens = int(known.sum())
    return Metrics(
        micro=Score.of(len(right), len(spans), len(gold_spans)),
        per_label={
            label: Score.of(*counts)
            for label, counts in zip(tagset.labels, by_label.tolist(), strict=True)
            if any(counts)
        },
        token_accuracy=float((gold == predicted)[known].mean()) if tokens else 0.0,
        sentences=int((known_before[bounds[1:]] > known_before[bounds[:-1]]).sum()),
        tokens=tokens,
        f1_deviation=_deviation(by_sentence),
    )


def _keys(spans: NDArray[np.int64], tokens: int, labels: int) -> NDArray[np.int64]:
    """Give one number for each span, by its first token, last token and label."""
    keys: NDArray[np.int64] = (spans[:, 0] * (tokens + 1) + spans[:, 1]) * labels + spans[:, 2]
    return keys


def _deviation(counts: NDArray[np.int64]) -> float:
    """Draw the sentences again and again, always the same way; counts [S, 3]: right, predicted, gold."""
    if not counts.any():
        return 0.0
    generator = np.random.default_rng(0)
    scores = []
    for _ in range(_RESAMPLES):
        give_way()
        right, predicted, gold = counts[generator.integers(len(counts), size=len(counts))].sum(axis=0).tolist()
        scores.append(Score.of(right, predicted, gold).f1)
    return float(np.std(scores))
