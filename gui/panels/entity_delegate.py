"""How the rows of the entities panel look: headings with a chip, names with a count, places within their context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.text.labels import Label
from engine.text.ranges import Range
from gui.icons import ICON_SIZE, icon
from gui.panels.entity_rows import Heading, NameRow, PlaceRow, shortened
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.in_context import draw_in_context
from gui.widgets.paint import CHIP_HEIGHT, ROW_INSET, chip_width, draw_chip
from gui.widgets.row_delegate import BUTTON_PX, RowButton, RowDelegate
from gui.words import number, percent, tr_later

FOLD = "fold"
FOLDED = RowButton(FOLD, "chevron-right", tr_later("Unfold (Space)"))
UNFOLDED = RowButton(FOLD, "chevron-down", tr_later("Fold (Space)"))
FIGURES = 40
"""The least width of the column of counts and confidences, in logical pixels."""

_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
_LEFT, _RIGHT = _MIDDLE | Qt.AlignmentFlag.AlignLeft, _MIDDLE | Qt.AlignmentFlag.AlignRight


class EntityDelegate(RowDelegate):
    """Paint rows of three kinds, each indented by its depth."""

    height = 28

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}
        self.notes: Mapping[Range, str] = {}

    def note_on(self, row: Any) -> str:
        """Give the note on the one entity that a row stands for, "" if there is none."""
        one = isinstance(row, PlaceRow) or (isinstance(row, NameRow) and row.count == 1)
        return self.notes.get((row.start, row.end), "") if one else ""

    def buttons_of(self, row: Any) -> tuple[RowButton, ...]:
        """Give the arrow of a row that has rows below it."""
        if isinstance(row, Heading) or (isinstance(row, NameRow) and row.count > 1):
            return (FOLDED if row.folded else UNFOLDED,)
        return ()

    def button_rects(self, rect: QRect, row: Any) -> list[tuple[RowButton, QRect]]:
        """Put the arrow before the row."""
        left = rect.x() + ROW_INSET + (0 if isinstance(row, Heading) else SPACE + SPACE // 2)
        top = rect.y() + (rect.height() - BUTTON_PX) // 2
        return [(button, QRect(left, top, BUTTON_PX, BUTTON_PX)) for button in self.buttons_of(row)]

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw a label, a name or a place, and at the right its count or confidence, and a sign if it has a note."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = QColor(self.theme.text if selected else self.theme.muted)
        small = sized(option.font, SMALL_PX)
        many = isinstance(row, Heading) or (isinstance(row, NameRow) and row.count > 1)
        figure = number(row.count) if many else "" if row.confidence is None else percent(row.confidence)
        whole = rect
        if self.note_on(row):
            sign = QRect(rect.right() + 1 - ICON_SIZE, rect.center().y() - ICON_SIZE // 2, ICON_SIZE, ICON_SIZE)
            icon("note", self.theme, ICON_SIZE, quiet.name()).paint(painter, sign)
            rect = rect.adjusted(0, 0, -ICON_SIZE - SPACE // 2, 0)
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(rect, _RIGHT, figure)
        taken = max(FIGURES, QFontMetrics(small).horizontalAdvance(figure) + SPACE) if figure else SPACE // 2
        indent = BUTTON_PX - SPACE if isinstance(row, Heading) else BUTTON_PX + SPACE // 2
        words = rect.adjusted(indent, 0, -taken, 0)
        match row:
            case Heading():
                self._paint_heading(painter, words, row, sized(option.font, SMALL_PX, bold=True))
            case NameRow():
                font = sized(option.font, BASE_PX)
                painter.setFont(font)
                painter.setPen(QColor(self.theme.text))
                painter.drawText(words, _LEFT, elided(font, shortened(row.name), words.width()))
            case PlaceRow():
                font = sized(option.font, BASE_PX)
                context = (row.before, shortened(row.name), row.after)
                # the names stand below each other, with a note or without
                begin = words.x() + (words.width() + whole.width() - rect.width()) * 3 // 10
                painter.setPen(QColor(self.theme.text))
                draw_in_context(
                    painter, words, context, font, font, quiet, begin=begin, right_to_left=row.right_to_left
                )

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Heading, font: QFont) -> None:
        chip = QRect(rect.x(), 0, chip_width(font, row.label, rect.width()), CHIP_HEIGHT)
        chip.moveTop(rect.y() + (rect.height() - CHIP_HEIGHT) // 2)
        colour = self.labels[row.label].colour if row.label in self.labels else 0
        draw_chip(painter, chip, row.label, self.theme.label(colour), font)
