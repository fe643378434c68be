"""Runs the journey: steps are a generator that yields what it waits for, a timer resumes it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer

from engine.errors import UserError
from engine.project.store import Store

POLL_MS = 2
TOUR_LIMIT_S = 600.0


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


def run_tour(out: Path, project: Path | None) -> TourResult:
    """Take the tour, leave pictures, project, tagger and page in a folder. Raises UserError for a bad folder.

    It uses settings of its own, so that a person's recent projects stay as they are.
    """
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from engine.files import make_folder
    from gui.app import Gatelight, make_application
    from gui.settings import Settings
    from gui.tour.journey import Journey

    make_folder(out)
    target = out / "sample.gatelight"
    clear_place(target, project)
    if project is not None:
        copy_project(project, target)
    result = TourResult()
    make_application()
    with tempfile.TemporaryDirectory(prefix="gatelight-tour-") as home:
        settings = Settings(Path(home))
        settings.theme = "light"
        app = Gatelight(settings)
        journey = Journey(app, out, project, result)
        loop = QEventLoop()

        def ended(failure: str | None) -> None:
            if failure is not None:
                result.failures.append(failure)
            loop.quit()

        app.start()
        driver = Driver(journey.steps(), ended)
        limit = QTimer(driver, singleShot=True, interval=int(TOUR_LIMIT_S * 1000))
        limit.timeout.connect(lambda: driver.give_up(f"the tour took longer than {TOUR_LIMIT_S:.0f} s"))
        limit.start()
        loop.exec()
        driver.deleteLater()
        app.window.close()
        result.failures += [f"{type(error).__name__}: {error}" for error in app.errors.reported]
    result.measures["screenshots"] = len(result.pictures)
    return result


def clear_place(target: Path, source: Path | None) -> None:
    """Make room for the tour's project. Raises UserError rather than take away a project that no tour made."""
    if source is not None and target.exists() and target.samefile(source):
        raise UserError("the tour would work on the project itself", path=source, remedy="choose another --out")
    if target.exists() and not list(target.parent.glob("01-*.png")):
        raise UserError("there is a project here that no tour made", path=target, remedy="choose another --out")
    for old in (target, *(Path(f"{target}-{end}") for end in ("wal", "shm"))):
        old.unlink(missing_ok=True)


def copy_project(source: Path, target: Path) -> None:
    """Copy a project, which may be open elsewhere, as it is at this moment. Raises ProjectError."""
    with Store.open(source) as store:
        store.copy_to(target)
