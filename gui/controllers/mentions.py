"""All mentions of a name: found on the search lane, labelled on the store lane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.project.editor import Edit, Editor
from engine.project.mentions import Mention, MentionQuery
from gui.controllers.annotation import AnnotationController
from gui.controllers.of_project import ProjectController
from gui.tasks import Job, Lane


class StoppedError(Exception):
    """Somebody does not want it any more."""


class MentionController(ProjectController):
    """Looks for mentions, the newest question counts, and changes those that a person chose."""

    found = Signal(object)  # list[MentionPage], more of what was asked for last
    complete = Signal()  # that was all
    progressed = Signal(int)  # so many of the chosen mentions are looked at
    changed = Signal(object, int, int)  # MentionQuery, how many mentions are done, how many were no longer as seen
    stopped = Signal()  # nothing was changed
    _watched = Signal(object, int)  # from the store lane: the job that changes mentions, how far it is

    def __init__(
        self, annotation: AnnotationController, store_lane: Lane, search_lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(annotation, store_lane, search_lane, parent)
        self._job: Job | None = None
        self._change: Job | None = None
        self._watched.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none."""
        self.stop()
        super().set_project(editor)

    def look_for(self, query: MentionQuery) -> None:
        """Find all mentions, the first ones soon."""
        self.stop()
        if self._editor is not None:
            store = self._editor.store
            self._job = self._search_lane.stream(
                lambda: store.find_mentions(query), self.found.emit, self.complete.emit, self.failed.emit
            )

    def stop(self) -> None:
        """Look for nothing any more, and change nothing that is not changed yet."""
        for job in (self._job, self._change):
            if job is not None:
                job.cancel()
        self._job = None

    def change(self, query: MentionQuery, chosen: Sequence[Mention]) -> None:
        """Do what a query is for with the mentions that were chosen of what it found, as one action."""
        self._change = change = Job()
        over = False  # what is done is not stopped any more, also where it is done once more, to the file

        def watch(seen: int) -> None:
            if change.cancelled and not over:
                raise StoppedError
            self._watched.emit(change, seen)

        def work(editor: Editor) -> tuple[Edit | None, int]:
            nonlocal over
            result = editor.change_mentions(query, chosen, watch)
            over = True
            return result

        def done(result: tuple[Edit | None, int]) -> None:
            self._change = None
            edit, count = result
            self._show(edit)
            self.changed.emit(query, count, len(chosen) - count)

        def failed(error: Exception) -> None:
            self._change = None
            if isinstance(error, StoppedError):
                self.stopped.emit()
            else:
                self.failed.emit(error)

        self._store(work, done, failed)

    @Slot(object, int)
    def _tell_progress(self, change: Job, seen: int) -> None:
        if change is self._change:
            self.progressed.emit(seen)
