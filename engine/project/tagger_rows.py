"""Trained taggers as rows: the newest keep their ONNX bytes, of the others only the figures stay."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.project.codec import reading

KEPT_TAGGERS = 3
"""How many keep their bytes (up to 6 MB each), so that retraining all day does not bloat the file."""


@dataclass(frozen=True, slots=True)
class StoredTagger:
    """A tagger that a project keeps: its ONNX bytes and when it was trained (UTC)."""

    onnx: bytes
    created: datetime


def save_tagger(
    connection: sqlite3.Connection, onnx: bytes, metrics: Mapping[str, Any], seed: int, revision: int, at: float
) -> int:
    """Keep a tagger, trained on a revision of the project; give its number. metrics: as JSON; at: Unix time."""
    done = connection.execute(
        "INSERT INTO taggers (created, seed, revision, metrics, onnx) VALUES (?, ?, ?, ?, ?)",
        [at, seed, revision, json.dumps(metrics), onnx],
    )
    number = int(done.lastrowid or 0)
    connection.execute("UPDATE taggers SET onnx = NULL WHERE onnx IS NOT NULL AND id <= ?", [number - KEPT_TAGGERS])
    return number


def latest_tagger(connection: sqlite3.Connection) -> StoredTagger | None:
    """Give the newest tagger, None if there is none."""
    row = connection.execute("SELECT onnx, created FROM taggers ORDER BY id DESC LIMIT 1").fetchone()
    with reading("tagger"):
        return row and StoredTagger(bytes(row[0]), datetime.fromtimestamp(row[1], UTC))
