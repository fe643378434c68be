"""What the tagger panel shows, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gui.words import tr_later

if TYPE_CHECKING:
    from engine.tagger.metrics import Metrics


class TaggerPhase(StrEnum):
    """What a training is doing."""

    IDLE = "idle"
    TRAINING = "training"
    DONE = "done"
    FAILED = "failed"


DEFAULT_MESSAGES = {
    TaggerPhase.IDLE: tr_later("Label some sentences, then press Retrain."),
    TaggerPhase.TRAINING: tr_later("Training. Go on labelling meanwhile."),
    TaggerPhase.DONE: tr_later("The new tagger is in use."),
    TaggerPhase.FAILED: tr_later("The training failed; the tagger from before stays in use."),
}


@dataclass(frozen=True, slots=True)
class TaggerPanelState:
    """Everything the tagger panel shows.

    message: one sentence, "" for the phase's own. progress: 0..1 of the training.
    epochs: loss and held-out F1 of each. epochs_planned: how many there will be at most, 0 if nobody knows.
    metrics: of the tagger that is in use. colours: label names with their palette colours, for the table.
    sentences, spans, seconds: what it learnt from, and for how long; 0 if nobody knows.
    """

    phase: TaggerPhase = TaggerPhase.IDLE
    message: str = ""
    progress: float = 0.0
    epochs: tuple[tuple[float, float], ...] = ()
    epochs_planned: int = 0
    metrics: Metrics | None = None
    sentences: int = 0
    spans: int = 0
    seconds: float = 0.0
    can_retrain: bool = False
    can_export: bool = False
    colours: tuple[tuple[str, int], ...] = ()
