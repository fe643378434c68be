"""What a place shows while it is empty: a quiet icon, what it is for and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import SPACE, Theme

ICON_PX = 32


class EmptyState(QWidget):
    """An icon above a sentence, with an optional button below."""

    action_requested = Signal()

    def __init__(self, icon_name: str, text: str, theme: Theme, action_text: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text = QLabel(text, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(self._text)
        if action_text:
            button = QPushButton(action_text)
            button.clicked.connect(self.action_requested)
            layout.addSpacing(SPACE // 2)
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """Give the sentence shown."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Show another sentence."""
        self._text.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        picture = icon(self._icon_name, theme, ICON_PX, theme.muted)
        self._picture.setPixmap(picture.pixmap(ICON_PX, ICON_PX))
