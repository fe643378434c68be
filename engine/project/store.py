"""The project file: documents, labels, gold spans, the action log and the taggers in one SQLite file.

Each action is one transaction that is on the disk before ``commit`` returns (WAL, synchronous FULL); undo and
redo read the log in the file, so they survive a restart. On close everything is back in the one file.

How the file is opened, written, and done without where it refuses: ``database.py``; the taggers in it:
``tagger_store.py``. Each method here says what is read or written, as a function of a connection.

ProjectError is what a user can mend (disk full, locked, read-only, damaged, newer); nothing of the failed
action is then in the file, and the store goes on working. ValueError and SQLite's constraint errors are bugs.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.project import (
    document_rows,
    gazetteer_rows,
    history,
    label_actions,
    label_examples,
    label_rows,
    search,
)
from engine.project.actions import Action
from engine.project.annotate import shorten
from engine.project.document_rows import DocumentRow
from engine.project.gazetteer_rows import Gazetteer, Names
from engine.project.history import ActionRow, Stamp
from engine.project.info import ProjectInfo, read_info
from engine.project.label_actions import LabelUse
from engine.project.label_examples import Examples
from engine.project.label_names import LabelThen
from engine.project.memory import copied
from engine.project.mentions import MentionPage, MentionQuery, find_mentions
from engine.project.one_state import OneState, one_state
from engine.project.opening import create_file, discard_file
from engine.project.search import Page, Place, Query
from engine.project.tagger_rows import StoredTagger, TaggerRow
from engine.project.tagger_store import TaggerStore
from engine.project.unsaved import Unsaved
from engine.text.document import Document
from engine.text.labels import Label, LabelSet

__all__ = ["ActionRow", "DocumentRow", "LabelUse", "ProjectInfo", "Store", "StoredTagger", "TaggerRow", "Unsaved"]

Made = Callable[[sqlite3.Connection], Action | None]
"""Looks at the project inside a transaction and gives what to do there, None for nothing."""


class Store(TaggerStore):
    """An open project. Made by ``create`` or ``open``; closes itself at the end of a ``with`` statement.

    who: the name that the history gives to what is done from now on.
    """

    who = ""

    @classmethod
    def create(cls, path: Path | str, labels: Iterable[Label] = (), *, name: str = "") -> Store:
        """Make a new project, named like its file unless said. Raises ProjectError if something is there."""
        path = Path(path)
        create_file(path, name or path.stem, labels)
        try:
            return cls(path)
        except BaseException:
            discard_file(path)
            raise

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
        with self._reading() as connection:
            return document_rows.list_documents(connection)

    def document_ids(self) -> list[int]:
        """Give the ids of the documents, in order."""
        with self._reading() as connection:
            return document_rows.document_ids(connection)

    def anything_confirmed(self) -> bool:
        """Tell whether a person confirmed any O; as long as nobody has, a training assumes them (``examples_of``)."""
        with self._reading() as connection:
            return document_rows.anything_confirmed(connection)

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
        for document_id in self.document_ids():
            document = self._read(document_id)
            if document is not None:
                yield document

    def _read(self, document_id: int) -> Document | None:
        with self._reading() as connection:
            return document_rows.read_document(connection, document_id)

    def search(self, query: Query, after: Place | None = None, limit: int = 200) -> Page:
        """Give the next hits of a search behind a place (``search.search``). Raises UserError."""
        return search.search(self._reading, query, after, limit)

    def search_pages(self, query: Query) -> Iterator[Page]:
        """Give all hits page by page (``search.search_pages``); closing the iterator ends the search."""
        return search.search_pages(self._reading, query)

    def find_mentions(self, query: MentionQuery) -> Iterator[MentionPage]:
        """Give all mentions of a form page by page (``mentions.find_mentions``)."""
        return find_mentions(self._reading, query)

    def gazetteers(self) -> list[Gazetteer]:
        """Give the lists of names, in the order in which they came."""
        with self._reading() as connection:
            return gazetteer_rows.read_gazetteers(connection)

    def actions(self, limit: int = 100, before: int | None = None, words: str = "") -> list[ActionRow]:
        """Give the newest actions, undone ones too, the newest first; see :func:`history.list_actions`."""
        with self._reading() as connection:
            return history.list_actions(connection, limit, before, words)

    def current_action(self) -> int:
        """Give the action right after which the project is as it is now, 0 if none is applied."""
        with self._reading() as connection:
            return history.read_current(connection)

    def steps_to(self, action_id: int) -> int:
        """Give how many actions ``go_to`` would take back, negative: do again. Raises ValueError."""
        with self._reading() as connection:
            return history.count_steps(connection, action_id)

    def rows(self, document_ids: Iterable[int]) -> list[DocumentRow]:
        """Give the rows of those documents that are in the project."""
        with self._reading() as connection:
            return document_rows.list_some(connection, document_ids)

    def label_use(self) -> dict[str, LabelUse]:
        """Give how much each label is used, by name."""
        with self._reading() as connection:
            return label_actions.read_label_use(connection)

    def recent_labels(self) -> tuple[str, ...]:
        """Give the labels that were given last, the last one first."""
        with self._reading() as connection:
            return label_actions.read_recent_labels(connection)

    def label_examples(self, name: str) -> Iterator[Examples]:
        """Give what a label was given to (``label_examples.read_examples``), more each time."""
        return label_examples.read_examples(self._reading, name)

    def documents_with(self, label: str) -> list[int]:
        """Give the ids of the documents that have gold spans of a label; none if there is no such label."""
        with self._reading() as connection:
            return label_actions.documents_with(connection, label)

    def label_log(self) -> list[LabelThen]:
        """Give what each label was called from which revision on; see :func:`engine.project.label_names.names_now`."""
        with self._reading() as connection:
            return label_rows.read_label_log(connection)

    def info(self) -> ProjectInfo:
        """Count what the project holds."""
        with self._reading() as connection:
            return read_info(connection)

    # Writing.

    def commit(self, action: Action) -> int:
        """Apply and log a new action, durably; give the new revision. What was undone is then gone."""
        stamp = self._stamp()

        def work(connection: sqlite3.Connection) -> int:
            history.record(connection, action, stamp)
            return history.read_revision(connection)

        return self._write(work, compared=False)

    def commit_made(self, make: Made) -> Action | None:
        """Apply and log what is made of the project as it is, in one transaction; give it. None: nothing to do."""
        stamp = self._stamp()

        def work(connection: sqlite3.Connection) -> Action | None:
            action = make(connection)
            return action and history.record(connection, action, stamp)

        return self._write(work)

    def undo(self) -> Action | None:
        """Take the last action back; give the inverse that was applied, None if there is nothing to undo."""
        return self._write(history.undo)

    def redo(self) -> Action | None:
        """Apply once more what was undone last; give that action, None if there is nothing to redo."""
        return self._write(history.redo)

    def go_to(self, action_id: int) -> Action | None:
        """Make the project what it was right after an action, 0 for before the first; see :func:`history.go_to`."""
        stamp = self._stamp()
        return self._write(lambda connection: history.go_to(connection, action_id, stamp))

    def add_documents(self, documents: Iterable[Document], title: str, labels_too: Iterable[str] = ()) -> Action:
        """Add documents with their spans, the labels these need and ``labels_too`` as one action; give it.

        Their ids are in its DocumentShown changes, in the order of the documents. Raises ValueError if there
        is none.
        """
        given, names, stamp = list(documents), list(labels_too), self._stamp()
        return self._write(lambda connection: history.record_import(connection, given, title, names, stamp))

    def add_gazetteer(self, name: str, names: Names) -> Action:
        """Add a list of names by label, and the labels that the project lacks, as one action; give it."""
        title = f"Add the list «{shorten(name)}»"
        stamp = self._stamp()
        return self._write(lambda connection: history.record_gazetteer(connection, name, names, title, stamp))

    def _stamp(self) -> Stamp:
        return Stamp(self.who, time.time())

    # What is not history.

    def remember(self, document_id: int, caret: int) -> None:
        """Note where the person is: a document, and a code point in it.

        Cheap, because it does not wait for the disk: after a power cut the place may be an older one. Where it cannot
        be noted, it is not: nobody would want a message about that.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE meta SET last_document = ?", [document_id])
            connection.execute(
                # it may have gone for good while this was on its way
                """INSERT INTO places SELECT id, ? FROM documents WHERE id = ?
                    ON CONFLICT (document_id) DO UPDATE SET caret = excluded.caret""",
                [caret, document_id],
            )

        if not self.read_only:
            self._note(work)

    def place_in(self, document_id: int) -> int:
        """Give the code point where the person was in a document, 0 if nobody was there yet."""
        with self._reading() as connection:
            row = connection.execute("SELECT caret FROM places WHERE document_id = ?", [document_id]).fetchone()
            return int(row[0]) if row else 0

    def last_document(self) -> int | None:
        """Give the document in which the person was, None if it is not there."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT documents.id FROM meta JOIN documents ON documents.id = last_document WHERE present = 1"
            ).fetchone()
            return row and int(row[0])

    def document_to_begin_with(self) -> int | None:
        """Give the document in which the person was, else the first one; None if there is none."""
        last = self.last_document()
        if last is not None:
            return last
        with self._reading() as connection:
            row = connection.execute("SELECT id FROM documents WHERE present = 1 ORDER BY id LIMIT 1").fetchone()
            return row and int(row[0])

    def switch_gazetteer(self, number: int, *, on: bool) -> None:
        """Let a list of names suggest, or not."""
        self._write(lambda connection: gazetteer_rows.switch(connection, number, on=on), compared=False)

    def match_case(self, number: int, *, matters: bool) -> None:
        """Let capitals matter for a list of names, or not."""
        self._write(lambda connection: gazetteer_rows.match_case(connection, number, matters=matters), compared=False)

    @contextmanager
    def one_state(self) -> Iterator[OneState]:
        """Look at the project as it is now, without seeing what is written meanwhile; see ``one_state``."""
        if self.in_memory or self.moved:  # at its name there is nothing, or another project
            with closing(copied(self._source, self.path)) as copy, copy.transaction() as connection:
                yield OneState(connection)
        else:
            with one_state(self.path) as state:
                yield state
