"""The table of a project's taggers, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from engine.project.store import TaggerRow
from gui.presenter import ago
from gui.taggers.words import (
    TaggerList,
    count_text,
    f1_text,
    measured,
    revision_text,
    share_text,
    size_text,
    state_text,
)
from gui.widgets.table_columns import fit_columns
from gui.words import date, tr, tr_later, tr_n, tr_n_later

COLUMNS = (
    tr_later("Tagger"), "", tr_later("Trained"), "F1", tr_later("Precision"), tr_later("Recall"), tr_later("Sentences"),
    tr_later("Spans"), tr_later("Seed"), tr_later("Revision"), tr_later("Size"),
)  # fmt: skip
NAME, STATE, REVISION = 0, 1, 9
ROW_HEIGHT = 28
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TaggerTable(QTableWidget):
    """A row for each tagger; one or two can be selected, and stay so when the table is filled anew."""

    selection_changed = Signal()
    used = Signal()  # a row was double-clicked, or Enter pressed

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self._rows: tuple[TaggerRow, ...] = ()
        self._filling = False
        self.setAccessibleName(tr("Taggers of the project, the newest first"))
        self.setProperty("role", "figures")
        for column, title in enumerate(COLUMNS):
            heading = QTableWidgetItem(tr(title) if title else "")
            heading.setTextAlignment(self._alignment(column))
            self.setHorizontalHeaderItem(column, heading)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._tell)
        self.itemActivated.connect(lambda _: self.used.emit())

    @property
    def selected(self) -> list[int]:
        """Give the numbers of the selected taggers, the newest first."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._rows[row].number for row in rows if row < len(self._rows)]

    def select(self, numbers: list[int]) -> None:
        """Select taggers."""
        selection = QItemSelection()
        places = [place for place, row in enumerate(self._rows) if row.number in numbers]
        for place in places:
            selection.select(self.model().index(place, 0), self.model().index(place, len(COLUMNS) - 1))
        if places:
            index = self.model().index(places[0], 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def set_list(self, listed: TaggerList) -> None:
        """Show other taggers; at first the newest is selected."""
        kept = [number for number in self.selected if listed.row(number)]
        self._filling = True
        self._rows = listed.rows
        self.setRowCount(len(listed.rows))
        now = datetime.now(UTC)
        for place, row in enumerate(listed.rows):
            self._fill(place, row, listed.revision, now)
        fit_columns(self, range(1, len(COLUMNS)))
        self.select(kept or [row.number for row in listed.rows[:1]])
        self._filling = False
        self._tell()

    def set_revision(self, revision: int) -> None:
        """Say anew how many actions ago each was trained."""
        for place, row in enumerate(self._rows):
            item = self.item(place, REVISION)
            if item is not None:
                item.setText(revision_text(row, revision))
        fit_columns(self, (REVISION,))

    def _fill(self, place: int, row: TaggerRow, revision: int, now: datetime) -> None:
        metrics = measured(row)
        micro = metrics.micro if metrics else None
        cells = (
            row.title,
            state_text(row),
            ago(row.created, now),
            f1_text(row),
            share_text(micro.precision if micro else None),
            share_text(micro.recall if micro else None),
            count_text(row.sentences),
            count_text(row.spans),
            str(row.seed),
            revision_text(row, revision),
            size_text(row.size),
        )
        hint = self._hint(row)
        for column, text in enumerate(cells):
            item = QTableWidgetItem(" ".join(text.split()))
            item.setTextAlignment(self._alignment(column))
            item.setToolTip(hint)
            if row.in_use and column in (NAME, STATE):
                font = QFont(self.font())
                font.setWeight(QFont.Weight.DemiBold)
                item.setFont(font)
            if column == NAME:
                headings = [tr(title) if title else "" for title in COLUMNS]
                said = (f"{name} {text}".strip() for name, text in zip(headings, cells, strict=True) if text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(said))
            self.setItem(place, column, item)

    def _tell(self) -> None:
        if not self._filling:
            self.selection_changed.emit()

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        return LEFT if column <= 2 else RIGHT

    @staticmethod
    def _hint(row: TaggerRow) -> str:
        when = date(row.created.astimezone(), tr("d MMMM yyyy, HH:mm"))
        lines = [row.title, tr("Trained {when}", when=when)]
        if row.metrics is None:
            lines.append(tr("Its figures cannot be read."))
        elif row.held_out == "none":
            lines.append(tr("There were too few labels to hold some back and measure it."))
        else:
            words = tr_n_later("Measured on {n} held-out sentence", "Measured on {n} held-out sentences")
            lines.append(tr_n(row.metrics.sentences, *words))
        if row.revision is None:
            lines.append(tr("It was not trained on this project."))
        if row.size is None:
            lines.append(tr("Only its figures are left: it can no longer be used."))
        return "\n".join(lines)
