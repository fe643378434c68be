"""A project as it is at one revision, for what reads all of it: an export, a training.

It has a connection of its own with one transaction for all it reads, so that it waits for nobody and nobody waits
for it, neither the window that reads nor the lane that writes. Meanwhile the file's log cannot be folded into it: it
grows by some 25 KB a label, which is little for the seconds that 50,000 documents take.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.project import document_rows, history, label_rows
from engine.project.connection import GuardedConnection
from engine.text.document import Document


class OneState:
    """What a project holds at one revision, as long as the ``with`` statement lasts that gave it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.revision = history.read_revision(connection)
        self.labels = label_rows.read_labels(connection)

    def documents(self) -> Iterator[Document]:
        """Give the documents one by one, in order."""
        for document_id in document_rows.document_ids(self._connection):
            document = document_rows.read_document(self._connection, document_id)
            if document is not None:
                yield document


@contextmanager
def one_state(path: Path) -> Iterator[OneState]:
    """Look at a project without seeing what is written meanwhile. Raises ProjectError, in the statement too."""
    with closing(GuardedConnection(path, read_only=True)) as guarded, guarded.transaction() as connection:
        yield OneState(connection)
