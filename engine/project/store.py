"""The project file: documents, labels, gold spans, the action log and the taggers in one SQLite file.

Each action is one transaction that is on the disk before ``commit`` returns (WAL, synchronous FULL); undo and
redo read the log in the file, so they survive a restart. On close everything is back in the one file.

Any thread may call any method. There is one connection that writes and one that reads, each with its own
lock: the window reads while a background thread commits and neither waits for the other. A reader sees whole
actions only.

ProjectError is what a user can mend (disk full, locked, read-only, damaged, newer); nothing of the failed
action is then in the file, and the store goes on working. ValueError and SQLite's constraint errors are bugs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from engine.errors import ProjectError
from engine.project import document_rows, history, label_actions, label_rows, schema, tagger_rows
from engine.project.actions import Action
from engine.project.connection import GuardedConnection, transaction
from engine.project.document_rows import DocumentRow
from engine.project.history import ActionRow
from engine.project.info import ProjectInfo, read_info
from engine.project.label_actions import LabelUse
from engine.project.opening import check_identity, check_path, check_tables, create_file
from engine.project.tagger_rows import StoredTagger
from engine.text.document import Document
from engine.text.labels import Label, LabelSet

__all__ = ["ActionRow", "DocumentRow", "LabelUse", "ProjectInfo", "Store", "StoredTagger"]

Made = Callable[[sqlite3.Connection], Action | None]
"""Looks at the project inside a transaction and gives what to do there, None for nothing."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the window asks for at every key, as of the last commit."""

    revision: int
    labels: LabelSet
    undo_title: str | None
    redo_title: str | None

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Head:
        return cls(
            history.read_revision(connection),
            label_rows.read_labels(connection),
            *history.read_titles(connection),
        )


class Store:
    """An open project. Made by ``create`` or ``open``; closes itself at the end of a ``with`` statement.

    who: the name that the history gives to what is done from now on.
    """

    def __init__(self, path: Path) -> None:
        """Connect to a file that ``create`` made or ``open`` has looked at."""
        self.path = path
        self.who = ""
        self._closed = False
        self._writer = GuardedConnection(path)
        try:
            with self._writer.alone() as connection:
                check_identity(connection, path)
                schema.migrate(connection)
            self._writer.write_ahead()
            with self._writer.transaction() as connection:
                check_tables(connection)
                # SQLite opens a read-only file without a word; find out now, not at the first label
                connection.execute("UPDATE meta SET revision = revision")
                self._head = _Head.read(connection)
                self.name = str(connection.execute("SELECT name FROM meta").fetchone()[0])
                self._version = _data_version(connection)
            self._reader = GuardedConnection(path, read_only=True)
            self._file = _file_number(path)
        except BaseException:
            self._writer.close()
            raise

    def _check_place(self) -> None:
        """Refuse to write into a file that is no longer at its name: it would be gone at the end."""
        if _file_number(self.path) != self._file:
            raise ProjectError(
                "was moved, deleted or replaced while it is open, so nothing can be saved",
                path=self.path,
                remedy="put it back in its place, or close the project and open it where it is now",
            )

    @classmethod
    def create(cls, path: Path | str, labels: Iterable[Label] = (), *, name: str = "") -> Store:
        """Make a new project, named like its file unless said. Raises ProjectError if something is there."""
        path = Path(path)
        create_file(path, name or path.stem, labels)
        return cls(path)

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open a project; one of an older Gatelight is brought to this one's schema. Raises ProjectError."""
        path = Path(path)
        check_path(path)
        return cls(path)

    def close(self) -> None:
        """Put everything into the one file and close it; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            with self._writer.alone() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._reader.close()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # What the window asks for at every key: kept from the last commit, no look into the file.

    @property
    def revision(self) -> int:
        """Give the number of commits, undos and redos so far."""
        return self._head.revision

    @property
    def labels(self) -> LabelSet:
        """Give the label set."""
        return self._head.labels

    @property
    def undo_title(self) -> str | None:
        """Give the title of the action that ``undo`` would take back, None if there is none."""
        return self._head.undo_title

    @property
    def redo_title(self) -> str | None:
        """Give the title of the action that ``redo`` would apply, None if there is none."""
        return self._head.redo_title

    # Reading.

    def documents(self) -> list[DocumentRow]:
        """Give a row for each document, in order; reads no text."""
        with self._reader.transaction() as connection:
            return document_rows.list_documents(connection)

    def document(self, document_id: int) -> Document:
        """Give a document as it is now. Raises KeyError if it is not in the project."""
        document = self._read(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    def iter_documents(self) -> Iterator[Document]:
        """Give the documents one by one, in order, each as it is when its turn comes.

        Nothing is locked between two of them; those that leave the project meanwhile are passed over.
        """
        with self._reader.transaction() as connection:
            ids = document_rows.document_ids(connection)
        for document_id in ids:
            document = self._read(document_id)
            if document is not None:
                yield document

    def _read(self, document_id: int) -> Document | None:
        with self._reader.transaction() as connection:
            return document_rows.read_document(connection, document_id)

    def actions(self, limit: int = 100, before: int | None = None, words: str = "") -> list[ActionRow]:
        """Give the newest actions, undone ones too, the newest first; see :func:`history.list_actions`."""
        with self._reader.transaction() as connection:
            return history.list_actions(connection, limit, before, words)

    def current_action(self) -> int:
        """Give the action right after which the project is as it is now, 0 if none is applied."""
        with self._reader.transaction() as connection:
            return history.read_current(connection)

    def steps_to(self, action_id: int) -> int:
        """Give how many actions ``go_to`` would take back, negative: do again. Raises ValueError."""
        with self._reader.transaction() as connection:
            return history.count_steps(connection, action_id)

    def rows(self, document_ids: Iterable[int]) -> list[DocumentRow]:
        """Give the rows of those documents that are in the project."""
        with self._reader.transaction() as connection:
            return document_rows.list_some(connection, document_ids)

    def label_use(self) -> dict[str, LabelUse]:
        """Give how much each label is used, by name."""
        with self._reader.transaction() as connection:
            return label_actions.read_label_use(connection)

    def info(self) -> ProjectInfo:
        """Count what the project holds."""
        with self._reader.transaction() as connection:
            return read_info(connection)

    # Writing.

    def commit(self, action: Action) -> int:
        """Apply and log a new action, durably; give the new revision. What was undone is then gone."""
        with self._writing() as connection:
            history.record(connection, action, self.who)
            return history.read_revision(connection)

    def commit_made(self, make: Made) -> Action | None:
        """Apply and log what is made of the project as it is, in one transaction; give it. None: nothing to do."""
        with self._writing() as connection:
            action = make(connection)
            return action and history.record(connection, action, self.who)

    def undo(self) -> Action | None:
        """Take the last action back; give the inverse that was applied, None if there is nothing to undo."""
        with self._writing() as connection:
            return history.undo(connection)

    def redo(self) -> Action | None:
        """Apply once more what was undone last; give that action, None if there is nothing to redo."""
        with self._writing() as connection:
            return history.redo(connection)

    def go_to(self, action_id: int) -> Action | None:
        """Make the project what it was right after an action, 0 for before the first; see :func:`history.go_to`."""
        with self._writing() as connection:
            return history.go_to(connection, action_id, self.who)

    def add_documents(self, documents: Iterable[Document], title: str, labels_too: Iterable[str] = ()) -> Action:
        """Add documents with their spans, the labels these need and ``labels_too`` as one action; give it.

        Their ids are in its DocumentShown changes, in the order of the documents. Raises ValueError if there
        is none.
        """
        documents = list(documents)
        with self._writing() as connection:
            return history.record_import(connection, documents, title, labels_too, self.who)

    def refresh(self) -> bool:
        """Take note of what another process has written since the last look; True if it has written anything."""
        with self._writer.alone() as connection:
            version = _data_version(connection)
            if version == self._version:
                return False
            self._version = version
            self._head = _Head.read(connection)
            return True

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._check_place()
        with self._writer.alone() as connection:
            with transaction(connection):
                yield connection
                head = _Head.read(connection)
            # still alone, so that of two threads the later commit is also the later head
            self._head = head

    def copy_to(self, path: Path | str) -> None:
        """Write a copy of the project as it is now to a new file. Raises ProjectError if something is there."""
        if Path(path).exists():
            raise ProjectError("exists already", path=path, remedy="choose another name")
        with self._reader.alone() as connection, closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)

    # What is not history.

    def save_tagger(self, onnx: bytes, metrics: Mapping[str, Any], seed: int, revision: int) -> int:
        """Keep a trained tagger and the revision it was trained on; give its number."""
        with self._writer.transaction() as connection:
            return tagger_rows.save_tagger(connection, onnx, metrics, seed, revision)

    def latest_tagger(self) -> StoredTagger | None:
        """Give the newest tagger, None if there is none."""
        with self._reader.transaction() as connection:
            return tagger_rows.latest_tagger(connection)

    def remember(self, document_id: int, caret: int) -> None:
        """Note where the person is: a document, and a code point in it.

        Cheap, because it does not wait for the disk: after a power cut the place may be an older one.
        """
        with self._writer.alone() as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            try:
                with transaction(connection):
                    connection.execute("UPDATE meta SET last_document = ?", [document_id])
                    connection.execute(
                        """INSERT INTO places VALUES (?, ?)
                        ON CONFLICT (document_id) DO UPDATE SET caret = excluded.caret""",
                        [document_id, caret],
                    )
            finally:
                connection.execute("PRAGMA synchronous = FULL")

    def place_in(self, document_id: int) -> int:
        """Give the code point where the person was in a document, 0 if nobody was there yet."""
        with self._reader.transaction() as connection:
            row = connection.execute("SELECT caret FROM places WHERE document_id = ?", [document_id]).fetchone()
            return int(row[0]) if row else 0

    def last_document(self) -> int | None:
        """Give the document in which the person was, None if it is not there."""
        with self._reader.transaction() as connection:
            row = connection.execute(
                "SELECT documents.id FROM meta JOIN documents ON documents.id = last_document WHERE present = 1"
            ).fetchone()
            return row and int(row[0])


def _data_version(connection: sqlite3.Connection) -> int:
    """Give a number that changes when another connection commits (https://www.sqlite.org/pragma.html)."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _file_number(path: Path) -> tuple[int, int] | None:
    """Give what stays the same as long as a name leads to the same file, None if it leads nowhere."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
