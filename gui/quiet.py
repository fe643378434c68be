"""Waits for a quiet moment: so long as something goes on, nothing heavy is begun."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Quiet(QObject):
    """Says once that nothing disturbed it for a while."""

    came = Signal()

    def __init__(self, length_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=length_ms)
        self._timer.timeout.connect(self.came)

    def begin(self) -> None:
        """Wait from now on, or anew."""
        self._timer.start()

    def disturb(self) -> None:
        """Wait anew, if it is still waited."""
        if self._timer.isActive():
            self._timer.start()
