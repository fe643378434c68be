from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError, UserError
from engine.text.document import Document, DocumentState, Span
from engine.text.tokenizer import tokenize, tokens_of_forms
from export.formats import FORMATS, detect, read_documents, render, write_documents
from export.formats.ledger import Ledger

LABELS = st.sampled_from(["PER", "LOC", "corporate-body"])


def document(text: str, *spans: Span, name: str = "notes", state: DocumentState = DocumentState.DONE) -> Document:
    return Document(name, text, tokenize(text), tuple(sorted(spans)), state=state)


@st.composite
def token_documents(draw: st.DrawFn) -> Document:
    """Documents of given forms, some quite odd, with spans inside their sentences."""
    forms = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)
    sentences = draw(st.lists(st.lists(forms, min_size=1, max_size=5), min_size=1, max_size=4))
    text, tokens = tokens_of_forms(sentences)
    spans = []
    for sentence in range(tokens.sentence_count):
        token, last = tokens.sentence_range(sentence)
        while token < last:
            length = draw(st.integers(0, last - token))
            if length:
                start, end = int(tokens.starts[token]), int(tokens.ends[token + length - 1])
                spans.append(Span(start, end, draw(LABELS)))
            token += max(length, 1)
    return Document("file", text, tokens, tuple(spans), state=DocumentState.DONE)


@st.composite
def free_documents(draw: st.DrawFn) -> Document:
    """Documents of tokenized text whose spans care for neither tokens nor sentences."""
    text = draw(st.text(st.sampled_from("ab. \n字\u0301!"), min_size=1, max_size=30))
    cuts = draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    spans = [Span(*pair, draw(LABELS)) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    return Document("file", text, tokenize(text), tuple(spans))


def shape(one: Document) -> list[list[tuple[int, int, str]]]:
    """Give the token ranges of the spans: what a format of forms and tags keeps exactly."""
    return [[(*one.tokens.covering(s.start, s.end), s.label)] for s in one.spans]


@pytest.mark.parametrize("name", ["conll", "gmb"])
@given(one=token_documents())
def test_spans_and_forms_survive_a_round_trip(name: str, one: Document) -> None:
    text, ledger = render([one], name)
    (back,), ledger_back = FORMATS[name].read(text, Path("file.x"))

    assert shape(back) == shape(one)
    assert back.tokens.sentences.tolist() == one.tokens.sentences.tolist()
    assert ledger.spans_in == ledger.spans_out == ledger_back.spans_out == len(one.spans)
    changed = sum(a != b for a, b in zip(one.tokens.forms(), back.tokens.forms(), strict=True))
    assert [row.what for row in ledger.rows] == ["repaired"] * changed
    assert ledger_back.rows == ()


@pytest.mark.parametrize("name", ["conll", "gmb"])
@given(documents=st.lists(free_documents(), max_size=3))
def test_every_span_that_goes_in_comes_out_or_has_a_row(name: str, documents: list[Document]) -> None:
    text, ledger = render(documents, name)

    assert ledger.documents == len(documents)
    assert ledger.spans_in == sum(len(one.spans) for one in documents)
    if any(len(one.tokens) for one in documents):
        _, back = FORMATS[name].read(text, Path("file.x"))
        assert back.spans_out == ledger.spans_out


def test_documents_pass_through_a_file(tmp_path: Path) -> None:
    documents = [
        document("Ada met Bob. Hi!", Span(0, 3, "PER"), Span(8, 11, "PER")),
        document("Paris", Span(0, 5, "LOC")),
    ]
    path = tmp_path / "corpus.conll"
    written = write_documents(documents, path, "conll")
    back, read = read_documents(path)

    assert [one.name for one in back] == ["corpus 1", "corpus 2"]
    assert [one.text for one in back] == ["Ada met Bob .\nHi !", "Paris"]
    assert [one.spans for one in back] == [(Span(0, 3, "PER"), Span(8, 11, "PER")), (Span(0, 5, "LOC"),)]
    assert (written, read) == (Ledger(3, 3, 2), Ledger(3, 3, 2))


def test_spans_are_snapped_split_and_dropped_with_a_row_each() -> None:
    one = document("Adam met. Bob  left", Span(0, 3, "A"), Span(3, 5, "B"), Span(5, 13, "C"), Span(14, 15, "D"))
    text, ledger = render([one], "conll")

    assert text == "Adam\tB-A\nmet\tB-C\n.\tI-C\n\nBob\tB-C\nleft\tO\n\n"
    assert [(row.start, row.end, row.label, row.what) for row in ledger.rows] == [
        (0, 3, "A", "snapped"),
        (3, 5, "B", "dropped"),
        (14, 15, "D", "dropped"),
        (10, 13, "C", "split"),
    ]
    assert (ledger.spans_in, ledger.spans_out) == (4, 3)


def test_a_span_that_fits_wins_over_one_that_is_snapped() -> None:
    one = document("Adam met", Span(0, 2, "A"), Span(2, 4, "B"))
    assert render([one], "conll")[0] == "Adam\tB-A\nmet\tO\n\n"

    one = document("New York", Span(0, 1, "A"), Span(1, 8, "B"))
    assert [row.what for row in render([one], "conll")[1].rows] == ["snapped", "dropped"]


def test_untouched_tokens_are_noted_when_they_are_written_as_o() -> None:
    new = document("Ada met", Span(0, 3, "PER"), state=DocumentState.IN_PROGRESS)

    assert render([new], "conll")[1].notes == ("Tokens that nobody has labelled yet are written as O.",)


def test_the_format_is_found_by_content_not_by_the_ending(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada B-PER\nmet O\n")
    (tmp_path / "b.conll").write_text("Ada met Bob.\nHe left.\n")
    (tmp_path / "c.dat").write_text("Sentence #,Word,POS,Tag\nSentence: 1,Ada,NNP,B-per\n")

    assert [len(read_documents(tmp_path / name)[0][0].spans) for name in ("a.txt", "b.conll", "c.dat")] == [
        1,
        0,
        1,
    ]
    assert read_documents(tmp_path / "a.txt", "text")[0][0].text == "Ada B-PER\nmet O\n"
    assert detect("The answer is O\nThis line is not\nNor that\n") == "text"


def test_plain_text_is_one_untouched_document(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes("\ufeffAda met Bob.\r\nHe left.".encode())
    (one,), ledger = read_documents(tmp_path / "letter.txt")

    assert (one.name, one.text, one.state) == ("letter", "Ada met Bob.\nHe left.", DocumentState.NEW)
    assert one.tokens.sentence_count == 2
    assert ledger == Ledger(documents=1)


def test_a_wrong_format_name_and_plain_text_as_target_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="Plain text cannot hold labels; write conll instead"):
        write_documents([document("Ada")], tmp_path / "a.txt", "text")
    with pytest.raises(FormatError, match="There is no format 'docx'; choose one of text, conll, gmb"):
        read_documents(tmp_path / "a.txt", "docx")
    with pytest.raises(UserError, match="its folder does not exist"):
        write_documents([document("Ada")], tmp_path / "no" / "a.conll", "conll")


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_in_a_sentence(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any"
        path.write_bytes(data)
        for name in (None, *FORMATS):
            try:
                read_documents(path, name)
            except FormatError as error:
                assert str(error).startswith(str(path))
