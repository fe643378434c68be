"""Rows under headings in one list: headings can be neither chosen nor reached with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.row_delegate import RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import Index, RowsModel

HEADING_HEIGHT = 28


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


class HeadedList(RowList):
    """A list of rows under headings, which are less high."""

    def __init__(
        self, describe: Callable[[Any], str], tooltip: Callable[[Any], str], delegate: RowDelegate, name: str
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
        """Pass over headings also at the beginning."""
        index = super().moveCursor(action, modifiers)
        number = self.model_of_rows.beside(index.row(), 1) if index.isValid() else None
        return index if number is None else self.model_of_rows.index(number)


def paint_heading(painter: QPainter, rect: QRect, heading: Heading, option: QStyleOptionViewItem, theme: Theme) -> None:
    """Draw a heading, near the rows that it is about."""
    font = sized(option.font, SMALL_PX, bold=True)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    line = rect.adjusted(0, 0, 0, -SPACE // 2)
    flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
    painter.drawText(line, flags, elided(font, heading.text, line.width()))


def _or_heading(say: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda row: row.text if isinstance(row, Heading) else say(row)
