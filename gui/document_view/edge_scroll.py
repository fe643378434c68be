"""Scrolling while the mouse is held beyond the upper or lower edge."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

_INTERVAL_MS = 16
_PIXELS_PER_PIXEL = 0.25
_FASTEST = 60


class EdgeScroll(QObject):
    """Asks for scrolling, the faster the farther outside the mouse is."""

    wanted = Signal(int)
    """So many pixels further down."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._step = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._tick)

    def follow(self, y: float, height: int) -> None:
        """Take note of where the mouse is in a viewport of some height."""
        outside = y if y < 0 else max(0.0, y - height)
        step = round(outside * _PIXELS_PER_PIXEL)
        self._step = max(-_FASTEST, min(step or (outside > 0) - (outside < 0), _FASTEST))
        if self._step == 0:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Scroll no more."""
        self._timer.stop()

    def _tick(self) -> None:
        self.wanted.emit(self._step)
