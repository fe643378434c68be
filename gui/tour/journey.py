"""The journey: annotate, retrain, export, highlight, reopen. Each step does what a person would and checks it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from export.runtime import Tagger
from export.sample import sample_letter
from gui.key_sheet import KeySheet
from gui.panels.label_chip import LabelChip
from gui.tour.meters import Heartbeat, PaintClock, milliseconds_since_process_start, peak_memory_mb, summary
from gui.tour.run import TourError, TourResult, Until

if TYPE_CHECKING:
    from gui.app import Gatelight

CARET_MOVES = 60
SCROLL_FRAMES = 80
LABELS_BY_KEY = 6
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
HIGHLIGHT_LIMIT = 200_000


class Journey:
    """Drives one app; leaves its findings in a TourResult."""

    def __init__(self, app: Gatelight, out: Path, source: Path | None, result: TourResult) -> None:
        self.app, self.out, self.source, self.result = app, out, source, result
        self.view = app.window.view
        self.project = out / "sample.gatelight"
        self.first_paint_ms = 0.0
        app.first_paint.happened.connect(self.note_first_paint)
        self.heartbeat = Heartbeat(app)
        self._onward = True
        self.keys = PaintClock()
        self.scrolls = PaintClock()
        self.view.painted.connect(self.keys.on_painted)
        self.view.painted.connect(self.scrolls.on_painted)
        app.annotation.document_edited.connect(lambda _: self.keys.result_is_here())

    def steps(self) -> Iterator[Until]:
        """Give the whole journey."""
        yield from self.welcome()
        yield from self.open()
        yield from self.annotate()
        yield from self.retrain()
        yield from self.suggest()
        yield from self.export()
        yield from self.highlight()
        yield from self.reopen()
        self.result.measures |= {
            "key_to_paint_ms": summary(self.keys.samples_ms),
            "scroll_frame_ms": summary(self.scrolls.samples_ms),
            "ui_gap_ms_while_training": summary(self.heartbeat.excess_ms),
            "peak_rss_mb": round(peak_memory_mb(), 1),
        }

    # the steps ----------------------------------------------------------------------------------------------------

    def welcome(self) -> Iterator[Until]:
        """Look at the first page."""
        yield Until(lambda: self.first_paint_ms > 0, "the window is painted")
        self.result.measures["first_paint_ms"] = round(self.first_paint_ms, 1)
        yield from self.picture("welcome", both=True)

    def open(self) -> Iterator[Until]:
        """Open the sample, or a copy of the project that was given."""
        if self.source is None:
            self.app.project.create_sample(self.project)
            yield Until(lambda: self.document is not None, "the sample is open")
            self.app.commands.close_project()
            yield Until(lambda: not self.app.store_lane.busy, "the sample is closed")
        shown = PaintClock()
        self.view.painted.connect(shown.on_painted)
        self.app.annotation.document_opened.connect(lambda _: shown.result_is_here())
        shown.begin(ready=False)
        self.app.project.open(self.project)
        yield Until(lambda: not shown.running, "the first document is painted")
        self.result.measures["open_project_ms"] = round(shown.samples_ms[0], 1)
        self.check(bool(self.app.rows), "the project has documents")
        yield from self.picture("first-document")

    def annotate(self) -> Iterator[Until]:
        """Label with the keyboard and the mouse, undo, redo, mark a document done."""
        names = self.known_names()
        fresh = next((r.id for r in self.app.rows.values() if r.state == DocumentState.NEW), self.current.id)
        self.app.annotation.open(fresh)
        yield Until(lambda: self.current.id == fresh, "a new document is open")
        yield from self.move_caret(CARET_MOVES)

        targets = targets_in(self.current, names) or self.any_targets()
        by_mouse = targets[LABELS_BY_KEY] if len(targets) > LABELS_BY_KEY else targets.pop()
        for first, last, label in targets[:LABELS_BY_KEY]:
            self.view.set_caret(first)
            for _ in range(last - first - 1):
                self.key(Key.Key_Right, SHIFT)
            span = self.span_of(first, last, label)
            self.keys.begin(ready=False)
            self.type_label(label)
            yield Until(partial(self.is_gold, span), f"the key labels as {label}", 5)
            yield Until(lambda: not self.keys.running, "the label is painted", 5)
        self.check(self.stored().spans == self.current.spans, "what is on screen is in the file")
        yield from self.picture("labelled-by-keyboard", both=True)

        yield from self.label_by_mouse(*by_mouse)
        labelled = self.current.spans

        self.key(Key.Key_Z, CTRL)
        yield Until(lambda: self.app.window.commands["redo"].text() != "Redo", "undo took an action back")
        self.key(Key.Key_Z, CTRL | SHIFT)
        yield Until(lambda: self.app.window.commands["redo"].text() == "Redo", "redo brought it back")
        self.check(self.current.spans == labelled, "undo and redo leave the labels as they were")
        self.key(Key.Key_Return, CTRL)
        yield Until(lambda: self.current.id != fresh, "Ctrl+Enter goes to the next document")
        self.check(self.app.rows[fresh].state == DocumentState.DONE, "the document is done")

    def label_by_mouse(self, first: int, last: int, label: str) -> Iterator[Until]:
        """Arm a label with a click on its chip, then drag over the tokens of a name."""
        self.view.set_caret(0)
        chips = self.app.window.label_bar.findChildren(LabelChip)
        chip = next(c for c in chips if c.label.name == label)
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        self.check(self.app.annotation.armed == label, "a click on a label arms it")
        self.view.ensure_visible(first)
        yield Until(lambda: self.view.token_center(first) is not None, "the token is on the screen")
        revision = self.store.revision
        press, release = self.view.token_center(first), self.view.token_center(last - 1)
        if press is None or release is None:
            raise TourError("the tokens to drag over are not on the screen")
        surface = self.view.viewport()
        button = Qt.MouseButton.LeftButton
        QTest.mousePress(surface, button, NONE, press)
        QTest.mouseMove(surface, release)
        QTest.mouseRelease(surface, button, NONE, release)
        span = self.span_of(first, last, label)
        yield Until(partial(self.is_gold, span), "the drag labels the name", 5)
        self.check(self.store.revision == revision + 1, "the drag was one action")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        self.check(self.app.annotation.armed is None, "a second click disarms it")

    def retrain(self) -> Iterator[Until]:
        """Retrain while labelling goes on."""
        outcome: list[str] = []
        swapped: list[object] = []
        training = self.app.training
        training.swapped.connect(swapped.append)
        training.failed.connect(lambda error: outcome.append(str(error)))
        self.show_panel("Tagger")
        yield Until(lambda: not self.app.training_lane.busy, "torch is loaded", 120)
        began = time.perf_counter()
        self.heartbeat.start()
        self.key(Key.Key_R, CTRL)
        yield Until(lambda: training.running, "Ctrl+R starts the training", 5)
        yield Until(lambda: self.app.window.tagger.epoch_count >= 3 or not training.running, "epochs go by", 120)
        yield from self.picture("while-training")
        for _ in range(100):
            if training.running:
                yield from self.move_caret(2)
                yield from pause(0.05)
        yield Until(lambda: bool(swapped or outcome), "the tagger is trained", 300)
        self.heartbeat.stop()
        self.result.measures["retrain_seconds"] = round(time.perf_counter() - began, 2)
        self.check(not outcome, f"the training succeeds ({' '.join(outcome)})")
        yield Until(lambda: not training.running and self.app.suggesting.tagger is not None, "the tagger is in use")
        yield from self.picture("trained", both=True)

    def suggest(self) -> Iterator[Until]:
        """Accept a suggestion and reject another."""
        self.show_panel("Suggestions")
        yield Until(lambda: not self.app.tagger_lane.busy, "the suggestions are here")
        tried = 0
        while len(self.app.suggesting.suggestions) < 2 and tried < len(self.app.rows):
            self.key(Key.Key_PageDown, CTRL)
            tried += 1
            yield Until(lambda: not self.app.store_lane.busy and not self.app.tagger_lane.busy, "the next document")
        if self.source is None:
            self.check(len(self.app.suggesting.suggestions) >= 2, "the tagger suggests something")
        if not self.app.suggesting.suggestions:
            return
        self.view.set_caret(0)
        self.key(Key.Key_Tab)
        yield from self.picture("suggestions", both=True)
        for key, what in ((Key.Key_Return, "accepted"), (Key.Key_Backspace, "rejected")):
            if not self.app.suggesting.suggestions:
                return
            if self.app.suggestion_at_caret() is None:
                self.key(Key.Key_Tab)
            suggestion = self.app.suggestion_at_caret()
            if suggestion is None:
                raise TourError("Tab does not go to a suggestion")
            self.key(key)
            arrived = self.is_gold if what == "accepted" else self.is_rejected
            yield Until(partial(arrived, suggestion.span), f"the suggestion is {what}", 5)
            stored = self.stored()
            kept = stored.spans if what == "accepted" else stored.rejected
            self.check(suggestion.span in kept, f"the {what} suggestion is in the file")

    def export(self) -> Iterator[Until]:
        """Export the tagger and load it again."""
        path = self.out / "model.onnx"
        stored = self.app.stored_tagger
        if stored is None:
            raise TourError("there is no tagger to export")
        path.unlink(missing_ok=True)
        self.app.commands.export_tagger(path)
        yield Until(lambda: not self.app.store_lane.busy, "the tagger is written")
        self.check(path.is_file() and path.read_bytes() == stored.onnx, "the exported file is whole")
        loaded = Tagger.load(path)
        text = self.letter()[:2000]
        used = self.app.suggesting.tagger
        self.check(used is not None and loaded.tag(text) == used.tag(text), "the exported file tags the same")

    def highlight(self) -> Iterator[Until]:
        """Highlight a text that the project does not have, and write it as a page."""
        page, controller = self.app.window.highlight_page, self.app.highlighting
        view = self.app.window.highlight_view
        self.key(Key.Key_H, CTRL)
        yield Until(lambda: page.isVisible(), "Ctrl+H shows the page")
        yield from self.picture("highlight-empty")
        first: list[float] = []
        ended: list[float] = []
        controller.finished.connect(lambda: ended.append(time.perf_counter()))
        view.painted.connect(lambda: first.append(time.perf_counter()) if controller.entities else None)
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(self.letter())
        began = time.perf_counter()
        QTest.keyClick(view, Key.Key_V, CTRL)
        yield Until(lambda: bool(ended) and not self.app.tagger_lane.busy, "the whole text is tagged", 120)
        yield Until(lambda: bool(first) or not controller.entities, "the entities are painted")
        entities = len(controller.entities)
        self.result.measures |= {
            "highlight_first_ms": round((first[0] - began) * 1000, 1) if first else 0.0,
            "highlight_seconds": round(ended[0] - began, 3),
            "entities": entities,
        }
        if self.source is None:
            self.check(entities > 0, "the letter has entities")
        yield from self.picture("highlighted", both=True)
        view.painted.connect(self.scrolls.on_painted)
        bar = view.verticalScrollBar()
        for i in range(SCROLL_FRAMES if bar.maximum() else 0):
            down = (i * 40) // max(1, bar.maximum()) % 2 == 0
            before = bar.value()
            self.scrolls.begin(ready=True)
            bar.setValue(before + (40 if down else -40))
            if bar.value() != before:
                yield Until(lambda: not self.scrolls.running, "the scrolled text is painted", 5)
        target = self.out / "highlighted.html"
        target.unlink(missing_ok=True)
        controller.export(target, "html", self.app.annotation.labels)
        yield Until(target.is_file, "the page is written")
        self.check("<mark" in target.read_text(encoding="utf-8") or not entities, "the page has the entities")
        self.app.show_workspace()

    def reopen(self) -> Iterator[Until]:
        """Close the project and open it again: everything is there, and undo still works."""
        document = self.current
        self.app.commands.close_project()
        yield Until(lambda: not self.app.store_lane.busy, "the project is closed")
        self.app.project.open(self.project)
        yield Until(lambda: self.document is not None and self.current.id == document.id, "it opens where it was")
        self.check(self.current.spans == document.spans, "every span is there after reopening")
        yield Until(lambda: self.app.suggesting.tagger is not None, "the tagger came with the project")
        before = self.store.revision
        self.key(Key.Key_Z, CTRL)
        yield Until(lambda: self.app.window.commands["redo"].text() != "Redo", "undo works after reopening")
        self.key(Key.Key_Z, CTRL | SHIFT)
        yield Until(lambda: self.app.window.commands["redo"].text() == "Redo", "redo works after reopening")
        self.check(self.store.revision == before + 2, "each of the two made a revision")
        self.show_panel("Entities")
        yield from self.picture("reopened", both=True)
        sheet = KeySheet(self.app.annotation.labels, self.app.theme, self.app.window)
        sheet.show()
        yield Until(sheet.isVisible, "the key sheet is open")
        yield from self.picture("keys", widget=sheet)
        sheet.close()

    # helpers ------------------------------------------------------------------------------------------------------

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
        return [(token, token + 1, label) for token in range(2)]

    def known_names(self) -> dict[str, str]:
        """Give the names that are labelled in the project, with their labels."""
        documents = self.store.iter_documents()
        return {d.text[s.start : s.end]: s.label for d in documents for s in d.spans}

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
    """Find known names in a document as token ranges with labels, longest first where they overlap, in text order."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(names, key=len, reverse=True):
        at = document.text.find(name)
        while at >= 0:
            end = at + len(name)
            if document.tokens.aligned(at, end) and not document.spans_between(at, end):
                first, last = document.tokens.covering(at, end)
                if all(last <= f or first >= t for f, t, _ in found):
                    found.append((first, last, names[name]))
            at = document.text.find(name, end)
    return sorted(found)
