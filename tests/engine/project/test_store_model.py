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
from engine.project.actions import Action, LabelAdded, LabelChanged, applied
from engine.project.editor import Editor, row_of
from engine.project.store import Store
from engine.text.document import IMPORTED, Document, DocumentState, Span, Suggestion
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
        new = {number: _imported(document, number) for number, document in zip(ids, given, strict=True)}
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

    @precondition(lambda self: self.now.shown)
    @rule(data=st.data(), text=st.sampled_from(["", "why?", "ein\nWort \U0001f600"]), on_span=st.booleans())
    def write_a_note(self, data: st.DataObject, text: str, on_span: bool) -> None:
        document = self.some(data)
        span = data.draw(st.sampled_from(document.spans)) if on_span and document.spans else None
        self.perform(document, annotate.set_note(document, span, text))

    @precondition(lambda self: self.now.shown)
    @rule(data=st.data(), where=word_range, seen=st.booleans())
    def confirm(self, data: st.DataObject, where: tuple[int, int], seen: bool) -> None:
        document = self.some(data)
        how = annotate.confirm if seen else annotate.take_confirmation_back
        self.perform(document, how(document, *where))

    @precondition(lambda self: self.now.shown)
    @rule(data=st.data())
    def delete_documents(self, data: st.DataObject) -> None:
        gone = data.draw(st.sets(st.sampled_from(sorted(self.now.shown)), min_size=1))
        Editor(self.store).delete_documents(sorted(gone))
        assert self.store.undo_title is not None
        self.did(self.store.undo_title, replace(self.now, shown=self.now.shown - gone))

    @precondition(lambda self: self.now.labels)
    @rule(data=st.data())
    def move_label(self, data: st.DataObject) -> None:
        names = list(self.now.labels.names)
        name, index = data.draw(st.sampled_from(names)), data.draw(st.integers(0, len(names) - 1))
        edit = Editor(self.store).move_label(name, index)
        assert (edit is None) == (names.index(name) == index)
        if edit is not None:
            names.remove(name)
            names.insert(index, name)
            labels = LabelSet(self.now.labels.named(n) for n in names)
            self.did(f"Move the label {name}", replace(self.now, labels=labels))

    @precondition(lambda self: self.now.labels)
    @rule(data=st.data())
    def delete_label(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.now.labels.names))
        Editor(self.store).delete_label(name)
        assert self.store.undo_title is not None
        self.without_label(name, self.store.undo_title, lambda span: None)

    @precondition(lambda self: len(self.now.labels) > 1)
    @rule(data=st.data())
    def merge_labels(self, data: st.DataObject) -> None:
        name, into = data.draw(st.permutations(self.now.labels.names))[:2]
        Editor(self.store).merge_labels(name, into)
        self.without_label(name, f"Merge {name} into {into}", lambda span: replace(span, label=into))

    def without_label(self, name: str, title: str, become: Callable[[Span], Span | None]) -> None:
        def changed(document: Document) -> Document:
            spans = [become(s) if s.label == name else s for s in document.spans]
            kept = tuple(s for s in spans if s is not None)
            gone = {(s.start, s.end) for s in document.spans} - {(s.start, s.end) for s in kept}
            notes = {place: note for place, note in document.notes.items() if place not in gone}
            rejected = tuple(s for s in document.rejected if s.label != name and s not in kept)
            return replace(document, spans=kept, rejected=rejected, notes=notes)

        documents = {n: changed(d) if n in self.now.shown else d for n, d in self.now.documents.items()}
        labels = LabelSet(label for label in self.now.labels if label.name != name)
        self.did(title, State(documents, self.now.shown, labels))

    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        log = sorted(self.store.actions(), key=lambda row: row.id)
        assert [row.title for row in log] == [t for t, _ in self.past] + [t for t, _ in reversed(self.future)]
        place = data.draw(st.integers(0, len(log)))
        action = self.store.go_to(log[place - 1].id if place else 0)
        if place >= len(self.past):
            assert (action is None) == (place == len(self.past))
        if place > len(self.past):
            for _ in range(place - len(self.past)):
                title, after = self.future.pop()
                self.past.append((title, self.now))
                self.now = after
                self.revision += 1
        elif place < len(self.past):
            title, then = (self.past[place - 1][0] if place else ""), self.past[place][1]
            if action is None:  # what was done since had been taken back
                assert _seen(then) == _seen(self.now)
            else:
                self.did(f"Go back to «{title}»" if place else "Go back to the beginning", then)

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
        assert store.documents() == [row_of(d) for d in shown]
        assert store.labels == self.now.labels
        assert store.revision == self.revision
        assert store.undo_title == (self.past[-1][0] if self.past else None)
        assert store.redo_title == (self.future[-1][0] if self.future else None)


def _imported(document: Document, number: int) -> Document:
    spans = tuple(replace(span, origin=IMPORTED) for span in document.spans)
    return replace(document, id=number, spans=spans)


def _seen(state: State) -> tuple[object, ...]:
    return [_facts(state.documents[number]) for number in sorted(state.shown)], state.labels


def _facts(document: Document) -> tuple[object, ...]:
    origins = [span.origin for span in document.spans]
    seen_and_noted = document.confirmed, dict(document.notes)
    return (
        document.id, document.name, document.text, document.spans, origins, document.rejected, document.state,
        *seen_and_noted,
    )  # fmt: skip


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
