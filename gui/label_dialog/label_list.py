"""The labels of a project as a list that can be put into another order, with the mouse or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
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
from gui.widgets.headed_list import HeadedDelegate, HeadedList, Heading
from gui.widgets.paint import fill_rounded
from gui.widgets.row_delegate import text_rect
from gui.widgets.row_list import RowList
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
    return ", ".join(part for part in (row.label.name, row.label.group, key, used(row)) if part)


class LabelDelegate(HeadedDelegate):
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


class LabelList(HeadedList):
    """A list of labels under their groups.

    can_move: whether their order is the one of the project, so that it can be changed here. A label is moved among
    those of its group.
    """

    moved = Signal(int, int)  # from one number in the list to another

    def __init__(self, theme: Theme) -> None:
        super().__init__(described, described, LabelDelegate(theme), tr("Labels"))
        self.can_move = True
        self._grabbed: tuple[int, QPoint] | None = None
        self._target: int | None = None

    def show_rows_of(self, labels: Sequence[LabelRow]) -> None:
        """Show labels, those of a group together under its name."""
        groups: dict[str, list[LabelRow]] = {"": []}
        for row in labels:
            groups.setdefault(row.label.group, []).append(row)
        rows: list[LabelRow | Heading] = [*groups.pop("")]
        for group, some in groups.items():
            rows += [Heading(group), *some]
        self.show_with_headings(rows)

    def number_of(self, name: str | None) -> int | None:
        """Give the number of a label's row, None if it is not shown."""
        rows = enumerate(self.rows)
        return next((n for n, row in rows if isinstance(row, LabelRow) and row.label.name == name), None)

    def can_move_by(self, step: int) -> bool:
        """Tell whether there is a label of the same group so many places away from the current one."""
        here = self.currentIndex().row()
        return self.can_move and here >= 0 and here + step in self._together(here)

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
        if self.can_move_by(step):
            self.moved.emit(here, here + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a label, and perhaps begin to drag it."""
        super().mousePressEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        grabs = index.isValid() and self.can_move and not isinstance(self.rows[index.row()], Heading)
        if event.button() == Qt.MouseButton.LeftButton and grabs:
            self._grabbed = (index.row(), position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the dragged label would go."""
        if self._grabbed is None:
            super().mouseMoveEvent(event)
            return
        position = event.position().toPoint()
        far = (position - self._grabbed[1]).manhattanLength() >= QApplication.startDragDistance()
        if far or self._target is not None:
            self._target = self._gap_at(position.y(), self._together(self._grabbed[0]))
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
            y = min(self._top_of(self._target), self.viewport().height() - 2)
            fill_rounded(painter, QRect(SPACE, max(0, y - 1), self.viewport().width() - 2 * SPACE, 3), 1.5, self._ink())

    def _ink(self) -> str:
        return self.rows_delegate.theme.accent

    def _together(self, number: int) -> range:
        """Give the rows of a label and of those that stand together with it, without a heading between."""
        first, last = number, number
        while first > 0 and not isinstance(self.rows[first - 1], Heading):
            first -= 1
        while last + 1 < len(self.rows) and not isinstance(self.rows[last + 1], Heading):
            last += 1
        return range(first, last + 1)

    def _top_of(self, number: int) -> int:
        """Give where a row begins in the viewport, or the last one ends."""
        if number < len(self.rows):
            return self.rowViewportPosition(number)
        return self.rowViewportPosition(number - 1) + self.rowHeight(number - 1)

    def _gap_at(self, y: int, rows: range) -> int:
        """Give the number of the gap between two of some rows that is nearest to a height."""
        return min(range(rows.start, rows.stop + 1), key=lambda number: abs(self._top_of(number) - y))

    def _scroll_to(self, y: int) -> None:
        bar, edge = self.verticalScrollBar(), self.rows_delegate.height // 2
        if y < edge:
            bar.setValue(bar.value() - edge // 2)
        elif y > self.viewport().height() - edge:
            bar.setValue(bar.value() + edge // 2)
