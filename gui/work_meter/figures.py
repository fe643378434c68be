"""What the work meter counts, and what is worked out of it: how fast, and how much it takes.

seconds: at work, pauses left out. words: tokens that were confirmed, by «done» or in part. entities: gold spans that
resulted, less those that were taken away. actions: keys and clicks that did something (``gui.controllers.work_meter``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from gui import words
from gui.words import decimal, tr, tr_later

HOUR_S = 3_600
LEAST_S = 60
"""Before so many seconds, nothing is said of speed: it would be a guess."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted. words and entities can be negative: taken back, of what was there before."""

    seconds: float = 0.0
    words: int = 0
    entities: int = 0
    actions: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.seconds < float("inf") and self.actions >= 0):
            raise ValueError(f"nobody works {self.seconds} seconds or does {self.actions} actions")

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.seconds + other.seconds,
            self.words + other.words,
            self.entities + other.entities,
            self.actions + other.actions,
        )

    @property
    def words_per_hour(self) -> float | None:
        """Give the speed; None where too little was done to say."""
        return self._per_hour(self.words)

    @property
    def entities_per_hour(self) -> float | None:
        """Give the speed; None where too little was done to say."""
        return self._per_hour(self.entities)

    @property
    def seconds_per_entity(self) -> float | None:
        """Give the seconds at work per gold span that resulted; None if none did."""
        return self.seconds / self.entities if self.entities > 0 else None

    @property
    def actions_per_entity(self) -> float | None:
        """Give the keys and clicks per gold span that resulted; None if none did."""
        return self.actions / self.entities if self.entities > 0 else None

    def _per_hour(self, count: int) -> float | None:
        return None if self.seconds < LEAST_S else max(0, count) * HOUR_S / self.seconds


@dataclass(frozen=True, slots=True)
class Session:
    """From opening a project to closing it. began: by the clock on the wall."""

    began: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class Day:
    """All sessions that began on a day, together."""

    date: date
    sessions: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be said of figures. digits: behind the point."""

    words: str
    value: Callable[[Figures], float | None]
    digits: int = 0

    def said(self, figures: Figures) -> str:
        """Say it; «–» where there is nothing to say."""
        value = self.value(figures)
        return "–" if value is None else decimal(value, self.digits)


MEASURES = (
    Measure(tr_later("Words per hour"), lambda figures: figures.words_per_hour),
    Measure(tr_later("Entities per hour"), lambda figures: figures.entities_per_hour),
    Measure(tr_later("Seconds per entity"), lambda figures: figures.seconds_per_entity, 1),
    Measure(tr_later("Actions per entity"), lambda figures: figures.actions_per_entity, 1),
)


def by_day(sessions: Iterable[Session]) -> list[Day]:
    """Give the days on which somebody worked, the newest first."""
    days: dict[date, Day] = {}
    for session in sessions:
        day = session.began.date()
        before = days.get(day, Day(day, 0, Figures()))
        days[day] = Day(day, before.sessions + 1, before.figures + session.figures)
    return [days[day] for day in sorted(days, reverse=True)]


def day_words(day: date, pattern: str) -> str:
    """Say a day by a pattern of Qt's, «d MMM yyyy»."""
    return words.date(datetime.combine(day, time()), pattern)


def time_words(seconds: float) -> str:
    """Say how long somebody worked: «1 h 05 min», «12 min», «40 s»."""
    whole = int(seconds)
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    if whole < HOUR_S:
        return tr("{minutes} min", minutes=whole // 60)
    return tr("{hours} h {minutes} min", hours=whole // HOUR_S, minutes=f"{whole % HOUR_S // 60:02}")
