"""The backups of a project: where they are and what is in them; and the question whether one shall be put back."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.errors import LostProjectError
from engine.project.backup_files import Backup, backups_folder
from gui.controllers.backups import Described
from gui.presenter import when_made
from gui.said import said
from gui.theme import SPACE
from gui.widgets.table_columns import fit_columns
from gui.words import number, tr, tr_later

COLUMNS = (tr_later("Made"), tr_later("Documents"), tr_later("Spans"), tr_later("Revision"), "")
NUMBERS = (1, 2, 3)
KEPT_WORDS = tr_later(
    "Once a day, if something has changed, Gatelight copies the project into the folder beside it. The newest backup "
    "of each of the last seven days stays, and the last three from before an update of Gatelight."
)


class BackupTable(QTableWidget):
    """One row a backup, the newest first; the newest that can be read is chosen at the beginning."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self._backups: list[Backup] = []
        self.setAccessibleName(tr("Backups"))
        self.setProperty("role", "list")
        for column, text in enumerate(COLUMNS):
            heading = QTableWidgetItem(tr(text) if text else "")
            heading.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, heading)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)

    def set_backups(self, described: Described) -> None:
        """Show backups with what is in them."""
        self._backups = [backup for backup, _ in described]
        self.setRowCount(len(described))
        for row, (backup, facts) in enumerate(described):
            counts = ("", "", "")
            if facts is not None:
                counts = (number(facts.documents), number(facts.spans), number(facts.revision))
            note = tr("before an update") if backup.before_update else ""
            if facts is None:
                note = tr("cannot be read")
            for column, text in enumerate((when_made(backup), *counts, note)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_alignment(column))
                if facts is None:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.setItem(row, column, item)
        fit_columns(self, range(len(COLUMNS) - 1))
        self.horizontalHeader().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        first = next((row for row, (_, facts) in enumerate(described) if facts is not None), None)
        if first is not None:
            self.selectRow(first)

    @property
    def chosen(self) -> Backup | None:
        """Give the backup that is chosen, None if there is none."""
        rows = self.selectionModel().selectedRows()
        return self._backups[rows[0].row()] if rows else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Put numbers to the right."""
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class RestoreDialog(QDialog):
    """What is wrong with a project, and its backups to choose from. aside: what the file there now will be called."""

    chosen = Signal(object)  # Backup

    def __init__(
        self, project: Path, error: LostProjectError, described: Described, aside: Path, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Restore the project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        column = _column(self)
        column.addWidget(_words(tr("«{project}» {what}.", project=project.stem, what=said(error.what)), "title"))
        column.addWidget(_words(str(project), "muted"))
        column.addSpacing(SPACE)
        can = tr("A backup can take its place. What was done after it was made is not in it.")
        column.addWidget(_words(can))
        self.table = BackupTable()
        self.table.set_backups(described)
        column.addWidget(self.table, 1)
        if os.path.lexists(project):
            words = tr_later("The file that is there now is kept. It will be called «{name}», in the same folder.")
            column.addWidget(_words(tr(words, name=aside.name), "muted"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.restore = buttons.addButton(tr("Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.restore.setProperty("kind", "primary")
        self.restore.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.table.itemSelectionChanged.connect(self._show_choice)
        self.table.itemActivated.connect(self._accept)
        self._show_choice()
        self.table.setFocus()

    def _accept(self) -> None:
        backup = self.table.chosen
        if backup is not None:
            self.accept()
            self.chosen.emit(backup)

    def _show_choice(self) -> None:
        self.restore.setEnabled(self.table.chosen is not None)


class BackupsDialog(QDialog):
    """The backups of the open project."""

    back_up_requested = Signal()
    restore_requested = Signal(object)  # Backup
    folder_requested = Signal()

    def __init__(self, project: Path, described: Described, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Backups"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 460)
        self._project = project
        column = _column(self)
        column.addWidget(_words(tr("Backups of «{project}»", project=project.stem), "title"))
        column.addWidget(_words(tr(KEPT_WORDS)))
        self._place = _words("", "muted")
        column.addWidget(self._place)
        self.table = BackupTable()
        column.addWidget(self.table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.back_up = _button(buttons, tr("Back up now"), QDialogButtonBox.ButtonRole.ActionRole)
        self.restore = _button(buttons, tr("Restore…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.show_folder = _button(buttons, tr("Show folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.back_up.clicked.connect(self._back_up)
        self.restore.clicked.connect(self._restore)
        self.show_folder.clicked.connect(self.folder_requested)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.table.itemSelectionChanged.connect(self._show_choice)
        self.set_backups(described)

    def set_backups(self, described: Described) -> None:
        """Show what there is now."""
        self.table.set_backups(described)
        folder = str(backups_folder(self._project))
        self._place.setText(
            folder if described else tr("There is no backup yet; the first one comes into {folder}", folder=folder)
        )
        self.back_up.setEnabled(True)
        self.back_up.setText(tr("Back up now"))
        self.show_folder.setEnabled(bool(described))
        self._show_choice()

    def _back_up(self) -> None:
        self.back_up.setEnabled(False)
        self.back_up.setText(tr("Copying…"))
        self.back_up_requested.emit()

    def _restore(self) -> None:
        if self.table.chosen is not None:
            self.restore_requested.emit(self.table.chosen)

    def _show_choice(self) -> None:
        self.restore.setEnabled(self.table.chosen is not None)


def _column(dialog: QDialog) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    return column


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(buttons: QDialogButtonBox, text: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
    button = buttons.addButton(text, role)
    button.setAutoDefault(False)
    return button
