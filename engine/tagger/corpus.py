"""Examples made ready for training: encoded, checked, and some of them held out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import TrainingError
from engine.tagger.batching import cut_long
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.events import Preparing
from engine.tagger.examples import Example
from engine.tagger.partial import allowed_tags, rejected_rows
from engine.tagger.tagset import TagSet, bounds_of

MIN_EXAMPLES = 8
"""With fewer sentences that have a known tag, or fewer than four with an entity, nothing is held out: it is measured on
itself."""


RUN = 25
"""Sentences in a row that are held out together: about a document."""

DRAWS = 20


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
    """Encode sentences; their forms are hashed a few at a time, for that part is Python through and through."""
    bounds = bounds_of(len(example.forms) for example in examples)
    hashes = []
    for first in range(0, len(examples), 16):
        forms = [form for example in examples[first : first + 16] for form in example.forms]
        hashes.append(encoder.features.hashes(forms))
        yield Preparing(int(bounds[min(first + 16, len(examples))]), int(bounds[-1]))
    bounds = cut_long(bounds)
    gold = tagset.repaired(tagset.numbers(example.tags for example in examples), bounds)
    allowed = allowed_tags(gold, bounds, rejected_rows(examples, tagset), tagset)
    return Corpus(encoder.encode_hashes(np.concatenate(hashes), bounds), gold, allowed, bounds, tagset)


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
    """Hold out a share of the sentences, in runs, two with an entity at the least; nothing of very few.

    A document names its people again and again: a sentence whose neighbours are learnt would look easier than new text
    is. Sentences with nothing but rejections are always learnt from: nothing can be measured on them.
    """
    known = np.flatnonzero([example.has_known_tag for example in examples])
    has_span = np.array([any(tag not in (None, "O") for tag in example.tags) for example in examples])
    if len(known) < MIN_EXAMPLES or has_span.sum() < 4:
        return examples, examples
    for _ in range(DRAWS):
        held = _runs(known, share, order, len(examples))
        if min(has_span[held].sum(), has_span[~held].sum()) >= 2:
            break
    else:  # the entities stand too close together for any run
        held = np.zeros(len(examples), bool)
        held[order.permutation(np.flatnonzero(has_span))[: max(2, round(share * has_span.sum()))]] = True
    learnt = [example for example, out in zip(examples, held, strict=True) if not out]
    return learnt, [example for example, out in zip(examples, held, strict=True) if out]


def _runs(known: NDArray[np.int64], share: float, order: np.random.Generator, count: int) -> NDArray[np.bool_]:
    """Choose a share of the known sentences, in runs spread over all of them: bool [count]."""
    chosen, wanted = np.zeros(count, bool), max(2, round(share * len(known)))
    for stretch in np.array_split(known, max(1, round(wanted / RUN))):
        length = max(1, round(wanted * len(stretch) / len(known)))
        first = order.integers(len(stretch) - length + 1)
        chosen[stretch[first : first + length]] = True
    return chosen
