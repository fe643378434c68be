"""What controllers have in common that work on the project which is open just now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Edit, Editor
from gui.controllers.annotation import AnnotationController
from gui.tasks import Lane

T = TypeVar("T")


class ProjectController(QObject):
    """Reads and writes on the store lane, looks on the search lane; what comes too late for its project is dropped."""

    busy = Signal(str)  # what is going on, "" when it is over
    failed = Signal(object)  # Exception

    def __init__(
        self, annotation: AnnotationController, store_lane: Lane, search_lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._annotation = annotation
        self._store_lane = store_lane
        self._search_lane = search_lane
        self._editor: Editor | None = None
        self.failed.connect(lambda _: self.busy.emit(""))

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none; what went on in the one before is nobody's business any more."""
        if editor is not self._editor:
            self.busy.emit("")
        self._editor = editor

    def _store(
        self,
        work: Callable[[Editor], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do ``work`` on the store lane, then ``done`` if the project is still the same; nothing if there is none."""
        if self._editor is not None:
            editor = self._editor
            self._store_lane.run(lambda: work(editor), self._if_open(editor, done), failed or self.failed.emit)

    def _search(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do ``work`` on the search lane, then ``done`` if the project is still the same."""
        self._search_lane.run(work, self._if_open(self._editor, done), self.failed.emit)

    def _show(self, edit: Edit | None) -> None:
        """Show what an edit made of the project, if there was anything to do."""
        if edit is not None:
            self._annotation.show_edit(edit)

    def _if_open(self, editor: Editor | None, done: Callable[[T], None]) -> Callable[[T], None]:
        def still(result: T) -> None:
            if self._editor is editor:
                done(result)

        return still
