"""The label set as rows. A label that leaves keeps its row: spans of hidden documents may hold its id."""

from __future__ import annotations

import sqlite3

from engine.project.codec import encode_text, reading
from engine.project.label_names import LabelThen
from engine.text.labels import Label, LabelSet

_IN_USE = """SELECT 1 FROM {table} CROSS JOIN documents ON documents.id = document_id
    WHERE present = 1 AND label_id = ? LIMIT 1"""


def read_labels(connection: sqlite3.Connection) -> LabelSet:
    """Give the label set in its order."""
    rows = connection.execute(
        "SELECT name, colour, key, description, heading FROM labels WHERE removed_at IS NULL ORDER BY position"
    )
    with reading("label set"):
        return LabelSet(Label(*row) for row in rows)


class LabelIds(dict[str, int]):
    """The ids of the labels by their names."""

    def __missing__(self, name: str) -> int:
        raise ValueError(f"the project has no label {name!r}")


def read_label_ids(connection: sqlite3.Connection) -> LabelIds:
    """Give the ids of the labels of the set; asking for one that is not there is a ValueError."""
    return LabelIds(connection.execute("SELECT name, id FROM labels WHERE removed_at IS NULL"))


def add_label(connection: sqlite3.Connection, label: Label, index: int | None = None) -> None:
    """Put a label into the set, at the end or so that it has an index. Raises ValueError if the name is taken.

    Where a label of that name left before, the one that left last comes back with its id: that is what makes
    a redone import find its spans labelled. As undo is last-in first-out, it is always the right one.
    """
    names = read_labels(connection).names
    if label.name in names:
        raise ValueError(f"the project has a label {label.name!r} already")
    name = encode_text(label.name)
    old = connection.execute(
        "SELECT id FROM labels WHERE name = CAST(? AS TEXT) ORDER BY removed_at DESC LIMIT 1", [name]
    ).fetchone()
    connection.execute(
        """INSERT INTO labels (id, name, colour, key, description, heading, position)
        VALUES (?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT),
            (SELECT ifnull(max(position), 0) + 1 FROM labels))
        ON CONFLICT (id) DO UPDATE SET colour = excluded.colour, key = excluded.key, heading = excluded.heading,
        description = excluded.description, position = excluded.position, removed_at = NULL""",
        [old and old[0], name, label.colour, label.key, encode_text(label.description), encode_text(label.group)],
    )
    _log(connection, read_label_ids(connection)[label.name], label.name)
    if index is not None and index != len(names):
        move_label(connection, label.name, len(names), index)


def remove_label(connection: sqlite3.Connection, label: Label, index: int | None = None, into: str = "") -> None:
    """Take a label out of the set. into: the label that has its spans now, "" if none has.

    Raises ValueError if it is not at the index (the last), or a document uses it.
    """
    labels = read_labels(connection)
    if not labels or labels[-1 if index is None else index] != label:
        raise ValueError(f"{label} is not at {index} of {labels.names}")
    ids = read_label_ids(connection)
    number = ids[label.name]
    for table in ("spans", "rejections"):
        if connection.execute(_IN_USE.format(table=table), [number]).fetchone():
            raise ValueError(f"there are {table} with the label {label.name!r}")
    # More than any before it, also where one action takes several out: which one left last must be clear.
    connection.execute(
        """UPDATE labels SET removed_at = (
            SELECT max(revision, (SELECT ifnull(max(removed_at), 0) + 1 FROM labels)) FROM meta
        ) WHERE id = ?""",
        [number],
    )
    _log(connection, number, None, ids[into] if into else None)


def move_label(connection: sqlite3.Connection, name: str, before: int, after: int) -> None:
    """Move a label from one index in the set to another. Raises ValueError if it is not at the first."""
    names = list(read_labels(connection).names)
    if not (0 <= after < len(names) and names.index(name) == before):
        raise ValueError(f"label {name!r} is not at {before} of {names}, or cannot be at {after}")
    names.insert(after, names.pop(before))
    ids = read_label_ids(connection)
    connection.executemany(
        "UPDATE labels SET position = ? WHERE id = ?", [(place, ids[n]) for place, n in enumerate(names, 1)]
    )


def change_label(connection: sqlite3.Connection, before: Label, after: Label) -> None:
    """Give a label another name, colour, key, description or group. Raises ValueError if it is not as said."""
    labels = read_labels(connection)
    if before not in tuple(labels):
        raise ValueError(f"the project has no {before}")
    if after.name != before.name and after.name in labels.names:
        raise ValueError(f"the project has a label {after.name!r} already")
    number = read_label_ids(connection)[before.name]
    connection.execute(
        """UPDATE labels SET name = CAST(? AS TEXT), colour = ?, key = ?, description = CAST(? AS TEXT),
        heading = CAST(? AS TEXT) WHERE id = ?""",
        [encode_text(after.name), after.colour, after.key, *map(encode_text, (after.description, after.group)), number],
    )
    if after.name != before.name:
        _log(connection, number, after.name)


def read_label_log(connection: sqlite3.Connection) -> list[LabelThen]:
    """Give what the labels were called, in the order of the revisions."""
    rows = connection.execute("SELECT revision, label_id, name, merged_into FROM label_log ORDER BY revision, label_id")
    return [LabelThen(*row) for row in rows]


def _log(connection: sqlite3.Connection, label_id: int, name: str | None, merged_into: int | None = None) -> None:
    """Note what a label is called from this revision on; the last word in a revision counts."""
    connection.execute(
        "INSERT OR REPLACE INTO label_log SELECT ?, revision, CAST(? AS TEXT), ? FROM meta",
        [label_id, None if name is None else encode_text(name), merged_into],
    )
