"""How a hit of a search looks: the words in their context above, label, note and document below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.project.search import Hit
from engine.text.labels import Label
from gui.document_view.bidi import is_right_to_left
from gui.panels.search_state import is_document
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.in_context import draw_in_context
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip
from gui.widgets.row_delegate import RowDelegate, text_rect

LINE_HEIGHT = 19
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class SearchDelegate(RowDelegate):
    """Paint hits; those of one list begin below each other."""

    height = 48

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw a hit."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = QColor(self.theme.text if selected else self.theme.muted)
        upper, lower = (text_rect(rect, line, LINE_HEIGHT) for line in (0, 1))
        font, bold = sized(option.font, BASE_PX), sized(option.font, BASE_PX, bold=True)
        painter.setPen(QColor(self.theme.text))
        if is_document(row):
            painter.setFont(bold)
            line = upper if row.note else rect
            painter.drawText(line, _LEFT, elided(bold, row.document, line.width()))
        else:
            context = (row.before, row.text, row.after)
            backwards = is_right_to_left("".join(context))
            draw_in_context(painter, upper, context, font, bold, quiet, right_to_left=backwards)
        if row.label:
            lower.setLeft(self._paint_chip(painter, lower, row, option) + SPACE)
        self._paint_rest(painter, lower, row, option, quiet)

    def _paint_chip(self, painter: QPainter, line: QRect, hit: Hit, option: QStyleOptionViewItem) -> int:
        """Draw the label's chip at the beginning of a line; give where it ends."""
        font = sized(option.font, SMALL_PX, bold=True)
        chip = QRect(line.x(), 0, chip_width(font, hit.label, line.width() // 2), CHIP_HEIGHT - 2)
        chip.moveTop(line.y() + (line.height() - chip.height()) // 2)
        label = self.labels.get(hit.label)
        draw_chip(painter, chip, hit.label, self.theme.label(label.colour if label else 0), font)
        return chip.right()

    def _paint_rest(
        self, painter: QPainter, line: QRect, hit: Hit, option: QStyleOptionViewItem, quiet: QColor
    ) -> None:
        """Draw the note, if there is one, and the document's name."""
        font = sized(option.font, SMALL_PX)
        painter.setFont(font)
        if hit.note:
            room = line.width() if is_document(hit) else line.width() * 2 // 3
            note = elided(font, f"“{hit.note}”", room, Qt.TextElideMode.ElideRight)
            painter.setPen(QColor(self.theme.text))
            painter.drawText(line, _LEFT, note)
            line = line.adjusted(QFontMetrics(font).horizontalAdvance(note) + SPACE, 0, 0, 0)
        if not is_document(hit):
            painter.setPen(quiet)
            painter.drawText(line, _LEFT, elided(font, hit.document, line.width()))
