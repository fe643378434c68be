from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from gui.document_list import DocumentList
from gui.document_listing import EVERYTHING, ORDERS, Arrangement, DocumentFilter, DocumentListing, Order

NEW, BEGUN, DONE, SKIPPED, FLAGGED = (
    DocumentState.NEW,
    DocumentState.IN_PROGRESS,
    DocumentState.DONE,
    DocumentState.SKIPPED,
    DocumentState.FLAGGED,
)
ROWS = [
    DocumentRow(1, "file10", NEW, 50, 0),
    DocumentRow(2, "File2", DONE, 10, 5),
    DocumentRow(3, "file1", BEGUN, 30, 2, "who?"),
    DocumentRow(4, "other", NEW, 30, 0),
    DocumentRow(5, "another", FLAGGED, 20, 1),
]
BY = {order.name: order for order in ORDERS}


@pytest.fixture
def listing() -> DocumentListing:
    made = DocumentListing()
    made.set_documents(DocumentList(ROWS))
    return made


def ids(listing: DocumentListing) -> list[int]:
    return [row.id for row in listing.shown]


def set_state(listing: DocumentListing, number: int, state: DocumentState) -> bool:
    return listing.replace([replace(listing.documents[number], state=state)])


@pytest.mark.parametrize(
    ("order", "ascending", "descending"),
    [
        ("project", [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]),
        ("name", [5, 3, 2, 1, 4], [4, 1, 2, 3, 5]),
        ("state", [1, 4, 3, 2, 5], [5, 2, 3, 1, 4]),
        ("length", [2, 5, 3, 4, 1], [1, 3, 4, 5, 2]),
        ("spans", [1, 4, 5, 3, 2], [2, 3, 5, 1, 4]),
    ],
)
def test_documents_are_put_in_order(
    listing: DocumentListing, order: str, ascending: list[int], descending: list[int]
) -> None:
    listing.arrange(Arrangement(BY[order]))
    assert ids(listing) == ascending
    listing.arrange(Arrangement(BY[order], descending=True))
    assert ids(listing) == descending


def test_another_order_needs_nothing_but_its_keys(listing: DocumentListing) -> None:
    sure = {1: 0.9, 2: 0.1, 3: 0.5, 4: 0.7, 5: 0.3}
    listing.arrange(Arrangement(Order("sure", "Least sure first", lambda ds: [sure[row.id] for row in ds.rows])))
    assert ids(listing) == [2, 5, 3, 4, 1]


@pytest.mark.parametrize(
    ("wanted", "admitted"),
    [
        (EVERYTHING, [1, 2, 3, 4, 5]),
        (DocumentFilter(words=" FILE1 "), [1, 3]),
        (DocumentFilter(states=frozenset({NEW, FLAGGED})), [1, 4, 5]),
        (DocumentFilter(noted=True), [3]),
        (DocumentFilter(labelled=True), [2, 3, 5]),
        (DocumentFilter(labelled=False), [1, 4]),
        (DocumentFilter(label="PER", ids=frozenset({2, 4, 99})), [2, 4]),
        (DocumentFilter(words="file", states=frozenset({BEGUN, DONE}), labelled=True), [2, 3]),
    ],
)
def test_a_filter_admits_the_documents_that_are_as_it_says(
    listing: DocumentListing, wanted: DocumentFilter, admitted: list[int]
) -> None:
    listing.narrow(wanted)
    assert ids(listing) == admitted
    assert [row.id for row in ROWS if wanted.admits(row)] == admitted


def test_the_order_is_held_when_a_document_changes_and_made_anew_when_it_is_chosen(listing: DocumentListing) -> None:
    by_state = Arrangement(BY["state"])
    listing.arrange(by_state)
    assert not set_state(listing, 1, DONE)
    assert ids(listing) == [1, 4, 3, 2, 5]
    listing.arrange(by_state)
    assert ids(listing) == [4, 3, 1, 2, 5]


def test_the_open_document_leaves_the_list_only_when_the_person_goes_on(listing: DocumentListing) -> None:
    listing.narrow(DocumentFilter(states=frozenset({NEW, BEGUN})))
    listing.go_to(3)
    assert not set_state(listing, 3, DONE)
    assert ids(listing) == [1, 3, 4]
    assert listing.next() == 4
    assert listing.go_to(4)
    assert ids(listing) == [1, 4]


def test_others_leave_and_come_at_once_along_the_order_that_is_held(listing: DocumentListing) -> None:
    listing.arrange(Arrangement(BY["length"]))
    listing.narrow(DocumentFilter(states=frozenset({NEW, BEGUN})))
    listing.go_to(1)
    assert set_state(listing, 3, SKIPPED)
    assert ids(listing) == [4, 1]
    assert set_state(listing, 2, BEGUN)
    assert ids(listing) == [2, 4, 1]


def test_the_open_one_stays_in_its_place_while_others_leave_and_come(listing: DocumentListing) -> None:
    listing.narrow(DocumentFilter(states=frozenset({NEW, BEGUN})))
    listing.go_to(3)
    set_state(listing, 3, DONE)
    assert set_state(listing, 1, SKIPPED)
    assert ids(listing) == [3, 4]
    assert set_state(listing, 2, BEGUN)
    assert ids(listing) == [2, 3, 4]


def test_a_filter_that_is_chosen_does_not_show_the_open_document_for_being_open(listing: DocumentListing) -> None:
    listing.go_to(2)
    listing.narrow(DocumentFilter(states=frozenset({NEW})))
    assert ids(listing) == [1, 4]


def test_words_that_are_typed_later_do_not_find_a_document_that_is_no_longer_admitted(listing: DocumentListing) -> None:
    wanted = DocumentFilter(states=frozenset({NEW, BEGUN}))
    listing.narrow(wanted)
    listing.go_to(3)
    set_state(listing, 3, DONE)
    listing.narrow(replace(wanted, words="file"))
    assert ids(listing) == [1]


def test_next_is_the_next_in_the_order_with_something_to_do_going_round(listing: DocumentListing) -> None:
    listing.arrange(Arrangement(BY["name"]))  # 5 flagged, 3, 2 done, 1, 4
    found = []
    listing.go_to(3)
    for _ in range(3):
        listing.go_to(listing.next())
        found.append(listing.open)
    assert found == [1, 4, 3]


def test_next_stays_within_the_filter(listing: DocumentListing) -> None:
    listing.narrow(DocumentFilter(words="file"))
    listing.go_to(3)
    assert listing.next() == 1
    set_state(listing, 1, DONE)
    assert listing.next() is None
    assert (listing.next_of_all(), listing.waiting) == (4, 2)


def test_next_from_a_document_that_is_not_shown_is_the_first_behind_its_place(listing: DocumentListing) -> None:
    listing.narrow(DocumentFilter(states=frozenset({NEW})))
    listing.go_to(2)
    assert listing.next() == 4
    assert (listing.step(1), listing.step(-1)) == (4, 1)


def test_who_asks_for_the_flagged_gets_the_next_flagged(listing: DocumentListing) -> None:
    set_state(listing, 1, FLAGGED)
    listing.narrow(DocumentFilter(states=frozenset({FLAGGED, DONE})))
    listing.go_to(1)
    assert listing.next() == 5


def test_stepping_goes_through_what_is_shown_whatever_its_state_and_ends_at_the_ends(listing: DocumentListing) -> None:
    listing.arrange(Arrangement(BY["length"]))  # 2, 5, 3, 4, 1
    listing.go_to(5)
    assert (listing.step(-1), listing.step(1)) == (2, 3)
    listing.go_to(1)
    assert listing.step(1) is None
    listing.go_to(2)
    assert listing.step(-1) is None


def test_nothing_is_next_in_an_empty_project() -> None:
    listing = DocumentListing()
    assert (listing.next(), listing.next_of_all(), listing.step(1), listing.step(-1)) == (None, None, None, None)
    listing.go_to(5)  # it is open, and the list is still on its way
    assert (listing.next(), listing.step(1)) == (None, None)


def test_a_document_that_is_not_in_the_list_is_refused(listing: DocumentListing) -> None:
    with pytest.raises(KeyError):
        listing.replace([DocumentRow(99, "nowhere", NEW, 1, 0)])


FILTERS = [
    EVERYTHING,
    DocumentFilter(words="1"),
    DocumentFilter(states=frozenset({NEW, DONE})),
    DocumentFilter(words="1", states=frozenset({NEW, DONE})),
    DocumentFilter(label="PER", ids=frozenset({1, 2, 3, 8})),
]


def row_of(number: int) -> DocumentRow:
    return DocumentRow(number, f"file{number * 7 % 12}", list(DocumentState)[number % 5], number % 3, number % 4)


@given(
    st.sets(st.integers(1, 12)),
    st.sets(st.integers(1, 12)),
    st.sampled_from(ORDERS),
    st.booleans(),
    st.sampled_from(FILTERS),
)
def test_documents_that_come_and_go_leave_the_list_as_if_it_were_made_anew(
    before: set[int], after: set[int], order: Order, descending: bool, wanted: DocumentFilter
) -> None:
    followed, afresh = DocumentListing(), DocumentListing()
    for listing, numbers in ((followed, before), (afresh, after)):
        listing.set_documents(DocumentList(map(row_of, sorted(numbers))))
        listing.arrange(Arrangement(order, descending))
        listing.narrow(wanted)
    shown = followed.shown
    was = list(shown)
    followed.follow([row_of(number) for number in after - before], before - after)
    assert ids(followed) == ids(afresh)
    assert list(shown) == was
    for narrower in (replace(wanted, words="file"), EVERYTHING):
        followed.narrow(narrower)
        afresh.narrow(narrower)
        assert ids(followed) == ids(afresh)


def test_those_that_stay_keep_the_order_that_is_held_when_others_come(listing: DocumentListing) -> None:
    listing.arrange(Arrangement(BY["state"]))  # 1 4 3 2 5
    listing.go_to(1)
    set_state(listing, 1, DONE)
    listing.follow([DocumentRow(0, "before", NEW, 1, 0), DocumentRow(9, "behind", DONE, 1, 0)], [4])
    assert ids(listing) == [0, 1, 3, 2, 9, 5]
    assert (listing.next(), listing.step(-1)) == (3, 0)


def test_the_open_document_that_is_no_longer_admitted_stays_when_others_come(listing: DocumentListing) -> None:
    listing.narrow(DocumentFilter(states=frozenset({NEW, BEGUN})))
    listing.go_to(3)
    set_state(listing, 3, DONE)
    listing.follow([DocumentRow(9, "new", NEW, 1, 0), DocumentRow(10, "done", DONE, 1, 0)], [1])
    assert ids(listing) == [3, 4, 9]
    assert listing.go_to(4)
    assert ids(listing) == [4, 9]
