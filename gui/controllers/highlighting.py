"""One-click highlighting of a text that is not part of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.files import write_atomically
from engine.text.document import Document
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from export.entities import render_entities
from export.entity_table import EntityTable
from export.importing import document_of_text, read_all
from export.reading_order import ReadingOrder
from export.runtime import Tagger
from gui.controllers.suggesting import first_on_screen
from gui.document_view import DocumentView
from gui.tasks import Job, Lane


class HighlightController(QObject):
    """Reads a text on the lane, shows it, then tags it: the visible part first, the rest streaming in."""

    tagger_changed = Signal(object, str)  # Tagger | None, its name
    opened = Signal(object)  # Document
    progressed = Signal(int, int)  # sentences done, of all
    entities_changed = Signal(object)  # EntityTable
    finished = Signal()
    exported = Signal(object)  # Path
    failed = Signal(object)  # Exception

    def __init__(self, view: DocumentView, tagger_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = tagger_lane
        self._job: Job | None = None
        self._complete = False
        self.tagger: Tagger | None = None
        self.document: Document | None = None
        self.entities = EntityTable.empty()

    def set_tagger(self, tagger: Tagger | None, name: str) -> None:
        """Highlight with another tagger; a text that is shown is done again."""
        self.tagger = tagger
        self.tagger_changed.emit(tagger, name)
        if self.document is not None:
            self._highlight(self.document)

    def load_tagger(self, path: Path) -> None:
        """Load a tagger from an ONNX file."""
        self._lane.run(lambda: Tagger.load(path), lambda tagger: self.set_tagger(tagger, path.stem), self.failed.emit)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Highlight files as one text; of annotated ones, their text."""

        def work() -> Document:
            documents, _ = read_all(paths)
            if len(documents) == 1:
                return documents[0]
            text = "\n\n".join(document.text for document in documents)
            name = paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more"
            return Document(name, text, tokenize(text))

        self._open(work)

    def open_text(self, text: str, name: str) -> None:
        """Highlight a text."""
        self._open(lambda: document_of_text(text, name))

    def cancel(self) -> None:
        """Stop tagging; what was found stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.finished.emit()

    def resume(self) -> None:
        """Tag the text again if tagging was stopped before its end."""
        if self.document is not None and not self._complete and self._job is None:
            self._highlight(self.document)

    def export(self, path: Path, format_name: str, labels: LabelSet) -> None:
        """Write the text with its entities as html, jsonl, conll or csv."""
        document, entities = self.document, self.entities
        if document is None:
            return

        def work() -> Path:
            write_atomically(path, render_entities([(document, entities)], format_name, list(labels)))
            return path

        self._lane.run(work, self.exported.emit, self.failed.emit)

    def _open(self, work: object) -> None:
        self.cancel()
        self._job = self._lane.run(work, self._show, self.failed.emit)  # type: ignore[arg-type]

    def _show(self, document: Document) -> None:
        self.document = document
        self.opened.emit(document)
        self._highlight(document)

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)

    def _highlight(self, document: Document) -> None:
        if self._job is not None:
            self._job.cancel()
        tagger = self.tagger
        self.entities = EntityTable.empty(document.text, tagger.labels if tagger else ())
        self.entities_changed.emit(self.entities)
        if tagger is None or not len(document.tokens):
            self.finished.emit()
            return
        total, seen = document.tokens.sentence_count, 0
        order = ReadingOrder(total, first_on_screen(document, self._view))

        def received(chunks: list[tuple[NDArray[np.int64], EntityTable]]) -> None:
            nonlocal seen
            seen += sum(len(sentences) for sentences, _ in chunks)
            self.entities = EntityTable.merged([self.entities, *(entities for _, entities in chunks)])
            self.entities_changed.emit(self.entities)
            self.progressed.emit(seen, total)

        def work() -> Iterator[tuple[NDArray[np.int64], EntityTable]]:
            return tagger.stream_tokens(document.tokens, order)

        def done() -> None:
            self._job, self._complete = None, True
            self.finished.emit()

        self._complete = False
        self._job = self._lane.stream(work, received, done, self._fail)
