"""Entities as JSON lines: one object a document, positions in code points, half-open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from export.entity_table import Entity, parts


def jsonl_pieces(name: str, text: str, entities: Sequence[Entity]) -> Iterator[str]:
    """Give a document with its entities as one line, its line break included, in pieces.

    So a long text needs no object for each entity.
    """
    yield f'{{"id": {_json(name)}, "text": {_json(text)}, "entities": ['
    joint = ""
    for part in parts(entities):
        rows = [
            {
                "start": entity.start,
                "end": entity.end,
                "label": entity.label,
                "text": entity.text,
                "confidence": round(entity.confidence, 4),
            }
            for entity in part
        ]
        yield joint + _json(rows)[1:-1]
        joint = ", "
    yield "]}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
