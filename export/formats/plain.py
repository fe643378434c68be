"""Plain text: one document a file. It can be read only, since it has no place for labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.text.document import Document
from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize
from export.formats.ledger import Ledger

BEGINNING = 1 << 15
"""Code points of a long text that are worth being shown before the rest is cut into tokens: several screens."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text that nobody has cut into tokens yet. notes: what was left out of it or had to be guessed, in sentences."""

    name: str
    text: str
    notes: tuple[str, ...] = ()

    def noted(self, *notes: str) -> PlainText:
        """Give it with more notes."""
        return replace(self, notes=self.notes + notes)

    def document(self) -> Document:
        """Give the document that it is."""
        return Document(self.name, self.text, tokenize(self.text))

    def beginning(self) -> Document | None:
        """Give a document of its first lines, None if they are all; its tokens and sentences are those of the whole."""
        _, end = next(pieces(self.text, BEGINNING), (0, 0))
        if end == len(self.text):
            return None
        text = self.text[:end]
        return Document(self.name, text, tokenize(text))

    def read(self) -> tuple[list[Document], Ledger]:
        """Give the one document and the account of the reading."""
        return [self.document()], Ledger(documents=1, notes=self.notes)


def read(text: str, path: Path) -> tuple[list[Document], Ledger]:
    """Give the one document of a text."""
    return PlainText(path.stem, text).read()
