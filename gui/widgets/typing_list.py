"""A row list below a field: letters typed in the list are meant for the field."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.widgets.row_delegate import RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import AnyRowsModel

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class TypingList(RowList):
    """Pass letters on instead of looking for rows that begin with them. A click leaves the keyboard in the text."""

    typed = Signal(str)
    entered = Signal()  # Enter on a row, which was chosen with it

    def __init__(self, model: AnyRowsModel, delegate: RowDelegate, name: str) -> None:
        super().__init__(model, delegate, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass letters on; move as every list does; say when Enter was pressed on a row."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers() & _COMMANDS:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
                self.entered.emit()
