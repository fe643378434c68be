from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("confirmed", [(), ((0, 12),)])
@pytest.mark.parametrize("state", list(DocumentState))
def test_a_project_tells_at_once_whether_a_training_will_assume_o(
    tmp_path: Path, state: DocumentState, confirmed: tuple[tuple[int, int], ...]
) -> None:
    documents = [document(DocumentState.IN_PROGRESS, ADA), replace(document(state, ADA), confirmed=confirmed)]
    with Store.create(tmp_path / "a.gatelight") as store:
        store.add_documents(documents, "Import", ["PER"])
        assert store.anything_confirmed() is not corpus_of_documents(store.iter_documents()).assumed_o
        store.undo()
        assert not store.anything_confirmed(), "what was taken out says nothing"


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


def test_a_sentence_with_a_rejection_is_not_unlabelled_and_stays_open_even_when_o_is_assumed() -> None:
    rejecting = replace(document(DocumentState.IN_PROGRESS, ADA), rejected=(Span(13, 17, "PER"),))
    assert unlabelled_of(rejecting) == []
    corpus = corpus_of_documents([rejecting])
    assert corpus.assumed_o
    assert corpus.examples == (
        Example(FIRST, ("B-PER", "O", "O", "O")),
        Example(SECOND, (None, None, None), ((0, 1, "PER"),)),
    )


def confirming(state: DocumentState, *parts: tuple[int, int]) -> Document:
    return replace(document(state, ADA), confirmed=parts)


def test_a_confirmed_part_ends_the_time_in_which_o_is_assumed() -> None:
    corpus = corpus_of_documents([confirming(DocumentState.IN_PROGRESS, (13, 24)), document(DocumentState.NEW, BOB)])
    assert not corpus.assumed_o
    assert corpus.examples == (
        Example(FIRST, ("B-PER", None, None, None)),
        Example(SECOND, ("O", "O", "O")),
        Example(FIRST, (None, None, "B-MAN", None)),
    )
    assert corpus.unlabelled == (SECOND,)


def test_what_is_confirmed_in_a_skipped_document_tells_nothing() -> None:
    alone, skipped = document(DocumentState.IN_PROGRESS, BOB), confirming(DocumentState.SKIPPED, (0, 24))
    assert corpus_of_documents([skipped, alone]) == corpus_of_documents([alone])


LINES = "Ada met Bob\n\nin Paris\nall is well\n"


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document with gold spans and rejections that may reach over lines or hold no token."""
    ends = st.tuples(st.integers(0, len(LINES)), st.integers(0, len(LINES)))
    rejected = [Span(*sorted(pair), "PER") for pair in draw(st.lists(ends, max_size=3)) if pair[0] != pair[1]]
    tokens = tokenize(LINES)
    cuts = sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=4)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    gold = [Span(tokens[first].start, tokens[last - 1].end, "LOC") for first, last in pairs]
    state = draw(st.sampled_from([state for state in DocumentState if state is not DocumentState.SKIPPED]))
    borders = sorted(draw(st.sets(st.integers(0, len(LINES)), max_size=4)))
    confirmed = tuple(zip(borders[::2], borders[1::2], strict=False))
    return Document("lines", LINES, tokens, tuple(gold), tuple(sorted(rejected)), state, confirmed=confirmed)


@given(documents())
def test_every_sentence_is_an_example_or_unlabelled(drawn: Document) -> None:
    corpus, tokens = corpus_of_documents([drawn]), drawn.tokens
    sentences = [tuple(tokens.forms(*tokens.sentence_range(number))) for number in range(tokens.sentence_count)]
    found = [example.forms for example in corpus.examples] + list(corpus.unlabelled)
    assert sorted(found) == sorted(forms for forms in sentences if forms)
    assert all(example.has_known_tag or example.rejected for example in corpus.examples)


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


def test_a_sentence_with_only_a_rejection_measures_nothing(tmp_path: Path) -> None:
    project = tmp_path / "p.gatelight"
    rejecting = replace(document(DocumentState.IN_PROGRESS), rejected=(ADA,))
    with Store.create(project) as store:
        store.add_documents([rejecting], "Import")
    assert len(read_corpus([project]).examples) == 1
    with pytest.raises(TrainingError, match="the file has no labelled sentence"):
        read_examples(project)


def test_a_file_without_labels_measures_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Eve slept.", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"a\.txt: the file has no labelled sentence; give an annotated file"):
        read_examples(file)
    with pytest.raises(FormatError, match="this is a folder"):
        read_corpus([tmp_path])
