"""Gazetteers: lists of names with the labels of their mentions, which are suggested wherever a text has them.

entries in the table: JSON, ``{"match_case": true, "names": [[label_id, ["Paris", …]], …]}``. With the ids a list
follows its labels: one that is renamed, and one that is merged into another; what a person deleted has no label.

present in the table: 0 for one that is hidden because its coming was undone or because it was removed, 1 for one that
suggests, 2 for one that is switched off, which is no history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.project.codec import encode_text, reading
from engine.project.label_names import names_of
from engine.project.label_rows import read_label_ids, read_label_log

Names = Mapping[str, Sequence[str]]
"""Names by their label."""

_HIDDEN, _ON, _OFF = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A list of names. on: it suggests. match_case: capitals matter. lost: how many names have no label any more."""

    id: int
    name: str
    names: Names
    on: bool = True
    match_case: bool = True
    lost: int = 0

    @property
    def size(self) -> int:
        """Give how many names it has a label for."""
        return sum(map(len, self.names.values()))


def next_id(connection: sqlite3.Connection) -> int:
    """Give the id that the next list gets; ids are never used twice."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'gazetteers'").fetchone()
    return int(row[0]) + 1 if row else 1


def insert(connection: sqlite3.Connection, number: int, name: str, names: Names, added_by: int) -> None:
    """Put a list in, hidden; its labels are there already."""
    ids = read_label_ids(connection)
    entries = {"match_case": True, "names": [[ids[label], list(forms)] for label, forms in names.items()]}
    connection.execute(
        "INSERT INTO gazetteers (id, added_by, name, entries) VALUES (?, ?, CAST(? AS TEXT), ?)",
        [number, added_by, encode_text(name), json.dumps(entries, separators=(",", ":"))],
    )


def show(connection: sqlite3.Connection, number: int, *, shown: bool) -> None:
    """Let a hidden list join the project, or one leave it. Raises ValueError if it did."""
    done = connection.execute(
        "UPDATE gazetteers SET present = ?1 WHERE id = ?2 AND (present = 0) = ?1", [_ON if shown else _HIDDEN, number]
    )
    if done.rowcount != 1:
        raise ValueError(f"list {number} is {'not hidden' if shown else 'not in the project'}")


def switch(connection: sqlite3.Connection, number: int, *, on: bool) -> None:
    """Let a list suggest, or not; nothing where it is hidden."""
    connection.execute("UPDATE gazetteers SET present = ? WHERE id = ? AND present > 0", [_ON if on else _OFF, number])


def match_case(connection: sqlite3.Connection, number: int, *, matters: bool) -> None:
    """Let capitals matter for a list, or not."""
    connection.execute(
        "UPDATE gazetteers SET entries = json_set(entries, '$.match_case', json(?)) WHERE id = ?",
        [json.dumps(matters), number],
    )


def read_gazetteers(connection: sqlite3.Connection) -> list[Gazetteer]:
    """Give the lists of the project in the order in which they came, with the names that the labels have now."""
    rows = connection.execute("SELECT id, name, entries, present FROM gazetteers WHERE present > 0 ORDER BY id")
    labels = names_of(read_label_log(connection))
    with reading("lists of names"):
        return [
            _gazetteer(number, name, json.loads(entries), labels, on=on == _ON) for number, name, entries, on in rows
        ]


def _gazetteer(
    number: int, name: str, entries: dict[str, object], labels: Mapping[int, str | None], *, on: bool
) -> Gazetteer:
    given = entries["names"]
    if not isinstance(given, list):
        raise TypeError(f"the names are {type(given).__name__}")
    names: dict[str, list[str]] = {}
    lost = 0
    for label_id, forms in given:
        label = labels[label_id]
        if label is None:
            lost += len(forms)
        else:
            names.setdefault(label, []).extend(map(str, forms))
    return Gazetteer(number, name, names, on, bool(entries["match_case"]), lost)
