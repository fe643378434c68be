from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.project import label_examples
from engine.project.editor import Editor
from engine.project.label_actions import LabelUse
from engine.project.label_examples import Examples, FormUse
from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

LABELS = LabelSet([Label("LOC", 0, "1"), Label("PER", 1, "2"), Label("ORG", 2, "3")])


def document(name: str, *parts: tuple[str, str]) -> Document:
    """Make a document of words with their labels, "" for none."""
    text, spans = "", []
    for words, label in parts:
        if label:
            spans.append(Span(len(text), len(text) + len(words), label))
        text += words + " and "
    return Document(name, text, tokenize(text), tuple(spans))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p.gatelight", LABELS) as store:
        store.add_documents(
            [
                document("one", ("Paris", "LOC"), ("Rome", "LOC"), ("New \n York", "LOC"), ("Ada", "PER")),
                document("two", ("Paris", "LOC"), ("New York", "LOC"), ("Rome", "ORG"), ("Rome", "ORG")),
                document("three", ("Paris", "PER"), ("Ada", "PER")),
                document("four", ("Paris", "")),
            ],
            "Import",
        )
        yield store


def last(store: Store, label: str) -> Examples:
    *_, examples = store.label_examples(label)
    return examples


def test_forms_are_counted_with_what_else_they_were_labelled_as(store: Store) -> None:
    examples = last(store, "LOC")
    assert (examples.use, examples.read, examples.distinct) == (LabelUse(5, 2), 5, 3)
    assert examples.forms == (
        FormUse("New York", 2),
        FormUse("Paris", 2, (("PER", 1),)),
        FormUse("Rome", 1, (("ORG", 2),)),
    )
    assert examples.complete


def test_the_form_that_is_doubted_most_comes_first(store: Store) -> None:
    assert [use.form for use in last(store, "LOC").otherwise] == ["Paris", "Rome"]
    assert [use.form for use in last(store, "ORG").otherwise] == ["Rome"]


def test_each_form_is_shown_once_in_its_context(store: Store) -> None:
    hits = last(store, "LOC").hits
    assert [(hit.document, hit.text) for hit in hits] == [("one", "Rome"), ("two", "Paris"), ("two", "New York")]
    assert hits[0].before.endswith("Paris and ")


def test_a_label_without_spans_has_no_examples_and_one_that_is_gone_gives_nothing(store: Store) -> None:
    editor = Editor(store)
    editor.add_label("DATE", "")
    assert last(store, "DATE") == Examples("DATE", complete=True)
    editor.delete_label("PER")
    assert list(store.label_examples("PER")) == []


def test_documents_that_were_deleted_do_not_count(store: Store) -> None:
    Editor(store).delete_documents([1])
    examples = last(store, "LOC")
    assert (examples.use, examples.read) == (LabelUse(2, 1), 2)
    assert {hit.document for hit in examples.hits} == {"two"}


def test_of_very_many_spans_some_are_read_from_all_over_the_project(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_documents([document(f"n{n}", *[(f"Town{n}", "LOC")] * 10) for n in range(100)], "Import")
    monkeypatch.setattr(label_examples, "MOST_SPANS", 100)
    monkeypatch.setattr(label_examples, "FIRST_SLICE", 2)
    examples = last(store, "LOC")
    assert examples.use == LabelUse(1_005, 102)
    assert 100 <= examples.read < 400
    numbers = sorted(int(use.form[4:]) for use in examples.forms if use.form.startswith("Town"))
    assert numbers[0] < 25 and numbers[-1] >= 75


def test_a_slice_ends_where_its_texts_are_long_and_nothing_is_read_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_examples, "SLICE_CHARACTERS", 1)
    told = list(store.label_examples("LOC"))
    assert [examples.read for examples in told] == [2, 5, 5, 5]
    assert [examples.complete for examples in told] == [False, False, False, True]


def test_no_more_text_is_read_than_can_be_done_in_a_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_examples, "SLICE_CHARACTERS", 1)
    monkeypatch.setattr(label_examples, "MOST_CHARACTERS", 1)
    examples = last(store, "LOC")
    assert (examples.use.spans, examples.read, examples.complete) == (5, 2, True)


def test_of_one_document_with_very_many_spans_a_share_is_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_documents([document("long", *[("Lima", "LOC"), ("Bo", "PER")] * 300)], "Import")
    monkeypatch.setattr(label_examples, "MOST_SPANS", 60)
    examples = last(store, "LOC")
    assert examples.use == LabelUse(305, 3)
    assert 20 <= examples.read <= 160


def test_ids_are_spread() -> None:
    assert label_examples._spread([]) == []
    assert label_examples._spread([7]) == [7]
    spread = label_examples._spread(list(range(100)))
    assert sorted(spread) == list(range(100))
    assert spread[:3] == [63, 31, 95]
