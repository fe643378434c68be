"""Sentence bounds from tokens that this test makes itself; how they look in whole texts is in test_tokenizer."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.text import sentences as module
from engine.text.abbreviations import STARTERS, TITLES
from engine.text.sentences import LONGEST_SENTENCE, sentence_bounds
from engine.text.tokenizer import tokenize

TOKEN = re.compile(r"\w+\.(?=\w)|(?:Dr|etc)\.|\w+|[^\w\s]")


def bounds(text: str) -> list[int]:
    found = list(TOKEN.finditer(text))
    starts, ends = (np.array([m.span()[side] for m in found], np.int32) for side in (0, 1))
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


PLAIN_BREAK = re.compile(
    r"[\n\r\x0b\x0c\x85\u2028\u2029]++"
    r"|[。！？｡．]++['\"’”»)\]}›」』）】]*+"
    r"|(?<![.!?…‼⁇⁈⁉؟۔।॥։።])[.!?…‼⁇⁈⁉؟۔।॥։።]++['\"’”»)\]}›」』）】]*+(?=\s)"
)


def plain_bounds(text: str, starts: list[int], forms: list[str]) -> list[int]:
    """Do the same one break after the other, and with one expression."""
    bounds = [0]
    for found in PLAIN_BREAK.finditer(text):
        dot, first, token = found.start(), bounds[-1], bisect_left(starts, found.end())
        if not first < token < len(starts):
            continue
        if text[dot] in ".!?…‼⁇⁈⁉؟۔।॥։።":
            word = next((form for form in forms[token : token + 4] if form[0] not in "\"'“‘«‹([{¿¡*-–—•"), "")
            ending = bisect_right(starts, dot) - 1
            if word[:1].islower():
                continue
            if starts[ending] < dot:
                if word not in STARTERS or text[starts[ending] : dot] in TITLES:
                    continue
            elif ending == first + 1 and forms[first].isdecimal():
                continue
        bounds += [*range(first + LONGEST_SENTENCE, token, LONGEST_SENTENCE), token]
    if starts:
        bounds += [*range(bounds[-1] + LONGEST_SENTENCE, len(starts), LONGEST_SENTENCE), len(starts)]
    return bounds


PARTS = st.sampled_from(
    [
        *("Dr.", "Inc.", "U.S.", "No.", "The", "He", "Ada", "bob", "1", "12.", "x.org.", "etc.", "٣", "漢", "'s"),
        *(".", "...", "!", "?!", "…", "‼", "؟", "।", "。", "！", "｡．", "⁇⁈"),
        *('"', "'", "”", "»", ")", "」", "(", "“", "«", "—", "•", "¿", "\u0301", "\u200b", "\ud800", "\x00"),
        *(" ", "  ", "\n", "\r\n", "\x0b", "\x1c", "\x85", "\xa0", "\u2028", "\u3000"),
    ]
)


@given(st.lists(PARTS | st.text(max_size=2), max_size=30).map("".join), st.integers(1, 20), st.integers(1, 5))
@example("12... The", 4, 1)  # the cut is in a run of dots
def test_bounds_are_those_found_one_break_after_the_other(text: str, piece: int, breaks: int) -> None:
    tokens = tokenize(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE", piece)
        patch.setattr(module, "BREAKS", breaks)
        found = sentence_bounds(text, tokens.starts, tokens.ends)
    assert list(found) == plain_bounds(text, tokens.starts.tolist(), tokens.forms())
