"""Writing direction: of a paragraph, and of what is inserted into one."""

from __future__ import annotations

import re
import unicodedata

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MARKS = {"L": "\u200e", "R": "\u200f", "AL": "\u061c"}


def has_right_to_left(text: str) -> bool:
    """Tell whether some character of the text is written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def is_right_to_left(paragraph: str) -> bool:
    """Tell whether a paragraph runs from right to left: its first strong character decides (UAX 9, P2)."""
    if not has_right_to_left(paragraph):
        return False
    return next((kind != "L" for c in paragraph if (kind := unicodedata.bidirectional(c)) in _MARKS), False)


def mark_behind(text: str, right_to_left: bool) -> str:
    """Give the invisible mark that keeps a blank between text and mark beside the last character.

    A neutral character between two directions goes with the paragraph, which may be the far end of the run.
    Between the last strong character and a mark of the same direction it goes with them, and nothing behind
    it changes.
    """
    for character in reversed(text):
        kind = unicodedata.bidirectional(character)
        if kind not in ("NSM", "BN"):
            return _mark(kind, text, right_to_left)
    return ""


def mark_before(text: str, position: int, right_to_left: bool) -> str:
    """Give the invisible mark that keeps a blank between the mark and a character beside it."""
    return _mark(unicodedata.bidirectional(text[position]), text[:position], right_to_left)


def _mark(kind: str, before: str, right_to_left: bool) -> str:
    """Find the mark for a character of a kind; a number goes with the last strong character before it."""
    if kind in _MARKS:
        return _MARKS[kind]
    if kind not in ("EN", "AN"):
        return ""
    kinds = (unicodedata.bidirectional(character) for character in reversed(before))
    return next((_MARKS[kind] for kind in kinds if kind in _MARKS), _MARKS["R" if right_to_left else "L"])
