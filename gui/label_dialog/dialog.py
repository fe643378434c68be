"""The window «Labels»: the list of them at the left, what can be said about one at the right.

It stays open beside the text. Each change is one action, made at once; what comes back of it is shown by
``set_labels``, as is what an undo, an import or the label bar did.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.project.label_actions import LabelUse
from engine.text.labels import LabelSet
from gui.icons import icon
from gui.label_dialog.form import LabelForm
from gui.label_dialog.label_list import LabelList, LabelRow
from gui.panels.new_label import NewLabelPopup
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.search_field import SearchField
from gui.words import tr, tr_later

LIST_WIDTH = 264
NO_LABELS = tr_later(
    "A label is a kind of entity that you look for: a person, a drug, a statute.\n"
    "Add the first one; its key then labels what is selected in the text."
)
AT_ONCE = tr_later("Changes are made at once; Ctrl+Z takes them back.")


class LabelDialog(QDialog):
    """Show the labels and tell what a person wants of them."""

    changed = Signal(str, object)  # name, Revision
    moved = Signal(str, int)  # name, by so many places
    merge_requested = Signal(str)
    delete_requested = Signal(str)
    label_added = Signal(str, str)  # name, guideline
    undo_requested = Signal()
    redo_requested = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Labels"))
        self.resize(760, 560)
        self.labels = LabelSet()
        self._use: Mapping[str, LabelUse] = {}
        self._current: str | None = None
        self._place = 0
        self.filter = SearchField(tr("Filter labels by name"), tr("Filter by name"), theme)
        self.list = LabelList(theme)
        self.form = LabelForm(theme)
        self._no_match = EmptyState("search", "", theme)
        self._empty = EmptyState("label", tr(NO_LABELS), theme, tr("Add a label…"))
        self._first = self._empty.findChildren(QPushButton)[0]
        self._add = QPushButton(tr("Add label…"))
        self._up, self._down = QPushButton(), QPushButton()
        for button, words in ((self._up, tr("Move up (Alt+Up)")), (self._down, tr("Move down (Alt+Down)"))):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self._popup = NewLabelPopup(self)
        self._hint = QLabel(tr(AT_ONCE))
        self._hint.setProperty("role", "small")
        self._close = QPushButton(tr("Close"))
        self._lists = QStackedWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.set_theme(theme)
        self.set_labels(self.labels)

    def set_labels(self, labels: LabelSet) -> None:
        """Show these labels; the chosen one stays chosen, whatever its name and place are now."""
        names = labels.names
        same = self._current in names or (len(labels) == len(self.labels) and self._current is not None)
        if self._current not in names:
            # renamed: it is where it was; gone: the next one takes its place
            self._current = names[min(self._place, len(names) - 1)] if names else None
        self.labels = labels
        self._pages.setCurrentIndex(0 if labels else 1)
        self._hint.setText(tr(AT_ONCE) if labels else "")
        self._refresh(same=same)

    def set_use(self, use: Mapping[str, LabelUse]) -> None:
        """Show how much each label is used, by name."""
        self._use = use
        self._refresh(same=True)

    def choose(self, name: str) -> None:
        """Show a label; what was typed for another one is told first."""
        if name != self._current:
            self.form.commit()
            self._current = name
            if self.filter.text().strip().casefold() not in name.casefold():
                self.filter.clear()
            self._refresh(same=False)

    def set_busy(self, text: str) -> None:
        """Say what is going on, and take no other wish until it is over; "": it is over."""
        self._hint.setText(text or (tr(AT_ONCE) if self.labels else ""))
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._pages.setEnabled(not text)
        if not text and had_focus:
            self.list.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.filter, self.list, self.form, self._no_match, self._empty):
            part.set_theme(theme)
        self._add.setIcon(icon("add", theme))
        self._up.setIcon(icon("chevron-up", theme))
        self._down.setIcon(icon("chevron-down", theme))

    def open_at(self, name: str | None = None) -> None:
        """Come to the front, with a label chosen if one is named."""
        if name is not None and name in self.labels.names:
            self.choose(name)
        self.show()
        self.raise_()
        self.activateWindow()
        (self.list if self.labels else self._first).setFocus()
        self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell what was typed and not yet told."""
        self.form.commit()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close on Escape."""
        self.form.commit()
        super().reject()

    def _build(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(SPACE // 2)
        below.addWidget(self._add, 1)
        below.addWidget(self._up)
        below.addWidget(self._down)
        for page in (self.list, self._no_match):
            self._lists.addWidget(page)
        self._lists.setProperty("role", "surface")
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self.filter)
        left.addWidget(self._lists, 1)
        left.addLayout(below)
        side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addWidget(side)
        row.addWidget(self.form, 1)
        self._pages.addWidget(work)
        self._pages.addWidget(self._empty)
        foot = QHBoxLayout()
        foot.addWidget(self._hint)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field confirms that field

    def _connect(self) -> None:
        self.form.changed.connect(self.changed)
        self.form.merge_requested.connect(self.merge_requested)
        self.form.delete_requested.connect(self.delete_requested)
        self.list.row_chosen.connect(lambda index: self.choose(self.list.rows_model.row(index).label.name))
        self.list.moved.connect(self._move)
        self._up.clicked.connect(lambda: self.list.move_current(-1))
        self._down.clicked.connect(lambda: self.list.move_current(1))
        self.filter.textChanged.connect(lambda _: self._refresh(same=True))
        self.filter.left_downwards.connect(self.list.setFocus)
        self._add.clicked.connect(lambda: self._popup.ask(self._add, self.labels.names))
        self._empty.action_requested.connect(lambda: self._popup.ask(self._first, self.labels.names))
        self._popup.accepted.connect(self._add_label)
        self._close.clicked.connect(self.close)
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence("Ctrl+Shift+Z")
        for keys, signal in ((undo, self.undo_requested), (redo, self.redo_requested)):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)
        QShortcut(QKeySequence("Ctrl+Y"), self).activated.connect(self.redo_requested)

    def _refresh(self, *, same: bool) -> None:
        """Show the rows that pass the filter, the chosen one marked, and the chosen one in the form."""
        wanted = self.filter.text().strip().casefold()
        rows = [LabelRow(label, self._use.get(label.name)) for label in self.labels if wanted in label.name.casefold()]
        self.list.can_move = not wanted
        self.list.rows_model.set_rows(rows)
        number = next((n for n, row in enumerate(rows) if row.label.name == self._current), None)
        self.list.set_current(number)
        self._no_match.set_text(tr("No label is named like “{words}”.", words=self.filter.text().strip()))
        self._lists.setCurrentWidget(self.list if rows else self._no_match)
        names = self.labels.names
        self._place = names.index(self._current) if self._current in names else 0
        self._up.setEnabled(not wanted and self._place > 0)
        self._down.setEnabled(not wanted and self._place < len(names) - 1)
        label = self.labels.named(self._current) if self._current in names else None
        self.form.set_label(label, self.labels, same=same)

    def _move(self, here: int, there: int) -> None:
        self.moved.emit(self.list.rows_model.rows[here].label.name, there - here)

    def _add_label(self, name: str, guideline: str) -> None:
        self.filter.clear()
        self._current, self._place = name, len(self.labels)  # so that it is the chosen one when it is there
        self.label_added.emit(name, guideline)
