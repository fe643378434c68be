from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of, labels_in


def test_tags_come_in_the_order_of_the_labels() -> None:
    assert TagSet(["PER", "LOC"]).tags == ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def test_inside_is_legal_only_behind_its_own_label() -> None:
    tagset = TagSet(["PER", "LOC"])
    legal = {(a, b) for i, a in enumerate(tagset.tags) for j, b in enumerate(tagset.tags) if tagset.moves[i, j]}
    assert ("B-PER", "I-PER") in legal
    assert ("I-PER", "I-PER") in legal
    assert ("O", "I-PER") not in legal
    assert ("B-LOC", "I-PER") not in legal
    assert [tag for tag, ok in zip(tagset.tags, tagset.starts, strict=True) if ok] == ["O", "B-PER", "B-LOC"]


def test_repeated_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="repeat"):
        TagSet(["PER", "PER"])


def test_untouched_tokens_have_their_own_number() -> None:
    assert TagSet(["PER"]).numbers([["O", None], ["B-PER"]]).tolist() == [0, UNKNOWN, 1]


def test_a_foreign_tag_is_named() -> None:
    with pytest.raises(ValueError, match="'B-LOC' is not one of the tags O, B-PER, I-PER"):
        TagSet(["PER"]).numbers([["B-LOC"]])


def test_labels_with_hyphens_stay_whole() -> None:
    assert labels_in([["B-drug-name", None, "O"], ["I-x"]]) == ("drug-name", "x")


@pytest.mark.parametrize("tag", ["PER", "B-", "X-PER", ""])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not an IOB2 tag"):
        labels_in([[tag]])


@given(st.lists(st.lists(st.integers(-1, 4), max_size=8), max_size=5))
def test_repair_gives_legal_tags_and_keeps_legal_ones(sentences: list[list[int]]) -> None:
    tagset, bounds = TagSet(["A", "B"]), bounds_of(map(len, sentences))
    numbers = np.array([n for sentence in sentences for n in sentence], np.int64)

    repaired = tagset.repaired(numbers, bounds)

    for first, last in pairwise(bounds):
        row = repaired[first:last]
        assert not len(row) or row[0] == UNKNOWN or tagset.starts[row[0]]
        for a, b in pairwise(row):
            assert b == UNKNOWN or (tagset.moves[a, b] if a != UNKNOWN else tagset.starts[b])
    assert (tagset.repaired(repaired, bounds) == repaired).all()
    assert ((repaired + 1) // 2 == (numbers + 1) // 2).all(), "labels never change"


def test_spans_end_with_their_sentence() -> None:
    tagset = TagSet(["A", "B"])
    numbers = tagset.numbers([["B-A", "I-A"], ["B-B", "B-B", "I-B", "O"], [], ["B-A"]])
    assert tagset.spans(numbers, bounds_of([2, 4, 0, 1])).tolist() == [
        [0, 2, 0],
        [2, 3, 1],
        [3, 5, 1],
        [6, 7, 0],
    ]
