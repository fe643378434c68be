"""Random work on a project, and a plain model of what it comes to: for tests that kill a process or break the disk.

A Step does one thing to a Store, and says what a Model is after it. The model goes back to remembered states, so it
shares nothing with the inverses that the store applies. Everything follows from the seed: whoever takes the same
steps from the same model gets the same models.

To let the tests do one more kind of thing, add a function to MAKERS.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from random import Random

import numpy as np

from engine.project import annotate, label_actions
from engine.project.actions import (
    Action,
    DocumentHidden,
    GazetteerHidden,
    LabelAdded,
    LabelChanged,
    LabelMoved,
    applied,
)
from engine.project.store import LabelUse, Store
from engine.text.document import BY_HAND, IMPORTED, WHOLE, Document, DocumentState, Origin, Span, Suggestion, Tokens
from engine.text.labels import Label, LabelSet

NAMES = ("PER", "LOC", "ORG", "ÄÖ")
WORDS = ("Ada", "met", "Bob", "in", "Zürich", "日本", "𝔊ate", "and", "again")
MANY_DOCUMENTS = 30
"""With more on the table than these, work is taken back first: one big import must not slow down all that follows."""
LISTED_ACTIONS = 20


@dataclass(frozen=True)
class State:
    """What undo and redo move between: the documents of the project by their ids, its labels, its lists of names.

    lists: the title and the number of names of each, by its id.
    """

    documents: dict[int, Document] = field(default_factory=dict)
    labels: LabelSet = field(default_factory=LabelSet)
    lists: dict[int, tuple[str, int]] = field(default_factory=dict)

    def with_edits(self, action: Action) -> State:
        """Give the state after an action that touches nothing but documents."""
        edited = {i: applied(self.documents[i], action) for i in action.document_ids}
        return replace(self, documents={**self.documents, **edited})

    def with_label(self, old: Label, new: Label | None, *, into: str | None = None) -> State:
        """Give the state with a label changed or gone, and its spans as that one's, another one's or gone."""
        name = into if new is None else new.name
        documents = {i: _renamed(d, old.name, name, keep_rejected=new is not None) for i, d in self.documents.items()}
        labels = [new if label == old else label for label in self.labels]
        return replace(self, documents=documents, labels=LabelSet(label for label in labels if label is not None))


@dataclass(frozen=True)
class Model:
    """What a project is and was. past, future: the titles of actions, with the state before and after them."""

    now: State = field(default_factory=State)
    past: tuple[tuple[str, State], ...] = ()
    future: tuple[tuple[str, State], ...] = ()
    revision: int = 0
    next_id: int = 1
    next_list: int = 1
    taggers: tuple[bytes, ...] = ()

    def did(self, title: str, after: State) -> Model:
        """Give the model after something new, which ends what could be redone."""
        past = (*self.past, (title, self.now))
        return replace(self, now=after, past=past, future=(), revision=self.revision + 1)

    def undone(self) -> Model:
        """Give the model after an undo."""
        *past, (title, before) = self.past
        future = (*self.future, (title, self.now))
        return replace(self, now=before, past=tuple(past), future=future, revision=self.revision + 1)

    def redone(self) -> Model:
        """Give the model after a redo."""
        *future, (title, after) = self.future
        past = (*self.past, (title, self.now))
        return replace(self, now=after, past=past, future=tuple(future), revision=self.revision + 1)

    def documents(self) -> list[Document]:
        """Give the documents of the project, in order."""
        return [self.now.documents[number] for number in sorted(self.now.documents)]

    def digest(self) -> str:
        """Give what ``digest`` gives of a store that is as this model."""
        documents = self.documents()
        rows = [(d.id, d.name, str(d.state), len(d.tokens), len(d.spans), d.notes.get(WHOLE, "")) for d in documents]
        labels = [[span.label for span in document.spans] for document in documents]
        use = {
            name: LabelUse(sum(each.count(name) for each in labels), sum(name in each for each in labels))
            for name in self.now.labels.names
        }
        undone = [(title, True) for title, _ in self.future[:LISTED_ACTIONS]]
        applied_ones = [(title, False) for title, _ in reversed(self.past[-LISTED_ACTIONS:])]
        listed = (undone + applied_ones)[:LISTED_ACTIONS]
        labels_and_lists = tuple(self.now.labels), [self.now.lists[number] for number in sorted(self.now.lists)]
        return _digest(documents, rows, labels_and_lists, use, listed, len(self.taggers), self.taggers[-1:])


def digest(store: Store) -> str:
    """Read everything that a store can say of its project and give it as one short text, the revision left out."""
    rows = [(row.id, row.name, str(row.state), row.tokens, row.spans, row.note) for row in store.documents()]
    use = {name: store.label_use()[name] for name in store.labels.names}
    listed = [(row.title, row.undone) for row in store.actions(LISTED_ACTIONS)]
    tagger = store.tagger_in_use()
    newest = (tagger.onnx,) if tagger else ()
    # what of a list has a label may change with a label that comes back
    labels_and_lists = tuple(store.labels), [(each.name, each.size + each.lost) for each in store.gazetteers()]
    return _digest(store.iter_documents(), rows, labels_and_lists, use, listed, store.info().taggers, newest)


def _digest(documents: Iterable[Document], *facts: object) -> str:
    # two spans are equal although their origins differ, and so are documents
    whole = [_document_digest(document, tuple(span.origin for span in document.spans)) for document in documents]
    return hashlib.sha256(repr((whole, facts)).encode()).hexdigest()[:20]


@lru_cache(maxsize=4096)
def _document_digest(document: Document, origins: tuple[Origin, ...]) -> bytes:
    tokens = document.tokens
    facts = (document.id, document.name, document.text, document.state, document.spans, document.rejected, origins,
             document.confirmed, sorted(document.notes.items()))  # fmt: skip
    arrays = b"".join(array.astype("<i4").tobytes() for array in (tokens.starts, tokens.ends, tokens.sentences))
    return hashlib.sha256(repr(facts).encode() + arrays).digest()


def _renamed(document: Document, old: str, new: str | None, *, keep_rejected: bool) -> Document:
    """Give a document in which all that had a label has another one, or is gone with its notes."""
    if not any(span.label == old for span in (*document.spans, *document.rejected)):
        return document

    def rename(spans: Iterable[Span], name: str | None) -> tuple[Span, ...]:
        others = [span for span in spans if span.label != old]
        return tuple(sorted([*others, *(replace(s, label=name) for s in spans if s.label == old and name)]))

    gone = {(span.start, span.end) for span in document.spans if span.label == old and new is None}
    spans = rename(document.spans, new)
    rejected = rename(document.rejected, new if keep_rejected else None)
    return replace(
        document,
        spans=spans,
        rejected=tuple(span for span in rejected if span not in spans),
        notes={place: note for place, note in document.notes.items() if place not in gone},
    )


@dataclass(frozen=True)
class Step:
    """One thing that is done: to a store by ``perform``; ``after`` is the model then."""

    kind: str
    perform: Callable[[Store], object]
    after: Model


Maker = Callable[[Model, Random], Step | None]
"""Makes a step that is possible now, or None."""


def random_step(model: Model, choose: Random) -> Step:
    """Make a step of a random kind."""
    if len(model.now.documents) > MANY_DOCUMENTS and (back := undo(model, choose)):
        return back
    while True:
        step = choose.choice(MAKERS)(model, choose)
        if step is not None:
            return step


def undo(model: Model, choose: Random) -> Step | None:
    return Step("undo", Store.undo, model.undone()) if model.past else None


def redo(model: Model, choose: Random) -> Step | None:
    return Step("redo", Store.redo, model.redone()) if model.future else None


def import_few(model: Model, choose: Random) -> Step | None:
    return import_documents(model, choose, choose.randint(1, 4)) if len(model.now.documents) < 10 else None


def import_documents(model: Model, choose: Random, count: int) -> Step:
    """Make a step that imports so many documents, some with spans of labels that are not there yet."""
    documents = [_random_document(choose, f"notes {model.next_id + i}") for i in range(count)]
    needed = [span.label for document in documents for span in document.spans]
    labels = model.now.labels.with_names(needed)
    new = {i: _imported(document, i) for i, document in enumerate(documents, model.next_id)}
    state = replace(model.now, documents={**model.now.documents, **new}, labels=labels)
    title = f"Import {count} documents"
    after = replace(model.did(title, state), next_id=model.next_id + count)
    return Step("import", lambda store: store.add_documents(documents, title), after)


def _imported(document: Document, number: int) -> Document:
    spans = tuple(replace(s, origin=IMPORTED if s.origin == BY_HAND else s.origin) for s in document.spans)
    return replace(document, id=number, spans=spans)


def _random_document(choose: Random, name: str) -> Document:
    words = choose.choices(WORDS, k=choose.randint(1, 80))
    ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int32) - 1
    starts = ends - np.array([len(word) for word in words], np.int32)
    bounds = np.array(sorted({0, len(words) // 2, len(words)}), np.int32)
    text = " ".join(words)
    marked = sorted(choose.sample(range(len(words)), k=min(len(words), choose.randint(0, 3))))
    spans = tuple(Span(int(starts[i]), int(ends[i]), choose.choice(NAMES)) for i in marked)
    notes = {WHOLE: "see 日本"} if choose.random() < 0.3 else {}
    return Document(name, text, Tokens(text, starts, ends, bounds), spans, notes=notes)


def label(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, span: annotate.label(document, span.start, span.end, span.label))


def accept(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, span: annotate.accept(document, Suggestion(span, 0.5)))


def reject(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, span: annotate.reject(document, Suggestion(span, 0.5)))


def accept_many(model: Model, choose: Random) -> Step | None:
    def act(document: Document, span: Span) -> Action | None:
        forms = list(document.tokens)
        chosen = choose.sample(forms, k=min(len(forms), 20))
        suggestions = [Suggestion(Span(token.start, token.end, span.label), 0.5) for token in chosen]
        return annotate.accept_many(document, suggestions)

    return _annotated(model, choose, act)


def remove(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, span: annotate.remove_between(document, span.start, span.end))


def resize(model: Model, choose: Random) -> Step | None:
    def act(document: Document, span: Span) -> Action | None:
        return annotate.move_boundaries(document, span.start, choose.randint(-1, 1), choose.randint(-1, 1))

    return _annotated(model, choose, act)


def set_state(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, _: annotate.set_state(document, choose.choice([*DocumentState])))


def set_note(model: Model, choose: Random) -> Step | None:
    def act(document: Document, _: Span) -> Action | None:
        return annotate.set_note(
            document, choose.choice([None, *document.spans]), choose.choice(["", "why?", "ß" * 99])
        )

    return _annotated(model, choose, act)


def confirm(model: Model, choose: Random) -> Step | None:
    return _annotated(model, choose, lambda document, span: annotate.confirm(document, span.start, span.end))


def unconfirm(model: Model, choose: Random) -> Step | None:
    return _annotated(
        model, choose, lambda document, span: annotate.take_confirmation_back(document, span.start, span.end)
    )


def hide(model: Model, choose: Random) -> Step | None:
    if not model.now.documents:
        return None
    number = choose.choice(sorted(model.now.documents))
    left = {i: document for i, document in model.now.documents.items() if i != number}
    return _committed(model, Action("Delete document", (DocumentHidden(number),)), replace(model.now, documents=left))


def add_label(model: Model, choose: Random) -> Step | None:
    missing = [name for name in NAMES if name not in model.now.labels.names]
    if not missing:
        return None
    new, index = model.now.labels.next_label(choose.choice(missing)), choose.randint(0, len(model.now.labels))
    labels = [*model.now.labels[:index], new, *model.now.labels[index:]]
    state = replace(model.now, labels=LabelSet(labels))
    return _committed(model, Action("Add label", (LabelAdded(new, index),)), state)


def change_label(model: Model, choose: Random) -> Step | None:
    if not model.now.labels:
        return None
    old = choose.choice(model.now.labels)
    free = [name for name in NAMES if name not in model.now.labels.names]
    new = replace(old, name=choose.choice([old.name, *free]), colour=choose.randrange(12), description="ß" * 50)
    if new == old:
        return None
    return _committed(model, Action("Change label", (LabelChanged(old, new),)), model.now.with_label(old, new))


def move_label(model: Model, choose: Random) -> Step | None:
    labels = list(model.now.labels)
    if len(labels) < 2:
        return None
    before, after = choose.sample(range(len(labels)), k=2)
    action = Action("Move label", (LabelMoved(labels[before].name, before, after),))
    labels.insert(after, labels.pop(before))
    return _committed(model, action, replace(model.now, labels=LabelSet(labels)))


def merge_labels(model: Model, choose: Random) -> Step | None:
    if len(model.now.labels) < 2 or choose.random() < 0.5:
        return None
    old, into = choose.sample(list(model.now.labels), k=2)
    after = model.did(f"Merge {old.name} into {into.name}", model.now.with_label(old, None, into=into.name))
    made = partial(label_actions.merge, name=old.name, into=into.name)
    return Step("merge", lambda store: store.commit_made(made), after)


def delete_label(model: Model, choose: Random) -> Step | None:
    if not model.now.labels or choose.random() < 0.5:
        return None
    old = choose.choice(model.now.labels)
    count = sum(span.label == old.name for document in model.documents() for span in document.spans)
    title = f"Delete the label {old.name}" + (f" and {count:,} span{'s' if count > 1 else ''}" if count else "")
    made = partial(label_actions.delete, name=old.name)
    return Step("delete", lambda store: store.commit_made(made), model.did(title, model.now.with_label(old, None)))


def _looks(state: State) -> tuple[object, ...]:
    """Give what can be seen of a state."""
    documents = [state.documents[number] for number in sorted(state.documents)]
    return (
        [_document_digest(d, tuple(span.origin for span in d.spans)) for d in documents],
        tuple(state.labels),
        state.lists,
    )


def add_list(model: Model, choose: Random) -> Step | None:
    names = {label: choose.sample(WORDS, k=choose.randint(1, 4)) for label in choose.sample(NAMES, k=2)}
    name = f"list {model.next_list}"
    lists = {**model.now.lists, model.next_list: (name, sum(map(len, names.values())))}
    state = replace(model.now, labels=model.now.labels.with_names(names), lists=lists)
    after = replace(model.did(f"Add the list «{name}»", state), next_list=model.next_list + 1)
    return Step("list", lambda store: store.add_gazetteer(name, names), after)


def remove_list(model: Model, choose: Random) -> Step | None:
    if not model.now.lists:
        return None
    number = choose.choice(sorted(model.now.lists))
    left = {i: each for i, each in model.now.lists.items() if i != number}
    return _committed(model, Action("Remove list", (GazetteerHidden(number),)), replace(model.now, lists=left))


def go_to(model: Model, choose: Random) -> Step | None:
    """Make a step to some place in the history; the actions there are numbered from 1 without a gap."""
    here = len(model.past)
    target = max(0, here + choose.randint(-5, len(model.future)))
    if target == here:
        return None
    after = model
    if target < here and _looks(model.past[target][1]) == _looks(model.now):
        return None  # all of it may have been taken back already, and then nothing is done
    if target < here:
        title = f"Go back to «{model.past[target - 1][0]}»" if target else "Go back to the beginning"
        after = model.did(title, model.past[target][1])
    for _ in range(here, target):
        after = after.redone()
    return Step("go to", lambda store: store.go_to(target), after)


def save_tagger(model: Model, choose: Random) -> Step | None:
    onnx = choose.randbytes(choose.randint(1, 20_000))
    after = replace(model, taggers=(*model.taggers, onnx))
    return Step("tagger", lambda store: store.save_tagger(onnx, {"f1": 0.5}, 1, model.revision), after)


def remember(model: Model, choose: Random) -> Step | None:
    """Make a step after which the model is the same: where the person was may be lost."""
    if not model.now.documents:
        return None
    number, caret = choose.choice(sorted(model.now.documents)), choose.randrange(100)
    return Step("remember", lambda store: store.remember(number, caret), model)


def _annotated(model: Model, choose: Random, act: Callable[[Document, Span], Action | None]) -> Step | None:
    """Make a step of what is done to a random span of a random document, where there is one."""
    if not model.now.documents or not model.now.labels:
        return None
    document = model.now.documents[choose.choice(sorted(model.now.documents))]
    first = choose.randrange(len(document.tokens))
    last = min(first + choose.randrange(3), len(document.tokens) - 1)
    start, end = int(document.tokens.starts[first]), int(document.tokens.ends[last])
    action = act(document, Span(start, end, choose.choice(model.now.labels.names)))
    return _committed(model, action, model.now.with_edits(action)) if action else None


def _committed(model: Model, action: Action, after: State) -> Step:
    return Step("commit", lambda store: store.commit(action), model.did(action.title, after))


MAKERS: tuple[Maker, ...] = (
    label, label, label, accept, accept, reject, accept_many, remove, resize, set_state, set_note, confirm, unconfirm,
    hide, import_few, add_label, change_label, move_label, merge_labels, delete_label, save_tagger, remember,
    add_list, remove_list,
    undo, undo, redo, redo, go_to,
)  # fmt: skip
