from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from gui.document_list import DocumentList, natural

ROWS = [
    DocumentRow(4, "b.txt", DocumentState.NEW, 10, 1),
    DocumentRow(7, "A.txt", DocumentState.DONE, 20, 2),
    DocumentRow(9, "c.txt", DocumentState.DONE, 30, 0),
]


def test_documents_are_found_by_id_and_by_place() -> None:
    documents = DocumentList(ROWS)
    assert list(documents) == [4, 7, 9]
    assert (documents[7], documents.number_of(9)) == (ROWS[1], 2)
    with pytest.raises(KeyError):
        documents.number_of(5)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DocumentState)), max_size=20))
def test_counts_stay_right_through_any_changes(changes: list[tuple[int, DocumentState]]) -> None:
    documents = DocumentList(ROWS)
    for place, state in changes:
        documents.replace(replace(documents.rows[place], state=state))
    afresh = DocumentList(documents.rows)
    assert {state: documents.counts[state] for state in DocumentState} == {s: afresh.counts[s] for s in DocumentState}
    assert (documents.done, documents.tokens, documents.tokens_done) == (
        afresh.done,
        afresh.tokens,
        afresh.tokens_done,
    )


def test_numbers_in_names_are_put_in_order_as_numbers_and_capitals_do_not_matter() -> None:
    names = ["file10", "File2", "file1b", "file1a", "a3 part 12", "A3 part 2"]
    assert sorted(names, key=natural) == ["A3 part 2", "a3 part 12", "file1a", "file1b", "File2", "file10"]


def test_a_list_like_another_knows_the_same_of_all_names_as_one_that_is_made_afresh() -> None:
    old = DocumentList(ROWS).prepared()
    rows = [*ROWS[1:], DocumentRow(12, "File 7", DocumentState.NEW, 1, 0)]
    in_between = DocumentList(rows[:1], like=old)
    for like in (None, old, in_between):
        documents = DocumentList(rows, like=like)
        assert documents.folded == ["a.txt", "c.txt", "file 7"]
        assert documents.natural == [natural(row.name) for row in rows]


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)), st.booleans())
def test_a_list_that_was_changed_is_what_one_made_afresh_is(before: set[int], after: set[int], looked_at: bool) -> None:
    def row(number: int) -> DocumentRow:
        return DocumentRow(number, f"File {number * 7 % 10}", list(DocumentState)[number % 5], number, 0)

    old = DocumentList(map(row, sorted(before)))
    if looked_at:
        old.prepared()
    new, afresh = (
        old.changed(list(map(row, after - before)), before - after),
        DocumentList(map(row, sorted(after))),
    )
    assert (new.rows, list(new), +new.counts) == (afresh.rows, list(afresh), +afresh.counts)
    assert (new.folded, new.natural) == (afresh.folded, afresh.natural)
    assert [new[number].id for number in after] == list(after)
    assert (list(old), len(old.folded)) == (sorted(before), len(before))


def test_a_document_that_is_not_in_a_list_cannot_leave_it() -> None:
    with pytest.raises(KeyError):
        DocumentList(ROWS).changed([], [5])
