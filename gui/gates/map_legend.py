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
class Legends:
    """Draws legends in one theme and font. saturation: in words, of the maps that have one."""

    theme: Theme
    font: QFont
    saturation: Mapping[str, str]

    def width(self, name: str, colours: ColourMap, *, beyond: bool) -> int:
        """Give how wide a legend is on one line, without what can be left out."""
        equation = math.ceil(equation_width(self.font, EQUATIONS[name]))
        return equation + 2 * SPACE + self.second_width(name, colours, beyond=beyond)

    def second_width(self, name: str, colours: ColourMap, *, beyond: bool) -> int:
        """Give how wide all but the equation is, without what can be left out."""
        words = QFontMetricsF(sized(self.font, SMALL_PX)).horizontalAdvance(self._least_words(name))
        return math.ceil(words + SPACE + self._scale(colours, beyond)) + 1

    def paint(self, painter: QPainter, rect: QRect, name: str, lines: int, colours: ColourMap, *, beyond: bool) -> None:
        """Draw a legend. beyond: there are numbers that the colours do not reach."""
        x, right = rect.x() + ARROWS, rect.x() + rect.width() + 0.0
        base = rect.y() + _BASE
        draw_equation(painter, QPointF(x, base), EQUATIONS[name], self.font, self.theme.text, self.theme.muted)
        if lines == 1:
            x += round(equation_width(self.font, EQUATIONS[name])) + 2 * SPACE
        else:
            base += LINE
        right -= self._paint_scale(painter, QPointF(right, base), colours, beyond=beyond)
        self._paint_words(painter, QPointF(x, base), name, right - x - SPACE)

    def paint_alone(
        self, painter: QPainter, rect: QRect, name: str, colours: ColourMap, *, beyond: bool, back: bool
    ) -> None:
        """Draw the legend of a map that stands alone. back: all can be shown again."""
        for letter, place in self.letters(rect, back=back):
            self._paint_letter(painter, place, letter, chosen=letter == name)
            x = place.right() + 2.0 * SPACE
        base, right = rect.y() + _BASE, rect.x() + rect.width() + 0.0
        right -= self._paint_scale(painter, QPointF(right, base), colours, beyond=beyond)
        width = equation_width(self.font, EQUATIONS[name])
        if x + width <= right - SPACE:
            draw_equation(painter, QPointF(x, base), EQUATIONS[name], self.font, self.theme.text, self.theme.muted)
            x += width + 2 * SPACE
        self._paint_words(painter, QPointF(x, base), name, right - x - SPACE)

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

    def _paint_words(self, painter: QPainter, at: QPointF, name: str, room: float) -> None:
        """Write the name of a map and how saturated it is, or the latter alone where there is no room for both."""
        small = sized(self.font, SMALL_PX)
        metrics = QFontMetricsF(small)
        least = self._least_words(name)
        both = tr("{gate}: {saturation}", gate=tr(NAMES[name]), saturation=least) if name in self.saturation else least
        text = next((words for words in (both, least) if metrics.horizontalAdvance(words) <= room), "")
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(at, text)

    def _least_words(self, name: str) -> str:
        return self.saturation.get(name) or tr(NAMES[name])

    def _scale(self, colours: ColourMap, beyond: bool) -> float:
        metrics = QFontMetricsF(sized(self.font, SMALL_PX))
        return BAR + 8 + sum(metrics.horizontalAdvance(text) for text in _ends(colours, beyond=beyond))

    def _paint_scale(self, painter: QPainter, at: QPointF, colours: ColourMap, *, beyond: bool) -> float:
        """Draw the colours with the numbers at their ends up to a point on the base line; give how wide that is."""
        small = sized(self.font, SMALL_PX)
        metrics = QFontMetricsF(small)
        low, high = _ends(colours, beyond=beyond)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        right = at.x() - metrics.horizontalAdvance(high)
        painter.drawText(QPointF(right, at.y()), high)
        left = right - 4 - BAR
        painter.drawText(QPointF(left - 4 - metrics.horizontalAdvance(low), at.y()), low)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(left + BAR, at.y() - 7)
        painter.rotate(90)  # what is drawn upright has its high end at the right
        paint_scale(painter, QRectF(0, 0, 6, BAR), colours, self.theme.outline)
        painter.restore()
        return self._scale(colours, beyond)


def _ends(colours: ColourMap, *, beyond: bool) -> tuple[str, str]:
    """Give the numbers at the ends of a scale. beyond: they stand for more."""
    low, high = (signed(v, 0 if float(v).is_integer() else 1) for v in (colours.low, colours.high))
    return (f"≤{low}", f"≥{high}") if beyond else (low, high)
