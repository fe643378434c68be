"""JSON lines: an object on each line, whose ``text`` is a document and whose ``id`` is its name.

What else such an object says, of entities for instance, is left out: only texts are read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import FormatError
from export.formats.ledger import Ledger
from export.formats.plain import Parts, PlainText

_SAID = ("entities", "spans", "label", "labels")
"""Where programs put annotations."""

_REMEDY = 'every line must be an object like {"text": "…"}'


def matches(text: str) -> bool:
    """Tell whether the first line of a text is an object with a ``text``."""
    first = text.lstrip()[:1]
    if first != "{":
        return False
    line = text.lstrip().partition("\n")[0]
    try:
        return isinstance(json.loads(line).get("text"), str)
    except (ValueError, RecursionError):
        return False


def read(text: str, path: Path) -> Parts:
    """Give the text of each line. Raises FormatError, with the line, when one is no object with a text."""
    parts: list[PlainText] = []
    annotated = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        found = _object(line, path, number)
        annotated = annotated or any(found.get(name) for name in _SAID)
        content = found["text"].replace("\r\n", "\n").replace("\r", "\n")
        if content and not content.isspace():
            parts.append(PlainText(_name(found, path, number), content))
    if not parts:
        raise FormatError("there is no text in it", path=path, remedy="choose another file")
    notes = ("Of JSON lines only the texts are read, not the labels.",) if annotated else ()
    return [*parts], Ledger(documents=len(parts), notes=notes)


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError("this is no JSON object", path=path, line=number, remedy=_REMEDY) from error
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise FormatError("there is no text here", path=path, line=number, remedy=_REMEDY)
    if "\0" in found["text"]:
        raise FormatError("there is a NUL character", path=path, line=number, remedy="remove it from the file")
    return found


def _name(found: dict[str, Any], path: Path, number: int) -> str:
    """Give the name of a document: its id, or the file's name and the line."""
    name = found.get("id")
    if isinstance(name, str | int) and not isinstance(name, bool) and str(name).strip():
        return str(name)
    return f"{path.stem} {number}"
