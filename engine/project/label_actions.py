"""What a person does with a label of a whole project, as actions: change, move, merge, delete.

Each function looks at the project inside the caller's transaction and gives the Action to commit there, or None where
nothing would change. Merging and deleting touch spans in any number of documents; each is one action with one undo.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.project.actions import (
    Action,
    Change,
    LabelAdded,
    LabelChanged,
    LabelMoved,
    LabelRemoved,
    NoteChanged,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
)
from engine.project.codec import decode_changes, decode_origin
from engine.project.label_rows import read_label_ids, read_labels
from engine.text.document import Span
from engine.text.labels import Label


@dataclass(frozen=True, slots=True)
class LabelUse:
    """How much a label is used: how many gold spans, in how many documents."""

    spans: int = 0
    documents: int = 0


def read_label_use(connection: sqlite3.Connection) -> dict[str, LabelUse]:
    """Give the use of each label of the set, by name."""
    use = {name: LabelUse() for name in read_label_ids(connection)}
    rows = connection.execute(
        """SELECT labels.name, sum(count), count(*) FROM (
            SELECT document_id, label_id, count(*) AS count FROM spans GROUP BY document_id, label_id
        ) JOIN documents ON documents.id = document_id JOIN labels ON labels.id = label_id
        WHERE present = 1 AND removed_at IS NULL GROUP BY label_id"""
    )
    return use | {name: LabelUse(spans, documents) for name, spans, documents in rows}


RECENT_ACTIONS = 60
"""So many of the newest small actions are looked through for the labels that were used last."""


def read_recent_labels(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Give the labels that were given last, the last one first; those of imports and other long actions aside.

    It reads a few rows from the end of the log, so it costs the same in any project.
    """
    names = read_labels(connection).names
    rows = connection.execute(
        # what is long is packed, and so no text
        """SELECT changes FROM actions WHERE undone = 0 AND typeof(changes) = 'text' ORDER BY id DESC LIMIT ?""",
        [RECENT_ACTIONS],
    )
    given = (
        change.span.label
        for (changes,) in rows
        for change in reversed(decode_changes(changes))
        if isinstance(change, SpanAdded)
    )
    return tuple(dict.fromkeys(name for name in given if name in names))


def documents_with(connection: sqlite3.Connection, name: str) -> list[int]:
    """Give the ids of the documents that have gold spans of a label; those that left the project may be among them."""
    label_id = read_label_ids(connection).get(name)
    rows = connection.execute("SELECT DISTINCT document_id FROM spans WHERE label_id = ?", [label_id])
    return [number for (number,) in rows]


def add(connection: sqlite3.Connection, name: str, description: str, reserved: Iterable[str] = ()) -> Action | None:
    """Add a label at the end; None if the project has it. reserved: the keys that it does not get.

    Raises ValueError for a name that cannot be one.
    """
    labels = read_labels(connection)
    if name in labels.names:
        return None
    return Action(f"Add the label {name}", (LabelAdded(labels.next_label(name, description, reserved)),))


def change(connection: sqlite3.Connection, name: str, new: Label) -> Action | None:
    """Give a label another name, colour, key, description or group; another label that has the key loses it.

    Raises ValueError if there is no such label, or another one has the new name.
    """
    labels = read_labels(connection)
    _, old = _found(connection, name)
    if old == new:
        return None
    if new.name != name and new.name in labels.names:
        raise ValueError(f"the project has a label {new.name!r} already")
    robbed = [label for label in labels if new.key and label.key == new.key and label.name != name]
    losses = [LabelChanged(label, replace(label, key="")) for label in robbed]
    title = f"Rename {name} to {new.name}" if new.name != name else f"Change the label {name}"
    return Action(title, (*losses, LabelChanged(old, new)))


def move(connection: sqlite3.Connection, name: str, index: int) -> Action | None:
    """Move a label to an index in the set. Raises ValueError if there is no such label or index."""
    names = read_labels(connection).names
    if name not in names or not 0 <= index < len(names):
        raise ValueError(f"cannot move {name!r} to {index} of {names}")
    before = names.index(name)
    return None if before == index else Action(f"Move the label {name}", (LabelMoved(name, before, index),))


def merge(connection: sqlite3.Connection, name: str, into: str) -> Action:
    """Make all spans of a label those of another one and take the label out of the set.

    What a person said no to under the old label is forgotten: «not PERSON» does not mean «not NAME». A no to the new
    label goes where a span gets it.
    Raises ValueError if one of the two is not there, or both are the same.
    """
    if name == into:
        raise ValueError(f"{name!r} cannot be merged into itself")
    _found(connection, into)
    spans = _spans(connection, name)
    moved = [SpanAdded(number, Span(span.start, span.end, into, span.origin)) for number, span in spans]
    *gone, removed = _without(connection, name, spans, into)
    return Action(f"Merge {name} into {into}", (*gone, *_contradicted(connection, name, into), *moved, removed))


def delete(connection: sqlite3.Connection, name: str) -> Action:
    """Take a label out of the set, and its spans and their notes with it. Raises ValueError if it is not there."""
    spans = _spans(connection, name)
    count = f" and {len(spans):,} span{'s' if len(spans) > 1 else ''}" if spans else ""
    notes = connection.execute(
        """SELECT document_id, start, "end", text FROM notes JOIN spans USING (document_id, start, "end")
        JOIN documents ON documents.id = document_id WHERE present = 1 AND label_id = ?""",
        [read_label_ids(connection)[name]],
    )
    forgotten = [NoteChanged(number, (start, end), text, "") for number, start, end, text in notes]
    return Action(f"Delete the label {name}{count}", (*forgotten, *_without(connection, name, spans)))


def _found(connection: sqlite3.Connection, name: str) -> tuple[int, Label]:
    """Give a label and its index in the set. Raises ValueError if it is not there."""
    labels = read_labels(connection)
    if name not in labels.names:
        raise ValueError(f"the project has no label {name!r}")
    return labels.names.index(name), labels.named(name)


def _contradicted(connection: sqlite3.Connection, name: str, into: str) -> list[Change]:
    """Give the changes that take back each no to a label where spans of another one become it."""
    ids = read_label_ids(connection)
    rows = connection.execute(
        """SELECT document_id, start, "end" FROM rejections JOIN spans USING (document_id, start, "end")
        JOIN documents ON documents.id = document_id
        WHERE present = 1 AND rejections.label_id = ? AND spans.label_id = ? ORDER BY document_id, start""",
        [ids[into], ids[name]],
    )
    return [RejectionRemoved(number, Span(start, end, into)) for number, start, end in rows]


def _without(
    connection: sqlite3.Connection, name: str, spans: Iterable[tuple[int, Span]], into: str = ""
) -> list[Change]:
    """Give the changes that take a label out, the last of them that it leaves the set."""
    index, label = _found(connection, name)
    rejected = connection.execute(
        """SELECT document_id, start, "end" FROM rejections JOIN documents ON documents.id = document_id
        WHERE present = 1 AND label_id = ? ORDER BY document_id, start, "end" """,
        [read_label_ids(connection)[name]],
    )
    return [
        *(SpanRemoved(number, span) for number, span in spans),
        *(RejectionRemoved(number, Span(start, end, name)) for number, start, end in rejected),
        LabelRemoved(label, index, into),
    ]


def _spans(connection: sqlite3.Connection, name: str) -> list[tuple[int, Span]]:
    rows = connection.execute(
        """SELECT document_id, start, "end", source, confidence FROM spans
        JOIN documents ON documents.id = document_id
        WHERE present = 1 AND label_id = ? ORDER BY document_id, start""",
        [read_label_ids(connection)[name]],
    )
    return [(number, Span(start, end, name, decode_origin(*origin))) for number, start, end, *origin in rows]
