"""Choose how the LSTM of a tagger computes: in int8 where that changes next to nothing, else in fp32 (ADR 13).

Few held-out sentences measure coarsely: one entity more or less may be a point of F1, or F1 does not move where much
else would. So the entities of text without labels must be the same in both as well, nearly all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.tagger.events import Finished
from engine.tagger.metrics import Metrics, evaluate
from engine.tagger.weights import TrainedTagger
from export.graph_plan import Precision
from export.onnx_graph import to_onnx
from export.runtime import Tagger

MAX_LOSS = 0.003
"""How much less F1 int8 may have than fp32."""

MIN_AGREEMENT = 0.995
"""The least F1 of int8's entities by those of fp32, on text without labels."""

SAMPLE_TOKENS = 10_000
"""Of that text: some hundreds of entities, in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a tagger is to compute, how good it is that way, and the figures that say so, for its file."""

    precision: Precision
    metrics: Metrics
    figures: dict[str, float]


def choose(finished: Finished, fp32: Tagger, unlabelled: Sequence[Sequence[str]]) -> Choice:
    """Compare a trained tagger in both precisions. fp32: the file of it in fp32; unlabelled: the forms of sentences.

    F1 is that of the tagger which has not learnt the held-out sentences, if there is one; the entities of text without
    labels are compared in the files that people get.
    """
    if finished.held_out == "none":
        return Choice("fp32", finished.metrics, {})
    int8 = loaded(finished.tagger, "int8")
    alike = agreement(fp32, int8, [*unlabelled, *(example.forms for example in finished.examples)])
    if finished.measured is not finished.tagger:
        fp32, int8 = loaded(finished.measured, "fp32"), loaded(finished.measured, "int8")
    before, after = fp32.evaluate(finished.examples), int8.evaluate(finished.examples)
    figures = {"f1_fp32": before.micro.f1, "f1_int8": after.micro.f1, "agreement": alike}
    if before.micro.f1 - after.micro.f1 <= MAX_LOSS and alike >= MIN_AGREEMENT:
        return Choice("int8", after, figures)
    return Choice("fp32", before, figures)


def agreement(one: Tagger, other: Tagger, texts: Sequence[Sequence[str]]) -> float:
    """Give the F1 of one tagger's entities by the other's, on a sample of sentences; 0 where there are no entities."""
    sample = texts[:: max(1, sum(map(len, texts)) // SAMPLE_TOKENS)]
    return evaluate(one.tags_of(sample), other.tags_of(sample)).micro.f1


def loaded(trained: TrainedTagger, precision: Precision) -> Tagger:
    """Write a tagger and load it."""
    return Tagger.load(to_onnx(trained, precision))
