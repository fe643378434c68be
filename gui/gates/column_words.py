"""The words of a sentence above the columns of a heat map, with the colours of their tags beneath."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.gates.arrangement import LEAN, SLANTED, STRIP, Arrangement
from gui.gates.seen_trace import SeenTrace
from gui.style import elided, sized
from gui.theme import Theme
from gui.type_scale import SMALL_PX

_LEANING = 45.0
"""Degrees."""


def paint_words(
    painter: QPainter, area: QRect, at: Arrangement, scrolled: int, seen: SeenTrace, font: QFont, theme: Theme
) -> None:
    """Draw the words that are seen: level where a column has room for them, else leaning, else upright."""
    writing = _Writing(font, area, at, bold=False)
    for token in _seen_tokens(area, at.pitch, scrolled, seen):
        column = column_of(area, at.pitch, scrolled, token)
        writing.write(painter, column, seen.forms[token], theme.muted)
        number = seen.colours.get(seen.tags[token])
        within = column.intersected(QRectF(area))
        strip = QRectF(within.x(), area.bottom() + 1 - STRIP, within.width(), STRIP - 1)
        painter.fillRect(
            strip.adjusted(0.5, 0, -0.5, 0), QColor(theme.track if number is None else theme.label(number).chip)
        )


def paint_chosen_word(
    painter: QPainter,
    area: QRect,
    at: Arrangement,
    scrolled: int,
    token: int,
    seen: SeenTrace,
    font: QFont,
    theme: Theme,
) -> None:
    """Draw one word once more over its column, in bold on a ground of its own, over itself and its neighbours."""
    form, column = seen.forms[token], column_of(area, at.pitch, scrolled, token)
    below = _Writing(font, area, at, bold=False).advance(form)
    _Writing(font, area, at, bold=True).write(painter, column, form, theme.accent, theme.surface, below)


class _Writing:
    """How the words above a map are written: in which type, and which way they go."""

    def __init__(self, font: QFont, area: QRect, at: Arrangement, *, bold: bool) -> None:
        self._font = sized(font, min(SMALL_PX, at.pitch), bold=bold)
        self._metrics = QFontMetricsF(self._font)
        self._height = area.height() - STRIP - 2
        self._pitch, self._level, self._leaning = at.pitch, at.level, at.pitch >= SLANTED
        upwards = self._height / LEAN - self._metrics.ascent() if self._leaning else self._height - 2.0
        self._room = at.pitch - 2.0 if at.level else upwards

    def advance(self, form: str) -> float:
        """Give the width of a word, at most the room there is."""
        return min(self._room, self._metrics.horizontalAdvance(form))

    def write(
        self, painter: QPainter, column: QRectF, form: str, colour: str, ground: str | None = None, below: float = 0.0
    ) -> None:
        """Write a word. ground: what it stands on; below: the width of what the ground has to hide."""
        metrics = self._metrics
        text = elided(self._font, form, int(self._room), Qt.TextElideMode.ElideRight)
        painter.setFont(self._font)
        if self._level:
            box = QRectF(column.x(), column.y(), column.width(), self._height)
            if ground is not None:
                painter.fillRect(box, QColor(ground))
            painter.setPen(QColor(colour))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.save()
        painter.translate(column.center().x(), column.y() + self._height)
        painter.rotate(-_LEANING if self._leaning else -90.0)
        start = QPointF(2, 2) if self._leaning else QPointF(1, (metrics.ascent() - metrics.descent()) / 2)
        if ground is not None:
            wide, ascent = max(metrics.horizontalAdvance(text), below), metrics.ascent()
            top, high = (start.y() - ascent, ascent + 2) if self._leaning else (-self._pitch / 2, self._pitch)
            painter.fillRect(QRectF(start.x() - 1, top, wide + 3, high), QColor(ground))
        painter.setPen(QColor(colour))
        painter.drawText(start, text)
        painter.restore()


def longest_word(seen: SeenTrace, font: QFont) -> int:
    """Give the width of the longest word, when it is chosen."""
    metrics = QFontMetricsF(sized(font, SMALL_PX, bold=True))
    return math.ceil(max(metrics.horizontalAdvance(form) for form in seen.forms))


def column_of(area: QRect, pitch: int, scrolled: int, token: int) -> QRectF:
    """Give the column of a token, as high as the words."""
    return QRectF(area.x() + token * pitch - scrolled, area.y(), pitch, area.height())


def _seen_tokens(area: QRect, pitch: int, scrolled: int, seen: SeenTrace) -> range:
    return range(scrolled // pitch, min(len(seen), -(-(scrolled + area.width()) // pitch)))
