"""The documents of a project as the window lists them: in their order, and each to be found by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.project.store import DocumentRow
from engine.text.document import DocumentState


class DocumentList(Mapping[int, DocumentRow]):
    """Rows by document id, in order. Made on a lane when a project opens; changed on the UI thread only.

    rows: the same in a list. done: how many documents are.
    """

    def __init__(self, rows: Iterable[DocumentRow] = ()) -> None:
        self.rows = list(rows)
        self.done = sum(row.state is DocumentState.DONE for row in self.rows)
        self._at = {row.id: number for number, row in enumerate(self.rows)}

    def __getitem__(self, document_id: int) -> DocumentRow:
        return self.rows[self._at[document_id]]

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self.rows)

    def number_of(self, document_id: int) -> int:
        """Give the place of a document in the list. Raises KeyError if it is not in it."""
        return self._at[document_id]

    def replace(self, row: DocumentRow) -> None:
        """Take note of what has changed in one document. Raises KeyError for one that is not in the list."""
        number = self._at[row.id]
        self.done += (row.state is DocumentState.DONE) - (self.rows[number].state is DocumentState.DONE)
        self.rows[number] = row
