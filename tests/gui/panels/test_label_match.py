from __future__ import annotations

import pytest

from engine.text.labels import Label
from gui.panels.label_match import matching

LABELS = [
    Label("LOC", description="Places: towns, rivers"),
    Label("CourtDecision", group="Law", description="With its date"),
    Label("court"),
    Label("legal_court", group="Law"),
    Label("PERSON"),
    Label("per cent"),
    Label("UPPER"),
    Label("PrEaRr"),
]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("court", ["court", "CourtDecision", "legal_court"]),
        ("COURT", ["court", "CourtDecision", "legal_court"]),
        ("dec", ["CourtDecision"]),
        ("per", ["PERSON", "per cent", "UPPER", "PrEaRr"]),
        ("crt", ["court", "legal_court", "CourtDecision"]),
        ("cd", ["CourtDecision"]),
        ("decision court", ["CourtDecision"]),
        ("law", ["CourtDecision", "legal_court"]),
        ("river", ["LOC"]),
        ("per c", ["per cent"]),
        ("date", ["CourtDecision"]),
        ("zzz", []),
    ],
)
def test_what_is_typed_finds_names_first_then_groups_and_guidelines(typed: str, names: list[str]) -> None:
    assert [label.name for label in matching(LABELS, typed)] == names


def test_nothing_typed_finds_all_in_their_order() -> None:
    assert matching(LABELS, "") == LABELS


def test_a_name_whose_case_folding_is_longer_is_found() -> None:
    assert matching([Label("Straße")], "strass") == [Label("Straße")]
