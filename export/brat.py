"""Entities as brat standoff: X.txt with the text, X.ann with a line for each entity, annotation.conf with the labels.

    T1<TAB>PER 0 5<TAB>Alice

Positions are code points, half-open. A line cannot hold a line break, so an entity with one is written as brat does
it: in fragments, ``0 5;6 9``. Labels get names that brat can have, see :func:`type_name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.errors import UserError
from engine.files import write_atomically
from export.entity_table import Entity
from export.formats import Part
from export.names import FreeNames

CONFIGURATION = "annotation.conf"
ENDINGS = (".txt", ".ann")

MARK = "# Made by Gatelight, which may write this folder again."
"""The first line of annotation.conf; brat passes over it."""

# TAB parts the columns, and brat ends a line at whatever Python's str.splitlines does.
_FRAGMENT = re.compile("[^\\t\\n\\v\\f\\r\\x1c-\\x1e\\x85\\u2028\\u2029]+")
_UNSAFE = re.compile("_(?=x)|[^A-Za-z0-9_-]")
_NOT_IN_FILE_NAMES = re.compile(r"[^\w.-]+")
_LONGEST_NAME_BYTES = 200
_OF_WINDOWS = re.compile(r"(?:aux|con|nul|prn|(?:com|lpt)[1-9¹²³])(?:\.|$)", re.IGNORECASE)


def standoff(entities: Iterable[Entity]) -> str:
    """Give the lines of an .ann file. Raises ValueError for an entity in which there is nothing to see."""
    return "".join(
        f"T{number}\t{type_name(entity.label)} {_place(entity)}\n" for number, entity in enumerate(entities, start=1)
    )


def _place(entity: Entity) -> str:
    """Give the fragments of an entity and, behind a TAB, their text with a blank between them."""
    places, texts = [], []
    for found in _FRAGMENT.finditer(entity.text):
        text = found.group().strip()
        if text:
            start = entity.start + found.start() + found.group().index(text)
            places.append(f"{start} {start + len(text)}")
            texts.append(text)
    if not texts:
        raise ValueError(f"there is nothing to see in {entity}")
    return f"{';'.join(places)}\t{' '.join(texts)}"


def type_name(label: str) -> str:
    """Give the name of a label as brat can have it: ASCII letters, digits, ``_`` and ``-``.

    Every other character becomes ``_x`` with its code point in hexadecimal and ``_``: «first name» is
    ``first_x20_name``. So does a ``_`` that an x follows; thus no two labels get the same name.
    """
    return _UNSAFE.sub(lambda found: f"_x{ord(found.group()):X}_", label)


def configuration(labels: Iterable[str]) -> str:
    """Give the annotation.conf that lets brat show these labels."""
    names = "".join(f"{type_name(label)}\n" for label in labels)
    return f"{MARK}\n[entities]\n{names}\n[relations]\n\n[events]\n\n[attributes]\n"


def check_folder(folder: Path) -> None:
    """Find out whether documents can be written to a folder without harm to what somebody else made.

    folder: there already. Raises UserError when it has texts, annotations or a configuration and is not ours.
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
        if CONFIGURATION in names:
            with (folder / CONFIGURATION).open("rb") as opened:
                if opened.read(len(MARK)) == MARK.encode():
                    return
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = f"this folder cannot be looked into ({reason})"
        raise UserError(what, path=folder, remedy="choose another folder") from error
    for name in names:
        if name == CONFIGURATION or name.lower().endswith(ENDINGS):
            what = f"there is «{name}» in it, which was not made by Gatelight and could be overwritten"
            raise UserError(what, path=folder, remedy="choose another folder, or an empty one")


def write_folder(found: Iterable[tuple[Part, Sequence[Entity]]], folder: Path, labels: Iterable[str]) -> None:
    """Write X.txt and X.ann for each document as it comes, and annotation.conf.

    folder: there already. Documents of the same name get numbers. Raises UserError when a file cannot be written.
    """
    write_atomically(folder / CONFIGURATION, configuration(labels))
    names = FreeNames("-")
    for document, entities in found:
        stem = names.take(file_stem(document.name))
        for ending, content in zip(ENDINGS, (document.text, standoff(entities)), strict=True):
            write_atomically(folder / f"{stem}{ending}", content)


def file_stem(name: str) -> str:
    """Give a document's name as every file system and brat can have it, without an ending."""
    stem = _NOT_IN_FILE_NAMES.sub("_", name)
    stem = stem.encode()[-_LONGEST_NAME_BYTES:].decode(errors="ignore").strip(".")
    return f"_{stem}" if _OF_WINDOWS.match(stem) else stem or "text"
