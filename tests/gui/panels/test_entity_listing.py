from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.entity_table import EntityTable
from gui.panels.entity_index import EntityIndex, Wanted
from gui.panels.entity_listing import EntityListing
from gui.panels.entity_rows import Heading, NameRow, PlaceRow

TEXT = "Ada met Bob in Paris. Bob left Paris with Ada and Bob,\n  near Rome."
LABELS = ("LOC", "PER")
WORDS = {"Ada": "PER", "Bob": "PER", "Paris": "LOC", "Rome": "LOC"}


def table(text: str = TEXT) -> EntityTable:
    rows, start = [], 0
    for word in text.split():
        start = text.index(word, start)
        bare = word.strip(".,")
        if bare in WORDS:
            rows.append((start, start + len(bare), WORDS[bare], round(1 - len(rows) / 10, 1)))
        start += len(word)
    return EntityTable.of(text, LABELS, rows)


def listing(entities: EntityTable, wanted: Wanted | None = None, **more) -> EntityListing:
    index = EntityIndex()
    index.update(entities)
    return EntityListing(index, wanted or Wanted(), **more)


def brief(rows: EntityListing) -> list[object]:
    return [
        (row.label, row.count) if isinstance(row, Heading)
        else (row.name, row.count) if isinstance(row, NameRow)
        else row.start
        for row in rows
    ]  # fmt: skip


def test_names_stand_under_their_labels_by_count_and_then_by_alphabet() -> None:
    rows = listing(table(), order=["PER"])
    assert brief(rows) == [("PER", 5), ("Bob", 3), ("Ada", 2), ("LOC", 3), ("Paris", 2), ("Rome", 1)]
    tied = listing(EntityTable.of("b a C c", ("X",), [(i, i + 1, "X", 1.0) for i in (0, 2, 4, 6)]))
    assert [row.name for row in tied if isinstance(row, NameRow)] == ["a", "b", "C", "c"]


def test_names_can_stand_in_the_order_of_the_text() -> None:
    rows = listing(table(), Wanted(), order=["PER"], by_place=True)
    assert brief(rows) == [("PER", 5), ("Ada", 2), ("Bob", 3), ("LOC", 3), ("Paris", 2), ("Rome", 1)]
    rows = listing(
        EntityTable.of("b a b", ("X",), [(0, 1, "X", 0.1), (2, 3, "X", 0.5), (4, 5, "X", 0.5)]),
        Wanted(least=0.5),
        by_place=True,
    )
    assert brief(rows) == [("X", 2), ("a", 1), ("b", 1)]


def test_labels_follow_the_order_given_and_then_the_alphabet() -> None:
    entities = EntityTable.of("a b c d", ("X", "B", "A"), [(0, 1, "A", 1.0), (2, 3, "B", 1.0), (4, 5, "X", 1.0)])
    heads = [row.label for row in listing(entities, order=["X", "Y"]) if isinstance(row, Heading)]
    assert heads == ["X", "A", "B"]


def test_a_folded_label_hides_its_names() -> None:
    rows = listing(table(), order=["PER"], folded={"PER"})
    assert rows[0] == Heading("PER", 5, folded=True)
    assert brief(rows) == [("PER", 5), ("LOC", 3), ("Paris", 2), ("Rome", 1)]


def test_an_unfolded_name_shows_its_places_with_the_words_around() -> None:
    rows = listing(table(), order=["PER"], unfolded={("PER", "Bob")})
    assert brief(rows)[:6] == [("PER", 5), ("Bob", 3), 8, 22, 50, ("Ada", 2)]
    place = rows[4]
    assert place == PlaceRow("PER", "Bob", 3, 3, 50, 53, TEXT[:50], ", near Rome.", False, pytest.approx(0.4))


def test_a_place_has_the_direction_of_its_paragraph() -> None:
    text = "Bob, one\nשלום Bob שלום\nאב\nand Bob"
    spans = [(at, at + 3, "PER", 1.0) for at in range(len(text)) if text.startswith("Bob", at)]
    rows = listing(EntityTable.of(text, ("PER",), spans), unfolded={("PER", "Bob")})
    assert [row.right_to_left for row in rows if isinstance(row, PlaceRow)] == [False, True, False]


def test_a_name_that_stands_once_is_not_unfolded() -> None:
    rows = listing(table(), unfolded={("LOC", "Rome"), ("LOC", "gone"), ("SHIP", "Argo")})
    assert brief(rows) == brief(listing(table()))
    assert rows[2] == NameRow("LOC", "Rome", 1, True, 62, 66, pytest.approx(0.3))


def test_gold_has_no_confidence() -> None:
    rows = listing(EntityTable.of("Ada", ("PER",), [(0, 3, "PER", None)]))
    assert rows[1] == NameRow("PER", "Ada", 1, True, 0, 3, None)


def test_the_least_confidence_counts_only_what_is_sure_enough() -> None:
    rows = listing(table(), Wanted(least=0.6), order=["PER"], unfolded={("PER", "Bob")})
    assert brief(rows) == [("PER", 3), ("Bob", 2), 8, 22, ("Ada", 1), ("LOC", 2), ("Paris", 2)]
    assert (rows.passing, rows.hidden, rows.found) == (5, 3, 5)


def test_a_label_that_is_switched_off_is_counted_but_neither_listed_nor_passing() -> None:
    rows = listing(table(), Wanted(frozenset({"LOC"}), least=0.6))
    assert rows.label_counts == {"LOC": 2, "PER": 3}
    assert brief(rows) == [("LOC", 2), ("Paris", 2)]
    assert (rows.passing, rows.hidden) == (2, 6)


def test_words_narrow_the_rows_but_not_what_passes() -> None:
    rows = listing(table(), Wanted(words="BO"))
    assert brief(rows) == [("PER", 3), ("Bob", 3)]
    assert (rows.passing, rows.hidden, rows.found) == (8, 0, 3)


def test_nothing_at_all_is_an_empty_listing() -> None:
    for rows in (
        listing(EntityTable.empty()),
        listing(table(), Wanted(words="zzz")),
        listing(table(), Wanted(frozenset())),
    ):
        assert list(rows) == []
        assert rows.next_entity(0, 1) is None
        assert rows.row_at(0) is None


def test_the_next_place_of_a_name_goes_round() -> None:
    rows = listing(table(), Wanted(least=0.4))
    bob = next(row for row in rows if isinstance(row, NameRow) and row.name == "Bob")
    starts = [rows.span(rows.next_place(bob, position))[0] for position in (-1, 8, 30, 50, 60)]
    assert starts == [8, 22, 50, 8, 8]


def test_next_and_previous_pass_over_what_is_not_listed_and_go_round() -> None:
    rows = listing(table(), Wanted(words="paris"))
    assert [rows.span(rows.next_entity(at, 1))[0] for at in (-1, 15, 31)] == [15, 31, 15]
    assert [rows.span(rows.next_entity(at, -1))[0] for at in (-1, 15, 31, 33)] == [31, 31, 15, 31]


def test_the_row_of_a_position_is_its_place_or_name_or_label() -> None:
    for more, shown in (
        ({"unfolded": {("PER", "Bob")}}, PlaceRow),
        ({}, NameRow),
        ({"folded": {"PER"}}, Heading),
    ):
        rows = listing(table(), **more)
        row = rows[rows.row_at(23)]
        assert isinstance(row, shown)
        assert row.label == "PER"
        assert getattr(row, "start", 22) in (8, 22)
    assert rows.row_at(4) is None
    assert listing(table(), Wanted(words="ada")).row_at(23) is None


def test_the_row_above_in_the_tree_is_found() -> None:
    rows = listing(table(), order=["PER"], unfolded={("PER", "Bob")})
    assert [rows.parent_of(number) for number in range(len(rows))] == [0, 0, 1, 1, 1, 0, 6, 6, 6]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from("ABC"), st.sampled_from([None, 0.2, 0.7])),
    max_size=25,
    unique_by=lambda span: span[0],
)
WANTED = st.builds(
    Wanted,
    st.one_of(st.none(), st.frozensets(st.sampled_from("ABC"))),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from(["", "x", "b", "zz"]),
)


@given(
    SPANS, WANTED, st.sets(st.sampled_from("ABC")), st.sets(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")))
)
def test_the_rows_are_those_of_a_list_made_the_slow_way(spans, wanted, folded, unfolded) -> None:
    text = "xyz" * 10 + "x"
    entities = EntityTable.of(text, ("B",), [(s, s + 1, label, sure) for s, label, sure in spans])
    rows = listing(entities, wanted, order=["B"], folded=folded, unfolded=unfolded)
    expected: list[object] = []
    passes = [
        e for e in entities
        if not e.confidence < wanted.least and (wanted.labels is None or e.label in wanted.labels)
    ]  # fmt: skip
    found = [e for e in passes if wanted.words in e.text or wanted.words in e.label.casefold()]
    for label in "BAC":
        names = Counter(e.text for e in found if e.label == label)
        if names:
            expected.append((label, names.total()))
        for name, count in sorted(names.items(), key=lambda item: (-item[1], item[0])):
            if label not in folded:
                expected.append((name, count))
                if (label, name) in unfolded and count > 1:
                    expected += [e.start for e in found if (e.label, e.text) == (label, name)]
    assert brief(rows) == expected
    assert len(rows) == len(expected)
    assert (rows.passing, rows.found, rows.hidden) == (len(passes), len(found), len(entities) - len(passes))
    assert [rows.number_of(row) for row in rows] == list(range(len(rows)))
    for entity in found:
        row = rows[rows.row_at(entity.start)]
        assert row.label == entity.label


def test_a_row_is_found_again_when_others_came_in() -> None:
    index = EntityIndex()
    index.update(table()[:5])
    before = EntityListing(index, Wanted(), ["PER"], (), {("PER", "Bob")})
    index.update(table())
    after = EntityListing(index, Wanted(), ["PER"], (), {("PER", "Bob")})
    for row in before:
        found = after[after.number_of(row)]
        assert type(found) is type(row)
        assert (found.label, getattr(found, "name", None)) == (row.label, getattr(row, "name", None))
        assert not isinstance(row, PlaceRow) or found.start == row.start
    folded = EntityListing(index, Wanted(), ["PER"])
    assert folded.number_of(next(row for row in before if isinstance(row, PlaceRow))) is None
    assert before[1].count == 2  # and the old listing is what it was
