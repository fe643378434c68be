"""The window «Labels», the menu of a label in the label bar, and the questions before one goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from engine.project.annotate import shorten
from engine.project.editor import Edit
from engine.project.label_actions import LabelUse
from gui.keymap import Keymap
from gui.theme import SPACE
from gui.widgets.tooltip import tooltip
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.label_dialog import LabelDialog
    from gui.panels.label_chooser import LabelChooser

COUNT_MS = 300
"""Spans are counted anew so long after an edit; the next edits join it."""

LONGEST_ARMED = 24
"""So many characters of the armed label's name stand in the status line."""
LONGEST_QUOTE = 200
"""Of a longer selection the beginning is quoted."""


class LabelWiring:
    """Connects the label controller with the window."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._dialog: LabelDialog | None = None
        self._chooser: LabelChooser | None = None
        self._taken: dict[str, str] = {}
        labels = app.labels
        self._timer = QTimer(app, singleShot=True, interval=COUNT_MS)
        self._timer.timeout.connect(self._count)
        app.window.label_bar.menu_requested.connect(self._show_menu)
        app.window.label_bar.more_requested.connect(self._choose_at)
        app.annotation.armed_changed.connect(self._show_armed)
        labels.recent_changed.connect(app.window.label_bar.set_recent)
        labels.busy.connect(app.window.toast.show_busy)
        labels.failed.connect(app.errors.report)
        app.annotation.edited.connect(self._on_edited)
        app.project.opened.connect(lambda project: labels.set_project(project.editor))
        app.project.closed.connect(lambda: labels.set_project(None))

    @property
    def dialog(self) -> LabelDialog:
        """Give the window, which is made when it is first asked for: the start need not wait for it."""
        if self._dialog is None:
            self._dialog = self._make()
            self._app.window.dialogs.append(self._dialog)
        return self._dialog

    def show(self, name: str | None = None) -> None:
        """Bring the window to the front, with a label chosen if one is named."""
        self.dialog.set_labels(self._app.annotation.labels)
        self.dialog.open_at(name)

    @property
    def chooser(self) -> LabelChooser:
        """Give the small window with all labels, which is made when it is first asked for."""
        if self._chooser is None:
            from gui.panels.label_chooser import LabelChooser

            app, chooser = self._app, LabelChooser(self._app.theme, self._app.window)
            chooser.chosen.connect(app.annotation.label)
            chooser.armed.connect(app.annotation.arm)
            chooser.added.connect(self._add_and_label)
            app.project.closing.connect(chooser.hide)
            app.window.dialogs.append(chooser)
            self._chooser = chooser
        return self._chooser

    def choose(self) -> None:
        """Open the small window with all labels below the token at the caret."""
        view = self._app.window.view
        view.ensure_visible(view.caret)
        middle = view.token_center(view.caret) or QPoint(SPACE, SPACE)
        self._choose_at(view.viewport().mapToGlobal(middle + QPoint(0, 2 * SPACE)))

    def arm(self) -> None:
        """Arm the label under the caret, or the one used last where there is none; disarm it if it is armed."""
        annotation = self._app.annotation
        span = annotation.gold_at_caret()
        name = span.label if span is not None else next(iter(self._app.labels.recent), None)
        if name is None:
            self.choose()
        else:
            annotation.arm(None if annotation.armed == name else name)

    def disarm(self) -> None:
        """Let drags only select again."""
        self._app.annotation.arm(None)

    def set_keymap(self, keymap: Keymap) -> None:
        """Print the keys of commands where they are said, and keep new labels from those that are none of a label."""
        self._taken = keymap.taken_from_labels()
        self._app.annotation.reserved_keys = frozenset(self._taken)
        if self._dialog is not None:
            self._dialog.set_taken_keys(self._taken)
        self._app.window.label_bar.set_choose_key(keymap.printed("choose_label"))
        self._show_armed(self._app.annotation.armed)

    def _choose_at(self, place: QPoint) -> None:
        annotation, view = self._app.annotation, self._app.window.view
        document, chosen = annotation.document, view.selection
        words = ""
        if document is not None and chosen.first < chosen.last:
            start = int(document.tokens.starts[chosen.first])
            end = int(document.tokens.ends[chosen.last - 1])
            words = shorten(document.text[start : min(end, start + LONGEST_QUOTE)])
        labels = self._app.keys.keymap.shown(annotation.labels)
        self.chooser.ask(place, words, labels, self._app.labels.recent, annotation.armed)

    def _add_and_label(self, name: str) -> None:
        """Add a label and give it: one after the other on the store lane, so that it is there by then."""
        self._app.annotation.add_label(name)
        self._app.annotation.label(name)

    def _show_guideline(self, name: str) -> None:
        panel = self._app.window.guidelines
        self._app.window.show_panel(panel)
        panel.show_label(name)

    def _show_armed(self, name: str | None) -> None:
        window = self._app.window
        window.label_bar.set_armed(name)
        key = window.commands["disarm"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        short = name if name is None or len(name) <= LONGEST_ARMED else f"{name[: LONGEST_ARMED - 1]}…"
        window.armed_status.setText(tr("Armed: {name} ({key} ends it)", name=short, key=key) if name else "")
        window.armed_status.setToolTip(tooltip(tr("Each drag over words gives {name}", name=name)) if name else "")

    def _make(self) -> LabelDialog:
        from gui.label_dialog import LabelDialog

        app, labels = self._app, self._app.labels
        dialog = LabelDialog(app.theme, app.window)
        dialog.set_taken_keys(self._taken)
        dialog.changed.connect(labels.change)
        dialog.moved.connect(labels.move)
        dialog.merge_requested.connect(partial(self.ask, merge=True))
        dialog.delete_requested.connect(self.ask)
        dialog.label_added.connect(app.annotation.add_label)
        dialog.undo_requested.connect(app.annotation.undo)
        dialog.redo_requested.connect(app.annotation.redo)
        dialog.shown.connect(labels.count)
        labels.counted.connect(dialog.set_use)
        labels.busy.connect(dialog.set_busy)
        labels.failed.connect(lambda _: dialog.set_labels(app.annotation.labels))  # what was typed does not hold
        app.project.closing.connect(dialog.close)  # what was typed in it is still written
        return dialog

    def ask(self, name: str, *, merge: bool = False) -> None:
        """Say what a label has, ask what shall become of that, and do it; one without spans is deleted unasked."""

        def counted(name: str, use: LabelUse) -> None:
            if not use.spans and not merge:
                self._app.labels.delete(name)
                return
            above = self._dialog if self._dialog is not None and self._dialog.isVisible() else self._app.window
            labels = self._app.annotation.labels
            from gui.label_dialog.question import RemovalQuestion

            question = RemovalQuestion(name, use, labels, self._app.theme, above, merge=merge)
            question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            question.deleted.connect(self._app.labels.delete)
            question.merged.connect(self._app.labels.merge)
            self._app.project.closing.connect(question.reject)  # it is about the labels of this one
            question.open()

        self._app.labels.count_one(name, counted)

    def _show_menu(self, name: str, place: QPoint) -> None:
        names, labels = self._app.annotation.labels.names, self._app.labels
        menu = QMenu(self._app.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        armed = self._app.annotation.armed == name
        arm = partial(self._app.annotation.arm, None if armed else name)
        menu.addAction(tr("Disarm") if armed else tr("Arm"), arm)
        menu.addAction(tr("Guideline"), partial(self._show_guideline, name))
        menu.addAction(tr("Edit…"), partial(self.show, name))
        menu.addSeparator()
        menu.addAction(tr("Move left"), partial(labels.move, name, -1)).setEnabled(names[0] != name)
        menu.addAction(tr("Move right"), partial(labels.move, name, 1)).setEnabled(names[-1] != name)
        menu.addSeparator()
        menu.addAction(tr("Merge into…"), partial(self.ask, name, merge=True)).setEnabled(len(names) > 1)
        menu.addAction(tr("Delete…"), partial(self.ask, name))
        menu.popup(place)

    def _on_edited(self, edit: Edit) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            if edit.labels != self._dialog.labels:
                self._dialog.set_labels(edit.labels)
            self._timer.start()

    def _count(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._app.labels.count()
