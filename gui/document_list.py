"""The documents of a project as the window lists them: in their order, and each to be found by its id."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from operator import attrgetter

from engine.project.store import DocumentRow
from engine.text.document import DocumentState

_NUMBER = re.compile(r"\d+")
_DIGITS = 20
_ID = attrgetter("id")


def natural(name: str) -> str:
    """Give what names are put in order by: capitals do not matter, and file2 comes before file10."""
    return _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), name.casefold())


class DocumentList(Mapping[int, DocumentRow]):
    """Rows by document id, in the order of the ids, which is that of the project.

    Made on a lane when a project opens; a document that changes is replaced in it, on the UI thread only. Where
    documents come or go there is another list, so that what shows this one may go on until it shows the other.

    rows: the same in a list. counts: how many documents are in each state. like: a list of mostly the same documents,
    whose names need not be looked at again.
    """

    def __init__(self, rows: Iterable[DocumentRow] = (), like: DocumentList | None = None) -> None:
        self.rows = list(rows)
        self.counts = Counter(map(attrgetter("state"), self.rows))
        self._like: DocumentList | None = like if like is None or like._folded else like._like
        self._folded: list[str] = []
        self._natural: list[str] = []

    def __getitem__(self, document_id: int) -> DocumentRow:
        return self.rows[self.number_of(document_id)]

    def __iter__(self) -> Iterator[int]:
        return map(_ID, self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        """Give how many documents are done."""
        return self.counts[DocumentState.DONE]

    @property
    def tokens(self) -> int:
        """Give how many tokens all documents have."""
        return sum(row.tokens for row in self.rows)

    @property
    def tokens_done(self) -> int:
        """Give how many tokens the documents have that are done."""
        return sum(row.tokens for row in self.rows if row.state is DocumentState.DONE)

    @property
    def folded(self) -> list[str]:
        """Give the names without their capitals, in order: what a filter looks into."""
        self._look_at_names()
        return self._folded

    @property
    def natural(self) -> list[str]:
        """Give for each document, in order, what its name is put in order by; see :func:`natural`."""
        self._look_at_names()
        return self._natural

    def prepared(self) -> DocumentList:
        """Look at all names now, for instance on a lane: then neither a filter nor an order has to wait for it."""
        self._look_at_names()
        return self

    def number_of(self, document_id: int) -> int:
        """Give the place of a document in the list. Raises KeyError if it is not in it."""
        number = bisect_left(self.rows, document_id, key=_ID)
        if number == len(self.rows) or self.rows[number].id != document_id:
            raise KeyError(document_id)
        return number

    def replace(self, row: DocumentRow) -> None:
        """Take note of what has changed in one document: its name has not. Raises KeyError if it is not in the list."""
        number = self.number_of(row.id)
        old = self.rows[number]
        self.rows[number] = row
        self.counts[old.state] -= 1
        self.counts[row.state] += 1

    def changed(self, came: Iterable[DocumentRow], gone: Iterable[int]) -> DocumentList:
        """Give the list with some more documents and without some; quicker by far than to make it of all rows.

        It takes over what is known of the names: this list would have to look at them again. Raises KeyError if one
        that goes is not in the list.
        """
        made, names_known = copy(self), bool(self._folded)
        made.rows, made.counts = self.rows.copy(), self.counts.copy()
        self._folded, self._natural = [], []
        for document_id in gone:
            number = made.number_of(document_id)
            made.counts[made.rows.pop(number).state] -= 1
            for names in (made._folded, made._natural):
                del names[number : number + 1]  # where they were looked at
        for row in came:
            number = bisect_left(made.rows, row.id, key=_ID)
            made.rows.insert(number, row)
            made.counts[row.state] += 1
            if names_known:
                made._folded.insert(number, row.name.casefold())
                made._natural.insert(number, natural(row.name))
        return made

    def _look_at_names(self) -> None:
        if self._folded:
            return
        known: dict[str, tuple[str, str]] = {}
        if self._like is not None:
            names = (row.name for row in self._like.rows)
            known = dict(zip(names, zip(self._like._folded, self._like._natural, strict=True), strict=True))
            self._like = None
        pairs = [known.get(row.name) or (row.name.casefold(), natural(row.name)) for row in self.rows]
        self._folded, self._natural = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
