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
    for token in _seen_tokens(area, at.pitch, scrolled, seen):
        paint_word(painter, area, at, scrolled, token, seen, font, theme, chosen=False)
        number = seen.colours.get(seen.tags[token])
        column = column_of(area, at.pitch, scrolled, token).intersected(QRectF(area))
        strip = QRectF(column.x(), area.bottom() + 1 - STRIP, column.width(), STRIP - 1)
        painter.fillRect(
            strip.adjusted(0.5, 0, -0.5, 0), QColor(theme.track if number is None else theme.label(number).chip)
        )


def paint_word(
    painter: QPainter,
    area: QRect,
    at: Arrangement,
    scrolled: int,
    token: int,
    seen: SeenTrace,
    font: QFont,
    theme: Theme,
    *,
    chosen: bool,
) -> None:
    """Draw one word over its column; a chosen one in bold on a ground of its own, over itself and its neighbours."""
    column = column_of(area, at.pitch, scrolled, token)
    height = area.height() - STRIP - 2
    plain, type_ = (sized(font, min(SMALL_PX, at.pitch), bold=bold) for bold in (False, chosen))
    metrics = QFontMetricsF(type_)
    leaning = at.pitch >= SLANTED
    beyond_level = height / LEAN - metrics.ascent() if leaning else height - 2.0
    room = column.width() - 2 if at.level else beyond_level
    text = elided(type_, seen.forms[token], int(room), Qt.TextElideMode.ElideRight)
    painter.save()
    painter.setFont(type_)
    if at.level:
        box = QRectF(column.x(), area.y(), column.width(), height)
        if chosen:
            painter.fillRect(box, QColor(theme.surface))
        painter.setPen(QColor(theme.accent if chosen else theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    else:
        painter.translate(column.center().x(), area.y() + height)
        painter.rotate(-_LEANING if leaning else -90.0)
        start = QPointF(2, 2) if leaning else QPointF(1, (metrics.ascent() - metrics.descent()) / 2)
        if chosen:
            below = QFontMetricsF(plain).horizontalAdvance(seen.forms[token])
            wide = max(metrics.horizontalAdvance(text), min(room, below))
            top, high = (start.y() - metrics.ascent(), metrics.ascent() + 2) if leaning else (-at.pitch / 2, at.pitch)
            painter.fillRect(QRectF(start.x() - 1, top, wide + 3, high), QColor(theme.surface))
        painter.setPen(QColor(theme.accent if chosen else theme.muted))
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
