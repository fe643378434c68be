"""Entities as CSV (RFC 4180): a row each, positions in code points, half-open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from export.entity_table import Entity, parts

COLUMNS = ("document", "start", "end", "label", "text", "source", "confidence")
SOURCE = "tagger"
"""Who says so: what a person labelled has another source."""


def header() -> str:
    """Give the first row."""
    return _rows([COLUMNS])


def csv_pieces(name: str, entities: Sequence[Entity]) -> Iterator[str]:
    """Give a row for each entity of a document, without the header, in pieces: a long text needs no object for each."""
    for part in parts(entities):
        yield _rows(
            [
                (name, entity.start, entity.end, entity.label, entity.text, SOURCE, round(entity.confidence, 4))
                for entity in part
            ]
        )


def _rows(rows: Sequence[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()
