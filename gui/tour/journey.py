"""The journey: annotate, retrain, export, highlight, reopen. Each step does what a person would and checks it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from engine.text.document import DocumentState
from export.runtime import Tagger
from gui.panels.label_chip import LabelChip
from gui.panels.search_state import SearchState
from gui.tour.driver import TourError, Until
from gui.tour.hands import CTRL, NONE, SHIFT, Hands, Key, pause, targets_in
from gui.tour.meters import PaintClock, peak_memory_mb, summary
from gui.words import tr

if TYPE_CHECKING:
    pass

CARET_MOVES = 60
SCROLL_FRAMES = 80
LABELS_BY_KEY = 6
MOST_PAGES = 30
"""Documents that are looked through for suggestions."""
ROUNDS = 3
"""How often the tour works in the largest document before the training; during it as often as there is time."""
TRAINING_LIMIT_S = 240.0
"""A training that takes longer is cancelled: the window has been measured beside it for long enough."""


class Journey(Hands):
    """The steps, in their order."""

    def steps(self) -> Iterator[Until]:
        """Give the whole journey."""
        yield from self.welcome()
        yield from self.open()
        yield from self.annotate()
        yield from self.go_to_largest()
        for _ in range(ROUNDS):
            yield from self.work()
        yield from self.retrain()
        if self.app.suggesting.tagger is not None:
            yield from self.suggest()
        yield from self.look_back()
        if self.app.suggesting.tagger is not None:
            yield from self.export()
            yield from self.highlight()
        yield from self.reopen()
        self.result.measures |= {
            "key_to_paint_ms": summary(self.keys.samples_ms),
            "key_to_paint_ms_while_training": summary(self.keys.samples_ms[self._keys_before :][: self._keys_while]),
            "scroll_frame_ms": summary(self.scrolls.samples_ms),
            "ui_gap_ms_while_training": summary(self.heartbeat.excess_ms),
            "peak_rss_mb": round(peak_memory_mb(), 1),
        }

    # the steps ----------------------------------------------------------------------------------------------------

    def welcome(self) -> Iterator[Until]:
        """Look at the first page."""
        yield Until(lambda: self.first_paint_ms > 0, "the window is painted")
        # Without a window manager nobody else makes the window the one that takes keys.
        self.app.window.activateWindow()
        yield Until(self.app.window.isActiveWindow, "the window takes keys")
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
        yield Until(lambda: bool(self.app.workspace.rows), "the documents are listed")
        yield from self.picture("first-document")

    def annotate(self) -> Iterator[Until]:
        """Label with the keyboard and the mouse, undo, redo, mark a document done."""
        names = self.known_names()
        fresh = next((r.id for r in self.app.workspace.rows.values() if r.state == DocumentState.NEW), self.current.id)
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
        yield Until(lambda: self.app.window.commands["redo"].text() != tr("Redo"), "undo took an action back")
        self.key(Key.Key_Z, CTRL | SHIFT)
        yield Until(lambda: self.app.window.commands["redo"].text() == tr("Redo"), "redo brought it back")
        self.check(self.current.spans == labelled, "undo and redo leave the labels as they were")
        if len(self.app.workspace.rows) == 1:
            return  # done, it would have no suggestions
        self.key(Key.Key_Return, CTRL)
        yield Until(lambda: self.current.id != fresh, "Ctrl+Enter goes to the next document")
        self.check(self.app.workspace.rows[fresh].state == DocumentState.DONE, "the document is done")

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
        if press == release:  # a drag must have a length
            QTest.mouseDClick(surface, button, NONE, press)
        else:
            QTest.mousePress(surface, button, NONE, press)
            QTest.mouseMove(surface, release)
        QTest.mouseRelease(surface, button, NONE, release)
        span = self.span_of(first, last, label)
        yield Until(partial(self.is_gold, span), "the drag labels the name", 5)
        self.check(self.store.revision == revision + 1, "the drag was one action")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        self.check(self.app.annotation.armed is None, "a second click disarms it")

    def go_to_largest(self) -> Iterator[Until]:
        """Open the document that has most tokens."""
        largest = max(self.app.workspace.rows.values(), key=lambda row: row.tokens).id
        if self.current.id != largest:
            self.app.annotation.open(largest)
        yield Until(lambda: self.current.id == largest and not self.app.store_lane.busy, "the largest document is open")

    def work(self) -> Iterator[Until]:
        """Move about in the document on the screen, scroll, label and undo, all of it on the clock."""
        yield from self.move_caret(10)
        moves = ((Key.Key_Right, CTRL), (Key.Key_PageDown, NONE), (Key.Key_End, NONE), (Key.Key_Home, NONE))
        for key, modifiers in (*moves, (Key.Key_PageUp, NONE), (Key.Key_Left, CTRL), (Key.Key_Down, NONE)):
            yield from self.press(key, modifiers)
        yield from self.scroll(SCROLL_FRAMES // 4, self.view)
        yield from self.scroll(SCROLL_FRAMES // 4, self.documents)
        labels = self.app.annotation.labels
        for number in range(LABELS_BY_KEY):
            self.view.set_caret(self.free_token())
            yield from self.edit(partial(self.type_label, labels[number % len(labels)].name), "the label")
        for _ in range(LABELS_BY_KEY):
            yield from self.edit(partial(self.key, Key.Key_Z, CTRL), "what undo took back")

    def retrain(self) -> Iterator[Until]:
        """Retrain while labelling goes on."""
        outcome: list[str] = []
        swapped: list[object] = []
        training = self.app.training
        training.swapped.connect(swapped.append)
        training.failed.connect(lambda error: outcome.append(str(error)))
        self.show_panel("Tagger")
        yield Until(lambda: "torch" in sys.modules and not self.app.training_lane.busy, "torch is loaded", 120)
        began = time.perf_counter()
        self.heartbeat.start()
        self.key(Key.Key_R, CTRL)
        yield Until(lambda: training.running, "Ctrl+R starts the training", 5)
        self._keys_before = len(self.keys.samples_ms)
        pictured = False
        while training.running and time.perf_counter() - began < TRAINING_LIMIT_S:
            yield from self.work()
            self._keys_while = len(self.keys.samples_ms) - self._keys_before
            yield from pause(0.05)
            if not pictured and self.app.window.tagger.epoch_count >= 3:
                yield from self.picture("while-training")
                pictured = True
        if training.running:
            training.cancel()
            self.result.measures["training_cancelled"] = True
        else:
            yield Until(lambda: bool(swapped or outcome), "the tagger is trained")
        self.heartbeat.stop()
        self.result.measures["retrain_seconds"] = round(time.perf_counter() - began, 2)
        self.check(not outcome, f"the training succeeds ({' '.join(outcome)})")
        if swapped:
            yield Until(lambda: not training.running and self.app.suggesting.tagger is not None, "the tagger is in use")
            yield from self.picture("trained", both=True)

    def suggest(self) -> Iterator[Until]:
        """Accept a suggestion and reject another."""
        self.show_panel("Suggestions")
        yield Until(lambda: not self.app.tagger_lane.busy, "the suggestions are here")
        tried = 0
        while len(self.app.suggesting.suggestions) < 2 and tried < min(MOST_PAGES, len(self.app.workspace.rows)):
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
            if self.app.workspace.suggestion_at_caret() is None:
                self.key(Key.Key_Tab)
            suggestion = self.app.workspace.suggestion_at_caret()
            if suggestion is None:
                raise TourError("Tab does not go to a suggestion")
            self.key(key)
            arrived = self.is_gold if what == "accepted" else self.is_rejected
            yield Until(partial(arrived, suggestion.span), f"the suggestion is {what}", 5)
            stored = self.stored()
            kept = stored.spans if what == "accepted" else stored.rejected
            self.check(suggestion.span in kept, f"the {what} suggestion is in the file")

    def look_back(self) -> Iterator[Until]:
        """Write a note, confirm a part, search the project, look at the history, the labels and the taggers."""
        if not self.current.spans:
            self.key(Key.Key_PageUp, CTRL)
            yield Until(lambda: not self.app.store_lane.busy, "the document before")
        document, window = self.current, self.app.window
        span = next(iter(document.spans), None)
        if span is not None:
            self.app.annotation.set_note(document.id, span, "Is this the same as in the letter of 1951? Ask Oda.")
            yield Until(lambda: bool(self.current.notes), "the note is on the span", 5)
        self.view.set_caret(len(document.tokens) // 2)
        if document.state != DocumentState.DONE:
            self.key(Key.Key_Period, CTRL)
            yield Until(lambda: bool(self.current.confirmed), "a part is confirmed", 5)
        self.check(self.stored().notes == self.current.notes, "the note is in the file")
        self.key(Key.Key_F, CTRL)
        yield Until(lambda: window.search.isVisible(), "Ctrl+F shows the search")
        word = document.text[span.start : span.end] if span else document.tokens.forms(0, 1)[0]
        window.search.look_for(word)
        found: list[SearchState] = []
        self.app.searching.changed.connect(found.append)
        yield Until(lambda: bool(found and found[-1].hits and not found[-1].searching), f"{word} is found", 10)
        self.check(document.id in {hit.document_id for hit in found[-1].hits}, "it is found where it stands")
        yield from self.picture("search", both=True)
        window.commands["show_history"].trigger()
        yield Until(lambda: window.history.isVisible() and not self.app.store_lane.busy, "Ctrl+5 shows the history")
        yield from self.picture("history", both=True)
        self.app.label_wiring.show()
        yield Until(lambda: self.app.label_wiring.dialog.isVisible(), "Ctrl+L shows the labels")
        yield from self.picture("labels", self.app.label_wiring.dialog, both=True)
        self.app.label_wiring.dialog.close()
        self.app.taggers.show_dialog()
        yield Until(lambda: not self.app.store_lane.busy, "the taggers are listed")
        yield from self.picture("taggers", self.app.taggers.dialog, both=True)
        if self.app.taggers.dialog is not None:
            self.app.taggers.dialog.close()
        yield from self.look_into_gates()
        self.show_panel("Suggestions")
        window.activateWindow()
        yield Until(window.isActiveWindow, "the window takes keys again")
        self.view.setFocus()

    def look_into_gates(self) -> Iterator[Until]:
        """Show what the tagger does with a sentence, if there is a tagger, tab by tab, and go through its tokens."""
        gates = self.app.gates
        self.app.window.commands["show_gates"].trigger()
        pane = gates.pane
        if pane is None:
            raise TourError("there is no pane")
        yield Until(lambda: not self.app.gates_lane.busy, "the gates are computed")
        if self.app.stored_tagger is not None:
            self.check(pane.view is not None, "the gates are shown")
        for number, name in enumerate(("gates", "why", "gradients", "batch")):
            pane.choose_tab(number)
            yield Until(lambda: not self.app.gates_lane.busy, f"{name}: it is computed")
            if name == "gradients":
                yield from self.run_the_lab()
            yield from self.picture(f"gates-{name}", both=True)
        pane.choose_tab(0)
        gates.hide()

    def run_the_lab(self) -> Iterator[Until]:
        """Let three small networks read the sentence, if there is one, so that there are curves."""
        from gui.gates.lab_view import LabView

        view, controller = self.app.gates.pane and self.app.gates.pane.view, self.app.gates.lab
        if not isinstance(view, LabView) or controller is None or not view.button.isEnabled():
            return
        QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
        yield Until(lambda: not controller.running, "the gradients are measured")
        self.check(view.has_table(), "the lab shows curves")

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
        for message in self.app.window.toast.messages:  # of the export, over the text to come
            message.dismiss()
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
        yield from self.scroll(SCROLL_FRAMES, view)
        target = self.out / "highlighted.html"
        target.unlink(missing_ok=True)
        controller.export(target, "html", controller.entities, self.app.annotation.labels)
        yield Until(target.is_file, "the page is written")
        self.check("<mark" in target.read_text(encoding="utf-8") or not entities, "the page has the entities")
        self.app.show_workspace()

    def reopen(self) -> Iterator[Until]:
        """Close the project and open it again: everything is there, and undo still works."""
        document, has_tagger = self.current, self.app.stored_tagger is not None
        self.app.commands.close_project()
        yield Until(lambda: not self.app.store_lane.busy, "the project is closed")
        self.app.project.open(self.project)
        yield Until(lambda: self.document is not None and self.current.id == document.id, "it opens where it was")
        self.check(self.current.spans == document.spans, "every span is there after reopening")
        if has_tagger:
            yield Until(lambda: self.app.suggesting.tagger is not None, "the tagger came with the project")
        before = self.store.revision
        self.key(Key.Key_Z, CTRL)
        yield Until(lambda: self.app.window.commands["redo"].text() != tr("Redo"), "undo works after reopening")
        self.key(Key.Key_Z, CTRL | SHIFT)
        yield Until(lambda: self.app.window.commands["redo"].text() == tr("Redo"), "redo works after reopening")
        self.check(self.store.revision == before + 2, "each of the two made a revision")
        self.show_panel("Entities")
        yield from self.picture("reopened", both=True)
        self.app.window.commands["keys"].trigger()
        sheet = self.app.keys.sheet
        if sheet is None:
            raise TourError("there is no key sheet")
        yield Until(sheet.isVisible, "the key sheet is open")
        yield from self.picture("keys", widget=sheet)
        sheet.close()
