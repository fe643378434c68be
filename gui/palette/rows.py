"""What the palette lists: commands, labels and documents, under headings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.text.document import DocumentState
from gui.widgets.headed_list import Heading
from gui.words import tr, tr_later


class Kind(Enum):
    """What a row is; the value is the heading above such rows."""

    COMMAND = tr_later("Commands")
    LABEL = tr_later("Labels")
    DOCUMENT = tr_later("Documents")


@dataclass(frozen=True, slots=True)
class Row:
    """Something that can be chosen.

    name: of a command or a label, the number of a document; about: where it is; key: as the platform prints it;
    why_not: why it cannot be chosen now, "" if it can; colour: of a label; state: of a document; also: what else may
    be typed for it.
    """

    kind: Kind
    name: str | int
    text: str
    about: str = ""
    key: str = ""
    why_not: str = ""
    colour: int = 0
    state: DocumentState = DocumentState.NEW
    also: tuple[str, ...] = ()


def described(row: Row | Heading) -> str:
    """Say a row in one sentence, for screen readers."""
    if isinstance(row, Heading):
        return row.text
    key = tr("key {key}", key=row.key) if row.key else ""
    return ", ".join(part for part in (row.text, row.about, key, row.why_not) if part)
