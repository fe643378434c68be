"""A strip above the work that says what is so, for as long as it is so, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from gui.icons import ICON_SIZE, icon
from gui.theme import SPACE, Theme
from gui.widgets.announce import announce


class Banner(QFrame):
    """An icon, a few words, a sentence on as many lines as it needs, and buttons; hidden while it says nothing."""

    action_triggered = Signal(str)  # the button's text

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._kind = "info"
        self._theme = theme
        self._picture = QLabel()
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "heading")
        self._sentence = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._buttons: list[QPushButton] = []
        self.setObjectName("banner")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE, SPACE // 2)
        self._row.setSpacing(SPACE)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._heading)
        self._row.addWidget(self._sentence, 1)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """Give all that it says, "" while it says nothing."""
        return "" if self.isHidden() else f"{self._heading.text()}. {self._sentence.text()}"

    def say(self, kind: str, heading: str, sentence: str, actions: Sequence[str]) -> None:
        """Show this until it is told otherwise. kind: info or warning; actions: the texts of its buttons."""
        new = self.isHidden() or kind != self._kind
        self._kind = kind
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        if [button.text() for button in self._buttons] != list(actions):
            self._set_actions(actions)
        self.setAccessibleName(f"{heading}. {sentence}")
        self.set_theme(self._theme)
        self.show()
        if new:  # read out once, not each time that a figure in it changes
            announce(self, self.text, urgent=kind == "warning")

    def clear(self) -> None:
        """Say nothing and take no room."""
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        ink = theme.warning if self._kind == "warning" else theme.accent
        self._picture.setPixmap(icon(self._kind, theme, ICON_SIZE, ink).pixmap(ICON_SIZE, ICON_SIZE))
        self.setStyleSheet(
            f"#banner {{ background: {theme.tinted(ink)}; border: none; border-bottom: 1px solid {theme.line}; }}"
        )

    def _set_actions(self, actions: Sequence[str]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [QPushButton(text) for text in actions]
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, it=button: self.action_triggered.emit(it.text()))
            self._row.addWidget(button)
