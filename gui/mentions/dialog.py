"""All mentions of a name, in their context, with ticks: what Enter then labels, relabels or removes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.project.annotate import shorten
from engine.project.mentions import MentionPage, MentionQuery, Task
from engine.text.labels import LabelSet
from gui.icons import icon
from gui.mentions.rows import MentionDelegate, MentionRows, Ticks, described
from gui.panels.search import toggle
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.widgets.empty_state import EmptyState
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import LazyRowsModel
from gui.words import number, tr, tr_later, tr_n

SLOW_MS = 500
"""What takes longer than that is told."""

TASKS = {
    Task.LABEL: tr_later("Label as"),
    Task.CHANGE: tr_later("Change the label to"),
    Task.REMOVE: tr_later("Remove the label"),
}


class MentionList(RowList):
    """A list in which Space ticks, Enter does what the window is for, and the keys of the text choose what that is.

    Those are a label's key for that label, and Delete for none.
    """

    ticked = Signal(int)  # the number of a row
    all_ticked = Signal()
    entered = Signal()
    key_typed = Signal(str)
    remove_typed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that mean something here; move as every list does."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_ticked.emit()
        elif event.key() == Qt.Key.Key_Space and plain:
            if self.currentIndex().isValid():
                self.ticked.emit(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.remove_typed.emit()
        elif plain and event.text().isprintable() and event.text():
            self.key_typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class MentionsDialog(QDialog):
    """Say what is looked for, list what was found, and give out what a person ticked."""

    asked = Signal(object)  # MentionQuery
    chosen = Signal(object, object)  # MentionQuery, list[Mention]
    stop_requested = Signal()  # what was chosen is not to be done any more
    left = Signal()  # closed: nothing needs to be found any more

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All mentions"))
        self.resize(720, 560)
        self._theme = theme
        self._labels = LabelSet()
        self._query: MentionQuery | None = None
        self._document_id: int | None = None
        self._ticks = Ticks()
        self._complete = False
        self._waits = False  # Enter was pressed before everything was found
        self._changing = 0  # so many mentions are being changed
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self.heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.heading.setProperty("role", "heading")
        self.task = DropDown(tr("What to do with the mentions"), theme)
        for task, words in TASKS.items():
            self.task.addItem(tr(words), task)
        self.label = DropDown(tr("The label"), theme)
        self.label.setPlaceholderText(tr("Choose a label"))
        self.scope = DropDown(tr("Where to look"), theme)
        self.scope.addItems([tr("in the whole project"), tr("in this document")])
        self.case = toggle("Aa", tr("Match case"), tr("Only mentions with the same capitals"))
        self.doubtful = QToolButton(checkable=True, toolTip=tr("List only those that something speaks against"))
        self.doubtful.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.doubtful.setProperty("kind", "toggle")
        self.doubtful.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.counts = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.more = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.more.setProperty("role", "muted")
        self._delegate = MentionDelegate(theme)
        self.list = MentionList(LazyRowsModel(described, described), self._delegate, tr("Mentions"))
        self._empty = EmptyState("search", "", theme)
        self._pages = QStackedWidget()
        for page in (self.list, self._empty):
            self._pages.addWidget(page)
        self.all = QPushButton(autoDefault=False)
        self.accept_button = QPushButton(default=True)
        self.accept_button.setProperty("kind", "primary")
        self.cancel = QPushButton(tr("Cancel"), autoDefault=False)
        self._lay_out()
        self.task.activated.connect(self._on_task)
        self.label.activated.connect(self._ask)
        self.scope.activated.connect(self._ask)
        self.case.clicked.connect(self._ask)
        self.doubtful.clicked.connect(self._show_rows)
        self.all.clicked.connect(self._toggle_all)
        self.list.ticked.connect(self._toggle)
        self.list.all_ticked.connect(self._toggle_all)
        self.list.row_activated.connect(lambda index: self._toggle(index.row()))
        self.list.entered.connect(self._enter)
        self.list.key_typed.connect(self._choose_by_key)
        self.list.remove_typed.connect(self._choose_removal)
        self.accept_button.clicked.connect(self._enter)
        self.cancel.clicked.connect(self.reject)
        self._slow.timeout.connect(lambda: self.set_progress(0))
        self.finished.connect(lambda _: self._leave())
        QShortcut(QKeySequence.StandardKey.SelectAll, self).activated.connect(self._toggle_all)
        self.set_theme(theme)

    def set_labels(self, labels: LabelSet) -> None:
        """Offer these labels, with the keys that choose them here."""
        self._labels = labels
        self._delegate.labels = {label.name: label for label in labels}
        chosen = self._label
        with QSignalBlocker(self.label):
            self.label.clear()
            for label in labels:
                self.label.addItem(f"{label.name} ({label.key.upper()})" if label.key else label.name, label.name)
            self._set_label(chosen)

    def begin(self, form: str, label: str, old: str, document_id: int) -> None:
        """Show all mentions of a form. label: to give them, "": nobody said so; old: that it has itself, "" if none."""
        self._document_id = document_id
        self._query = MentionQuery(form, Task.LABEL, label, old)
        self.heading.setText(tr("All mentions of «{form}»", form=shorten(form)))
        self.task.setCurrentIndex(0)
        self._set_label(label)
        self.doubtful.setChecked(False)
        self.open()
        self._ask()
        self.list.setFocus()

    def add(self, pages: Sequence[MentionPage]) -> None:
        """Show more of what was found."""
        self._ticks.add(pages)
        self._show_rows()

    def set_complete(self) -> None:
        """Take note that everything is found."""
        self._complete = True
        self._show_rows()
        if self._waits:
            self._enter()

    def set_progress(self, seen: int) -> None:
        """Say how many of the chosen mentions are done, once that takes long."""
        if self._changing and not self._slow.isActive() and self.cancel.isEnabled():
            share = tr("{n} of {all}", n=number(seen), all=number(self._changing))
            self.more.setText(f"{tr('Changing the mentions…')} {share}")

    def set_stopped(self) -> None:
        """Take note that nothing was changed, and go on with what is ticked."""
        self._end_change()
        self._show_ticks()

    def reject(self) -> None:
        """Close, or, while mentions are changed, stop that first."""
        if not self._changing:
            super().reject()
        elif self.cancel.isEnabled():
            self._slow.stop()
            self.cancel.setEnabled(False)
            self.more.setText(tr("Stopping…"))
            self.stop_requested.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for part in (self.task, self.label, self.scope, self._empty, self.list):
            part.set_theme(theme)
        self.doubtful.setIcon(icon("warning", theme))

    def _ask(self) -> None:
        """Look for the mentions anew: what they are to become decides what speaks against them."""
        if self._query is None or self._changing:
            return
        before, task = self._query, self._task
        self._query = replace(
            before,
            task=task,
            label="" if task is Task.REMOVE else self._label,
            match_case=self.case.isChecked(),
            document_id=self._document_id if self.scope.currentIndex() else None,
        )
        self.label.setEnabled(task is not Task.REMOVE)
        same = replace(self._query, label="") == replace(before, label="")
        self._ticks, self._complete, self._waits = Ticks(self._ticks if same else None), False, False
        self.list.rows_model.set_rows(())
        self._show_rows()
        self.asked.emit(self._query)

    def _on_task(self) -> None:
        """Change a label to another one than it is, and to one that somebody chooses."""
        if self._task is Task.CHANGE and self._query is not None and self._label == self._query.old:
            self._set_label("")
        self._ask()

    def _choose_by_key(self, key: str) -> None:
        name = next((label.name for label in self._labels if label.key and label.key.lower() == key.lower()), None)
        if name is None or self._query is None or (name == self._label and self._task is not Task.REMOVE):
            return
        # whoever stands on a span and says another label means that span, too
        self._set_task(Task.CHANGE if self._query.old not in ("", name) else Task.LABEL)
        self._set_label(name)
        self._ask()

    def _choose_removal(self) -> None:
        if self._task is not Task.REMOVE:
            self._set_task(Task.REMOVE)
            self._ask()

    def _set_task(self, task: Task) -> None:
        self.task.setCurrentIndex(list(TASKS).index(task))

    @property
    def _label(self) -> str:
        """Give the label that is chosen, "" if none is."""
        return str(self.label.currentData() or "")

    def _set_label(self, name: str) -> None:
        self.label.setCurrentIndex(self.label.findData(name))

    def _toggle(self, row: int) -> None:
        if not self._changing:
            self._ticks.toggle(self._rows.numbers[row])
            self._show_ticks()

    def _toggle_all(self) -> None:
        if not self._changing:
            self._ticks.toggle_all(self._rows.numbers)
            self._show_ticks()

    def _enter(self) -> None:
        """Do it, as soon as everything is found, and once it is said what."""
        if self._query is None or self._changing or (self._complete and not self._ticks.count):
            return
        if self._lacks_label:
            self.label.setFocus()
            return
        self._waits = not self._complete
        if not self._waits:
            mentions = self._ticks.chosen()
            self._changing = len(mentions)
            self._slow.start()
            self.chosen.emit(self._query, mentions)
        self._show_ticks()

    def _end_change(self) -> None:
        self._changing = 0
        self._slow.stop()
        self.cancel.setEnabled(True)

    def _leave(self) -> None:
        self._end_change()
        self.left.emit()

    @property
    def _lacks_label(self) -> bool:
        return self._task is not Task.REMOVE and not self._label

    @property
    def _task(self) -> Task:
        return Task(self.task.currentData())  # Qt keeps only the words of it

    @property
    def _rows(self) -> MentionRows:
        rows = self.list.rows_model.rows
        return rows if isinstance(rows, MentionRows) else MentionRows(self._ticks, ())

    def _show_rows(self) -> None:
        ticks = self._ticks
        only = self.doubtful.isChecked()
        numbers = range(len(ticks.mentions)) if not only else tuple(ticks.doubtful)
        self.list.rows_model.set_rows(MentionRows(ticks, numbers))
        if numbers and not self.list.currentIndex().isValid():
            self.list.set_current(0)
        doubts = len(ticks.doubtful)
        self.doubtful.setText(tr_n(doubts, "{n} doubtful", "{n} doubtful"))
        self.doubtful.setEnabled(doubts > 0 or only)
        self._empty.set_text(self._nothing(only=only))
        self._pages.setCurrentWidget(self.list if numbers or not self._complete else self._empty)
        self._show_ticks()

    def _show_ticks(self) -> None:
        """Say how many are ticked, and what else was found."""
        ticks, all_found = self._ticks, len(self._ticks.mentions)
        words = tr("{ticked} of {found} ticked", ticked=number(ticks.count), found=number(all_found))
        self.counts.setText(words if self._complete else tr("{words}, searching…", words=words))
        more = []
        if self._lacks_label:
            more.append(tr("Press the key of a label, or choose one above."))
        if ticks.already:
            more.append(tr_n(ticks.already, "{n} has the label already.", "{n} have the label already."))
        if ticks.inside:
            more.append(tr_n(ticks.inside, "{n} is a part of a longer token.", "{n} are parts of longer tokens."))
        self.more.setText(" ".join(more))
        self.all.setText(tr("Tick none") if ticks.count == all_found and all_found else tr("Tick all"))
        self.all.setEnabled(bool(all_found))
        self.accept_button.setText(self._verb(ticks.count))
        ready = not (self._waits or self._changing or self._lacks_label)
        self.accept_button.setEnabled(ready and (ticks.count > 0 or not self._complete))
        self.list.viewport().update()

    def _verb(self, count: int) -> str:
        if self._waits:
            return tr("Waiting for the last…")
        if self._lacks_label:
            return tr("Choose a label")
        match self._query.task if self._query else Task.LABEL:
            case Task.LABEL:
                return tr_n(count, "Label {n}", "Label {n}")
            case Task.CHANGE:
                return tr_n(count, "Change {n}", "Change {n}")
            case Task.REMOVE:
                return tr_n(count, "Remove {n} label", "Remove {n} labels")

    def _nothing(self, *, only: bool) -> str:
        if only:
            return tr("Nothing speaks against any of them.")
        if self._query is not None and self._query.task is Task.LABEL:
            return tr("There is no other mention to label.\n\nLook in the whole project, or without «Aa».")
        return tr("No mention has a label to change.\n\nLook in the whole project, or without «Aa».")

    def _lay_out(self) -> None:
        what = QHBoxLayout()
        what.setSpacing(SPACE)
        for box, share in ((self.task, 3), (self.label, 3), (self.scope, 3)):
            what.addWidget(box, share)
        what.addWidget(self.case)
        counts = QHBoxLayout()
        counts.setSpacing(SPACE)
        counts.addWidget(self.counts, 1)
        counts.addWidget(self.doubtful)
        counts.addWidget(self.all)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.more, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.heading)
        column.addLayout(what)
        column.addLayout(counts)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)
