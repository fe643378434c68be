from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from export.names import FreeNames


def test_who_comes_later_gets_a_number() -> None:
    names = FreeNames()
    assert [names.take(name) for name in ("a", "a 2", "a", "A", "b", "a 2")] == ["a", "a 2", "a 3", "A 4", "b", "a 2 2"]


def test_how_a_letter_is_put_together_makes_no_other_name() -> None:
    names = FreeNames()
    assert [names.take(name) for name in ("Zoe\u0308", "zo\u00eb", "ZO\u00cb")] == [
        "Zoe\u0308",
        "zo\u00eb 2",
        "ZO\u00cb 3",
    ]


@given(st.lists(st.text(alphabet="aA2-", max_size=4)))
def test_no_name_is_given_twice(wanted: list[str]) -> None:
    names = FreeNames("-")
    taken = [names.take(name).casefold() for name in wanted]
    assert len(set(taken)) == len(taken)
