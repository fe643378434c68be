"""The labels of a project as a list that can be put into another order, with the mouse or with Alt and the arrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from engine.project.label_actions import LabelUse
from engine.text.labels import Label
from gui.panels.label_words import use_words
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import fill_rounded
from gui.widgets.row_delegate import RowDelegate, text_rect
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.words import tr

CAP = 24
ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label and how much it is used; None: that is not counted yet."""

    label: Label
    use: LabelUse | None = None


def used(row: LabelRow) -> str:
    """Say how much a row's label is used."""
    return "" if row.use is None else use_words(row.use)


def described(row: LabelRow) -> str:
    """Say a whole row in one sentence, for screen readers and the tooltip."""
    key = tr("key {key}", key=row.label.key.upper()) if row.label.key else tr("no key")
    return ", ".join(part for part in (row.label.name, key, used(row)) if part)


class LabelDelegate(RowDelegate):
    """The key on the label's colour, the name, and how much it is used."""

    height = 44

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw it."""
        label, theme = row.label, self.theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        colours, option_font = theme.label(label.colour), option.font
        cap = QRect(rect.x(), rect.y() + (rect.height() - CAP) // 2, CAP, CAP)
        fill_rounded(painter, cap, RADIUS - 2, colours.chip)
        painter.setFont(sized(option_font, SMALL_PX, bold=True))
        painter.setPen(QColor(colours.chip_text))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, label.key.upper())
        words = rect.adjusted(CAP + SPACE + SPACE // 2, 0, 0, 0)
        font, small = sized(option_font, BASE_PX, bold=selected), sized(option_font, SMALL_PX)
        line_height = QFontMetrics(font).height()
        for line, (style, text) in enumerate(((font, label.name), (small, used(row)))):
            painter.setFont(style)
            painter.setPen(QColor(theme.text if selected or not line else theme.muted))
            place = text_rect(words, line, line_height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided(style, text, words.width()))


class LabelList(RowList):
    """A list of labels. can_move: whether their order is the one of the project, so that it can be changed here."""

    moved = Signal(int, int)  # from one number in the list to another

    def __init__(self, theme: Theme) -> None:
        super().__init__(RowsModel(described, described), LabelDelegate(theme), tr("Labels"))
        self.can_move = True
        self._grabbed: tuple[int, QPoint] | None = None
        self._target: int | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current label with Alt and an arrow key."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        """Ask for the current label to be moved by so many places."""
        here = self.currentIndex().row()
        if self.can_move and here >= 0 and 0 <= here + step < self.rows_model.rowCount():
            self.moved.emit(here, here + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a label, and perhaps begin to drag it."""
        super().mousePressEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self.can_move:
            self._grabbed = (index.row(), position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the dragged label would go."""
        if self._grabbed is None:
            super().mouseMoveEvent(event)
            return
        position = event.position().toPoint()
        far = (position - self._grabbed[1]).manhattanLength() >= QApplication.startDragDistance()
        if far or self._target is not None:
            self._target = self._gap_at(position.y())
            self._scroll_to(position.y())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the dragged label go, or choose the one that was clicked."""
        grabbed, target = self._grabbed, self._target
        self._grabbed = self._target = None
        self.viewport().update()
        if grabbed is None or target is None:
            super().mouseReleaseEvent(event)
            return
        self.setState(RowList.State.NoState)
        self.row_chosen.emit(self.currentIndex())
        here = grabbed[0]
        there = target - 1 if target > here else target  # the gap is counted with the dragged one in its old place
        if there != here:
            self.moved.emit(here, there)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line where the dragged label would go."""
        super().paintEvent(event)
        if self._target is not None:
            painter = QPainter(self.viewport())
            y = min(self.rowViewportPosition(0) + self._target * self.rowHeight(0), self.viewport().height() - 2)
            fill_rounded(painter, QRect(SPACE, max(0, y - 1), self.viewport().width() - 2 * SPACE, 3), 1.5, self._ink())

    def _ink(self) -> str:
        return self.rows_delegate.theme.accent

    def _gap_at(self, y: int) -> int:
        """Give the number of the gap between two rows that is nearest to a height."""
        gap = round((y - self.rowViewportPosition(0)) / max(1, self.rowHeight(0)))
        return min(max(gap, 0), self.rows_model.rowCount())

    def _scroll_to(self, y: int) -> None:
        bar, edge = self.verticalScrollBar(), self.rowHeight(0) // 2
        if y < edge:
            bar.setValue(bar.value() - edge // 2)
        elif y > self.viewport().height() - edge:
            bar.setValue(bar.value() + edge // 2)
