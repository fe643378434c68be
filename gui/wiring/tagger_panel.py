"""The tagger panel: a training's events as states of the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.tagger.events import EpochEnded, Preparing, Progress, Reading, Started, TrainingEvent
from engine.tagger.metrics import Metrics
from export.runtime import Tagger
from gui.controllers.training import Swapped
from gui.panels.tagger_state import TaggerPanelState, TaggerPhase

if TYPE_CHECKING:
    from gui.app import Gatelight


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
                case Started(sentences=sentences, spans=spans, epochs=epochs, final_epochs=final_epochs):
                    what = f"{spans:,} spans in {sentences:,} sentences"
                    self._learning = f"Learning from {what}. Go on labelling meanwhile."
                    self._all_epochs = epochs + final_epochs
                    state = replace(state, epochs_planned=epochs)
                case Reading(tokens=tokens):
                    words = f"Reading {tokens:,} tokens, labelled or not, to see which words are alike."
                    state = replace(state, message=words)
                case Preparing():
                    state = replace(state, message=self._learning)
                case Progress(epoch=epoch, step=step, steps=steps):
                    done = epoch - 1 + step / max(1, steps)
                    state = replace(state, progress=done / max(1, self._all_epochs))
                    if epoch > state.epochs_planned:
                        words = "Measured. Now it learns once more, with the held-out sentences too."
                        state = replace(state, message=words)
                case EpochEnded(loss=loss, metrics=metrics):
                    state = replace(state, epochs=(*state.epochs, (loss, metrics.micro.f1)))
        self._show(state)

    def _on_early(self, tagger: Tagger) -> None:
        self._app.suggesting.set_tagger(tagger)
        self._app.show_tagger_status()
        self._learning = "A first tagger suggests already. It goes on learning; go on labelling meanwhile."
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
                message=f"The new tagger is in use. It took {finished.seconds:.0f} s.{caveat(swapped.tagger)}",
                progress=1.0,
                metrics=measured(swapped.tagger),
                sentences=int(info.get("sentences", 0)),
                spans=int(info.get("spans", 0)),
                seconds=finished.seconds,
                can_export=True,
            )
        )

    def _on_cancelled(self) -> None:
        self._stop(f"Cancelled; {self._what_stays()}.")

    def _on_failed(self, error: Exception) -> None:
        self._drop_early()
        words = str(error) if isinstance(error, UserError) else f"The training failed; {self._what_stays()}."
        self._show(replace(self._state, phase=TaggerPhase.FAILED, message=words))
        self._app.errors.report(error)

    def _what_stays(self) -> str:
        return "there is no tagger yet" if self._app.stored_tagger is None else "the tagger from before stays in use"

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
        return " There are too few labels to hold some back and measure it."
    if tagger.info.get("assumed_o"):
        return " No document is done yet, so the rest of each labelled sentence counted as O."
    return ""
