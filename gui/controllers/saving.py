"""Whether the open project is on the disk: tries again while it is not, and sees what other programs write to it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.project.editor import Edit, Editor
from engine.project.unsaved import Unsaved
from gui.tasks import Lane

INTERVAL_MS = 3_000
"""How often the file is tried again, and looked at for what others have written."""


class SavingController(QObject):
    """Watches the open project's file. Everything that touches it runs on the store lane."""

    changed = Signal(object)  # Unsaved, or None: everything is on the disk
    saved = Signal(object)  # Unsaved, which is on the disk now
    refreshed = Signal(object)  # Edit: what others have made of the project
    failed = Signal(object)  # Exception

    def __init__(self, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = store_lane
        self._editor: Editor | None = None
        self._shown: Unsaved | None = None
        self._trying = False
        self._told = False
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.try_again)

    def set_project(self, editor: Editor | None) -> None:
        """Watch another project, or none."""
        self._editor = editor
        self._shown = None
        self._trying = self._told = False
        if editor is None:
            self._timer.stop()
        else:
            self._timer.start()

    def look(self) -> None:
        """Tell whether there is something that is not saved, if that is news."""
        unsaved = self._editor.store.unsaved if self._editor else None
        if unsaved != self._shown:
            self._shown = unsaved
            self.changed.emit(unsaved)

    def try_again(self) -> None:
        """Save what waits, if anything does, and read what others have written."""
        editor = self._editor
        if editor is None or self._trying:
            return
        self._trying = True

        def work() -> tuple[Unsaved | None, Edit | None]:
            before = editor.store.unsaved
            saved = before if editor.store.save() else None
            return saved, editor.look_again()

        def done(result: tuple[Unsaved | None, Edit | None]) -> None:
            if self._editor is not editor:
                return
            self._trying = self._told = False
            saved, edit = result
            if edit is not None:
                self.refreshed.emit(edit)
            self.look()
            if saved is not None:
                self.saved.emit(saved)

        def failed(error: Exception) -> None:
            if self._editor is not editor:
                return
            self._trying = False
            if not self._told:  # once: it is tried again, for what waits then or comes later
                self._told = True
                self.failed.emit(error)

        self._lane.run(work, done, failed)
