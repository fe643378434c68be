"""The lists of names of a project: read and written on the store lane, made ready to be found on the search lane."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Edit, Editor
from engine.project.gazetteer_rows import Gazetteer
from gui.controllers.annotation import AnnotationController
from gui.controllers.of_project import ProjectController
from gui.tasks import Job, Lane
from gui.words import tr

if TYPE_CHECKING:
    from engine.text.names import NameMatcher
    from export.gazetteers import NamesFile


class GazetteerController(ProjectController):
    """Knows the lists as they are now, and tells what to suggest."""

    changed = Signal(object)  # list[Gazetteer]
    ready = Signal(object)  # NameMatcher, of the lists that are on
    added = Signal(str, object, object)  # the name of a list, NamesFile, tuple[str, ...]: the labels that came with it
    exported = Signal(object)  # Path

    def __init__(
        self, annotation: AnnotationController, store_lane: Lane, search_lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(annotation, store_lane, search_lane, parent)
        self._job: Job | None = None
        self.lists: list[Gazetteer] = []

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none."""
        super().set_project(editor)
        self._show_lists([] if self.lists else self.lists)
        self.refresh()

    def refresh(self) -> None:
        """Read the lists again."""
        before = self.lists

        def read(editor: Editor) -> list[Gazetteer]:
            lists = editor.store.gazetteers()
            return before if lists == before else lists  # here, as there may be a hundred thousand names to compare

        self._store(read, self._show_lists)

    def add(self, path: Path) -> None:
        """Read a list from a file and make it a part of the project."""

        def work() -> NamesFile:
            from export.gazetteers import read_names

            return read_names(path)

        def read(file: NamesFile) -> None:
            self._store(lambda editor: editor.add_gazetteer(path.stem, file.names), lambda edit: done(edit, file))

        def done(edit: Edit, file: NamesFile) -> None:
            known = self._annotation.labels.names
            self._show(edit)
            self.busy.emit("")
            self.added.emit(path.stem, file, tuple(name for name in file.names if name not in known))

        self.busy.emit(tr("Reading the list…"))
        self._search(work, read)

    def remove(self, number: int) -> None:
        """Take a list out of the project."""
        self._store(lambda editor: editor.remove_gazetteer(number), self._show)

    def switch(self, number: int, on: bool) -> None:
        """Let a list suggest, or not."""
        self._store(lambda editor: editor.store.switch_gazetteer(number, on=on), lambda _: self.refresh())

    def match_case(self, number: int, matters: bool) -> None:
        """Let capitals matter for a list, or not."""
        self._store(lambda editor: editor.store.match_case(number, matters=matters), lambda _: self.refresh())

    def export(self, number: int, path: Path) -> None:
        """Write a list to a file."""
        names = next((each.names for each in self.lists if each.id == number), None)
        if names is None:
            return

        def write() -> None:
            from export.gazetteers import write_names

            write_names(path, names)

        self._search_lane.run(write, lambda _: self.exported.emit(path), self.failed.emit)

    def _show_lists(self, lists: list[Gazetteer]) -> None:
        """Show lists, and make them ready to be found unless they are the very ones that are shown."""
        same, self.lists = lists is self.lists, lists
        self.changed.emit(lists)
        if same:
            return
        if self._job is not None:
            self._job.cancel()

        def make() -> NameMatcher:
            from engine.text.names import NameList, NameMatcher

            return NameMatcher([NameList(each.name, each.names, each.match_case) for each in lists if each.on])

        self._job = self._search_lane.run(make, self.ready.emit, self.failed.emit)
