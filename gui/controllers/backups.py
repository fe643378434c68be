"""Makes backups of the open project: one a day by itself, once it is told to begin, and whenever a person asks.

It has a lane of its own, at low priority. On the store lane a label would wait for the copy; on the training lane a
backup would wait for a training, and the next training for the backup.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from engine.project.backup_files import Backup
from engine.project.backups import BackupFacts, back_up_if_due, back_up_now, describe_backups
from gui.tasks import Lane

FIRST_MS = 10_000
"""So long after a project was opened comes its backup: not while its documents are being fetched."""
AGAIN_MS = 3_600_000

Described = tuple[tuple[Backup, BackupFacts | None], ...]


class BackupController(QObject):
    """Knows which project is open and when it was backed up."""

    made = Signal(object)  # Backup, one that a person asked for
    failed = Signal(object)  # Exception

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._project: Path | None = None
        self._stop = threading.Event()
        self._told: set[Path] = set()
        self._by_itself = False
        self._watched = True
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._again = QTimer(self, interval=AGAIN_MS)
        for timer in (self._first, self._again):
            timer.timeout.connect(self.back_up_if_due)

    def begin(self) -> None:
        """Make a backup a day from now on."""
        self._by_itself = True
        self._set_timers()

    def set_project(self, project: Path | None, *, watched: bool = True) -> None:
        """Look after another project, or none; a copy of the one before that is on its way is given up.

        watched: make its daily backups; not of one that is only looked at here, which another window may back up.
        """
        self._stop.set()
        self._stop = threading.Event()
        self._project = project
        self._watched = watched
        self._set_timers()

    def back_up_if_due(self) -> None:
        """Make the backup of today unless there is one, or nothing has changed. Why it fails is told once a project."""
        project = self._project
        if project is not None:
            work = partial(back_up_if_due, project, datetime.now(), self._stop.is_set)
            self._lane.run(work, lambda _: self._told.discard(project), partial(self._fail_quietly, project))

    def back_up_now(self) -> None:
        """Make a backup in any case."""

        def done(backup: Backup | None) -> None:
            if backup is not None:
                self.made.emit(backup)

        if self._project is not None:
            self._lane.run(
                partial(back_up_now, self._project, datetime.now(), self._stop.is_set), done, self.failed.emit
            )

    def describe(self, project: Path, then: Callable[[Described], None]) -> None:
        """Look up the backups of a project, open or not."""
        self._lane.run(partial(describe_backups, project), then, self.failed.emit)

    def _set_timers(self) -> None:
        for timer in (self._first, self._again):
            timer.stop()
            if self._by_itself and self._watched and self._project is not None:
                timer.start()

    def _fail_quietly(self, project: Path, error: Exception) -> None:
        if project not in self._told:
            self._told.add(project)
            self.failed.emit(error)
