"""One-click highlighting of a text that is not part of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.files import make_folder, write_pieces_atomically
from engine.text.document import Document
from engine.text.labels import LabelSet
from export.entity_table import EntityTable
from export.reading_order import ReadingOrder
from gui.controllers.suggesting import on_screen
from gui.document_view import Blocks, DocumentView
from gui.tasks import Job, Lane

if TYPE_CHECKING:
    from export.formats import Part
    from export.formats.ledger import Ledger
    from export.reading import Found, Opened
    from export.runtime import Tagger

    Source: TypeAlias = Callable[[], tuple[Part, Ledger]]
    """Reads a text, on the lane."""

SHARE = 1 / 8
"""What is found off screen is shown when it is this share of what is shown: each time costs as much as all of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A text that is to be shown, with its blocks: for ten megabytes they are too much work for the UI thread."""

    opened: Opened
    blocks: Blocks


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """A tagger from a file, with the bytes that were in it then and the file's name."""

    tagger: Tagger
    onnx: bytes
    name: str


Event: TypeAlias = "str | Laid | Found"
"""A note about a file, a text to be shown, or entities."""


class HighlightController(QObject):
    """Reads a text on the lane, shows it, then tags it: what is on screen first, the rest streaming in."""

    tagger_changed = Signal(object, str)  # Tagger | None, its name
    tagger_loaded = Signal(object)  # Path it was in
    opened = Signal(object, object)  # Document, perhaps only the beginning of one; Blocks
    extended = Signal(object, object)  # Document, all of what was opened; Blocks
    noted = Signal(str)  # what of a file was left out or guessed
    progressed = Signal(int, int)  # sentences done, of all
    entities_changed = Signal(object)  # EntityTable
    finished = Signal()  # or broken off: see ``complete``
    exported = Signal(object)  # Path
    failed = Signal(object)  # Exception

    def __init__(self, view: DocumentView, tagger_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = tagger_lane
        self._job: Job | None = None
        self._unread: Source | None = None  # what was asked for and is not on screen yet, or not all of it
        self._unread_before: Source | None = None  # the same of the text before, of which there is only the beginning
        self._has_beginning = False  # of what is unread
        self._whole = False  # what is on screen is all of it
        self._order = ReadingOrder(0)
        self._done = np.zeros(0, np.bool_)  # sentences that have been tagged
        self._unshown: list[EntityTable] = []
        self._awaited = False
        self._brought: Brought | None = None
        self.tagger: Tagger | None = None
        self.document: Document | None = None
        self.entities = EntityTable.empty()
        view.visible_changed.connect(self._look)

    @property
    def complete(self) -> bool:
        """Tell whether all that was asked for is on screen, and tagged to its end."""
        return self.document is not None and self._whole and self._unread is None and bool(self._done.all())

    @property
    def share(self) -> float:
        """Give how much of the text has been tagged, in [0, 1]."""
        return float(self._done.mean()) if self._whole and self._unread is None and len(self._done) else 0.0

    def set_tagger(self, tagger: Tagger | None, name: str) -> None:
        """Highlight with another tagger; a text that is shown is done again."""
        self.tagger = tagger
        self.tagger_changed.emit(tagger, name)
        if self._unread is not None:
            self._open(self._unread)
        elif self.document is not None:
            self.pause()
            self._forget_entities(self.document)
            self.resume()

    def load_tagger(self, path: Path) -> None:
        """Load a tagger from an ONNX file."""

        def work() -> Brought:
            from export.model_file import read_model_file
            from export.runtime import Tagger

            onnx = read_model_file(path)
            return Brought(Tagger.load(onnx, path), onnx, path.stem)

        def done(brought: Brought) -> None:
            self.tagger_loaded.emit(path)
            self.set_tagger(brought.tagger, brought.name)
            self._brought = brought

        self._lane.run(work, done, self.failed.emit)

    @property
    def brought(self) -> Brought | None:
        """Give the tagger if it came from a file, None if it is the project's or there is none."""
        return self._brought if self._brought is not None and self._brought.tagger is self.tagger else None

    def open_files(self, paths: Sequence[Path]) -> None:
        """Highlight files as one text; of annotated ones, their text."""

        def source() -> tuple[Part, Ledger]:
            from export.importing import read_as_one

            return read_as_one(paths)

        self._open(source)

    def open_text(self, text: str, name: str) -> None:
        """Highlight a text."""

        def source() -> tuple[Part, Ledger]:
            from export.formats.ledger import Ledger
            from export.importing import plain_text

            return plain_text(text, name), Ledger()

        self._open(source)

    def cancel(self) -> None:
        """Stop; what is on screen and what was found stays, and ``resume`` goes on with it."""
        if self._unread is not None and not self._has_beginning:
            self._forget_unread()
        self.pause()

    def pause(self) -> None:
        """Stop; ``resume`` goes on with all that was asked for."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def resume(self) -> None:
        """Go on where it was stopped."""
        document, tagger = self.document, self.tagger
        if self._job is not None:
            return
        if self._unread is not None:
            self._open(self._unread)
        elif document is not None and tagger is not None and not self.complete:
            first, done = on_screen(document, self._view).start, np.flatnonzero(self._done)
            self._order = order = ReadingOrder(document.tokens.sentence_count, first, done)

            def work() -> Iterator[Event]:
                from export.reading import find

                return find(document, order, tagger)

            self._start(work)

    def export(self, path: Path, format_name: str, entities: EntityTable, labels: LabelSet) -> None:
        """Write the text with some of its entities as html, jsonl, conll or csv, or as brat into a folder."""
        document = self.document
        if document is None:
            return

        def work() -> Path:
            from export import brat
            from export.entities import entity_pieces

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

        def work() -> Iterator[Event]:
            from export.reading import Opened, read

            text, ledger = source()
            yield from ledger.notes
            for event in read(text, tagger):
                yield Laid(event, Blocks(event.document.tokens)) if isinstance(event, Opened) else event

        self._start(work)
        self._unread_before = self._unread if self._has_beginning and self._unread is not source else None
        self._unread, self._has_beginning = source, False
        self.progressed.emit(0, 1)

    def _start(self, work: Callable[[], Iterator[Event]]) -> None:
        self.pause()
        self._job = self._lane.stream(work, self._receive, self._end, self._fail)

    def _receive(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case str():
                    self.noted.emit(event)
                case Laid():
                    self._show_entities()
                    self._show(event.opened, event.blocks)
                case (sentences, entities):
                    self._done[sentences] = True
                    self._unshown.append(entities)
                    self._awaited |= self._is_on_screen(sentences)
        if self._awaited or sum(map(len, self._unshown)) >= SHARE * len(self.entities):
            self._show_entities()
        done = (int(self._done.sum()), len(self._done)) if self._unread is None else (0, 1)
        self.progressed.emit(*done)

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

    def _show(self, opened: Opened, blocks: Blocks) -> None:
        """Show a text, or the rest of the one whose beginning is shown."""
        self.document, self._order, self._whole = opened.document, opened.order, opened.whole
        if opened.whole:
            self._unread = None
        if self._has_beginning:
            more = opened.document.tokens.sentence_count - len(self._done)
            self._done = np.concatenate([self._done, np.zeros(more, np.bool_)])
            self.entities = self.entities.within(opened.document.text, 0)
            self.extended.emit(opened.document, blocks)
            self._look()
        else:
            self._forget_entities(opened.document)
            self.opened.emit(opened.document, blocks)
        self._has_beginning = not opened.whole

    def _forget_entities(self, document: Document) -> None:
        self._done = np.zeros(document.tokens.sentence_count, np.bool_)
        self._unshown, self._awaited = [], False
        self.entities = EntityTable.empty(document.text, self.tagger.labels if self.tagger else ())
        self.entities_changed.emit(self.entities)

    def _forget_unread(self) -> None:
        """Let go of a text of which nothing is on screen; the one before may have to be read to its end."""
        self._unread, self._unread_before = self._unread_before, None

    def _look(self) -> None:
        """Have what is on screen tagged next."""
        if self._job is not None and self.document is not None:
            self._order.look_at(on_screen(self.document, self._view).start)

    def _end(self) -> None:
        self._job = None
        self._show_entities()
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        """Tell of a failure. What could not be read at all is forgotten, and the text before it goes on."""
        self._job = None
        self._show_entities()
        unreadable = self._unread is not None and not self._has_beginning
        if unreadable:
            self._forget_unread()
        self.failed.emit(error)
        if unreadable:
            self.resume()
