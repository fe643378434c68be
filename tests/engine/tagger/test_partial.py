from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.examples import Example
from engine.tagger.partial import allowed_tags, rejected_rows
from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of

TAGSET = TagSet(["A", "B"])
K = len(TAGSET)
NOTHING = np.zeros((0, 3), np.int64)


@st.composite
def corpora(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw gold [N], bounds [S + 1] and rejections [R, 3]; these may overlap, repeat and cross the bounds."""
    bounds = bounds_of(draw(st.lists(st.integers(0, 4), max_size=4)))
    count = int(bounds[-1])
    tags = draw(st.lists(st.integers(UNKNOWN, K - 1), min_size=count, max_size=count))
    places = st.integers(0, count)
    rows = draw(st.lists(st.tuples(places, places, st.integers(0, len(TAGSET.labels) - 1)), max_size=4))
    gold = TAGSET.repaired(np.array(tags, np.int64), bounds)
    return gold, bounds, np.array([row for row in rows if row[0] < row[1]], np.int64).reshape(-1, 3)


def is_allowed(tag: int, token: int, gold: np.ndarray, bounds: np.ndarray, rejected: np.ndarray) -> bool:
    """Read the rules one by one, in the words of the tags."""
    if gold[token] != UNKNOWN:
        return bool(tag == gold[token])
    letter, _, label = TAGSET.tags[tag].partition("-")
    if any(first <= token < last and label == TAGSET.labels[which] for first, last, which in rejected):
        return False
    known_before = token not in bounds and gold[token - 1] > 0
    return not (known_before and letter == "I" and label == TAGSET.tags[gold[token - 1]][2:])


@given(corpora())
def test_allowed_tags_are_what_the_rules_say(corpus: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    gold, bounds, rejected = corpus
    allowed = allowed_tags(gold, bounds, rejected, TAGSET)
    assert allowed.shape == (len(gold), K)
    for token, tag in product(range(len(gold)), range(K)):
        assert allowed[token, tag] == is_allowed(tag, token, gold, bounds, rejected), (token, TAGSET.tags[tag])
    assert allowed[gold == UNKNOWN, 0].all(), "O is never ruled out"


@given(corpora())
def test_every_sentence_has_a_legal_sequence_of_allowed_tags(
    corpus: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    gold, bounds, rejected = corpus
    allowed = allowed_tags(gold, bounds, rejected, TAGSET)
    for first, last in pairwise(bounds):
        paths = product(*(np.flatnonzero(row).tolist() for row in allowed[first:last]))
        assert any(
            all(TAGSET.starts[tag] for tag in path[:1]) and all(TAGSET.moves[a, b] for a, b in pairwise(path))
            for path in paths
        )


def test_a_known_end_of_a_span_is_used_within_its_sentence() -> None:
    a_begin, a_inside = TAGSET.begin[0], TAGSET.inside[0]
    gold = np.array([a_begin, UNKNOWN, UNKNOWN, a_begin, UNKNOWN])
    allowed = allowed_tags(gold, np.array([0, 4, 5]), NOTHING, TAGSET)
    assert allowed[0].tolist() == [tag == a_begin for tag in range(K)]
    assert allowed[1].tolist() == [tag != a_inside for tag in range(K)]
    assert allowed[2].all()
    assert allowed[4].all(), "of the next sentence, or of the next piece of a long one"


def test_rejections_stand_where_their_sentences_do_and_unknown_labels_are_left_out() -> None:
    examples = [
        Example(("a", "b"), (None, None), ((0, 2, "B"),)),
        Example((), ()),
        Example(("c", "d", "e"), (None, "B-A", None), ((0, 1, "Z"), (1, 3, "A"))),
    ]
    assert rejected_rows(examples, TAGSET).tolist() == [[0, 2, 1], [3, 5, 0]]
    assert rejected_rows([], TAGSET).shape == (0, 3)
