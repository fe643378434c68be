"""Files into a project: all of them or none, and no project left behind that is only half made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.errors import FormatError
from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label
from export.formats import Part, PlainText, read_documents, read_file
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


def read_as_one(files: Sequence[Path]) -> tuple[Part, Ledger]:
    """Read files as one text, one below the other; a single document of an annotated file keeps its tokens.

    Raises FormatError for the first that cannot be read.
    """
    parts: list[Part] = []
    ledger = Ledger()
    for file in files:
        found, rows = read_file(file)
        parts += found
        ledger += rows
    if len(parts) == 1:
        return parts[0], ledger
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
    return PlainText(name, "\n\n".join(part.text for part in parts)), ledger


def plain_text(text: str, name: str) -> PlainText:
    """Take a text that comes from no file, with its line ends as they are in ours.

    Raises FormatError if there is nothing in it to see.
    """
    if not text or text.isspace():
        raise FormatError("there is no text in it", path=name, remedy="copy or choose another text")
    return PlainText(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def document_of_text(text: str, name: str) -> Document:
    """Make a document of a text that comes from no file. Raises as :func:`plain_text` does."""
    return plain_text(text, name).document()


def import_title(files: Sequence[Path]) -> str:
    """Give the title of an import: the file's name, or how many there were."""
    return f"Import {files[0].name}" if len(files) == 1 else f"Import {len(files)} files"


def create_with_documents(
    path: Path, documents: Sequence[Document], title: str, labels: Iterable[Label] = (), *, who: str = ""
) -> Store:
    """Create a project that holds documents, and give it open. Raises ProjectError; then no file is left.

    who: the name that the history gives to this import and to what is done from then on.
    """
    store = Store.create(path, labels)
    store.who = who
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
