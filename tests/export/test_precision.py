from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.tagger.events import Finished
from engine.tagger.examples import Example
from engine.tagger.weights import TrainedTagger
from export import onnx_graph, precision
from export.precision import MAX_LOSS, MIN_AGREEMENT, agreement, choose, loaded
from export.runtime import Tagger

MakeTagger = Callable[..., TrainedTagger]

FORMS = ("ada", "in", "london", "met", "paris", "the", "Zoë", "東京", "12")
TEXTS = [tuple(np.random.default_rng(n).choice(FORMS, n % 9 + 1).tolist()) for n in range(120)]


@pytest.fixture(scope="module")
def trained(random_tagger: MakeTagger) -> TrainedTagger:
    return random_tagger()


@pytest.fixture(scope="module")
def fp32(trained: TrainedTagger) -> Tagger:
    return loaded(trained, "fp32")


def finished(trained: TrainedTagger, tags_of: Tagger, **changes: object) -> Finished:
    """End a training whose held-out sentences one tagger gets all right."""
    texts = TEXTS[:40]
    examples = [Example(forms, tuple(tags)) for forms, tags in zip(texts, tags_of.tags_of(texts), strict=True)]
    end = Finished(trained, tags_of.evaluate(examples), trained, examples, "dev", 1, 1.0)
    return replace(end, **changes)  # type: ignore[arg-type]


def test_int8_is_taken_where_it_finds_the_same(trained: TrainedTagger, fp32: Tagger) -> None:
    int8 = loaded(trained, "int8")
    end = finished(trained, int8)
    choice = choose(end, fp32, TEXTS)
    alike = agreement(fp32, int8, [*TEXTS, *TEXTS[:40]])
    assert choice.figures == {"f1_fp32": fp32.evaluate(end.examples).micro.f1, "f1_int8": 1.0, "agreement": alike}
    assert choice.precision == ("int8" if alike >= MIN_AGREEMENT else "fp32")


def test_the_figures_decide(trained: TrainedTagger, fp32: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "MIN_AGREEMENT", 0.0)
    choice = choose(finished(trained, loaded(trained, "int8")), fp32, TEXTS)
    assert (choice.precision, choice.metrics.micro.f1, choice.figures["f1_int8"]) == ("int8", 1.0, 1.0)
    assert choice.figures["f1_fp32"] < 1.0, "else it does not matter of which precision the metrics are"
    monkeypatch.setattr(precision, "MIN_AGREEMENT", 1.01)
    choice = choose(finished(trained, fp32), fp32, TEXTS)
    assert (choice.precision, choice.metrics.micro.f1, choice.figures["f1_fp32"]) == ("fp32", 1.0, 1.0)


def test_what_costs_more_f1_than_it_may_is_not_taken(
    trained: TrainedTagger, fp32: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_graph, "GREATEST", 1)  # a tagger that is hardly itself any more
    monkeypatch.setattr(precision, "MIN_AGREEMENT", 0.0)
    choice = choose(finished(trained, fp32), fp32, TEXTS)
    assert choice.figures["f1_int8"] < choice.figures["f1_fp32"] - MAX_LOSS
    assert choice.precision == "fp32"
    assert choice.metrics == fp32.evaluate(finished(trained, fp32).examples)


def test_f1_alone_is_not_enough(trained: TrainedTagger, fp32: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_graph, "GREATEST", 1)
    nothing_known = [Example(forms, (None,) * len(forms)) for forms in TEXTS]
    choice = choose(finished(trained, fp32, examples=nothing_known), fp32, TEXTS)
    assert choice.figures["f1_int8"] == choice.figures["f1_fp32"]
    assert choice.figures["agreement"] < MIN_AGREEMENT
    assert choice.precision == "fp32"


def test_f1_is_that_of_the_tagger_which_has_not_learnt_the_sentences(
    random_tagger: MakeTagger, trained: TrainedTagger, fp32: Tagger
) -> None:
    before = random_tagger(seed=5)
    end = finished(trained, fp32, measured=before, held_out="split")
    figures = choose(end, fp32, TEXTS).figures
    assert figures["f1_fp32"] == loaded(before, "fp32").evaluate(end.examples).micro.f1 < 1.0
    assert figures["f1_int8"] == loaded(before, "int8").evaluate(end.examples).micro.f1
    assert figures["agreement"] == choose(finished(trained, fp32), fp32, TEXTS).figures["agreement"]


def test_where_nothing_was_held_out_nothing_is_tried(trained: TrainedTagger, fp32: Tagger) -> None:
    end = finished(trained, fp32, held_out="none")
    choice = choose(end, fp32, TEXTS)
    assert (choice.precision, choice.metrics, choice.figures) == ("fp32", end.metrics, {})


def test_agreement_is_bounded_in_time_and_none_without_entities(
    random_tagger: MakeTagger, fp32: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(Tagger, "tags_of", lambda _, texts: seen.append(sum(map(len, texts))) or [])
    assert agreement(fp32, fp32, TEXTS * 1000) == 0.0
    assert 0.9 * precision.SAMPLE_TOKENS < min(seen) <= max(seen) < 1.5 * precision.SAMPLE_TOKENS
    assert agreement(fp32, fp32, []) == 0.0
