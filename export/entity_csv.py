"""Entities as CSV (RFC 4180): a row each, positions in code points, half-open."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from export.entity_table import Entity

COLUMNS = ("document", "start", "end", "label", "text", "source", "confidence")
SOURCE = "tagger"
"""Who says so: what a person labelled has another source."""


def header() -> str:
    """Give the first row."""
    return _rows([COLUMNS])


def entities_to_csv(name: str, entities: Sequence[Entity]) -> str:
    """Give a row for each entity of a document, without the header."""
    return _rows(
        [
            (name, entity.start, entity.end, entity.label, entity.text, SOURCE, round(entity.confidence, 4))
            for entity in entities
        ]
    )


def _rows(rows: Sequence[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()
