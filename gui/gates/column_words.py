"""The words of a sentence above the columns of a heat map, with the colours of their tags beneath."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.gates.arrangement import LEVEL, SLANTED, STRIP
from gui.gates.seen_trace import SeenTrace
from gui.style import elided, sized
from gui.theme import Theme
from gui.type_scale import SMALL_PX

_LEANING = 45.0
"""Degrees."""


def paint_words(
    painter: QPainter, area: QRect, pitch: int, scrolled: int, seen: SeenTrace, font: QFont, theme: Theme
) -> None:
    """Draw the words that are seen: level where a column has room for them, else leaning, else upright."""
    for token in _seen_tokens(area, pitch, scrolled, seen):
        paint_word(painter, area, pitch, scrolled, token, seen, font, theme, chosen=False)
        number = seen.colours.get(seen.tags[token])
        column = column_of(area, pitch, scrolled, token).intersected(QRectF(area))
        strip = QRectF(column.x(), area.bottom() + 1 - STRIP, column.width(), STRIP - 1)
        painter.fillRect(
            strip.adjusted(0.5, 0, -0.5, 0), QColor(theme.track if number is None else theme.label(number).chip)
        )


def paint_word(
    painter: QPainter,
    area: QRect,
    pitch: int,
    scrolled: int,
    token: int,
    seen: SeenTrace,
    font: QFont,
    theme: Theme,
    *,
    chosen: bool,
) -> None:
    """Draw one word over its column; a chosen one in bold on a ground of its own, over its neighbours."""
    column = column_of(area, pitch, scrolled, token)
    height = area.height() - STRIP - 2
    type_ = sized(font, SMALL_PX, bold=chosen)
    metrics = QFontMetricsF(type_)
    colour = QColor(theme.accent if chosen else theme.muted)
    painter.save()
    painter.setFont(type_)
    if pitch >= LEVEL:
        text = elided(type_, seen.forms[token], int(column.width() - 2))
        box = QRectF(column.x(), area.y(), column.width(), height)
        if chosen:
            painter.fillRect(box, QColor(theme.page))
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    else:
        leaning = pitch >= SLANTED
        room = height * 2**0.5 - metrics.ascent() if leaning else height - 2
        text = elided(type_, seen.forms[token], int(room))
        painter.translate(column.center().x(), area.y() + height)
        painter.rotate(-_LEANING if leaning else -90.0)
        start = QPointF(2, 2) if leaning else QPointF(1, (metrics.ascent() - metrics.descent()) / 2)
        if chosen:
            ground = QRectF(start.x() - 2, start.y() - metrics.ascent() - 0.5, metrics.horizontalAdvance(text) + 4,
                            metrics.height() + 1)  # fmt: skip
            painter.fillRect(ground, QColor(theme.page))
        painter.setPen(colour)
        painter.drawText(start, text)
    painter.restore()


def column_of(area: QRect, pitch: int, scrolled: int, token: int) -> QRectF:
    """Give the column of a token, as high as the words."""
    return QRectF(area.x() + token * pitch - scrolled, area.y(), pitch, area.height())


def _seen_tokens(area: QRect, pitch: int, scrolled: int, seen: SeenTrace) -> range:
    return range(scrolled // pitch, min(len(seen), -(-(scrolled + area.width()) // pitch)))
