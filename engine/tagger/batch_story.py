"""What becomes of a sentence on its way into a training step, with its numbers: to be looked at.

Everything here is what a training calls as well: examples -> corpus -> batch -> what each token may be -> accuracy.
A training takes sentences of like length from all documents; here a few neighbours are in the batch, to be recognised.

T: tokens of the longest sentence, B: sentences, F: features a token, L: direct connections a token, K: tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import MAX_SENTENCE, batches
from engine.tagger.corpus import Corpus, encode
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.examples import Example, examples_of
from engine.tagger.features import MAX_FORM, features_of
from engine.tagger.metrics import evaluate_numbers
from engine.tagger.partial import allowed_in, judged
from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of, labels_in
from engine.tagger.trace import Textbook
from engine.text.document import Document, DocumentState, Span, Tokens

MATES = 3
"""Neighbours in the batch, at most."""

REACH = 20
"""How many sentences off a neighbour may be about which somebody said something; else the next ones are taken."""


class Known(IntEnum):
    """What is known of a place in a batch."""

    PADDING = 0
    UNTOUCHED = 1
    REJECTED = 2
    O = 3  # noqa: E741
    ENTITY = 4


class Mark(IntEnum):
    """What a place in a batch is in token accuracy."""

    PADDING = 0
    NOT_COUNTED = 1
    WRONG = 2
    RIGHT = 3


@dataclass(frozen=True, slots=True, eq=False)
class BatchStory:
    """A batch around one sentence, stage by stage. Row b of the arrays below is a column of [T, B]: time comes first.

    forms: of each sentence. own: which of them it is about. learnt: bool [B], whether a training would take it.
    names: the F features; values: what they are of the own sentence's tokens, [T of it][F].
    buckets, words: the rows of the embeddings and of the word table, which has row 0 besides, for any other word.
    inputs: [T, B, …], rows of the tables. mask: bool [T, B]. tags: the K tags.
    gold: int64 [T, B], UNKNOWN where untouched, and 0 behind the ends: there the mask alone tells it from O.
    allowed: bool [T, B, K], the tags that the loss leaves each token. judged: bool [T, B], what it is divided by.
    known: of Known, marks: of Mark, uint8 [T, B] each. predicted: int64 [T, B], the tagger's tags, 0 behind the ends.
    accuracy: masked; unmasked: what it would seem to be if padding counted as tokens that are O.
    """

    forms: tuple[tuple[str, ...], ...]
    own: int
    learnt: NDArray[np.bool_]
    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    buckets: int
    words: int
    inputs: Inputs
    mask: NDArray[np.bool_]
    tags: tuple[str, ...]
    gold: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    known: NDArray[np.uint8]
    predicted: NDArray[np.int64]
    marks: NDArray[np.uint8]
    accuracy: float
    unmasked: float

    @property
    def lengths(self) -> tuple[int, ...]:
        """Give the tokens of each sentence."""
        return tuple(map(len, self.forms))

    def count(self, mark: Mark) -> int:
        """Give how many places of the batch have a mark."""
        return int((self.marks == mark).sum())


def batch_story(
    document: Document,
    sentence: int,
    tagger: Textbook,
    assume_o: bool = False,
    *,
    skipped: int = 0,
    names: Mapping[str, str | None] = MappingProxyType({}),
) -> BatchStory:
    """Tell it of a sentence of a document, with neighbours of it; of a very long one, MAX_SENTENCE tokens at most.

    assume_o: nobody has confirmed an O in the project yet, as for ``examples_of``. skipped: tokens of the sentence
    before those that it is told of. names: what labels of the tagger are called now, None for one that left. Raises
    ValueError if there is no token.
    """
    chosen = _chosen(document, sentence, assume_o, skipped)
    examples = [example for example, _ in chosen]
    learnt = [names.get(label, label) for label in tagger.tagset.labels]
    known = (label for label in learnt if label is not None)
    tagset = TagSet(dict.fromkeys([*known, *labels_in(example.tags for example in examples)]))
    corpus = _encoded(examples, tagger.encoder, tagset)
    batch = next(batches(corpus.bounds, token_budget=len(chosen) * MAX_SENTENCE))
    predicted = np.concatenate([tagger.trace(example.forms).path for example in examples])
    predicted = _called(learnt, tagset)[predicted]
    gold, tags = batch.gather(corpus.gold), batch.gather(predicted)
    allowed = allowed_in(batch, corpus.allowed)
    features, own = tagger.encoder.features, examples[0]
    return BatchStory(
        forms=tuple(examples[s].forms for s in batch.sentences.tolist()),
        own=batch.sentences.tolist().index(0),
        learnt=np.array([learnt for _, learnt in chosen])[batch.sentences],
        names=features.config.names,
        values=tuple(
            tuple(found[name] for name in features.config.names)
            for found in (features_of(form[:MAX_FORM], features.lexicon) for form in own.forms)
        ),
        buckets=features.config.buckets,
        words=len(tagger.weights.words.hashes),
        inputs=corpus.inputs.of(batch),
        mask=batch.mask,
        tags=tagset.tags,
        gold=gold,
        allowed=allowed,
        judged=judged(allowed),
        known=_known(batch.mask, gold, judged(allowed)),
        predicted=tags,
        marks=_marks(batch.mask, gold, tags),
        accuracy=evaluate_numbers(corpus.gold, predicted, corpus.bounds, tagset).token_accuracy,
        unmasked=_unmasked(gold, tags, tagset),
    )


def _called(learnt: Sequence[str | None], tagset: TagSet) -> NDArray[np.int64]:
    """Give the numbers in a tag set of the tags of a tagger, in its order; O for those of a label that left."""
    places = {label: place for place, label in enumerate(tagset.labels)}
    pairs = ((0, 0) if label is None else (2 * places[label] + 1, 2 * places[label] + 2) for label in learnt)
    return np.array([0, *(tag for pair in pairs for tag in pair)], np.int64)


def _chosen(document: Document, sentence: int, assume_o: bool, skipped: int = 0) -> list[tuple[Example, bool]]:
    """Give the sentence and neighbours of it, those of which something is known first, each with whether it is so."""
    count = document.tokens.sentence_count
    near = [s for distance in range(1, REACH + 1) for s in (sentence - distance, sentence + distance) if 0 <= s < count]
    found, others = [_example(document, sentence, assume_o, skipped)], list[tuple[Example, bool]]()
    for neighbour in near:
        if len(found) > MATES:
            break
        example, learnt = _example(document, neighbour, assume_o)
        if example.forms:
            (found if learnt else others).append((example, learnt))
    if not found[0][0].forms:
        raise ValueError(f"sentence {sentence} of {document.name} has no token")
    return [*found, *others][: 1 + MATES]


def _example(document: Document, sentence: int, assume_o: bool, skipped: int = 0) -> tuple[Example, bool]:
    """Give what a sentence teaches, and whether it does: one of which nothing is known has no known tag."""
    first, last = document.tokens.sentence_range(sentence)
    first = min(last, first + skipped)
    excerpt = _excerpt(document, first, min(last, first + MAX_SENTENCE))
    taught = examples_of(excerpt, assume_o) if document.state is not DocumentState.SKIPPED else []
    forms = tuple(excerpt.tokens.forms())
    return (taught[0], True) if taught else (Example(forms, (None,) * len(forms)), False)


def _excerpt(document: Document, first: int, last: int) -> Document:
    """Give the document with the tokens ``[first, last)`` alone, as one sentence: what it says of the others is gone.

    The cost of looking at a sentence must not grow with the text.
    """
    tokens = document.tokens
    starts, ends = tokens.starts[first:last], tokens.ends[first:last]
    excerpt = Tokens(tokens.text, starts, ends, np.array([0, last - first], np.int32))
    if first == last:
        return replace(document, tokens=excerpt, spans=(), rejected=(), confirmed=())
    start, end = int(starts[0]), int(ends[-1])

    def inside(spans: Iterable[Span]) -> tuple[Span, ...]:
        cut = (replace(span, start=max(span.start, start), end=min(span.end, end)) for span in spans)
        return tuple(cut)

    return replace(
        document,
        tokens=excerpt,
        spans=inside(document.spans_between(start, end)),
        rejected=inside(span for span in document.rejected if span.overlaps(start, end)),
        confirmed=tuple((a, b) for a, b in document.confirmed if a < end and start < b),
    )


def _encoded(examples: Sequence[Example], encoder: Encoder, tagset: TagSet) -> Corpus:
    """Encode as a training does, in one go."""
    steps = encode(examples, encoder, tagset)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            corpus: Corpus = done.value
            return corpus


def _known(mask: NDArray[np.bool_], gold: NDArray[np.int64], judged: NDArray[np.bool_]) -> NDArray[np.uint8]:
    known = np.where(gold > 0, Known.ENTITY, Known.O)
    untouched = gold == UNKNOWN
    known[untouched] = np.where(judged, Known.REJECTED, Known.UNTOUCHED)[untouched]
    known[~mask] = Known.PADDING
    return known.astype(np.uint8)


def _marks(mask: NDArray[np.bool_], gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> NDArray[np.uint8]:
    marks = np.where(gold == predicted, Mark.RIGHT, Mark.WRONG)
    marks[gold == UNKNOWN] = Mark.NOT_COUNTED
    marks[~mask] = Mark.PADDING
    return marks.astype(np.uint8)


def _unmasked(gold: NDArray[np.int64], predicted: NDArray[np.int64], tagset: TagSet) -> float:
    """Give the token accuracy of a batch whose mask was forgotten: each place behind an end is an O that was found."""
    T, B = gold.shape
    bounds = bounds_of([T] * B)
    return evaluate_numbers(gold.T.ravel(), predicted.T.ravel(), bounds, tagset).token_accuracy
