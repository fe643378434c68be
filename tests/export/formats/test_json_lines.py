from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from export.entity_table import Entity
from export.formats import detect, json_lines, read_documents
from export.formats.plain import PlainText
from export.jsonl import jsonl_pieces

PATH = Path("notes.jsonl")


def test_each_line_is_a_document_with_the_name_of_its_id(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text('{"id": "first", "text": "Ada met Bob."}\n\n{"id": 7, "text": "Zoë 😀"}\n{"text": "x"}\n', "utf-8")
    documents, ledger = read_documents(path)
    assert [(d.name, d.text) for d in documents] == [("first", "Ada met Bob."), ("7", "Zoë 😀"), ("notes 4", "x")]
    assert (ledger.documents, ledger.notes) == (3, ())
    assert len(documents[0].tokens) == 4


def test_what_highlight_writes_can_be_read_again_as_texts() -> None:
    written = "".join(jsonl_pieces("a/b", "Ada\nleft.", [Entity(0, 3, "PER", "Ada", 0.9)]))
    assert detect(written) == "jsonl"
    parts, ledger = json_lines.read(written, PATH)
    assert parts == [PlainText("a/b", "Ada\nleft.")]
    assert ledger.notes == ("Of JSON lines only the texts are read, not the labels.",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"notes\.jsonl, line 2: this is no JSON object; every line must be"),
        ("[1]", "line 2: there is no text here"),
        ('{"text": 5}', "line 2: there is no text here"),
        ('{"id": "a"}', "line 2: there is no text here"),
        ('{"text": "a\\u0000"}', "line 2: there is a NUL character"),
        ("[" * 100_000, "line 2: this is no JSON object"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_read(line: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        json_lines.read('{"text": "Ada"}\n' + line, PATH)


def test_lines_without_anything_to_see_are_no_documents() -> None:
    assert len(json_lines.read('{"text": " "}\n{"text": "Ada"}', PATH)[0]) == 1
    with pytest.raises(FormatError, match="there is no text in it"):
        json_lines.read('{"text": ""}', PATH)


@pytest.mark.parametrize("text", ["{", "{}", '{"a": 1}', "[]", "Ada", "", '{"text": 1}', '["text"]', "{" * 5000])
def test_what_is_no_such_line_is_another_format(text: str) -> None:
    assert not json_lines.matches(text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=5))
def test_texts_come_back_but_for_their_line_ends(texts: list[str]) -> None:
    written = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    expected = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts if not text.isspace()]
    try:
        parts, _ = json_lines.read(written, PATH)
    except FormatError:
        assert not expected or "\0" in "".join(texts)
    else:
        assert [part.text for part in parts] == expected
