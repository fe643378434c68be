"""The lists of names of a project: read and written on the store lane, made ready to be found on the search lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Edit, Editor
from engine.project.gazetteer_rows import Gazetteer
from gui.controllers.annotation import AnnotationController
from gui.tasks import Job, Lane
from gui.words import tr

if TYPE_CHECKING:
    from engine.text.names import NameMatcher
    from export.gazetteers import NamesFile

T = TypeVar("T")


class GazetteerController(QObject):
    """Knows the lists as they are now, and tells what to suggest."""

    changed = Signal(object)  # list[Gazetteer]
    ready = Signal(object)  # NameMatcher, of the lists that are on
    added = Signal(str, object)  # the name of a list, NamesFile
    exported = Signal(object)  # Path
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
        self.lists: list[Gazetteer] = []
        self.failed.connect(lambda _: self.busy.emit(""))

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none."""
        self._editor = editor
        self._show([])
        self.refresh()

    def refresh(self) -> None:
        """Read the lists again."""
        self._run(lambda editor: editor.store.gazetteers(), self._show)

    def add(self, path: Path) -> None:
        """Read a list from a file and make it a part of the project."""

        editor = self._editor

        def read() -> NamesFile:
            from export.gazetteers import read_names

            return read_names(path)

        def add(file: NamesFile) -> None:
            if self._editor is editor:
                self._run(lambda editor: editor.add_gazetteer(path.stem, file.names), lambda edit: done(edit, file))

        def done(edit: Edit, file: NamesFile) -> None:
            self._annotation.show_edit(edit)
            self.busy.emit("")
            self.added.emit(path.stem, file)

        self.busy.emit(tr("Reading the list…"))
        self._search_lane.run(read, add, self.failed.emit)

    def remove(self, number: int) -> None:
        """Take a list out of the project."""

        def done(edit: Edit | None) -> None:
            if edit is not None:
                self._annotation.show_edit(edit)

        self._run(lambda editor: editor.remove_gazetteer(number), done)

    def switch(self, number: int, on: bool) -> None:
        """Let a list suggest, or not."""
        self._run(lambda editor: editor.store.switch_gazetteer(number, on=on), lambda _: self.refresh())

    def match_case(self, number: int, matters: bool) -> None:
        """Let capitals matter for a list, or not."""
        self._run(lambda editor: editor.store.match_case(number, matters=matters), lambda _: self.refresh())

    def export(self, number: int, path: Path) -> None:
        """Write a list to a file."""
        names = next((each.names for each in self.lists if each.id == number), None)
        if names is None:
            return

        def write() -> None:
            from export.gazetteers import write_names

            write_names(path, names)

        self._search_lane.run(write, lambda _: self.exported.emit(path), self.failed.emit)

    def _show(self, lists: list[Gazetteer]) -> None:
        before, self.lists = self.lists, lists
        self.changed.emit(lists)
        if lists == before:
            return
        if self._job is not None:
            self._job.cancel()

        def make() -> NameMatcher:
            from engine.text.names import NameList, NameMatcher

            return NameMatcher([NameList(each.name, each.names, each.match_case) for each in lists if each.on])

        self._job = self._search_lane.run(make, self.ready.emit, self.failed.emit)

    def _run(self, work: Callable[[Editor], T], done: Callable[[T], None]) -> None:
        editor = self._editor
        if editor is None:
            return

        def still(result: T) -> None:
            if self._editor is editor:
                done(result)

        self._store_lane.run(lambda: work(editor), still, self.failed.emit)
