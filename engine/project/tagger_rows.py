"""Trained taggers as rows: the figures of each for ever, the ONNX bytes of some.

Bytes are kept of the newest, of those that a person wants to keep, and of the one in use. What happens to a tagger
is no action: it changes nothing that people said about a text, an undo that brought megabytes back would have to
keep them in the log, and taking back a label must not take the tagger away that was trained meanwhile. Whoever
deletes bytes asks first.

A project may come from a stranger or a bad disk, so a row that makes no sense must not keep it from opening: bytes
are found to be no tagger only when they are loaded, figures that cannot be read are no figures.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.project.codec import encode_text
from engine.tagger.metrics import Metrics

NEWEST_WITH_BYTES = 5
"""How many of the newest keep their bytes, so that retraining all day does not bloat the file: 6 to 23 MB.

A tagger of three labels and 500 words has 1.2 MB, one of four with all the words that it can hold has 3.1, and the
largest, from 15 labels on, has 4.6.
"""

ELSEWHERE = -1
"""In the column ``revision``: the tagger was not trained on this project."""

_IN_USE = """(SELECT id FROM taggers WHERE typeof(onnx) = 'blob'
    ORDER BY id = (SELECT tagger_id FROM meta) DESC, id DESC LIMIT 1)"""
"""The one that was chosen; if none was, or if its bytes are gone, the newest that has any."""

_SPARED = f"kept != 0 OR id = {_IN_USE}"


@dataclass(frozen=True, slots=True)
class StoredTagger:
    """A tagger with its bytes, and when it was trained (UTC). number: None as long as it is in no row.

    revision: of the project when it was trained, None if that was elsewhere.
    """

    onnx: bytes
    created: datetime
    number: int | None = None
    name: str = ""
    revision: int | None = None

    @property
    def title(self) -> str:
        """Give its name, or its number if it has none; "" if it has neither."""
        return self.name or (f"Tagger {self.number}" if self.number else "")


@dataclass(frozen=True, slots=True)
class TaggerRow:
    """What a list of taggers shows.

    revision: of the project when it was trained, None if that was elsewhere. metrics: None if they cannot be read.
    sentences, spans: what it learnt from, 0 if nobody knows. held_out: «dev», «split», «none» as in a training, and
    measured_on: what tells those sentences from others; "" if nobody knows. size: of its bytes, None if only the
    figures are left.
    """

    number: int
    name: str
    created: datetime
    seed: int
    revision: int | None
    metrics: Metrics | None
    sentences: int
    spans: int
    held_out: str
    measured_on: str
    size: int | None
    kept: bool
    in_use: bool

    @property
    def title(self) -> str:
        """Give its name, or its number if it has none."""
        return self.name or f"Tagger {self.number}"

    @property
    def goes_with_a_cleanup(self) -> bool:
        """Tell whether it has bytes that nobody asked to keep."""
        return self.size is not None and not self.kept and not self.in_use


def save_tagger(
    connection: sqlite3.Connection,
    tagger: StoredTagger,
    figures: Mapping[str, Any],
    seed: int,
    revision: int | None,
) -> int:
    """Put a tagger in, which is then the one in use, and let go of bytes beyond the limit; give its number.

    figures: metrics as JSON, and ``info`` among them. revision: that it was trained on, None: elsewhere.
    """
    done = connection.execute(
        "INSERT INTO taggers (created, seed, revision, metrics, onnx, name) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))",
        [
            tagger.created.timestamp(),
            seed,
            ELSEWHERE if revision is None else revision,
            json.dumps(figures),
            tagger.onnx,
            encode_text(tagger.name),
        ],
    )
    number = int(done.lastrowid or 0)
    # before it is the one in use: the one that it takes the place of may be wanted back, so it stays once more
    connection.execute(
        f"""UPDATE taggers SET onnx = NULL WHERE onnx IS NOT NULL AND NOT ({_SPARED}) AND id NOT IN (
            SELECT id FROM taggers WHERE onnx IS NOT NULL ORDER BY id DESC LIMIT ?)""",
        [NEWEST_WITH_BYTES],
    )
    connection.execute("UPDATE meta SET tagger_id = ?", [number])
    return number


def list_taggers(connection: sqlite3.Connection) -> list[TaggerRow]:
    """Give a row for each tagger, the newest first; reads no bytes."""
    rows = connection.execute(
        f"""SELECT id, CAST(name AS TEXT), CAST(created AS REAL), CAST(seed AS INTEGER), CAST(revision AS INTEGER),
            metrics, CASE typeof(onnx) WHEN 'blob' THEN length(onnx) END, kept != 0, id IS {_IN_USE}
        FROM taggers ORDER BY id DESC"""
    )
    return [_row(*row) for row in rows]


def read_tagger(connection: sqlite3.Connection, number: int) -> StoredTagger:
    """Give a tagger with its bytes. Raises KeyError if there is none of that number, or only its figures."""
    row = connection.execute(
        """SELECT onnx, CAST(created AS REAL), CAST(name AS TEXT), CAST(revision AS INTEGER) FROM taggers
        WHERE id = ? AND typeof(onnx) = 'blob'""",
        [number],
    ).fetchone()
    if row is None:
        raise KeyError(number)
    return StoredTagger(bytes(row[0]), _moment(row[1]), number, row[2], None if row[3] < 0 else row[3])


def tagger_in_use(connection: sqlite3.Connection) -> StoredTagger | None:
    """Give the tagger in use: the one that was chosen, else the newest that has its bytes; None if none has."""
    number = connection.execute(f"SELECT {_IN_USE}").fetchone()[0]
    return None if number is None else read_tagger(connection, number)


def use_tagger(connection: sqlite3.Connection, number: int) -> StoredTagger:
    """Make a tagger the one in use; give it. Raises KeyError as :func:`read_tagger` does."""
    tagger = read_tagger(connection, number)
    connection.execute("UPDATE meta SET tagger_id = ?", [number])
    return tagger


def keep_tagger(connection: sqlite3.Connection, number: int, *, kept: bool) -> None:
    """Let a tagger keep its bytes, if it has any, whatever comes after it, or no longer."""
    connection.execute("UPDATE taggers SET kept = ? AND typeof(onnx) = 'blob' WHERE id = ?", [kept, number])


def rename_tagger(connection: sqlite3.Connection, number: int, name: str) -> None:
    """Give a tagger a name; "": it is called by its number."""
    name = " ".join(name.split())
    connection.execute("UPDATE taggers SET name = CAST(? AS TEXT) WHERE id = ?", [encode_text(name), number])


def delete_tagger(connection: sqlite3.Connection, number: int) -> None:
    """Take a tagger out with its figures. If it was in use, the newest that has its bytes takes its place."""
    connection.execute("UPDATE meta SET tagger_id = NULL WHERE tagger_id = ?", [number])
    connection.execute("DELETE FROM taggers WHERE id = ?", [number])


def clean_up(connection: sqlite3.Connection) -> None:
    """Let go of the bytes of all taggers but the one in use and those to be kept; their figures stay."""
    connection.execute(f"UPDATE taggers SET onnx = NULL WHERE onnx IS NOT NULL AND NOT ({_SPARED})")


def _row(
    number: int,
    name: str,
    created: float,
    seed: int,
    revision: int,
    figures: object,
    size: int | None,
    kept: int,
    in_use: int,
) -> TaggerRow:
    metrics, info = _read_figures(figures)
    return TaggerRow(
        number=number,
        name=name,
        created=_moment(created),
        seed=seed,
        revision=None if revision < 0 else revision,
        metrics=metrics,
        sentences=_count(info.get("sentences")),
        spans=_count(info.get("spans")),
        held_out=str(info.get("held_out", "")),
        measured_on=str(info.get("measured_on", "")),
        size=size,
        kept=bool(kept),
        in_use=bool(in_use),
    )


def _read_figures(text: object) -> tuple[Metrics | None, dict[str, Any]]:
    """Give the metrics and what the tagger learnt from, as far as they can be read; older rows say only the first."""
    try:
        figures = json.loads(text) if isinstance(text, str) else {}
        info = figures.get("info", {})
        info = info if isinstance(info, dict) else {}
    except (ValueError, AttributeError, RecursionError):
        return None, {}
    try:
        return Metrics.from_json(figures), info
    except (KeyError, TypeError, ValueError):
        return None, info


def _count(value: object) -> int:
    return value if type(value) is int and value > 0 else 0


def _moment(seconds: float) -> datetime:
    """Give a moment of a row; the beginning of time as computers count it for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
