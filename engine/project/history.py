"""The action log: what was done, in order, and what undo and redo make of it.

The applied actions are those with ``undone = 0``. Undo applies the inverse of the last of them and marks it;
redo takes the first marked one. A new action deletes the marked ones, so history is a line. Every commit,
undo and redo adds one to the project's revision, which therefore never goes back.

Each function works inside the caller's transaction, so the log and the rows cannot disagree.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from engine.project import document_rows, label_rows
from engine.project.actions import (
    Action,
    Change,
    DocumentHidden,
    DocumentShown,
    LabelAdded,
    LabelChanged,
    LabelRemoved,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
    SuggestionRejected,
)
from engine.project.codec import decode_changes, encode_changes, encode_text, reading
from engine.text.document import Document

_LAST_APPLIED = "FROM actions WHERE undone = 0 ORDER BY id DESC LIMIT 1"
_FIRST_UNDONE = "FROM actions WHERE undone = 1 ORDER BY id LIMIT 1"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the history: what was done when (UTC), and whether it is undone now."""

    id: int
    at: datetime
    title: str
    undone: bool


def record(connection: sqlite3.Connection, action: Action) -> int:
    """Apply a new action and log it; give the new revision."""
    _begin(connection, action)
    apply(connection, action.changes)
    return read_revision(connection)


def record_import(
    connection: sqlite3.Connection, documents: Sequence[Document], title: str, labels_too: Iterable[str] = ()
) -> Action:
    """Put documents in and log that as one action; give it. ``labels_too`` and labels their spans need come with it."""
    labels = label_rows.read_labels(connection)
    of_spans = (span.label for document in documents for span in (*document.spans, *document.rejected))
    needed = [*of_spans, *labels_too]
    first_id = document_rows.next_document_id(connection)
    added = tuple(LabelAdded(label) for label in labels.with_names(needed)[len(labels) :])
    shown = tuple(DocumentShown(first_id + i) for i in range(len(documents)))
    action = Action(title, (*added, *shown))
    number = _begin(connection, action)
    apply(connection, added)
    document_rows.insert_documents(connection, documents, first_id, added_by=number)
    apply(connection, shown)
    return action


def undo(connection: sqlite3.Connection) -> Action | None:
    """Take the last applied action back; give the inverse that was applied, None if there is none."""
    found = _find(connection, _LAST_APPLIED)
    if found is None:
        return None
    number, action = found
    return _replay(connection, number, action.inverse(), undone=True)


def redo(connection: sqlite3.Connection) -> Action | None:
    """Apply the action that was undone last once more; give it, None if there is none."""
    found = _find(connection, _FIRST_UNDONE)
    if found is None:
        return None
    number, action = found
    return _replay(connection, number, action, undone=False)


def read_revision(connection: sqlite3.Connection) -> int:
    """Give the number of commits, undos and redos so far."""
    with reading("revision"):
        return int(connection.execute("SELECT revision FROM meta").fetchone()[0])


def read_titles(connection: sqlite3.Connection) -> tuple[str | None, str | None]:
    """Give the titles of what undo and redo would act on, None where there is nothing."""
    undoable = connection.execute(f"SELECT title {_LAST_APPLIED}").fetchone()
    redoable = connection.execute(f"SELECT title {_FIRST_UNDONE}").fetchone()
    return (undoable and undoable[0], redoable and redoable[0])


def list_actions(connection: sqlite3.Connection, limit: int) -> list[ActionRow]:
    """Give the newest actions, the newest first."""
    rows = connection.execute("SELECT id, at, title, undone FROM actions ORDER BY id DESC LIMIT ?", [limit])
    with reading("action log"):
        return [
            ActionRow(number, datetime.fromtimestamp(at, UTC), title, bool(undone))
            for number, at, title, undone in rows
        ]


def apply(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Do changes to the rows. Raises ValueError where one does not fit what is there: that is a bug."""
    for change in changes:
        match change:
            case SpanAdded(document_id, span):
                document_rows.add_span(connection, document_id, span)
            case SpanRemoved(document_id, span):
                document_rows.remove_span(connection, document_id, span)
            case SuggestionRejected(document_id, span):
                document_rows.add_rejection(connection, document_id, span)
            case RejectionRemoved(document_id, span):
                document_rows.remove_rejection(connection, document_id, span)
            case StateChanged(document_id, before, after):
                document_rows.change_state(connection, document_id, before, after)
            case DocumentShown(document_id):
                document_rows.show_document(connection, document_id, shown=True)
            case DocumentHidden(document_id):
                document_rows.show_document(connection, document_id, shown=False)
            case LabelAdded(label):
                label_rows.add_label(connection, label)
            case LabelRemoved(label):
                label_rows.remove_label(connection, label)
            case LabelChanged(old, new):
                label_rows.change_label(connection, old, new)
            case _:
                assert_never(change)


def _begin(connection: sqlite3.Connection, action: Action) -> int:
    """Log a new action that the caller applies next; give its number in the log."""
    if not action.changes:
        raise ValueError(f"action {action.title!r} changes nothing")
    _count(connection)
    connection.execute("DELETE FROM actions WHERE undone = 1")
    done = connection.execute(
        "INSERT INTO actions (at, title, changes) VALUES (?, CAST(? AS TEXT), ?)",
        [time.time(), encode_text(action.title), encode_changes(action.changes)],
    )
    return int(done.lastrowid or 0)


def _count(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET revision = revision + 1")


def _find(connection: sqlite3.Connection, which: str) -> tuple[int, Action] | None:
    row = connection.execute(f"SELECT id, title, changes {which}").fetchone()
    if row is None:
        return None
    number, title, changes = row
    with reading(f"action {number}"):
        return number, Action(title, decode_changes(changes))


def _replay(connection: sqlite3.Connection, number: int, action: Action, *, undone: bool) -> Action:
    _count(connection)
    # what comes from the log fits the rows, unless one of the two is not what was written
    with reading(f"action «{action.title}»"):
        apply(connection, action.changes)
    connection.execute("UPDATE actions SET undone = ? WHERE id = ?", [undone, number])
    return action
