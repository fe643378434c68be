"""Plain text: one document a file. It can be read only, since it has no place for labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.text.document import Document
from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize
from export.formats.ledger import Ledger

BEGINNING = 1 << 15
"""Code points of a long text that are worth being shown before the rest is cut into tokens: several screens."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text that nobody has cut into tokens yet."""

    name: str
    text: str

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


Part = PlainText | Document
"""What a file is made of: a text, or a document that has tokens of its own."""

Parts = tuple[Sequence[Part], Ledger]
"""What is in a file, and the account of the reading."""


def document_of(part: Part) -> Document:
    """Give the document that a part is, its tokens found if it has none."""
    return part.document() if isinstance(part, PlainText) else part


def read(text: str, path: Path) -> Parts:
    """Give the one text of a file."""
    return [PlainText(path.stem, text)], Ledger(documents=1)
