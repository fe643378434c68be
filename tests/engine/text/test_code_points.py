from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from engine.text.code_points import are_in, blanks, class_of, code_points


@given(st.text(st.characters(exclude_categories=())))
def test_each_character_has_its_code_point(text: str) -> None:
    assert code_points(text).tolist() == [ord(character) for character in text]


def test_blanks_are_what_split_cuts_at() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    found = are_in(code_points(everything), blanks())
    assert [character for character, is_blank in zip(everything, found, strict=True) if is_blank] == [
        character for character in everything if len(f"a{character}b".split()) > 1
    ]


def test_a_class_holds_its_characters_and_no_other() -> None:
    assert are_in(code_points("a\uffff\U0001f600！b"), class_of("！b")).tolist() == [False, False, False, True, True]
