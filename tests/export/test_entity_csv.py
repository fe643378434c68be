from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from export.entity_csv import COLUMNS, csv_pieces, header
from export.entity_table import Entity


def rows_of(name: str, entities: list[Entity]) -> str:
    return "".join(csv_pieces(name, entities))


def test_the_columns_are_those_of_the_contract() -> None:
    assert header() == "document,start,end,label,text,source,confidence\r\n"


def test_a_row_is_quoted_as_rfc_4180_has_it() -> None:
    entity = Entity(2, 15, "PER", 'Ann "A",\nLee', 0.98765)
    row = 'a;b,2,15,PER,"Ann ""A"",\nLee",tagger,0.9877\r\n'
    assert rows_of("a;b", [entity]) == row
    assert rows_of("a", []) == ""


def test_nothing_else_is_guarded() -> None:
    assert rows_of("a", [Entity(0, 2, "X", "=1", 1.0)]) == "a,0,2,X,=1,tagger,1.0\r\n"


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_what_is_written_is_read_again(name: str, label: str, text: str) -> None:
    content = header() + rows_of(name, [Entity(0, len(text), label, text, 0.5)])
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row == dict(zip(COLUMNS, (name, "0", str(len(text)), label, text, "tagger", "0.5"), strict=True))
