"""Opening, creating, filling and closing a project; everything that touches its file runs on the store lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Edit, Editor
from engine.project.store import DocumentRow, Store, StoredTagger
from engine.text.document import Document
from export.formats import write_documents
from export.formats.ledger import Ledger
from export.importing import create_with_documents, document_of_text, import_title, read_all
from export.sample import create_sample
from gui.controllers.training import Swapped
from gui.tasks import Lane


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project that is ready to be shown. document_id: of the document where the person last was."""

    path: Path
    editor: Editor
    rows: tuple[DocumentRow, ...]
    document_id: int | None
    tagger: StoredTagger | None


T = TypeVar("T")


def _nothing(_: Edit) -> None:
    """Do nothing."""


class ProjectController(QObject):
    """Holds the open project. Emits what happened; the window's other parts listen."""

    opened = Signal(object)  # OpenProject
    closing = Signal()  # the store is still open
    closed = Signal()
    imported = Signal(object, object)  # Edit, Ledger
    exported = Signal(object, object)  # Path, Ledger
    failed = Signal(object)  # Exception
    busy = Signal(str)  # what is going on, "" when it is over

    def __init__(self, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = store_lane
        self.editor: Editor | None = None
        self._who = ""

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
        """Open a project file."""
        self._begin(lambda: Store.open(path), "Opening the project…")

    def create_sample(self, path: Path) -> None:
        """Make a fresh copy of the sample project."""
        self._begin(lambda: create_sample(path), "Making the sample…")

    def create_from_files(self, path: Path, files: Sequence[Path]) -> None:
        """Make a project and add files to it; no project is left behind when a file cannot be read."""

        def make() -> Store:
            documents, _ = read_all(files)
            return create_with_documents(path, documents, import_title(files), who=self._who)

        self._begin(make, "Reading the files…")

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
            documents, ledger = read_all(files)
            return editor.add_documents(documents, import_title(files)), ledger

        self._import(work, "Reading the files…")

    def import_text(self, text: str, name: str) -> None:
        """Add a text as a document."""

        def work(editor: Editor) -> tuple[Edit, Ledger]:
            return editor.add_documents([document_of_text(text, name)], f"Add «{name}»"), Ledger(documents=1)

        self._import(work, "Reading the text…")

    def add_highlighted(
        self, document: Document, labels: Iterable[str], make: Callable[[], T], then: Callable[[int, T], None]
    ) -> None:
        """Add a text that was highlighted, with labels, and open it.

        make: done on the lane; then: takes the document's number and what was made, before it opens.
        """
        made: list[T] = []

        def work(editor: Editor) -> tuple[Edit, Ledger]:
            made.append(make())
            edit = editor.add_documents([document], f"Add «{document.name}»", labels, open_first=True)
            return edit, Ledger(documents=1)

        def added(edit: Edit) -> None:
            if edit.document is not None:
                then(edit.document.id, *made)

        self._import(work, "Adding the text…", added)

    def export_annotations(self, path: Path, format_name: str) -> None:
        """Write all documents with their spans to a file."""
        editor = self.editor
        if editor is None:
            return
        self.busy.emit("Writing the annotations…")

        def done(ledger: Ledger) -> None:
            self.busy.emit("")
            self.exported.emit(path, ledger)

        self._lane.run(lambda: write_documents(editor.store.iter_documents(), path, format_name), done, self._fail)

    def keep_tagger(self, swapped: Swapped) -> None:
        """Keep a tagger that was taken into use, so that it is there after a restart."""
        if self.editor is not None:
            store, onnx, tagger = self.editor.store, swapped.stored.onnx, swapped.tagger
            seed = swapped.built.finished.tagger.seed
            self._lane.run(
                lambda: store.save_tagger(onnx, tagger.metrics, seed, swapped.revision), failed=self.failed.emit
            )

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

    def _begin(self, make: Callable[[], Store], message: str) -> None:
        self.busy.emit(message)

        def work() -> OpenProject:
            store = make()
            store.who = self._who
            try:
                rows = tuple(store.documents())
                return OpenProject(store.path, Editor(store), rows, store.last_document(), store.latest_tagger())
            except BaseException:
                store.close()
                raise

        def done(project: OpenProject) -> None:
            self.busy.emit("")
            self.close()
            self.editor = project.editor
            self.opened.emit(project)

        self._lane.run(work, done, self._fail)

    def _fail(self, error: Exception) -> None:
        self.busy.emit("")
        self.failed.emit(error)
