"""All taggers of a project: their figures, two side by side, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QInputDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.project.store import TaggerRow
from gui.icons import icon
from gui.keymap import Keymap
from gui.taggers.comparison import Comparison
from gui.taggers.table import TaggerTable
from gui.taggers.words import TaggerList, choose_two, cleanup_details, deletion_details, megabytes, summary
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.question import Question, Role
from gui.words import tr, tr_later

EMPTY = tr_later(
    "No tagger yet. Label some sentences and press Retrain{key}: each tagger is kept here with its figures."
)


class TaggersDialog(QDialog):
    """A modeless dialog, so that a text can be looked at and labelled beside it. It shows the last list set."""

    use_requested = Signal(object)  # a tagger's number
    export_requested = Signal(object)  # a tagger's number
    kept_changed = Signal(object, bool)
    renamed = Signal(object, str)
    delete_requested = Signal(object)  # a tagger's number
    cleanup_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Taggers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1040, 640)
        self._listed = TaggerList()
        self._colours: Mapping[str, int] = {}
        self._summary = QLabel(wordWrap=True)
        self._summary.setProperty("role", "muted")
        self.table = TaggerTable()
        self.comparison = Comparison(theme)
        self._empty = EmptyState("tagger", tr(EMPTY, key=""), theme)
        self.use = self._button(
            tr("Use"), tr("Suggest with this tagger from now on (Enter)"), tr("Use the selected tagger")
        )
        self.export = self._button(
            tr("Export ONNX…"), tr("Save this tagger as one ONNX file"), tr("Export the selected tagger")
        )
        self.keep = self._button(tr("Keep"), tr("Keep it whatever comes after it"), tr("Keep the selected tagger"))
        self.keep.setCheckable(True)
        self.rename = self._button(tr("Rename…"), tr("Give it a name (F2)"), tr("Rename the selected tagger"))
        self.delete = self._button(
            tr("Delete…"), tr("Delete it with its figures (Delete)"), tr("Delete the selected tagger")
        )
        self.cleanup = self._button(tr("Clean up…"), "", tr("Clean up taggers that nobody keeps"))
        self.set_theme(theme)

        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for button in (self.use, self.export, self.keep, self.rename, self.delete):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.cleanup)
        close = self._button(tr("Close"), tr("Close this window (Esc)"), tr("Close"))
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._summary)
        column.addWidget(self.table, 3)
        column.addWidget(self.comparison, 2)
        column.addWidget(self._empty, 1)
        column.addLayout(row)

        self.table.selection_changed.connect(self._show_selection)
        self.table.used.connect(self.use.click)
        self.use.clicked.connect(lambda: self._with_one(lambda row: self.use_requested.emit(row.number)))
        self.export.clicked.connect(lambda: self._with_one(lambda row: self.export_requested.emit(row.number)))
        self.keep.clicked.connect(lambda on: self._with_one(lambda row: self.kept_changed.emit(row.number, on)))
        self.rename.clicked.connect(lambda: self._with_one(self._ask_name))
        self.delete.clicked.connect(lambda: self._with_one(self._ask_to_delete))
        self.cleanup.clicked.connect(self._ask_to_clean_up)
        close.clicked.connect(self.close)
        for key, button in (("F2", self.rename), ("Delete", self.delete)):
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)
        self.set_list(self._listed, {})

    def set_list(self, listed: TaggerList, colours: Mapping[str, int]) -> None:
        """Show the taggers. colours: of the project's labels in the palette, by name."""
        self._listed, self._colours = listed, colours
        some = bool(listed.rows)
        self._summary.setText(summary(listed))
        for part in (self._summary, self.table):
            part.setVisible(some)
        self.comparison.setVisible(len(listed.rows) > 1)
        self._empty.setVisible(not some)
        self.table.set_list(listed)
        self.cleanup.setEnabled(listed.freed_bytes > 0)
        smaller = tr("Make the file {size} smaller", size=megabytes(listed.freed_bytes))
        self.cleanup.setToolTip(smaller if listed.freed_bytes else tr("Nothing to free"))

    def set_revision(self, revision: int, colours: Mapping[str, int]) -> None:
        """Take note of an action: cheap, for there is one at each key."""
        self._listed = replace(self._listed, revision=revision)
        self.table.set_revision(revision)
        if colours != self._colours:
            self._colours = colours
            self._show_selection()

    def set_keys(self, keymap: Keymap) -> None:
        """Print the key that retrains where there is no tagger yet."""
        self._empty.set_text(tr(EMPTY, key=keymap.behind("retrain")))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.comparison.set_theme(theme)
        self._empty.set_theme(theme)
        for button, name in ((self.use, "check"), (self.export, "export"), (self.delete, "trash")):
            button.setIcon(icon(name, theme))

    @property
    def _selected(self) -> list[TaggerRow]:
        return [row for row in map(self._listed.row, self.table.selected) if row is not None]

    def _with_one(self, do: Callable[[TaggerRow], object]) -> None:
        rows = self._selected
        if len(rows) == 1:
            do(rows[0])

    def _show_selection(self) -> None:
        rows = self._selected
        one = rows[0] if len(rows) == 1 else None
        has_bytes = one is not None and one.size is not None
        self.use.setEnabled(has_bytes and one is not None and not one.in_use)
        self.export.setEnabled(has_bytes)
        self.keep.setEnabled(has_bytes)
        self.keep.setChecked(one is not None and one.kept)
        self.keep.setText(tr("Kept") if self.keep.isChecked() else tr("Keep"))
        self.rename.setEnabled(one is not None)
        self.delete.setEnabled(one is not None)
        self.comparison.show_pair(choose_two(self._listed.rows, self.table.selected), self._colours)

    def _ask_name(self, row: TaggerRow) -> None:
        box = QInputDialog(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(tr("Rename the tagger"))
        box.setLabelText(tr("Name of Tagger {number} (empty: its number):", number=row.number))
        box.setTextValue(row.name)
        box.textValueSelected.connect(lambda name: self.renamed.emit(row.number, name))
        box.open()

    def _ask_to_delete(self, row: TaggerRow) -> None:
        details = deletion_details(self._listed, row)
        question = tr("Delete {tagger}?", tagger=row.title)
        self._ask(question, details, tr("Delete"), lambda: self.delete_requested.emit(row.number))

    def _ask_to_clean_up(self) -> None:
        freed = megabytes(self._listed.freed_bytes)
        details = cleanup_details(self._listed)
        question = tr("Free {size} of the project's file?", size=freed)
        self._ask(question, details, tr("Free {size}", size=freed), self.cleanup_requested.emit)

    def _ask(self, question: str, details: str, verb: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone; Enter cancels."""
        box = Question(tr("Taggers"), question, details, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.add(verb, Role.AcceptRole)
        box.add_leave(default=True)
        box.accepted.connect(then)
        box.open()

    def _button(self, text: str, tooltip: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tooltip)
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        return button
