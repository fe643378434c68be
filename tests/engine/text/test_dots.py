from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.dots import EXAMPLES, Follower, follower, is_abbreviation, may_depend_on_follower

WORDS = ["Dr", "Inc", "No", "nos", "Dec", "J", "É", "j", "ab", "Nothing"]


@pytest.mark.parametrize(
    ("behind", "kind"),
    [
        ("", Follower.OTHER),
        (" 5", Follower.NUMBER),
        ("\xa0٣", Follower.NUMBER),
        (" Smith", Follower.NAME),
        ("    X", Follower.NAME),
        ("     X", Follower.OTHER),
        (" The", Follower.OTHER),
        (" smith", Follower.OTHER),
        ("\n5", Follower.OTHER),
        (" (5)", Follower.OTHER),
    ],
)
def test_what_follows_a_dot_is_a_number_a_name_or_nothing_that_tells(behind: str, kind: Follower) -> None:
    assert follower(f"x.{behind}", 2) is kind


def test_each_example_of_a_follower_is_one() -> None:
    assert [follower(example, 0) for example in EXAMPLES] == list(Follower)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. x", True),
        ("Inc.", True),
        ("No. 5", True),
        ("No. X", False),
        ("J. Smith", True),
        ("J. The", False),
        ("J. 5", False),
        ("j. Smith", False),
        ("Nothing. 5", False),
    ],
)
def test_a_dot_belongs_to_an_abbreviation(text: str, expected: bool) -> None:
    assert is_abbreviation(text, 0, text.index(".")) is expected


@given(st.sampled_from(WORDS) | st.text(max_size=3), st.sampled_from(["", "(", "l'", "漢"]))
def test_no_chunk_depends_on_what_follows_unknown_to_us(word: str, before: str) -> None:
    chunk = f"{before}{word}."
    answers = {is_abbreviation(chunk + behind, len(before), len(chunk) - 1) for behind in EXAMPLES}
    assert len(answers) == 1 or may_depend_on_follower(chunk)
