"""What training is told and what it tells: its config and its events.

There is no torch in here, so a window may import it when it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.tagger.examples import Example
from engine.tagger.metrics import Metrics
from engine.tagger.weights import TrainedTagger

HeldOut = Literal["dev", "split", "none"]
"""What a tagger is measured on: given sentences, some of the examples, or (they are too few) those it learnt from."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How to train.

    epochs: 0 leaves the choice to the amount of data. held_out_share: of the sentences, when there is no dev.
    lexicon: whether the tagger knows common names from the start.
    """

    epochs: int = 0
    seed: int = 1
    embedding: int = 8
    hidden: int = 32
    buckets: int = 1 << 13
    direct_buckets: int = 1 << 15
    learning_rate: float = 7e-3
    direct_learning_rate: float = 0.03
    weight_decay: float = 0.05
    gradient_norm: float = 5.0
    held_out_share: float = 0.15
    lexicon: bool = True

    def __post_init__(self) -> None:
        if self.epochs < 0 or not 0.0 < self.held_out_share < 1.0:
            raise ValueError(f"{self} has epochs below 0 or a share outside (0, 1)")


@dataclass(frozen=True, slots=True)
class Started:
    """The first event. epochs: of the fit that is measured; final_epochs: of a last one on every sentence, or 0."""

    sentences: int
    spans: int
    epochs: int
    final_epochs: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Words are being learnt from all text, labelled or not: so many tokens of it."""

    tokens: int


@dataclass(frozen=True, slots=True)
class Preparing:
    """Forms are being encoded: so many tokens of all."""

    tokens: int
    of: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A step was taken. epoch: from 1, the last fit counts on; step: 1..steps of this epoch.

    loss: of this step, per token that is judged.
    """

    epoch: int
    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """An epoch of the measured fit ended. loss: the mean of its steps; metrics: on the held-out sentences."""

    epoch: int
    epochs: int
    loss: float
    metrics: Metrics


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The tagger as it is after a few seconds, usable already; the training goes on. Very short ones have none."""

    tagger: TrainedTagger


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """The last event. held_out: what the metrics were measured on; epochs: of the fit that was measured.

    When sentences were held out, the tagger has learnt from these too, in a last fit, and the metrics are those of
    the same recipe without them. measured: the tagger that they are of; examples: the sentences they are from.
    """

    tagger: TrainedTagger
    metrics: Metrics
    measured: TrainedTagger
    examples: Sequence[Example]
    held_out: HeldOut
    epochs: int
    seconds: float


TrainingEvent = Started | Reading | Preparing | Progress | EpochEnded | Checkpoint | Finished
