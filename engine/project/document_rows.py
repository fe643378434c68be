"""Documents as rows: put in, shown and hidden, listed, read and edited.

The counters and the revision of a document stand in its row, so a list of documents reads no text and no
tokens. Each function works inside the caller's transaction; what a bug asks for (a span over another, a
document that is not there) is a ValueError, and the transaction takes everything back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from engine.project.codec import DamagedError, encode_text, pack_tokens, reading, unpack_tokens
from engine.project.label_rows import label_id, read_labels
from engine.text.document import Document, DocumentState, Span


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a list of documents shows. tokens, spans: how many."""

    id: int
    name: str
    state: DocumentState
    tokens: int
    spans: int


def next_document_id(connection: sqlite3.Connection) -> int:
    """Give the id that the next document gets; ids are never used twice."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'documents'").fetchone()
    return int(row[0]) + 1 if row else 1


def insert_documents(
    connection: sqlite3.Connection, documents: Sequence[Document], first_id: int, added_by: int
) -> None:
    """Put documents in, hidden, with ids from first_id on; their labels are there already."""
    label_ids = {name: label_id(connection, name) for name in read_labels(connection).names}
    for number, document in enumerate(documents, first_id):
        connection.execute(
            """INSERT INTO documents (id, added_by, name, state, character_count, token_count, sentence_count,
            span_count) VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)""",
            [
                number,
                added_by,
                encode_text(document.name),
                document.state,
                len(document.text),
                len(document.tokens),
                document.tokens.sentence_count,
                len(document.spans),
            ],
        )
        connection.execute(
            "INSERT INTO texts VALUES (?, CAST(? AS TEXT), ?)",
            [number, encode_text(document.text), pack_tokens(document.tokens)],
        )
        for table, spans in (("spans", document.spans), ("rejections", dict.fromkeys(document.rejected))):
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
                [(number, span.start, span.end, label_ids[span.label]) for span in spans],
            )


def show_document(connection: sqlite3.Connection, document_id: int, *, shown: bool) -> None:
    """Let a hidden document join the project, or a shown one leave it. Raises ValueError if it did."""
    done = connection.execute(
        "UPDATE documents SET present = ? WHERE id = ? AND present = ?", [shown, document_id, not shown]
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is {'not hidden' if shown else 'not in the project'}")


def list_documents(connection: sqlite3.Connection) -> list[DocumentRow]:
    """Give a row for each document of the project, in order."""
    states = {state.value: state for state in DocumentState}
    rows = connection.execute(
        "SELECT id, name, state, token_count, span_count FROM documents WHERE present = 1 ORDER BY id"
    )
    with reading("list of documents"):
        listed = [DocumentRow(number, name, states[state], *counts) for number, name, state, *counts in rows]
        if not all(isinstance(row.name, str) for row in listed):
            raise DamagedError("a name is no text")
        return listed


def document_ids(connection: sqlite3.Connection) -> list[int]:
    """Give the ids of the documents of the project, in order."""
    return [number for (number,) in connection.execute("SELECT id FROM documents WHERE present = 1 ORDER BY id")]


def read_document(connection: sqlite3.Connection, document_id: int) -> Document | None:
    """Give a document as it is now, None if it is not in the project."""
    row = connection.execute(
        """SELECT name, state, revision, text, tokens FROM documents LEFT JOIN texts ON document_id = id
        WHERE id = ? AND present = 1""",
        [document_id],
    ).fetchone()
    if row is None:
        return None
    name, state, revision, text, tokens = row
    with reading(f"document «{name}»"):
        if not isinstance(text, str):
            raise DamagedError("its text is missing")
        return Document(
            name,
            text,
            unpack_tokens(tokens, text),
            _read_spans(connection, "spans", document_id),
            _read_spans(connection, "rejections", document_id),
            DocumentState(state),
            document_id,
            revision,
        )


def add_span(connection: sqlite3.Connection, document_id: int, span: Span) -> None:
    """Make a span gold. Raises ValueError if it shares a character with another gold span."""
    _edit(connection, document_id, span, spans=+1)
    # gold spans never overlap, so of those that begin before our end only the last can reach into ours
    before = connection.execute(
        """SELECT start, "end" FROM spans WHERE document_id = ? AND start < ? ORDER BY start DESC LIMIT 1""",
        [document_id, span.end],
    ).fetchone()
    if before and before[1] > span.start:
        raise ValueError(f"document {document_id}: {span} overlaps [{before[0]}, {before[1]})")
    _insert(connection, "spans", document_id, span)


def remove_span(connection: sqlite3.Connection, document_id: int, span: Span) -> None:
    """Take a gold span away. Raises ValueError if there is none such."""
    _edit(connection, document_id, span, spans=-1)
    _delete(connection, "spans", document_id, span)


def add_rejection(connection: sqlite3.Connection, document_id: int, span: Span) -> None:
    """Note that a person said no to a span. A second time is an IntegrityError."""
    _edit(connection, document_id, span)
    _insert(connection, "rejections", document_id, span)


def remove_rejection(connection: sqlite3.Connection, document_id: int, span: Span) -> None:
    """Forget that a person said no to a span. Raises ValueError if nobody did."""
    _edit(connection, document_id, span)
    _delete(connection, "rejections", document_id, span)


def change_state(connection: sqlite3.Connection, document_id: int, before: DocumentState, after: DocumentState) -> None:
    """Move a document from one state to another. Raises ValueError if it is not in the first."""
    done = connection.execute(
        "UPDATE documents SET state = ?, revision = revision + 1 WHERE id = ? AND present = 1 AND state = ?",
        [after, document_id, before],
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is not in the project, or not {before.value}")


def _edit(connection: sqlite3.Connection, document_id: int, span: Span, spans: int = 0) -> None:
    """Count an edit of a document that is there and has the characters of the span."""
    done = connection.execute(
        """UPDATE documents SET revision = revision + 1, span_count = span_count + ?
        WHERE id = ? AND present = 1 AND character_count >= ?""",
        [spans, document_id, span.end],
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} is not in the project, or ends before {span}")


def _insert(connection: sqlite3.Connection, table: str, document_id: int, span: Span) -> None:
    connection.execute(
        f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
        [document_id, span.start, span.end, label_id(connection, span.label)],
    )


def _delete(connection: sqlite3.Connection, table: str, document_id: int, span: Span) -> None:
    done = connection.execute(
        f"""DELETE FROM {table} WHERE document_id = ? AND start = ? AND "end" = ? AND label_id = ?""",
        [document_id, span.start, span.end, label_id(connection, span.label)],
    )
    if done.rowcount != 1:
        raise ValueError(f"document {document_id} has no {span} among its {table}")


def _read_spans(connection: sqlite3.Connection, table: str, document_id: int) -> tuple[Span, ...]:
    rows = connection.execute(
        f"""SELECT start, "end", name FROM {table} JOIN labels ON labels.id = label_id
        WHERE document_id = ? ORDER BY start, "end", name""",
        [document_id],
    )
    return tuple(Span(*row) for row in rows)
