from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from engine.tagger import training
from engine.tagger.events import Finished, Started, TrainingConfig
from engine.tagger.examples import Example
from engine.tagger.metrics import Metrics, Score
from engine.tagger.weights import TrainedTagger
from export import building, onnx_graph
from export import precision as building_precision
from export.building import Built, EarlyTagger, build, check, creation_day, export
from export.corpus import Corpus
from export.graph_plan import PRECISIONS, Precision
from export.onnx_graph import to_onnx
from export.precision import Choice
from export.runtime import Tagger

QUICK = TrainingConfig(epochs=2, hidden=8, embedding=4, buckets=256)
EXAMPLES = (Example(("Ada", "slept", "in", "Oslo"), ("B-PER", "O", "O", "B-LOC")),) * 12


def built(corpus: Corpus, config: TrainingConfig = QUICK) -> Built:
    *_, last = build(corpus, config=config)
    assert isinstance(last, Built)
    return last


def test_a_build_gives_the_events_and_then_the_tagger_ready_to_use() -> None:
    events = list(build(Corpus(EXAMPLES, (), ("LOC", "PER")), config=QUICK))
    assert isinstance(events[0], Started)
    finished, last = events[-2:]
    assert isinstance(finished, Finished)
    assert isinstance(last, Built)
    assert (last.finished.held_out, last.finished.epochs) == (finished.held_out, finished.epochs)
    assert last.tagger.labels == ("LOC", "PER")
    metrics = last.finished.metrics.to_json()
    assert last.tagger.metrics == Tagger.load(last.onnx).metrics == last.finished.tagger.metrics == metrics
    assert last.export_seconds > 0


def test_the_same_corpus_gives_the_same_bytes() -> None:
    corpus = Corpus(EXAMPLES, (), ("PER", "LOC"))
    assert built(corpus).onnx == built(corpus).onnx != built(corpus, replace(QUICK, seed=2)).onnx


@pytest.mark.parametrize("assumed_o", [True, False])
def test_the_file_says_when_it_was_made_and_whether_o_was_assumed(
    random_tagger: Callable[..., TrainedTagger], monkeypatch: pytest.MonkeyPatch, assumed_o: bool
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    trained = random_tagger(created="", spans=3)
    onnx, tagger = export(trained, Corpus(EXAMPLES, (), trained.labels, assumed_o))
    assert onnx == to_onnx(replace(trained, info={"created": "1970-01-02", "spans": 3, "assumed_o": assumed_o}))
    assert tagger.metadata["created"] == creation_day() == "1970-01-02"
    assert tagger.info == {"spans": 3, "assumed_o": assumed_o}
    assert trained.info == {"created": "", "spans": 3}, "the caller's own is left alone"


def test_a_file_that_scores_otherwise_than_numpy_is_never_handed_out(
    random_tagger: Callable[..., TrainedTagger],
) -> None:
    trained = random_tagger()
    tagger = Tagger.load(to_onnx(trained))
    check(tagger, trained, EXAMPLES)
    bias = trained.weights.emission_bias + np.float32(2e-4)
    with pytest.raises(RuntimeError, match=r"differs from the trained one by 2\.\d+e-04"):
        check(tagger, replace(trained, weights=replace(trained.weights, emission_bias=bias)), EXAMPLES)
    assert building.PARITY_TOLERANCE["fp32"] == 1e-5


@pytest.mark.parametrize("steps", [64, 1])
def test_int8_has_a_tolerance_of_its_own_that_is_not_boundless(
    random_tagger: Callable[..., TrainedTagger], monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    trained = random_tagger()
    monkeypatch.setattr(onnx_graph, "GREATEST", steps)
    tagger = Tagger.load(to_onnx(trained, "int8"))
    with nullcontext() if steps > 1 else pytest.raises(RuntimeError, match="differs from the trained one"):
        check(tagger, trained, EXAMPLES)


def test_closing_a_build_cancels_it() -> None:
    events = build(Corpus(EXAMPLES, (), ()), config=QUICK)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert next(events, None) is None


def test_an_early_tagger_comes_if_wanted_and_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "CHECKPOINT_STEPS", 1)
    corpus = Corpus(EXAMPLES, (), ("PER", "LOC"))
    events = list(build(corpus, config=QUICK, early=True))
    (early,) = [event for event in events if isinstance(event, EarlyTagger)]
    assert early.tagger.labels == ("PER", "LOC")
    assert early.tagger.precision == "fp32"
    assert isinstance(early.tagger.tag("Ada slept in Oslo."), list)
    assert isinstance(events[-1], Built)
    assert not any(isinstance(event, EarlyTagger) for event in build(corpus, config=QUICK))


DEV = (Example(("Bob", "met", "Ada", "in", "Rome"), ("B-PER", "O", "B-PER", "O", "B-LOC")),) * 5


@pytest.mark.parametrize("precision", PRECISIONS)
def test_what_training_measured_is_what_the_file_reaches(monkeypatch: pytest.MonkeyPatch, precision: Precision) -> None:
    monkeypatch.setattr(building_precision, "MIN_AGREEMENT", 0.0 if precision == "int8" else 1.1)
    *_, last = build(Corpus(EXAMPLES, (), ("PER", "LOC")), DEV, replace(QUICK, epochs=30), int8=True)
    assert isinstance(last, Built)
    assert last.finished.held_out == "dev"
    assert last.tagger.precision == precision
    assert last.tagger.evaluate(DEV) == last.finished.metrics
    assert last.finished.metrics.micro.f1 > 0


def test_metrics_are_those_of_the_precision_that_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Metrics(Score(0.25, 0.5, 1 / 3, 4), {}, 0.5, 2, 10, 0.1)
    monkeypatch.setattr(building_precision, "choose", lambda *_: Choice("int8", chosen, {"f1_int8": 1 / 3}))
    *_, last = build(Corpus(EXAMPLES, (), ("PER", "LOC")), config=QUICK, int8=True)
    assert isinstance(last, Built)
    assert last.tagger.precision == "int8"
    assert last.tagger.metrics == chosen.to_json()
    assert last.finished.metrics == chosen


def test_the_file_says_what_its_precision_was_chosen_by() -> None:
    *_, last = build(Corpus(EXAMPLES, (), ("PER", "LOC")), DEV, replace(QUICK, epochs=30), int8=True)
    assert isinstance(last, Built)
    lstm = last.tagger.metadata["lstm"]
    assert lstm["precision"] == last.tagger.precision == "int8"
    assert lstm["f1_int8"] == last.tagger.metrics["f1"]
    assert lstm["agreement"] == 1.0


def test_a_tagger_that_nothing_was_held_out_for_stays_as_it_is() -> None:
    *_, last = build(Corpus(EXAMPLES[:3], (), ("PER", "LOC")), config=QUICK, int8=True)
    assert isinstance(last, Built)
    assert last.finished.held_out == "none"
    assert last.tagger.metadata["lstm"] == {"precision": "fp32"}


def test_nothing_is_rounded_unless_asked_for() -> None:
    last = built(Corpus(EXAMPLES, (), ("PER", "LOC")))
    assert last.tagger.metadata["lstm"] == {"precision": "fp32"}
