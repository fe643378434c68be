"""The tour's hands and eyes: keys, pictures, and looks at what the window and the file hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from engine.process import milliseconds_since_process_start
from engine.project.store import Store
from engine.text.document import Document, Span, Token
from export.sample import sample_letter
from gui.panels.documents import DocumentRows
from gui.tour.driver import TourError, TourResult, Until
from gui.tour.meters import Heartbeat, PaintClock, PaintWatch

if TYPE_CHECKING:
    from gui.app import Gatelight

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
HIGHLIGHT_LIMIT = 200_000
SCROLL_PIXELS = 40
FEW_DOCUMENTS = 300
"""Documents that are looked through for known names: the tour would spend minutes on all of a large project."""
LOOK_THROUGH = 50_000
"""Code points of a document in which known names are looked for."""


class Hands:
    """Works and watches one app; notes findings in a TourResult."""

    def __init__(self, app: Gatelight, out: Path, source: Path | None, result: TourResult) -> None:
        self.app, self.out, self.source, self.result = app, out, source, result
        self.view = app.window.view
        self.project = out / "sample.gatelight"
        self.first_paint_ms = 0.0
        app.first_paint.happened.connect(self.note_first_paint)
        self.heartbeat = Heartbeat(app)
        self._onward = True
        self._keys_before = self._keys_while = 0
        self.keys = PaintClock()
        self.scrolls = PaintClock()
        self.view.painted.connect(self.keys.on_painted)
        self.view.painted.connect(self.scrolls.on_painted)
        self.documents = app.window.documents.findChildren(DocumentRows)[0]
        PaintWatch(self.documents.viewport()).painted.connect(self.scrolls.on_painted)
        app.annotation.document_edited.connect(lambda _: self.keys.result_is_here())

    @property
    def document(self) -> Document | None:
        """Give the document on the screen."""
        return self.app.annotation.document

    @property
    def current(self) -> Document:
        """Give the document on the screen. Raises TourError if there is none."""
        if self.document is None:
            raise TourError("no document is open")
        return self.document

    @property
    def store(self) -> Store:
        """Give the open project's file. Raises TourError if there is none."""
        if self.app.project.editor is None:
            raise TourError("no project is open")
        return self.app.project.editor.store

    def stored(self) -> Document:
        """Give the document as the file has it."""
        return self.store.document(self.current.id)

    def is_gold(self, span: Span) -> bool:
        """Tell whether a span is on the screen as gold."""
        return span in self.current.spans

    def is_free(self, token: Token) -> bool:
        """Tell whether a token of the document on the screen is a word without a label."""
        return token.form.isalpha() and not self.current.spans_between(token.start, token.end)

    def is_rejected(self, span: Span) -> bool:
        """Tell whether the document on the screen has a span as rejected."""
        return span in self.current.rejected

    def check(self, true: bool, what: str) -> None:
        """Note a failure when a step did not do what it says."""
        if not true:
            self.result.failures.append(f"this is not so: {what}")

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key in the text."""
        self.view.setFocus()
        QTest.keyClick(self.view, key, modifiers)

    def move_caret(self, times: int) -> Iterator[Until]:
        """Move the caret by key, there and back, and wait for each move to be painted."""
        for _ in range(times):
            self._onward = (self._onward or self.view.caret == 0) and self.view.caret + 1 < len(self.current.tokens)
            self.keys.begin(ready=True)
            self.key(Key.Key_Right if self._onward else Key.Key_Left)
            yield Until(lambda: not self.keys.running, "the caret move is painted", 5)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> Iterator[Until]:
        """Press a key that moves the caret and wait until that is painted; at an end of the text nothing moves."""
        before = self.view.caret
        self.keys.begin(ready=True)
        self.key(key, modifiers)
        if self.view.caret == before:
            self.keys.drop()
        yield Until(lambda: not self.keys.running, "the caret move is painted", 5)

    def edit(self, press: Callable[[], None], what: str) -> Iterator[Until]:
        """Do what changes the document on the screen and wait until that is painted."""
        before = self.current
        self.keys.begin(ready=False)
        press()
        yield Until(lambda: self.document is not before and not self.keys.running, f"{what} is painted", 5)

    def scroll(self, frames: int, view: QAbstractScrollArea) -> Iterator[Until]:
        """Scroll a text or a list by its bar, down and up again at the ends, and wait for each frame."""
        bar, by = view.verticalScrollBar(), SCROLL_PIXELS
        for _ in range(frames if bar.maximum() else 0):
            if not bar.minimum() <= bar.value() + by <= bar.maximum():
                by = -by
            before = bar.value()
            self.scrolls.begin(ready=True)
            bar.setValue(before + by)
            if bar.value() == before:
                self.scrolls.drop()
            yield Until(lambda: not self.scrolls.running, "the scrolled text is painted", 5)

    def free_token(self) -> int:
        """Give the first token from the caret on that has no label, going round."""
        document, caret = self.current, self.view.caret
        count = len(document.tokens)
        for token in chain(range(caret, count), range(caret)):
            if self.is_free(document.tokens[token]):
                return token
        raise TourError("every token of this document has a label")

    def type_label(self, label: str) -> None:
        """Press the key of a label."""
        self.view.setFocus()
        QTest.keyClicks(self.view, self.app.annotation.labels.named(label).key)

    def show_panel(self, title: str) -> None:
        """Bring a panel of the side bar to the front."""
        self.app.window.side_bar.show_panel(title)

    def picture(self, name: str, widget: QWidget | None = None, *, both: bool = False) -> Iterator[Until]:
        """Take a numbered screenshot, in light and with ``both`` also in dark."""
        beating = self.heartbeat.beating
        self.heartbeat.stop()
        for theme in ("light", "dark") if both else ("light",):
            if theme == "dark":
                self.app.set_theme("dark")
            yield from pause(0.12)
            suffix = "-dark" if theme == "dark" else ""
            path = self.out / f"{len(self.result.pictures) + 1:02}-{name}{suffix}.png"
            if not (widget or self.app.window).grab().save(str(path)):
                raise TourError(f"{path} cannot be written")
            self.result.pictures.append(path)
        if both:
            self.app.set_theme("light")
        if beating:
            self.heartbeat.start()

    def note_first_paint(self) -> None:
        """Take the time from the start of the process."""
        self.first_paint_ms = milliseconds_since_process_start()

    def any_targets(self) -> list[tuple[int, int, str]]:
        """Give some tokens to label where no known name occurs. Raises TourError if there is no label."""
        if not len(self.app.annotation.labels) or len(self.current.tokens) < 2:
            raise TourError("the project has no labels or no text to take the tour with; label a few names first")
        label = self.app.annotation.labels[0].name
        free = islice((n for n, token in enumerate(self.current.tokens) if self.is_free(token)), 2)
        return [(token, token + 1, label) for token in free]

    def known_names(self) -> dict[str, str]:
        """Give names that are labelled in the project, with their labels."""
        documents = islice(self.store.iter_documents(), FEW_DOCUMENTS)
        return {d.text[s.start : s.end]: s.label for d in documents for s in d.spans_between(0, LOOK_THROUGH)}

    def span_of(self, first: int, last: int, label: str) -> Span:
        """Give the span over the tokens ``[first, last)``."""
        tokens = self.current.tokens
        return Span(int(tokens.starts[first]), int(tokens.ends[last - 1]), label)

    def letter(self) -> str:
        """Give a text to highlight: the sample's letter, or the first texts of the given project."""
        if self.source is None:
            return sample_letter()
        text = ""
        for document in self.store.iter_documents():
            text += document.text + "\n"
            if len(text) > HIGHLIGHT_LIMIT:
                break
        return text[:HIGHLIGHT_LIMIT]


def pause(seconds: float) -> Iterator[Until]:
    """Wait for a moment."""
    over = time.perf_counter() + seconds
    yield Until(lambda: time.perf_counter() > over, "a pause")


def targets_in(document: Document, names: dict[str, str]) -> list[tuple[int, int, str]]:
    """Find known names at the beginning of a document as token ranges with labels, in text order.

    Where they overlap, the longest counts.
    """
    found: list[tuple[int, int, str]] = []
    for name in sorted(names, key=len, reverse=True):
        at = document.text.find(name, 0, LOOK_THROUGH)
        while at >= 0:
            end = at + len(name)
            if document.tokens.aligned(at, end) and not document.spans_between(at, end):
                first, last = document.tokens.covering(at, end)
                if all(last <= f or first >= t for f, t, _ in found):
                    found.append((first, last, names[name]))
            at = document.text.find(name, end, LOOK_THROUGH)
    return sorted(found)
