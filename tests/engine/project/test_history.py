from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from engine.project import annotate
from engine.project.actions import Action, LabelAdded, SpanAdded, SpanRemoved
from engine.project.editor import Editor, Intent
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Origin, Source, Span, Suggestion
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

TEXT = "Ada met Bob in Paris"
ADA, BOB, PARIS = Span(0, 3, "PER"), Span(8, 11, "PER"), Span(15, 20, "LOC")


@dataclass(frozen=True)
class Snapshot:
    """All that a person can see of a project."""

    documents: tuple[tuple[object, ...], ...]
    origins: tuple[Origin, ...]
    labels: LabelSet


def snapshot(store: Store) -> Snapshot:
    documents = list(store.iter_documents())
    seen = ((d.id, d.name, d.text, d.spans, d.rejected, d.state, d.confirmed, dict(d.notes)) for d in documents)
    origins = (span.origin for document in documents for span in document.spans)  # equal spans may differ in it
    return Snapshot(tuple(seen), tuple(origins), store.labels)


Work = Callable[[Editor], object]


def perform(document_id: int, intent: Intent) -> Work:
    return lambda editor: editor.perform(document_id, intent)


@pytest.fixture
def editor(store: Store, make_document: Callable[..., Document]) -> Iterator[Editor]:
    yield Editor(store)


@pytest.fixture
def works(make_document: Callable[..., Document]) -> tuple[Work, ...]:
    """Give all kinds of things that a person does, in an order in which each changes something."""
    return (
        lambda editor: editor.add_documents([make_document(TEXT, [PARIS], "one"), make_document(TEXT)], "Import"),
        lambda editor: editor.add_label("PER", "people"),
        perform(1, partial(annotate.label, start=0, end=3, label_name="PER")),
        perform(1, partial(annotate.accept, suggestion=Suggestion(BOB, 0.75))),
        perform(2, partial(annotate.reject, suggestion=Suggestion(ADA, 0.5))),
        perform(1, partial(annotate.set_note, span=PARIS, text="the one in France?")),
        perform(2, partial(annotate.set_note, span=None, text="read again")),
        perform(2, partial(annotate.confirm, start=0, end=7)),
        perform(1, partial(annotate.set_state, state=DocumentState.DONE)),
        lambda editor: editor.add_label("PLACE", ""),
        lambda editor: editor.change_label("LOC", Label("LOCATION", 5, "l", "places")),
        lambda editor: editor.move_label("PLACE", 0),
        perform(2, partial(annotate.label, start=15, end=20, label_name="PLACE")),
        lambda editor: editor.merge_labels("LOCATION", "PLACE"),
        lambda editor: editor.add_documents([make_document(TEXT, [ADA], "three")], "Import three"),
        lambda editor: editor.delete_documents([1]),
        lambda editor: editor.delete_label("PER"),
        perform(2, partial(annotate.take_confirmation_back, start=0, end=3)),
    )


@pytest.fixture
def known(editor: Editor, works: tuple[Work, ...]) -> dict[int, Snapshot]:
    """Do them all; give what the project was like right after each, by the action's number, and 0 for before."""
    found = {0: snapshot(editor.store)}
    for work in works:
        assert work(editor) is not None
        found[editor.store.current_action()] = snapshot(editor.store)
    return found


def test_every_state_that_there_was_can_be_gone_to_and_one_undo_brings_all_back(
    editor: Editor, known: dict[int, Snapshot]
) -> None:
    latest = snapshot(editor.store)
    for number, state in known.items():
        changed = editor.go_to(number) is not None
        assert snapshot(editor.store) == state, number
        assert changed == (state != latest)
        if changed:
            editor.undo()
            assert snapshot(editor.store) == latest, number


def test_going_back_is_one_action_on_top_of_the_log(editor: Editor, known: dict[int, Snapshot]) -> None:
    third = sorted(known)[3]
    title = next(row.title for row in editor.store.actions() if row.id == third)
    before = editor.store.actions()
    editor.store.who = "Ada"
    editor.go_to(third)
    newest, *others = editor.store.actions()
    assert (newest.title, newest.who, newest.undone) == (f"Go back to «{title}»", "Ada", False)
    assert others == before


def test_going_back_twice_in_a_row_ends_where_the_second_went(editor: Editor, known: dict[int, Snapshot]) -> None:
    numbers = sorted(known)
    editor.go_to(numbers[9])
    editor.go_to(numbers[4])
    assert snapshot(editor.store) == known[numbers[4]]
    editor.undo()
    assert snapshot(editor.store) == known[numbers[9]]
    editor.undo()
    assert snapshot(editor.store) == known[numbers[-1]]


def test_one_can_go_forth_to_what_was_before_going_back(editor: Editor, known: dict[int, Snapshot]) -> None:
    numbers = sorted(known)
    editor.go_to(0)
    for number in (numbers[7], numbers[-1], numbers[2], numbers[15]):
        editor.go_to(number)
        assert snapshot(editor.store) == known[number]


def test_an_undone_action_is_gone_to_by_doing_it_and_all_before_it_again(
    editor: Editor, known: dict[int, Snapshot]
) -> None:
    numbers = sorted(known)
    for _ in range(10):
        editor.undo()
    length = len(editor.store.actions())
    editor.go_to(numbers[-4])
    assert snapshot(editor.store) == known[numbers[-4]]
    assert editor.store.current_action() == numbers[-4]
    assert len(editor.store.actions()) == length
    editor.go_to(numbers[-1])
    assert snapshot(editor.store) == known[numbers[-1]]
    assert not any(row.undone for row in editor.store.actions())


def test_going_back_from_among_undone_actions_gives_them_up(editor: Editor, known: dict[int, Snapshot]) -> None:
    numbers = sorted(known)
    for _ in range(5):
        editor.undo()
    editor.go_to(numbers[3])
    assert snapshot(editor.store) == known[numbers[3]]
    assert editor.store.redo_title is None
    with pytest.raises(ValueError, match="no action"):
        editor.go_to(numbers[-1])


def test_the_state_that_is_there_already_is_no_action(editor: Editor, known: dict[int, Snapshot]) -> None:
    revision = editor.store.revision
    assert editor.go_to(max(known)) is None
    assert editor.store.revision == revision
    editor.go_to(0)
    assert editor.store.documents() == []


def test_going_to_and_fro_stays_short_and_brings_back_where_a_span_was_from(store: Store) -> None:
    text = "Ada met Bob."
    store.add_documents([Document("one", text, tokenize(text))], "Import")
    store.commit(Action("Label", (LabelAdded(Label("PER")), SpanAdded(1, Span(0, 3, "PER")))))
    by_hand = store.current_action()
    accepted = Span(0, 3, "PER", Origin(Source.SUGGESTION, 0.9))
    store.commit(Action("Accept", (SpanRemoved(1, Span(0, 3, "PER")), SpanAdded(1, accepted))))
    after = store.current_action()
    for _ in range(6):
        assert store.go_to(by_hand) is not None
        assert store.document(1).spans[0].origin.source == Source.HAND
        assert store.go_to(after) is not None
        assert store.document(1).spans[0].origin.source == Source.SUGGESTION
    assert store.go_to(after) is None
    action = store.go_to(by_hand)
    assert action is not None
    assert len(action.changes) == 2


@pytest.mark.parametrize("number", [-1, 999])
def test_a_number_that_is_not_in_the_log_is_refused_and_changes_nothing(
    editor: Editor, known: dict[int, Snapshot], number: int
) -> None:
    for ask in (editor.go_to, editor.store.steps_to):
        with pytest.raises(ValueError, match=str(number)):
            ask(number)
    assert snapshot(editor.store) == known[max(known)]


def test_an_empty_log_is_at_its_beginning(store: Store) -> None:
    assert store.go_to(0) is None
    assert (store.current_action(), store.steps_to(0), store.actions()) == (0, 0, [])


def test_steps_are_counted_in_both_directions(editor: Editor, known: dict[int, Snapshot]) -> None:
    numbers = sorted(known)
    assert editor.store.steps_to(0) == len(numbers) - 1
    assert editor.store.steps_to(numbers[-1]) == 0
    for _ in range(4):
        editor.undo()
    assert editor.store.current_action() == numbers[-5]
    assert [editor.store.steps_to(n) for n in numbers[-7:]] == [2, 1, 0, -1, -2, -3, -4]
    while editor.undo():
        pass
    assert editor.store.current_action() == 0


def test_the_log_is_read_in_pages(editor: Editor, known: dict[int, Snapshot]) -> None:
    everything = editor.store.actions(1000)
    assert [row.id for row in everything] == sorted(known, reverse=True)[:-1]
    first = editor.store.actions(5)
    rest = editor.store.actions(1000, first[-1].id)
    assert [*first, *rest] == everything


def test_actions_are_found_by_words_in_title_person_and_document(
    store: Store, make_document: Callable[..., Document]
) -> None:
    editor = Editor(store)
    editor.add_documents([make_document(TEXT, name="100 %"), make_document(TEXT, name="a_b!")], "Import")
    editor.add_label("PER", "")
    store.who = "Ada"
    editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    store.who = "\ud800"  # a name from a broken system must not break the log
    editor.perform(2, partial(annotate.label, start=8, end=11, label_name="PER"))

    def found(words: str) -> list[str]:
        return [row.title for row in store.actions(words=words)]

    bob, ada = "Label «Bob» as PER", "Label «Ada» as PER"
    assert found("label as") == [bob, ada]
    assert found("as ADA") == [ada]
    assert found("100 label") == [ada]
    assert found("%") == [ada, "Import"]
    assert found("a_b!") == [bob]
    assert found("a%b") == found("Adam") == []
    assert found("\ud800") == [bob]
    assert [row.title for row in store.actions(1, store.actions(1)[0].id, "as")] == [ada]
