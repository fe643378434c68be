from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FormatError
from engine.text.document import Document, DocumentState
from export.formats import conll, read_documents
from export.formats.ledger import Ledger


def read(text: str) -> tuple[list[Document], Ledger]:
    return conll.read(text, Path("notes.conll"))


def entities(document: Document) -> list[tuple[str, str]]:
    return [(document.text[span.start : span.end], span.label) for span in document.spans]


@pytest.mark.parametrize(
    "text",
    [
        "New\tB-LOC\nYork\tI-LOC\nRome\tB-LOC\nis\tO\n\nAda\tB-PER\n",
        "New I-LOC\nYork I-LOC\nRome B-LOC\nis O\n\nAda I-PER",
        "New NNP x B-LOC\nYork NNP x E-LOC\nRome NNP x S-LOC\nis VB x O\n\n\nAda NNP x S-PER\n\n",
        "New B-LOC\nYork L-LOC\nRome U-LOC\nis O\n \t\nAda U-PER\n",
        "New\tI-LOC\nYork\tE-LOC\nRome\tE-LOC\nis\tO\n\nAda\tE-PER\n",
        "# id 1 domain=en\nNew _ _ B-LOC\nYork _ _ I-LOC\nRome _ _ B-LOC\nis _ _ O\n\nAda _ _ B-PER\n",
    ],
)
def test_schemes_and_separators_are_found_by_content(text: str) -> None:
    assert conll.matches(text)
    (document,), ledger = read(text)

    assert document.text == "New York Rome is\nAda"
    assert entities(document) == [("New York", "LOC"), ("Rome", "LOC"), ("Ada", "PER")]
    assert document.state is DocumentState.DONE
    assert document.name == "notes"
    assert ledger == Ledger(3, 3, 1)


def test_docstart_starts_a_document_and_need_not_be_followed_by_a_blank_line() -> None:
    documents, _ = read("-DOCSTART- -X- O O\n\na x x O\n-DOCSTART-\nb x x O\n\nc x x O\n-DOCSTART- O\n\n")

    assert [(one.name, one.text) for one in documents] == [("notes 1", "a"), ("notes 2", "b\nc")]


def test_repairs_are_rows_with_the_place_in_the_text() -> None:
    (document,), ledger = read("Ada B-PER\nmet O\nBob I-PER\nin B-x\n")

    assert entities(document) == [("Ada", "PER"), ("Bob", "PER"), ("in", "x")]
    assert [(row.start, row.end, row.label, row.what) for row in ledger.rows] == [(8, 11, "PER", "repaired")]
    assert "I-PER in IOB2: the entity has no start tag" in ledger.rows[0].reason


def test_unusual_tokens_are_kept_exactly() -> None:
    (document,), _ = read("New York\tB-LOC\n\u00a0\tO\n#\tO\n-DOCSTART-x\tO\na\u2028b\tO\n")

    assert document.tokens.forms() == ["New York", "\u00a0", "#", "-DOCSTART-x", "a\u2028b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Ada B-PER\nmet\nBob B-PER\n",
            "notes.conll, line 2: the token 'met' has no tag; add one in the last column.",
        ),
        (
            "Ada B-PER\nmet PER\n",
            "notes.conll, line 2: 'PER' is not a tag like O, B-PER or I-PER; correct the last",
        ),
        (
            "Ada B-PER\nNew York B-LOC\n",
            "notes.conll, line 2: there are 3 columns where the lines before have 2; ",
        ),
        ("Ada\tB-PER\n\tO\n", "notes.conll, line 2: there is a tag but no token; fill the first column."),
        ("-DOCSTART- O\n\n", "notes.conll: no line has a token and a tag; read it as plain text."),
    ],
)
def test_a_malformed_line_is_an_error_with_file_line_reason_and_remedy(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(text)

    assert str(caught.value).startswith(message)


def test_a_file_with_one_bad_line_is_still_conll_and_so_refused(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("Ada B-PER\nmet O\nBob\nin O\nParis B-LOC\n. O\n")

    with pytest.raises(FormatError, match=r"a\.conll, line 3: the token 'Bob' has no tag"):
        read_documents(tmp_path / "a.conll")


@pytest.mark.parametrize(
    ("file", "documents", "sentences", "spans"),
    [
        ("wikigold/train.conll", 1, 1200, 2449),
        ("wnut17/train.conll", 1, 3394, 1975),
        ("wnut17/dev.conll", 1, 1009, 836),
        ("wnut17/test.conll", 1, 1287, 1079),
        ("sec/train.conll", 5, 1164, 1168),
        ("sec/test.conll", 3, 303, 318),
    ],
)
def test_public_corpora_are_read_whole(
    shared_data: Path, file: str, documents: int, sentences: int, spans: int
) -> None:
    given, ledger = read_documents(shared_data / file)

    assert len(given) == documents
    assert sum(one.tokens.sentence_count for one in given) == sentences
    assert ledger == Ledger(spans, spans, documents)
    (back, again) = conll.read(conll.write(given)[0], Path(file))
    assert [one.spans for one in back] == [one.spans for one in given]
    assert again == ledger
