"""Entities as JSON lines: one object a document, positions in code points, half-open."""

from __future__ import annotations

import json
from collections.abc import Sequence

from export.entity_table import Entity


def entities_to_jsonl(name: str, text: str, entities: Sequence[Entity]) -> str:
    """Give a document with its entities as one line, its line break included."""
    rows = [
        {
            "start": entity.start,
            "end": entity.end,
            "label": entity.label,
            "text": entity.text,
            "confidence": round(entity.confidence, 4),
        }
        for entity in entities
    ]
    return json.dumps({"id": name, "text": text, "entities": rows}, ensure_ascii=False) + "\n"
