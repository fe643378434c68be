from __future__ import annotations

import csv
import io
from collections.abc import Callable

import numpy as np
import pytest

from engine.tagger.trace import GATES, Trace
from engine.tagger.weights import TrainedTagger
from export.gates_csv import COLUMNS, csv_pieces
from export.onnx_graph import to_onnx
from export.textbook import read_textbook

FORMS = ("Ada", "said", '"', "=1,5", "東京")
TAGS = ("B-PER", "O", "O", "O", "B-LOC")


@pytest.fixture(scope="module")
def trace(random_tagger: Callable[..., TrainedTagger]) -> Trace:
    return read_textbook(to_onnx(random_tagger())).trace(FORMS)


def test_every_number_is_in_a_row_of_its_token_direction_and_unit(trace: Trace) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(csv_pieces(trace, TAGS)), newline="")))
    H = trace.hidden.shape[1] // 2
    assert len(rows) == len(FORMS) * 2 * H
    places = [(int(row["token"]), row["direction"], int(row["unit"])) for row in rows]
    assert places == [(t, side, u) for t in range(len(FORMS)) for side in ("forward", "backward") for u in range(H)]
    for row, (token, direction, unit) in zip(rows, places, strict=True):
        assert (row["form"], row["tag"]) == (FORMS[token], TAGS[token])
        for gate in GATES:
            assert np.float32(row[gate]) == getattr(getattr(trace, direction), gate)[token, unit]


def test_rows_come_a_direction_of_a_token_at_a_time_behind_the_header(trace: Trace) -> None:
    pieces = csv_pieces(trace, TAGS)
    assert next(pieces) == ",".join(COLUMNS) + "\r\n"
    assert next(pieces).startswith("0,Ada,B-PER,forward,0,")
    assert len(list(pieces)) == 2 * len(FORMS) - 1


def test_tags_of_another_sentence_are_refused(trace: Trace) -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(csv_pieces(trace, TAGS[:-1]))
