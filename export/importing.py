"""Files into a project: all of them or none, and no project left behind that is only half made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import FormatError
from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label
from engine.text.late_tokens import LateTokens
from engine.text.tokenizer import tokenize
from export.formats import read_documents
from export.formats.ledger import Ledger


def read_all(files: Sequence[Path], format: str | None = None) -> tuple[list[Document], Ledger]:
    """Read files, each in its own format when None. Raises FormatError for the first that cannot be read."""
    documents: list[Document] = []
    ledger = Ledger()
    for file in files:
        found, rows = read_documents(file, format)
        documents += found
        ledger += rows
    return documents, ledger


def document_of_text(text: str, name: str) -> Document:
    """Make a document of a text that comes from no file, with its line ends as they are in ours.

    Raises FormatError if there is nothing in it to see.
    """
    document = untokenised_document(text, name)
    return replace(document, tokens=tokenize(document.text))


def untokenised_document(text: str, name: str) -> Document:
    """Give the same as :func:`document_of_text`, not yet tokenised."""
    if not text.strip():
        raise FormatError("there is no text in it", path=name, remedy="copy or choose another text")
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(name, clean, LateTokens(clean))


def import_title(files: Sequence[Path]) -> str:
    """Give the title of an import: the file's name, or how many there were."""
    return f"Import {files[0].name}" if len(files) == 1 else f"Import {len(files)} files"


def create_with_documents(path: Path, documents: Sequence[Document], title: str, labels: Iterable[Label] = ()) -> Store:
    """Create a project that holds documents, and give it open. Raises ProjectError; then no file is left."""
    store = Store.create(path, labels)
    try:
        store.add_documents(documents, title)
    except BaseException:
        try:
            store.close()
        finally:
            for ending in ("", "-wal", "-shm"):
                Path(f"{path}{ending}").unlink(missing_ok=True)
        raise
    return store
