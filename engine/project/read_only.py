"""A project that can only be looked at: why, in halves of a sentence, and whether that is possible."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ProjectError, ReadOnlyError
from engine.project import schema
from engine.project.lock import HeldError


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Why a project cannot be changed here («it is open in another window»), and what to do about it.

    alive: another window may change it while it is looked at.
    """

    reason: str
    remedy: str
    alive: bool

    @classmethod
    def held(cls, error: HeldError) -> ReadOnly:
        """Say that another window has it."""
        which = f" ({error.holder})" if error.holder else ""
        return cls(f"it is open in another window{which}", "close it there and open it here again", alive=True)

    @classmethod
    def refused(cls, error: ProjectError) -> ReadOnly:
        """Say that the file or its folder refused."""
        return cls(f"it {error.what}", error.remedy, alive=False)

    def error(self, path: Path) -> ReadOnlyError:
        """Give the sentence for whoever tries to change it."""
        return ReadOnlyError(
            f"cannot be changed here because {self.reason}", path=path, remedy=f"{self.remedy}, or save a copy"
        )


def check_current(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a project of an older Gatelight, whose tables would have to be changed. Raises ProjectError."""
    if schema.schema_version(connection) < len(schema.MIGRATIONS):
        raise ProjectError(
            "was made by an older Gatelight and has to be changed to be opened, but cannot be written",
            path=path,
            remedy="make sure that neither the file nor its folder is read-only, or copy it to another place",
        )
