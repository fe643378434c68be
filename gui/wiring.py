"""The wires of the two widgets with the most of them: the tagger panel and the highlight page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from engine.errors import UserError
from engine.tagger.events import EpochEnded, Preparing, Progress, Started, TrainingEvent
from engine.tagger.metrics import Metrics
from engine.text.document import Document
from engine.text.labels import LabelSet
from export.runtime import Entity, Tagger
from gui import files
from gui.controllers.highlighting import Progress as HighlightProgress
from gui.controllers.training import Swapped
from gui.panels.tagger_state import TaggerPanelState, TaggerPhase
from gui.presenter import entity_rows, prediction_marks, shown_entities

if TYPE_CHECKING:
    from gui.app import Gatelight

HIGHLIGHT_EXPORTS = {
    "html": "Highlighted page (*.html)",
    "jsonl": "JSON lines (*.jsonl)",
    "conll": "CoNLL columns (*.conll)",
}


class TaggerPanelWiring:
    """Turns a training's events into states of the tagger panel."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = app.window.tagger
        self._state = TaggerPanelState()
        training, panel = app.training, self._panel
        panel.retrain_requested.connect(training.retrain)
        panel.cancel_requested.connect(training.cancel)
        panel.export_requested.connect(app.window.commands["export_tagger"].trigger)
        training.began.connect(self._on_began)
        training.progressed.connect(self._on_progressed)
        training.swapped.connect(self._on_swapped)
        training.cancelled.connect(lambda: self._stop("Cancelled; the tagger from before stays in use."))
        training.failed.connect(self._on_failed)

    def show_tagger(self, tagger: Tagger | None) -> None:
        """Show a tagger that was not just trained, or that there is none; a running training goes on."""
        state = self._state if self._app.training.running else TaggerPanelState()
        self._show(
            replace(
                state,
                metrics=Metrics.from_json(tagger.metrics) if tagger else None,
                sentences=int(tagger.info.get("sentences", 0)) if tagger else 0,
                spans=int(tagger.info.get("spans", 0)) if tagger else 0,
                message="" if tagger is None else f"In use. Retrain when you have labelled more.{caveat(tagger)}",
                can_retrain=self._app.project.editor is not None,
                can_export=tagger is not None,
            )
        )

    def _on_began(self) -> None:
        self._show(
            replace(
                self._state,
                phase=TaggerPhase.TRAINING,
                message="Reading the project…",
                progress=0.0,
                epochs=(),
            )
        )

    def _on_progressed(self, events: list[TrainingEvent]) -> None:
        state = self._state
        for event in events:
            match event:
                case Started(sentences=sentences, spans=spans, epochs=epochs):
                    words = f"Learning from {spans:,} spans in {sentences:,} sentences. Go on labelling meanwhile."
                    state = replace(state, epochs_planned=epochs, message=words)
                case Preparing():
                    pass
                case Progress(epoch=epoch, step=step, steps=steps):
                    done = epoch - 1 + step / max(1, steps)
                    state = replace(state, progress=done / max(1, state.epochs_planned))
                case EpochEnded(loss=loss, metrics=metrics):
                    state = replace(state, epochs=(*state.epochs, (loss, metrics.micro.f1)))
        self._show(state)

    def _on_swapped(self, swapped: Swapped) -> None:
        finished, info = swapped.built.finished, swapped.tagger.info
        self._app.use_tagger(swapped.tagger, swapped.stored)
        self._app.project.keep_tagger(swapped)
        self._show(
            replace(
                self._state,
                phase=TaggerPhase.DONE,
                message=f"The new tagger is in use. It took {finished.seconds:.0f} s.{caveat(swapped.tagger)}",
                progress=1.0,
                metrics=finished.metrics,
                sentences=int(info.get("sentences", 0)),
                spans=int(info.get("spans", 0)),
                seconds=finished.seconds,
                can_export=True,
            )
        )

    def _on_failed(self, error: Exception) -> None:
        words = str(error) if isinstance(error, UserError) else ""
        self._show(replace(self._state, phase=TaggerPhase.FAILED, message=words))
        self._app.errors.report(error)

    def _stop(self, message: str) -> None:
        self._show(replace(self._state, phase=TaggerPhase.IDLE, message=message, progress=0.0, epochs=()))

    def _show(self, state: TaggerPanelState) -> None:
        colours = tuple((label.name, label.colour) for label in self._app.annotation.labels)
        self._state = replace(state, colours=colours)
        self._panel.set_state(self._state)


def caveat(tagger: Tagger) -> str:
    """Say what keeps a tagger's figures from meaning much, "" if nothing does."""
    if tagger.info.get("held_out") == "none":
        return " Too few labels to hold some back: the figures are those of its own training sentences."
    if tagger.info.get("assumed_o"):
        return " No document is done yet, so the rest of each labelled sentence counted as O."
    return ""


class HighlightPageWiring:
    """Shows on the highlight page what its controller finds."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._page = page = app.window.highlight_page
        self._labels = LabelSet()
        controller = app.highlighting
        page.back_requested.connect(app.show_workspace)
        page.open_text_requested.connect(self._open_text)
        page.paste_requested.connect(self._paste)
        page.choose_tagger_requested.connect(self._choose_tagger)
        page.export_requested.connect(self._export)
        page.entity_chosen.connect(self._go_to)
        page.filter_changed.connect(lambda *_: self._show_marks())
        page.cancel_requested.connect(controller.cancel)
        page.file_dropped.connect(app.window.drop_one)
        app.window.highlight_view.selection_changed.connect(self._on_caret)
        controller.tagger_changed.connect(self._on_tagger)
        controller.opened.connect(self._on_opened)
        controller.entities_changed.connect(self._on_entities)
        controller.progressed.connect(self._on_progress)
        controller.finished.connect(lambda: page.set_progress(None))
        controller.exported.connect(
            lambda path: app.window.toast.show_message("info", f"The entities are in {path.name}.")
        )
        controller.failed.connect(self._on_failed)

        page_keys = (("Esc", app.show_workspace), ("Ctrl+V", self._paste))
        view_keys = (("Tab", partial(page.step_entity, 1)), ("Shift+Tab", partial(page.step_entity, -1)))
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for widget, context, keys in (
            (page, within, page_keys),
            (app.window.highlight_view, Qt.ShortcutContext.WidgetShortcut, view_keys),
        ):
            for key, call in keys:
                QShortcut(QKeySequence(key), widget, context=context).activated.connect(call)

    def _on_tagger(self, tagger: Tagger | None, name: str) -> None:
        if tagger is None:
            self._page.set_tagger(None, None)
            return
        own = self._app.annotation.labels
        # Labels of the open project keep their colours; a tagger from elsewhere gets the palette in order.
        known = own if set(tagger.labels) <= set(own.names) else LabelSet()
        self._labels = known.with_names(tagger.labels)
        self._page.set_tagger(name, tagger.metrics.get("f1"))
        self._page.set_labels(self._labels)
        self._app.window.highlight_view.set_labels(self._labels)

    def _on_opened(self, document: Document) -> None:
        self._page.set_document(document.name)
        self._app.window.highlight_view.set_document_text(document.tokens)
        if self._app.highlighting.tagger is None:
            self._app.window.toast.show_message("warning", "Choose a tagger to see the entities of this text.")

    def _on_entities(self, entities: list[Entity]) -> None:
        self._page.set_entities(entity_rows(entities))
        self._show_marks()

    def _on_progress(self, progress: HighlightProgress) -> None:
        self._page.set_progress(progress.done / progress.total if progress.done < progress.total else None)

    def _on_failed(self, error: Exception) -> None:
        self._page.set_progress(None)
        self._app.errors.report(error)

    def _show_marks(self) -> None:
        entities = shown_entities(self._app.highlighting.entities, self._page.shown_labels, self._page.least_confidence)
        self._app.window.highlight_view.set_marks(prediction_marks(entities))

    def _on_caret(self) -> None:
        mark = self._app.window.highlight_view.mark_at(self._app.window.highlight_view.caret)
        if mark is not None:
            self._page.set_current(mark.start, mark.end)

    def _go_to(self, start: int, _end: int) -> None:
        document = self._app.highlighting.document
        token = document.tokens.at(start) if document else None
        if token is not None:
            self._app.window.highlight_view.set_caret(token)

    def _open_text(self) -> None:
        path = files.ask_open(self._app.window, "Highlight a text", files.TEXT_FILTER)
        if path is not None:
            self._app.highlighting.open_files([path])

    def _paste(self) -> None:
        self._app.highlighting.open_text(files.clipboard_text(), "Pasted text")

    def _choose_tagger(self) -> None:
        path = files.ask_open(self._app.window, "Choose a tagger", files.TAGGER_FILTER)
        if path is not None:
            self._app.settings.tagger_path = path
            self._app.highlighting.load_tagger(path)

    def _export(self, format_name: str) -> None:
        document = self._app.highlighting.document
        if document is None:
            return
        suggested = Path(document.name).with_suffix(f".{format_name}")
        path = files.ask_save(self._app.window, "Export the entities", HIGHLIGHT_EXPORTS[format_name], suggested)
        if path is not None:
            self._app.highlighting.export(path, format_name, self._labels)
