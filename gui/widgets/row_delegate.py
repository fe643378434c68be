"""Paint the rows of a RowList: background, focus, buttons at the end; subclasses paint what the row says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.icons import ICON_SIZE, icon
from gui.theme import RADIUS, SPACE, Theme
from gui.widgets.paint import ROW_INSET, fill_rounded, outline_rounded
from gui.widgets.rows_model import AnyRowsModel, Index

BUTTON_PX = 24


@dataclass(frozen=True, slots=True)
class RowButton:
    """A small button at the end of a row. tooltip: in English.

    always: shown on every row, else on the hovered and current one.
    """

    name: str
    icon: str
    tooltip: str
    always: bool = True


class RowDelegate(QStyledItemDelegate):
    """Paint the background and the buttons of a row; subclasses paint what it says."""

    height = 32
    buttons: tuple[RowButton, ...] = ()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered_button: tuple[int, str] | None = None  # row and name, set by the list

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Paint a row's content into the rectangle that is left of its buttons."""
        raise NotImplementedError

    def buttons_of(self, row: Any) -> tuple[RowButton, ...]:
        """Give the buttons that a row has, from left to right."""
        del row
        return self.buttons

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(1, self.height)

    def button_rects(self, rect: QRect, row: Any) -> list[tuple[RowButton, QRect]]:
        """Give the place of each button in a row's rectangle."""
        buttons = self.buttons_of(row)
        left = rect.right() + 1 - SPACE - BUTTON_PX * len(buttons)
        top = rect.y() + (rect.height() - BUTTON_PX) // 2
        return [(b, QRect(left + BUTTON_PX * n, top, BUTTON_PX, BUTTON_PX)) for n, b in enumerate(buttons)]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row's background, its buttons and its content."""
        model = index.model()
        if not isinstance(model, AnyRowsModel):
            raise TypeError(f"RowDelegate paints rows of a RowsModel, not of {type(model).__name__}")
        row, rect = model.row(index), option.rect
        state = option.state
        painter.save()
        back = rect.adjusted(ROW_INSET, 1, -ROW_INSET, -1)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current or hovered:
            fill_rounded(painter, back, RADIUS, self.theme.selection if current else self.theme.control_hover)
        if state & QStyle.StateFlag.State_HasFocus:
            outline_rounded(painter, back, RADIUS, self.theme.accent, 2)
        left, right = rect.left() + ROW_INSET + SPACE, rect.right() - SPACE
        for button, place in self.button_rects(rect, row):
            if place.left() > rect.center().x():  # one at the left belongs to the row's own indentation
                right = min(right, place.left() - SPACE // 2)
            if button.always or hovered or current:
                if self.hovered_button == (index.row(), button.name):
                    fill_rounded(painter, place.adjusted(1, 1, -1, -1), RADIUS, self.theme.pressed)
                colour = self.theme.text if current else self.theme.muted
                edge = (BUTTON_PX - ICON_SIZE) // 2
                icon(button.icon, self.theme, ICON_SIZE, colour).paint(
                    painter, place.adjusted(edge, edge, -edge, -edge)
                )
        self.paint_row(painter, QRect(left, rect.y(), right - left, rect.height()), row, option)
        painter.restore()


def text_rect(rect: QRect, line: int, line_height: int) -> QRect:
    """Give the rectangle of a text line in a row of two lines: 0 the upper one, 1 the lower one."""
    top = rect.y() + (rect.height() - 2 * line_height) // 2 + line * line_height
    return QRect(rect.x(), top, rect.width(), line_height)
