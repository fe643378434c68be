"""What a project could not write: it is done to a copy in memory, kept in order, and done to the file later.

A write is a function of a connection. So it can be done twice, and the file gets what it lacks and no more: on a disk
that was just full there may be no room for a whole copy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import ProjectError
from engine.project.codec import DamagedError
from engine.project.connection import GuardedConnection, transaction
from engine.project.memory import copied

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""A write: what to do inside a transaction. It gives the same whenever it is done to the same rows."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is in memory only. count: how many changes; reason: why the file did not take them, the last time."""

    count: int
    reason: ProjectError

    @property
    def changes(self) -> str:
        """Give the count in words."""
        return f"{self.count:,} change{'s' if self.count > 1 else ''}"


@dataclass(frozen=True, slots=True)
class _Done:
    """A write as it was done in memory. compared: whether its result has to be the same again."""

    work: Work[Any]
    result: Any
    compared: bool


class Waiting:
    """A copy of a project in memory with the writes that its file has not seen."""

    def __init__(self, source: GuardedConnection, path: Path, reason: ProjectError) -> None:
        """Copy what the file holds. Raises ProjectError if it cannot even be read."""
        self.memory = copied(source, path)
        self.reason = reason
        self._path = path
        self._done: list[_Done] = []
        self._noted: list[Work[None]] = []

    def write(self, work: Work[T], *, compared: bool = True) -> T:
        """Do a write to the copy and keep it for the file, unless it changes nothing.

        compared: whether its result must be the same when it is done to the file; not for a number that just counts.
        """
        with self.memory.alone() as connection:
            before = connection.total_changes
            with transaction(connection):
                result = work(connection)
            if connection.total_changes > before:
                self._done.append(_Done(work, result, compared))
            return result

    def note(self, work: Work[None]) -> None:
        """Do a write that nobody would miss: it goes to the file with the others, and does not count."""
        with self.memory.transaction() as connection:
            work(connection)
        self._noted.append(work)

    @property
    def unsaved(self) -> Unsaved:
        """Give what waits, and why."""
        return Unsaved(len(self._done), self.reason)

    def replay(self, connection: sqlite3.Connection) -> None:
        """Do everything to the file, within the caller's transaction.

        Somebody else may have changed it meanwhile. Where a write then does not fit, or means something else (undo
        takes back another action, a document gets another number), nothing is done. Raises ProjectError.
        """
        for done in self._done:
            try:
                result = done.work(connection)
            except (ValueError, KeyError, sqlite3.IntegrityError, DamagedError) as error:
                raise self._conflict() from error
            if done.compared and result != done.result:
                raise self._conflict()
        for work in self._noted:
            work(connection)

    def _conflict(self) -> ProjectError:
        return ProjectError(
            "was changed by another program meanwhile, and what was done here does not fit any more",
            path=self._path,
            remedy="save a copy",
        )
