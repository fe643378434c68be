"""Head: what is asked for so often that nobody should have to look into the file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from engine.project import history, label_rows
from engine.text.labels import LabelSet


@dataclass(frozen=True, slots=True)
class Head:
    """What the window asks for at every key, as of the last write."""

    revision: int
    labels: LabelSet
    undo_title: str | None
    redo_title: str | None

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Head:
        """Read it, inside a transaction."""
        return cls(
            history.read_revision(connection),
            label_rows.read_labels(connection),
            *history.read_titles(connection),
        )
