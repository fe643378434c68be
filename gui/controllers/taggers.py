"""The taggers that a project keeps: listed, kept, named, exported, deleted; all of it on the store lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.errors import UserError
from engine.files import write_atomically
from engine.project.editor import Editor
from engine.project.store import Store, StoredTagger
from gui.taggers.words import TaggerList
from gui.tasks import Job, Lane
from gui.words import decimal, tr

T = TypeVar("T")


def _nothing(_: object) -> None:
    """Do nothing."""


class TaggersController(QObject):
    """Does what is asked for with a project's taggers, then tells what there is now."""

    changed = Signal(object)  # TaggerList
    replaced = Signal(object)  # StoredTagger | None: the one in use was deleted, this one takes its place
    said = Signal(str)  # a sentence about what was done
    failed = Signal(object)  # Exception
    busy = Signal(str)  # what is going on, "" when it is over

    def __init__(self, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = store_lane
        self._editor: Editor | None = None

    def set_project(self, editor: Editor | None) -> None:
        """Look after the taggers of another project."""
        self._editor = editor
        self.refresh()

    def refresh(self) -> None:
        """Tell what there is."""
        if self._editor is None:
            self.changed.emit(TaggerList())
        else:
            self._do(_nothing)

    def read(self, number: int, then: Callable[[StoredTagger], None]) -> Job | None:
        """Give a tagger with its bytes to ``then``; nothing of that if the job is cancelled."""
        editor = self._editor
        if editor is None:
            return None
        return self._lane.run(lambda: _read(editor.store, number), then, self.failed.emit)

    def use(self, number: int) -> None:
        """Make a tagger the one that the next start uses too."""

        def work(store: Store) -> None:
            _read(store, number)
            store.use_tagger(number)

        self._do(work)

    def keep(self, number: int, kept: bool) -> None:
        """Let a tagger keep its bytes whatever comes after it, or no longer."""
        self._do(lambda store: store.keep_tagger(number, kept=kept))

    def rename(self, number: int, name: str) -> None:
        """Give a tagger a name."""
        self._do(lambda store: store.rename_tagger(number, name))

    def delete(self, number: int) -> None:
        """Take a tagger out; if it was in use, another one takes its place."""

        def work(store: Store) -> tuple[bool, StoredTagger | None]:
            used = any(row.in_use and row.number == number for row in store.taggers())
            store.delete_tagger(number)
            return used, store.tagger_in_use() if used else None

        def done(result: tuple[bool, StoredTagger | None]) -> None:
            if result[0]:
                self.replaced.emit(result[1])

        self._do(work, done)

    def clean_up(self) -> None:
        """Free what nobody asked to keep."""

        def done(freed: int) -> None:
            if self._editor is not None and self._editor.store.unsaved:
                words = tr("Cleaned up once the project can be saved; until then its file stays as large as it is.")
                self.said.emit(words)
            else:
                self.said.emit(tr("The project's file is {size} MB smaller.", size=decimal(freed / 1e6, 1)))

        self._do(Store.clean_up, done, tr("Cleaning up…"))

    def export(self, number: int, path: Path) -> None:
        """Write a tagger's ONNX file."""

        def work(store: Store) -> str:
            tagger = _read(store, number)
            write_atomically(path, tagger.onnx)
            return tagger.title

        self._do(work, lambda title: self.said.emit(tr("{tagger} is in {file}.", tagger=title, file=path.name)))

    def _do(self, work: Callable[[Store], T], done: Callable[[T], None] = _nothing, message: str = "") -> None:
        editor = self._editor
        if editor is None:
            return
        if message:
            self.busy.emit(message)

        def on_lane() -> tuple[T, TaggerList]:
            result = work(editor.store)
            return result, _listed(editor.store)

        def over(outcome: tuple[T, TaggerList]) -> None:
            if message:
                self.busy.emit("")
            if self._editor is editor:
                done(outcome[0])
                self.changed.emit(outcome[1])

        def failed(error: Exception) -> None:
            if message:
                self.busy.emit("")
            self.failed.emit(error)
            if self._editor is editor and isinstance(error, UserError):
                # what was asked for may be half done, as when there is no room to make the file smaller
                self._lane.run(lambda: _listed(editor.store), self.changed.emit, self.failed.emit)

        self._lane.run(on_lane, over, failed)


def _listed(store: Store) -> TaggerList:
    return TaggerList(tuple(store.taggers()), store.revision, store.unused_bytes())


def _read(store: Store, number: int) -> StoredTagger:
    """Give a tagger with its bytes. Raises UserError if it went meanwhile."""
    try:
        return store.tagger(number)
    except KeyError as error:
        raise UserError(f"of tagger {number} there is nothing left to use", remedy="choose another one") from error
