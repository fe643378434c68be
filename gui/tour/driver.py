"""Drives a generator of steps: each step yields what it waits for, a timer resumes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

POLL_MS = 2


@dataclass(frozen=True, slots=True)
class Until:
    """Something a step waits for. what: words for the failure, «the tagger is trained»."""

    ready: Callable[[], bool]
    what: str
    limit_s: float = 30.0


@dataclass(slots=True)
class TourResult:
    """What the tour measured, made and could not do."""

    measures: dict[str, Any] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class TourError(Exception):
    """A step did not do what it says."""


class Driver(QObject):
    """Resumes a generator of Until whenever what it waits for has come true."""

    def __init__(self, steps: Iterator[Until], ended: Callable[[str | None], None]) -> None:
        super().__init__()
        self._steps = steps
        self._ended = ended
        self._waiting: Until | None = None
        self._deadline = 0.0
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def _poll(self) -> None:
        if self._waiting is not None and not self._waiting.ready():
            if time.monotonic() > self._deadline:
                self._end(f"waited {self._waiting.limit_s:.0f} s in vain: {self._waiting.what}")
            return
        try:
            self._waiting = next(self._steps)
            self._deadline = time.monotonic() + self._waiting.limit_s
        except StopIteration:
            self._end(None)
        except TourError as failure:
            self._end(str(failure))
        except Exception as error:
            self._end(f"a step broke: {type(error).__name__}: {error}")
            raise

    def give_up(self, why: str) -> None:
        """End the tour before its last step."""
        self._end(why)

    def _end(self, failure: str | None) -> None:
        self._timer.stop()
        self._ended(failure)
