"""Which files of a folder are texts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import FormatError
from export.formats import ENDINGS, docx, pdf
from export.formats.encoding import looks_like_text

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class FolderTexts:
    """What is in a folder.

    files: the texts, in order. left_out: how many files are none. errors: folders in it that cannot be looked into.
    """

    files: tuple[Path, ...]
    left_out: int
    errors: tuple[FormatError, ...]


def texts_in(folder: Path, without: Path | None = None) -> FolderTexts:
    """Find the files of a folder, and of those in it, that are texts: by their ending or else by how they begin.

    What is hidden is not looked at. A link to a folder is followed, but none is looked into twice.
    without: a file or folder to leave out, such as the one that the result goes to.
    Raises FormatError when there is no text at all.
    """
    unwanted = None if without is None else os.path.realpath(without)
    files: list[Path] = []
    errors: list[FormatError] = []
    left_out = 0
    for entry in _entries(folder, unwanted, errors):
        if _is_text(entry):
            files.append(entry)
        else:
            left_out += 1
    if not files and not errors:
        raise FormatError("there is no text in this folder", path=folder, remedy="choose another one, or the files")
    return FolderTexts(tuple(files), left_out, tuple(errors))


def _entries(folder: Path, unwanted: str | None, errors: list[FormatError]) -> Iterator[Path]:
    """Give the files, each folder's sorted by name and its folders among them; what cannot be looked at is an error."""
    seen: set[str] = set()
    closed: set[Path] = set()
    waiting = [folder]
    while waiting:
        entry = waiting.pop()
        try:
            mode = entry.stat().st_mode
        except PermissionError as error:  # in a folder that may be listed but not entered, or a link into one
            place = entry if os.path.islink(entry) else entry.parent  # noqa: PTH114 (Path.is_symlink raises there)
            if place not in closed:
                closed.add(place)
                errors.append(_closed(place, error))
            continue
        except OSError:  # a link that leads nowhere or to itself
            continue
        if stat.S_ISREG(mode):
            yield entry
        if not stat.S_ISDIR(mode):
            continue
        real = os.path.realpath(entry)
        if real in seen:
            continue
        seen.add(real)
        try:
            inside = sorted(entry.iterdir(), reverse=True)
        except OSError as error:
            errors.append(_closed(entry, error))
            continue
        waiting += [
            one
            for one in inside
            if not one.name.startswith(".") and (unwanted is None or os.path.realpath(one) != unwanted)
        ]


def _closed(folder: Path, error: OSError) -> FormatError:
    reason = error.strerror or type(error).__name__
    what = f"this folder cannot be looked into ({reason})"
    return FormatError(what, path=folder, remedy="change its permissions")


def _is_text(file: Path) -> bool:
    """Tell whether a file is to be read; one that cannot be opened is, as a damaged one."""
    if file.suffix.lower() in ENDINGS:  # also a damaged one, so that somebody hears of it
        return True
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except OSError:
        return True
    return looks_like_text(head) or pdf.matches(head, file) or docx.matches(head, file)
