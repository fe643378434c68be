"""Where six heat maps stand in a pane of any size: in rows and columns, with the words above each column of maps.

The columns of all maps are equally wide, so that they stand under the words and under each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from engine.tagger.trace import GATES
from gui.theme import SPACE

MAPS = GATES
"""In the order in which they are computed and read, row by row."""

NARROWEST, WIDEST = 11, 64
"""Of the column of a token, in logical pixels: a line of small type standing upright, and enough for most words."""
LEVEL, SLANTED = 44, 17
"""From which width of a column on words lie level, and from which on they lean; else they stand upright."""
LEAST_MAP = 88
ARROWS, SCALE = 18, 26
"""Left of a map the arrows of the directions, right of it the scale with its numbers."""
LINE = 15
"""Of a legend of small type."""
GAP = 2 * SPACE
BETWEEN = 3
"""Between the two directions of a map."""
STRIP = 4
"""The tags' colours, under the words."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the maps stand. pitch: width of a token's column; scrolled: how far the columns are pushed to the left.

    places: the heat of each map, without legend and scale, in the order of MAPS. across: maps side by side.
    words: height of the words; lines: of the legend above each map. room: the width of a map and
    its scale; visible: of a sentence, at most.
    """

    size: QSize
    tokens: int
    across: int
    pitch: int
    visible: int
    room: int
    words: int
    lines: tuple[int, ...]
    places: tuple[QRect, ...]

    @property
    def furthest(self) -> int:
        """Give how far the columns can be pushed to the left."""
        return max(0, self.pitch * self.tokens - self.visible)

    def to_show(self, token: int, scrolled: int) -> int:
        """Give how far the columns are pushed so that a token is seen, with a neighbour on either side.

        Where they have to move, they move by a third of what is seen, so that the next tokens are there already.
        """
        least = (token + 2) * self.pitch - self.visible
        most = max(least, (token - 1) * self.pitch)
        further = self.visible // 3
        if scrolled < least:
            scrolled = min(most, least + further)
        elif scrolled > most:
            scrolled = max(least, most - further)
        return max(0, min(self.furthest, scrolled))

    def token_at(self, place: QPoint, scrolled: int) -> int | None:
        """Give the token in whose column a place is, in any map or the words above; None: in none."""
        for heat in self.places:
            left, right = heat.x(), heat.x() + heat.width()
            if left <= place.x() < right:
                token = (place.x() - left + scrolled) // self.pitch
                return token if token < self.tokens else None
        return None


def arrange(size: QSize, tokens: int, units: int, equation: int, legends: Sequence[int]) -> Arrangement:
    """Choose the arrangement in which most is seen: of a unit's row first, then of the sentence, then of the words.

    units: rows of a map. equation: width of the widest one. legends: width of each map's equation with its words
    beside; where a row of maps has no room for that, they stand below.
    """
    wide_enough = [n for n in (2, 3, 6) if _room(size, n) >= max(LEAST_MAP, equation - SCALE)]
    made = [_arranged(size, tokens, across, legends) for across in wide_enough or [2]]
    return max(made, key=lambda one: _seen(one, units))


def _room(size: QSize, across: int) -> int:
    return (size.width() - (across - 1) * GAP) // across - ARROWS - SCALE


def _arranged(size: QSize, tokens: int, across: int, legends: Sequence[int]) -> Arrangement:
    room = _room(size, across)
    pitch = max(NARROWEST, min(WIDEST, room // tokens))
    visible = min(room, pitch * tokens)
    words = (LINE if pitch >= LEVEL else min(64, size.height() // 6)) + STRIP + 2
    rows = [legends[first : first + across] for first in range(0, len(MAPS), across)]
    lines = [1 if max(row) <= room + SCALE else 2 for row in rows]
    left_over = size.height() - words - SPACE // 2 - LINE * sum(lines) - SPACE * len(rows)
    heat = max(1, left_over // len(rows))
    places = []
    top = words
    for legend in lines:
        top += LINE * legend
        lefts = (column * (room + ARROWS + SCALE + GAP) + ARROWS for column in range(across))
        places += [QRect(left, top, visible, heat) for left in lefts]
        top += heat + SPACE
    of_maps = tuple(legend for legend in lines for _ in range(across))
    return Arrangement(size, tokens, across, pitch, visible, room + SCALE, words, of_maps, tuple(places))


def _seen(one: Arrangement, units: int) -> float:
    """Give how much is seen in an arrangement, from 0 to 1."""
    rows = min(1.0, one.places[0].height() / units / 1.5)
    sentence = min(1.0, one.visible / (one.pitch * one.tokens))
    return rows * (0.4 + 0.6 * sentence) * (0.7 + 0.3 * min(1.0, one.pitch / LEVEL))
