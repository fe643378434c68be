"""The file formats: one module each, reading and writing together, and one table of them.

Word files, PDFs, HTML pages, Markdown and JSON lines are read as the plain text that is in them. A format is found by
content, Markdown by the file's ending. Whatever cannot pass from one format to another is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.errors import FormatError
from engine.files import write_atomically
from engine.text.document import Document
from engine.text.labels import Label
from export.formats import conll, docx, gmb_csv, html, json_lines, markdown, pdf, plain
from export.formats.encoding import decode_telling, read_bytes
from export.formats.ledger import Ledger
from export.formats.plain import Part, Parts, PlainText, document_of

__all__ = [
    "ENDINGS",
    "FORMATS",
    "Format",
    "Part",
    "PlainText",
    "detect",
    "document_of",
    "read_documents",
    "read_file",
    "render",
    "write_documents",
]


@dataclass(frozen=True, slots=True)
class Format:
    """What can be done with one format.

    read: a text and the path it came from (for names and messages) -> what is in it, and ledger.
    write: documents -> the text of the file and ledger; None when the format cannot hold labels.
    """

    title: str
    ending: str
    read: Callable[[str, Path], Parts]
    write: Callable[[Sequence[Document]], tuple[str, Ledger]] | None


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("Plain text", ".txt", plain.read, None),
        "conll": Format("CoNLL columns", ".conll", conll.read, conll.write),
        "gmb": Format("Kaggle/GMB CSV", ".csv", gmb_csv.read, gmb_csv.write),
        "jsonl": Format("JSON lines", ".jsonl", json_lines.read, None),
    }
)
"""The formats by the name that ``--format`` takes."""

ENDINGS = frozenset({*(format.ending for format in FORMATS.values()), ".docx", ".html", ".md", ".pdf"})
"""The usual endings of what can be read."""


def detect(text: str, path: Path | None = None) -> str:
    """Give the name of the format a text is in; "text" when it is no other. path: a hint, where the text is unsure."""
    if gmb_csv.matches(text):
        return "gmb"
    if json_lines.matches(text):
        return "jsonl"
    return "conll" if conll.matches(text, path) else "text"


def read_documents(path: Path, format: str | None = None) -> tuple[list[Document], Ledger]:
    """Give the documents of a file as :func:`read_file` does, with the tokens of texts that have none of their own."""
    parts, ledger = read_file(path, format)
    return [document_of(part) for part in parts], ledger


def read_file(path: Path, format: str | None = None) -> Parts:
    """Give the texts of a file, or the documents if it is annotated; its format found by content when None.

    As "text", a page of HTML or Markdown is kept with its markup; otherwise only its text is given.
    Raises FormatError when the file cannot be read as that format; then nothing of it is given.
    """
    chosen = None if format is None else _named(format)
    data = read_bytes(path)
    if format in (None, "text"):
        if docx.matches(data, path):
            return docx.read(data, path)
        if pdf.matches(data, path):
            return pdf.read(data, path)
    if format is None and html.matches(data, path):
        return html.read(data, path)
    is_gmb = format in (None, "gmb") and gmb_csv.matches(data[:64].decode("latin-1"))
    text, guessed = decode_telling(data, path, legacy=gmb_csv.LEGACY_ENCODING if is_gmb else None)
    if chosen is None and markdown.matches(text, path):
        parts, ledger = markdown.read(text, path)
    else:
        parts, ledger = (chosen or FORMATS[detect(text, path)]).read(text, path)
    _check_labels(parts, path)
    if guessed:
        ledger += Ledger(notes=(f"{path.name} is not Unicode and was read as {guessed}.",))
    return parts, ledger


def _check_labels(parts: Iterable[Part], path: Path) -> None:
    """Refuse a label that no project could hold. Raises FormatError."""
    documents = (part for part in parts if isinstance(part, Document))
    for name in dict.fromkeys(span.label for document in documents for span in document.spans):
        try:
            Label(name)
        except ValueError as error:
            raise FormatError(str(error), path=path, remedy="rename it in the file") from error


def render(documents: Iterable[Document], format: str) -> tuple[str, Ledger]:
    """Give documents as the text of a file of that format. Raises FormatError when it cannot be written."""
    write = _named(format).write
    if write is None:
        raise FormatError(f"{_named(format).title} cannot hold labels", remedy="write conll instead")
    return write(list(documents))


def write_documents(documents: Iterable[Document], path: Path, format: str) -> Ledger:
    """Write documents to a file, whole or not at all. Raises FormatError, or UserError when that fails."""
    text, ledger = render(documents, format)
    write_atomically(path, text)
    return ledger


def _named(format: str) -> Format:
    if format not in FORMATS:
        raise FormatError(f"there is no format {format!r}", remedy=f"choose one of {', '.join(FORMATS)}")
    return FORMATS[format]
