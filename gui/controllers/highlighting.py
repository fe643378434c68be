"""One-click highlighting of a text that is not part of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.files import make_folder, write_pieces_atomically
from engine.text.document import Document
from engine.text.labels import LabelSet
from export import brat
from export.entities import entity_pieces
from export.entity_table import EntityTable
from export.formats import Part
from export.formats.ledger import Ledger
from export.importing import plain_text, read_as_one
from export.reading import Found, Opened, find, read
from export.reading_order import ReadingOrder
from export.runtime import Tagger
from gui.controllers.suggesting import on_screen
from gui.document_view import DocumentView
from gui.tasks import Job, Lane

SHARE = 1 / 8
"""What is found off screen is shown when it is this share of what is shown: each time costs as much as all of it."""

Source = Callable[[], tuple[Part, Ledger]]
"""Reads a text, on the lane."""


class HighlightController(QObject):
    """Reads a text on the lane, shows it, then tags it: what is on screen first, the rest streaming in."""

    tagger_changed = Signal(object, str)  # Tagger | None, its name
    opened = Signal(object)  # Document, perhaps only the beginning of one
    extended = Signal(object)  # Document, all of what was opened
    noted = Signal(str)  # what of a file was left out or guessed
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
        self._source: Source | None = None
        self._order = ReadingOrder(0)
        self._whole = self._awaits_rest = False
        self._seen = 0
        self._unshown: list[EntityTable] = []
        self._awaited = False
        self.tagger: Tagger | None = None
        self.document: Document | None = None
        self.entities = EntityTable.empty()
        view.visible_changed.connect(self._look)

    @property
    def complete(self) -> bool:
        """Tell whether the whole text was tagged."""
        return self.document is not None and self._whole and self._seen == len(self._order)

    def set_tagger(self, tagger: Tagger | None, name: str) -> None:
        """Highlight with another tagger; a text that is shown is done again."""
        self.tagger = tagger
        self.tagger_changed.emit(tagger, name)
        if self.document is not None:
            self._begin_again()

    def load_tagger(self, path: Path) -> None:
        """Load a tagger from an ONNX file."""
        self._lane.run(lambda: Tagger.load(path), lambda tagger: self.set_tagger(tagger, path.stem), self.failed.emit)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Highlight files as one text; of annotated ones, their text."""
        self._open(lambda: read_as_one(paths))

    def open_text(self, text: str, name: str) -> None:
        """Highlight a text."""
        self._open(lambda: (plain_text(text, name), Ledger()))

    def cancel(self) -> None:
        """Stop tagging; what was found stays."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def resume(self) -> None:
        """Tag the text again if tagging was stopped before its end."""
        if self.document is not None and not self.complete and self._job is None:
            self._begin_again()

    def export(self, path: Path, format_name: str, labels: LabelSet) -> None:
        """Write the text with its entities as html, jsonl, conll or csv, or as brat into a folder."""
        document, entities = self.document, self.entities
        if document is None:
            return

        def work() -> Path:
            found = iter([(document, entities)])
            if format_name == "brat":
                make_folder(path)
                brat.check_folder(path)
                brat.write_folder(found, path, entities.labels)
            else:
                write_pieces_atomically(path, entity_pieces(found, format_name, list(labels)))
            return path

        self._lane.run(work, self.exported.emit, self.failed.emit)

    def _open(self, source: Source) -> None:
        """Read a text and tag it, in one go on the lane."""
        tagger = self.tagger

        def work() -> Iterator[str | Opened | Found]:
            text, ledger = source()
            yield from ledger.notes
            yield from read(text, tagger)

        self._source = source
        self._awaits_rest = False
        self._start(work)

    def _begin_again(self) -> None:
        """Tag the text that is shown from its beginning, or read it first if it is not all there."""
        document, tagger = self.document, self.tagger
        if document is None or not self._whole:
            if self._source is not None:
                self._open(self._source)
            return
        self._order = order = ReadingOrder(document.tokens.sentence_count, on_screen(document, self._view).start)
        self._forget_entities(document)
        if tagger is None:
            self.cancel()
        else:
            self._start(lambda: find(document, order, tagger))

    def _start(self, work: Callable[[], Iterator[str | Opened | Found]]) -> None:
        self.cancel()
        self._job = self._lane.stream(work, self._receive, self._end, self._fail)

    def _receive(self, events: list[str | Opened | Found]) -> None:
        for event in events:
            match event:
                case str():
                    self.noted.emit(event)
                case Opened():
                    self._show_entities()
                    self._show(event)
                case (sentences, entities):
                    self._seen += len(sentences)
                    self._unshown.append(entities)
                    self._awaited |= self._is_on_screen(sentences)
        if self._awaited or sum(map(len, self._unshown)) >= SHARE * len(self.entities):
            self._show_entities()
        self.progressed.emit(*((self._seen, len(self._order)) if self._whole else (0, 1)))

    def _is_on_screen(self, sentences: NDArray[np.int64]) -> bool:
        shown = on_screen(self.document, self._view) if self.document is not None else range(0)
        begin, end = np.searchsorted(sentences, [shown.start, shown.stop])
        return bool(begin < end)

    def _show_entities(self) -> None:
        """Show what has been found since the last time."""
        if self._unshown:
            self.entities = EntityTable.merged([self.entities, *self._unshown])
            self._unshown, self._awaited = [], False
            self.entities_changed.emit(self.entities)

    def _show(self, opened: Opened) -> None:
        """Show a text, or the rest of the one whose beginning is shown."""
        is_rest, self._awaits_rest = self._awaits_rest, not opened.whole
        self.document, self._order, self._whole = opened.document, opened.order, opened.whole
        if is_rest:
            self.entities = self.entities.within(opened.document.text, 0)
            self.extended.emit(opened.document)
            self._look()
        else:
            self._forget_entities(opened.document)
            self.opened.emit(opened.document)

    def _forget_entities(self, document: Document) -> None:
        self._seen = 0
        self._unshown, self._awaited = [], False
        self.entities = EntityTable.empty(document.text, self.tagger.labels if self.tagger else ())
        self.entities_changed.emit(self.entities)

    def _look(self) -> None:
        """Have what is on screen tagged next."""
        if self._job is not None and self.document is not None:
            self._order.look_at(on_screen(self.document, self._view).start)

    def _end(self) -> None:
        self._job = None
        self._show_entities()
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self._show_entities()
        self.failed.emit(error)
