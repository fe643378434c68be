"""The list of the entities panel: a row list whose rows fold as those of a tree do."""

from __future__ import annotations

from typing import TypeGuard

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.panels.entity_delegate import EntityDelegate
from gui.panels.entity_rows import EntityRow, Heading, NameRow, PlaceRow, described
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import LazyRowsModel
from gui.widgets.tooltip import tooltip
from gui.words import tr

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class EntityList(RowList):
    """Rows with arrows. A click leaves the keyboard in the text; Tab still reaches the list."""

    fold_requested = Signal(QModelIndex)  # fold what is unfolded, and the other way round
    parent_requested = Signal(QModelIndex)  # go to the row that this one is under
    typed = Signal(str)  # letters, which a person means to search for

    def __init__(self, delegate: EntityDelegate) -> None:

        def said(row: EntityRow) -> str:
            note = delegate.note_on(row)
            return described(row) + ("\n" + tr("Note: {note}", note=note) if note else "")

        super().__init__(LazyRowsModel(said, lambda row: tooltip(said(row))), delegate, tr("Entities"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button_clicked.connect(lambda index, _: self.fold_requested.emit(index))
        self.row_activated.connect(self._activate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold and unfold with Space, Left and Right; pass letters on; move as every list does."""
        index = self.currentIndex()
        row: object = self.rows_model.row(index) if index.isValid() else None
        left = event.key() == Qt.Key.Key_Left
        if event.modifiers() & _COMMANDS:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            if can_fold(row) and (event.key() == Qt.Key.Key_Space or row.folded != left):
                self.fold_requested.emit(index)
            elif left and isinstance(row, NameRow | PlaceRow):
                self.parent_requested.emit(index)
        elif event.text() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> None:
        if isinstance(self.rows_model.row(index), Heading):
            self.fold_requested.emit(index)


def can_fold(row: object) -> TypeGuard[Heading | NameRow]:
    """Tell whether a row has rows under it."""
    return isinstance(row, Heading) or (isinstance(row, NameRow) and row.count > 1)
