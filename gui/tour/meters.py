"""Stopwatches for the window: from process start to first paint, from key to paint, gaps of the UI thread."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

HEARTBEAT_MS = 5


def peak_memory_mb() -> float:
    """Give the most memory this process ever used, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def summary(values: Sequence[float]) -> dict[str, float]:
    """Give median, 99th percentile and maximum, rounded to 0.1."""
    if not values:
        return {"p50": 0.0, "p99": 0.0, "max": 0.0}
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return {"p50": at(0.50), "p99": at(0.99), "max": round(ordered[-1], 1)}


class Heartbeat(QObject):
    """A 5 ms timer on the UI thread; what its beats are late by is what a person feels as stutter."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.excess_ms: list[float] = []
        self._timer = QTimer(self, interval=HEARTBEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0

    def start(self) -> None:
        """Begin or go on beating."""
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Stop beating, for instance while the tour itself takes a picture; the beat under way counts."""
        if self._timer.isActive():
            self._timer.stop()
            self._beat()

    @property
    def beating(self) -> bool:
        """Tell whether it beats."""
        return self._timer.isActive()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.excess_ms.append(max(0.0, (now - self._last) * 1000 - HEARTBEAT_MS))
        self._last = now


class PaintClock:
    """Measures from an event sent to a view to the end of the next paint that shows its result."""

    def __init__(self) -> None:
        self.samples_ms: list[float] = []
        self._began: float | None = None
        self._ready = False

    def begin(self, *, ready: bool) -> None:
        """Start. ready: the very next paint counts; otherwise the first one after ``result_is_here``."""
        self._began, self._ready = time.perf_counter(), ready

    def result_is_here(self) -> None:
        """Take note that the model has changed: the next paint shows it."""
        self._ready = True

    def drop(self) -> None:
        """Take note that nothing comes of the event."""
        self._began = None

    def on_painted(self) -> None:
        """Stop if this paint is the one waited for."""
        if self._began is not None and self._ready:
            self.samples_ms.append((time.perf_counter() - self._began) * 1000)
            self._began = None

    @property
    def running(self) -> bool:
        """Tell whether a paint is still being waited for."""
        return self._began is not None


class PaintWatch(QObject):
    """Says when a widget that has no signal for it was painted."""

    painted = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at what the widget is about to do."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.painted.emit)  # runs when this paint is on the screen
        return False
