"""A button that, once pressed, takes the next key for what it is: a key to be kept, not one to be followed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton

from gui.keymap import of_event
from gui.words import tr


class KeyRecorder(QPushButton):
    """Records one key. Escape, a click or leaving it ends that without one; nothing else hears the keys meanwhile."""

    recorded = Signal(str)

    def __init__(self, words: str) -> None:
        super().__init__(words, checkable=True)
        self._words = words
        self.setAutoDefault(False)
        self.toggled.connect(self._on_toggled)

    @property
    def recording(self) -> bool:
        """Tell whether the next key is recorded."""
        return self.isChecked()

    def start(self) -> None:
        """Record the next key."""
        self.setFocus()
        self.setChecked(True)

    def event(self, event: QEvent) -> bool:
        """Take every key while recording, Tab and the window's own keys too."""
        if self.recording and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop recording."""
        super().focusOutEvent(event)
        self.setChecked(False)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setChecked(False)
        elif key := of_event(Qt.Key(event.key()), event.modifiers()):
            self.setChecked(False)
            self.recorded.emit(key)

    def _on_toggled(self, recording: bool) -> None:
        self.setText(tr("Press the key…") if recording else self._words)
