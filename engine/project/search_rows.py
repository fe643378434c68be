"""The rows that a search reads: which documents may have something, their texts, their spans and notes.

Each function is quick, and none needs what another saw: the texts of documents never change.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.project import text_index
from engine.project.query import Query, Where

SLICE_CHARACTERS = 1_000_000
"""Texts are read until they are that long together."""

_THOSE = "FROM json_each(?) AS those CROSS JOIN"
_NOTE = """LEFT JOIN notes ON notes.document_id = spans.document_id AND notes.start = spans.start
    AND notes."end" = spans."end\""""


class TextRow(NamedTuple):
    """A document as far as a search reads it."""

    id: int
    name: str
    text: str


class Item(NamedTuple):
    """A gold span, or with ``[0, 0)`` a document, with its note; a tuple because there are so many.

    wanted: the query's filters for spans let it pass.
    """

    start: int
    end: int
    label: str
    note: str
    wanted: bool = True


def candidates(connection: sqlite3.Connection, query: Query, first_id: int = 0) -> list[int]:
    """Give, in order, the ids from first_id on of all documents that may have something; some may have nothing."""
    if query.document_id is not None:
        return [query.document_id] if query.document_id >= first_id else []
    lists: list[Sequence[int]] = []
    if query.has_text and query.where is Where.TEXT and not query.regex:
        try:
            with_words = text_index.documents_with(connection, query.text, whole_words=query.whole_words)
        except text_index.IndexDamagedError:
            with_words = None
        if with_words is not None:
            lists.append(with_words)
    if query.has_text and query.where is Where.NOTES:
        lists.append(_ids(connection, "SELECT DISTINCT document_id FROM notes"))
    if query.for_spans:
        lists.append(_ids(connection, *_with_wanted(connection, query)))
    if query.states or not lists:
        condition, values = _shown(query)
        lists.append(_ids(connection, f"SELECT id FROM documents WHERE {condition}", values))
    found = lists[0] if len(lists) == 1 else sorted(set(lists[0]).intersection(*lists[1:]))
    return list(found[bisect_left(found, first_id) :])


def read_texts(connection: sqlite3.Connection, query: Query, ids: Sequence[int]) -> tuple[list[TextRow], int]:
    """Give the texts of documents, but for those not in the project or in another state, and how many ids that was.

    Very long texts are given a few at a time.
    """
    condition, values = _shown(query)
    rows = connection.execute(
        f"""SELECT documents.id, name, text {_THOSE} documents ON documents.id = those.value
        JOIN texts ON document_id = documents.id WHERE {condition}""",
        [json.dumps(ids), *values],
    )
    texts: list[TextRow] = []
    characters = 0
    for row in rows:
        texts.append(TextRow(*row))
        characters += len(texts[-1].text)
        if characters >= SLICE_CHARACTERS:
            return texts, bisect_right(ids, texts[-1].id)
    return texts, len(ids)


def read_items(connection: sqlite3.Connection, query: Query, ids: Sequence[int]) -> dict[int, list[Item]]:
    """Give each document of those as an item, with its gold spans behind it, in order."""
    names = dict(connection.execute("SELECT id, name FROM labels").fetchall())
    notes = connection.execute(
        f"""SELECT document_id, text {_THOSE} notes ON document_id = those.value WHERE start = 0 AND "end" = 0""",
        [json.dumps(ids)],
    )
    note_of = dict(notes.fetchall())
    items = {number: [_document_item(query, note_of.get(number, ""))] for number in ids}
    condition, values = _wanted(connection, query)
    spans = connection.execute(
        f"""SELECT spans.document_id, spans.start, spans."end", label_id, notes.text, ({condition})
        {_THOSE} spans ON spans.document_id = those.value {_NOTE} ORDER BY spans.document_id, spans.start""",
        [*values, json.dumps(ids)],
    )
    for number, start, end, label_id, note, wanted in spans:
        items[number].append(Item(start, end, names[label_id], note or "", bool(wanted)))
    return items


def _document_item(query: Query, note: str) -> Item:
    wanted = not query.for_gold and (bool(note) or not query.noted)
    return Item(0, 0, "", note, wanted)


def _shown(query: Query) -> tuple[str, list[str]]:
    """Give the condition for a document's row."""
    if not query.states:
        return "present = 1", []
    return f"present = 1 AND state IN ({_marks(query.states)})", [str(state) for state in query.states]


def _with_wanted(connection: sqlite3.Connection, query: Query) -> tuple[str, list[str | float]]:
    """Give the statement for the documents that have what the query's filters for spans let pass."""
    condition, values = _wanted(connection, query)
    if not query.noted:
        return f"SELECT DISTINCT document_id FROM spans WHERE {condition} ORDER BY 1", values
    # the few notes first, then the spans that they are on
    with_note = f"""SELECT spans.document_id FROM notes CROSS JOIN spans ON spans.document_id = notes.document_id
        AND spans.start = notes.start AND spans."end" = notes."end" WHERE {condition}"""
    if not query.for_gold:
        with_note += """ UNION ALL SELECT document_id FROM notes WHERE start = 0 AND "end" = 0"""
    return f"SELECT DISTINCT document_id FROM ({with_note}) ORDER BY 1", values


def _wanted(connection: sqlite3.Connection, query: Query) -> tuple[str, list[str | float]]:
    """Give the condition for the row of a gold span, joined with its note."""
    parts: list[str] = ["1"]
    values: list[str | float] = []
    if query.labels:
        rows = connection.execute("SELECT id, name FROM labels WHERE removed_at IS NULL").fetchall()
        parts.append(f"label_id IN ({', '.join(str(number) for number, name in rows if name in query.labels)})")
    if query.sources:
        parts.append(f"source IN ({_marks(query.sources)})")
        values += [str(source) for source in query.sources]
    if query.most_confidence is not None:
        parts.append("ifnull(confidence <= ?, 0)")
        values.append(query.most_confidence)
    if query.noted:
        parts.append("notes.text IS NOT NULL")
    return " AND ".join(parts), values


def _marks(values: frozenset[str]) -> str:
    return ", ".join("?" * len(values))


def _ids(connection: sqlite3.Connection, statement: str, values: Sequence[str | float] = ()) -> list[int]:
    return [number for (number,) in connection.execute(statement, values)]
