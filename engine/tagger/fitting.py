"""How a model learns from a corpus, epoch by epoch, and is measured on another as it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from engine.tagger.batching import Batch, batches
from engine.tagger.calibration import Scored, boldness_for
from engine.tagger.corpus import Corpus
from engine.tagger.decoding import Decoder
from engine.tagger.events import EpochEnded, Progress, TrainingConfig
from engine.tagger.metrics import Metrics, evaluate_numbers
from engine.tagger.model import TaggerModel
from engine.tagger.optimizer import Adagrad, AdamW, schedule
from engine.tagger.partial import allowed_in, judged

BATCH_TOKENS = (450, 1000)
"""Tokens of a batch, the fewest and the most; between them a fortieth of the corpus."""


MANY_TAGS = 128
"""From twice as many on, batches get smaller: the direct connections need memory for each tag of each token."""


class Learner:
    """A model that learns: in one fit, or in several, each going on where the last one ended."""

    def __init__(self, model: TaggerModel, config: TrainingConfig, order: np.random.Generator) -> None:
        self.model = model
        self._config = config
        self._order = order
        self._direct_optimizer = Adagrad(model.direct, model.direct_gradient)

    def fit(
        self, corpus: Corpus, epochs: int, dev: Corpus | None = None, done: int = 0
    ) -> Iterator[Progress | EpochEnded]:
        """Train epoch by epoch, the learning rate once up and down, and leave the averaged weights in the model.

        done: the epochs of fits before. Without dev nothing is measured, and no EpochEnded comes. While one is looked
        at, the model has the averaged weights: it is as good as it would be if training ended there.
        """
        model, config = self.model, self._config
        optimizer = AdamW(model.flat, model.flat_gradient, config)
        token_budget = int(np.clip(len(corpus.gold) // 40, *BATCH_TOKENS)) // max(1, len(model.tagset) // MANY_TAGS)
        best = Metrics.of_nothing()
        for epoch in range(1, epochs + 1):
            plan, losses = list(batches(corpus.bounds, token_budget, self._order)), []
            for step, batch in enumerate(plan, 1):
                losses.append(_step(model, batch, corpus))
                rate = schedule((epoch - 1) * len(plan) + step, epochs * len(plan))
                optimizer.step(config.learning_rate * rate)
                # The rows of rare features have had few steps by the end; their rate must not vanish.
                self._direct_optimizer.step(config.direct_learning_rate * max(rate, 0.1))
                yield Progress(done + epoch, step, len(plan), losses[-1])
            if dev is not None:
                with optimizer.averaged():
                    metrics = measure(model.decoder(boldness_for(best.micro)), score(model, dev), dev)
                    best = max(best, metrics, key=lambda found: found.micro.f1)
                    yield EpochEnded(epoch, epochs, float(np.mean(losses)), metrics)
        model.flat.copy_(optimizer.average)


def score(model: TaggerModel, corpus: Corpus) -> list[Scored]:
    """Compute the emissions of a corpus, batch by batch."""
    model.eval()
    plan = batches(corpus.bounds, 4000)
    with torch.no_grad():
        return [(batch, model(corpus.inputs.of(batch), batch.lengths).numpy()) for batch in plan]


def measure(decoder: Decoder, scored: Sequence[Scored], corpus: Corpus) -> Metrics:
    """Decode a corpus as the runtime would and compare it with its gold tags."""
    predicted = np.zeros(len(corpus.gold), np.int64)
    for batch, emissions in scored:
        predicted[batch.tokens[batch.mask]] = decoder.best_tags(emissions, batch.lengths)[batch.mask]
    return evaluate_numbers(corpus.gold, predicted, corpus.bounds, corpus.tagset)


def _step(model: TaggerModel, batch: Batch, corpus: Corpus) -> float:
    """Compute the loss of a batch, per token that has a gold tag or a rejection, and its gradient."""
    allowed = allowed_in(batch, corpus.allowed)
    scale = 1.0 / max(int(judged(allowed).sum()), 1)
    model.train()
    return model.backward(model(corpus.inputs.of(batch), batch.lengths), allowed, batch, scale)
