from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.matching import Matcher

LETTERS = st.text("abc d-", max_size=12)


def ordered(typed: str, names: list[str]) -> list[str]:
    matcher = Matcher(typed)
    ranked = [(rank, name) for name in names if (rank := matcher.rank(name.casefold())) is not None]
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])]


def test_what_begins_with_it_comes_before_what_has_it_inside_and_before_scattered_letters() -> None:
    names = ["Flag the document", "Show the tagger", "Taggers", "Tag", "Set an agenda", "Stage"]
    assert ordered("tag", names) == ["Tag", "Taggers", "Show the tagger", "Stage", "Set an agenda"]


def test_initials_come_before_scattered_letters() -> None:
    assert ordered("ste", ["Suite", "Show the entities"]) == ["Show the entities", "Suite"]


def test_words_may_stand_in_any_order() -> None:
    assert ordered("entities show", ["Show the entities", "Show the tagger"]) == ["Show the entities"]


def test_of_two_that_fit_alike_the_shorter_comes_first() -> None:
    assert ordered("show", ["Show the entities", "Show it"]) == ["Show it", "Show the entities"]


def test_a_later_place_at_the_start_of_a_word_counts_more_than_an_earlier_one_inside() -> None:
    assert ordered("ex", ["Index of exports", "Complex"]) == ["Index of exports", "Complex"]


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_is_no_matcher(typed: str) -> None:
    assert not Matcher(typed)


def has_in_order(word: str, name: str) -> bool:
    left = iter(name)
    return all(letter in left for letter in word)


@given(typed=LETTERS.filter(str.strip), name=LETTERS)
def test_a_name_fits_when_it_has_the_letters_of_each_word_in_their_order(typed: str, name: str) -> None:
    there = all(has_in_order(word, name) for word in typed.split())
    fits = Matcher(typed).rank(name) is not None
    assert there or not fits
    if len(name) <= 7:  # where no letter is far from the one before it
        assert fits == there


@given(typed=LETTERS.filter(str.strip), more=st.text("abcd", max_size=3), name=LETTERS)
def test_who_types_on_only_narrows_down(typed: str, more: str, name: str) -> None:
    if Matcher(typed + more).rank(name) is not None:
        assert Matcher(typed).rank(name) is not None


def test_who_types_on_brings_nothing_back_that_was_too_far_apart() -> None:
    assert Matcher("ab").rank("adddddddbc") is None
    assert Matcher("abc").rank("adddddddbc") is None


def test_letters_that_are_there_by_chance_do_not_fit() -> None:
    reject = "reject the suggestion, or remove the span"
    assert Matcher("german").rank(reject) is None
    assert Matcher("rem span").rank(reject) is not None
    assert Matcher("text…").rank("text") == Matcher("text").rank("text")
