"""What is known of tokens that are not all known: which tags each of them may have.

It is what the partial-label loss (``chain.py``) asks for. There is no torch in here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import Batch
from engine.tagger.examples import Example
from engine.tagger.tagset import TagSet, bounds_of


def rejected_rows(examples: Sequence[Example], tagset: TagSet) -> NDArray[np.int64]:
    """Give what was rejected, all sentences in a row: int64 [R, 3], rows (first, last, label index).

    A label that is not in the tag set is left out: a tagger that cannot give it needs no telling.
    """
    indices = {label: index for index, label in enumerate(tagset.labels)}
    begins = bounds_of(len(example.forms) for example in examples)[:-1].tolist()
    rows = [
        (begin + first, begin + last, indices[label])
        for begin, example in zip(begins, examples, strict=True)
        for first, last, label in example.rejected
        if label in indices
    ]
    return np.array(rows, np.int64).reshape(-1, 3)


def allowed_tags(
    gold: NDArray[np.int64], bounds: NDArray[np.int64], rejected: NDArray[np.int64], tagset: TagSet
) -> NDArray[np.bool_]:
    """Give which tags each token may have, all sentences in a row: bool [N, K].

    gold: int64 [N], repaired (``TagSet.repaired``), UNKNOWN where untouched; bounds: int64 [S + 1]; rejected:
    int64 [R, 3], rows (first, last, label index). A gold tag allows itself alone. An untouched token allows
    everything but the label of a rejection that covers it, and the continuation of a gold span right before
    it: the span's end is known. So O is always allowed there, and gold with O in between is a legal sequence.
    """
    allowed = np.ones((len(gold), len(tagset)), bool)
    for first, last, label in rejected.tolist():
        allowed[first:last, [tagset.begin[label], tagset.inside[label]]] = False
    behind = np.flatnonzero(gold[:-1] > 0) + 1
    behind = behind[~np.isin(behind, bounds)]
    allowed[behind, tagset.inside[(gold[behind - 1] - 1) // 2]] = False
    # Last, for gold wins: whoever labelled a token that is part of a rejected span did so knowing more.
    known = gold >= 0
    allowed[known] = gold[known, None] == np.arange(len(tagset))
    return allowed


def allowed_in(batch: Batch, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give which tags each place of a batch may have: allowed [N, K] -> bool [T, B, K], all of them behind the ends."""
    of_batch = allowed[batch.tokens]
    of_batch[~batch.mask] = True
    return of_batch


def judged(allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which tokens somebody said something about: allowed [..., K] -> bool [...]. The loss is divided by them.

    A known end alone, which rules out one tag of the token behind it, does not count: nobody judged that token.
    """
    found: NDArray[np.bool_] = np.count_nonzero(~allowed, axis=-1) > 1
    return found
