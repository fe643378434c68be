"""The one border between code points and UTF-16.

Everything in Gatelight counts code points; Qt counts UTF-16 units of the string it shows. That string differs
from the
text in three ways, all of them handled here and nowhere else: astral characters take two units, fillers are
inserted where a mark needs room, and characters that cannot be shown are replaced by ones of the same length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

_UNSHOWABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2029\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BLANK_CONTROLS = "\n\v\f\r\x1c\x1d\x1e\x85\u2029"


class Filler(NamedTuple):
    """Characters that are shown but not in the text, in front of the code point ``position``.

    A closing filler belongs to the character before it, an opening one to the character after it. Where both
    meet, the closing one comes first. ``string`` has only characters of one UTF-16 unit.
    """

    position: int
    string: str
    closing: bool


class DisplayText:
    """A piece of text as Qt shows it, with the way back.

    Between two characters of the text there are three places: before the closing fillers, between closing and
    opening ones, and behind those. Code points are counted from the start of the piece.
    """

    __slots__ = ("_befores", "_betweens", "_owners", "_shown", "_starts", "string")

    def __init__(self, text: str, fillers: Sequence[Filler] = ()) -> None:
        """Build the string; fillers are given in reading order."""
        widths = np.ones(len(text) + 1, np.int32)
        widths[[match.start() for match in _ASTRAL.finditer(text)]] = 2
        closing = np.zeros(len(text) + 1, np.int32)
        opening = np.zeros(len(text) + 1, np.int32)
        pieces, done = [], 0
        shown = self._shown = _UNSHOWABLE.sub(_picture, text)
        for filler in fillers:
            pieces += [shown[done : filler.position], filler.string]
            done = filler.position
            (closing if filler.closing else opening)[filler.position] += len(filler.string)
        pieces.append(shown[done:])
        self.string = "".join(pieces)
        self._befores = np.cumsum(widths) - widths + np.cumsum(closing + opening) - closing - opening
        self._betweens = self._befores + closing
        self._starts = self._betweens + opening
        units = np.arange(int(self._starts[-1]) + 1)
        # A unit belongs to the last character that it does not precede: closing fillers to the one before
        # them.
        self._owners = np.maximum(np.searchsorted(self._betweens, units, side="right") - 1, 0)

    def inner(self, start: int, end: int) -> tuple[int, int]:
        """Give the units of the characters ``[start, end)`` without the fillers around them."""
        return int(self._starts[start]), int(self._befores[end])

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """Give the units of the characters ``[start, end)`` with the fillers that belong to them."""
        return int(self._betweens[start]), int(self._betweens[end])

    def closing(self, end: int) -> tuple[int, int]:
        """Give the units of the closing fillers behind the character before ``end``."""
        return int(self._befores[end]), int(self._betweens[end])

    def opening(self, start: int) -> tuple[int, int]:
        """Give the units of the opening fillers in front of the character at ``start``."""
        return int(self._betweens[start]), int(self._starts[start])

    @property
    def length(self) -> int:
        """Give the number of units."""
        return int(self._starts[-1])

    def without_blanks(self, first: int, last: int) -> int:
        """Give the end of the units ``[first, last)`` when blanks of the text at their end are left out."""
        while last > first:
            if not self._is_blank(last - 1):
                break
            last -= 1
        return last

    def words(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Give what lies between the blanks of the text in the units ``[first, last)``; fillers are no such blanks."""
        begin = first
        for unit in range(first, last + 1):
            if unit == last or self._is_blank(unit):
                if begin < unit:
                    yield begin, unit
                begin = unit + 1

    def _is_blank(self, unit: int) -> bool:
        owner = self.code_point(unit)
        return bool(self._starts[owner] == unit) and self._shown[owner].isspace()

    def code_point(self, unit: int) -> int:
        """Give the code point that a unit belongs to; the length of the text behind its end."""
        return int(self._owners[min(max(unit, 0), len(self._owners) - 1)])


def _picture(match: re.Match[str]) -> str:
    character = match.group()
    if character in _BLANK_CONTROLS:
        return " "
    return chr(0x2400 + ord(character)) if character < "\x20" else "\ufffd"
