from __future__ import annotations

import pytest

from gui.document_view.bidi import is_right_to_left, mark_before, mark_behind

LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada שלום", False),
        ("שלום Ada", True),
        ("12 (שלום)", True),
        ("محمد", True),
        ("12", False),
        ("", False),
    ],
)
def test_the_first_strong_character_decides(text, expected):
    assert is_right_to_left(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the שלום", RLM),
        ("محمد", ALM),
        ("Ada", LRM),
        ("שלום 15", RLM),
        ("Ada 15", LRM),
        ("15", LRM),
        ("Ada)", ""),
    ],
)
def test_a_blank_behind_a_word_goes_with_its_direction(text, expected):
    assert mark_behind(text, right_to_left=False) == expected


def test_a_blank_behind_a_number_without_words_goes_with_the_paragraph():
    assert mark_behind("15", right_to_left=True) == RLM


def test_vowel_points_have_the_direction_of_their_letter():
    assert mark_behind("שָׁ", right_to_left=False) == RLM


def test_a_blank_before_a_word_goes_with_that_word():
    assert mark_before("the שלום", 4, right_to_left=False) == RLM
    assert mark_before("שלום Ada", 5, right_to_left=True) == LRM
