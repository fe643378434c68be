"""How quickly the gates pane follows the caret in the real window, and what holds up the UI thread for how long.

The tagger is random, of full size but for 128 units of a direction, the sentences have 60 tokens. For each tab: from
the key to the paint that marks the new token, to the paint that shows its numbers, and the same for the first token of
another sentence. Beside it the same keys with the pane closed. Then the longest single piece of work that the UI thread
did for anything that a person does in the pane: computing (all but painting) and painting, by the clock and of the CPU.
Offscreen. The figures are only worth something on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import string
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, thread_time

from common import ROOT, Row, commit, finish, positive, say

sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.project.store import Store
from engine.tagger.lab import LONGEST
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from export.onnx_graph import to_onnx
from export.runtime import Tagger
from gui.app import Gatelight, make_application
from gui.settings import Settings
from gui.tour.meters import summary
from gui.wiring.gates import BATCH, GATES, LAB, WHY
from tests.export.conftest import full_size_tagger

SIZES = ((1280, 820), (1600, 1000))
TABS = {"gates": GATES, "why": WHY, "batch": BATCH}
SENTENCES = 6
PAUSE_MS = 40
"""From a key to the next one, about as a held key repeats; what was put off until nobody types comes after it."""
REST_MS = 400
LIMIT_MS = 20_000
LONG_MS = 5.0


def main() -> None:
    """Measure in windows of two sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=positive, default=60, metavar="N", help="of a sentence")
    parser.add_argument("--units", type=positive, default=128, metavar="N", help="of a direction")
    parser.add_argument("--rounds", type=positive, default=2, metavar="N", help="over the whole sentence")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here, not to stdout")
    options = parser.parse_args()
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    result: Row = {"benchmark": "gates_pane", "machine": machine, "commit": commit()}
    result |= {"tokens": options.tokens, "units": options.units, "runs": []}
    watched = WatchedApplication(["gatelight"])
    make_application()
    with tempfile.TemporaryDirectory() as name:
        project = make_project(Path(name) / "gates.gatelight", options.tokens, options.units)
        for number, size in enumerate(SIZES):
            bench = Bench(watched, Path(name) / str(number), project, size)
            row = {"window": f"{size[0]}x{size[1]}"} | bench.measure(options.tokens, options.rounds)
            result["runs"].append(row)
            say(str(row))
            bench.close()
    finish(result, options.out)


def make_project(path: Path, tokens: int, units: int) -> Path:
    """Make a project with a document of some sentences, and a tagger that nobody trained."""
    letters = random.Random(1)
    sentences = [
        [f"{''.join(letters.choices(string.ascii_lowercase, k=letters.randint(1, 10)))}" for _ in range(tokens - 1)]
        for _ in range(SENTENCES)
    ]
    text = " ".join(" ".join(words).capitalize() + "." for words in sentences)
    trained = full_size_tagger(hidden=units)
    onnx = to_onnx(trained, "fp32")
    tagger = Tagger.load(onnx)
    labels = trained.labels
    with Store.create(path, LabelSet([Label(name, n, str(n + 1)) for n, name in enumerate(labels)])) as store:
        store.add_documents([Document("text 1", text, tokenize(text))], "Import")
        store.save_tagger(onnx, {}, 1, store.revision, tagger.info)
    return path


class Work:
    """The pieces of work of the UI thread while something is measured: milliseconds, and of the CPU."""

    def __init__(self) -> None:
        self.computed: list[tuple[float, float, str]] = []
        self.painted: list[tuple[float, float, str]] = []

    def row(self) -> Row:
        """Give the longest of each kind, and how many were longer than LONG_MS."""
        found: Row = {}
        for name, pieces in (("computing", self.computed), ("painting", self.painted)):
            ms, cpu, what = max(pieces, default=(0.0, 0.0, ""))
            long = sum(piece[1] > LONG_MS for piece in pieces)
            found[name] = {"ms": round(ms, 1), "cpu_ms": round(cpu, 1), "what": what, "long": long, "of": len(pieces)}
        return found


class WatchedApplication(QApplication):
    """Takes the time of all that Qt hands to the program: of what one event of the loop brings about, in one piece."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.work: Work | None = None
        self.on_painted: Callable[[], None] = lambda: None
        self._inside = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Deliver an event, and take its time if it came from the loop itself."""
        if self._inside or self.work is None:
            return super().notify(receiver, event)
        kind, who = event.type(), type(receiver).__name__
        self._inside, began, cpu = True, perf_counter(), thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._inside = False
            piece = 1_000 * (perf_counter() - began), 1_000 * (thread_time() - cpu), f"{kind.name} to {who}"
            is_paint = kind in (QEvent.Type.UpdateRequest, QEvent.Type.Paint)
            if self.work is not None:
                (self.work.painted if is_paint else self.work.computed).append(piece)
            if is_paint:
                self.on_painted()


class Bench:
    """The app with a project, and what a person does in it."""

    def __init__(self, watched: WatchedApplication, home: Path, project: Path, size: tuple[int, int]) -> None:
        self._watched = watched
        settings = Settings(home)
        settings.theme = "light"
        self.app = app = Gatelight(settings)
        app.window.resize(*size)
        app.window.show()
        opened: list[object] = []
        app.annotation.document_opened.connect(opened.append)
        app.project.open(project)
        self.until(lambda: bool(opened) and app.stored_tagger is not None)
        self.rest(1_500)
        self.view = app.window.view
        self.view.setFocus()

    def close(self) -> None:
        """Close the window and its threads."""
        self.app.window.close()
        self.app.window.deleteLater()
        self.app.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def measure(self, tokens: int, rounds: int) -> Row:
        """Do everything once, the keys some rounds long."""
        row: Row = {"closed": self.keys_closed(tokens)}
        with self.watching() as work:
            began = perf_counter()
            self.app.window.commands["show_gates"].trigger()
            made = 1_000 * (perf_counter() - began)
            self.rest(1_000)
        row["first_shown"] = {"made_ms": round(made, 1)} | work.row()
        assert self.pane is not None
        for name, tab in TABS.items():
            with self.watching() as work:
                self.pane.choose_tab(tab)
                self.rest(800)
            row[name] = {"chosen": work.row()} | self.keys(tokens, rounds)
        self.pane.choose_tab(GATES)
        self.rest(500)
        row["hover"] = self.hover()
        row["resize"] = self.resize()
        for name, length in (("lab_sentence", 0), ("lab_copy", LONGEST)):
            row[name] = self.lab(length)
        return row

    @property
    def pane(self):
        """Give the pane, None as long as it was never shown."""
        return self.app.gates.pane

    def keys_closed(self, tokens: int) -> Row:
        """Move the caret without the pane: what the text alone needs."""
        self.view.set_caret(0)
        self.rest(300)
        samples = []
        with self.watching() as work:
            for _ in range(tokens - 2):
                samples.append(self.to_next_paint(lambda: QTest.keyClick(self.view, Qt.Key.Key_Right)))
                self.rest(PAUSE_MS)
        return {"marked_ms": summary(samples)} | work.row()

    def keys(self, tokens: int, rounds: int) -> Row:
        """Move the caret along a sentence, and into another one."""
        marked: list[float] = []
        shown: list[float] = []
        with self.watching() as work:
            for number in range(rounds):
                self.view.set_caret(number * tokens)
                self.rest(REST_MS)
                for _ in range(tokens - 2):
                    one, other = self.to_answer(lambda: QTest.keyClick(self.view, Qt.Key.Key_Right))
                    marked.append(one)
                    shown.append(other)
                    self.rest(PAUSE_MS)
        row: Row = {"marked_ms": summary(marked), "shown_ms": summary(shown)} | work.row()
        another: list[float] = []
        with self.watching() as work:
            for number in [n % SENTENCES for n in range(4 * rounds)]:
                another.append(self.to_answer(lambda n=number: self.view.set_caret(n * tokens + 3))[1])
                self.rest(REST_MS)
        return row | {"another_sentence": {"shown_ms": summary(another[1:])} | work.row()}

    def hover(self) -> Row:
        """Move the mouse over the maps."""
        board = self.board()
        with self.watching() as work:
            for step in range(60):
                QTest.mouseMove(board, QPoint(40 + step * (board.width() - 80) // 60, board.height() // 3))
                self.rest(20)
        return work.row()

    def board(self) -> QWidget:
        """Give the widget that draws the maps."""
        from gui.gates.map_board import MapBoard

        return self.app.window.findChildren(MapBoard)[0]

    def resize(self) -> Row:
        """Make the pane taller, a step at a time, as a person does who pulls it."""
        column = self.app.window.text_column
        with self.watching() as work:
            for _ in range(20):
                above, below = column.sizes()
                column.setSizes([above - 4, below + 4])
                self.rest(30)
        return work.row()

    def lab(self, length: int) -> Row:
        """Run the lab to its end. length: of the copy task; 0: the sentence."""
        from gui.gates.lab_view import COPY, SENTENCE, LabView

        self.pane.choose_tab(LAB)
        lab = self.app.window.findChildren(LabView)[0]
        lab.task.setCurrentIndex(COPY if length else SENTENCE)
        if length:
            lab.length.setValue(length)
        self.rest(REST_MS)
        with self.watching() as work:
            lab.button.click()
            self.until(lambda: not lab.running)
            self.rest(REST_MS)
        return work.row()

    @contextmanager
    def watching(self) -> Iterator[Work]:
        """Take note of the UI thread's pieces of work meanwhile."""
        self._watched.work = work = Work()
        try:
            yield work
        finally:
            self._watched.work = None

    def to_next_paint(self, act: Callable[[], object]) -> float:
        """Give the milliseconds from an act to the end of the next paint."""
        painted: list[float] = []
        self._watched.on_painted = lambda: painted.append(perf_counter())
        began = perf_counter()
        act()
        self.until(lambda: bool(painted))
        self._watched.on_painted = lambda: None
        return 1_000 * (painted[0] - began)

    def to_answer(self, act: Callable[[], object]) -> tuple[float, float]:
        """Give the milliseconds from an act to the end of the next paint, and to that of the paint of the answer."""
        first: list[float] = []
        last: list[float] = []
        answered: list[object] = []
        controller = self.app.gates.controller

        def painted() -> None:
            first.append(perf_counter())
            if answered:
                last.append(perf_counter())

        def note(*_: object) -> None:
            answered.append(True)

        controller.answered.connect(note)
        self._watched.on_painted = painted
        began = perf_counter()
        act()
        self.until(lambda: bool(last))
        self._watched.on_painted = lambda: None
        controller.answered.disconnect(note)
        return 1_000 * (first[0] - began), 1_000 * (last[0] - began)

    def until(self, ready: Callable[[], bool]) -> None:
        """Let the loop run until something is so."""
        over = perf_counter() + LIMIT_MS / 1_000
        while not ready():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if perf_counter() > over:
                raise TimeoutError("the window does not do what it should")

    def rest(self, ms: int) -> None:
        """Let the loop run for a while."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()


if __name__ == "__main__":
    main()
