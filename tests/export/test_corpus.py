from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FormatError, TrainingError
from engine.project.store import Store
from engine.tagger.examples import Example
from engine.text.document import Document, DocumentState, Span
from engine.text.tokenizer import tokenize
from export.corpus import corpus_of_documents, read_corpus, read_examples, unlabelled_of

TEXT = "Ada met Bob.\nThey left."
ADA, BOB = Span(0, 3, "PER"), Span(8, 11, "MAN")


def document(state: DocumentState, *spans: Span) -> Document:
    return Document("letter", TEXT, tokenize(TEXT), spans, state=state)


DONE = document(DocumentState.DONE, ADA)
FIRST, SECOND = ("Ada", "met", "Bob", "."), ("They", "left", ".")


@pytest.mark.parametrize("state", [DocumentState.NEW, DocumentState.IN_PROGRESS, DocumentState.FLAGGED])
def test_until_a_document_is_done_the_rest_of_a_touched_sentence_is_o(state: DocumentState) -> None:
    alone = corpus_of_documents([document(state, ADA)])
    assert alone.examples == (Example(FIRST, ("B-PER", "O", "O", "O")),)
    assert alone.assumed_o
    beside = corpus_of_documents([document(state, ADA), DONE])
    assert beside.examples[0] == Example(FIRST, ("B-PER", None, None, None))
    assert not beside.assumed_o


def test_a_document_that_is_done_teaches_every_sentence() -> None:
    corpus = corpus_of_documents([DONE])
    assert corpus.examples == (Example(FIRST, ("B-PER", "O", "O", "O")), Example(SECOND, ("O", "O", "O")))
    assert corpus.unlabelled == ()


def test_a_skipped_document_is_left_out_altogether() -> None:
    corpus = corpus_of_documents([document(DocumentState.SKIPPED, ADA, BOB), DONE])
    assert corpus == corpus_of_documents([DONE])


def test_labels_stand_in_the_order_of_the_project_then_as_they_are_seen() -> None:
    assert corpus_of_documents([document(DocumentState.DONE, ADA, BOB)], ["LOC", "MAN"]).labels == ("LOC", "MAN", "PER")


def test_sentences_nobody_touched_are_unlabelled_text() -> None:
    assert unlabelled_of(document(DocumentState.FLAGGED, BOB)) == [SECOND]
    assert unlabelled_of(document(DocumentState.NEW)) == [FIRST, SECOND]
    assert unlabelled_of(DONE) == []
    assert corpus_of_documents([DONE, document(DocumentState.NEW)]).unlabelled == (FIRST, SECOND)


def test_first_turns_the_other_examples_into_unlabelled_text() -> None:
    corpus = corpus_of_documents([DONE, document(DocumentState.IN_PROGRESS, BOB)])
    first = corpus.first(1)
    assert first.examples == corpus.examples[:1]
    assert first.unlabelled == (SECOND, SECOND, FIRST)
    assert first.labels == corpus.labels
    assert corpus.first(99) == corpus


def test_projects_and_files_are_read_alike(tmp_path: Path) -> None:
    project, file = tmp_path / "p.gatelight", tmp_path / "a.conll"
    with Store.create(project) as store:
        store.add_documents([document(DocumentState.IN_PROGRESS, ADA)], "Import")
    file.write_text("Eve B-PER\nslept O\n", encoding="utf-8")
    corpus = read_corpus([project, file])
    assert corpus.labels == ("PER",)
    assert corpus.examples == (
        Example(FIRST, ("B-PER", None, None, None)),
        Example(("Eve", "slept"), ("B-PER", "O")),
    )
    assert read_examples(project) == (Example(FIRST, ("B-PER", "O", "O", "O")),), "none is done: O is assumed"


def test_a_file_without_labels_measures_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Eve slept.", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"a\.txt: the file has no labelled sentence; give an annotated file"):
        read_examples(file)
    with pytest.raises(FormatError, match="this is a folder"):
        read_corpus([tmp_path])
