"""Examples made ready for training: encoded, checked, and some of them held out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import TrainingError
from engine.tagger.batching import cut_long
from engine.tagger.crc import Hashes
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.events import Preparing
from engine.tagger.examples import Example
from engine.tagger.partial import allowed_tags, rejected_rows
from engine.tagger.tagset import TagSet, bounds_of

MIN_EXAMPLES = 8
"""With fewer sentences that have a known tag, or fewer than four with an entity, nothing is held out: it is measured on
itself."""

SENTENCES = 64
"""Sentences whose forms are hashed at a time: some milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Sentences in a row: their N tokens' inputs, gold int64 [N] (UNKNOWN: untouched), bounds int64 [S + 1].

    allowed: bool [N, K], the tags that each token may have.
    """

    inputs: Inputs
    gold: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    bounds: NDArray[np.int64]
    tagset: TagSet


def encode(examples: Sequence[Example], encoder: Encoder, tagset: TagSet) -> Generator[Preparing, None, Corpus]:
    """Encode sentences; their forms are hashed a few sentences at a time, so that others get a turn in between."""
    bounds = bounds_of(len(example.forms) for example in examples)
    forms: list[str] = []
    known: dict[str, Hashes] = {}
    for first in range(0, len(examples), SENTENCES):
        last = min(first + SENTENCES, len(examples))
        some = [form for example in examples[first:last] for form in example.forms]
        new = [form for form in dict.fromkeys(some) if form not in known]
        known.update(zip(new, encoder.features.hashes(new), strict=True))
        forms += some
        yield Preparing(int(bounds[last]), int(bounds[-1]))
    bounds = cut_long(bounds)
    gold = tagset.repaired(tagset.numbers(example.tags for example in examples), bounds)
    allowed = allowed_tags(gold, bounds, rejected_rows(examples, tagset), tagset)
    return Corpus(encoder.encode(forms, bounds, list(known.values())), gold, allowed, bounds, tagset)


def count_spans(examples: Sequence[Example], tagset: TagSet) -> int:
    """Give the number of gold spans. Raises TrainingError if there are none."""
    if not examples:
        raise TrainingError("there is no labelled sentence to learn from", remedy="label some entities first")
    bounds = bounds_of(len(example.forms) for example in examples)
    gold = tagset.repaired(tagset.numbers(example.tags for example in examples), bounds)
    spans = len(tagset.spans(gold, bounds))
    if not spans:
        count = "the only sentence has no" if len(examples) == 1 else f"none of {len(examples)} sentences has an"
        raise TrainingError(f"{count} entity to learn from", remedy="label some entities first")
    return spans


def split(
    examples: Sequence[Example], share: float, order: np.random.Generator
) -> tuple[Sequence[Example], Sequence[Example]]:
    """Hold out a share of the sentences with entities and of those without; nothing of very few.

    Sentences with nothing but rejections are always learnt from: nothing can be measured on them.
    """
    known = np.array([example.has_known_tag for example in examples])
    has_span = np.array([any(tag not in (None, "O") for tag in example.tags) for example in examples])
    if known.sum() < MIN_EXAMPLES or has_span.sum() < 4:
        return examples, examples
    held = np.zeros(len(examples), bool)
    for kind, least in ((has_span, 2), (known & ~has_span, 0)):
        shuffled = order.permutation(np.flatnonzero(kind))
        held[shuffled[: max(least, round(share * len(shuffled)))]] = True
    learnt = [example for example, out in zip(examples, held, strict=True) if not out]
    return learnt, [example for example, out in zip(examples, held, strict=True) if out]
