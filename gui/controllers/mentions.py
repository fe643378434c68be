"""All mentions of a name: found on the search lane, labelled on the store lane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Edit, Editor
from engine.project.mentions import Mention, MentionQuery
from gui.controllers.annotation import AnnotationController
from gui.tasks import Job, Lane
from gui.words import tr


class MentionController(QObject):
    """Looks for mentions, the newest question counts, and changes those that a person chose."""

    found = Signal(object)  # list[MentionPage], more of what was asked for last
    complete = Signal()  # that was all
    changed = Signal(object, int, int)  # MentionQuery, how many mentions are done, how many were no longer as seen
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
        self._job: Job | None = None

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none."""
        self.stop()
        self._editor = editor

    def look_for(self, query: MentionQuery) -> None:
        """Find all mentions, the first ones soon."""
        self.stop()
        if self._editor is not None:
            store = self._editor.store
            self._job = self._search_lane.stream(
                lambda: store.find_mentions(query), self.found.emit, self.complete.emit, self.failed.emit
            )

    def stop(self) -> None:
        """Look for nothing any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def change(self, query: MentionQuery, chosen: Sequence[Mention]) -> None:
        """Do what a query is for with the mentions that were chosen of what it found, as one action."""
        editor = self._editor
        if editor is None or not chosen:
            return

        def done(result: tuple[Edit | None, int]) -> None:
            edit, count = result
            self.busy.emit("")
            if self._editor is editor:
                if edit is not None:
                    self._annotation.show_edit(edit)
                self.changed.emit(query, count, len(chosen) - count)

        def failed(error: Exception) -> None:
            self.busy.emit("")
            self.failed.emit(error)

        self.busy.emit(tr("Changing the mentions…"))
        self._store_lane.run(lambda: editor.change_mentions(query, chosen), done, failed)
