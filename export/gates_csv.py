"""What an LSTM computed at a sentence as CSV (RFC 4180): a row for each token, direction and unit.

Tokens and units are counted from 0, units in each direction anew. Numbers have nine digits: enough for each float32.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.tagger.trace import GATES, Trace

COLUMNS = ("token", "form", "tag", "direction", "unit", *GATES)


def csv_pieces(trace: Trace, tags: Sequence[str]) -> Iterator[str]:
    """Give the header, then the rows of one direction of a token at a time. tags: one for each token."""
    yield csv_rows([COLUMNS])
    for token, (form, tag) in enumerate(zip(trace.forms, tags, strict=True)):
        for direction, gates in (("forward", trace.forward), ("backward", trace.backward)):
            values = np.stack([getattr(gates, name)[token] for name in GATES], axis=1)
            yield csv_rows(
                [
                    (token, form, tag, direction, unit, *(f"{value:.9g}" for value in row))
                    for unit, row in enumerate(values.tolist())
                ]
            )


def csv_rows(rows: Iterable[Sequence[object]]) -> str:
    """Give rows of any values as CSV."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()
