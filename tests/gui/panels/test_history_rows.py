from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.project.store import ActionRow
from gui.panels.history_rows import HistoryListing, HistoryRow, circumstances, described, when

NOON = datetime(2026, 11, 26, 12).astimezone()


def action(number: int, *, who: str = "ada", document: str = "one") -> ActionRow:
    return ActionRow(number, NOON.astimezone(UTC), who, f"Action {number}", False, 1, document)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(hours=2), "10:00"),
        (timedelta(hours=12), "00:00"),
        (timedelta(hours=13), "yesterday 23:00"),
        (timedelta(hours=37), "24 Nov 23:00"),
        (timedelta(days=400), "22 Oct 2025"),
        (timedelta(hours=-1), "13:00"),
    ],
)
def test_a_moment_is_said_as_people_do(before: timedelta, said: str) -> None:
    assert when((NOON - before).astimezone(UTC), NOON) == said


def test_where_the_project_is_decides_what_is_undone() -> None:
    listing = HistoryListing([action(n) for n in (9, 7, 4)], 7, has_beginning=True)
    assert [(row.id, row.undone, row.current) for row in listing] == [
        (9, True, False), (7, False, True), (4, False, False), (0, False, False),
    ]  # fmt: skip
    assert [row.current for row in HistoryListing([action(3)], 0, has_beginning=True)] == [False, True]
    assert [row.undone for row in HistoryListing([action(3)], 0, has_beginning=True)] == [True, False]


def test_a_row_is_found_again_in_a_newer_listing() -> None:
    old = HistoryListing([action(n) for n in (7, 4)], 7, has_beginning=True)
    new = HistoryListing([action(n) for n in (9, 8, 7, 2)], 9, has_beginning=True)
    assert [new.number_of(row) for row in old] == [2, None, 4]
    assert HistoryListing([action(9)], 9).number_of(old[-1]) is None


def test_a_hundred_thousand_rows_are_made_only_when_they_are_asked_for() -> None:
    listing = HistoryListing([action(n) for n in range(100_000, 0, -1)], 100_000)
    assert listing[99_999].title == "Action 1"
    assert [row.id for row in listing[1:3]] == [99_999, 99_998]
    with pytest.raises(IndexError):
        listing[100_000]


def test_a_row_says_who_did_what_when_and_where() -> None:
    row = HistoryRow(action(3), current=True)
    assert circumstances(row, NOON) == "12:00 · ada · one"
    assert circumstances(HistoryRow(action(3, who="", document="")), NOON) == "12:00"
    assert described(row) == "Action 3, now\nThursday, 26 November 2026, 12:00:00\nBy ada\nIn one"
    assert described(HistoryRow(action(3), undone=True)).startswith("Action 3, undone\n")
    assert described(HistoryRow(None)) == "Beginning\nBefore anything was done"
