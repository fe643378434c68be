"""Documents as rows: put in, shown and hidden, listed, read and edited.

The counters and the revision of a document stand in its row, so a list of documents reads no text and no
tokens. Each function works inside the caller's transaction; what a bug asks for (a span over another, a
document that is not there) is a ValueError, and the transaction takes everything back.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.project import text_index
from engine.project.codec import (
    DamagedError,
    decode_origin,
    decode_ranges,
    encode_text,
    pack_tokens,
    reading,
    unpack_tokens,
)  # fmt: skip
from engine.project.label_rows import read_label_ids
from engine.text.document import BY_HAND, IMPORTED, Document, DocumentState, Origin, Span, Tokens
from engine.text.ranges import Range


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a list of documents shows. tokens, spans: how many; note: on the document as a whole, "" if none."""

    id: int
    name: str
    state: DocumentState
    tokens: int
    spans: int
    note: str = ""


SpanOf = tuple[int, Span]
"""A span and the id of the document it is in."""

_LISTED = """SELECT id, name, state, token_count, span_count, ifnull(notes.text, '') FROM documents
    LEFT JOIN notes ON notes.document_id = id AND notes.start = 0 AND notes."end" = 0 WHERE present = 1"""


def next_document_id(connection: sqlite3.Connection) -> int:
    """Give the id that the next document gets; ids are never used twice."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'documents'").fetchone()
    return int(row[0]) + 1 if row else 1


def insert_documents(
    connection: sqlite3.Connection, documents: Sequence[Document], first_id: int, added_by: int
) -> None:
    """Put documents in, hidden, with ids from first_id on; their labels are there already."""
    label_ids = read_label_ids(connection)
    for number, document in enumerate(documents, first_id):
        connection.execute(
            """INSERT INTO documents (id, added_by, name, state, character_count, token_count, sentence_count,
            span_count, confirmed) VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?)""",
            [
                number,
                added_by,
                encode_text(document.name),
                document.state,
                len(document.text),
                len(document.tokens),
                document.tokens.sentence_count,
                len(document.spans),
                json.dumps(document.confirmed),
            ],
        )
        connection.execute(
            "INSERT INTO texts VALUES (?, CAST(? AS TEXT), ?)",
            [number, encode_text(document.text), pack_tokens(document.tokens)],
        )
        connection.executemany(
            "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?)",
            [_columns(number, span, label_ids, IMPORTED) for span in document.spans],
        )
        connection.executemany(
            "INSERT INTO rejections VALUES (?, ?, ?, ?)",
            [(number, span.start, span.end, label_ids[span.label]) for span in dict.fromkeys(document.rejected)],
        )
        connection.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, CAST(? AS TEXT))",
            [(number, *place, encode_text(note)) for place, note in document.notes.items()],
        )
    text_index.add(connection, ((number, document.text) for number, document in enumerate(documents, first_id)))


def show_document(connection: sqlite3.Connection, document_id: int, *, shown: bool) -> None:
    """Let a hidden document join the project, or a shown one leave it. Raises ValueError if it did."""
    done = connection.execute(
        "UPDATE documents SET present = ? WHERE id = ? AND present = ?", [shown, document_id, not shown]
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is {'not hidden' if shown else 'not in the project'}")


def list_documents(connection: sqlite3.Connection) -> list[DocumentRow]:
    """Give a row for each document of the project, in order."""
    return _rows(connection.execute(f"{_LISTED} ORDER BY id"))


def list_some(connection: sqlite3.Connection, ids: Iterable[int]) -> list[DocumentRow]:
    """Give the rows of those documents that are in the project, in the order asked for."""
    found = (_rows(connection.execute(f"{_LISTED} AND id = ?", [number])) for number in ids)
    return [row for rows in found for row in rows]


def _rows(found: Iterable[tuple[Any, ...]]) -> list[DocumentRow]:
    states = {state.value: state for state in DocumentState}
    with reading("list of documents"):
        rows = [DocumentRow(number, name, states[state], *more) for number, name, state, *more in found]
        if not all(isinstance(row.name, str) for row in rows):
            raise DamagedError("a name is no text")
        return rows


def document_ids(connection: sqlite3.Connection) -> list[int]:
    """Give the ids of the documents of the project, in order."""
    return [number for (number,) in connection.execute("SELECT id FROM documents WHERE present = 1 ORDER BY id")]


def anything_confirmed(connection: sqlite3.Connection) -> bool:
    """Tell whether a person confirmed any O: a document that is not skipped is done, or has confirmed parts."""
    (found,) = connection.execute(
        """SELECT EXISTS (SELECT 1 FROM documents WHERE present = 1 AND (state = ? OR confirmed <> '[]' AND state <> ?))
        """,
        [DocumentState.DONE, DocumentState.SKIPPED],
    ).fetchone()
    return bool(found)


def read_document(connection: sqlite3.Connection, document_id: int) -> Document | None:
    """Give a document as it is now, None if it is not in the project."""
    return next(iter(read_documents(connection, [document_id])), None)


def read_documents(connection: sqlite3.Connection, ids: Sequence[int], *, bare: bool = False) -> list[Document]:
    """Give those of the documents that are in the project, as they are now, in the order asked for.

    bare: without text and tokens, for who wants to know what people said about them alone.
    """
    those = [json.dumps(ids)]
    texts, columns = ("", "'', NULL") if bare else ("LEFT JOIN texts ON document_id = documents.id", "text, tokens")
    rows = connection.execute(
        f"""SELECT documents.id, name, state, revision, confirmed, {columns} {_THOSE} documents
        ON documents.id = those.value {texts} WHERE present = 1""",
        those,
    ).fetchall()
    gold: dict[int, list[Span]] = defaultdict(list)
    rejected: dict[int, list[Span]] = defaultdict(list)
    notes: dict[int, dict[Range, str]] = defaultdict(dict)
    with reading("spans"):
        for number, start, end, label, *origin in connection.execute(
            f"""SELECT document_id, start, "end", name, source, confidence {_THOSE} spans
            ON document_id = those.value JOIN labels ON labels.id = label_id ORDER BY document_id, start""",
            those,
        ):
            gold[number].append(Span(start, end, label, decode_origin(*origin)))
        for number, *row in connection.execute(
            f"""SELECT document_id, start, "end", name {_THOSE} rejections
            ON document_id = those.value JOIN labels ON labels.id = label_id
            ORDER BY document_id, start, "end", name""",
            those,
        ):
            rejected[number].append(Span(*row))
        for number, start, end, note in connection.execute(
            f"""SELECT document_id, start, "end", text {_THOSE} notes ON document_id = those.value""", those
        ):
            notes[number][start, end] = note
    return [
        _made(row, tuple(gold.get(row[0], ())), tuple(rejected.get(row[0], ())), notes.get(row[0], {}), bare=bare)
        for row in rows
    ]


_THOSE = "FROM json_each(?) AS those CROSS JOIN"
_NO_TOKENS = Tokens("", np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(1, np.int32))


def _made(
    row: tuple[Any, ...], gold: tuple[Span, ...], rejected: tuple[Span, ...], notes: Mapping[Range, str], *, bare: bool
) -> Document:
    number, name, state, revision, confirmed, text, tokens = row
    with reading(f"document «{name}»"):
        if not isinstance(text, str):
            raise DamagedError("its text is missing")
        return Document(
            name,
            text,
            _NO_TOKENS if bare else unpack_tokens(tokens, text),
            gold,
            rejected,
            DocumentState(state),
            number,
            revision,
            decode_ranges(json.loads(confirmed)),
            notes,
            check=not bare,  # no span is within a text that is not there
        )


def add_spans(connection: sqlite3.Connection, spans: Sequence[SpanOf]) -> None:
    """Make spans gold. Raises ValueError if one of them shares a character with another gold span."""
    _count_edits(connection, spans, spans_each=+1)
    label_ids = read_label_ids(connection)
    # gold spans never overlap, so of those that begin before our end only the last can reach into ours
    done = connection.executemany(
        """INSERT INTO spans SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM (
            SELECT "end" FROM spans WHERE document_id = ?1 AND start < ?3 ORDER BY start DESC LIMIT 1
        ) WHERE "end" > ?2)""",
        [_columns(document_id, span, label_ids) for document_id, span in spans],
    )
    _check_count(done, spans, "cannot be gold beside what is")


def remove_spans(connection: sqlite3.Connection, spans: Sequence[SpanOf]) -> None:
    """Take gold spans away. Raises ValueError if one of them is not there."""
    _count_edits(connection, spans, spans_each=-1)
    _delete(connection, "spans", spans)


def add_rejections(connection: sqlite3.Connection, spans: Sequence[SpanOf]) -> None:
    """Note that a person said no to spans. A second time is an IntegrityError."""
    _count_edits(connection, spans)
    label_ids = read_label_ids(connection)
    connection.executemany("INSERT INTO rejections VALUES (?, ?, ?, ?)", _keys(spans, label_ids))


def remove_rejections(connection: sqlite3.Connection, spans: Sequence[SpanOf]) -> None:
    """Forget that a person said no to spans. Raises ValueError if nobody did."""
    _count_edits(connection, spans)
    _delete(connection, "rejections", spans)


def change_state(connection: sqlite3.Connection, document_id: int, before: DocumentState, after: DocumentState) -> None:
    """Move a document from one state to another. Raises ValueError if it is not in the first."""
    done = connection.execute(
        "UPDATE documents SET state = ?, revision = revision + 1 WHERE id = ? AND present = 1 AND state = ?",
        [after, document_id, before],
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is not in the project, or not {before.value}")


def confirm_ranges(
    connection: sqlite3.Connection, document_id: int, before: Sequence[Range], after: Sequence[Range]
) -> None:
    """Note in which parts of a document a person saw every token. Raises ValueError if it was not as said."""
    done = connection.execute(
        """UPDATE documents SET confirmed = ?, revision = revision + 1
        WHERE id = ? AND present = 1 AND confirmed = ?""",
        [json.dumps(after), document_id, json.dumps(before)],
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is not in the project, or not confirmed in {before}")


def change_note(connection: sqlite3.Connection, document_id: int, place: Range, before: str, after: str) -> None:
    """Write another note on a span or a document. Raises ValueError if it was not as said."""
    done = connection.execute(
        "UPDATE documents SET revision = revision + 1 WHERE id = ? AND present = 1 AND character_count >= ?",
        [document_id, place[1]],
    )
    where = [document_id, *place]
    old = connection.execute(f"SELECT text FROM notes {_AT}", where).fetchone()
    if done.rowcount != 1 or (old[0] if old else "") != before:
        raise ValueError(f"document {document_id} is not in the project, or has no note {before!r} at {place}")
    connection.execute(f"DELETE FROM notes {_AT}", where)
    if after:
        connection.execute("INSERT INTO notes VALUES (?, ?, ?, CAST(? AS TEXT))", [*where, encode_text(after)])


_AT = """WHERE document_id = ? AND start = ? AND "end" = ?"""


def _columns(document_id: int, span: Span, label_ids: Mapping[str, int], by_hand: Origin = BY_HAND) -> tuple[Any, ...]:
    """Give a gold span as a row. by_hand: the origin of those that say nothing else."""
    origin = by_hand if span.origin == BY_HAND else span.origin
    return document_id, span.start, span.end, label_ids[span.label], origin.source, origin.confidence


def _keys(spans: Sequence[SpanOf], label_ids: Mapping[str, int]) -> list[tuple[int, int, int, int]]:
    return [(document_id, span.start, span.end, label_ids[span.label]) for document_id, span in spans]


def _count_edits(connection: sqlite3.Connection, spans: Sequence[SpanOf], spans_each: int = 0) -> None:
    """Count edits of documents that are there and have the characters of the spans."""
    edits: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for document_id, span in spans:
        edit = edits[document_id]
        edit[0] += 1
        edit[1] = max(edit[1], span.end)
    done = connection.executemany(
        """UPDATE documents SET revision = revision + ?1, span_count = span_count + ?1 * ?2
        WHERE id = ?3 AND present = 1 AND character_count >= ?4""",
        [(count, spans_each, document_id, end) for document_id, (count, end) in edits.items()],
    )
    if done.rowcount != len(edits):
        raise ValueError(f"of the documents {list(edits)[:5]}… one is not in the project, or ends before its span")


def _delete(connection: sqlite3.Connection, table: str, spans: Sequence[SpanOf]) -> None:
    done = connection.executemany(
        f"DELETE FROM {table} {_AT} AND label_id = ?", _keys(spans, read_label_ids(connection))
    )
    _check_count(done, spans, f"is not among the {table}")


def _check_count(done: sqlite3.Cursor, spans: Sequence[SpanOf], what: str) -> None:
    if done.rowcount != len(spans):
        raise ValueError(f"of {len(spans)} spans, {spans[0]} and others, one {what}")
