"""The line above the text that shows the note on the document."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.icons import ICON_SIZE, icon
from gui.keymap import Keymap
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.tooltip import tooltip
from gui.words import tr

HEIGHT = 28


class NoteLine(QWidget):
    """The beginning of a note, hidden without one. The tooltip has all of it; a click or Enter asks to edit it."""

    edit_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._note = self._key = ""
        self._icon = QLabel()
        self._words = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._words.setProperty("role", "muted")
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, SPACE // 2)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.set_theme(theme)
        self.set_note("")

    def set_note(self, note: str) -> None:
        """Show the beginning of a note; "": show no line at all."""
        self._note = note
        self._words.setText(" ".join(note.split()))
        self._show_tooltip()
        self.setAccessibleName(tr("Note on the document: {note}", note=note) if note else tr("Note on the document"))
        self.setVisible(bool(note))

    def set_keys(self, keymap: Keymap) -> None:
        """Print the key of a keymap in the tooltip."""
        self._key = keymap.behind("document_note")
        self._show_tooltip()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._icon.setPixmap(icon("note", theme, ICON_SIZE, theme.muted).pixmap(ICON_SIZE, ICON_SIZE))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to edit the note."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.edit_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to edit the note with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)

    def _show_tooltip(self) -> None:
        how = tr("Click to edit{key}", key=self._key)
        self.setToolTip(tooltip(f"{self._note}\n\n{how}") if self._note else "")
