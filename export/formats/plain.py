"""Plain text: one document a file. It can be read only, since it has no place for labels."""

from __future__ import annotations

from pathlib import Path

from engine.text.document import Document
from engine.text.late_tokens import LateTokens
from export.formats.ledger import Ledger


def read(text: str, path: Path) -> tuple[list[Document], Ledger]:
    """Give the one document of a text, not yet tokenised."""
    return [Document(path.stem, text, LateTokens(text))], Ledger(documents=1)
