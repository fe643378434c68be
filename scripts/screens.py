"""Every screen of Gatelight, each with how a person gets there: for the pictures and for the accessibility tests.

A new window is one more line in SCREENS and a function that shows it.
"""

from __future__ import annotations

import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget

from engine.errors import FormatError, LostProjectError, SavingError
from engine.project.tagger_rows import TaggerRow
from engine.project.unsaved import Unsaved
from engine.tagger.lab import SHORTEST
from engine.tagger.metrics import Metrics, Score
from engine.text.document import DocumentState
from engine.text.labels import Label, LabelSet
from export.entity_table import EntityTable
from export.formats.ledger import Ledger, LedgerRow
from gui.document_view import ChipStyle
from gui.gates.lab_view import COPY, SENTENCE, USUAL_LENGTH
from gui.gates.parts import Part
from gui.ledger_dialog import ledger_words
from gui.panels.state_filter import StateSwitch
from gui.said import said_error
from gui.taggers.words import TaggerList
from gui.wiring.project import LEDGER_DETAILS, UNDO
from gui.wiring.saving import SAVE_COPY, TRY_AGAIN, unsaved_sentence
from gui.words import tr, tr_n
from gui.work_meter.figures import Figures, Session

if TYPE_CHECKING:
    from gui.app import Gatelight

MANY_LABELS = 200
WAIT_S = 60.0
STEP_MS = 5
SETTLE_MS = 60
"""How long Qt gets to lay out and paint what is there."""

HEBREW = (
    "נוגה ברקת נסעה מחיפה לעיר עכו ביום שלישי, ופגשה שם את יואב שקד מחברת «ים ואור».\n"
    "הם דיברו על הספר The Harbour Lights של מרגרטה ולה, שיצא לאור בשנת 1958 בהוצאת אופק.\n"
    "בערב חזרה נוגה ברכבת לחיפה, ויואב נשאר בעכו."
)
HEBREW_NAMES = {"נוגה ברקת": "PER", "יואב שקד": "PER", "חיפה": "LOC", "עכו": "LOC", "ים ואור": "ORG", "אופק": "ORG"}
CHINESE = (
    "星期二，林月明从青岛坐火车去苏州，在那里见到了海光公司的陈志远。\n"
    "他们谈起玛格丽特·瓦勒的小说《港口之灯》，这本书一九五八年由远山出版社出版。\n"
    "晚上林月明回到青岛，陈志远留在苏州。"
)
CHINESE_NAMES = {"林月明": "PER", "陈志远": "PER", "青岛": "LOC", "苏州": "LOC", "海光公司": "ORG", "远山出版社": "ORG"}
LONG = "The correspondence of the Harbour Board of Quillport with the Lighthouse Trust, 1951 to 1958, second box"

Look = Callable[[QWidget], None]
"""Called with the window of a screen while it is on the screen."""


class Stage:
    """The app, and what it takes to get it somewhere and to wait until it is there."""

    def __init__(self, app: Gatelight, letter: str) -> None:
        self.app, self.window, self.letter = app, app.window, letter

    def prepare(self, sample: Path) -> None:
        """Open the sample and train a tagger on it, so that there is something to be seen everywhere."""
        app = self.app
        app.project.create_sample(sample)
        self.until(lambda: bool(app.workspace.rows), "the sample is open")
        ended: list[object] = []
        app.training.swapped.connect(ended.append)
        app.training.failed.connect(ended.append)
        app.training.retrain()
        self.until(lambda: bool(ended) and not app.training.running, "a tagger is trained")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way and everything is painted."""
        app = self.app
        lanes = [lane for lane in app.lanes if lane not in (app.training_lane, app.lab_lane)]
        listing, overview = app.workspace.listing, app.window.view.overview
        self.until(
            lambda: not any(lane.busy for lane in lanes) and not listing.isActive() and not overview.waiting,
            "nothing is on its way",
        )
        pause(SETTLE_MS)

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait for something. Raises TimeoutError with its words."""
        over = time.monotonic() + WAIT_S
        while not ready():
            if time.monotonic() > over:
                raise TimeoutError(f"waited in vain: {what}")
            pause(STEP_MS)

    def workspace(self) -> None:
        """Show the workspace with the keyboard in the text and nothing over it."""
        self.clear()
        self.app.show_workspace()
        self.settle()

    def clear(self) -> None:
        """Take away all messages."""
        self.window.activateWindow()
        self.window.toast.show_busy("")
        for message in self.window.toast.messages:
            message.dismiss()

    def panel(self, command: str, look: Look) -> None:
        """Show a panel by its command."""
        self.workspace()
        self.window.commands[command].trigger()
        self.settle()
        look(self.window)

    def dialog(self, dialog: QWidget | None, look: Look) -> None:
        """Look at a dialog and close it."""
        if dialog is None:
            raise RuntimeError("there is no dialog to look at")
        self.settle()
        dialog.activateWindow()
        look(dialog)
        dialog.close()
        self.settle()

    def modal(self, call: Callable[[], object], look: Look) -> None:
        """Look at a question that waits for its answer, and leave it without one."""

        def when_it_is_there() -> None:
            box = QApplication.activeModalWidget()
            if box is None:
                QTimer.singleShot(SETTLE_MS, when_it_is_there)
                return
            try:
                look(box)
            finally:
                box.close()

        QTimer.singleShot(SETTLE_MS, when_it_is_there)
        call()
        self.settle()

    def add_text(self, name: str, text: str, names: dict[str, str]) -> None:
        """Add a document with its spans, unless the project has it, and show it."""
        app = self.app
        known = {row.name: row.id for row in app.workspace.rows.values()}
        if name not in known:
            app.project.import_text(text, name)
            self.until(lambda: name in {row.name for row in app.workspace.rows.values()}, f"{name} is listed")
        self.settle()
        app.annotation.open(next(row.id for row in app.workspace.rows.values() if row.name == name))
        self.settle()
        if name in known:
            return
        document = app.annotation.document
        if document is None:
            raise RuntimeError(f"{name} did not open")
        onwards = Qt.Key.Key_Left if unicodedata.bidirectional(text[0]) == "R" else Qt.Key.Key_Right
        for words, label in names.items():
            if label not in app.annotation.labels.names:
                continue
            at = text.find(words)
            first, last = document.tokens.covering(at, at + len(words))
            app.window.view.set_caret(first)
            for _ in range(last - first - 1):
                QTest.keyClick(app.window.view, onwards, Qt.KeyboardModifier.ShiftModifier)
            app.annotation.label(label)
            self.settle()


def pause(milliseconds: int) -> None:
    """Let Qt work for a time. Not qWait, which keeps Python to itself: a training beside it would stand still."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@dataclass(frozen=True, slots=True)
class Screen:
    """A name for files, and how a person gets there."""

    name: str
    show: Callable[[Stage, Look], None]


def _welcome(stage: Stage, look: Look) -> None:
    stage.clear()
    stage.app.show_welcome()
    stage.settle()
    look(stage.window)


def _workspace(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.annotation.open(next(iter(stage.app.workspace.rows.values())).id)
    stage.panel("show_entities", look)


def _suggestions(stage: Stage, look: Look) -> None:
    stage.workspace()
    rows = stage.app.workspace.rows.values()
    stage.app.annotation.open(next((row.id for row in rows if row.state == DocumentState.NEW), next(iter(rows)).id))
    stage.panel("show_suggestions", look)


def _tagger(stage: Stage, look: Look) -> None:
    stage.panel("show_tagger", look)


def _history(stage: Stage, look: Look) -> None:
    stage.panel("show_history", look)


def _gates(stage: Stage, tab: int, look: Look, then: Callable[[], None] = lambda: None) -> None:
    """A tab of the gates, of a sentence with names in it. then: what is done before it is looked at."""
    stage.workspace()
    stage.app.annotation.open(next(iter(stage.app.workspace.rows.values())).id)
    stage.settle()
    document = stage.app.annotation.document
    if document is not None and document.spans:
        stage.window.view.set_caret(document.tokens.covering(document.spans[0].start, document.spans[0].end)[0])
    stage.app.gates.show()
    pane = stage.app.gates.pane
    if pane is None:
        raise RuntimeError("there is no pane to look at")
    pane.choose_tab(tab)
    stage.settle()
    then()
    stage.settle()
    look(stage.window)
    pane.choose_tab(0)
    stage.app.gates.hide()


def _gates_larger(stage: Stage, tab: int, look: Look, then: Callable[[], None] = lambda: None) -> None:
    def larger() -> None:
        stage.window.commands["gates_larger"].trigger()
        stage.settle()
        then()

    _gates(stage, tab, look, larger)


def _gradients(stage: Stage, task: int, look: Look, *, larger: bool = False) -> None:
    """The lab when a run is over: of the sentence, or of the shortest copy task, which takes a second."""

    def run() -> None:
        lab, controller = stage.app.gates._lab, stage.app.gates.lab
        if controller is None:
            raise RuntimeError("there is no lab to look at")
        lab.task.setCurrentIndex(task)
        lab.length.setValue(SHORTEST)
        lab.button.click()
        stage.until(lambda: not controller.running, "the run is over")

    if larger:
        _gates_larger(stage, 2, look, run)
    else:
        _gates(stage, 2, look, run)
    lab, controller = stage.app.gates._lab, stage.app.gates.lab
    lab.task.setCurrentIndex(0)
    lab.length.setValue(USUAL_LENGTH)
    if controller is not None:
        controller.clear()


def _gates_step(stage: Stage, look: Look) -> None:
    """The step in the place of the maps, as after a click on a cell."""
    _gates(stage, 0, look, lambda: stage.app.gates._gates.board.step_asked.emit())
    stage.app.gates._gates.show_part(Part.MAPS)


def _gates_one_map(stage: Stage, look: Look) -> None:
    _gates(stage, 0, look, lambda: stage.app.gates._gates.board.show_alone("c"))
    stage.app.gates._gates.board.show_alone(None)


def _search_empty(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.window.commands["find"].trigger()
    stage.window.search.look_for(" ")
    stage.settle()
    look(stage.window)


def _search(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.window.commands["find"].trigger()
    stage.window.search.look_for("the")
    pause(300)
    stage.settle()
    fold = next(b for b in stage.window.search.findChildren(QToolButton) if b.accessibleName() == tr("Filters"))
    fold.setChecked(True)
    stage.settle()
    look(stage.window)
    fold.setChecked(False)


def _messages(stage: Stage, look: Look) -> None:
    stage.workspace()
    toast = stage.window.toast
    error = FormatError("there is no text in this folder", path=LONG, remedy="choose another one, or the files")
    toast.show_message("error", said_error(error))
    rows = (LedgerRow(LONG, 12, 19, "PER", "snapped", "its tokens are [12, 20)"),)
    toast.show_message(
        "warning", ledger_words(Ledger(documents=2, spans_in=40, spans_out=40, rows=rows)), tr(LEDGER_DETAILS)
    )
    left = "{n} suggestion left open in «{document}»: it counts as no entity now."
    many = "{n} suggestions left open in «{document}»: they count as no entities now."
    toast.show_message("info", tr_n(3, left, many, document="Winter timetable (notice, 1952)"), tr(UNDO))
    stage.settle()
    look(stage.window)
    stage.clear()


def _banner(stage: Stage, look: Look) -> None:
    stage.workspace()
    banner = stage.window.banner
    unsaved = Unsaved(4, SavingError("cannot be saved because the disk is full", remedy="make room and try again"))
    words = tr_n(unsaved.count, "{n} change not saved", "{n} changes not saved")
    status = stage.window.saved_status
    saved = status.text()
    banner.say("warning", words, unsaved_sentence(unsaved), [tr(TRY_AGAIN), tr(SAVE_COPY)])
    status.setText(words)
    stage.settle()
    look(stage.window)
    banner.clear()
    status.setText(saved)


def _note(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.notes.edit_document_note()
    stage.settle()
    look(stage.window.note_popup)
    stage.window.note_popup.hide()


def _new_label(stage: Stage, look: Look) -> None:
    stage.workspace()
    buttons = stage.window.label_bar.findChildren(QPushButton)
    next(b for b in buttons if b.property("kind") == "flat" and b.isVisible()).click()
    stage.settle()
    popup = QApplication.activePopupWidget()
    if popup is None:
        raise RuntimeError("nothing asks for a label")
    look(popup)
    popup.hide()


def _menu(stage: Stage, title: str, look: Look) -> None:
    """Look at a menu of the window, or at one within it: «View/Language»."""
    stage.workspace()
    menu = stage.window.menus.menu(title)
    menu.popup(stage.window.mapToGlobal(QPoint(60, 30)))
    stage.settle()
    look(menu)
    menu.close()


def _choose_label(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.window.commands["choose_label"].trigger()
    stage.settle()
    _look_at_popup(stage.app.label_wiring.chooser, look)


def _palette(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.window.commands["palette"].trigger()
    stage.settle()
    _look_at_popup(stage.app.palette.popup, look)


def _palette_typed(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.window.commands["palette"].trigger()
    QTest.keyClicks(stage.app.palette.popup.findChildren(QLineEdit)[0], "tag")  # in every language
    stage.settle()
    _look_at_popup(stage.app.palette.popup, look)


def _look_at_popup(popup: QWidget, look: Look) -> None:
    look(popup)
    popup.hide()


def _many_labels(stage: Stage, look: Look) -> None:
    """200 labels in groups in the bar alone; the project keeps its own."""
    stage.workspace()
    bar, labels = stage.window.label_bar, stage.app.annotation.labels
    bar.set_labels(stage.app.keys.keymap.shown(LabelSet(tuple(many_labels(MANY_LABELS)))))
    stage.settle()
    look(stage.window)
    bar.set_labels(stage.app.keys.keymap.shown(labels))


def _mentions(stage: Stage, look: Look) -> None:
    stage.workspace()
    app = stage.app
    rows = app.workspace.rows.values()
    app.annotation.open(next(iter(rows)).id)
    stage.settle()
    span = app.annotation.document.spans[0] if app.annotation.document and app.annotation.document.spans else None
    if span is not None and app.annotation.document is not None:
        app.window.view.set_caret(app.annotation.document.tokens.covering(span.start, span.end)[0])
    app.mentions.begin()
    stage.dialog(app.mentions.dialog, look)


def _gazetteers_empty(stage: Stage, look: Look) -> None:
    stage.workspace()
    for each in stage.app.gazetteers.controller.lists:
        stage.app.gazetteers.controller.remove(each.id)
    stage.settle()
    stage.app.gazetteers.show()
    stage.dialog(stage.app.gazetteers.dialog, look)


def _gazetteers(stage: Stage, look: Look) -> None:
    stage.workspace()
    controller = stage.app.gazetteers.controller
    if not controller.lists:
        with tempfile.TemporaryDirectory() as folder:
            names = Path(folder) / "Places on the river.txt"
            label = stage.app.annotation.labels.names[1]
            names.write_text(f"Quillport\t{label}\nTarnholm\t{label}\n", encoding="utf-8")
            controller.add(names)
            stage.until(lambda: bool(controller.lists), "the list is there")
            stage.settle()
    stage.clear()
    stage.app.gazetteers.show()
    stage.dialog(stage.app.gazetteers.dialog, look)


def _change_keys(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.keys.show_dialog()
    stage.dialog(stage.app.keys.dialog, look)


def _guidelines(stage: Stage, look: Look) -> None:
    stage.panel("show_guidelines", look)


def _documents(stage: Stage, look: Look) -> None:
    """The documents with progress per label, as far as a state admits them."""
    stage.workspace()
    panel = stage.window.documents
    unfold = next(b for b in panel.findChildren(QToolButton) if b.isCheckable() and not b.isChecked() and b.icon())
    unfold.setChecked(True)
    switch = panel.findChildren(StateSwitch)[0]
    switch.click()
    stage.settle()
    look(stage.window)
    switch.click()
    unfold.setChecked(False)


def _work_meter(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.work_meter_wiring.show_dialog()
    dialog = stage.app.work_meter_wiring.dialog
    stage.settle()
    if dialog is not None:
        dialog.set_past(list(some_days(12)))
    stage.dialog(dialog, look)


def _work_meter_empty(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.work_meter_wiring.show_dialog()
    stage.dialog(stage.app.work_meter_wiring.dialog, look)


def _text(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.text_settings.show_dialog()
    stage.dialog(stage.app.text_settings.dialog, look)


def _chips(stage: Stage, style: ChipStyle, look: Look) -> None:
    """The text with shorter names of labels, numbers of sentences beside it."""
    stage.workspace()
    stage.app.annotation.open(next(iter(stage.app.workspace.rows.values())).id)
    stage.app.text_settings.choose_chips(style)
    stage.app.text_settings.toggle_numbers()
    stage.settle()
    look(stage.window)
    stage.app.text_settings.toggle_numbers()
    stage.app.text_settings.choose_chips(ChipStyle.FULL)


def _restore(stage: Stage, look: Look) -> None:
    from engine.project.backups import Backup, BackupFacts
    from gui.backups_dialog import RestoreDialog

    stage.workspace()
    project = Path(f"{LONG}.gatelight")
    error = LostProjectError("is damaged", remedy="restore a backup")
    first = datetime(2026, 3, 2, 9, 30)
    made = (first - timedelta(days=n) for n in range(3))
    described = tuple((Backup(project, at), BackupFacts(3, 120, 12, 340)) for at in made)
    dialog = RestoreDialog(project, error, described, project, stage.window)
    dialog.show()
    stage.dialog(dialog, look)


def many_labels(count: int) -> Iterator[Label]:
    """Give labels in groups of twenty, the first nine with keys."""
    for n in range(count):
        yield Label(f"KIND-{n + 1}", colour=n % 12, key=str(n + 1) if n < 9 else "", group=f"Group {n // 20 + 1}")


def some_days(count: int) -> Iterator[Session]:
    """Give a session a day that gets quicker."""
    first = datetime(2026, 3, 2, 9, 0).astimezone()
    for n in range(count):
        figures = Figures(3_000.0 + 300 * (n % 3), 2_400 + 260 * n, 180 + 21 * n, 260 + 19 * n)
        yield Session(first + timedelta(days=n), figures)


def some_taggers(labels: list[str]) -> Iterator[TaggerRow]:
    """Give three taggers, the newest first: one better than the one before, one of which only the figures are left."""
    first = datetime(2026, 3, 2, 9, 30).astimezone()
    right = (28, 17, 25)  # of 30 entities of each label
    for n in (3, 2, 1):
        known = labels if n > 1 else labels[:-1]
        scores = {name: Score.of(right[(n + at) % 3] + n - 1, 31, 30) for at, name in enumerate(known)}
        every = Score.of(sum(round(score.recall * 30) for score in scores.values()), 31 * len(known), 30 * len(known))
        yield TaggerRow(
            number=n,
            name=LONG if n == 2 else "",
            created=first + timedelta(days=n),
            seed=1,
            revision=120 * n - 80 if n > 1 else None,
            metrics=Metrics(every, scores, 0.97, 64, 1_210, 0.02),
            sentences=140 * n,
            spans=212 * n,
            held_out="split",
            measured_on="the same",
            size=None if n == 1 else 2_600_000,
            kept=n == 2,
            in_use=n == 3,
        )


def _labels(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.label_wiring.show()
    stage.dialog(stage.app.label_wiring.dialog, look)


def _remove_label(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.label_wiring.ask(stage.app.annotation.labels.names[0])
    stage.settle()
    stage.dialog(QApplication.activeModalWidget(), look)


def _taggers(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.taggers.show_dialog()
    stage.dialog(stage.app.taggers.dialog, look)


def _comparison(stage: Stage, look: Look) -> None:
    """Two taggers side by side: the newer one is better, but not at each label."""
    stage.workspace()
    app = stage.app
    app.taggers.show_dialog()
    stage.settle()
    dialog = app.taggers.dialog
    if dialog is not None:
        colours = {label.name: label.colour for label in app.annotation.labels}
        dialog.set_list(TaggerList(tuple(some_taggers([*colours])), revision=352), colours)
        dialog.table.select([2, 3])
    stage.dialog(dialog, look)


def _backups(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.backups.back_up_now()
    stage.settle()
    stage.clear()
    stage.app.backups_wiring.show()
    stage.settle()
    stage.dialog(QApplication.activeModalWidget(), look)


def _ledger(stage: Stage, look: Look) -> None:
    from gui.ledger_dialog import LedgerDialog

    stage.workspace()
    rows = (
        LedgerRow(LONG, 12, 19, "PER", "snapped", "its tokens are [10, 19)"),
        LedgerRow("Letter 2", 88, 91, "LOC", "dropped", "it shares a token with another span"),
    )
    dialog = LedgerDialog(Ledger(documents=2, spans_in=40, spans_out=39, rows=rows), stage.window)
    dialog.show()
    stage.dialog(dialog, look)


def _unsaved(stage: Stage, look: Look) -> None:
    from gui.unsaved_question import ask_about

    stage.workspace()
    unsaved = Unsaved(4, SavingError("cannot be saved because the disk is full", remedy="make room and try again"))
    stage.modal(lambda: ask_about(unsaved, Path(f"{LONG}.gatelight"), stage.window, stage.app.theme), look)


def _about(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.commands.about()
    stage.settle()
    stage.dialog(QApplication.activeModalWidget(), look)


def _keys(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.app.keys.show_sheet()
    stage.dialog(stage.app.keys.sheet, look)


def _highlight_empty(stage: Stage, look: Look) -> None:
    stage.clear()
    stage.app.commands.show_highlight_page()
    stage.window.highlight_page.set_document(None)  # where there was one
    stage.window.highlight_page.set_entities(EntityTable.empty())
    stage.settle()
    look(stage.window)


def _highlighted(stage: Stage, look: Look) -> None:
    _highlight_empty(stage, lambda _: None)
    QApplication.clipboard().setText(stage.letter)
    QTest.keyClick(stage.window.highlight_view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    pause(400)
    look(stage.window)


def _hebrew(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.add_text("מכתב", HEBREW, HEBREW_NAMES)
    stage.panel("show_entities", look)


def _chinese(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.add_text("信", CHINESE, CHINESE_NAMES)
    stage.panel("show_entities", look)


def _long_names(stage: Stage, look: Look) -> None:
    stage.workspace()
    stage.add_text(LONG, LONG + ".", {"Lighthouse Trust": "ORG"})
    stage.panel("show_entities", look)


SCREENS = (
    Screen("welcome", _welcome),
    Screen("highlight-empty", _highlight_empty),
    Screen("workspace", _workspace),
    Screen("suggestions", _suggestions),
    Screen("tagger", _tagger),
    Screen("search-empty", _search_empty),
    Screen("search", _search),
    Screen("history", _history),
    Screen("gates", lambda stage, look: _gates(stage, 0, look)),
    Screen("gates_larger", lambda stage, look: _gates_larger(stage, 0, look)),
    Screen("gates_step", _gates_step),
    Screen("gates_one_map", _gates_one_map),
    Screen("why", lambda stage, look: _gates(stage, 1, look)),
    Screen("why_larger", lambda stage, look: _gates_larger(stage, 1, look)),
    Screen("gradients", lambda stage, look: _gates(stage, 2, look)),
    Screen("gradients_sentence", lambda stage, look: _gradients(stage, SENTENCE, look)),
    Screen("gradients_copy", lambda stage, look: _gradients(stage, COPY, look)),
    Screen("gradients_larger", lambda stage, look: _gradients(stage, COPY, look, larger=True)),
    Screen("batch", lambda stage, look: _gates(stage, 3, look)),
    Screen("batch_larger", lambda stage, look: _gates_larger(stage, 3, look)),
    Screen("messages", _messages),
    Screen("banner", _banner),
    Screen("note", _note),
    Screen("new-label", _new_label),
    Screen("menu-label", lambda stage, look: _menu(stage, "Label", look)),
    Screen("menu-view", lambda stage, look: _menu(stage, "View", look)),
    Screen("menu-colours", lambda stage, look: _menu(stage, "View/Colours", look)),
    Screen("choose-label", _choose_label),
    Screen("many-labels", _many_labels),
    Screen("mentions", _mentions),
    Screen("gazetteers-empty", _gazetteers_empty),
    Screen("gazetteers", _gazetteers),
    Screen("palette", _palette),
    Screen("palette-typed", _palette_typed),
    Screen("change-keys", _change_keys),
    Screen("guidelines", _guidelines),
    Screen("documents", _documents),
    Screen("work-meter-empty", _work_meter_empty),
    Screen("work-meter", _work_meter),
    Screen("text", _text),
    Screen("chips-short", lambda stage, look: _chips(stage, ChipStyle.SHORT, look)),
    Screen("chips-none", lambda stage, look: _chips(stage, ChipStyle.NONE, look)),
    Screen("restore", _restore),
    Screen("labels", _labels),
    Screen("remove-label", _remove_label),
    Screen("taggers", _taggers),
    Screen("comparison", _comparison),
    Screen("backups", _backups),
    Screen("ledger", _ledger),
    Screen("unsaved", _unsaved),
    Screen("about", _about),
    Screen("keys", _keys),
    Screen("highlighted", _highlighted),
    Screen("hebrew", _hebrew),
    Screen("chinese", _chinese),
    Screen("long-names", _long_names),
)
