"""The store against a plain model in memory: anything a person does, in any order, with undo and restarts.

The model's undo goes back to a remembered state, so it shares nothing with the inverses the store applies.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.project import annotate
from engine.project.actions import Action, DocumentHidden, DocumentShown, LabelAdded, LabelChanged, applied
from engine.project.store import DocumentRow, Store
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import LabelSet

WORDS = 8
TEXT = " ".join(["word"] * WORDS)
NAMES = ("PER", "LOC", "ORG", "ÄÖ")


@dataclass(frozen=True)
class State:
    """All documents ever added, those shown, the labels."""

    documents: dict[int, Document]
    shown: frozenset[int]
    labels: LabelSet


word_range = st.tuples(st.integers(0, WORDS - 1), st.integers(1, 3)).map(
    lambda pair: (5 * pair[0], min(5 * (pair[0] + pair[1]) - 1, len(TEXT)))
)


class StoreMachine(RuleBasedStateMachine):
    make_document: Callable[..., Document]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "model.gatelight"
        self.store = Store.create(self.path)
        self.past: list[tuple[str, State]] = []
        self.future: list[tuple[str, State]] = []
        self.now = State({}, frozenset(), LabelSet())
        self.revision = 0

    def teardown(self) -> None:
        while self.store.undo() is not None:
            pass
        assert (self.store.documents(), self.store.labels.names) == ([], ())
        self.store.close()
        self.folder.cleanup()

    def did(self, title: str, after: State) -> None:
        self.past.append((title, self.now))
        self.future.clear()
        self.now = after
        self.revision += 1

    def some(self, data: st.DataObject) -> Document:
        return self.now.documents[data.draw(st.sampled_from(sorted(self.now.shown)))]

    def perform(self, document: Document, action: Action | None) -> None:
        if action is None:
            return
        self.store.commit(action)
        documents = {**self.now.documents, document.id: applied(document, action)}
        self.did(action.title, replace(self.now, documents=documents))

    @rule(labels=st.lists(st.sampled_from(NAMES), max_size=2), count=st.integers(1, 2))
    def import_documents(self, labels: list[str], count: int) -> None:
        spans = [Span(10 * i, 10 * i + 4, name) for i, name in enumerate(labels)]
        given = [type(self).make_document(TEXT, spans, f"text {i}") for i in range(count)]
        action = self.store.add_documents(given, "Import")
        ids = action.document_ids
        assert not set(ids) & set(self.now.documents)
        new = {number: replace(document, id=number) for number, document in zip(ids, given, strict=True)}
        self.did("Import", State({**self.now.documents, **new}, self.now.shown | set(ids),
                                 self.now.labels.with_names(labels)))  # fmt: skip

    @precondition(lambda self: self.now.shown and self.now.labels)
    @rule(data=st.data(), where=word_range, how=st.sampled_from(["label", "accept", "reject"]))
    def annotate(self, data: st.DataObject, where: tuple[int, int], how: str) -> None:
        document, name = self.some(data), data.draw(st.sampled_from(self.now.labels.names))
        suggestion = Suggestion(Span(*where, name), 0.5)
        match how:
            case "label":
                self.perform(document, annotate.label(document, *where, name))
            case "accept":
                self.perform(document, annotate.accept(document, suggestion))
            case "reject":
                self.perform(document, annotate.reject(document, suggestion))

    @precondition(lambda self: any(self.now.documents[i].spans for i in self.now.shown))
    @rule(data=st.data(), where=word_range, gone=st.booleans())
    def change_a_span(self, data: st.DataObject, where: tuple[int, int], gone: bool) -> None:
        document = self.now.documents[
            data.draw(st.sampled_from([i for i in sorted(self.now.shown) if self.now.documents[i].spans]))
        ]
        span = data.draw(st.sampled_from(document.spans))
        action = annotate.remove(document, span) if gone else annotate.resize(document, span, *where)
        self.perform(document, action)

    @precondition(lambda self: self.now.shown)
    @rule(data=st.data(), state=st.sampled_from(DocumentState))
    def set_state(self, data: st.DataObject, state: DocumentState) -> None:
        document = self.some(data)
        self.perform(document, annotate.set_state(document, state))

    @precondition(lambda self: self.now.documents)
    @rule(data=st.data())
    def hide_or_show(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.now.documents)))
        change = DocumentHidden(number) if number in self.now.shown else DocumentShown(number)
        self.store.commit(Action("Toggle", (change,)))
        self.did("Toggle", replace(self.now, shown=self.now.shown ^ {number}))

    @precondition(lambda self: set(NAMES) - set(self.now.labels.names))
    @rule(data=st.data())
    def add_label(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(set(NAMES) - set(self.now.labels.names))))
        label = self.now.labels.next_label(name)
        self.store.commit(Action("Add label", (LabelAdded(label),)))
        self.did("Add label", replace(self.now, labels=LabelSet([*self.now.labels, label])))

    @precondition(lambda self: self.now.labels and set(NAMES) - set(self.now.labels.names))
    @rule(data=st.data(), colour=st.integers(0, 11))
    def change_label(self, data: st.DataObject, colour: int) -> None:
        old = data.draw(st.sampled_from(list(self.now.labels)))
        name = data.draw(st.sampled_from([old.name, *sorted(set(NAMES) - set(self.now.labels.names))]))
        new = replace(old, name=name, colour=colour)
        self.store.commit(Action("Change label", (LabelChanged(old, new),)))
        documents = {number: _renamed(document, old.name, name) for number, document in self.now.documents.items()}
        labels = LabelSet(new if label == old else label for label in self.now.labels)
        self.did("Change label", State(documents, self.now.shown, labels))

    @rule()
    def undo(self) -> None:
        action = self.store.undo()
        assert (action is None) == (not self.past)
        if action is not None:
            title, before = self.past.pop()
            assert action.title == title
            self.future.append((title, self.now))
            self.now = before
            self.revision += 1

    @rule()
    def redo(self) -> None:
        action = self.store.redo()
        assert (action is None) == (not self.future)
        if action is not None:
            title, after = self.future.pop()
            assert action.title == title
            self.past.append((title, self.now))
            self.now = after
            self.revision += 1

    @rule()
    def restart(self) -> None:
        self.store.close()
        assert [file.name for file in self.path.parent.iterdir()] == [self.path.name]
        self.store = Store.open(self.path)

    @invariant()
    def store_is_as_the_model(self) -> None:
        store, shown = self.store, [self.now.documents[number] for number in sorted(self.now.shown)]
        assert [_facts(document) for document in store.iter_documents()] == [_facts(d) for d in shown]
        assert store.documents() == [DocumentRow(d.id, d.name, d.state, len(d.tokens), len(d.spans)) for d in shown]
        assert store.labels == self.now.labels
        assert store.revision == self.revision
        assert store.undo_title == (self.past[-1][0] if self.past else None)
        assert store.redo_title == (self.future[-1][0] if self.future else None)


def _facts(document: Document) -> tuple[object, ...]:
    return document.id, document.name, document.text, document.spans, document.rejected, document.state


def _renamed(document: Document, old: str, new: str) -> Document:
    def rename(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(sorted(replace(span, label=new) if span.label == old else span for span in spans))

    return replace(document, spans=rename(document.spans), rejected=rename(document.rejected))


def test_the_store_does_what_a_model_in_memory_does(make_document: Callable[..., Document]) -> None:
    StoreMachine.make_document = staticmethod(make_document)
    run_state_machine_as_test(
        StoreMachine,
        settings=settings(max_examples=40, stateful_step_count=30, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
