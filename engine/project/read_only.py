"""A project that can only be looked at: what to say to whoever tries to change it, and when even that is impossible."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.errors import ProjectError, ReadOnlyError, SavingError
from engine.project import schema


def refusal(reason: SavingError, path: Path) -> ReadOnlyError:
    """Say that nothing can be changed here. reason: what was in the way when the project was opened."""
    return ReadOnlyError(
        f"cannot be changed here because it {reason.what}", path=path, remedy=f"{reason.remedy}, or save a copy"
    )


def check_current(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a project of an older Gatelight, whose tables would have to be changed. Raises ProjectError."""
    if schema.schema_version(connection) < len(schema.MIGRATIONS):
        raise ProjectError(
            "was made by an older Gatelight and has to be changed to be opened, but cannot be written",
            path=path,
            remedy="make sure that neither the file nor its folder is read-only, or copy it to another place",
        )
