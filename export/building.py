"""Train and export in one go: what the window's Retrain and `gatelight train` both do."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from engine.tagger.events import Finished, TrainingConfig, TrainingEvent
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.lstm import emissions
from export.corpus import Corpus
from export.runtime import Tagger

PARITY_TOLERANCE = 1e-4
"""How far the session's scores may be from numpy's on the probe before the tagger is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A tagger that is trained, exported and checked: the last event of a build."""

    onnx: bytes
    finished: Finished
    export_seconds: float


def build(
    corpus: Corpus, dev: Sequence[Example] | None = None, config: TrainingConfig | None = None
) -> Iterator[TrainingEvent | Built]:
    """Train, export, load again and compare with the textbook cells; closing the generator cancels.

    Yields the training's events, then one Built. Raises TrainingError when there is nothing to learn from.
    """
    from engine.tagger.training import train  # torch: 1.2 s, only when it is needed

    for event in train(corpus.examples, dev, corpus.unlabelled, config, corpus.labels):
        yield event
        if isinstance(event, Finished):
            began = time.perf_counter()
            onnx = export(event, corpus)
            yield Built(onnx, event, time.perf_counter() - began)


def export(finished: Finished, corpus: Corpus) -> bytes:
    """Write a trained tagger as ONNX and check the file on a probe before anybody relies on it."""
    from export.onnx_graph import to_onnx

    finished.tagger.info["created"] = creation_day()
    onnx = to_onnx(finished.tagger)
    check(onnx, finished, corpus.examples[:8])
    return onnx


def creation_day() -> str:
    """Give today's date (UTC). No time of day: on one day, the same data and seed give the same bytes.

    SOURCE_DATE_EPOCH overrides the clock, as for every reproducible build.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def check(onnx: bytes, finished: Finished, probe: Sequence[Example]) -> None:
    """Compare the file's scores with numpy's. Raises RuntimeError: a difference is a bug, never the user's fault."""
    tagger = Tagger.load(onnx)
    encoder = FeatureEncoder.from_json(finished.tagger.features)
    for example in probe:
        expected, _ = emissions(finished.tagger.weights, encoder.encode(example.forms))
        actual = tagger.emissions(example.forms)
        worst = float(np.abs(expected - actual).max())
        if worst > PARITY_TOLERANCE:
            raise RuntimeError(f"the exported tagger differs from the trained one by {worst:.2e}")
