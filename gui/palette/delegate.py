"""How a row of the palette looks: what it is at the left, where it is and its key at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui.icons import ICON_SIZE, icon
from gui.palette.rows import Kind, Row
from gui.panels.document_rows import STATE_ICONS, state_colour
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.headed_list import CAP, HeadedDelegate
from gui.widgets.paint import fill_rounded

LEAST_WORDS = 0.55
"""The share of a row that its words may take before what stands at the right."""


class PaletteDelegate(HeadedDelegate):
    """Paint what can be chosen."""

    height = 32

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw it."""
        theme, middle = self.theme, Qt.AlignmentFlag.AlignVCenter
        quiet = theme.text if option.state & QStyle.StateFlag.State_Selected else theme.muted
        picture = QRect(rect.x(), rect.y() + (rect.height() - CAP) // 2, CAP, CAP)
        self._paint_picture(painter, picture, row, option.font, quiet)
        font, small = sized(option.font, BASE_PX), sized(option.font, SMALL_PX)
        left, right = rect.x() + CAP + SPACE, rect.right()
        if row.key and row.kind is Kind.COMMAND:
            right = self.paint_key(painter, rect, right, row.key, option) - SPACE
        about = row.why_not or row.about
        words_width = QFontMetrics(font).horizontalAdvance(row.text)
        room = max(right - left - words_width - 2 * SPACE, int((right - left) * (1 - LEAST_WORDS)))
        about = elided(small, about, room, Qt.TextElideMode.ElideRight)
        about_width = QFontMetrics(small).horizontalAdvance(about)
        painter.setFont(small)
        painter.setPen(QColor(quiet))
        painter.drawText(QRect(right - about_width, rect.y(), about_width + 1, rect.height()), middle, about)
        painter.setFont(font)
        painter.setPen(QColor(quiet if row.why_not else theme.text))
        words = QRect(left, rect.y(), right - about_width - (2 * SPACE if about else 0) - left, rect.height())
        painter.drawText(words, middle, elided(font, row.text, words.width()))

    def _paint_picture(self, painter: QPainter, place: QRect, row: Row, font: QFont, quiet: str) -> None:
        if row.kind is Kind.LABEL:
            colours = self.theme.label(row.colour)
            fill_rounded(painter, place, RADIUS - 2, colours.chip)
            painter.setFont(sized(font, SMALL_PX, bold=True))
            painter.setPen(QColor(colours.chip_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, row.key)
            return
        name, colour = "chevron-right", quiet
        if row.kind is Kind.DOCUMENT:
            name, colour = STATE_ICONS[row.state], state_colour(row.state, self.theme)
        edge = (CAP - ICON_SIZE) // 2
        icon(name, self.theme, ICON_SIZE, colour).paint(painter, place.adjusted(edge, edge, -edge, -edge))
