"""The page that is shown while there is no text: what it is for and what to do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.theme import SPACE, Theme

_WIDEST = 420.0
_PICTURE = (
    ((0, 52, None), (60, 34, 0), (102, 58, None)),
    ((0, 30, None), (38, 70, 2), (116, 44, None)),
    ((0, 84, None),),
)
"""Three lines of text with two marks: (left, width, palette index) of each word."""
_PICTURE_WIDTH, _LINE, _WORD = 160, 18, 8


def paint_empty_page(painter: QPainter, page: QRectF, theme: Theme, font: QFont, title: str, hint: str) -> None:
    """Draw a little picture of a marked text, a title and a hint in the middle of the page."""
    painter.fillRect(page, QColor(theme.page))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    large, small = QFont(font), QFont(font)
    large.setPixelSize(22)
    large.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(15)
    width = min(_WIDEST, page.width() - 4 * SPACE)
    wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    room = QRectF(0, 0, width, 10_000)
    title_height = QFontMetricsF(large).boundingRect(room, wrap, title).height()
    hint_height = QFontMetricsF(small).boundingRect(room, wrap, hint).height()
    picture_height = len(_PICTURE) * _LINE
    height = picture_height + 4 * SPACE + title_height + SPACE + hint_height
    # A little above the middle looks like the middle.
    top = max(2.0 * SPACE, round((page.height() - height) * 0.45))
    left = round(page.left() + (page.width() - width) / 2)
    _paint_picture(painter, QPointF(round(page.left() + (page.width() - _PICTURE_WIDTH) / 2), top), theme)
    top += picture_height + 4 * SPACE
    painter.setFont(large)
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(left, top, width, title_height), wrap, title)
    top += title_height + SPACE
    painter.setFont(small)
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRectF(left, top, width, hint_height), wrap, hint)


def _paint_picture(painter: QPainter, corner: QPointF, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for number, words in enumerate(_PICTURE):
        for left, width, colour in words:
            word = QRectF(corner.x() + left, corner.y() + number * _LINE, width, _WORD)
            if colour is None:
                painter.setBrush(QColor(theme.line))
                painter.drawRoundedRect(word, 4, 4)
                continue
            colours = theme.label(colour)
            painter.setBrush(QColor(colours.fill))
            painter.drawRoundedRect(word.adjusted(0, -4, 0, 4), 4, 4)
            painter.setBrush(QColor(colours.chip))
            painter.drawRoundedRect(QRectF(word.right() - 16, word.top(), 12, _WORD), 3, 3)
