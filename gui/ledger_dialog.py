"""The ledger's rows: every span that was snapped, split, merged, dropped or repaired on its way, and why."""

from __future__ import annotations

from collections import Counter

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

from export.formats.ledger import Ledger, What
from gui.said import said
from gui.theme import SPACE
from gui.widgets.table_columns import fit_columns
from gui.words import number, tr, tr_later, tr_n, tr_n_later

COLUMNS = (tr_later("Document"), tr_later("Place"), tr_later("Label"), tr_later("What"), tr_later("Why"))
WHAT: dict[What, str] = {
    "snapped": tr_later("snapped"),
    "split": tr_later("split"),
    "merged": tr_later("merged"),
    "dropped": tr_later("dropped"),
    "repaired": tr_later("repaired"),
}
MOST_ROWS = 1_000
WIDEST_COLUMN = 220


def ledger_words(ledger: Ledger) -> str:
    """Give the counts in one line, as ``Ledger.summary`` does."""
    parts = [tr_n(ledger.documents, "{n} document", "{n} documents")]
    if ledger.spans_in or ledger.spans_out:
        words = tr_n_later("{n} span in, {out} out", "{n} spans in, {out} out")
        parts.append(tr_n(ledger.spans_in, *words, out=number(ledger.spans_out)))
    for what, count in Counter(row.what for row in ledger.rows).most_common():
        parts.append(f"{number(count)} {tr(WHAT[what])}")
    if ledger.revision is not None:
        parts.append(tr("made from revision {revision}", revision=number(ledger.revision)))
    return ", ".join(parts)


class LedgerDialog(QDialog):
    """A table of the rows, and the notes below it."""

    def __init__(self, ledger: Ledger, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What changed on the way"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(QLabel(ledger_words(ledger)))
        if ledger.rows:
            column.addWidget(self._table(ledger), 1)
        for note in ledger.notes:
            label = QLabel(said(note))
            label.setWordWrap(True)
            column.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)

    @staticmethod
    def _table(ledger: Ledger) -> QTableWidget:
        rows = ledger.rows[:MOST_ROWS]
        table = QTableWidget(len(rows), len(COLUMNS))
        table.setAccessibleName(tr("Spans that changed on the way"))
        table.setProperty("role", "list")
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderLabels([tr(column) for column in COLUMNS])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)  # Tab leaves the table; the arrows move in it
        for i, row in enumerate(rows):
            cells = (row.document, f"{row.start}–{row.end}", row.label, tr(WHAT[row.what]), said(row.reason))
            for j, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(i, j, item)
        fit_columns(table, range(len(COLUMNS) - 1))
        for j in range(len(COLUMNS) - 1):  # one long name must not push the reasons out of the window
            table.setColumnWidth(j, min(table.columnWidth(j), WIDEST_COLUMN))
        table.horizontalHeader().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        return table
