"""A fast list of painted rows, each with optional buttons at its end: documents, entities, suggestions.

Every row has the same height and is asked for only when it is visible, so 200,000 rows cost what 50 do. That is why it
is a table of one column: a QListView asks its model for every row whenever one comes or goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolTip

from gui.theme import Theme
from gui.widgets.row_delegate import RowDelegate
from gui.widgets.rows_model import AnyRowsModel
from gui.words import tr


class RowList(QTableView):
    """A list view whose signals mean that a person did something, never that a program did."""

    row_chosen = Signal(QModelIndex)  # clicked, or reached with the arrow keys
    row_activated = Signal(QModelIndex)  # clicked, or Enter
    button_clicked = Signal(QModelIndex, str)
    end_neared = Signal()  # the last row is on the screen, or not further away than one screen

    def __init__(self, model: AnyRowsModel, delegate: RowDelegate, name: str) -> None:
        super().__init__()
        self.rows_model = model
        self.rows_delegate = delegate
        self._pressed: tuple[int, str] | None = None
        delegate.setParent(self)
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(delegate.height)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setMouseTracking(True)
        self.setStyleSheet("selection-background-color: transparent;")  # the delegate draws its own, with round corners
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._look_for_end)
        self.verticalScrollBar().rangeChanged.connect(self._look_for_end)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.rows_delegate.theme = theme
        self.viewport().update()

    def set_current(self, number: int | None, *, reveal: bool = True) -> None:
        """Make a row the current one and, if wanted, scroll to it; None: no row. Emits nothing."""
        if number is None:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        elif number != self.currentIndex().row() or self.selected_numbers() != [number]:
            self.setAutoScroll(reveal)
            # not the view's setCurrentIndex, which looks at the keys that are held: Ctrl would add it to the others
            self.selectionModel().setCurrentIndex(
                self.rows_model.index(number), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.setAutoScroll(True)

    def allow_several(self) -> None:
        """Let several rows be selected, with Ctrl, Shift and Ctrl+A; doing so chooses none of them."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def selected_numbers(self) -> list[int]:
        """Give the numbers of the rows that are selected, in order."""
        selection = self.selectionModel().selection()
        parts = [selection.at(n) for n in range(selection.count())]
        return sorted(number for part in parts for number in range(part.top(), part.bottom() + 1))

    def select_numbers(self, numbers: Sequence[int]) -> None:
        """Select these rows, given in order, and no others; the current one stays. Emits nothing."""
        chosen = QItemSelection()
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
            places = [number for _, number in run]
            chosen.select(self.rows_model.index(places[0]), self.rows_model.index(places[-1]))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_rows(self, rows: Sequence[Any], find: Callable[[Any], int | None]) -> None:
        """Show other rows; the current one stays current and what is at the top stays there. Emits nothing.

        find: gives the number, among the new rows, of an old row; None if it is gone. A list that stands at its very
        top stays there, whatever comes in above.
        """
        bar, current = self.verticalScrollBar(), self.currentIndex()
        top = self.indexAt(QPoint(0, 0)) if bar.value() else QModelIndex()
        above = bar.value() - top.row() * self.rowHeight(top.row()) if top.isValid() else 0
        marked = find(self.rows_model.row(current)) if current.isValid() else None
        anchor = find(self.rows_model.row(top)) if top.isValid() else None
        self.rows_model.set_rows(rows)
        self.set_current(marked, reveal=False)
        self.updateGeometries()  # now, not at the next turn of the event loop: the bar must know how far it goes
        if anchor is not None:
            bar.setValue(anchor * self.rowHeight(anchor) + above)
        self.viewport().update()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go to the first and last row with Home and End: a table would stay in its row."""
        last = self.rows_model.rowCount() - 1
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.rows_model.index(0)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.rows_model.index(last)
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move as every list does, and say so."""
        before = self.currentIndex()
        super().keyPressEvent(event)
        now = self.currentIndex()
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if now.isValid() and (now != before or entered) and not self._selects(event.modifiers()):
            self.row_chosen.emit(now)
        if now.isValid() and entered:
            self.row_activated.emit(now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row on the screen if it was there: what comes above a list must not push it out."""
        place = self.visualRect(self.currentIndex())
        was_seen = place.isValid() and place.top() >= 0 and place.bottom() < event.oldSize().height()
        super().resizeEvent(event)
        if was_seen:
            self.updateGeometries()  # now: the bar must know how far it goes
            self.scrollTo(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a row's button, or the row."""
        self._pressed = self._button_at(event.position().toPoint())
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a quick second press for what it is, so that a button may be pressed twice in a row."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click a row's button, or the row."""
        position = event.position().toPoint()
        if self._pressed is not None:
            row, name = self._pressed
            self._pressed = None
            if self._button_at(position) == (row, name):
                self.button_clicked.emit(self.rows_model.index(row), name)
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(position)
        clicked = event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex()
        if clicked and not self._selects(event.modifiers()) and len(self.selected_numbers()) == 1:
            self.row_chosen.emit(index)
            self.row_activated.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the button under the mouse."""
        self._hover(self._button_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the lit button out."""
        self._hover(None)
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a button's tooltip before the row's."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index, hit = self.indexAt(event.pos()), self._button_at(event.pos())
            if index.isValid() and hit is not None:
                for button in self.rows_delegate.buttons_of(self.rows_model.row(index)):
                    if button.name == hit[1]:
                        QToolTip.showText(event.globalPos(), tr(button.tooltip), self.viewport())
                return True
        return super().viewportEvent(event)

    def _selects(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Tell whether a key or click with these modifiers only selects."""
        several = self.selectionMode() == QAbstractItemView.SelectionMode.ExtendedSelection
        selecting = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        return several and bool(modifiers & selecting)

    def _look_for_end(self) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() <= bar.pageStep():
            self.end_neared.emit()

    def _hover(self, button: tuple[int, str] | None) -> None:
        if button != self.rows_delegate.hovered_button:
            self.rows_delegate.hovered_button = button
            self.viewport().update()

    def _button_at(self, position: QPoint) -> tuple[int, str] | None:
        index = self.indexAt(position)
        if not index.isValid():
            return None
        row = self.rows_model.row(index)
        for button, rect in self.rows_delegate.button_rects(self.visualRect(index), row):
            if rect.contains(position):
                return index.row(), button.name
        return None
