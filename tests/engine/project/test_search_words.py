from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project.search_words import is_inside, joins, search_words
from engine.text.folding import fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S. don't C++ @handle 3.5 %", ["u", "s", "don", "t", "c", "handle", "3", "5"]),
        ("snake_case", ["snake", "case"]),
        ("東京都2024年", ["東", "京", "都", "2024", "年"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]),
        ("aำa", ["a", "ำ", "a"]),
        ("서울에", ["서울에"]),
        ("cafe\u0301 नमस्ते", ["cafe\u0301", "नमस्ते"]),
        ("so 😀😀ok", ["so", "😀", "😀", "ok"]),
        ("++ \ud83d \0 …", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_or_stand_alone(text: str, words: list[str]) -> None:
    assert search_words(fold(text)) == words


@given(st.text())
def test_the_edges_are_those_of_the_words(text: str) -> None:
    folded, inside, position = fold(text), set(), 0
    for word in search_words(folded):
        position = folded.index(word, position)
        inside.update(range(position + 1, position + len(word)))
        position += len(word)
    assert {place for place in range(len(folded) + 1) if is_inside(folded, place)} == inside


@given(st.characters())
def test_a_word_of_one_character_joins_or_stands_alone(character: str) -> None:
    folded = fold(character)
    assert joins(folded) == (search_words(folded * 2) == [folded * 2])
