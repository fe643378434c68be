from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.text.cutting import beginning, ending

WORDS = st.text(st.sampled_from("ab é北京ก\u0e33\u0301\u200d👩🏽א ,."), max_size=40)


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert beginning("one two", 7) == ending("one two", 7) == "one two"


def test_a_cut_is_between_words_and_said() -> None:
    assert [beginning("one two three", n) for n in (12, 9, 8)] == ["one two …", "one two …", "one …"]
    assert [ending("one two three", n) for n in (12, 11, 10)] == ["… two three", "… two three", "… three"]


def test_of_a_word_that_is_longer_than_the_room_a_part_is_left() -> None:
    assert beginning("x" * 9, 4) == "xxx…" and ending(" y" + "x" * 9, 4) == "…xxx"
    assert beginning(" " + "x" * 9, 4) == " xx…"


def test_scripts_without_blanks_are_cut_between_any_two_letters() -> None:
    assert beginning("我们在北京大学", 5) == "我们在北…"
    assert ending("我们在ABC北京", 5) == "…北京", "a word of another script stays whole"


def test_what_runs_from_right_to_left_is_cut_at_the_same_ends_of_the_text() -> None:
    assert beginning("שלום לכולם היום", 12) == "שלום לכולם …"
    assert ending("שלום לכולם היום", 12) == "… לכולם היום"


@given(WORDS, st.integers(0, 45))
def test_a_cut_text_is_no_longer_than_asked_and_an_end_of_the_text(text: str, length: int) -> None:
    for cut, is_end in ((beginning(text, length), text.startswith), (ending(text, length), text.endswith)):
        if cut == text:
            continue
        left = cut.replace("…", "")
        assert len(text) > length and len(cut) <= max(length, 1) and is_end(left)
        if cut[0] == "…" and left:
            assert unicodedata.category(left[0]) not in ("Mn", "Me", "Cf")
