"""PDF files: the text of each page, its lines put together again to paragraphs, a blank line between pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from engine.errors import FormatError
from engine.text.characters import UNSPACED
from export.formats import plain
from export.formats.ledger import Ledger
from export.formats.plain import Parts

MAX_CHARACTERS = 50_000_000
"""Of one file; more is no text that a person would read."""

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024
"""Where the signature may stand in what is named a PDF, as readers of PDF have it."""

_WRONG_PASSWORD = 4
"""FPDF_ERR_PASSWORD of PDFium."""

_PDFIUM = Lock()
"""PDFium must not be called from two threads at once, and files are read on more than one lane."""

_BROKEN = "\x02"
"""What PDFium gives for a hyphen at the end of a line; the next line follows at once."""

_BROKEN_WORD = re.compile(rf"(?<=\w){_BROKEN}(?=([^\W\d_]))")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_LIGATURES = {number: unicodedata.normalize("NFKC", chr(number)) for number in range(0xFB00, 0xFB07)}

_NARROWEST_PARAGRAPH = 30
_WINDOW = 4
_FULL = 0.85
"""A line is full when it reaches this share of the widest near it with the next word added; letters differ in width."""

_ITEM = re.compile(r"(?:[•‣▪◦●■–—*-]|\d{1,3}[.)]|\(?[a-z]{1,3}\)|\(\d{1,3}\))\s")
_LEADERS = re.compile(r"(?:\. ?){4}")
_UNSPACED = re.compile(f"[{UNSPACED}\u3000-\u303f\uff00-\uffef]")


def matches(data: bytes, path: Path) -> bool:
    """Tell whether bytes are a PDF."""
    named = path.suffix.lower() == ".pdf"
    return _SIGNATURE in data[:_SIGNATURE_WITHIN] if named else data.startswith(_SIGNATURE)


def read(data: bytes, path: Path) -> Parts:
    """Give the one document of a PDF. Raises FormatError when it is damaged, locked, too large or has no text."""
    with _PDFIUM:
        pages, pictures = _pages(data, path)
    if not any(pages):
        if pictures:
            raise FormatError("the PDF has pictures of pages but no text", path=path, remedy="run OCR on it first")
        raise FormatError("there is no text in it", path=path, remedy="choose another file")
    parts, ledger = plain.read("\n\n".join(filter(None, pages)), path)
    if pictures:
        pages_are = "1 page of a PDF is a picture" if pictures == 1 else f"{pictures} pages of a PDF are pictures"
        ledger += Ledger(notes=(f"{pages_are} without text.",))
    return parts, ledger


def paragraphs(page: str) -> str:
    """Join the lines of a page that are one paragraph, and the words that a hyphen broke at a line's end."""
    lines = [line.strip() for line in page.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "".join(_joined([line for line in lines if line]))
    return _NO_TEXT.sub("", _BROKEN_WORD.sub(_mended, text).replace(_BROKEN, "-")).translate(_LIGATURES).strip()


def _mended(found: re.Match[str]) -> str:
    """Keep the hyphen of «Jean-Pierre», not that of «Lon-don»."""
    return "-" if found[1].isupper() else ""


def _joined(lines: Sequence[str]) -> Iterator[str]:
    widths = [[_width(part) for part in line.split(_BROKEN)] for line in lines]
    for number, line in enumerate(lines):
        yield line
        if number + 1 == len(lines):
            return
        following = lines[number + 1]
        widest = max(map(max, widths[max(0, number - _WINDOW) : number + _WINDOW + 1]))
        if not _goes_on(line, widths[number][-1], following, widest):
            yield "\n"
        elif not (_UNSPACED.match(line[-1]) and _UNSPACED.match(following[0])):
            yield " "


def _goes_on(line: str, width: int, following: str, widest: int) -> bool:
    """Tell whether a line ends only because the next word had no room in it."""
    if widest < _NARROWEST_PARAGRAPH or line.endswith(":") or _ITEM.match(following) or _LEADERS.search(line):
        return False
    unspaced = _UNSPACED.match(following)
    word = following[0] if unspaced else following.split(maxsplit=1)[0].split(_BROKEN)[0]
    return width + _width(word) + (not unspaced) >= _FULL * widest


def _width(text: str) -> int:
    """Give the width of a text in narrow letters."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pages(data: bytes, path: Path) -> tuple[list[str], int]:
    """Give the text of each page, and how many have something on them but no text."""
    import pypdfium2

    pages: list[str] = []
    pictures = size = 0
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise FormatError(
                "it is locked with a password", path=path, remedy="save it without one in a PDF reader first"
            ) from error
        raise FormatError("it is a damaged PDF", path=path, remedy="fetch or save it once more") from error
    try:
        for number in range(len(pdf)):
            text, has_objects = _page(pypdfium2, pdf, number, path)
            pages.append(paragraphs(text))
            pictures += has_objects and not pages[-1]
            size += len(text)
            if size > MAX_CHARACTERS:
                raise FormatError("it has more text than can be read at once", path=path, remedy="split it")
    finally:
        pdf.close()
    return pages, pictures


def _page(pypdfium2: Any, pdf: Any, number: int, path: Path) -> tuple[str, bool]:
    """Give the text of a page, and whether there is anything on it."""
    try:
        page = pdf[number]
        try:
            text_page = page.get_textpage()
            try:
                return text_page.get_text_bounded(), pypdfium2.raw.FPDFPage_CountObjects(page) > 0
            finally:
                text_page.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise FormatError(
            f"page {number + 1} of the PDF is damaged", path=path, remedy="save it once more in a PDF reader"
        ) from error
