"""Keys: the keymap of the settings is given to the commands, the labels and everything that prints a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from engine.text.labels import LabelSet
from gui.actions import COMMANDS
from gui.keymap import Keymap, is_bare, read_keymap, written
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.key_dialog import KeyDialog
    from gui.key_sheet import KeySheet


class KeysWiring:
    """Holds the keymap that is in use. problems: what was ignored in the settings, a sentence each."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._twins: dict[str, QAction] = {}
        self._label_actions: list[QAction] = []
        self._labels = LabelSet()
        self.sheet: KeySheet | None = None
        self.dialog: KeyDialog | None = None
        self.keymap, self.problems = read_keymap(app.settings.keymap, app.settings.own_keys)
        app.annotation.edited.connect(lambda edit: self._bind_labels(edit.labels))
        app.project.opened.connect(lambda project: self._bind_labels(project.editor.store.labels))
        self._apply()

    def use(self, keymap: Keymap) -> None:
        """Use another keymap at once and from now on."""
        self.keymap = keymap
        self._app.settings.keymap = keymap.base
        self._app.settings.own_keys = written(keymap)
        self._apply()
        self._app.show_tagger_status()

    def say_problems(self) -> None:
        """Say what was ignored in the settings, if anything was."""
        if self.problems:
            words = tr("{problems} The other keys are as they should be.", problems=" ".join(self.problems))
            self._app.window.toast.show_message("warning", words)

    def show_sheet(self) -> None:
        """Show every key on one sheet."""
        if self.sheet is None:
            from gui.key_sheet import KeySheet

            self.sheet = KeySheet(self.keymap, self._labels, self._app.theme, self._app.window)
            self.sheet.change_requested.connect(self.show_dialog)
            self._app.window.dialogs.append(self.sheet)
        self.sheet.set_keymap(self.keymap, self._labels)
        self.sheet.filter.clear()
        self.sheet.show()
        self.sheet.raise_()
        self.sheet.activateWindow()
        self.sheet.filter.setFocus()

    def show_dialog(self) -> None:
        """Show the window in which keys are changed."""
        if self.dialog is None:
            from gui.key_dialog import KeyDialog

            self.dialog = KeyDialog(self._app.theme, self._app.window)
            self.dialog.changed.connect(self.use)
            self._app.window.dialogs.append(self.dialog)
        self.dialog.set_keymap(self.keymap, self._labels)
        self.dialog.open_at()

    def _apply(self) -> None:
        window = self._app.window
        for command in COMMANDS:
            keys = self.keymap.keys(command.name)
            here = keys if command.in_text else tuple(key for key in keys if not is_bare(key))
            window.commands[command.name].setShortcuts([QKeySequence(key) for key in here])
            self._bind_twin(command.name, [key for key in keys if key not in here])
        window.menus.set_keymap(self.keymap)
        for widget in window.keyed:
            widget.set_keys(self.keymap)
        self._bind_labels(self._labels, anew=True)
        self._app.workspace.set_keymap(self.keymap)
        self._app.label_wiring.set_keymap(self.keymap)
        self._tell_windows()

    def _tell_windows(self) -> None:
        for window in (self.sheet, self.dialog):
            if window is not None and window.isVisible():
                window.set_keymap(self.keymap, self._labels)

    def _bind_twin(self, name: str, keys: list[str]) -> None:
        """Let bare keys of a command of the window work in the text, and only there."""
        view = self._app.window.view
        if name not in self._twins:
            if not keys:
                return
            twin = self._twins[name] = QAction(view)
            twin.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            twin.triggered.connect(self._app.window.commands[name].trigger)
            view.addAction(twin)
        self._twins[name].setShortcuts([QKeySequence(key) for key in keys])

    def _bind_labels(self, labels: LabelSet, *, anew: bool = False) -> None:
        if labels == self._labels and not anew:
            return
        self._labels = labels
        view = self._app.window.view
        for action in self._label_actions:
            view.removeAction(action)
            action.deleteLater()
        self._label_actions = []
        for label in self.keymap.shown(labels):
            if label.key:
                action = QAction(tr("Label as {label}", label=label.name), view)
                action.setObjectName(label.name)
                action.setShortcut(QKeySequence(label.key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                action.triggered.connect(lambda _=False, name=label.name: self._app.annotation.label(name))
                view.addAction(action)
                self._label_actions.append(action)
        if not anew:
            self._tell_windows()
