from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from engine.errors import UserError
from engine.project import annotate
from engine.project.editor import Edit, Editor, row_of
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize


def document(name: str) -> Document:
    text = "Ada met Bob in Paris."
    return Document(name, text, tokenize(text))


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    with Store.create(tmp_path / "p.gatelight", LabelSet([Label("PER", key="1"), Label("LOC", 1, "2")])) as store:
        made = Editor(store)
        made.add_documents([document("one"), document("two")], "Import 2 files")
        yield made


def spans(edit: Edit | None) -> tuple[Span, ...]:
    assert edit is not None
    assert edit.document is not None
    return edit.document.spans


def test_an_intent_is_stored_before_it_comes_back(editor: Editor) -> None:
    edit = editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    assert spans(edit) == (Span(0, 3, "PER"),)
    assert editor.store.document(1).spans == spans(edit)
    assert edit is not None
    assert edit.rows == (row_of(editor.store.document(1)),)


def test_an_intent_that_changes_nothing_gives_no_edit(editor: Editor) -> None:
    intent = partial(annotate.label, start=0, end=3, label_name="PER")
    editor.perform(1, intent)
    revision = editor.store.revision
    assert editor.perform(1, intent) is None
    assert editor.store.revision == revision


def test_a_second_intent_sees_what_the_first_one_made(editor: Editor) -> None:
    editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    edit = editor.perform(1, partial(annotate.label, start=0, end=7, label_name="LOC"))
    assert spans(edit) == (Span(0, 7, "LOC"),)


def test_undo_says_where_in_the_document_it_changed_something(editor: Editor) -> None:
    editor.perform(1, partial(annotate.label, start=15, end=20, label_name="LOC"))
    editor.perform(1, partial(annotate.label, start=8, end=11, label_name="PER"))
    editor.perform(1, partial(annotate.set_state, state=DocumentState.DONE))
    editor.open(2)
    undone = [editor.undo() for _ in range(3)]
    assert [edit.touched for edit in undone if edit] == [None, 8, 15]
    redone = editor.redo()
    assert redone is not None and redone.touched == 15
    done = editor.perform(1, partial(annotate.confirm, start=0, end=11))
    assert done is not None and done.touched is None, "whoever did it is there already"


def test_undo_of_a_confirmation_leads_to_where_it_began(editor: Editor) -> None:
    editor.perform(1, partial(annotate.confirm, start=0, end=7))
    editor.perform(1, partial(annotate.confirm, start=7, end=21))
    edit = editor.undo()
    assert edit is not None and edit.touched == 7


def test_undo_of_a_note_on_the_document_leads_to_no_place(editor: Editor) -> None:
    editor.perform(1, partial(annotate.set_note, span=None, text="old"))
    edit = editor.undo()
    assert edit is not None and edit.touched is None


def test_undo_goes_to_the_document_where_it_happened(editor: Editor) -> None:
    editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    editor.open(2)
    edit = editor.undo()
    assert spans(edit) == ()
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 1
    assert (edit.undo_title, edit.redo_title) == ("Import 2 files", "Label «Ada» as PER")


def test_undoing_an_import_leaves_no_document_and_redo_brings_it_back(editor: Editor) -> None:
    undone = editor.undo()
    assert undone is not None
    assert undone.document is None
    assert (undone.gone, undone.came, undone.rows) == ((2, 1), (), ())
    redone = editor.redo()
    assert redone is not None
    assert redone.document is not None
    assert [row.name for row in redone.rows] == ["one", "two"]
    assert (redone.came, redone.gone, redone.other_documents) == ((1, 2), (), True)


def test_an_edit_of_documents_that_come_or_go_lists_those_alone(editor: Editor) -> None:
    added = editor.add_documents([document("three")], "Import three")
    assert ([row.name for row in added.rows], added.came, added.whole_list) == (["three"], (3,), False)
    deleted = editor.delete_documents([2])
    assert deleted is not None
    assert (deleted.rows, deleted.gone, deleted.deleted) == ((), (2,), 1)
    labelled = editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    assert labelled is not None
    assert not labelled.other_documents


def test_undo_without_history_gives_nothing(editor: Editor) -> None:
    editor.undo()
    assert editor.undo() is None


def test_a_label_is_added_once_with_a_free_key_and_colour(editor: Editor) -> None:
    edit = editor.add_label("ORG", "Firms and clubs")
    assert edit is not None
    assert edit.labels.named("ORG").key == "3"
    assert edit.labels.named("ORG").colour == 2
    assert editor.add_label("ORG", "again") is None


def test_a_name_that_cannot_be_a_label_is_refused(editor: Editor) -> None:
    with pytest.raises(ValueError, match="blanks at its ends"):
        editor.add_label(" ORG", "")


def test_rows_follow_the_state(editor: Editor) -> None:
    edit = editor.perform(2, partial(annotate.set_state, state=DocumentState.DONE))
    assert edit is not None
    assert [(row.id, row.state) for row in edit.rows] == [(2, DocumentState.DONE)]


def test_documents_come_with_labels_and_are_opened_if_asked_for_as_one_action(editor: Editor) -> None:
    editor.open(1)
    edit = editor.add_documents([document("three")], "Add three", ["LOC", "NEW"], open_first=True)
    assert edit.document is not None
    assert edit.document.id == 3
    assert edit.labels.names == ("PER", "LOC", "NEW")
    undone = editor.undo()
    assert undone is not None
    assert undone.labels.names == ("PER", "LOC")
    assert (undone.rows, undone.gone) == ((), (3,))


def test_looking_again_finds_what_others_have_written_once(editor: Editor) -> None:
    editor.open(1)
    assert editor.look_again() is None
    with Store.open(editor.store.path) as other:
        Editor(other).add_documents([document("three")], "Import three")
    edit = editor.look_again()
    assert edit is not None
    assert edit.document is not None
    assert (edit.document.id, [row.name for row in edit.rows], edit.whole_list) == (1, ["one", "two", "three"], True)
    assert editor.look_again() is None


def test_looking_again_leaves_a_document_that_is_gone(editor: Editor) -> None:
    editor.open(1)
    for left in (2, None):
        with Store.open(editor.store.path) as other:
            Editor(other).delete_documents([row.id for row in other.documents()][:1])
        edit = editor.look_again()
        assert edit is not None
        assert (edit.document.id if edit.document else None) == left


def test_the_current_document_is_followed_by_its_neighbour_when_it_is_deleted(editor: Editor) -> None:
    editor.add_documents([document("three")], "Add three")
    editor.open(2)
    edit = editor.delete_documents([2])
    assert edit is not None
    assert edit.document is not None
    assert (edit.document.id, edit.rows, edit.gone) == (3, (), (2,))
    assert edit.undo_title == "Delete «two»"
    edit = editor.delete_documents([3, 99])
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 1
    assert editor.delete_documents([3, 99]) is None


def test_deleting_other_documents_leaves_the_current_one(editor: Editor) -> None:
    editor.open(2)
    edit = editor.delete_documents([1])
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 2


def test_all_documents_deleted_come_back_with_one_undo(editor: Editor) -> None:
    editor.open(1)
    edit = editor.delete_documents([1, 2])
    assert edit is not None
    assert (edit.document, edit.rows, edit.undo_title) == (None, (), "Delete 2 documents")
    undone = editor.undo()
    assert undone is not None
    assert undone.document is not None
    assert sorted(row.id for row in undone.rows) == [1, 2]


def test_several_documents_are_marked_as_one_action(editor: Editor) -> None:
    editor.open(1)
    edit = editor.mark_documents([1, 2], DocumentState.DONE)
    assert edit is not None
    assert edit.document is not None
    assert edit.document.state == DocumentState.DONE
    assert [(row.id, row.state) for row in edit.rows] == [(1, DocumentState.DONE), (2, DocumentState.DONE)]
    assert edit.undo_title == "Mark 2 documents done"
    assert editor.mark_documents([1, 2], DocumentState.DONE) is None
    undone = editor.undo()
    assert undone is not None
    assert {row.state for row in undone.rows} == {DocumentState.NEW}


def test_done_documents_are_not_flagged_away_among_others_but_may_be_taken_up_again(editor: Editor) -> None:
    editor.mark_documents([1], DocumentState.DONE)
    edit = editor.mark_documents([1, 2], DocumentState.FLAGGED)
    assert edit is not None
    assert [(row.id, row.state) for row in edit.rows] == [(2, DocumentState.FLAGGED)]
    edit = editor.mark_documents([1], DocumentState.IN_PROGRESS)
    assert edit is not None
    assert edit.undo_title == "Mark «one» in progress"


def test_a_label_that_left_meanwhile_is_refused_in_a_sentence(editor: Editor) -> None:
    editor.delete_label("PER")
    with pytest.raises(UserError, match="has no label PER any more"):
        editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    assert editor.store.document(1).spans == ()


def test_what_others_have_written_is_told_although_an_action_came_first(editor: Editor) -> None:
    editor.open(1)
    with Store.open(editor.store.path) as other:
        Editor(other).add_documents([document("three")], "Import three")
    assert spans(editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER")))
    edit = editor.look_again()
    assert edit is not None
    assert ([row.name for row in edit.rows], edit.whole_list) == (["one", "two", "three"], True)
    assert editor.look_again() is None


def test_an_intent_for_a_document_that_left_meanwhile_is_refused_in_a_sentence(editor: Editor) -> None:
    editor.open(1)
    editor.delete_documents([1])
    with pytest.raises(UserError, match="no longer in the project"):
        editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    with pytest.raises(UserError, match="no longer in the project"):
        editor.open(1)


def test_an_intent_for_a_document_that_another_process_deleted_is_refused_in_a_sentence(editor: Editor) -> None:
    editor.open(1)
    with Store.open(editor.store.path) as other:
        Editor(other).delete_documents([1])
    with pytest.raises(UserError, match="no longer in the project"):
        editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    edit = editor.look_again()
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 2


def test_going_over_a_deletion_and_what_took_it_back_stays_in_the_document(editor: Editor) -> None:
    editor.delete_documents([2])
    editor.go_to(1)
    both = editor.store.current_action()
    editor.undo()
    editor.undo()
    editor.open(2)
    edit = editor.go_to(both)
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 2


def test_what_the_editor_has_after_undo_and_redo_is_what_is_stored(editor: Editor) -> None:
    ada = Span(0, 3, "PER")
    editor.open(1)
    editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    editor.perform(1, lambda document: annotate.set_note(document, ada, "who?"))
    editor.perform(1, partial(annotate.label, start=0, end=7, label_name="LOC"))
    editor.perform(1, partial(annotate.confirm, start=0, end=7))
    for step in (*[editor.undo] * 4, *[editor.redo] * 4):
        edit = step()
        assert edit is not None
        assert edit.document is not None
        stored = editor.store.document(1)
        assert replace(stored, tokens=edit.document.tokens) == edit.document


def test_undoing_what_was_done_to_a_label_changes_the_spans_of_the_document_on_the_screen(editor: Editor) -> None:
    editor.open(1)
    editor.perform(1, partial(annotate.label, start=0, end=3, label_name="PER"))
    editor.merge_labels("PER", "LOC")
    assert spans(editor.undo()) == (Span(0, 3, "PER"),)


def test_undoing_what_was_done_in_many_documents_stays_where_the_person_is(editor: Editor) -> None:
    editor.add_documents([document("three")], "Import 1 file")
    editor.open(3)
    editor.mark_documents([1, 2], DocumentState.FLAGGED)
    edit = editor.undo()
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 3
    editor.mark_documents([1], DocumentState.FLAGGED)
    edit = editor.undo()
    assert edit is not None
    assert edit.document is not None
    assert edit.document.id == 1
