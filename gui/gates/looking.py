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
    unit: None for the one that does most for the tag. tag: None for the one that the tagger chose. why, batch: whether
    somebody looks at why the tag is chosen, and at how a batch is made. assume_o: nobody has confirmed an O in the
    project yet. skipped: tokens of the sentence before ``forms``. names: what labels of the tagger are called now,
    None for those that left.
    """

    onnx: bytes
    document: Document
    sentence: int
    forms: tuple[str, ...]
    token: int
    unit: int | None = None
    tag: int | None = None
    why: bool = False
    batch: bool = False
    assume_o: bool = False
    skipped: int = 0
    names: Mapping[str, str | None] = field(default_factory=dict)

    def is_beside(self, other: Question) -> bool:
        """Tell whether it is about the sentence of another one, as the same tagger reads it."""
        places = ((one.sentence, one.skipped) for one in (self, other))
        return self.onnx is other.onnx and self.document.tokens is other.document.tokens and len(set(places)) == 1

    def is_like(self, other: Question) -> bool:
        """Tell whether it asks the same of the same sentence as another one, if of another token."""
        return (self.why, self.batch) == (other.why, other.batch) and self.is_beside(other)

    def shares_batch(self, other: Question) -> bool:
        """Tell whether the batch is that of another one, which is asked of the same tagger."""
        assumed = self.assume_o == other.assume_o and self.names == other.names
        return self.document is other.document and assumed and self.is_beside(other)


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

    question: Question
    reading: Reading
    step: Step
    ranking: tuple[tuple[int, float], ...]
    why: Why | None
    batch: BatchStory | None

    @property
    def token(self) -> int:
        """Give the token that was asked about."""
        return self.question.token

    def turned_to(self, question: Question) -> Look | None:
        """Answer another question about what is read already; None: that takes computing, and a lane."""
        asked, batch = self.question, self.batch if question.batch else None
        if question.why or not question.is_beside(asked):
            return None
        if question.batch and (batch is None or not question.shares_batch(asked)):
            return None
        return _look(self.reading, question, None, batch)


class Reader:
    """Answers questions on one lane. What the last one was about is kept: mostly the next one is about it too."""

    def __init__(self) -> None:
        self._last: Reading | None = None
        self._textbook: tuple[bytes, Textbook] | None = None
        self._story: tuple[Question, BatchStory] | None = None

    def look(self, question: Question) -> Look:
        """Answer a question. Raises UserError if the tagger's file cannot be read so."""
        reading, token = self._read(question.onnx, question.forms), question.token
        tag = int(reading.trace.path[token]) if question.tag is None else question.tag
        return _look(
            reading,
            question,
            why(reading, token, tag) if question.why else None,
            self._batch(question, reading.textbook) if question.batch else None,
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
        from gui.gates.batch_stages import stages_of

        last = self._story
        if last is None or not question.shares_batch(last[0]):
            story = batch_story(
                question.document,
                question.sentence,
                textbook,
                question.assume_o,
                skipped=question.skipped,
                names=question.names,
            )
            last = self._story = question, story
            stages_of(story)
        return last[1]


def _look(reading: Reading, question: Question, why: Why | None, batch: BatchStory | None) -> Look:
    """Add what takes no time: the step of a unit, and what all units add to the score."""
    textbook, trace, token = reading.textbook, reading.trace, question.token
    added = textbook.contributions(trace, token, int(trace.path[token]))
    strongest = np.argsort(-np.abs(added), kind="stable")
    unit = int(strongest[0]) if question.unit is None else question.unit
    ranking = tuple(zip(strongest.tolist(), added[strongest].tolist(), strict=True))
    return Look(question, reading, textbook.step(trace, token, unit), ranking, why, batch)


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
