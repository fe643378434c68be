from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from engine.text.folding import fold

EVERY = "".join(map(chr, range(sys.maxunicode + 1)))


def test_capitals_and_small_letters_are_the_same() -> None:
    for one, other in [("Paris", "pARIS"), ("É", "é"), ("ΣΑΣ", "σας"), ("ẞ", "ß"), ("Ж", "ж"), ("\u212a", "k")]:
        assert fold(one) == fold(other)


def test_accents_and_letters_that_are_several_stay_apart() -> None:
    for one, other in [("é", "e"), ("straße", "STRASSE"), ("İ", "i"), ("ŉ", "n")]:
        assert fold(one) != fold(other)


def test_no_character_moves() -> None:
    folded = fold(EVERY)
    assert len(folded) == len(EVERY)
    # all at once and one by one: what a character becomes does not hang on its neighbours
    assert all(fold(character) == own for character, own in zip(EVERY[:0x20000], folded, strict=False))


def test_white_space_stays_white_space() -> None:
    assert all(one.isspace() == other.isspace() for one, other in zip(EVERY, fold(EVERY), strict=True))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
