"""The ledger's rows: every span that was snapped, split, merged, dropped or repaired on its way, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from export.formats.ledger import Ledger
from gui.theme import SPACE

COLUMNS = ("Document", "Place", "Label", "What", "Why")
MOST_ROWS = 1_000
WIDEST_COLUMN = 220


class LedgerDialog(QDialog):
    """A table of the rows, and the notes below it."""

    def __init__(self, ledger: Ledger, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("What changed on the way")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(QLabel(ledger.summary))
        if ledger.rows:
            column.addWidget(self._table(ledger), 1)
        for note in ledger.notes:
            label = QLabel(note)
            label.setWordWrap(True)
            column.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)

    @staticmethod
    def _table(ledger: Ledger) -> QTableWidget:
        rows = ledger.rows[:MOST_ROWS]
        table = QTableWidget(len(rows), len(COLUMNS))
        table.setAccessibleName("Spans that changed on the way")
        table.setHorizontalHeaderLabels(COLUMNS)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)  # Tab leaves the table; the arrows move in it
        for i, row in enumerate(rows):
            cells = (row.document, f"{row.start}–{row.end}", row.label, row.what, row.reason)
            for j, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(i, j, item)
        table.resizeColumnsToContents()
        for j in range(len(COLUMNS) - 1):  # one long name must not push the reasons out of the window
            table.setColumnWidth(j, min(table.columnWidth(j), WIDEST_COLUMN))
        table.horizontalHeader().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        return table
