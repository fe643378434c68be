"""Examples of one label, read while somebody looks at it; those of another one are dropped."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.project.editor import Editor
from engine.project.label_examples import Examples
from engine.project.store import Store
from gui.tasks import Job, Lane

BROWSING_MS = 120
"""Reading begins that long after a label was shown, so that who passes over many reads none of them."""
EDITING_MS = 1_500
"""What was read is read again that long after the last edit: not between two labels that a person gives."""


class GuidelinesController(QObject):
    """Reads on the search lane, where it holds up neither labels nor suggestions."""

    changed = Signal(object)  # Examples
    failed = Signal(object)  # Exception

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._store: Store | None = None
        self._name: str | None = None
        self._job: Job | None = None
        self._watched = False
        self._stale = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._read)

    def set_project(self, editor: Editor | None) -> None:
        """Read from another project, or from none."""
        self._stop()
        self._store = editor.store if editor else None
        self._stale = True

    def show(self, name: str | None) -> None:
        """Read examples of a label, soon."""
        self._stop()
        self._name = name
        self._ask(BROWSING_MS)

    def set_watched(self, watched: bool) -> None:
        """Read only while somebody looks."""
        self._watched = watched
        if watched and self._stale:
            self._ask(0)
        elif not watched:
            self._stale |= self._pause.isActive() or self._job is not None
            self._stop()

    def refresh(self) -> None:
        """Take note that the project has changed."""
        self._ask(EDITING_MS)

    def _ask(self, after_ms: int) -> None:
        self._stale = True
        if self._watched and self._store is not None:
            self._pause.start(after_ms)

    def _read(self) -> None:
        store, name = self._store, self._name
        self._stop()
        self._stale = False
        if store is None or name is None:
            return

        def done() -> None:
            self._job = None

        def failed(error: Exception) -> None:
            self._job = None
            self.failed.emit(error)

        def received(some: list[Examples]) -> None:
            self.changed.emit(some[-1])

        self._job = self._lane.stream(lambda: store.label_examples(name), received, done, failed)

    def _stop(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = None
