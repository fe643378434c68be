"""Train and export in one go: what the window's Retrain and `gatelight train` both do."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from engine.tagger.batching import MAX_SENTENCE
from engine.tagger.encoding import Encoder
from engine.tagger.events import Checkpoint, Finished, TrainingConfig, TrainingEvent
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.lstm import emissions
from engine.tagger.tagset import bounds_of
from engine.tagger.weights import TrainedTagger
from export.corpus import Corpus
from export.graph_plan import Precision
from export.runtime import Tagger

PARITY_TOLERANCE: dict[Precision, float] = {"fp32": 1e-5, "int8": 0.2}
"""How far the session's scores may be from numpy's, absolute and relative.

A file in fp32 that is farther off on the probe is refused; int8 only rounds, and what that changes is measured.
"""


@dataclass(frozen=True, slots=True, eq=False)
class EarlyTagger:
    """A tagger to work with while the training goes on: loaded and checked, but not to be kept."""

    tagger: Tagger


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A tagger that is trained, exported, loaded and checked: the last event of a build."""

    onnx: bytes
    tagger: Tagger
    finished: Finished
    export_seconds: float


def build(
    corpus: Corpus,
    dev: Sequence[Example] | None = None,
    config: TrainingConfig | None = None,
    early: bool = False,
    int8: bool = False,
) -> Iterator[TrainingEvent | EarlyTagger | Built]:
    """Train, export, load again and compare with the textbook cells; closing the generator cancels.

    Yields the training's events, an EarlyTagger if one is wanted and the training is long enough, then one Built.
    int8: compute in 8-bit whole numbers where that changes next to nothing (ADR 13).
    Raises TrainingError when there is nothing to learn from.
    """
    from engine.tagger.training import train  # torch: 1.2 s, only when it is needed

    for event in train(corpus.examples, dev, corpus.unlabelled, config, corpus.labels):
        yield event
        if isinstance(event, Checkpoint) and early:
            yield EarlyTagger(export(event.tagger, corpus)[1])
        elif isinstance(event, Finished):
            began = time.perf_counter()
            onnx, tagger = export(event.tagger, corpus)
            built = Built(onnx, tagger, event, time.perf_counter() - began)
            yield in_int8(built, corpus) if int8 else built


def in_int8(built: Built, corpus: Corpus) -> Built:
    """Export once more, in int8 if that suits the tagger, with the figures that say so.

    Its metrics are then those that it has in that precision.
    """
    from export.precision import choose  # onnx: only when it is needed

    began = time.perf_counter()
    choice = choose(built.finished, built.tagger, corpus.unlabelled)
    trained = replace(built.finished.tagger, metrics=choice.metrics.to_json())
    onnx, tagger = export(trained, corpus, choice.precision, choice.figures)
    finished = replace(built.finished, tagger=trained, metrics=choice.metrics)
    return Built(onnx, tagger, finished, built.export_seconds + time.perf_counter() - began)


def export(
    trained: TrainedTagger,
    corpus: Corpus,
    precision: Precision = "fp32",
    measured: Mapping[str, float] | None = None,
) -> tuple[bytes, Tagger]:
    """Write a trained tagger as ONNX, load it and, in fp32, check it on a probe before anybody relies on it."""
    from export.onnx_graph import to_onnx

    info = trained.info | {"created": creation_day(), "assumed_o": corpus.assumed_o}
    onnx = to_onnx(replace(trained, info=info), precision, measured)
    tagger = Tagger.load(onnx)
    if precision == "fp32":
        check(tagger, trained, corpus.examples[:8])
    return onnx, tagger


def creation_day() -> str:
    """Give today's date (UTC). No time of day: on one day, the same data and seed give the same bytes.

    SOURCE_DATE_EPOCH overrides the clock, as for every reproducible build.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def check(tagger: Tagger, trained: TrainedTagger, probe: Sequence[Example]) -> None:
    """Compare the file's scores with numpy's. Raises RuntimeError: a difference is a bug, never the user's fault."""
    tolerance = PARITY_TOLERANCE[tagger.precision]
    encoder = Encoder(FeatureEncoder(trained.features, trained.lexicon), trained.weights.words)
    for forms in (example.forms[:MAX_SENTENCE] for example in probe):
        expected, _ = emissions(trained.weights, encoder.encode(forms, bounds_of([len(forms)])))
        for actual in (tagger.emissions(forms), tagger.fast_emissions(forms)):
            if not np.allclose(actual, expected, rtol=tolerance, atol=tolerance):
                worst = float(np.abs(expected - actual).max())
                raise RuntimeError(f"the exported tagger differs from the trained one by {worst:.2e}")
