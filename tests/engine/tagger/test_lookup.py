from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import process
from engine.tagger import lookup
from engine.tagger.lookup import joined, looked_up, places_of

WORDS = st.lists(st.text("abc", max_size=3), max_size=40)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "in_steps", lambda items: process.in_steps(items, 3))


@given(WORDS)
def test_places_count_distinct_items_from_one_in_the_order_in_which_they_come(words: list[str]) -> None:
    assert places_of(words) == {word: place for place, word in enumerate(dict.fromkeys(words), 1)}


@given(WORDS)
def test_every_item_has_its_number_whatever_step_it_falls_in(words: list[str]) -> None:
    places = places_of(words)
    numbers = looked_up(places, words, np.int32)
    assert numbers.dtype == np.int32
    assert numbers.tolist() == [places[word] for word in words]


def test_an_item_that_the_table_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        looked_up({"a": 1}, ["a", "a", "a", "b"], np.uint32)


@given(st.lists(WORDS, max_size=5), st.integers(0, 60))
def test_lists_are_joined_up_to_a_number_of_items(lists: list[list[str]], most: int) -> None:
    assert joined(lists, most) == [word for words in lists for word in words][:most]
