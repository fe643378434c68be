"""Which documents of a project are shown, and in which order.

The list is held while a person works. An order is made when it is chosen; it is not made anew because a document was
labelled, so that no row flies away under the mouse. Documents that come are put where they belong among the others as
these were when the order was made. A document that the filter no longer
admits leaves the list, except for the open one: that stays until the person goes on, for «next» counts from it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any, overload

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from gui.document_list import DocumentList
from gui.words import tr_later


@dataclass(frozen=True, slots=True)
class Order:
    """Something to put documents in order by. keys: one for each document; None: the order of the project.

    name: what the settings call it. words: what a person reads.
    """

    name: str
    words: str
    keys: Callable[[DocumentList], Sequence[Any]] | None = None


STATES = {state: number for number, state in enumerate(DocumentState)}

BY_PROJECT = Order("project", tr_later("As in the project"))
ORDERS = (
    BY_PROJECT,
    Order("name", tr_later("By name"), lambda documents: documents.natural),
    Order("state", tr_later("By state"), lambda documents: [STATES[row.state] for row in documents.rows]),
    Order("length", tr_later("By length"), lambda documents: [row.tokens for row in documents.rows]),
    Order("spans", tr_later("By number of spans"), lambda documents: [row.spans for row in documents.rows]),
)
"""What a person can choose from. Another order is one more of these (``DocumentsPanel.set_orders``)."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An order and its direction. Documents that are equal in it stay as they are in the project."""

    order: Order = BY_PROJECT
    descending: bool = False

    def keys(self, documents: DocumentList) -> Sequence[Any]:
        """Give what documents are put in order by, as it is now, by their places in the project."""
        return range(len(documents)) if self.order.keys is None else list(self.order.keys(documents))

    def applied(self, keys: Sequence[Any]) -> Sequence[int]:
        """Give the places of all documents in the project, in this order."""
        if isinstance(keys, range):
            return keys[::-1] if self.descending else keys
        return sorted(range(len(keys)), key=keys.__getitem__, reverse=self.descending)

    def precedes(self, keys: Sequence[Any], number: int, other: int) -> bool:
        """Tell whether the document at one place stands before the one at another."""
        if keys[number] == keys[other]:
            return number < other
        return bool(keys[number] > keys[other]) if self.descending else bool(keys[number] < keys[other])


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a document must be to be shown; as it stands here, anything.

    words: a part of its name. states: one of these. noted: it has a note. labelled: it has spans, or none. label: it
    has spans of this label; ids: those that do, which only the project's file knows.
    """

    words: str = ""
    states: frozenset[DocumentState] = frozenset()
    noted: bool = False
    labelled: bool | None = None
    label: str = ""
    ids: frozenset[int] = frozenset()

    def admits(self, row: DocumentRow) -> bool:
        """Tell whether a document is shown."""
        return self._wanted in row.name.casefold() and all(admits(row) for admits in self._demands())

    def named(self, documents: DocumentList, numbers: Sequence[int]) -> Sequence[int]:
        """Give those of the places at which there is a document with such a name."""
        wanted = self._wanted
        if not wanted:
            return numbers
        names = documents.folded
        return [number for number in numbers if wanted in names[number]]

    def demanded(self, documents: DocumentList, numbers: Sequence[int]) -> Sequence[int]:
        """Give those of the places at which there is a document that is as it must be, whatever its name."""
        rows = documents.rows
        for admits in self._demands():
            numbers = [number for number in numbers if admits(rows[number])]
        return numbers

    def waits(self, state: DocumentState) -> bool:
        """Tell whether there is something to do in a document of a state: what is neither done nor put off.

        Somebody who asks for what was skipped or flagged has come to do that.
        """
        return state in (DocumentState.NEW, DocumentState.IN_PROGRESS) or (
            state in self.states and state is not DocumentState.DONE
        )

    @property
    def _wanted(self) -> str:
        return self.words.strip().casefold()

    def _demands(self) -> Iterator[Callable[[DocumentRow], bool]]:
        states, labelled, ids = self.states, self.labelled, self.ids
        if states:
            yield lambda row: row.state in states
        if self.noted:
            yield lambda row: bool(row.note)
        if labelled is not None:
            yield lambda row: bool(row.spans) is labelled
        if self.label:
            yield lambda row: row.id in ids


EVERYTHING = DocumentFilter()


def moves(count: int, left: Sequence[int], joined: Sequence[int]) -> list[int | None]:
    """Give where the documents of so many places are after some left and others joined; None: nowhere any more.

    left: places of before, ascending; joined: places of now, ascending.
    """
    places: list[int | None] = list(range(count - len(left) + len(joined)))
    for number in reversed(joined):
        del places[number]
    for number in left:
        places.insert(number, None)
    return places


class ShownDocuments(Sequence[DocumentRow]):
    """The rows at some places of a list, as they are when they are asked for."""

    def __init__(self, documents: DocumentList, numbers: Sequence[int]) -> None:
        self._documents = documents
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> DocumentRow: ...
    @overload
    def __getitem__(self, index: slice) -> ShownDocuments: ...
    def __getitem__(self, index: int | slice) -> DocumentRow | ShownDocuments:
        if isinstance(index, slice):
            return ShownDocuments(self._documents, self.numbers[index])
        return self._documents.rows[self.numbers[index]]

    def place_of(self, document_id: int | None) -> int | None:
        """Give the place of a document among those that are shown, None if it is not."""
        if document_id is None or document_id not in self._documents:
            return None
        try:
            return self.numbers.index(self._documents.number_of(document_id))
        except ValueError:
            return None

    def places_of(self, document_ids: Iterable[int]) -> list[int]:
        """Give the places of those of some documents that are shown, in order."""
        asked = list(document_ids)
        if len(asked) < 2:  # what every label does
            return [place for number in asked if (place := self.place_of(number)) is not None]
        wanted = {self._documents.number_of(number) for number in asked if number in self._documents}
        return [place for place, number in enumerate(self.numbers) if number in wanted]


class DocumentListing:
    """The documents, their order and filter, and which of them is open. Each method gives the new list at once."""

    def __init__(self) -> None:
        self.documents = DocumentList()
        self.arrangement = Arrangement()
        self.filter = EVERYTHING
        self.open: int | None = None
        self._keys: Sequence[Any] = ()  # as they were when the order was made
        self._order: Sequence[int] = ()
        self._demanded: tuple[DocumentFilter, Sequence[int]] | None = None  # while words are typed, the rest stays
        self.shown = ShownDocuments(self.documents, ())

    def set_documents(self, documents: DocumentList) -> None:
        """List other documents."""
        self.documents = documents
        self.arrange(self.arrangement)

    def follow(self, came: Collection[DocumentRow], gone: Collection[int]) -> None:
        """List some more documents and some no longer; all others stay where they are, whatever has changed in them.

        Raises KeyError if one that goes is not in the list.
        """
        before, self.documents = self.documents, self.documents.changed(came, gone)
        left = sorted(before.number_of(number) for number in gone)
        joined = sorted(self.documents.number_of(row.id) for row in came)
        self._keys = self._keys_after(came, left, joined)

        self._demanded = None
        order, shown, in_project_order = self._order, self.shown.numbers, isinstance(self._keys, range)
        if in_project_order and shown is order:
            self._order = self.arrangement.applied(self._keys)
            self.shown = ShownDocuments(self.documents, self._order)
            return
        at_the_end = not left and (not joined or joined[0] == len(before))
        moved = None if at_the_end else moves(len(before), left, joined)

        def followed(numbers: Sequence[int], admits: Callable[[DocumentRow], bool]) -> Sequence[int]:
            after = list(numbers) if moved is None else [to for n in numbers if (to := moved[n]) is not None]
            for number in joined:
                if admits(self.documents.rows[number]):
                    after.insert(bisect_left(after, True, key=partial(self._is_behind, number)), number)
            return after

        self._order = self.arrangement.applied(self._keys) if in_project_order else followed(order, EVERYTHING.admits)
        now = self._order if shown is order else followed(shown, self.filter.admits)
        self.shown = ShownDocuments(self.documents, now)

    def arrange(self, arrangement: Arrangement) -> None:
        """Put the documents in an order, by what they are now."""
        self.arrangement = arrangement
        self._keys = arrangement.keys(self.documents)
        self._order = arrangement.applied(self._keys)
        self._demanded = None
        self.narrow(self.filter)

    def narrow(self, wanted: DocumentFilter) -> None:
        """Show only the documents that a filter admits."""
        self.filter = wanted
        beside_words = replace(wanted, words="")
        if self._demanded is None or beside_words != self._demanded[0]:
            self._demanded = beside_words, wanted.demanded(self.documents, self._order)
        self.shown = ShownDocuments(self.documents, wanted.named(self.documents, self._demanded[1]))

    def replace(self, rows: Iterable[DocumentRow]) -> bool:
        """Take note of what has changed in documents; tell whether others are shown now than before.

        Raises KeyError for one that is not in the list.
        """
        left, came = [], False
        for row in rows:
            before = self.documents[row.id]
            self.documents.replace(row)
            was, is_now = self.filter.admits(before), self.filter.admits(row)
            if was and not is_now:
                left.append(row.id)
            came = came or is_now > was
        if left or came:
            self._demanded = None
        return self._sift() if came else self._take_out(number for number in left if number != self.open)

    def go_to(self, document_id: int | None) -> bool:
        """Take note of which document is open; tell whether the one before has left the list."""
        before, self.open = self.open, document_id
        if before is None or before == document_id or before not in self.documents:
            return False
        return not self.filter.admits(self.documents[before]) and self._take_out([before])

    def next(self) -> int | None:
        """Give the document after the open one in which there is something to do, going round; None if there is none.

        Where the open one is not shown, it is the first one behind its place.
        """
        return self._next(chain(self._from_here(1, self.shown), self.shown), self.filter)

    def next_of_all(self) -> int | None:
        """Give what ``next`` would give if all documents were shown."""
        everything = ShownDocuments(self.documents, self._order)
        return self._next(chain(self._from_here(1, everything), everything), EVERYTHING)

    def step(self, by: int) -> int | None:
        """Give the document that is shown behind (1) or before (-1) the open one; None at the end."""
        return next((row.id for row in self._from_here(by, self.shown)), None)

    @property
    def waiting(self) -> int:
        """Give how many documents there are in which there is something to do, whatever the filter says."""
        return sum(count for state, count in self.documents.counts.items() if EVERYTHING.waits(state))

    def _keys_after(self, came: Collection[DocumentRow], left: Sequence[int], joined: Sequence[int]) -> Sequence[Any]:
        """Give the keys after documents left some places of before and joined at some of now."""
        if isinstance(self._keys, range):
            return range(len(self.documents))
        keys = list(self._keys)
        for number in reversed(left):
            del keys[number]
        new = DocumentList(sorted(came, key=attrgetter("id")))
        for number, key in zip(joined, self.arrangement.keys(new), strict=True):
            keys.insert(number, key)
        return keys

    def _is_behind(self, number: int, other: int) -> bool:
        return not self.arrangement.precedes(self._keys, other, number)

    def _sift(self) -> bool:
        """Apply the filter again, along the order that is held. The open document stays if it is shown."""
        before, stays = self.shown, self.open
        self.narrow(self.filter)
        if stays is not None and before.place_of(stays) is not None and self.shown.place_of(stays) is None:
            kept = {*self.shown.numbers, self.documents.number_of(stays)}
            self.shown = ShownDocuments(self.documents, [number for number in self._order if number in kept])
        return self.shown.numbers != before.numbers

    def _take_out(self, document_ids: Iterable[int]) -> bool:
        """Show some documents no longer; tell whether one of them was. Quicker than to ask the filter about all."""
        gone = {self.documents.number_of(number) for number in document_ids}
        before = self.shown.numbers
        if gone:
            self.shown = ShownDocuments(self.documents, [number for number in before if number not in gone])
        return len(self.shown) != len(before)

    def _next(self, rows: Iterable[DocumentRow], wanted: DocumentFilter) -> int | None:
        return next((row.id for row in rows if row.id != self.open and wanted.waits(row.state)), None)

    def _from_here(self, by: int, shown: ShownDocuments) -> Iterator[DocumentRow]:
        """Give the documents that are shown, from behind (1) or before (-1) the open one's place in the order."""
        rows, order = self.documents.rows, shown.numbers
        admitted: Container[int] = range(len(rows))
        if shown.place_of(self.open) is None and order is not self._order:
            order, admitted = self._order, set(order)
        here = -1
        if self.open is not None and self.open in self.documents:
            here = order.index(self.documents.number_of(self.open))
        places = range(here + 1, len(order)) if by > 0 else range(here - 1, -1, -1)
        return (rows[order[place]] for place in places if order[place] in admitted)
