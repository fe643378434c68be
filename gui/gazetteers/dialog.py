"""The lists of names of a project: which there are, which suggest, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.project.gazetteer_rows import Gazetteer
from gui.gazetteers.rows import GazetteerDelegate, described
from gui.icons import icon
from gui.panels.search import toggle
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.words import tr


class GazetteerList(RowList):
    """A list in which Space switches a row on or off and Delete takes it away."""

    switched = Signal()
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two keys; move as every list does."""
        if event.key() == Qt.Key.Key_Space:
            self.switched.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class GazetteersDialog(QDialog):
    """A modeless window: what a list suggests can be seen in the text beside it."""

    add_requested = Signal()
    removed = Signal(object)  # a list's number
    switched = Signal(object, bool)
    case_changed = Signal(object, bool)
    export_requested = Signal(object)  # a list's number

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lists of names"))
        self.resize(560, 400)
        self.list = GazetteerList(RowsModel(described, described), GazetteerDelegate(theme), tr("Lists of names"))
        self._empty = EmptyState(
            "label",
            tr(
                "No list yet.\n\nA list is a text file with a name, a tab and its label on each line. "
                "Its names are suggested wherever a text has them, also before there is a tagger."
            ),
            theme,
        )
        self._about = QLabel(
            tr("The names of these lists are suggested wherever a text has them, until somebody answers."),
            wordWrap=True,
        )
        self._about.setProperty("role", "muted")
        self.add = QPushButton(tr("Add a list…"), autoDefault=False)
        self.export = QPushButton(tr("Export…"), autoDefault=False)
        self.remove = QPushButton(tr("Remove"), autoDefault=False)
        self.case = toggle("Aa", tr("Match case"), tr("Only with the capitals of the list"))
        close = QPushButton(tr("Close"), autoDefault=False)
        self._pages = QStackedWidget()
        for page in (self.list, self._empty):
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for button in (self.add, self.export, self.remove, self.case):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._about)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)
        self.add.clicked.connect(self.add_requested)
        self.export.clicked.connect(self._export)
        self.remove.clicked.connect(self._remove)
        self.case.clicked.connect(self._change_case)
        close.clicked.connect(self.close)
        self.list.switched.connect(self._switch)
        self.list.removed.connect(self._remove)
        self.list.row_activated.connect(lambda _: self._switch())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.set_theme(theme)
        self.set_lists([])

    def set_lists(self, lists: Sequence[Gazetteer]) -> None:
        """Show these lists; the current one stays current."""
        ids = [each.id for each in lists]
        self.list.show_rows(lists, lambda row: ids.index(row.id) if row.id in ids else None)
        if lists and self._current is None:
            self.list.set_current(0)
        self._pages.setCurrentWidget(self.list if lists else self._empty)
        self._about.setVisible(bool(lists))
        self._show_current()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)
        self._empty.set_theme(theme)
        for button, name in ((self.add, "add"), (self.export, "export"), (self.remove, "trash")):
            button.setIcon(icon(name, theme))

    @property
    def _current(self) -> Gazetteer | None:
        index = self.list.currentIndex()
        return self.list.rows_model.row(index) if index.isValid() else None

    def _switch(self) -> None:
        if self._current is not None:
            self.switched.emit(self._current.id, not self._current.on)

    def _export(self) -> None:
        if self._current is not None:
            self.export_requested.emit(self._current.id)

    def _change_case(self, on: bool) -> None:
        if self._current is not None:
            self.case_changed.emit(self._current.id, on)

    def _remove(self) -> None:
        if self._current is not None:
            self.removed.emit(self._current.id)

    def _show_current(self) -> None:
        current = self._current
        for button in (self.export, self.remove, self.case):
            button.setEnabled(current is not None)
        self.case.setChecked(current is not None and current.match_case)
