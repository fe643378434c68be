"""The tagger panel: a training's events as states of the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.tagger.metrics import Metrics
from gui.panels.tagger_state import TaggerPanelState, TaggerPhase
from gui.said import said_error
from gui.words import number, tr, tr_later, tr_n, tr_n_later

if TYPE_CHECKING:
    from engine.tagger.events import TrainingEvent
    from export.runtime import Tagger
    from gui.app import Gatelight
    from gui.controllers.training import Swapped


class TaggerPanelWiring:
    """Turns a training's events into states of the tagger panel."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = app.window.tagger
        self._state = TaggerPanelState()
        self._all_epochs = 0
        self._learning = ""
        training, panel = app.training, self._panel
        panel.retrain_requested.connect(training.retrain)
        panel.cancel_requested.connect(training.cancel)
        panel.export_requested.connect(app.window.commands["export_tagger"].trigger)
        training.began.connect(self._on_began)
        training.progressed.connect(self._on_progressed)
        training.early.connect(self._on_early)
        training.swapped.connect(self._on_swapped)
        training.cancelled.connect(self._on_cancelled)
        training.failed.connect(self._on_failed)
        training.refused.connect(app.errors.report)

    def show_tagger(self, tagger: Tagger | None) -> None:
        """Show a tagger that was not just trained, or that there is none; a running training goes on."""
        state = self._state if self._app.training.running else TaggerPanelState()
        self._show(
            replace(
                state,
                metrics=measured(tagger) if tagger else None,
                sentences=int(tagger.info.get("sentences", 0)) if tagger else 0,
                spans=int(tagger.info.get("spans", 0)) if tagger else 0,
                message="" if tagger is None else tr("In use. Retrain when you have labelled more.") + caveat(tagger),
                can_retrain=self._app.project.editor is not None,
                can_export=tagger is not None,
            )
        )

    def _on_began(self) -> None:
        self._show(
            replace(
                self._state,
                phase=TaggerPhase.TRAINING,
                message=tr("Reading the project…"),
                progress=0.0,
                epochs=(),
            )
        )

    def _on_progressed(self, events: list[TrainingEvent]) -> None:
        from engine.tagger.events import EpochEnded, Preparing, Progress, Reading, Started

        state = self._state
        for event in events:
            match event:
                case Started(sentences=sentences, spans=spans, epochs=epochs, final_epochs=final_epochs):
                    learning = tr_n_later(
                        "Learning from {spans} in {n} sentence. Go on labelling meanwhile.",
                        "Learning from {spans} in {n} sentences. Go on labelling meanwhile.",
                    )
                    self._learning = tr_n(sentences, *learning, spans=tr_n(spans, "{n} span", "{n} spans"))
                    self._all_epochs = epochs + final_epochs
                    state = replace(state, epochs_planned=epochs)
                case Reading(tokens=tokens):
                    words = tr_later("Reading {n} tokens, labelled or not, to see which words are alike.")
                    state = replace(state, message=tr(words, n=number(tokens)))
                case Preparing():
                    state = replace(state, message=self._learning)
                case Progress(epoch=epoch, step=step, steps=steps):
                    done = epoch - 1 + step / max(1, steps)
                    state = replace(state, progress=done / max(1, self._all_epochs))
                    if epoch > state.epochs_planned:
                        words = tr("Measured. Now it learns once more, with the held-out sentences too.")
                        state = replace(state, message=words)
                case EpochEnded(loss=loss, metrics=metrics):
                    state = replace(state, epochs=(*state.epochs, (loss, metrics.micro.f1)))
        self._show(state)

    def _on_early(self, tagger: Tagger) -> None:
        self._app.suggesting.set_tagger(tagger)
        self._app.show_tagger_status()
        self._learning = tr("A first tagger suggests already. It goes on learning; go on labelling meanwhile.")
        self._show(replace(self._state, message=self._learning))

    def _drop_early(self) -> None:
        if self._app.stored_tagger is None:
            self._app.suggesting.set_tagger(None)
            self._app.show_tagger_status()

    def _on_swapped(self, swapped: Swapped) -> None:
        finished, info = swapped.built.finished, swapped.tagger.info
        self._app.use_tagger(swapped.tagger, swapped.stored)
        self._app.project.keep_tagger(swapped)
        self._show(
            replace(
                self._state,
                phase=TaggerPhase.DONE,
                message=tr("The new tagger is in use. It took {seconds} s.", seconds=f"{finished.seconds:.0f}")
                + caveat(swapped.tagger),
                progress=1.0,
                metrics=measured(swapped.tagger),
                sentences=int(info.get("sentences", 0)),
                spans=int(info.get("spans", 0)),
                seconds=finished.seconds,
                can_export=True,
            )
        )

    def _on_cancelled(self) -> None:
        if self._app.stored_tagger is None:
            self._stop(tr("Cancelled; there is no tagger yet."))
        else:
            self._stop(tr("Cancelled; the tagger from before stays in use."))

    def _on_failed(self, error: Exception) -> None:
        self._drop_early()
        if isinstance(error, UserError):
            words = said_error(error)
        elif self._app.stored_tagger is None:
            words = tr("The training failed; there is no tagger yet.")
        else:
            words = tr("The training failed; the tagger from before stays in use.")
        self._show(replace(self._state, phase=TaggerPhase.FAILED, message=words))
        self._app.errors.report(error)

    def _stop(self, message: str) -> None:
        self._drop_early()
        self._show(replace(self._state, phase=TaggerPhase.IDLE, message=message, progress=0.0, epochs=()))

    def _show(self, state: TaggerPanelState) -> None:
        colours = tuple((label.name, label.colour) for label in self._app.annotation.labels)
        self._state = replace(state, colours=colours)
        self._panel.set_state(self._state)


def measured(tagger: Tagger) -> Metrics | None:
    """Give a tagger's figures, None if they say nothing because they are those of its own training sentences."""
    return None if tagger.info.get("held_out") == "none" else Metrics.from_json(tagger.metrics)


def caveat(tagger: Tagger) -> str:
    """Say what keeps a tagger's figures from meaning much, "" if nothing does."""
    if tagger.info.get("held_out") == "none":
        return " " + tr("There are too few labels to hold some back and measure it.")
    if tagger.info.get("assumed_o"):
        return " " + tr("No document is done yet, so the rest of each labelled sentence counted as O.")
    return ""
