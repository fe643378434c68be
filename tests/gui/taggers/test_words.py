from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.project.store import TaggerRow
from engine.tagger.metrics import Metrics, Score
from gui.taggers.words import (
    OVERALL,
    Difference,
    TaggerList,
    choose_two,
    cleanup_details,
    compared,
    deletion_details,
    f1_text,
    names,
    revision_text,
    size_text,
    verdict,
)


def row(number: int, f1: float = 0.8, deviation: float = 0.03, **others) -> TaggerRow:
    score = Score(f1, f1, f1, 40)
    metrics = Metrics(score, {"PER": score, "LOC": replace(score, support=number)}, 0.97, 12, 200, deviation)
    common = {"seed": 1, "revision": 10, "metrics": metrics, "sentences": 80, "spans": 130, "held_out": "split"}
    rest = {"measured_on": "", "size": 2_000_000, "kept": False, "in_use": False, "name": ""}
    return TaggerRow(number=number, created=datetime(2026, 1, 1, tzinfo=UTC), **(common | rest | others))


def test_a_difference_says_its_direction_in_three_ways_of_which_colour_is_none() -> None:
    assert str(Difference(0.80, 0.83)) == "▲ +0.03"
    assert str(Difference(0.80, 0.79)) == "▼ −0.01"
    assert str(Difference(0.80, 0.801)) == "= 0.00"
    assert str(Difference(None, 0.8)) == "–"


def test_a_difference_is_that_of_the_figures_that_are_shown() -> None:
    before, after = 0.614, 0.636  # 0.61 and 0.64, though they are 0.022 apart
    assert str(Difference(before, after)) == "▲ +0.03"


@pytest.mark.parametrize(("f1", "within"), [(0.84, True), (0.76, True), (0.85, False), (0.75, False)])
def test_a_difference_is_worth_something_beyond_both_deviations_together(f1: float, within: bool) -> None:
    assert math.hypot(0.03, 0.03) == pytest.approx(0.042, abs=0.001)
    words = verdict(row(1), row(2, f1))
    assert ("within ± 0.04: by these figures neither is better" in words) is within
    if not within:
        assert f"F1 of B is 0.05 {'higher' if f1 > 0.8 else 'lower'}" in words


def test_it_is_said_whether_both_were_measured_on_the_same_sentences() -> None:
    assert "on the same 12 sentences" in verdict(row(1, measured_on="a"), row(2, measured_on="a"))
    assert "were measured on different" in verdict(row(1, measured_on="a"), row(2, measured_on="b"))
    assert "may have been measured on different" in verdict(row(1), row(2))
    assert "may have been measured on different" in verdict(row(1), row(2, measured_on="a"))


def test_figures_of_the_sentences_that_a_tagger_learnt_from_are_none() -> None:
    learnt = row(2, held_out="none")
    assert f1_text(learnt) == "–"
    assert compared(row(1), learnt) == []
    assert "Tagger 2 was not measured" in verdict(row(1), learnt)
    assert "Tagger 1 was not measured" in verdict(row(1, metrics=None), learnt)


def test_every_label_of_either_is_compared_the_most_frequent_first() -> None:
    other = row(90)
    assert other.metrics is not None
    del other.metrics.per_label["PER"]
    lines = compared(row(1), other)
    assert [(line.name, line.spans) for line in lines] == [
        (OVERALL, (40, 40)),
        ("LOC", (1, 90)),
        ("PER", (40, None)),
    ]
    assert [str(line.f1) for line in lines] == ["= 0.00", "= 0.00", "–"]


def test_one_is_compared_with_the_one_in_use_and_two_with_each_other() -> None:
    rows = [row(3), row(2, in_use=True), row(1)]

    def chosen(*selected: int) -> tuple[int, ...] | None:
        pair = choose_two(rows, selected)
        return pair and tuple(one.number for one in pair)

    assert chosen(3) == (2, 3)
    assert chosen(1) == (2, 1)
    assert chosen(3, 1) == (1, 3)
    assert chosen(2) is chosen() is chosen(1, 2, 3) is chosen(9) is None


def test_a_revision_says_how_long_ago_it_was() -> None:
    assert revision_text(row(1, revision=1200), 1240) == "1,200 (40 ago)"
    assert revision_text(row(1, revision=12), 12) == "12 (now)"
    assert revision_text(row(1, revision=None), 12) == "elsewhere"
    assert (size_text(None), size_text(3_100_000)) == ("figures only", "3.1\N{NO-BREAK SPACE}MB")


def test_a_cleanup_says_what_goes_and_how_much_that_frees() -> None:
    rows = (row(4, in_use=True), row(3), row(2, kept=True), row(1, size=None))
    listed = TaggerList(rows, 10, 500_000)
    assert listed.freed_bytes == 2_500_000
    words = cleanup_details(listed)
    assert "No longer to be used or exported then: Tagger 3." in words
    assert "0.5\N{NO-BREAK SPACE}MB of the file hold nothing any more" in words
    only_space = TaggerList((rows[0],), 10, 500_000)
    assert "Tagger" not in cleanup_details(only_space)


def test_a_deletion_says_what_suggests_after_it() -> None:
    used, other, figures = row(3, in_use=True), row(1, name="best"), row(2, size=None)
    assert "in use" not in deletion_details(TaggerList((used, other)), other)
    assert "best suggests in its place" in deletion_details(TaggerList((used, figures, other)), used)
    assert "nothing suggests until you retrain" in deletion_details(TaggerList((used, figures)), used)


def test_many_names_are_counted() -> None:
    assert names(["A"]) == "A"
    assert names(["A", "B", "C"]) == "A, B and C"
    assert names(list("ABCDEF")) == "A, B, C, D and 2 more"
