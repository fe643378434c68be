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


def train(
    examples: Sequence[Example],
    dev: Sequence[Example] | None = None,
    unlabelled: Sequence[Sequence[str]] = (),  # noqa: ARG001  (word vectors are to be learnt from it)
    config: TrainingConfig | None = None,
    labels: Sequence[str] = (),
) -> Generator[TrainingEvent, None, None]:
    """Train a tagger on sentences, some of whose tags may be unknown.

    dev: sentences to measure on; without them a share of the examples is held out. labels: the first labels
    of the tagger, in this order; others follow as they are seen. Raises TrainingError when there is nothing
    to learn from.
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
    yield Started(len(examples), spans, epochs)

    encoder = FeatureEncoder(FeatureConfig(buckets=config.buckets))
    corpus = yield from encode(learnt, encoder, tagset)
    # Labels that only dev has come last: the numbers of the tagger's own tags stay the same.
    wide = TagSet(dict.fromkeys([*tagset.labels, *labels_in(example.tags for example in measured)]))
    dev_corpus = yield from encode(measured, encoder, wide)

    sizes = ModelConfig(len(encoder.config.names), config.buckets, config.embedding, config.hidden)
    model = TaggerModel(sizes, tagset, torch.Generator().manual_seed(config.seed))
    optimizer = AdamW(model.flat, model.flat_gradient, config)
    metrics, epoch = yield from _fit(model, optimizer, corpus, dev_corpus, epochs, config, order)
    tagger = TrainedTagger(
        weights=model.to_weights(),
        labels=tagset.labels,
        tags=tagset.tags,
        features=encoder.to_json(),
        metrics=metrics.to_json(),
        seed=config.seed,
        info={"created": "", "sentences": len(examples), "spans": spans, "epochs": epoch, "held_out": held_out},
    )
    yield Finished(tagger, metrics, held_out, epoch, perf_counter() - began)


def _fit(
    model: TaggerModel,
    optimizer: AdamW,
    corpus: Corpus,
    dev: Corpus,
    epochs: int,
    config: TrainingConfig,
    order: np.random.Generator,
) -> Generator[TrainingEvent, None, tuple[Metrics, int]]:
    """Train epoch by epoch and leave the best weights in the model; give their metrics and the last epoch."""
    token_budget = int(np.clip(len(corpus.gold) // 40, 160, 1000))
    best: Metrics | None = None
    best_weights, best_epoch = model.flat, 0
    for epoch in range(1, epochs + 1):
        plan, losses = list(batches(corpus.bounds, token_budget, order)), []
        for step, batch in enumerate(plan, 1):
            losses.append(_step(model, batch, corpus))
            optimizer.step((epoch - 1 + step / len(plan)) / epochs)
            yield Progress(epoch, step, len(plan), losses[-1])
        with optimizer.averaged():
            metrics = _measure(model, dev)
            if best is None or metrics.micro.f1 >= best.micro.f1:
                best_epoch = epoch if best is None or metrics.micro.f1 > best.micro.f1 else best_epoch
                best, best_weights = metrics, model.flat.clone()
        yield EpochEnded(epoch, epochs, float(np.mean(losses)), metrics)
        if epoch - best_epoch >= config.patience:
            break
    model.flat.copy_(best_weights)
    assert best is not None, "there is at least one epoch"
    return best, epoch


def _step(model: TaggerModel, batch: Batch, corpus: Corpus) -> float:
    """Compute the loss of a batch, per token that has a gold tag or a rejection, and its gradient."""
    allowed = corpus.allowed[batch.tokens]
    allowed[~batch.mask] = True
    # A known end alone, which rules out one tag of the token behind it, does not count: nobody judged that token.
    judged = int((np.count_nonzero(~allowed, axis=2) > 1).sum())
    model.train()
    emissions = model(*_inputs(batch, corpus))
    loss = model.loss(emissions, torch.from_numpy(allowed), torch.from_numpy(batch.mask)) / max(judged, 1)
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.item())


def _measure(model: TaggerModel, corpus: Corpus) -> Metrics:
    """Decode a corpus as the runtime would and compare it with its gold tags."""
    model.eval()
    weights = model.to_weights()
    decoder = Decoder(model.tagset, weights.transitions, weights.start, weights.end)
    predicted = np.zeros(len(corpus.gold), np.int64)
    for batch in batches(corpus.bounds, 4000):
        with torch.no_grad():
            emissions = model(*_inputs(batch, corpus)).numpy()
        predicted[batch.tokens[batch.mask]] = decoder.best_tags(emissions, batch.lengths)[batch.mask]
    return evaluate_numbers(corpus.gold, predicted, corpus.bounds, corpus.tagset)


def _inputs(batch: Batch, corpus: Corpus) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(batch.gather(corpus.rows)), torch.from_numpy(batch.lengths.astype(np.int64))


def _epochs_for(examples: Sequence[Example]) -> int:
    """Choose 40 for a hundred sentences, 20 for five hundred, 14 for many: by then F1 has levelled off."""
    return int(np.clip(2000 / math.sqrt(sum(len(example.forms) for example in examples)), 14, 40))
