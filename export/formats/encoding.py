"""Read a file as text, whatever its encoding; say plainly when it is not text."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from engine.errors import FormatError

_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with the other one
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3\x00": "an SQLite database or a Gatelight project",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY_SHARE = 0.05
"""A text with more control characters than this is none."""

_LEGACY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
"""What legacy text is in, in practice; the guess is much better than among all the encodings there are."""

_NAMES = {
    "koi8_r": "KOI8-R",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "Korean (Windows-949)",
    **{f"cp{number}": f"Windows-{number}" for number in (874, *range(1250, 1258))},
    "latin-1": "ISO 8859-1",
}
"""What people call these encodings."""

_WESTERN = set("äöüßÄÖÜéèêëàâçùûôîïœÉÈÀÇñÑáíóúãõ¿¡åÅøØæÆ«»‘’“”„–—…•€£§°©®\xa0")
_SAMPLE_BYTES = 200_000


def read_text(path: Path, legacy: str | None = None) -> str:
    """Give the text of a file with ``\\n`` as its only line end.

    legacy: the encoding of what is not Unicode, found from the content when None.
    Raises FormatError when the file cannot be opened, is binary, empty, or has a NUL character in it.
    """
    return decode(read_bytes(path), path, legacy)


def read_bytes(path: Path) -> bytes:
    """Give the bytes of a file. Raises FormatError when it cannot be opened."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FormatError("there is no such file", path=path, remedy="check the name") from None
    except IsADirectoryError:
        raise FormatError("this is a folder", path=path, remedy="choose the files in it") from None
    except PermissionError:
        # What Windows says for a folder. Path.is_dir raises in one that may not be entered.
        if os.path.isdir(path):  # noqa: PTH112
            raise FormatError("this is a folder", path=path, remedy="choose the files in it") from None
        raise FormatError("this file may not be read", path=path, remedy="change its permissions") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FormatError(f"it cannot be read ({reason})", path=path, remedy="try a copy of it") from error


def decode(data: bytes, path: Path | str | None = None, legacy: str | None = None) -> str:
    """Give the text that bytes stand for, as :func:`read_text` does; ``path`` is for messages."""
    return decode_telling(data, path, legacy)[0]


def decode_telling(data: bytes, path: Path | str | None = None, legacy: str | None = None) -> tuple[str, str | None]:
    """Give what :func:`decode` does, and the usual name of the encoding if that had to be guessed."""
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise FormatError(f"it looks like {what}, not like text", path=path, remedy="save it as plain text first")
    text, guessed = _decoded(data, path, legacy)
    controls = len(_CONTROL.findall(text))
    if controls > _BINARY_SHARE * len(text):
        raise _binary(path)
    if "\0" in text:
        line = text.replace("\r\n", "\n").replace("\r", "\n").count("\n", 0, text.index("\0")) + 1
        raise FormatError("there is a NUL character", path=path, line=line, remedy="remove it from the file")
    if not text or text.isspace():
        raise FormatError("there is no text in it", path=path, remedy="choose another file")
    return text.replace("\r\n", "\n").replace("\r", "\n"), _NAMES.get(guessed, guessed) if guessed else None


def looks_like_text(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it may be text, whole or damaged; nothing and blanks are none."""
    if head.startswith(tuple(bom for bom, _ in _BOMS)) or _utf16_without_bom(head):
        return True
    if not head.strip() or b"\0" in head or head.startswith(tuple(_MAGIC)):
        return False
    return len(_CONTROL.findall(head.decode("latin-1"))) <= _BINARY_SHARE * len(head)


def _decoded(data: bytes, path: Path | str | None, legacy: str | None) -> tuple[str, str | None]:
    """Give the text, and the encoding if nothing but the text itself spoke for it."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding, path), None
    utf16 = _utf16_without_bom(data)
    if utf16 is not None:
        return _strictly(data, utf16, path), None
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _binary(path) from error
        if _is_damaged_utf8(data):
            return _strictly(data, "utf-8", path), None  # raises, with the line
    guessed = legacy or _legacy_encoding(data)
    if guessed is None:
        raise _binary(path)
    return _strictly(data, guessed, path), guessed


def _strictly(data: bytes, encoding: str, path: Path | str | None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"byte {error.start} is not valid {encoding.upper()}",
            path=path,
            line=line,
            remedy="save the file as UTF-8",
        ) from error


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with some bad bytes from a legacy encoding, where hardly any sequence of high bytes is valid UTF-8."""
    text = data.decode(errors="replace")
    bad = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - bad > bad


def _utf16_without_bom(data: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: in text of most languages every second byte is mostly zero."""
    head = data[: 4096 & ~1]
    if len(data) % 2 or not head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.6 * len(head[1::2]) and even == 0:
        return "utf-16-le"
    if even > 0.6 * len(head[::2]) and odd == 0:
        return "utf-16-be"
    return None


def _legacy_encoding(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    if len(data) > _SAMPLE_BYTES:  # not in the middle of a character
        sample = sample[: sample.rfind(b"\n") + 1] or data
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is None:
        return None
    if best.encoding in ("cp1250", "cp1254", "cp1257"):
        # These share most letters with cp1252, which is by far the most common where it makes sense.
        western = sample.decode("cp1252", "replace")
        if all(character.isascii() or character in _WESTERN for character in western):
            return "cp1252"
    return best.encoding


def _binary(path: Path | str | None) -> FormatError:
    return FormatError("it looks like a binary file, not like text", path=path, remedy="choose a text file")
