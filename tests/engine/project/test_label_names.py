from __future__ import annotations

import shutil
from pathlib import Path

from engine.project.label_names import LabelThen, names_now
from engine.project.store import Store

BEGINNING = (LabelThen(0, 1, "PER"), LabelThen(0, 2, "LOC"))


def test_what_was_never_changed_has_its_name() -> None:
    assert names_now(BEGINNING, 5) == {"PER": "PER", "LOC": "LOC"}


def test_two_labels_that_swapped_their_names_are_told_apart() -> None:
    log = (*BEGINNING, LabelThen(6, 1, "X"), LabelThen(7, 2, "PER"), LabelThen(8, 1, "LOC"))
    assert names_now(log, 5) == {"PER": "LOC", "LOC": "PER"}
    assert names_now(log, 7) == {"X": "LOC", "PER": "PER"}


def test_a_label_that_came_later_is_not_in_it() -> None:
    assert names_now((*BEGINNING, LabelThen(6, 3, "ORG")), 5) == {"PER": "PER", "LOC": "LOC"}


def test_a_merged_label_is_followed_to_the_end_of_the_way() -> None:
    log = (*BEGINNING, LabelThen(0, 3, "ORG"), LabelThen(6, 1, None, 2), LabelThen(7, 2, None, 3))
    assert names_now(log, 5) == {"PER": "ORG", "LOC": "ORG", "ORG": "ORG"}


def test_a_label_merged_into_one_that_was_deleted_is_gone() -> None:
    log = (*BEGINNING, LabelThen(6, 1, None, 2), LabelThen(7, 2, None))
    assert names_now(log, 5) == {"PER": None, "LOC": None}


def test_two_labels_merged_into_each_other_in_turn_do_not_go_round_for_ever() -> None:
    log = (*BEGINNING, LabelThen(6, 1, None, 2), LabelThen(7, 1, "PER"), LabelThen(8, 2, None, 1))
    assert names_now(log, 5) == {"PER": "PER", "LOC": "PER"}
    assert names_now((*log, LabelThen(9, 1, None, 2)), 5) == {"PER": None, "LOC": None}


def test_without_a_revision_a_name_means_the_label_that_had_it_last() -> None:
    log = (*BEGINNING, LabelThen(6, 1, "PERSON"), LabelThen(7, 3, "PER"), LabelThen(8, 2, None))
    assert names_now(log, None) == {"PERSON": "PERSON", "PER": "PER", "LOC": None}
    assert names_now(log[:3], None) == {"PERSON": "PERSON", "PER": "PERSON", "LOC": "LOC"}


def test_a_project_from_before_the_log_knows_its_labels_by_the_names_they_have(path: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "fixtures/projects/schema-1.gatelight", path)
    with Store.open(path) as store:
        names = store.labels.names
        assert names
        assert names_now(store.label_log(), store.revision) == {name: name for name in names}
