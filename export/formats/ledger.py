"""The ledger: what went in, what came out, and a row for everything that changed on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal

What = Literal["snapped", "split", "merged", "dropped", "repaired"]

_ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One change: where (code points, half-open, in the document it is about), what and why.

    label: the label of the span it happened to; "" when it happened to the text and not to a span.
    """

    document: str
    start: int
    end: int
    label: str
    what: What
    reason: str

    def __str__(self) -> str:
        label = f" {self.label}" if self.label else ""
        return f"{self.document} [{self.start}, {self.end}){label} {self.what}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one reading or writing.

    A split row stands for each piece beyond the first one, a merged or dropped row for each span less: so
    ``spans_in`` + split - merged - dropped = ``spans_out``, and a ledger that does not balance is refused.
    notes: what the format could not say, in sentences. revision: of the project that was written, None: of none.
    """

    spans_in: int = 0
    spans_out: int = 0
    documents: int = 0
    rows: tuple[LedgerRow, ...] = ()
    notes: tuple[str, ...] = ()
    revision: int | None = None

    def __post_init__(self) -> None:
        count = Counter(row.what for row in self.rows if row.label)
        expected = self.spans_in + count["split"] - count["merged"] - count["dropped"]
        if expected != self.spans_out:
            raise ValueError(f"{self.spans_in} spans in and {dict(count)} do not give {self.spans_out} out")

    def __add__(self, other: Ledger) -> Ledger:
        return Ledger(
            self.spans_in + other.spans_in,
            self.spans_out + other.spans_out,
            self.documents + other.documents,
            self.rows + other.rows,
            self.notes + tuple(note for note in other.notes if note not in self.notes),
            other.revision if self.revision is None else self.revision,
        )

    @property
    def summary(self) -> str:
        """Give the counts in one line."""
        line = _count(self.documents, "document")
        if self.spans_in or self.spans_out:
            line += f", {_count(self.spans_in, 'span')} in, {self.spans_out} out"
        for what, count in Counter(row.what for row in self.rows).most_common():
            line += f", {count} {what}"
        return line if self.revision is None else f"{line}, made from revision {self.revision}"

    def describe(self) -> str:
        """Say it in a few lines for people."""
        lines = [self.summary, *map(str, self.rows[:_ROWS_SHOWN])]
        if len(self.rows) > _ROWS_SHOWN:
            lines.append(f"and {len(self.rows) - _ROWS_SHOWN} more")
        return "\n".join([*lines, *self.notes])

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data; of what was written from no project without ``revision``."""
        data: dict[str, Any] = {
            "documents": self.documents,
            "spans_in": self.spans_in,
            "spans_out": self.spans_out,
            "rows": [asdict(row) for row in self.rows],
            "notes": list(self.notes),
        }
        return data if self.revision is None else data | {"revision": self.revision}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
