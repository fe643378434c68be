"""What people said about a document, as it comes back from the file: origins, notes, confirmed parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.project import annotate
from engine.project.actions import Action, NoteChanged, RangesConfirmed, applied
from engine.project.store import Store
from engine.text.document import BY_HAND, IMPORTED, WHOLE, Document, DocumentState, Origin, Source, Span, Suggestion

Make = Callable[..., Document]
TEXT = "Ada met Bob\nin Paris"
ADA, BOB = Span(0, 3, "PER"), Span(8, 11, "PER")


def do(store: Store, action: Action | None) -> Document:
    """Commit an action on the first document; what is in the file must be what ``applied`` says."""
    assert action is not None
    expected = applied(store.document(1), action)
    store.commit(action)
    assert said(store.document(1)) == said(expected)
    return store.document(1)


def said(document: Document) -> tuple[object, ...]:
    origins = [span.origin for span in document.spans]
    return (document.spans, origins, document.rejected, document.state, document.confirmed,
            dict(document.notes), document.revision)  # fmt: skip


@pytest.fixture
def filled(store: Store, make_document: Make) -> Store:
    store.add_documents([make_document(TEXT, [ADA])], "Import notes")
    return store


def test_a_document_comes_in_with_all_that_was_said_about_it(store: Store, make_document: Make) -> None:
    accepted = replace(BOB, origin=Origin(Source.SUGGESTION, 0.5))
    notes = {WHOLE: "old \udcff", (8, 11): "漢字\n😀"}
    state = DocumentState.FLAGGED
    whole = replace(make_document(TEXT, [ADA, accepted]), notes=notes, confirmed=((0, 3), (5, 11)), state=state)
    store.add_documents([whole], "Import")
    document = store.document(1)
    assert (dict(document.notes), document.confirmed, document.state) == (notes, ((0, 3), (5, 11)), state)
    assert [span.origin for span in document.spans] == [IMPORTED, Origin(Source.SUGGESTION, 0.5)]
    assert store.documents()[0].note == "old \udcff"


def test_notes_confirmed_parts_and_origins_survive_undo_redo_and_a_restart(filled: Store, path: Path) -> None:
    steps = [filled.document(1)]
    for make in (
        lambda d: annotate.set_note(d, ADA, "sure?"),
        lambda d: annotate.set_note(d, None, "from the archive"),
        lambda d: annotate.confirm_up_to(d, 1),
        lambda d: annotate.accept(d, Suggestion(BOB, 0.834)),
        lambda d: annotate.label(d, 0, 11, "PER"),
        lambda d: annotate.take_part_back(d, 0),
        lambda d: annotate.remove(d, Span(0, 11, "PER")),
    ):
        steps.append(do(filled, make(filled.document(1))))
    assert steps[4].spans[1].origin == Origin(Source.SUGGESTION, 0.83)
    assert steps[5].spans[0].origin == BY_HAND
    filled.close()
    with Store.open(path) as store:
        for expected in reversed(steps[:-1]):
            store.undo()
            assert said(store.document(1))[:-1] == said(expected)[:-1]
        for expected in steps[1:]:
            store.redo()
            assert said(store.document(1))[:-1] == said(expected)[:-1]


def test_a_list_of_documents_has_the_note_on_each_and_not_those_on_spans(filled: Store) -> None:
    do(filled, annotate.set_note(filled.document(1), ADA, "sure?"))
    assert filled.documents()[0].note == ""
    do(filled, annotate.set_note(filled.document(1), None, "old"))
    assert [row.note for row in (*filled.documents(), *filled.rows([1]))] == ["old", "old"]


@pytest.mark.parametrize(
    "change",
    [
        NoteChanged(1, WHOLE, "another", "x"),
        NoteChanged(2, WHOLE, "", "x"),
        NoteChanged(1, (0, 99), "", "x"),
        RangesConfirmed(1, ((0, 3),), ()),
        RangesConfirmed(2, (), ((0, 3),)),
    ],
)
def test_a_change_of_what_is_not_so_is_refused_and_leaves_nothing(filled: Store, change: object) -> None:
    before, revision = said(filled.document(1)), filled.revision
    with pytest.raises(ValueError, match=r"document \d is not in the project"):
        filled.commit(Action("Wrong", (change,)))  # type: ignore[arg-type]
    assert (said(filled.document(1)), filled.revision) == (before, revision)
