"""Opening, creating, filling and closing a project; everything that touches its file runs on the store lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from engine.errors import LostProjectError, ProjectError
from engine.process import expect_to_stay, without_collecting
from engine.project.backup_files import Backup
from engine.project.backups import restore
from engine.project.editor import Edit, Editor
from engine.project.store import Store, StoredTagger, Unsaved
from engine.text.document import Document
from gui.document_list import DocumentList
from gui.tasks import Lane
from gui.words import tr

if TYPE_CHECKING:
    from export.formats.ledger import Ledger
    from export.runtime import Tagger
    from gui.controllers.training import Swapped


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project that is ready to be shown. document_id: of the document to begin with, None if there is none.

    trouble: why its tagger cannot be had; the labels can.
    """

    path: Path
    editor: Editor
    document_id: int | None
    tagger: StoredTagger | None
    trouble: ProjectError | None = None


T = TypeVar("T")


def _nothing(_: Edit) -> None:
    """Do nothing."""


class ProjectController(QObject):
    """Holds the open project. Emits what happened; the window's other parts listen."""

    opened = Signal(object)  # OpenProject
    listed = Signal(object)  # DocumentList, soon after
    closing = Signal()  # the store is still open
    closed = Signal()
    imported = Signal(object, object)  # Edit, Ledger
    exported = Signal(object, object)  # Path, Ledger
    copied = Signal(object)  # Path of the copy, which is the open project now
    tagger_kept = Signal(object, object)  # StoredTagger as it was taken into use, its number
    failed = Signal(object)  # Exception
    lost = Signal(object, object)  # Path, LostProjectError: a backup may help
    restored = Signal(object, object)  # Backup, Path of what was put aside or None; the project opens next
    busy = Signal(str)  # what is going on, "" when it is over

    def __init__(self, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = store_lane
        self.editor: Editor | None = None
        self._who = ""
        self._opening: Path | None = None
        self.may_leave: Callable[[], bool] = lambda: True
        """Asked before the open project is closed for another one."""

    def set_who(self, name: str) -> None:
        """Take the name that the history gives to what is done from now on."""
        self._who = name
        if self.editor is not None:
            self.editor.store.who = name

    @property
    def path(self) -> Path | None:
        """Give the open project's file."""
        return self.editor.store.path if self.editor else None

    def open(self, path: Path) -> None:
        """Open a project file, the open one too: its lock is given back first, and it may no longer be read-only."""
        if self._opening is not None and is_same_file(self._opening, path):
            return  # a second click: the first one has the lock, so this would be a window that only looks
        if self.path is not None and is_same_file(self.path, path):
            if not self.may_leave():
                return
            self.close()

        def failed(error: Exception) -> None:
            if isinstance(error, LostProjectError):
                self.lost.emit(path, error)
            else:
                self.failed.emit(error)

        self._begin(lambda: Store.open(path, alone=True), tr("Opening the project…"), failed=failed)
        self._opening = path

    def restore(self, path: Path, backup: Backup, word: str, now: datetime) -> None:
        """Put a backup in the place of a project that is not open, and open it.

        What is there is put aside, and called after what is with it (``word``) and a moment.
        """
        self.busy.emit(tr("Restoring the backup…"))

        def done(aside: Path | None) -> None:
            self.restored.emit(backup, aside)
            self.open(path)

        self._lane.run(lambda: restore(path, backup.path, now, word=word), done, self._fail)

    def create_sample(self, path: Path) -> None:
        """Make a fresh copy of the sample project."""

        def make() -> Store:
            from export.sample import create_sample

            return opened_alone(create_sample(path))

        self._begin(make, tr("Making the sample…"))

    def create_from_files(self, path: Path, files: Sequence[Path]) -> None:
        """Make a project and add files to it; no project is left behind when a file cannot be read."""

        def make() -> Store:
            from export.importing import create_with_documents, import_title, read_all

            documents, _ = read_all(files)
            return opened_alone(create_with_documents(path, documents, import_title(files), who=self._who))

        self._begin(make, tr("Reading the files…"))

    def save_copy(self, path: Path) -> None:
        """Write a copy of the open project, unsaved changes too, and go on in it. The original stays as it is."""
        if self.editor is None:
            return
        store = self.editor.store
        in_copy: list[Unsaved | None] = []

        def make() -> Store:
            store.copy_to(path)
            in_copy.append(store.unsaved)
            return Store.open(path, alone=True)

        def leave() -> bool:
            if (left := store.unsaved) and in_copy[0] and left.count == in_copy[0].count:
                store.discard()
            return self.may_leave()

        self._begin(make, tr("Saving the copy…"), leave, lambda: self.copied.emit(path))

    def close(self) -> None:
        """Close the project; what is queued is written first."""
        if self.editor is None:
            return
        self.closing.emit()
        store, self.editor = self.editor.store, None
        self._lane.run(store.close, failed=self.failed.emit)
        self.closed.emit()

    def import_files(self, files: Sequence[Path]) -> None:
        """Add files to the open project: all of them, or none and a sentence that says why."""

        def work(editor: Editor) -> tuple[Edit, Ledger]:
            from export.importing import import_title, read_all

            documents, ledger = read_all(files)
            return editor.add_documents(documents, import_title(files)), ledger

        self._import(work, tr("Reading the files…"))

    def import_text(self, text: str, name: str) -> None:
        """Add a text as a document."""

        def work(editor: Editor) -> tuple[Edit, Ledger]:
            from export.formats.ledger import Ledger
            from export.importing import document_of_text

            return editor.add_documents([document_of_text(text, name)], f"Add «{name}»"), Ledger(documents=1)

        self._import(work, tr("Reading the text…"))

    def add_highlighted(
        self, document: Document, labels: Iterable[str], make: Callable[[], T], then: Callable[[int, T], None]
    ) -> None:
        """Add a text that was highlighted, with labels, and open it.

        make: done on the lane; then: takes the document's number and what was made, before it opens.
        """
        made: list[T] = []

        def work(editor: Editor) -> tuple[Edit, Ledger]:
            from export.formats.ledger import Ledger

            made.append(make())
            edit = editor.add_documents([document], f"Add «{document.name}»", labels, open_first=True)
            return edit, Ledger(documents=1)

        def added(edit: Edit) -> None:
            if edit.document is not None:
                then(edit.document.id, *made)

        self._import(work, tr("Adding the text…"), added)

    def export_annotations(self, path: Path, format_name: str) -> None:
        """Write all documents with their spans to a file."""
        editor = self.editor
        if editor is None:
            return
        self.busy.emit(tr("Writing the annotations…"))

        def done(ledger: Ledger) -> None:
            self.busy.emit("")
            self.exported.emit(path, ledger)

        def work() -> Ledger:
            from export.exporting import write_project

            return write_project(editor.store, path, format_name)

        self._lane.run(work, done, self._fail)

    def keep_tagger(self, swapped: Swapped) -> None:
        """Keep a tagger that was taken into use, so that it is there after a restart."""
        from engine.tagger.examples import fingerprint

        info = swapped.tagger.info | {"measured_on": fingerprint(swapped.built.finished.examples)}
        self._keep(swapped.stored, swapped.tagger, swapped.revision, info)

    def keep_tagger_from_outside(self, stored: StoredTagger, tagger: Tagger) -> None:
        """Keep a tagger that was brought in a file."""
        self._keep(stored, tagger, None, tagger.info)

    def _keep(self, stored: StoredTagger, tagger: Tagger, revision: int | None, info: Mapping[str, Any]) -> None:
        editor = self.editor
        if editor is None:
            return
        store, metadata = editor.store, tagger.metadata

        def work() -> int:
            return store.save_tagger(
                stored.onnx, metadata["metrics"], metadata["seed"], revision, info, name=stored.name,
                created=stored.created,
            )  # fmt: skip

        def done(number: int) -> None:
            if self.editor is editor:
                self.tagger_kept.emit(stored, number)

        self._lane.run(work, done, self.failed.emit)

    def _import(
        self, work: Callable[[Editor], tuple[Edit, Ledger]], message: str, before: Callable[[Edit], None] = _nothing
    ) -> None:
        """Add something to the open project. before: takes what came of it before the window does."""
        editor = self.editor
        if editor is None:
            return
        self.busy.emit(message)

        def done(result: tuple[Edit, Ledger]) -> None:
            self.busy.emit("")
            if self.editor is editor:
                before(result[0])
                self.imported.emit(*result)

        self._lane.run(lambda: work(editor), done, self._fail)

    def _begin(
        self,
        make: Callable[[], Store],
        message: str,
        leave: Callable[[], bool] | None = None,
        then: Callable[[], None] = lambda: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Open what ``make`` makes, in the place of the open project. leave: whether that may be closed."""
        self.busy.emit(message)

        def work() -> OpenProject:
            store = make()
            store.who = self._who
            try:
                tagger, trouble = _latest_tagger(store)
                return OpenProject(store.path, Editor(store), store.document_to_begin_with(), tagger, trouble)
            except BaseException:
                store.close()
                raise

        def done(project: OpenProject) -> None:
            self._opening = None
            self.busy.emit("")
            if not (leave or self.may_leave)():
                self._lane.run(project.editor.store.close, failed=self.failed.emit)
                return
            self.close()
            self.editor = project.editor
            self.opened.emit(project)  # which asks the lane for the first document, before we ask for all
            self._list(project.editor)
            then()
            if project.trouble is not None:
                self.failed.emit(project.trouble)

        def fail(error: Exception) -> None:
            self._opening = None
            self.busy.emit("")
            (failed or self.failed.emit)(error)

        self._lane.run(work, done, fail)

    def _list(self, editor: Editor) -> None:
        def done(documents: DocumentList) -> None:
            if self.editor is editor:
                self.listed.emit(documents)

        def work() -> DocumentList:
            with without_collecting():
                documents = DocumentList(editor.store.documents()).prepared()
            expect_to_stay()
            return documents

        self._lane.run(work, done, self.failed.emit)

    def _fail(self, error: Exception) -> None:
        self.busy.emit("")
        self.failed.emit(error)


def opened_alone(store: Store) -> Store:
    """Open a project that was just made as a window does."""
    store.close()
    return Store.open(store.path, alone=True)


def is_same_file(one: Path, other: Path) -> bool:
    """Tell whether two names lead to one file; not if there is none."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _latest_tagger(store: Store) -> tuple[StoredTagger | None, ProjectError | None]:
    """Give a project's tagger, or why it cannot be had: what is labelled can be seen without it."""
    try:
        return store.tagger_in_use(), None
    except ProjectError as error:
        return None, error
