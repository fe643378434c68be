"""What several widgets paint alike: label chips, key caps, the grounds of segments."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from gui.style import elided
from gui.theme import RADIUS, SPACE, LabelColours, Theme

CHIP_HEIGHT = 18
CHIP_PAD = 6
CHIP_RADIUS = 4


def chip_width(font: QFont, name: str, widest: int) -> int:
    """Give the width of a label's chip in logical pixels, at most ``widest``."""
    return min(widest, QFontMetrics(font).horizontalAdvance(name) + 2 * CHIP_PAD + 2)


def draw_chip(painter: QPainter, rect: QRect, name: str, colours: LabelColours, font: QFont) -> None:
    """Draw a label's name on its chip, shortened in the middle if it is too long."""
    fill_rounded(painter, rect, CHIP_RADIUS, colours.chip)
    painter.setFont(font)
    painter.setPen(QColor(colours.chip_text))
    text = elided(font, name, rect.width() - 2 * CHIP_PAD + 1)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def fill_rounded(painter: QPainter, rect: QRect, radius: float, fill: str) -> None:
    """Fill a rectangle with round corners."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect, radius, radius)


def outline_rounded(painter: QPainter, rect: QRect, radius: float, colour: str, width: float = 1.0) -> None:
    """Draw the border of a rectangle with round corners, inside the rectangle."""
    inset = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)


def draw_segment(painter: QPainter, rect: QRect, button: QAbstractButton, theme: Theme) -> None:
    """Draw what a segment of a groove stands on: taken, under the mouse, with the keyboard, or nothing."""
    if button.isChecked():
        fill_rounded(painter, rect, RADIUS - 2, theme.page)
        outline_rounded(painter, rect, RADIUS - 2, theme.outline)
    elif button.underMouse():
        fill_rounded(painter, rect, RADIUS - 2, theme.pressed)
    if button.hasFocus():
        outline_rounded(painter, rect, RADIUS - 2, theme.accent, 2)


ROW_INSET = SPACE // 2
"""How far the coloured background of a list row stays away from the list's sides."""
