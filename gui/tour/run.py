"""Takes the tour: makes its place, boots the real app with settings of its own, drives the journey."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from engine.errors import UserError
from engine.files import make_folder
from engine.project.store import Store
from gui.app import Gatelight, make_application
from gui.language import speak
from gui.settings import Settings
from gui.tour.driver import Driver, TourResult
from gui.tour.journey import Journey

TOUR_LIMIT_S = 600.0


def run_tour(out: Path, project: Path | None, language: str = "en") -> TourResult:
    """Take the tour, leave pictures, project, tagger and page in a folder. Raises UserError for a bad folder.

    It uses settings of its own, so that a person's recent projects stay as they are.
    """
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_folder(out)
    target = out / "sample.gatelight"
    clear_place(target, project)
    if project is not None:
        copy_project(project, target)
    result = TourResult()
    speak(make_application(), language)
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
