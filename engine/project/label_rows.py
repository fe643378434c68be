"""The label set as rows. A label that leaves keeps its row: spans of hidden documents may hold its id."""

from __future__ import annotations

import sqlite3

from engine.project.codec import encode_text, reading
from engine.text.labels import Label, LabelSet

_IN_USE = """SELECT 1 FROM documents CROSS JOIN {table} ON document_id = documents.id
    WHERE present = 1 AND label_id = ? LIMIT 1"""


def read_labels(connection: sqlite3.Connection) -> LabelSet:
    """Give the label set in its order."""
    rows = connection.execute(
        "SELECT name, colour, key, description FROM labels WHERE removed_at IS NULL ORDER BY position"
    )
    with reading("label set"):
        return LabelSet(Label(*row) for row in rows)


def label_id(connection: sqlite3.Connection, name: str) -> int:
    """Give the id of the label of that name. Raises ValueError."""
    row = connection.execute(
        "SELECT id FROM labels WHERE name = CAST(? AS TEXT) AND removed_at IS NULL", [encode_text(name)]
    ).fetchone()
    if row is None:
        raise ValueError(f"the project has no label {name!r}")
    return int(row[0])


def add_label(connection: sqlite3.Connection, label: Label) -> None:
    """Put a label at the end of the set. Raises ValueError if the name is taken.

    Where a label of that name left before, the one that left last comes back with its id: that is what makes
    a redone import find its spans labelled. As undo is last-in first-out, it is always the right one.
    """
    if label.name in read_labels(connection).names:
        raise ValueError(f"the project has a label {label.name!r} already")
    name = encode_text(label.name)
    old = connection.execute(
        "SELECT id FROM labels WHERE name = CAST(? AS TEXT) ORDER BY removed_at DESC LIMIT 1", [name]
    ).fetchone()
    connection.execute(
        """INSERT INTO labels (id, name, colour, key, description, position)
        VALUES (?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), (SELECT ifnull(max(position), 0) + 1 FROM labels))
        ON CONFLICT (id) DO UPDATE SET colour = excluded.colour, key = excluded.key,
        description = excluded.description, position = excluded.position, removed_at = NULL""",
        [old and old[0], name, label.colour, label.key, encode_text(label.description)],
    )


def remove_label(connection: sqlite3.Connection, label: Label) -> None:
    """Take the last label out of the set. Raises ValueError if it is not the last, or a document uses it."""
    labels = read_labels(connection)
    if not labels or labels[-1] != label:
        raise ValueError(f"{label} is not the last of {labels.names}")
    number = label_id(connection, label.name)
    for table in ("spans", "rejections"):
        if connection.execute(_IN_USE.format(table=table), [number]).fetchone():
            raise ValueError(f"there are {table} with the label {label.name!r}")
    connection.execute("UPDATE labels SET removed_at = (SELECT revision FROM meta) WHERE id = ?", [number])


def change_label(connection: sqlite3.Connection, before: Label, after: Label) -> None:
    """Give a label another name, colour, key or description. Raises ValueError if it is not as said."""
    labels = read_labels(connection)
    if before not in tuple(labels):
        raise ValueError(f"the project has no {before}")
    if after.name != before.name and after.name in labels.names:
        raise ValueError(f"the project has a label {after.name!r} already")
    connection.execute(
        """UPDATE labels SET name = CAST(? AS TEXT), colour = ?, key = ?, description = CAST(? AS TEXT)
        WHERE id = ?""",
        [
            encode_text(after.name),
            after.colour,
            after.key,
            encode_text(after.description),
            label_id(connection, before.name),
        ],
    )
