from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project.editor import Editor
from engine.project.gazetteer_rows import Gazetteer
from engine.project.store import Store
from engine.text.labels import Label

TOWNS = {"LOC": ["Paris", "Rom\udcff"], "PER": ["Ada"]}


@pytest.fixture
def editor(store: Store) -> Editor:
    return Editor(store)


def names(store: Store) -> list[tuple[str, dict[str, list[str]]]]:
    return [(each.name, dict(each.names)) for each in store.gazetteers()]


def test_a_list_comes_with_the_labels_that_it_needs_as_one_action(editor: Editor) -> None:
    edit = editor.add_gazetteer("towns", TOWNS)
    assert edit.labels.names == ("LOC", "PER") and edit.lists
    assert edit.undo_title == "Add the list «towns»"
    assert editor.store.gazetteers() == [Gazetteer(1, "towns", TOWNS)]
    assert editor.store.gazetteers()[0].size == 3
    undone = editor.undo()
    assert undone is not None and undone.lists and undone.labels.names == ()
    assert editor.store.gazetteers() == []
    editor.redo()
    assert names(editor.store) == [("towns", TOWNS)]


def test_a_list_is_there_when_the_project_opens_again(path: Path) -> None:
    with Store.create(path) as store:
        store.add_gazetteer("towns", TOWNS)
    with Store.open(path) as store:
        assert names(store) == [("towns", TOWNS)]
        store.undo()
    with Store.open(path) as store:
        assert store.gazetteers() == []
        store.redo()
        assert names(store) == [("towns", TOWNS)]


def test_a_list_is_removed_and_comes_back_with_undo(editor: Editor) -> None:
    editor.add_gazetteer("towns", TOWNS)
    edit = editor.remove_gazetteer(1)
    assert edit is not None and edit.lists and edit.undo_title == "Remove the list «towns»"
    assert editor.store.gazetteers() == []
    assert editor.remove_gazetteer(1) is None
    editor.undo()
    assert names(editor.store) == [("towns", TOWNS)]


def test_a_list_follows_the_labels_that_are_renamed_merged_and_deleted(editor: Editor) -> None:
    editor.add_gazetteer("towns", TOWNS)
    editor.change_label("LOC", Label("PLACE", 3))
    assert names(editor.store) == [("towns", {"PLACE": TOWNS["LOC"], "PER": ["Ada"]})]
    editor.merge_labels("PER", "PLACE")
    assert names(editor.store) == [("towns", {"PLACE": [*TOWNS["LOC"], "Ada"]})]
    editor.delete_label("PLACE")
    (left,) = editor.store.gazetteers()
    assert (left.size, left.lost) == (0, 3)
    for _ in range(3):
        editor.undo()
    assert names(editor.store) == [("towns", TOWNS)]


def test_a_list_is_switched_off_without_an_action(editor: Editor) -> None:
    editor.add_gazetteer("towns", TOWNS)
    editor.store.switch_gazetteer(1, on=False)
    editor.store.match_case(1, matters=False)
    (now,) = editor.store.gazetteers()
    assert (now.on, now.match_case, dict(now.names)) == (False, False, TOWNS)
    assert editor.store.revision == 1
    editor.undo()
    editor.store.switch_gazetteer(1, on=True)
    assert editor.store.gazetteers() == [], "what is not in the project stays out of it"


def test_going_back_takes_a_list_along(editor: Editor) -> None:
    editor.add_gazetteer("towns", TOWNS)
    editor.add_gazetteer("more", {"LOC": ["Rome"]})
    editor.go_to(1)
    assert [name for name, _ in names(editor.store)] == ["towns"]
    editor.undo()
    assert [name for name, _ in names(editor.store)] == ["towns", "more"]


def test_a_list_goes_for_good_with_an_action_that_cannot_be_redone(editor: Editor) -> None:
    editor.add_gazetteer("towns", TOWNS)
    editor.undo()
    editor.add_label("ORG", "")
    with editor.store._reading() as connection:
        assert connection.execute("SELECT count(*) FROM gazetteers").fetchone()[0] == 0
    editor.add_gazetteer("more", {"LOC": ["Rome"]})
    assert [each.id for each in editor.store.gazetteers()] == [2], "ids are never used twice"


@pytest.mark.parametrize(
    "entries", ["", "[]", "{}", '{"match_case": true, "names": 5}', '{"match_case":1,"names":[[9,[]]]}']
)
def test_what_nobody_wrote_is_a_damaged_project(editor: Editor, entries: str) -> None:
    editor.add_gazetteer("towns", TOWNS)
    with editor.store._writing() as connection:
        connection.execute("UPDATE gazetteers SET entries = ?", [entries])
    with pytest.raises(ProjectError, match="lists of names"):
        editor.store.gazetteers()
