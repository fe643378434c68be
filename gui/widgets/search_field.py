"""A field to type a filter into."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gui.icons import icon
from gui.theme import Theme
from gui.words import tr


class SearchField(QLineEdit):
    """A line with a magnifying glass; Escape empties it, the down arrow leaves it for the list below."""

    left_downwards = Signal()

    def __init__(self, name: str, placeholder: str, theme: Theme) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setAcceptDrops(False)  # a file dropped here belongs to the panel
        self._glass = QAction(tr("Search"), self)
        self._clear = QAction(tr("Clear"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._glass.setIcon(icon("search", theme, colour=theme.muted))
        self._clear.setIcon(icon("close", theme, colour=theme.muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Escape and the down arrow."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
