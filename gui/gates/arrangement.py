"""Where heat maps stand in a room of any size: six in rows and columns, or one alone over all of it.

Each map has its legend above it; in the first row the words stand between the two, right on the columns of their
tokens. The columns of all maps are equally wide, so that they stand under the words and under each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from engine.tagger.trace import GATES
from gui.theme import SPACE

MAPS = GATES
"""In the order in which they are computed and read, row by row."""

NARROWEST, ROOMY, WIDEST = 9, 11, 96
"""Of the column of a token, in logical pixels: what a whole sentence may shrink to, a line of small type standing
upright, which one that is scrolled gets, and enough for any word."""
LEVEL, ENOUGH, SLANTED = 36, 84, 17
"""From which width of a column on words lie level if all fit, or fit or not, and from which on they lean; else they
stand upright.
"""
LEAN = 0.7
"""How far a leaning word reaches to the side and up, of its length: half the root of two."""
LEAST_ROOM, LEAST_HEAT = 96, 24
"""Of one map of six, in logical pixels; where there is less for each, one is shown alone."""
ARROWS = 20
"""Left of a map, for the arrows of the directions and the one that points at a unit."""
ABOVE = 3
"""Over the first legend, so that a frame around everything does not touch it."""
LINE = 16
"""Of a legend of small type."""
GAP = SPACE + SPACE // 2
BETWEEN = 3
"""Between the two directions of a map."""
STRIP = 4
"""The tags' colours, under the words."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What has to be arranged. units: rows of a map. word: height of the longest one lying on its side.

    equation: width of the widest one. legends: the width of each map's legend on one line; where a row has no room for
    that, it takes two, of which the second is no wider than second. alone: what a legend has more of a map alone.
    """

    tokens: int
    units: int
    word: int
    equation: int
    legends: tuple[int, ...]
    second: int
    alone: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How maps stand. pitch: width of a token's column; level: the words lie so; visible: of a sentence.

    maps: their names; legends, places: of each the legend, and the heat under it. words: those above the maps of the
    first row. lines: of the legend of each map. across: maps side by side.
    """

    size: QSize
    tokens: int
    maps: tuple[str, ...]
    across: int
    pitch: int
    level: bool
    visible: int
    lines: tuple[int, ...]
    legends: tuple[QRect, ...]
    words: tuple[QRect, ...]
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

    def on_words(self, place: QPoint) -> bool:
        """Tell whether a place is among the words."""
        return any(area.contains(place) for area in self.words)

    def legend_at(self, place: QPoint) -> str | None:
        """Give the map on whose legend a place is, None if it is on none."""
        return next((name for name, rect in zip(self.maps, self.legends, strict=True) if rect.contains(place)), None)


def arrange(size: QSize, contents: Contents) -> Arrangement | None:
    """Choose the arrangement of all six in which most is seen; None: there is no room for so many.

    A row of a unit wants a pixel of its own first, then the sentence wants to be seen, then its words to be read.
    """
    least = max(LEAST_ROOM, contents.equation)
    made = [_arranged(size, contents, MAPS, across) for across in (2, 3, 6) if _room(size.width(), across) >= least]
    made = [one for one in made if one.places[0].height() >= LEAST_HEAT]
    return max(made, key=lambda one: _seen(one, contents.units), default=None)


def arrange_alone(size: QSize, contents: Contents, name: str) -> Arrangement:
    """Give one map over all of the room."""
    return _arranged(size, contents, (name,), 1)


def _room(width: int, across: int) -> int:
    return (width - (across - 1) * GAP) // across - ARROWS


def _arranged(size: QSize, contents: Contents, maps: tuple[str, ...], across: int) -> Arrangement:
    room, alone = max(1, _room(size.width(), across)), across == 1
    tallest = max(2 * LINE, size.height() // (3 if alone else 5))
    leaning = min(tallest, round((contents.word + LINE) * LEAN))
    pitch = _pitch(room, contents)
    if SLANTED <= pitch < _level(contents):
        # the last word leans over the end of its map, the other ones have the gap between maps for it
        narrower = _room(size.width() - max(0, leaning - SLANTED // 2), across)
        if narrower >= SLANTED * contents.tokens and (alone or narrower >= contents.equation):
            room, pitch, word = narrower, narrower // contents.tokens, leaning
        else:
            pitch, word = SLANTED - 1, min(tallest, contents.word + 4)
    else:
        word = LINE if pitch >= SLANTED else min(tallest, contents.word + 4)
    visible, word = min(room, pitch * contents.tokens), word + STRIP + 2
    rows = [range(first, min(first + across, len(maps))) for first in range(0, len(maps), across)]
    lines = [1 if alone or max(contents.legends[n] for n in row) <= room else 2 for row in rows]
    heat = max(1, (size.height() - ABOVE - word - LINE * sum(lines) - 4 * len(rows) - SPACE * len(rows)) // len(rows))
    legends, words, places, of_maps = [], [], [], []
    top = ABOVE
    for row, legend in zip(rows, lines, strict=True):
        for column, number in enumerate(row):
            left = column * (room + ARROWS + GAP)
            below = top + LINE * legend + 4
            # it ends where the heat ends, as far as there is room for it in that
            needed = contents.second if legend == 2 else contents.legends[MAPS.index(maps[number])]
            wide = min(room, needed + contents.alone * alone)
            legends.append(QRect(left, top, ARROWS + max(visible, wide), LINE * legend))
            if row is rows[0]:
                words.append(QRect(left + ARROWS, below, visible, word))
                below += word
            places.append(QRect(left + ARROWS, below, visible, heat))
            of_maps.append(legend)
        top += LINE * legend + 4 + (word if row is rows[0] else 0) + heat + SPACE
    level = pitch >= _level(contents)
    return Arrangement(
        size, contents.tokens, maps, across, pitch, level, visible, tuple(of_maps), tuple(legends), tuple(words),
        tuple(places),
    )  # fmt: skip


def _pitch(room: int, contents: Contents) -> int:
    whole = room // contents.tokens
    return min(WIDEST, whole) if whole >= NARROWEST else ROOMY


def _level(contents: Contents) -> int:
    """Give the width of a column from which on words lie level: most fit, or all of them."""
    return max(LEVEL, min(ENOUGH, contents.word + SPACE))


def _seen(one: Arrangement, units: int) -> float:
    """Give how much is seen in an arrangement, from 0 to 1."""
    a_row = one.places[0].height() / units
    rows = 0.9 * min(1.0, a_row) + 0.1 * min(1.0, a_row / 3)
    sentence = min(1.0, one.visible / (one.pitch * one.tokens))
    return rows * (0.2 + 0.8 * sentence) * (0.85 + 0.15 * min(1.0, one.pitch / LEVEL))
