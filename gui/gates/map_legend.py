"""The legend above a heat map: its equation, what it is called, how saturated it is, and what its colours mean.

A map that stands alone has the letters of all maps before that, to go from one to another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.gates.arrangement import ARROWS, LINE, MAPS
from gui.gates.colours import ColourMap, paint_scale
from gui.gates.equations import EQUATIONS, draw_equation, equation_width
from gui.gates.numbers import signed
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.words import tr, tr_later

NAMES = {
    "f": tr_later("Forget gate"),
    "i": tr_later("Input gate"),
    "g": tr_later("Candidate"),
    "o": tr_later("Output gate"),
    "c": tr_later("Cell"),
    "h": tr_later("Hidden state"),
}
ALL = ""
"""Stands in the place of a letter for all maps together."""
BAR = 40
"""Width of the colours of a map."""
_LETTER = 18
LETTERS = _LETTER * (len(MAPS) + 1) + 2 * SPACE
"""Width of the letters of all maps, with the sign for all of them and a gap behind."""
_BASE = LINE - 5
"""Of a line of the legend down to where its letters stand."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the colours of a map mean. beyond: there are numbers that they do not reach."""

    colours: ColourMap
    beyond: bool

    @property
    def ends(self) -> tuple[str, str]:
        """Give the numbers at its ends, of which those that stand for more say so."""
        low, high = (signed(v, 0 if float(v).is_integer() else 1) for v in (self.colours.low, self.colours.high))
        return (f"≤{low}", f"≥{high}") if self.beyond else (low, high)


@dataclass(frozen=True, slots=True)
class Legends:
    """Draws legends in one theme and font. saturation: in words, of the maps that have one."""

    theme: Theme
    font: QFont
    saturation: Mapping[str, str]

    def width(self, name: str, scale: Scale) -> int:
        """Give how wide a legend is on one line, without what can be left out."""
        equation = math.ceil(equation_width(self.font, EQUATIONS[name]))
        return equation + 2 * SPACE + self.second_width(name, scale)

    def second_width(self, name: str, scale: Scale) -> int:
        """Give how wide all but the equation is, without what can be left out."""
        return math.ceil(self._width_of(self._words(name, named=False)) + SPACE + self._scale_width(scale)) + 1

    def has_room_for_name(self, rect: QRect, name: str, lines: int, scale: Scale) -> bool:
        """Tell whether a gate can be called by its name beside how saturated it is."""
        room = rect.width() - ARROWS - SPACE - self._scale_width(scale)
        if lines == 1:
            room -= round(equation_width(self.font, EQUATIONS[name])) + 2 * SPACE
        return self._width_of(self._words(name, named=True)) <= room

    def paint(self, painter: QPainter, rect: QRect, name: str, lines: int, scale: Scale, *, named: bool) -> None:
        """Draw a legend. named: gates are called by their names, too."""
        x, right = rect.x() + ARROWS, rect.x() + rect.width() + 0.0
        base = rect.y() + _BASE
        draw_equation(painter, QPointF(x, base), EQUATIONS[name], self.font, self.theme.text, self.theme.muted)
        if lines == 1:
            x += round(equation_width(self.font, EQUATIONS[name])) + 2 * SPACE
        else:
            base += LINE
        self._paint_scale(painter, QPointF(right, base), scale)
        self._paint_words(painter, QPointF(x, base), self._words(name, named=named))

    def paint_alone(self, painter: QPainter, rect: QRect, name: str, scale: Scale, *, back: bool) -> None:
        """Draw the legend of a map that stands alone. back: all can be shown again."""
        for letter, place in self.letters(rect, back=back):
            self._paint_letter(painter, place, letter, chosen=letter == name)
            x = place.right() + 2.0 * SPACE
        base, right = rect.y() + _BASE, rect.x() + rect.width() + 0.0
        self._paint_scale(painter, QPointF(right, base), scale)
        right -= self._scale_width(scale)
        width = equation_width(self.font, EQUATIONS[name])
        if x + width <= right - SPACE:
            draw_equation(painter, QPointF(x, base), EQUATIONS[name], self.font, self.theme.text, self.theme.muted)
            x += width + 2 * SPACE
        both = (self._words(name, named=named) for named in (True, False))
        words = next((words for words in both if self._width_of(words) <= right - x - SPACE), "")
        self._paint_words(painter, QPointF(x, base), words)

    def letters(self, rect: QRect, *, back: bool) -> list[tuple[str, QRect]]:
        """Give the letters in the legend of a map that stands alone, with their places; ALL comes first."""
        names = ((ALL,) if back else ()) + MAPS
        return [(name, QRect(rect.x() + n * _LETTER, rect.y(), _LETTER, LINE)) for n, name in enumerate(names)]

    def letter_at(self, rect: QRect, place: QPoint, *, back: bool) -> str | None:
        """Give the letter at a place, None if there is none."""
        return next((name for name, area in self.letters(rect, back=back) if area.contains(place)), None)

    def _paint_letter(self, painter: QPainter, place: QRect, letter: str, *, chosen: bool) -> None:
        theme, inside = self.theme, place.adjusted(1, 0, -1, 1)
        if chosen:
            fill_rounded(painter, inside, 4, theme.selection)
            outline_rounded(painter, inside, 4, theme.accent)
        if letter == ALL:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for n in range(6):  # six maps, small
                x, y = place.x() + 3 + n % 3 * 4, place.y() + 5 + n // 3 * 4
                painter.fillRect(QRectF(x, y, 3, 3), QColor(theme.muted))
            return
        painter.setFont(sized(self.font, SMALL_PX, bold=chosen))
        painter.setPen(QColor(theme.text if chosen else theme.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)

    def _words(self, name: str, *, named: bool) -> str:
        """Give the name of a map, or how saturated a gate is; named: and its name, too."""
        saturation = self.saturation.get(name)
        if saturation is None:
            return tr(NAMES[name])
        return tr("{gate}: {saturation}", gate=tr(NAMES[name]), saturation=saturation) if named else saturation

    def _paint_words(self, painter: QPainter, at: QPointF, words: str) -> None:
        painter.setFont(sized(self.font, SMALL_PX))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(at, words)

    def _width_of(self, words: str) -> float:
        return QFontMetricsF(sized(self.font, SMALL_PX)).horizontalAdvance(words)

    def _scale_width(self, scale: Scale) -> float:
        return BAR + 8 + sum(self._width_of(text) for text in scale.ends)

    def _paint_scale(self, painter: QPainter, at: QPointF, scale: Scale) -> None:
        """Draw the colours with the numbers at their ends up to a point on the base line."""
        low, high = scale.ends
        painter.setFont(sized(self.font, SMALL_PX))
        painter.setPen(QColor(self.theme.muted))
        right = at.x() - self._width_of(high)
        painter.drawText(QPointF(right, at.y()), high)
        left = right - 4 - BAR
        painter.drawText(QPointF(left - 4 - self._width_of(low), at.y()), low)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(left + BAR, at.y() - 7)
        painter.rotate(90)  # what is drawn upright has its high end at the right
        paint_scale(painter, QRectF(0, 0, 6, BAR), scale.colours, self.theme.outline)
        painter.restore()
