"""A list whose rows stand under headings. A heading cannot be chosen: keyboard and mouse pass over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from gui.style import elided, sized
from gui.theme import RADIUS, SPACE
from gui.type_scale import SMALL_PX
from gui.widgets.paint import ROW_INSET, outline_rounded
from gui.widgets.row_delegate import RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import AnyRowsModel, Index, RowsModel

CAP = 20
"""The height of a key cap, in logical pixels."""
HEADING_HEIGHT = 28
_BACKWARDS = (
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MovePrevious,
    QAbstractItemView.CursorAction.MoveEnd,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that says what the rows below it have in common."""

    text: str


class HeadedRowsModel(RowsModel):
    """Hold rows and headings; only rows are described by the functions, headings say their text."""

    def __init__(self, describe: Callable[[Any], str], tooltip: Callable[[Any], str]) -> None:
        super().__init__(_or_heading(describe), _or_heading(tooltip))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let nobody choose a heading."""
        heading = index.isValid() and isinstance(self.rows[index.row()], Heading)
        return Qt.ItemFlag.NoItemFlags if heading else super().flags(index)

    def beside(self, number: int, step: int) -> int | None:
        """Give the next number in a direction (1 or -1), the number itself included, that is no heading's."""
        while 0 <= number < len(self.rows):
            if not isinstance(self.rows[number], Heading):
                return number
            number += step
        return None


class HeadedDelegate(RowDelegate):
    """Paint headings without a background, near the rows below; subclasses paint what the other rows say."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row or a heading."""
        model = index.model()
        row = model.row(index) if isinstance(model, AnyRowsModel) else None
        if not isinstance(row, Heading):
            super().paint(painter, option, index)
            return
        painter.save()
        font = sized(option.font, SMALL_PX, bold=True)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted))
        line = option.rect.adjusted(ROW_INSET + SPACE, 0, -SPACE, -SPACE // 2)
        flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, flags, elided(font, row.text, line.width()))
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
    """A list of rows under headings, which are less high."""

    def __init__(
        self, describe: Callable[[Any], str], tooltip: Callable[[Any], str], delegate: HeadedDelegate, name: str
    ) -> None:
        self.model_of_rows = HeadedRowsModel(describe, tooltip)
        super().__init__(self.model_of_rows, delegate, name)

    @property
    def rows(self) -> list[Any]:
        """Give the rows and headings."""
        return self.model_of_rows.rows

    def show_with_headings(self, rows: Sequence[Any]) -> None:
        """Show rows and headings. Emits nothing."""
        self.model_of_rows.set_rows(rows)
        header, height = self.verticalHeader(), self.rows_delegate.height
        for number, row in enumerate(rows):
            wanted = HEADING_HEIGHT if isinstance(row, Heading) else height
            if header.sectionSize(number) != wanted:
                header.resizeSection(number, wanted)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go on to the next row that is no heading, or stay."""
        index = super().moveCursor(action, modifiers)
        number = self.model_of_rows.beside(index.row(), -1 if action in _BACKWARDS else 1)
        return self.currentIndex() if number is None else self.model_of_rows.index(number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a row; the current one stays where a heading is pressed."""
        index = self.indexAt(event.position().toPoint())
        if not (index.isValid() and isinstance(self.rows[index.row()], Heading)):
            super().mousePressEvent(event)


def _or_heading(say: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda row: row.text if isinstance(row, Heading) else say(row)
