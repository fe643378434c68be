"""Sentence bounds from tokens that this test makes itself; how they look in whole texts is in test_tokenizer."""

from __future__ import annotations

import re
from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.sentences import LONGEST_SENTENCE, sentence_bounds

TOKEN = re.compile(r"\w+\.(?=\w)|(?:Dr|etc)\.|\w+|[^\w\s]")


def bounds(text: str) -> list[int]:
    found = list(TOKEN.finditer(text))
    starts, ends = array("i", [m.start() for m in found]), array("i", [m.end() for m in found])
    return list(sentence_bounds(text, starts, ends))


def sentences(text: str) -> list[str]:
    found = list(TOKEN.finditer(text))
    return [text[found[first].start() : found[last - 1].end()] for first, last in pairwise(bounds(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada came. Bob left.", ["Ada came.", "Bob left."]),
        ("Ada came. then Bob", ["Ada came. then Bob"]),
        ("“Stop!” She ran.", ["“Stop!”", "She ran."]),
        ("Why? (Nobody knew.)", ["Why?", "(Nobody knew.)"]),
        ("Dr. The end", ["Dr. The end"]),
        ("tea, milk etc. The end", ["tea, milk etc.", "The end"]),
        ("tea, milk etc. Bob came", ["tea, milk etc. Bob came"]),
        ("1. Ada", ["1. Ada"]),
        ("One\n\nTwo\u2028Three", ["One", "Two", "Three"]),
        ("彼。彼女！", ["彼。", "彼女！"]),
        ("Wait… Now go", ["Wait…", "Now go"]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n\n"])
def test_without_tokens_there_is_only_the_first_bound(text: str) -> None:
    assert bounds(text) == [0]


def test_breaks_before_the_first_and_behind_the_last_token_make_no_empty_sentence() -> None:
    assert bounds("\n\nAda\n\n") == [0, 1]
    assert bounds("Ada.\n") == [0, 2]


def test_a_sentence_that_is_too_long_is_cut_into_pieces() -> None:
    text = "a " * (2 * LONGEST_SENTENCE + 1) + "\n" + "b " * LONGEST_SENTENCE
    assert bounds(text) == [0, 200, 400, 401, 601]


@given(st.text(st.sampled_from("aB1.!?…。\n\u2028 «»\"'("), max_size=60))
def test_every_token_is_in_exactly_one_sentence(text: str) -> None:
    found = bounds(text)
    assert found[0] == 0
    assert found[-1] == len(TOKEN.findall(text))
    assert all(first < last for first, last in pairwise(found))
