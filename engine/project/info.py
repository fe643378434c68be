"""ProjectInfo: what a project holds, counted without reading a text."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from engine.project.codec import reading
from engine.project.history import read_revision
from engine.project.label_rows import read_labels
from engine.project.schema import schema_version
from engine.text.document import DocumentState


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What a project holds: how many of each. labels: their names; states: documents by state."""

    documents: int
    sentences: int
    tokens: int
    spans: int
    labels: tuple[str, ...]
    states: dict[str, int]
    taggers: int
    revision: int
    schema_version: int


def read_info(connection: sqlite3.Connection) -> ProjectInfo:
    """Count what a project holds."""
    documents, sentences, tokens, spans = connection.execute(
        """SELECT count(*), total(sentence_count), total(token_count), total(span_count) FROM documents
        WHERE present = 1"""
    ).fetchone()
    states = connection.execute("SELECT state, count(*) FROM documents WHERE present = 1 GROUP BY state")
    with reading("list of documents"):
        return ProjectInfo(
            documents=documents,
            sentences=int(sentences),
            tokens=int(tokens),
            spans=int(spans),
            labels=read_labels(connection).names,
            states={str(DocumentState(state)): count for state, count in states},
            taggers=connection.execute("SELECT count(*) FROM taggers").fetchone()[0],
            revision=read_revision(connection),
            schema_version=schema_version(connection),
        )
