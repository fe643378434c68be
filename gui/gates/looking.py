"""What there is to see of one sentence, computed on a lane: no widget is known here.

T: tokens, H: units of a direction, K: tags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.tagger.batch_story import BatchStory
    from engine.tagger.trace import ScoreParts, Step, Textbook, Trace
    from engine.text.document import Document

Real = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """Which sentence of a document, and what of it.

    onnx: the tagger's file. forms: of the part of the sentence that the tagger reads in one go. token: among them.
    unit: None for the one that does most for the tag. tag: None for the one that the tagger chose. batch: whether
    somebody looks at how a batch is made. assume_o: nobody has confirmed an O in the project yet. skipped: tokens of
    the sentence before ``forms``. names: what labels of the tagger are called now, None for those that left.
    """

    onnx: bytes
    document: Document
    sentence: int
    forms: tuple[str, ...]
    token: int
    unit: int | None = None
    tag: int | None = None
    batch: bool = False
    assume_o: bool = False
    skipped: int = 0
    names: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One sentence as one tagger reads it; the same object as long as both are.

    order: int64 [2H], neighbours behave alike. probabilities: float64 [T, K].
    """

    onnx: bytes
    textbook: Textbook
    trace: Trace
    order: NDArray[np.int64]
    probabilities: Real


@dataclass(frozen=True, slots=True)
class TagScore:
    """How much speaks for a tag at a token. probability: of all sentences' tags, in [0, 1]."""

    tag: int
    parts: ScoreParts
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class Why:
    """Why a token has its tag.

    tags: the names of all K. chosen: what the tagger chose. asked: the tag that is asked about. rival: the best of
    the others. ranked: all tags, the best first. moved_from: the tag of the token before, None at the first one.
    influence: float64 [T], how much each token moves the LSTM's score of the tag.
    """

    forms: tuple[str, ...]
    tags: tuple[str, ...]
    token: int
    chosen: int
    asked: TagScore
    rival: TagScore
    ranked: tuple[TagScore, ...]
    moved_from: int | None
    influence: Real

    @property
    def before(self) -> str | None:
        """Give the name of the tag of the token before, None at the first one."""
        return None if self.moved_from is None else self.tags[self.moved_from]

    def called(self, tags: tuple[str, ...]) -> Why:
        """Give the same with other names of the tags."""
        return self if tags == self.tags else replace(self, tags=tags)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The answer to a question. ranking: units with what they add to the chosen tag's score, the strongest first."""

    reading: Reading
    token: int
    step: Step
    ranking: tuple[tuple[int, float], ...]
    why: Why
    batch: BatchStory | None


class Reader:
    """Answers questions on one lane. What the last one was about is kept: mostly the next one is about it too."""

    def __init__(self) -> None:
        self._last: Reading | None = None
        self._textbook: tuple[bytes, Textbook] | None = None
        self._story: tuple[Textbook, Question, BatchStory] | None = None

    def look(self, question: Question) -> Look:
        """Answer a question. Raises UserError if the tagger's file cannot be read so."""
        reading = self._read(question.onnx, question.forms)
        textbook, trace, token = reading.textbook, reading.trace, question.token
        chosen = int(trace.path[token])
        added = textbook.contributions(trace, token, chosen)
        strongest = np.argsort(-np.abs(added), kind="stable")
        unit = int(strongest[0]) if question.unit is None else question.unit
        return Look(
            reading,
            token,
            textbook.step(trace, token, unit),
            tuple(zip(strongest.tolist(), added[strongest].tolist(), strict=True)),
            why(reading, token, chosen if question.tag is None else question.tag),
            self._batch(question, textbook) if question.batch else None,
        )

    def _read(self, onnx: bytes, forms: Sequence[str]) -> Reading:
        from engine.tagger.trace import alike
        from export.textbook import read_textbook

        if self._textbook is None or self._textbook[0] is not onnx:
            self._last = None
            self._textbook = onnx, read_textbook(onnx)
        if self._last is None or self._last.trace.forms != tuple(forms):
            textbook = self._textbook[1]
            trace = textbook.trace(forms)
            posterior = textbook.decoder.posterior(trace.emissions[:, None], np.array([len(trace)]))
            self._last = Reading(onnx, textbook, trace, alike(trace.hidden), posterior.marginals()[:, 0])
        return self._last

    def _batch(self, question: Question, textbook: Textbook) -> BatchStory:
        from engine.tagger.batch_story import batch_story

        last = self._story
        if last is None or last[0] is not textbook or not _same_batch(last[1], question):
            story = batch_story(
                question.document,
                question.sentence,
                textbook,
                question.assume_o,
                skipped=question.skipped,
                names=question.names,
            )
            last = self._story = textbook, question, story
        return last[2]


def _same_batch(one: Question, other: Question) -> bool:
    """Tell whether two questions to the same tagger are about the same batch."""
    return one.document is other.document and all(
        getattr(one, name) == getattr(other, name) for name in ("sentence", "skipped", "assume_o", "names")
    )


def why(reading: Reading, token: int, tag: int) -> Why:
    """Take the scores of all tags at a token apart, and find what moves that of one."""
    textbook, trace = reading.textbook, reading.trace
    scores = [
        TagScore(number, textbook.score_parts(trace, token, number), float(reading.probabilities[token, number]))
        for number in range(len(textbook.tagset))
    ]
    ranked = tuple(sorted(scores, key=lambda score: -score.parts.total))
    return Why(
        forms=trace.forms,
        tags=textbook.tagset.tags,
        token=token,
        chosen=int(trace.path[token]),
        asked=scores[tag],
        rival=next((score for score in ranked if score.tag != tag), scores[tag]),
        ranked=ranked,
        moved_from=int(trace.path[token - 1]) if token else None,
        influence=textbook.influence(trace, token, tag),
    )
