"""How the rows of the history panel look: beads on a string, the present one bright, undone ones hollow."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui.panels.history_rows import HistoryRow, circumstances
from gui.style import elided, elided_name, sized
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, CHIP_RADIUS, chip_width, fill_rounded
from gui.widgets.row_delegate import RowDelegate, text_rect
from gui.words import tr, tr_later

BEAD = 4
"""Half the width of a bead, in logical pixels."""
LINE_HEIGHT = 18
NOW = tr_later("now")
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class HistoryDelegate(RowDelegate):
    """What was done above; when, by whom and where below."""

    height = 46

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the bead and the words."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = QColor(self.theme.text if selected else self.theme.muted)
        self._paint_bead(painter, rect, row)
        words = rect.adjusted(2 * BEAD + SPACE, 0, -SPACE // 2, 0)
        upper, lower = (text_rect(words, line, LINE_HEIGHT) for line in (0, 1))
        if row.current:
            upper.setRight(self._paint_now(painter, upper, option) - SPACE)
        font = sized(option.font, BASE_PX, bold=row.current)
        painter.setFont(font)
        painter.setPen(quiet if row.undone else QColor(self.theme.text))
        painter.drawText(upper, _LEFT, elided_name(font, row.title, upper.width()))
        small = sized(option.font, SMALL_PX)
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(lower, _LEFT, elided(small, circumstances(row), lower.width(), Qt.TextElideMode.ElideRight))

    def _paint_bead(self, painter: QPainter, rect: QRect, row: HistoryRow) -> None:
        centre = QPoint(rect.x() + BEAD, text_rect(rect, 0, LINE_HEIGHT).center().y())
        painter.setPen(QPen(QColor(self.theme.outline), 1))
        if not row.newest:
            painter.drawLine(centre.x(), rect.y(), centre.x(), centre.y() - BEAD - 2)
        if row.action is not None:
            painter.drawLine(centre.x(), centre.y() + BEAD + 2, centre.x(), rect.bottom())
        colour = QColor(self.theme.accent if row.current else self.theme.outline)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if row.undone else colour)
        radius = BEAD if row.current else BEAD - 1
        painter.drawEllipse(centre, radius, radius)

    def _paint_now(self, painter: QPainter, line: QRect, option: QStyleOptionViewItem) -> int:
        """Draw a chip at the end of a line; give where it begins."""
        font = sized(option.font, SMALL_PX, bold=True)
        chip = QRect(0, 0, chip_width(font, tr(NOW), line.width()), CHIP_HEIGHT - 2)
        chip.moveCenter(line.center())
        chip.moveRight(line.right())
        fill_rounded(painter, chip, CHIP_RADIUS, self.theme.accent)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.accent_text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, tr(NOW))
        return chip.left()
