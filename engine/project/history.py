"""The action log: what was done, in order, and what undo and redo make of it.

The applied actions are those with ``undone = 0``. Undo applies the inverse of the last of them and marks it;
redo takes the first marked one. A new action deletes the marked ones, so history is a line. Every commit,
undo and redo adds one to the project's revision, which therefore never goes back.

Each function works inside the caller's transaction, so the log and the rows cannot disagree.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from engine.project import document_rows, gazetteer_rows, label_rows
from engine.project.actions import (
    Action,
    Change,
    DocumentHidden,
    DocumentShown,
    GazetteerHidden,
    GazetteerShown,
    LabelAdded,
    LabelChanged,
    LabelMoved,
    LabelRemoved,
    NoteChanged,
    RangesConfirmed,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
    SuggestionRejected,
)
from engine.project.codec import decode_changes, encode_changes, encode_text, reading
from engine.text.document import Document, Span

_LAST_APPLIED = "FROM actions WHERE undone = 0 ORDER BY id DESC LIMIT 1"
_FIRST_UNDONE = "FROM actions WHERE undone = 1 ORDER BY id LIMIT 1"
_AFTER_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who does something, and when (Unix time)."""

    who: str
    at: float


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the history: who did what when (UTC), and whether it is undone now.

    document_id, document: the first one it touched, None and "" if it touched none or that one is gone for good.
    """

    id: int
    at: datetime
    who: str
    title: str
    undone: bool
    document_id: int | None
    document: str


def record(connection: sqlite3.Connection, action: Action, stamp: Stamp) -> Action:
    """Apply a new action and log it; give it."""
    _begin(connection, action, stamp)
    apply(connection, action.changes)
    return action


def record_import(
    connection: sqlite3.Connection, documents: Sequence[Document], title: str, labels_too: Iterable[str], stamp: Stamp
) -> Action:
    """Put documents in and log that as one action; give it. ``labels_too`` and labels their spans need come with it."""
    labels = label_rows.read_labels(connection)
    of_spans = (span.label for document in documents for span in (*document.spans, *document.rejected))
    needed = [*of_spans, *labels_too]
    first_id = document_rows.next_document_id(connection)
    added = tuple(LabelAdded(label) for label in labels.with_names(needed)[len(labels) :])
    shown = tuple(DocumentShown(first_id + i) for i in range(len(documents)))
    action = Action(title, (*added, *shown))
    number = _begin(connection, action, stamp)
    apply(connection, added)
    document_rows.insert_documents(connection, documents, first_id, added_by=number)
    apply(connection, shown)
    return action


def record_gazetteer(
    connection: sqlite3.Connection, name: str, names: gazetteer_rows.Names, title: str, stamp: Stamp
) -> Action:
    """Put a list of names in, with the labels that it needs, and log that as one action; give it."""
    labels = label_rows.read_labels(connection)
    added = tuple(LabelAdded(label) for label in labels.with_names(names)[len(labels) :])
    number = gazetteer_rows.next_id(connection)
    action = Action(title, (*added, GazetteerShown(number)))
    logged = _begin(connection, action, stamp)
    apply(connection, added)
    gazetteer_rows.insert(connection, number, name, names, added_by=logged)
    apply(connection, [GazetteerShown(number)])
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


def go_to(connection: sqlite3.Connection, number: int, stamp: Stamp) -> Action | None:
    """Make the project what it was right after an action of the log, 0 for before the first; give what was applied.

    None if it is so already. To an undone action the way is redoing. The way back is an action of its own, which
    takes back all that came later: nothing that was done is lost, one undo brings it all back.
    Raises ValueError if the log has no such action.
    """
    row = connection.execute("SELECT undone, title FROM actions WHERE id = ?", [number]).fetchone()
    if row is None and number != 0:
        raise ValueError(f"the log has no action {number}")
    if row and row[0]:
        return _redo_to(connection, number)
    later = connection.execute("SELECT changes FROM actions WHERE undone = 0 AND id > ? ORDER BY id DESC", [number])
    changes: list[Change] = []
    for (packed,) in later.fetchall():
        for change in Action("", decode_changes(packed)).inverse().changes:
            # What was gone back over before was done and taken back: without it, going to and fro stays short.
            if changes and _takes_back(change, changes[-1]):
                changes.pop()
            else:
                changes.append(change)
    if not changes:
        return None
    title = f"Go back to «{row[1]}»" if row else "Go back to the beginning"
    with reading("action log"):
        return record(connection, Action(title, tuple(changes)), stamp)


def _takes_back(change: Change, before: Change) -> bool:
    if change != before.inverse():
        return False
    # two spans are the same wherever they are from, but taking one back means bringing back the very one
    return not isinstance(change, SpanAdded | SpanRemoved) or change.span.origin == _span_of(before).origin


def _span_of(change: Change) -> Span:
    assert isinstance(change, SpanAdded | SpanRemoved)
    return change.span


def _redo_to(connection: sqlite3.Connection, number: int) -> Action:
    redone: list[Change] = []
    while connection.execute("SELECT undone FROM actions WHERE id = ?", [number]).fetchone()[0]:
        action = redo(connection)
        assert action is not None
        redone += action.changes
    return Action("Redo", tuple(redone))


def read_revision(connection: sqlite3.Connection) -> int:
    """Give the number of commits, undos and redos so far."""
    with reading("revision"):
        return int(connection.execute("SELECT revision FROM meta").fetchone()[0])


def read_titles(connection: sqlite3.Connection) -> tuple[str | None, str | None]:
    """Give the titles of what undo and redo would act on, None where there is nothing."""
    undoable = connection.execute(f"SELECT title {_LAST_APPLIED}").fetchone()
    redoable = connection.execute(f"SELECT title {_FIRST_UNDONE}").fetchone()
    return (undoable and undoable[0], redoable and redoable[0])


def read_current(connection: sqlite3.Connection) -> int:
    """Give the action right after which the project is as it is now, 0 if none is applied."""
    row = connection.execute(f"SELECT id {_LAST_APPLIED}").fetchone()
    return int(row[0]) if row else 0


def count_steps(connection: sqlite3.Connection, number: int) -> int:
    """Give how many actions lie between now and right after an action, 0 for before the first: those to take back.

    Negative: those to do again. Raises ValueError if the log has no such action.
    """
    row = connection.execute("SELECT undone FROM actions WHERE id = ?", [number]).fetchone()
    if row is None and number != 0:
        raise ValueError(f"the log has no action {number}")
    if row and row[0]:
        query = "SELECT -count(*) FROM actions WHERE undone = 1 AND id <= ?"
    else:
        query = "SELECT count(*) FROM actions WHERE undone = 0 AND id > ?"
    return int(connection.execute(query, [number]).fetchone()[0])


def list_actions(
    connection: sqlite3.Connection, limit: int, before: int | None = None, words: str = ""
) -> list[ActionRow]:
    """Give the newest actions, the newest first. before: only those with a smaller id, for the next page.

    words: only those that have each of them in the title, the person's name or the document's.
    """
    wanted = [f"%{escaped}%" for escaped in map(_escape_like, words.split())]
    each = """ AND (title || ' ' || who || ' ' || ifnull(name, '')) LIKE CAST(? AS TEXT) ESCAPE '!'""" * len(wanted)
    rows = connection.execute(
        f"""SELECT actions.id, at, who, title, undone, documents.id, ifnull(name, '') FROM actions
        LEFT JOIN documents ON documents.id = document_id
        WHERE actions.id < ?{each} ORDER BY actions.id DESC LIMIT ?""",
        [_AFTER_ALL if before is None else before, *map(encode_text, wanted), limit],
    )
    with reading("action log"):
        return [
            ActionRow(number, datetime.fromtimestamp(at, UTC), who, title, bool(undone), *document)
            for number, at, who, title, undone, *document in rows
        ]


def _escape_like(word: str) -> str:
    return re.sub("([!%_])", r"!\1", word)


def apply(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Do changes to the rows. Raises ValueError where one does not fit what is there: that is a bug."""
    for kind, alike in groupby(changes, key=type):
        if kind in _SPAN_ROWS:
            # a merge of two labels is a hundred thousand of them, done in one go
            _SPAN_ROWS[kind](connection, [(change.document_id, change.span) for change in alike])  # type: ignore[union-attr]
        else:
            for change in alike:
                _apply_one(connection, change)


_SPAN_ROWS: dict[type[Change], Callable[[sqlite3.Connection, Sequence[document_rows.SpanOf]], None]] = {
    SpanAdded: document_rows.add_spans,
    SpanRemoved: document_rows.remove_spans,
    SuggestionRejected: document_rows.add_rejections,
    RejectionRemoved: document_rows.remove_rejections,
}


def _apply_one(connection: sqlite3.Connection, change: Change) -> None:
    match change:
        case StateChanged(document_id, before, after):
            document_rows.change_state(connection, document_id, before, after)
        case RangesConfirmed(document_id, old, new):
            document_rows.confirm_ranges(connection, document_id, old, new)
        case NoteChanged(document_id, place, old_note, note):
            document_rows.change_note(connection, document_id, place, old_note, note)
        case DocumentShown(document_id):
            document_rows.show_document(connection, document_id, shown=True)
        case DocumentHidden(document_id):
            document_rows.show_document(connection, document_id, shown=False)
        case GazetteerShown(number):
            gazetteer_rows.show(connection, number, shown=True)
        case GazetteerHidden(number):
            gazetteer_rows.show(connection, number, shown=False)
        case LabelAdded(label, index, _):
            label_rows.add_label(connection, label, index)
        case LabelRemoved(label, index, into):
            label_rows.remove_label(connection, label, index, into)
        case LabelChanged(old_label, new_label):
            label_rows.change_label(connection, old_label, new_label)
        case LabelMoved(name, from_index, to_index):
            label_rows.move_label(connection, name, from_index, to_index)
        case _:
            raise ValueError(f"no change that a project knows: {change}")


def _begin(connection: sqlite3.Connection, action: Action, stamp: Stamp) -> int:
    """Log a new action that the caller applies next; give its number in the log."""
    if not action.changes:
        raise ValueError(f"action {action.title!r} changes nothing")
    _count(connection)
    connection.execute("DELETE FROM actions WHERE undone = 1")
    done = connection.execute(
        """INSERT INTO actions (at, who, document_id, title, changes)
        VALUES (?, CAST(? AS TEXT), ?, CAST(? AS TEXT), ?)""",
        [
            stamp.at,
            encode_text(stamp.who),
            next(iter(action.document_ids), None),
            encode_text(action.title),
            encode_changes(action.changes),
        ],
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
