"""The rows of the entities panel: a label, a name under it, a place where the name stands; and how to say them."""

from __future__ import annotations

from dataclasses import dataclass

from gui.words import number, percent, tr, tr_n

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """The row above the names of one label. count: entities."""

    label: str
    count: int
    folded: bool


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name. count: how often it stands in the text. folded: whether its places are hidden.

    start, end: its first place. confidence: of that place, in [0, 1]; None for gold.
    """

    label: str
    name: str
    count: int
    folded: bool
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place where a name stands: the ``number``-th of ``count``, from 1, with the text before and behind it.

    right_to_left: the direction of the paragraph.
    """

    label: str
    name: str
    number: int
    count: int
    start: int
    end: int
    before: str
    after: str
    right_to_left: bool = False
    confidence: float | None = None


EntityRow = Heading | NameRow | PlaceRow


def described(row: EntityRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    match row:
        case Heading():
            return f"{row.label}, {tr_n(row.count, '{n} entity', '{n} entities')}, {_fold(row)}"
        case NameRow(count=1):
            return f"{shortened(row.name)}\n{row.label}{_sure(row.confidence)}"
        case NameRow():
            return f"{shortened(row.name)}\n{row.label}, {tr_n(row.count, '{n} time', '{n} times')}, {_fold(row)}"
        case PlaceRow():
            words = f"{row.before}{shortened(row.name)}{row.after}".strip()
            place = tr("{n} of {count}", n=number(row.number), count=number(row.count))
            return f"… {words} …\n{row.label}, {place}{_sure(row.confidence)}"


def shortened(text: str) -> str:
    """Give the beginning of a long text."""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _fold(row: Heading | NameRow) -> str:
    return tr("folded") if row.folded else tr("unfolded")


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else ", " + tr("{share} sure", share=percent(confidence))
