from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from engine.errors import FormatError
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label
from engine.text.tokenizer import tokenize
from export.entities import Found, entity_pieces, with_entities
from export.entity_table import Entity
from export.formats import render
from export.jsonl import jsonl_pieces
from export.palette import LIGHT_COLOURS

TEXT = "Ada 😀 met Bob."
ENTITIES = [Entity(0, 3, "PER", "Ada", 0.98765), Entity(10, 13, "PER", "Bob", 0.5)]
DOCUMENT = Document("letter", TEXT, tokenize(TEXT), (Span(6, 9, "X"),), state=DocumentState.DONE)


def written(found: list[Found], format_name: str, labels: list[Label] | None = None) -> str:
    return "".join(entity_pieces(found, format_name, labels or []))


def test_a_line_of_json_holds_the_text_and_its_entities_in_code_points() -> None:
    line = "".join(jsonl_pieces("a\nb", TEXT + "\u2028\ud800", ENTITIES))
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "id": "a\nb",
        "text": TEXT + "\u2028\ud800",
        "entities": [
            {"start": 0, "end": 3, "label": "PER", "text": "Ada", "confidence": 0.9877},
            {"start": 10, "end": 13, "label": "PER", "text": "Bob", "confidence": 0.5},
        ],
    }


def test_jsonl_has_a_line_for_each_document() -> None:
    lines = written([(DOCUMENT, ENTITIES), (DOCUMENT, [])], "jsonl").split("\n")
    assert [len(json.loads(line)["entities"]) for line in lines[:-1]] == [2, 0]
    assert lines[-1] == ""


def test_a_page_of_one_text_is_named_after_it_and_has_the_labels_colours() -> None:
    page = written([(DOCUMENT, ENTITIES)], "html", [Label("PER", colour=5)])
    assert "<title>letter</title>" in page
    assert page.count("<mark ") == 2
    assert f".c0{{--fill:{LIGHT_COLOURS[5][0]}" in page
    assert "<title>Entities</title>" in written([(DOCUMENT, ENTITIES)] * 2, "html")


def test_formats_that_hold_spans_get_the_taggers_instead_of_the_persons() -> None:
    assert with_entities(DOCUMENT, ENTITIES).spans == (Span(0, 3, "PER"), Span(10, 13, "PER"))
    rows = written([(DOCUMENT, ENTITIES)], "conll").split()
    assert [(form, tag) for form, tag in zip(rows[::2], rows[1::2], strict=True) if tag != "O"] == [
        ("Ada", "B-PER"),
        ("Bob", "B-PER"),
    ]


def test_csv_has_one_header_and_a_row_for_each_entity() -> None:
    rows = written([(DOCUMENT, ENTITIES), (DOCUMENT, [])], "csv").split("\r\n")
    assert rows == [
        "document,start,end,label,text,source,confidence",
        "letter,0,3,PER,Ada,tagger,0.9877",
        "letter,10,13,PER,Bob,tagger,0.5",
        "",
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_columns_in_pieces_are_those_of_the_whole(count: int) -> None:
    found = [(DOCUMENT, ENTITIES)] * count
    whole = render([with_entities(*one) for one in found], "conll")[0] if count else ""
    assert written(found, "conll") == whole


@pytest.mark.parametrize("format_name", ["jsonl", "csv", "conll"])
def test_no_more_than_two_documents_are_asked_for_before_the_first_is_given(format_name: str) -> None:
    asked = 0

    def found() -> Iterator[Found]:
        nonlocal asked
        for _ in range(9):
            asked += 1
            yield DOCUMENT, ENTITIES

    pieces = entity_pieces(found(), format_name)
    while "Ada" not in next(pieces):
        pass
    assert asked <= 2


def test_a_format_without_room_for_labels_is_refused() -> None:
    with pytest.raises(FormatError, match="Plain text cannot hold labels"):
        written([(DOCUMENT, ENTITIES)], "text")
