"""Random work on a project, and a plain model of what it comes to: for tests that kill a process or break the disk.

A Step does one thing to a Store, and says what a Model is after it. The model goes back to remembered states, so it
shares nothing with the inverses that the store applies. Everything follows from the seed: whoever takes the same
steps from the same model gets the same models.

To let the tests do one more kind of thing, add a function to MAKERS.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random

import numpy as np

from engine.project import annotate
from engine.project.actions import Action, DocumentHidden, DocumentShown, LabelAdded, LabelChanged, applied
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span, Suggestion, Tokens
from engine.text.labels import LabelSet

NAMES = ("PER", "LOC", "ORG", "ÄÖ")
WORDS = ("Ada", "met", "Bob", "in", "Zürich", "日本", "𝔊ate", "and", "again")
MANY_DOCUMENTS = 30
"""With more on the table than these, work is taken back first: one big import must not slow down all that follows."""
LISTED_ACTIONS = 20


@dataclass(frozen=True)
class State:
    """What undo and redo move between: all documents that are known, those in the project, the labels."""

    documents: dict[int, Document] = field(default_factory=dict)
    shown: frozenset[int] = frozenset()
    labels: LabelSet = field(default_factory=LabelSet)

    def after(self, action: Action) -> State:
        """Give the state that an action leads to."""
        documents = {i: self.documents[i] for i in action.document_ids}
        result = replace(self, documents={**self.documents, **{i: applied(d, action) for i, d in documents.items()}})
        for change in action.changes:
            match change:
                case DocumentShown(number) | DocumentHidden(number):
                    result = replace(result, shown=result.shown ^ {number})
                case LabelAdded(label):
                    result = replace(result, labels=LabelSet([*result.labels, label]))
                case LabelChanged(old, new):
                    labels = LabelSet(new if label == old else label for label in result.labels)
                    renamed = {i: _renamed(d, old.name, new.name) for i, d in result.documents.items()}
                    result = replace(result, labels=labels, documents=renamed)
        return result


@dataclass(frozen=True)
class Model:
    """What a project is and was. past, future: the titles of actions, with the state before and after them."""

    now: State = field(default_factory=State)
    past: tuple[tuple[str, State], ...] = ()
    future: tuple[tuple[str, State], ...] = ()
    revision: int = 0
    next_id: int = 1
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
        return [self.now.documents[number] for number in sorted(self.now.shown)]

    def digest(self) -> str:
        """Give what ``digest`` gives of a store that is as this model."""
        documents = self.documents()
        rows = [(d.id, d.name, str(d.state), len(d.tokens), len(d.spans)) for d in documents]
        undone = [(title, True) for title, _ in self.future[:LISTED_ACTIONS]]
        applied_ones = [(title, False) for title, _ in reversed(self.past[-LISTED_ACTIONS:])]
        listed = (undone + applied_ones)[:LISTED_ACTIONS]
        return _digest(documents, rows, self.now.labels, listed, len(self.taggers), self.taggers[-1:])


def digest(store: Store) -> str:
    """Read everything that a store can say of its project and give it as one short text, the revision left out."""
    rows = [(row.id, row.name, str(row.state), row.tokens, row.spans) for row in store.documents()]
    listed = [(row.title, row.undone) for row in store.actions(LISTED_ACTIONS)]
    tagger = store.latest_tagger()
    newest = (tagger.onnx,) if tagger else ()
    return _digest(store.iter_documents(), rows, store.labels, listed, store.info().taggers, newest)


def _digest(documents: Iterable[Document], *facts: object) -> str:
    whole = [[_document_digest(document) for document in documents], *(_plain(fact) for fact in facts)]
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:20]


def _plain(fact: object) -> object:
    return tuple(fact) if isinstance(fact, LabelSet) else fact


@lru_cache(maxsize=4096)
def _document_digest(document: Document) -> bytes:
    tokens = document.tokens
    facts = (document.id, document.name, document.text, document.state, document.spans, document.rejected)
    arrays = b"".join(array.astype("<i4").tobytes() for array in (tokens.starts, tokens.ends, tokens.sentences))
    return hashlib.sha256(repr(facts).encode() + arrays).digest()


def _renamed(document: Document, old: str, new: str) -> Document:
    def rename(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(sorted(replace(span, label=new) if span.label == old else span for span in spans))

    if not any(span.label == old for span in (*document.spans, *document.rejected)):
        return document
    return replace(document, spans=rename(document.spans), rejected=rename(document.rejected))


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
    if len(model.now.shown) > MANY_DOCUMENTS and (back := undo(model, choose)):
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
    return import_documents(model, choose, choose.randint(1, 4)) if len(model.now.shown) < 10 else None


def import_documents(model: Model, choose: Random, count: int) -> Step:
    """Make a step that imports so many documents, some with spans of labels that are not there yet."""
    documents = [_random_document(choose, f"notes {model.next_id + i}") for i in range(count)]
    needed = [span.label for document in documents for span in document.spans]
    labels = model.now.labels.with_names(needed)
    new = {i: replace(document, id=i) for i, document in enumerate(documents, model.next_id)}
    state = State({**model.now.documents, **new}, model.now.shown | set(new), labels)
    title = f"Import {count} documents"
    after = replace(model.did(title, state), next_id=model.next_id + count)
    return Step("import", lambda store: store.add_documents(documents, title), after)


def _random_document(choose: Random, name: str) -> Document:
    words = choose.choices(WORDS, k=choose.randint(1, 80))
    ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int32) - 1
    starts = ends - np.array([len(word) for word in words], np.int32)
    bounds = np.array(sorted({0, len(words) // 2, len(words)}), np.int32)
    text = " ".join(words)
    marked = sorted(choose.sample(range(len(words)), k=min(len(words), choose.randint(0, 3))))
    spans = tuple(Span(int(starts[i]), int(ends[i]), choose.choice(NAMES)) for i in marked)
    return Document(name, text, Tokens(text, starts, ends, bounds), spans)


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


def hide_or_show(model: Model, choose: Random) -> Step | None:
    if not model.now.documents:
        return None
    number = choose.choice(sorted(model.now.documents))
    change = DocumentHidden(number) if number in model.now.shown else DocumentShown(number)
    return _committed(model, Action("Hide or show", (change,)))


def add_label(model: Model, choose: Random) -> Step | None:
    missing = [name for name in NAMES if name not in model.now.labels.names]
    if not missing:
        return None
    return _committed(model, Action("Add label", (LabelAdded(model.now.labels.next_label(choose.choice(missing))),)))


def change_label(model: Model, choose: Random) -> Step | None:
    if not model.now.labels:
        return None
    old = choose.choice(model.now.labels)
    free = [name for name in NAMES if name not in model.now.labels.names]
    new = replace(old, name=choose.choice([old.name, *free]), colour=choose.randrange(12), description="ß" * 50)
    return _committed(model, Action("Change label", (LabelChanged(old, new),))) if new != old else None


def save_tagger(model: Model, choose: Random) -> Step | None:
    onnx = choose.randbytes(choose.randint(1, 20_000))
    after = replace(model, taggers=(*model.taggers, onnx))
    return Step("tagger", lambda store: store.save_tagger(onnx, {"f1": 0.5}, 1, model.revision), after)


def remember(model: Model, choose: Random) -> Step | None:
    """Make a step after which the model is the same: where the person was may be lost."""
    if not model.now.shown:
        return None
    number, caret = choose.choice(sorted(model.now.shown)), choose.randrange(100)
    return Step("remember", lambda store: store.remember(number, caret), model)


def _annotated(model: Model, choose: Random, act: Callable[[Document, Span], Action | None]) -> Step | None:
    """Make a step of what is done to a random span of a random document, where there is one."""
    if not model.now.shown or not model.now.labels:
        return None
    document = model.now.documents[choose.choice(sorted(model.now.shown))]
    first = choose.randrange(len(document.tokens))
    last = min(first + choose.randrange(3), len(document.tokens) - 1)
    start, end = int(document.tokens.starts[first]), int(document.tokens.ends[last])
    action = act(document, Span(start, end, choose.choice(model.now.labels.names)))
    return _committed(model, action) if action else None


def _committed(model: Model, action: Action) -> Step:
    return Step("commit", lambda store: store.commit(action), model.did(action.title, model.now.after(action)))


MAKERS: tuple[Maker, ...] = (
    label, label, accept, reject, accept_many, remove, resize, set_state, hide_or_show, import_few, add_label,
    change_label, save_tagger, remember, undo, undo, redo, redo,
)  # fmt: skip
