"""Training as a generator of events: whoever iterates decides what to show, and closing it cancels.

It runs in a thread beside a window, so it takes one core, never holds the interpreter for long and touches
no global state but torch's number of threads. The same examples, seed and machine give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from engine.tagger.batching import Batch, batches
from engine.tagger.calibration import Scored, boldness_for, known_to, temperature_for, token_calibration_error
from engine.tagger.corpus import Corpus, count_spans, encode, split
from engine.tagger.decoding import Decoder
from engine.tagger.events import (
    EpochEnded,
    Finished,
    HeldOut,
    Preparing,
    Progress,
    Started,
    TrainingConfig,
    TrainingEvent,
)
from engine.tagger.examples import Example
from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.metrics import Metrics, evaluate_numbers
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.optimizer import AdamW
from engine.tagger.tagset import TagSet, labels_in
from engine.tagger.weights import TrainedTagger

__all__ = [
    "EpochEnded", "Finished", "Preparing", "Progress", "Started", "TrainingConfig", "TrainingEvent", "train",
]  # fmt: skip

UNMEASURED_F1 = 0.5
"""What a tagger is taken to reach that learnt from too few sentences to hold some out."""

FINAL_FIT_TOKENS = 40_000
"""With more, the sentences held out are too small a share of what there is to learn to be worth a second fit."""


def train(
    examples: Sequence[Example],
    dev: Sequence[Example] | None = None,
    unlabelled: Sequence[Sequence[str]] = (),  # noqa: ARG001  (word vectors are to be learnt from it)
    config: TrainingConfig | None = None,
    labels: Sequence[str] = (),
) -> Generator[TrainingEvent, None, None]:
    """Train a tagger on sentences, some of whose tags may be unknown.

    dev: sentences to measure on; without them a share of the examples is held out for that, and then learnt too.
    labels: the first labels of the tagger, in this order; others follow as they are seen. Raises TrainingError
    when there is nothing to learn from.
    """
    began = perf_counter()
    config = config or TrainingConfig()
    torch.set_num_threads(1)  # a second thread gains nothing and would take the window's core
    torch.set_flush_denormal(True)  # of this thread: squares of rarely seen rows shrink until they are slow
    examples = [example for example in examples if example.forms]
    tagset = TagSet(dict.fromkeys([*labels, *labels_in(example.tags for example in examples)]))
    spans = count_spans(examples, tagset)
    order = np.random.default_rng(config.seed)
    learnt, measured = (examples, dev) if dev else split(examples, config.held_out_share, order)
    held_out: HeldOut = "dev" if dev else "none" if measured is learnt else "split"
    epochs = config.epochs or _epochs_for(learnt)
    tokens = sum(len(example.forms) for example in examples)
    final_epochs = epochs if held_out == "split" and tokens <= FINAL_FIT_TOKENS else 0
    yield Started(len(examples), spans, epochs, final_epochs)

    encoder = FeatureEncoder(FeatureConfig(buckets=config.buckets))
    corpus = yield from encode(learnt, encoder, tagset)
    # Labels that only dev has come last: the numbers of the tagger's own tags stay the same.
    wide = TagSet(dict.fromkeys([*tagset.labels, *labels_in(example.tags for example in measured)]))
    dev_corpus = yield from encode(measured, encoder, wide)

    model = _new_model(encoder, tagset, config)
    metrics = yield from _fit(model, corpus, epochs, config, order, dev_corpus)
    temperature, boldness = 1.0, boldness_for(UNMEASURED_F1)
    info = {"created": "", "sentences": len(examples), "spans": spans, "epochs": epochs, "held_out": held_out}
    if held_out != "none":
        temperature, boldness, metrics, error = _calibrate(model, dev_corpus, metrics)
        info["calibration_error"] = error
    if final_epochs:
        everything = yield from encode(examples, encoder, tagset)
        model = _new_model(encoder, tagset, config)
        yield from _fit(model, everything, final_epochs, config, order, done=epochs)
    model.cool(temperature)
    tagger = TrainedTagger(
        weights=model.to_weights(),
        labels=tagset.labels,
        tags=tagset.tags,
        features=encoder.to_json(),
        metrics=metrics.to_json(),
        seed=config.seed,
        boldness=boldness,
        info=info,
    )
    yield Finished(tagger, metrics, held_out, epochs, perf_counter() - began)


def _new_model(encoder: FeatureEncoder, tagset: TagSet, config: TrainingConfig) -> TaggerModel:
    sizes = ModelConfig(len(encoder.config.names), config.buckets, config.embedding, config.hidden)
    return TaggerModel(sizes, tagset, torch.Generator().manual_seed(config.seed))


def _fit(
    model: TaggerModel,
    corpus: Corpus,
    epochs: int,
    config: TrainingConfig,
    order: np.random.Generator,
    dev: Corpus | None = None,
    done: int = 0,
) -> Generator[TrainingEvent, None, Metrics]:
    """Train epoch by epoch and leave the averaged weights in the model; give the last metrics on dev.

    done: the epochs of a fit before this one. Without dev nothing is measured, and no EpochEnded comes.
    """
    optimizer = AdamW(model.flat, model.flat_gradient, config)
    token_budget = int(np.clip(len(corpus.gold) // 40, 160, 1000))
    boldness, metrics = 0.0, Metrics.of_nothing()
    for epoch in range(1, epochs + 1):
        plan, losses = list(batches(corpus.bounds, token_budget, order)), []
        for step, batch in enumerate(plan, 1):
            losses.append(_step(model, batch, corpus))
            optimizer.step((epoch - 1 + step / len(plan)) / epochs)
            yield Progress(done + epoch, step, len(plan), losses[-1])
        if dev is not None:
            with optimizer.averaged():
                metrics = _measure(model.decoder(boldness), _scored(model, dev), dev)
            boldness = boldness_for(metrics.micro.f1)
            yield EpochEnded(epoch, epochs, float(np.mean(losses)), metrics)
    model.flat.copy_(optimizer.average)
    return metrics


def _calibrate(model: TaggerModel, dev: Corpus, metrics: Metrics) -> tuple[float, float, Metrics, float]:
    """Give the temperature and boldness that suit held-out sentences, then the metrics and calibration error."""
    scored = _scored(model, dev)
    gold = known_to(model.tagset, dev.gold)
    temperature = temperature_for(scored, gold, model.decoder())
    cooled = [(batch, emissions / np.float32(temperature)) for batch, emissions in scored]
    for _ in range(3):  # the boldness asks for the F1 and the F1 for the boldness: they settle at once
        boldness = boldness_for(metrics.micro.f1)
        metrics = _measure(model.decoder(boldness).at(temperature), cooled, dev)
    return temperature, boldness, metrics, token_calibration_error(cooled, gold, model.decoder().at(temperature))


def _step(model: TaggerModel, batch: Batch, corpus: Corpus) -> float:
    """Compute the loss of a batch, per token that has a gold tag or a rejection, and its gradient."""
    allowed = corpus.allowed[batch.tokens]
    allowed[~batch.mask] = True
    # A known end alone, which rules out one tag of the token behind it, does not count: nobody judged that token.
    judged = int((np.count_nonzero(~allowed, axis=2) > 1).sum())
    model.train()
    return model.backward(model(*_inputs(batch, corpus)), allowed, batch, 1.0 / max(judged, 1))


def _scored(model: TaggerModel, corpus: Corpus) -> list[Scored]:
    """Compute the emissions of a corpus, batch by batch."""
    model.eval()
    with torch.no_grad():
        return [(batch, model(*_inputs(batch, corpus)).numpy()) for batch in batches(corpus.bounds, 4000)]


def _measure(decoder: Decoder, scored: Sequence[Scored], corpus: Corpus) -> Metrics:
    """Decode a corpus as the runtime would and compare it with its gold tags."""
    predicted = np.zeros(len(corpus.gold), np.int64)
    for batch, emissions in scored:
        predicted[batch.tokens[batch.mask]] = decoder.best_tags(emissions, batch.lengths)[batch.mask]
    return evaluate_numbers(corpus.gold, predicted, corpus.bounds, corpus.tagset)


def _inputs(batch: Batch, corpus: Corpus) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(batch.gather(corpus.rows)), torch.from_numpy(batch.lengths.astype(np.int64))


def _epochs_for(examples: Sequence[Example]) -> int:
    """Choose 40 for a hundred sentences, 20 for five hundred, 14 for many: by then F1 has levelled off."""
    return int(np.clip(2000 / math.sqrt(sum(len(example.forms) for example in examples)), 14, 40))
