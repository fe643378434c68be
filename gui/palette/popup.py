"""The palette: a field over the window, and below it what fits what was typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from gui.palette.delegate import PaletteDelegate
from gui.palette.finder import Finder
from gui.palette.rows import Row, described
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.headed_list import HeadedList, Heading
from gui.widgets.search_field import SearchField
from gui.words import tr

WIDTH, HEIGHT = 600, 420
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class PaletteField(SearchField):
    """A field that leaves to the palette every key that is none of writing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write, or pass the key on."""
        if _is_for_rows(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class PalettePopup(QFrame):
    """Shows rows and tells which one was chosen. The keyboard stays in the field; Escape leaves all as it was."""

    chosen = Signal(object)  # Row, one that can be chosen now

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("Command palette"))
        self._window = parent
        self.finder = Finder(self)
        self.field = PaletteField(tr("Type to choose"), tr("Command, label or document"), theme)
        self.list = HeadedList(described, lambda _: "", PaletteDelegate(theme), tr("What fits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.installEventFilter(self)
        self._nothing = EmptyState("search", tr("Nothing is called like that."), theme)
        self._pages = QStackedWidget()
        for page in (self.list, self._nothing):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.field)
        layout.addWidget(self._pages, 1)
        self.field.textChanged.connect(self.finder.look_for)
        self.finder.found.connect(self._show)
        self.list.row_activated.connect(self._choose)

    def open_over(self, window: QWidget) -> None:
        """Open in the upper middle of a window, with nothing typed. What there is was given to ``finder``."""
        width, height = min(WIDTH, window.width() - 4 * SPACE), min(HEIGHT, window.height() - 8 * SPACE)
        self.resize(width, height)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, 6 * SPACE)))
        self.field.clear()
        self.finder.look_for("")
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.field, self.list, self._nothing):
            part.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys mean the same in the list as in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _is_for_rows(event):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the rows, choose one, or leave."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.finder.finish()
            self._move(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finder.finish()
            self._choose(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _show(self, rows: list[Row | Heading]) -> None:
        self.list.show_with_headings(rows)
        self.list.set_current(None)
        self.list.verticalScrollBar().setValue(0)
        self._pages.setCurrentWidget(self.list if rows else self._nothing)
        if rows:
            self._make_current(1)

    def _move(self, step: int) -> None:
        rows = self.list.rows_model.rows
        chosen = [number for number, row in enumerate(rows) if isinstance(row, Row)]
        if not chosen:
            return
        here = chosen.index(self.list.currentIndex().row())
        # one step goes round, a page stops at the ends
        target = (here + step) % len(chosen) if abs(step) == 1 else min(max(here + step, 0), len(chosen) - 1)
        self._make_current(chosen[target])
        if target == 0:
            self.list.verticalScrollBar().setValue(0)  # the heading above it, too

    def _make_current(self, number: int) -> None:
        self.list.set_current(number)
        self.field.setAccessibleDescription(described(self.list.rows_model.rows[number]))

    def _choose(self, index: QModelIndex) -> None:
        row = self.list.rows_model.row(index) if index.isValid() else None
        if isinstance(row, Row) and not row.why_not:
            self._leave()
            self.chosen.emit(row)

    def _leave(self) -> None:
        """Close, and give the keyboard back to what had it."""
        self.close()
        self._window.activateWindow()


def _is_for_rows(event: QKeyEvent) -> bool:
    """Tell whether a key goes through the rows, chooses one, or leaves."""
    return event.key() in (*STEPS, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
