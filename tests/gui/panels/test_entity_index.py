from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.entity_table import EntityTable
from gui.panels.entity_index import EntityIndex, Wanted, begins_with, passing

TEXT = "Ada met Bob in New York. ada left New\nYork on Monday with Bob."
LABELS = ("PER", "LOC")
ROWS = [
    (0, 3, "PER", 0.9),
    (8, 11, "PER", 0.4),
    (15, 23, "LOC", 0.8),
    (25, 28, "PER", 0.7),
    (34, 42, "LOC", None),
    (58, 61, "PER", 1.0),
]


def table(rows: list[tuple[int, int, str, float | None]], text: str = TEXT) -> EntityTable:
    return EntityTable.of(text, LABELS, rows)


def grouped(index: EntityIndex) -> list[tuple[str, str]]:
    """Give label and name of each entity, as the numbers say."""
    labels = index.table.labels
    return [(labels[index.group_labels[group]], index.names[group]) for group in index.groups]


def test_a_name_is_the_text_with_its_blanks_folded_and_its_case_kept() -> None:
    index = EntityIndex()
    index.update(table(ROWS))
    assert index.names == ["Ada", "Bob", "New York", "ada"]
    assert index.groups.tolist() == [0, 1, 2, 3, 2, 1]


def test_the_same_name_under_another_label_is_another_group() -> None:
    index = EntityIndex()
    index.update(table([(0, 3, "PER", 1.0), (8, 11, "PER", 1.0), (58, 61, "LOC", 1.0)]))
    assert grouped(index) == [("PER", "Ada"), ("PER", "Bob"), ("LOC", "Bob")]


@given(
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 6), st.sampled_from(LABELS)), max_size=30),
    st.lists(st.lists(st.integers(0, 29), max_size=30), max_size=5),
)
def test_a_table_that_grows_or_shrinks_gives_the_groups_that_it_gives_alone(
    spans: list[tuple[int, int, str]], steps: list[list[int]]
) -> None:
    text = "aB a\nb Ab  aB\tba b a aab b AB ba  ab a b\nB aB"
    index = EntityIndex()
    for chosen in steps:
        rows = [(s, s + n, label, 0.5) for s, n, label in (spans[i] for i in chosen if i < len(spans))]
        index.update(EntityTable.of(text, LABELS, rows))
        alone = [(e.label, " ".join(e.text.split()) or e.text) for e in index.table]
        assert grouped(index) == alone
        order = sorted(range(len(index.names)), key=lambda group: index.ranks[group])
        assert [index.names[group].casefold() for group in order] == sorted(name.casefold() for name in index.names)
        assert sorted(index.ranks.tolist()) == list(range(len(index.names)))


def test_only_what_is_new_is_read_again() -> None:
    read: list[int] = []

    class Reading(EntityIndex):
        def _number(self, table: EntityTable) -> np.ndarray:
            read.append(len(table))
            return super()._number(table)

    index = Reading()
    index.update(table(ROWS[2:4]))
    index.update(table(ROWS))
    index.update(table(ROWS))
    index.update(table(ROWS[:3]))
    assert read == [2, 4]


def test_a_span_whose_label_was_changed_is_in_another_group() -> None:
    index = EntityIndex()
    index.update(table([(0, 3, "PER", None), (15, 23, "LOC", None)]))
    index.update(table([(0, 3, "LOC", None), (15, 23, "LOC", None)]))
    assert grouped(index) == [("LOC", "Ada"), ("LOC", "New York")]


def test_an_update_leaves_the_arrays_of_before_as_they_were() -> None:
    index = EntityIndex()
    index.update(table(ROWS[:2]))
    held = (index.groups, index.group_labels, index.ranks)
    before = [array.tolist() for array in held]
    index.update(table(ROWS))
    assert [array.tolist() for array in held] == before


def test_another_text_starts_anew_and_is_told() -> None:
    index = EntityIndex()
    assert index.update(table(ROWS))
    assert not index.update(table(ROWS[:1]))
    assert index.update(table([(0, 3, "LOC", 1.0)], "Eve came."))
    assert grouped(index) == [("LOC", "Eve")]


def test_other_labels_of_the_same_text_start_anew() -> None:
    index = EntityIndex()
    index.update(table(ROWS))
    assert not index.update(EntityTable.of(TEXT, ("SHIP", "PER"), [(0, 3, "PER", 1.0)]))
    assert grouped(index) == [("PER", "Ada")]


def test_words_are_found_in_names_and_labels_whatever_the_case() -> None:
    index = EntityIndex()
    index.update(table(ROWS))
    assert [index.names[g] for g in np.flatnonzero(index.having(" ADA "))] == ["Ada", "ada"]
    assert [index.names[g] for g in np.flatnonzero(index.having("loc"))] == ["New York"]
    assert index.having("").all()
    assert not index.having("zzz").any()


def test_entities_pass_by_label_and_confidence_and_gold_always_is_sure() -> None:
    entities = table(ROWS)
    assert [e.start for e in passing(entities, Wanted(least=0.8))] == [0, 15, 34, 58]
    assert [e.start for e in passing(entities, Wanted(frozenset({"LOC"}), 0.9))] == [34]
    assert len(passing(entities, Wanted(frozenset()))) == 0
    assert passing(entities, Wanted(frozenset(LABELS), words="Ada")) is entities


def test_a_confidence_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.5"):
        Wanted(least=1.5)


def test_a_table_begins_with_another_only_if_all_of_it_is_there_first() -> None:
    text = "Ada met Bob in Rome"
    rows = [(0, 3, "PER", 0.5), (8, 11, "PER", 0.5), (15, 19, "LOC", 0.5)]
    whole = EntityTable.of(text, ("PER", "LOC"), rows)
    assert begins_with(whole, whole)
    assert begins_with(whole, whole[:2])
    assert begins_with(whole, EntityTable.empty())
    assert not begins_with(whole, whole[1:])
    assert not begins_with(whole[:2], whole)
    assert not begins_with(whole, EntityTable.of(text, ("PER", "LOC"), [(0, 3, "LOC", 0.5)]))
    assert not begins_with(whole, EntityTable.of(text, ("PER", "LOC"), [(0, 7, "PER", 0.5)]))


def test_a_text_that_grows_at_its_end_stays_the_same_text() -> None:
    index = EntityIndex()
    assert index.update(table(ROWS[:2]))
    longer = TEXT + " Then Ada left."
    start = longer.rindex("Ada")
    assert not index.update(table([*ROWS, (start, start + 3, "PER", 0.9)], longer))
    assert index.names == ["Ada", "Bob", "New York", "ada"]
    assert index.groups.tolist() == [0, 1, 2, 3, 2, 1, 0]
    assert index.update(table([(0, 3, "PER", 0.9)], "Ada left."))
