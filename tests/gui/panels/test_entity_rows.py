from __future__ import annotations

from gui.panels.entity_rows import Heading, NameRow, PlaceRow, described

NBSP = "\N{NO-BREAK SPACE}"


def test_a_heading_is_described_with_its_count_and_whether_it_is_folded() -> None:
    assert described(Heading("PER", 1, folded=False)) == "PER, 1 entity, unfolded"
    assert described(Heading("PER", 1_204, folded=True)) == "PER, 1,204 entities, folded"


def test_a_name_is_described_with_how_often_it_stands_or_how_sure_it_is() -> None:
    assert described(NameRow("PER", "Ada", 3, True, 0, 3, 0.5)) == "Ada\nPER, 3 times, folded"
    assert described(NameRow("PER", "Ada", 1, True, 0, 3, 0.999)) == f"Ada\nPER, 99{NBSP}% sure"
    assert described(NameRow("PER", "Ada", 1, True, 0, 3)) == "Ada\nPER"


def test_a_place_is_described_within_its_context() -> None:
    row = PlaceRow("PER", "Ada", 2, 3, 8, 11, "met with ", " again", confidence=1.0)
    assert described(row) == f"… met with Ada again …\nPER, 2 of 3, 100{NBSP}% sure"


def test_a_very_long_name_is_shortened() -> None:
    assert len(described(NameRow("PER", "x" * 10_000, 1, True, 0, 10_000))) < 250
