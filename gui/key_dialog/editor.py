"""The part of the window that changes the keys of one command, and says what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.text.labels import LabelSet
from gui.actions import BY_NAME
from gui.icons import icon
from gui.key_dialog.recorder import KeyRecorder
from gui.key_dialog.rows import words_of
from gui.keymap import Keymap, is_bare, native, refusal
from gui.theme import SPACE, Theme
from gui.widgets.flow_layout import FlowLayout
from gui.words import tr

LINE = 24


class KeyEditor(QWidget):
    """Shows a command's keys, records others and tells the keymap that comes of it."""

    changed = Signal(object)  # Keymap

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keymap = Keymap()
        self._labels = LabelSet()
        self._name = ""
        self._on_use: Callable[[], None] = lambda: None
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self._caps = QWidget()
        self._caps.setMinimumHeight(LINE)
        self._flow = FlowLayout(self._caps)
        self.change = KeyRecorder(tr("Change…"))
        self.add = KeyRecorder(tr("Add another…"))
        self.reset = QPushButton(tr("Reset"), toolTip=tr("Give this command its usual keys back"))
        self.message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.use = QPushButton(tr("Use it here instead"))
        for button in (self.reset, self.use):
            button.setAutoDefault(False)
        self._lay_out()
        self.change.recorded.connect(lambda key: self._try(key, ()))
        self.add.recorded.connect(lambda key: self._try(key, self._keymap.keys(self._name)))
        self.reset.clicked.connect(self._reset)
        self.use.clicked.connect(lambda: self._on_use())
        self.set_theme(theme)

    @property
    def recording(self) -> bool:
        """Tell whether the next key is recorded."""
        return self.change.recording or self.add.recording

    def set_command(self, name: str, keymap: Keymap, labels: LabelSet) -> None:
        """Show the keys of a command, "" for none. labels: whose keys a key may be."""
        other = name != self._name
        self._name, self._keymap, self._labels = name, keymap, labels
        self.setEnabled(bool(name))
        if other:
            self.say("")
        self._show()

    def say(self, words: str, use: tuple[str, Callable[[], None]] | None = None) -> None:
        """Say something below the keys. use: what a button beside it says and does."""
        self.message.setText(words)
        self.use.setVisible(use is not None)
        if use is not None:
            text, self._on_use = use
            self.use.setText(text)
            self.use.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for button in (self.change, self.add, self.reset):
            buttons.addWidget(button)
        above = QHBoxLayout()
        above.addWidget(self.title, 1)
        above.addLayout(buttons)
        below = QHBoxLayout()
        below.addWidget(self.message, 1)
        below.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(above)
        column.addWidget(self._caps)
        column.addLayout(below)
        self.message.setMinimumHeight(2 * LINE)  # so that what it says moves nothing
        self.message.setProperty("role", "muted")
        self.use.hide()

    def _show(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        name = self._name
        self.title.setText(words_of(name) if name else "")
        keys = self._keymap.keys(name) if name else ()
        for key in keys:
            cap = QToolButton(text=native(key), icon=icon("close", self._theme, colour=self._theme.muted))
            cap.setProperty("kind", "chip")
            cap.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            cap.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
            cap.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            cap.setToolTip(tr("Take this key away"))
            cap.setAccessibleName(tr("Take the key {key} away", key=native(key)))
            cap.clicked.connect(lambda _=False, key=key: self._take_away(key))
            self._flow.addWidget(cap)
            cap.show()
        if name and not keys:
            none = QLabel(tr("It has no key."))
            none.setProperty("role", "muted")
            self._flow.addWidget(none)
            none.show()
        self.reset.setEnabled(name in self._keymap.own)

    def _try(self, key: str, before: tuple[str, ...]) -> None:
        """Give the command a key, or say what stands in the way. before: keys that it keeps."""
        keymap, name = self._keymap, self._name
        owner, reason = keymap.owner(key), refusal(key)

        def take() -> None:
            self._give((*before, key))

        instead = (tr("Use it here instead"), take)
        if reason:
            self.say(tr("{reason} Choose another key.", reason=reason))
        elif owner not in (None, name):
            words = tr("{key} is the key of «{command}».", key=native(key), command=words_of(str(owner)))
            self.say(words, instead)
        elif owner is None and is_bare(key) and (labels := [b.name for b in self._labels if b.key.upper() == key]):
            words = tr(
                "{key} is the key of the label {label}, which would have none on this machine.",
                key=native(key),
                label=", ".join(labels),
            )
            self.say(words, instead)
        else:
            take()

    def _give(self, keys: tuple[str, ...]) -> None:
        in_text = not BY_NAME[self._name].in_text and any(is_bare(key) for key in keys)
        words = tr("A key without Ctrl or Alt works while the text has the keyboard.") if in_text else ""
        self.say(words)
        self.changed.emit(self._keymap.give(self._name, keys))
        self.change.setFocus()

    def _take_away(self, key: str) -> None:
        self.say("")
        self.change.setFocus()  # what has the keyboard goes
        self.changed.emit(self._keymap.give(self._name, [k for k in self._keymap.keys(self._name) if k != key]))

    def _reset(self) -> None:
        """Give the usual keys back; another command may have got one of them meanwhile."""
        keymap, name = self._keymap, self._name

        def take() -> None:
            self.say("")
            self.changed.emit(keymap.reset(name))
            self.change.setFocus()

        for key in keymap.usual(name):
            owner = keymap.owner(key)
            if owner not in (None, name):
                words = tr("{key} is the key of «{command}».", key=native(key), command=words_of(str(owner)))
                self.say(words, (tr("Use it here instead"), take))
                return
        take()
