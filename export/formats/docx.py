"""Word files: paragraphs, headings, list items, tables and text boxes, in the order of the text.

Text comes as it stands when all changes are accepted. Headers, footers, footnotes and comments are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import FormatError
from export.formats import plain
from export.formats.ledger import Ledger
from export.formats.plain import Parts

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

MAX_XML_BYTES = 64_000_000
"""Of what may be XML in one file, uncompressed: some ten million words. In memory it becomes twenty times as much."""

MAX_BYTES = 512_000_000
"""Of one file with its pictures, uncompressed."""

_ENDINGS = (".docx", ".docm", ".dotx")
_NO_XML = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".ico", ".webp", ".wdp"),
    *(".emf", ".emz", ".wmf", ".wmz", ".pct", ".pict", ".mp3", ".m4a", ".wav", ".wma", ".mp4", ".m4v", ".mov", ".avi"),
    *(".wmv", ".odttf", ".ttf", ".bin", ".glb", ".pdf", ".doc", ".xls", ".ppt", ".docx", ".xlsx", ".xlsb", ".pptx"),
)
"""Pictures, sounds, fonts and what is embedded."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_MAIN_PART = "word/document.xml"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    {_COMPATIBILITY + "Fallback"}  # the same text box once more, for old programs
    | {_WORDS + name for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "tblPr")}
)
_CHARACTERS = {
    **{_WORDS + name: "\n" for name in ("br", "cr")},
    **{_WORDS + name: "\t" for name in ("tab", "ptab")},
    _WORDS + "noBreakHyphen": "-",
}
_TEXT = (_WORDS + "t", _MATHS + "t")


def matches(data: bytes, path: Path) -> bool:
    """Tell whether bytes are a Word file, or are named like one and could be a damaged or a locked one."""
    if data.startswith(_OLE):
        return path.suffix.lower() in _ENDINGS
    if not data.startswith(_ZIP):
        return False
    if path.suffix.lower() in _ENDINGS:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN_PART in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read(data: bytes, path: Path) -> Parts:
    """Give the one document of a Word file. Raises FormatError when it is damaged, locked, too large or empty."""
    if data.startswith(_OLE):
        raise _locked_or_old(data, path)
    _check_size(data, path)
    import docx

    # What the library raises for a damaged file is of many kinds: of zipfile, zlib, lxml and its own.
    try:
        body = docx.Document(io.BytesIO(data)).element.body
        text = _tidy("\n".join(_blocks(body)))
    except MemoryError:
        raise
    except Exception as error:
        raise FormatError(
            "it is damaged, or no Word document", path=path, remedy="open it in Word and save it once more as .docx"
        ) from error
    if not text.strip():
        raise FormatError("there is no text in it", path=path, remedy="choose another file")
    parts, ledger = plain.read(text, path)
    if body.xpath(".//w:footnoteReference | .//w:endnoteReference"):
        ledger += Ledger(notes=("The footnotes of a Word file are left out.",))
    return parts, ledger


def _check_size(data: bytes, path: Path) -> None:
    """Refuse what would not fit into memory. zipfile never gives more of a part than its entry says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            xml_bytes = sum(entry.file_size for entry in entries if _may_be_xml(archive, entry))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise FormatError("it is damaged or cut off", path=path, remedy="fetch or save it once more") from error
    if xml_bytes > MAX_XML_BYTES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise FormatError(
            "it unpacks to more than can be read at once", path=path, remedy="split it, or save it as plain text"
        )


def _may_be_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part could be parsed: [Content_Types].xml can call anything XML, whatever its ending."""
    if not entry.filename.lower().endswith(_NO_XML):
        return True
    with archive.open(entry) as part:
        begin = part.read(64).lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
    return not begin or begin.startswith(b"<")


def _locked_or_old(data: bytes, path: Path) -> FormatError:
    if _ENCRYPTED in data:
        return FormatError("it is locked with a password", path=path, remedy="save it without one in Word first")
    return FormatError("it is an old Word document", path=path, remedy="open it in Word and save it as .docx")


def _blocks(parent: BaseOxmlElement) -> Iterator[str]:
    """Give the lines of what holds paragraphs and tables, whatever they are wrapped in."""
    for child in parent:
        if child.tag == _WORDS + "p":
            yield from _paragraph(child)
        elif child.tag == _WORDS + "tbl":
            yield ""
            for row in _inner(child, "tr"):
                yield from _row(row)
            yield ""
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)


def _paragraph(paragraph: BaseOxmlElement) -> Iterator[str]:
    """Give a paragraph, a blank line around it if it is a heading, and then the text boxes anchored in it."""
    parts: list[str] = []
    boxes: list[BaseOxmlElement] = []
    _collect(paragraph, parts, boxes)
    text = "".join(parts)
    if text or not boxes:
        yield from ("", text, "") if _is_heading(paragraph) else (text,)
    for box in boxes:
        yield from _blocks(box)


def _collect(parent: BaseOxmlElement, parts: list[str], boxes: list[BaseOxmlElement]) -> None:
    for child in parent:
        if child.tag in _TEXT:
            parts.append(re.sub(r"[\n\r]", " ", child.text or ""))
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == _WORDS + "txbxContent":
            boxes.append(child)
        elif child.tag not in _LEFT_OUT:
            _collect(child, parts, boxes)


def _is_heading(paragraph: BaseOxmlElement) -> bool:
    styles = paragraph.xpath("./w:pPr/w:pStyle/@w:val")
    return bool(styles) and str(styles[0]).startswith(("Heading", "Title", "Subtitle"))


def _row(row: BaseOxmlElement) -> Iterator[str]:
    """Give a row of a table as one line with TAB between its cells, or each cell by itself where one has lines."""
    cells = [_tidy("\n".join(_blocks(cell))).strip("\n") for cell in _inner(row, "tc")]
    if any("\n" in cell for cell in cells):
        yield from cells
    elif any(cells):
        yield "\t".join(cells)


def _inner(parent: BaseOxmlElement, name: str) -> Iterator[BaseOxmlElement]:
    """Give the rows of a table or the cells of a row, whatever they are wrapped in."""
    for child in parent:
        if child.tag == _WORDS + name:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _inner(child, name)


def _tidy(text: str) -> str:
    """Leave one blank line at most between two others, and none around."""
    lines = (line.rstrip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
