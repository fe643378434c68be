from __future__ import annotations

from datetime import date, datetime

import pytest

from gui.work_meter.figures import MEASURES, Day, Figures, Session, by_day, time_words


def said(figures: Figures) -> list[str]:
    return [measure.said(figures) for measure in MEASURES]


def test_measures_are_worked_out_of_what_was_counted() -> None:
    assert said(Figures(seconds=1_800, words=2_100, entities=120, actions=150)) == ["4,200", "240", "15.0", "1.2"]


def test_nothing_is_said_of_speed_in_the_first_minute_nor_of_no_entities() -> None:
    assert said(Figures(seconds=59, words=100, entities=4, actions=8)) == ["–", "–", "14.8", "2.0"]
    assert said(Figures(seconds=3_600, words=100, entities=0, actions=8)) == ["100", "0", "–", "–"]


def test_who_only_takes_back_is_not_slower_than_nobody() -> None:
    assert said(Figures(seconds=3_600, words=-10, entities=-3, actions=4)) == ["0", "0", "–", "–"]


@pytest.mark.parametrize("wrong", [{"seconds": -1.0}, {"seconds": float("nan")}, {"actions": -1}])
def test_figures_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="nobody works"):
        Figures(**wrong)


def test_sessions_of_a_day_are_taken_together_and_the_newest_day_comes_first() -> None:
    one, two = Figures(100, 10, 1, 2), Figures(50, 5, 4, 3)
    sessions = [
        Session(datetime(2026, 11, 26, 23, 59), one),
        Session(datetime(2026, 11, 27, 0, 1), one),
        Session(datetime(2026, 11, 26, 8, 0), two),
    ]
    assert by_day(sessions) == [
        Day(date(2026, 11, 27), 1, one),
        Day(date(2026, 11, 26), 2, Figures(150, 15, 5, 5)),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_900, "1 h 05 min")]
)
def test_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert time_words(seconds) == words
