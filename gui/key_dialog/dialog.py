"""The window «Keys»: every command with its keys, another base, and the keys of the chosen command below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.text.labels import LabelSet
from gui.key_dialog.editor import KeyEditor
from gui.key_dialog.rows import KeyRow, KeyRowDelegate, described, key_rows
from gui.keymap import BASES, Keymap, native
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.widgets.headed_list import HeadedList
from gui.widgets.search_field import SearchField
from gui.words import tr, tr_later

TITLES = {
    "gatelight": tr_later("Gatelight"),
    "prodigy": tr_later("Prodigy: A accepts, X rejects, Space skips, Backspace undoes"),
}


class KeyDialog(QDialog):
    """Shows a keymap and tells each one that a person makes of it."""

    changed = Signal(object)  # Keymap

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.resize(680, 540)
        self._keymap = Keymap()
        self._labels = LabelSet()
        self.base = DropDown(tr("Keymap"), theme)
        for name in BASES:
            self.base.addItem(tr(TITLES[name]), name)
        self.filter = SearchField(tr("Filter commands by words or key"), tr("Filter by words or key"), theme)
        self.list = HeadedList(described, described, KeyRowDelegate(theme), tr("Commands"))
        self.editor = KeyEditor(theme)
        self._silent = QLabel(wordWrap=True)
        self._silent.setProperty("role", "small")
        self.reset_all = QPushButton(
            tr("Reset all"), toolTip=tr("Give all commands the usual keys of this keymap back")
        )
        self._close = QPushButton(tr("Close"))
        self._lay_out()
        self._connect()

    def set_keymap(self, keymap: Keymap, labels: LabelSet) -> None:
        """Show a keymap. labels: those of the project, which may want a key that a command has."""
        self._keymap, self._labels = keymap, labels
        self.base.setCurrentIndex(self.base.findData(keymap.base))
        self.reset_all.setEnabled(bool(keymap.own))
        shown = keymap.shown(labels)
        silent = [(a.key.upper(), a.name) for a, b in zip(labels, shown, strict=True) if a.key != b.key]
        words = tr(
            "Keys of commands here: {keys}. So these labels have none on this machine: {labels}.",
            keys=", ".join(native(key) for key, _ in silent),
            labels=", ".join(name for _, name in silent),
        )
        self._silent.setText(words if silent else "")
        self._silent.setVisible(bool(silent))
        self._refresh()

    def open_at(self) -> None:
        """Come to the front, with the keyboard in the filter."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.filter.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.base, self.filter, self.list, self.editor):
            part.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Record a key for the command that the list is on with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # a dialog would press its default button
            if self.list.hasFocus() and self._current_name():
                self.editor.change.start()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        caption = QLabel(tr("&Keymap"))
        caption.setBuddy(self.base)
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(caption)
        above.addWidget(self.base, 1)
        above.addWidget(self.reset_all)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        foot = QHBoxLayout()
        hint = QLabel(tr("Changes count at once. Enter in the list records a key, Escape leaves."))
        hint.setProperty("role", "small")
        foot.addWidget(hint, 1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(above)
        column.addWidget(self._silent)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(line)
        column.addWidget(self.editor)
        column.addLayout(foot)
        for button in (self.reset_all, self._close):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda _: self._refresh())
        self.filter.left_downwards.connect(self.list.setFocus)
        self.filter.returnPressed.connect(self.list.setFocus)
        self.list.row_chosen.connect(lambda _: self._show_current())
        self.editor.changed.connect(self.changed)
        self.base.activated.connect(lambda _: self.changed.emit(self._keymap.on(str(self.base.currentData()))))
        self.reset_all.clicked.connect(self._reset_all)
        self._close.clicked.connect(self.close)

    def _refresh(self) -> None:
        rows = key_rows(self._keymap, self.filter.text())
        name = self._current_name()
        self.list.show_with_headings(rows)
        places = {row.name: number for number, row in enumerate(rows) if isinstance(row, KeyRow)}
        number = places.get(name, next(iter(places.values()), None))
        self.list.set_current(number)
        self.list.viewport().update()
        self._show_current()

    def _current_name(self) -> str:
        index = self.list.currentIndex()
        row = self.list.rows_model.row(index) if index.isValid() else None
        return row.name if isinstance(row, KeyRow) else ""

    def _show_current(self) -> None:
        self.editor.set_command(self._current_name(), self._keymap, self._labels)

    def _reset_all(self) -> None:
        before = self._keymap
        self.changed.emit(Keymap(before.base))
        self.editor.say(
            tr("All keys are the usual ones again."), (tr("Take that back"), lambda: self._bring_back(before))
        )

    def _bring_back(self, keymap: Keymap) -> None:
        self.editor.say("")
        self.changed.emit(keymap)
        self.list.setFocus()
