from __future__ import annotations

from itertools import islice, product
from string import ascii_uppercase

import pytest

from engine.text.labels import KEYS, PALETTE_SIZE, Label, LabelSet

PER, LOC = Label("PER", 0, "1"), Label("LOC", 1, "2")


@pytest.mark.parametrize("name", ["", " ", "PER ", " PER", "a\nb", "a\tb", "a\rb"])
def test_a_name_that_no_file_could_hold_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="label"):
        Label(name)


@pytest.mark.parametrize("colour", [-1, PALETTE_SIZE])
def test_a_colour_outside_the_palette_is_refused(colour: int) -> None:
    with pytest.raises(ValueError, match=rf"label PER: colour {colour} is not in 0\.\.11"):
        Label("PER", colour)


def test_names_are_unique() -> None:
    with pytest.raises(ValueError, match="names repeat"):
        LabelSet([PER, Label("PER", 3)])


def test_labels_are_found_by_place_and_by_name() -> None:
    labels = LabelSet([PER, LOC])
    assert labels.names == ("PER", "LOC")
    assert (labels[0], labels[1:], len(labels)) == (PER, (LOC,), 2)
    assert labels.named("LOC") is LOC
    with pytest.raises(KeyError):
        labels.named("ORG")


def test_sets_are_equal_when_their_labels_are() -> None:
    assert LabelSet([PER, LOC]) == LabelSet([PER, LOC]) != LabelSet([LOC, PER])
    assert hash(LabelSet([PER, LOC])) == hash(LabelSet([PER, LOC]))
    assert LabelSet([PER]) != (PER,)


def test_the_next_label_takes_the_least_used_colour_and_the_first_free_key() -> None:
    assert LabelSet([PER, LOC]).next_label("ORG", "Firms.") == Label("ORG", 2, "3", "Firms.")
    assert LabelSet([Label("LOC", 1, "2")]).next_label("ORG") == Label("ORG", 0, "1")
    full = LabelSet(Label(f"L{n}", n % PALETTE_SIZE) for n in range(PALETTE_SIZE + 1))
    assert full.next_label("next").colour == 1


def test_the_next_label_gets_no_key_that_is_reserved() -> None:
    assert LabelSet([PER]).next_label("ORG", reserved="23").key == "4"


def test_labels_beyond_the_keys_have_none() -> None:
    labels = LabelSet().with_names("".join(pair) for pair in islice(product(ascii_uppercase, repeat=2), 50))
    assert [label.key for label in labels] == [*KEYS, *[""] * (50 - len(KEYS))]
    assert "e" not in KEYS


def test_with_names_keeps_what_is_there_and_adds_the_rest_once() -> None:
    labels = LabelSet([LOC])
    assert labels.with_names(["LOC"]) is labels
    assert labels.with_names(["ORG", "LOC", "ORG"]).names == ("LOC", "ORG")
    assert labels.names == ("LOC",)


def test_labels_are_listed_under_their_groups_in_the_order_of_the_first_of_each() -> None:
    labels = LabelSet(
        [Label("DRUG", group="Medicine"), Label("LOC"), Label("COURT", group="Law"), Label("DOSE", group="Medicine")]
    )
    assert labels.groups == ("Medicine", "Law")
    listed = {group: [label.name for label in those] for group, those in labels.by_group().items()}
    assert list(listed.items()) == [("", ["LOC"]), ("Medicine", ["DRUG", "DOSE"]), ("Law", ["COURT"])]
    assert LabelSet().by_group() == {}


@pytest.mark.parametrize("group", [" Law", "Law ", "Law  and order", "Law\nand order"])
def test_a_group_with_blanks_that_nobody_sees_is_refused(group: str) -> None:
    with pytest.raises(ValueError, match="label PER: the group"):
        Label("PER", group=group)
