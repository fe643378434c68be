"""A list whose rows stand under headings. A heading cannot be chosen: the keyboard passes over it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from gui.style import sized
from gui.theme import RADIUS, SPACE
from gui.type_scale import SMALL_PX
from gui.widgets.paint import outline_rounded
from gui.widgets.row_delegate import RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import AnyRowsModel, Index

CAP = 20
"""The height of a key cap, in logical pixels."""
_BACKWARDS = (
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MovePrevious,
    QAbstractItemView.CursorAction.MoveEnd,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above rows."""

    text: str


class HeadedDelegate(RowDelegate):
    """Paint headings without a background; subclasses paint what the other rows say."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row or a heading."""
        model = index.model()
        row = model.row(index) if isinstance(model, AnyRowsModel) else None
        if not isinstance(row, Heading):
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setFont(sized(option.font, SMALL_PX, bold=True))
        painter.setPen(QColor(self.theme.muted))
        place = option.rect.adjusted(SPACE + SPACE // 2, SPACE // 2, -SPACE, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, row.text)
        painter.restore()

    def paint_key(self, painter: QPainter, rect: QRect, right: int, key: str, option: QStyleOptionViewItem) -> int:
        """Draw a key cap that ends at an x position; give the x position where it begins."""
        small = sized(option.font, SMALL_PX)
        width = max(CAP, QFontMetrics(small).horizontalAdvance(key) + SPACE + SPACE // 2)
        cap = QRect(right - width, rect.y() + (rect.height() - CAP) // 2, width, CAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        outline_rounded(painter, cap, RADIUS - 2, self.theme.text if selected else self.theme.outline)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text if selected else self.theme.muted))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return cap.left()


class HeadedList(RowList):
    """Pass over headings, with the keyboard and the mouse."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go on to the next row that is none, or stay."""
        index = super().moveCursor(action, modifiers)
        rows, step = self.rows_model.rows, -1 if action in _BACKWARDS else 1
        number = index.row()
        while 0 <= number < len(rows) and isinstance(rows[number], Heading):
            number += step
        return self.rows_model.index(number) if 0 <= number < len(rows) else self.currentIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a row."""
        index = self.indexAt(event.position().toPoint())
        if not (index.isValid() and isinstance(self.rows_model.row(index), Heading)):
            super().mousePressEvent(event)
