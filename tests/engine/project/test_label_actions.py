from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.project import annotate
from engine.project.editor import Edit, Editor
from engine.project.label_actions import LabelUse
from engine.project.label_names import names_now
from engine.project.store import Store
from engine.text.document import IMPORTED, Document, Span, Suggestion
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

TEXT = "Ada met Bob in Paris."
ADA, BOB, PARIS = (0, 3), (8, 11), (15, 20)
LABELS = LabelSet([Label("PERSON", 0, "1", "People"), Label("NAME", 1, "2"), Label("LOC", 2, "3")])


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """A project of two documents; in both, Ada is a PERSON and Paris a LOC, and a note is on Ada in the first."""
    spans = (Span(*ADA, "PERSON", IMPORTED), Span(*PARIS, "LOC", IMPORTED))
    documents = [Document(name, TEXT, tokenize(TEXT), spans) for name in ("one", "two")]
    with Store.create(tmp_path / "p.gatelight", LABELS) as store:
        made = Editor(store)
        made.add_documents(documents, "Import")
        made.perform(1, lambda document: annotate.set_note(document, document.spans[0], "the countess"))
        yield made


def everything(editor: Editor) -> tuple[object, object, object]:
    """Give all that a person can see of the project."""
    documents = [
        (d.name, d.state, d.spans, [span.origin for span in d.spans], d.rejected, d.confirmed, d.notes)
        for d in editor.store.iter_documents()
    ]
    return tuple(editor.store.labels), documents, editor.store.label_use()


def labelled(editor: Editor, number: int = 1) -> list[tuple[str, str]]:
    return [(TEXT[span.start : span.end], span.label) for span in editor.store.document(number).spans]


ACTIONS: dict[str, Callable[[Editor], Edit | None]] = {
    "add": lambda editor: editor.add_label("ORG", "Firms"),
    "rename": lambda editor: editor.change_label("PERSON", Label("HUMAN", 0, "1", "People")),
    "recolour": lambda editor: editor.change_label("PERSON", Label("PERSON", 7, "1", "People")),
    "describe": lambda editor: editor.change_label("PERSON", Label("PERSON", 0, "1", "One line.\nAnother.")),
    "put into a group": lambda editor: editor.change_label("PERSON", Label("PERSON", 0, "1", "People", "Names")),
    "take a key": lambda editor: editor.change_label("PERSON", Label("PERSON", 0, "2", "People")),
    "move to the end": lambda editor: editor.move_label("PERSON", 2),
    "move to the beginning": lambda editor: editor.move_label("LOC", 0),
    "merge": lambda editor: editor.merge_labels("PERSON", "NAME"),
    "delete": lambda editor: editor.delete_label("PERSON"),
    "delete one without spans": lambda editor: editor.delete_label("NAME"),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_can_be_undone_and_redone(editor: Editor, name: str) -> None:
    before = everything(editor)
    assert ACTIONS[name](editor) is not None
    after = everything(editor)
    assert after != before
    for _ in range(2):
        editor.undo()
        assert everything(editor) == before
        editor.redo()
        assert everything(editor) == after


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_survives_going_back_to_the_beginning_and_forth(editor: Editor, name: str) -> None:
    ACTIONS[name](editor)
    after = everything(editor)
    editor.go_to(0)
    assert everything(editor)[:2] == (tuple(LABELS), [])
    for _ in range(2):
        editor.undo()
        assert everything(editor) == after
        editor.redo()
        assert everything(editor)[:2] == (tuple(LABELS), [])


def test_use_counts_gold_spans_and_the_documents_they_are_in(editor: Editor) -> None:
    editor.perform(1, lambda document: annotate.label(document, *BOB, "PERSON"))
    assert editor.store.label_use() == {"PERSON": LabelUse(3, 2), "NAME": LabelUse(), "LOC": LabelUse(2, 2)}
    editor.delete_documents([2])
    assert editor.store.label_use()["PERSON"] == LabelUse(2, 1)


def test_spans_keep_their_origin_and_their_note_in_a_merge(editor: Editor) -> None:
    edit = editor.merge_labels("PERSON", "NAME")
    assert edit is not None
    assert edit.labels.names == ("NAME", "LOC")
    document = editor.store.document(1)
    assert labelled(editor) == [("Ada", "NAME"), ("Paris", "LOC")]
    assert document.spans[0].origin == IMPORTED
    assert document.notes == {ADA: "the countess"}


def test_a_no_to_the_merged_label_is_forgotten_and_so_is_one_that_a_span_contradicts(editor: Editor) -> None:
    for place, label in ((BOB, "PERSON"), (BOB, "NAME"), (ADA, "NAME")):
        suggestion = Suggestion(Span(*place, label), 0.9)
        editor.perform(1, lambda document, said=suggestion: annotate.reject(document, said))
    editor.merge_labels("PERSON", "NAME")
    assert editor.store.document(1).rejected == (Span(*BOB, "NAME"),)
    editor.undo()
    assert len(editor.store.document(1).rejected) == 3


def test_deleting_a_label_takes_its_spans_their_notes_and_what_was_said_no_to(editor: Editor) -> None:
    editor.perform(2, lambda document: annotate.reject(document, Suggestion(Span(*BOB, "PERSON"), 0.9)))
    edit = editor.delete_label("PERSON")
    assert edit is not None
    assert edit.undo_title == "Delete the label PERSON and 2 spans"
    assert [labelled(editor, number) for number in (1, 2)] == [[("Paris", "LOC")]] * 2
    assert editor.store.document(1).notes == {}
    assert editor.store.document(2).rejected == ()


def test_a_title_counts_one_span_as_one(editor: Editor) -> None:
    editor.delete_documents([2])
    edit = editor.delete_label("LOC")
    assert edit is not None
    assert edit.undo_title == "Delete the label LOC and 1 span"


def test_of_two_labels_with_one_key_the_first_loses_it(editor: Editor) -> None:
    edit = editor.change_label("LOC", Label("LOC", 2, "1"))
    assert edit is not None
    assert [(label.name, label.key) for label in edit.labels] == [("PERSON", ""), ("NAME", "2"), ("LOC", "1")]
    undone = editor.undo()
    assert undone is not None
    assert [label.key for label in undone.labels] == ["1", "2", "3"]


def test_labels_without_a_key_take_none_from_each_other(editor: Editor) -> None:
    for name in ("PERSON", "NAME"):
        editor.change_label(name, replace(editor.store.labels.named(name), key=""))
    assert [label.key for label in editor.store.labels] == ["", "", "3"]


def test_names_that_differ_by_case_are_two_labels(editor: Editor) -> None:
    editor.add_label("person", "")
    editor.change_label("NAME", replace(editor.store.labels.named("NAME"), name="Person"))
    assert editor.store.labels.names == ("PERSON", "Person", "LOC", "person")
    editor.delete_label("person")
    assert labelled(editor)[0] == ("Ada", "PERSON")


def test_a_taken_name_is_refused_and_nothing_changes(editor: Editor) -> None:
    before = everything(editor)
    with pytest.raises(ValueError, match="the project has a label 'LOC' already"):
        editor.change_label("PERSON", Label("LOC", 0, "1"))
    with pytest.raises(ValueError, match="no label 'GONE'"):
        editor.change_label("GONE", Label("X"))
    assert everything(editor) == before


def test_a_label_changed_to_what_it_is_is_no_action(editor: Editor) -> None:
    assert editor.change_label("LOC", Label("LOC", 2, "3")) is None
    assert editor.move_label("LOC", 2) is None


@pytest.mark.parametrize("index", [-1, 3])
def test_a_label_cannot_be_moved_out_of_the_set(editor: Editor, index: int) -> None:
    with pytest.raises(ValueError, match="cannot move"):
        editor.move_label("LOC", index)


def test_a_label_cannot_be_merged_into_itself_nor_into_nothing(editor: Editor) -> None:
    for into in ("PERSON", "GONE"):
        with pytest.raises(ValueError, match=r"itself|no label"):
            editor.merge_labels("PERSON", into)


def test_a_label_renamed_to_the_name_of_a_deleted_one_does_not_become_it(editor: Editor) -> None:
    states = [everything(editor)]
    person = editor.store.labels.named("PERSON")
    for act in (
        lambda: editor.delete_label("LOC"),
        lambda: editor.change_label("PERSON", replace(person, name="LOC")),
        lambda: editor.delete_label("LOC"),
        lambda: editor.add_label("LOC", "anew"),
    ):
        act()
        states.append(everything(editor))
    for state in reversed(states[:-1]):
        editor.undo()
        assert everything(editor) == state
    for state in states[1:]:
        editor.redo()
        assert everything(editor) == state


def test_documents_that_were_deleted_come_back_with_the_labels_they_had(editor: Editor) -> None:
    """They keep the ids of their labels while they are away, and are not touched by a merge."""
    before = everything(editor)
    editor.delete_documents([2])
    editor.merge_labels("PERSON", "NAME")
    editor.change_label("NAME", replace(editor.store.labels.named("NAME"), name="PERSON"))
    editor.delete_label("PERSON")
    editor.add_label("NAME", "")
    after = everything(editor)
    editor.go_to(1)
    assert labelled(editor, 2) == [("Ada", "PERSON"), ("Paris", "LOC")]
    for _ in range(3):  # each is one action that takes several labels out and puts several in
        editor.undo()
        assert everything(editor) == after
        editor.redo()
        assert labelled(editor, 2) == [("Ada", "PERSON"), ("Paris", "LOC")]
    editor.undo()
    while editor.store.undo_title != "Note on «Ada»":
        editor.undo()
    assert everything(editor) == before


def test_the_current_document_follows_a_rename(editor: Editor) -> None:
    editor.open(1)
    edit = editor.change_label("PERSON", Label("HUMAN", 0, "1"))
    assert edit is not None
    assert edit.document is not None
    assert edit.document.spans[0].label == "HUMAN"


def test_names_are_followed_through_renames_merges_and_undo(editor: Editor) -> None:
    store, learnt = editor.store, editor.store.revision
    editor.change_label("PERSON", Label("HUMAN", 0, "1"))
    assert names_now(store.label_log(), learnt) == {"PERSON": "HUMAN", "NAME": "NAME", "LOC": "LOC"}
    editor.merge_labels("HUMAN", "NAME")
    editor.change_label("NAME", Label("WHO", 1, "2"))
    editor.delete_label("LOC")
    assert names_now(store.label_log(), learnt) == {"PERSON": "WHO", "NAME": "WHO", "LOC": None}
    editor.add_label("PERSON", "")
    editor.go_to(3)
    assert names_now(store.label_log(), learnt) == {"PERSON": "HUMAN", "NAME": "NAME", "LOC": "LOC"}
    editor.undo()
    editor.undo()
    assert names_now(store.label_log(), learnt) == {"PERSON": "WHO", "NAME": "WHO", "LOC": None}


def test_a_name_that_another_label_takes_is_not_followed(editor: Editor) -> None:
    learnt = editor.store.revision
    editor.delete_label("PERSON")
    editor.change_label("NAME", Label("PERSON", 1))
    assert names_now(editor.store.label_log(), learnt) == {"PERSON": None, "NAME": "PERSON", "LOC": "LOC"}


def test_a_label_keeps_its_group_through_a_restart_and_a_deletion(editor: Editor) -> None:
    grouped = Label("PERSON", 0, "1", "People", "Names")
    editor.change_label("PERSON", grouped)
    editor.delete_label("PERSON")
    editor.undo()
    editor.store.close()
    with Store.open(editor.store.path) as again:
        assert again.labels.named("PERSON") == grouped
        again.undo()
        assert again.labels == LABELS


def test_the_labels_given_last_are_known_from_the_log(editor: Editor) -> None:
    assert editor.store.recent_labels() == ()
    editor.perform(1, lambda document: annotate.label(document, *BOB, "LOC"))
    editor.perform(2, lambda document: annotate.label(document, *BOB, "NAME"))
    editor.perform(1, lambda document: annotate.label(document, *ADA, "NAME"))
    assert editor.store.recent_labels() == ("NAME", "LOC")
    editor.undo()
    editor.undo()
    assert editor.store.recent_labels() == ("LOC",)
    editor.delete_label("LOC")
    assert editor.store.recent_labels() == ()


def test_the_documents_with_a_label_are_those_with_a_span_of_it(editor: Editor) -> None:
    editor.perform(2, lambda document: annotate.remove_between(document, *PARIS))
    assert sorted(editor.store.documents_with("PERSON")) == [1, 2]
    assert editor.store.documents_with("LOC") == [1]
    assert editor.store.documents_with("NAME") == editor.store.documents_with("nothing like it") == []
    editor.delete_label("PERSON")
    assert editor.store.documents_with("PERSON") == []
    editor.add_label("PERSON", "another one of that name")
    editor.perform(2, lambda document: annotate.label_tokens(document, (0, 1), "PERSON"))
    assert editor.store.documents_with("PERSON") == [2]
