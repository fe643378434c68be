from __future__ import annotations

import json

import pytest

from engine.errors import FormatError
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label
from engine.text.tokenizer import tokenize
from export.entities import render_entities, with_entities
from export.jsonl import entities_to_jsonl
from export.runtime import Entity

TEXT = "Ada 😀 met Bob."
ENTITIES = [Entity(0, 3, "PER", "Ada", 0.98765), Entity(10, 13, "PER", "Bob", 0.5)]
DOCUMENT = Document("letter", TEXT, tokenize(TEXT), (Span(6, 9, "X"),), state=DocumentState.DONE)


def test_a_line_of_json_holds_the_text_and_its_entities_in_code_points() -> None:
    line = entities_to_jsonl("a\nb", TEXT + "\u2028\ud800", ENTITIES)
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
    lines = render_entities([(DOCUMENT, ENTITIES), (DOCUMENT, [])], "jsonl").split("\n")
    assert [len(json.loads(line)["entities"]) for line in lines[:-1]] == [2, 0]
    assert lines[-1] == ""


def test_a_page_of_one_text_is_named_after_it_and_has_the_labels_colours() -> None:
    page = render_entities([(DOCUMENT, ENTITIES)], "html", [Label("PER", colour=5)])
    assert "<title>letter</title>" in page
    assert page.count("<mark ") == 2
    assert ".c0{--fill:#cfeded" in page
    assert "<title>Entities</title>" in render_entities([(DOCUMENT, ENTITIES)] * 2, "html")


def test_formats_that_hold_spans_get_the_taggers_instead_of_the_persons() -> None:
    assert with_entities(DOCUMENT, ENTITIES).spans == (Span(0, 3, "PER"), Span(10, 13, "PER"))
    rows = render_entities([(DOCUMENT, ENTITIES)], "conll").split()
    assert [(form, tag) for form, tag in zip(rows[::2], rows[1::2], strict=True) if tag != "O"] == [
        ("Ada", "B-PER"),
        ("Bob", "B-PER"),
    ]


def test_a_format_without_room_for_labels_is_refused() -> None:
    with pytest.raises(FormatError, match="Plain text cannot hold labels"):
        render_entities([(DOCUMENT, ENTITIES)], "text")
