"""The sample is what people see first: it must be exact, consistent and worth learning from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from engine.project.store import Store
from engine.text.document import Document, DocumentState
from engine.text.labels import LabelSet
from export.sample import create_sample, sample_documents, sample_labels


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return sample_documents()


@pytest.fixture(scope="module")
def labels() -> LabelSet:
    return sample_labels()


@pytest.fixture(scope="module")
def done(documents: list[Document]) -> list[Document]:
    return [document for document in documents if document.state is DocumentState.DONE]


def test_labels_have_colours_keys_and_guidelines(labels: LabelSet) -> None:
    assert [(label.name, label.colour, label.key) for label in labels] == [
        ("PER", 0, "1"),
        ("LOC", 2, "2"),
        ("ORG", 1, "3"),
        ("DATE", 3, "4"),
    ]
    for label in labels:
        assert len(re.findall(r"[.”]( |$)", label.description)) >= 2, label.name
        assert "Not a" in label.description, f"{label.name}: the guideline does not say what is left out"


def test_guidelines_take_their_examples_from_the_sample(documents: list[Document], labels: LabelSet) -> None:
    texts = "\n".join(document.text for document in documents).casefold()
    for label in labels:
        for quoted in re.findall(r"“([^”]+)”", label.description):
            assert quoted.casefold() in texts, f"{label.name}: “{quoted}” is not in the sample"


def test_documents_have_the_promised_size(documents: list[Document], done: list[Document]) -> None:
    assert 24 <= len(documents) <= 28
    assert len(done) == 8
    assert sum(document.tokens.sentence_count for document in done) == 60
    assert 190 <= sum(document.tokens.sentence_count for document in documents) <= 220


def test_names_are_unique_and_every_document_is_one_paragraph(documents: list[Document]) -> None:
    assert len({document.name for document in documents}) == len(documents)
    for document in documents:
        assert document.text == document.text.strip()
        assert not re.search(r"[^\S ]|  ", document.text), f"{document.name}: breaks or double blanks"


def test_labelled_documents_come_first_and_the_others_are_untouched(documents: list[Document]) -> None:
    states = [document.state for document in documents]
    assert states == sorted(states, key=lambda state: state is DocumentState.NEW)
    assert set(states) == {DocumentState.DONE, DocumentState.NEW}
    for document in documents:
        assert bool(document.spans) == (document.state is DocumentState.DONE), document.name


def test_spans_lie_inside_are_trimmed_and_do_not_overlap(done: list[Document]) -> None:
    for document in done:
        for span in document.spans:
            surface = document.text[span.start : span.end]
            assert span.end <= len(document.text)
            assert surface == surface.strip() != ""
        for before, after in zip(document.spans, document.spans[1:], strict=False):
            assert before.end <= after.start


def test_spans_are_aligned_to_tokens_and_stay_in_one_sentence(done: list[Document]) -> None:
    for document in done:
        for span in document.spans:
            surface = document.text[span.start : span.end]
            assert document.tokens.aligned(span.start, span.end), f"{document.name}: {surface}"
            first, last = document.tokens.covering(span.start, span.end)
            assert document.tokens.sentence_of(first) == document.tokens.sentence_of(last - 1), surface


def test_every_label_is_used_and_no_other(done: list[Document], labels: LabelSet) -> None:
    counts = Counter(span.label for document in done for span in document.spans)
    assert set(counts) == set(labels.names)
    assert min(counts.values()) >= 20
    assert 1.8 <= counts.total() / 60 <= 2.2


def test_a_full_name_labelled_once_is_labelled_everywhere_and_alike(done: list[Document]) -> None:
    """A name of several words means one thing, wherever it stands: alone or inside a longer name."""
    for name, its_labels in _meanings(done).items():
        if " " not in name:
            continue
        assert len(its_labels) == 1, f"{name} is {its_labels}"
        for document in done:
            for match in _mentions(name, document.text):
                spans = document.spans_between(*match.span())
                inside = [s for s in spans if s.start <= match.start() and match.end() <= s.end]
                assert {s.label for s in inside} == its_labels, f"{document.name}: {name} at {match.start()}"


def test_a_single_word_labelled_once_is_never_left_unlabelled(done: list[Document]) -> None:
    """A single word may mean another thing or be a part of a longer name, but it stays inside a span."""
    for name in _meanings(done):
        for document in done:
            for match in _mentions(name, document.text):
                assert document.spans_between(*match.span()), f"{document.name}: {name} at {match.start()}"


def test_the_sample_has_what_makes_names_hard(done: list[Document]) -> None:
    """Accents, a name that is a person and a place, and a firm that bears a person's name."""
    meanings = _meanings(done)
    assert any(not name.isascii() for name in meanings)
    assert meanings["Lindmoor"] == {"PER", "LOC"}
    assert meanings["Aske"] == {"PER"}
    assert meanings["Aske Ferries"] == {"ORG"}


def test_names_come_back_in_the_documents_that_are_not_labelled(
    documents: list[Document], done: list[Document]
) -> None:
    rest = "\n".join(document.text for document in documents if document.state is DocumentState.NEW)
    names = _meanings(done)
    known = [name for name in names if any(_mentions(name, rest))]
    assert len(known) >= len(names) // 2


def test_create_sample_holds_everything_after_reopening(
    tmp_path: Path, documents: list[Document], labels: LabelSet
) -> None:
    path = tmp_path / "sample.gatelight"
    create_sample(path).close()

    store = Store.open(path)
    try:
        assert store.labels == labels
        assert store.undo_title == "Add the sample"
        kept = list(store.iter_documents())
    finally:
        store.close()

    assert [_content(document) for document in kept] == [_content(document) for document in documents]


def _content(document: Document) -> tuple[object, ...]:
    bounds = (
        document.tokens.starts.tolist(),
        document.tokens.ends.tolist(),
        document.tokens.sentences.tolist(),
    )
    return document.name, document.text, bounds, document.spans, document.rejected, document.state


def _meanings(documents: list[Document]) -> dict[str, set[str]]:
    meanings: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for span in document.spans:
            meanings[document.text[span.start : span.end]].add(span.label)
    return meanings


def _mentions(name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
