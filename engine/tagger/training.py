"""Training as a generator of events: whoever iterates decides what to show, and closing it cancels.

It runs in a thread beside a window, so it takes one core, never holds the interpreter for long and touches
no global state but the number of threads of torch and BLAS. The same examples, seed and machine give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from time import perf_counter

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from engine.tagger.calibration import (
    BOLDNESSES,
    USUAL_TEMPERATURE,
    boldness_for,
    boldness_in_view_of,
    known_to,
    temperature_for,
    token_calibration_error,
)
from engine.tagger.corpus import Corpus, count_spans, encode, split
from engine.tagger.encoding import Encoder
from engine.tagger.events import (
    Checkpoint,
    EpochEnded,
    Finished,
    HeldOut,
    Progress,
    Reading,
    Started,
    TrainingConfig,
    TrainingEvent,
)
from engine.tagger.examples import Example
from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.fitting import Learner, measure, score
from engine.tagger.lexicon import NOTHING_KNOWN, common_lexicon
from engine.tagger.metrics import Metrics
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.tagset import TagSet, labels_in
from engine.tagger.weights import TrainedTagger, WordTable
from engine.tagger.words import MAX_TOKENS, learn_words

CHECKPOINT_STEPS = 50
"""After so many steps, and at the end of an epoch, a tagger is worth using: a second of training."""

MAX_DIRECT = 1 << 20
"""Numbers in the table of direct connections: 2 MB of the file."""

FINAL_SHARE = 0.35
"""How long, next to the first, the last fit is, in which the sentences held out are learnt too."""


def train(
    examples: Sequence[Example],
    dev: Sequence[Example] | None = None,
    unlabelled: Sequence[Sequence[str]] = (),
    config: TrainingConfig | None = None,
    labels: Sequence[str] = (),
) -> Generator[TrainingEvent, None, None]:
    """Train a tagger on sentences, some of whose tags may be unknown.

    dev: sentences to measure on; without them a share of the examples is held out for that, and then learnt too.
    unlabelled: the forms of other sentences, from which words are learnt as well.
    labels: the first labels of the tagger, in this order; others follow as they are seen. Raises TrainingError
    when there is nothing to learn from.
    """
    began = perf_counter()
    config = config or TrainingConfig()
    torch.set_num_threads(1)  # a second thread gains nothing and would take the window's core
    threadpool_limits(1, user_api="blas")  # and two of them wait for each other without end; for good, as in lab.py
    torch.set_flush_denormal(True)  # of this thread: squares of rarely seen rows shrink until they are slow
    examples = [example for example in examples if example.forms]
    tagset = TagSet(dict.fromkeys([*labels, *labels_in(example.tags for example in examples)]))
    spans = count_spans(examples, tagset)
    order = np.random.default_rng(config.seed)
    learnt, measured = (examples, dev) if dev else split(examples, config.held_out_share, order)
    held_out: HeldOut = "dev" if dev else "none" if measured is learnt else "split"
    epochs = config.epochs or _epochs_for(learnt)
    final_epochs = math.ceil(epochs * FINAL_SHARE) if held_out == "split" else 0
    yield Started(len(examples), spans, epochs, final_epochs)

    words = yield from _learn_words([*(example.forms for example in examples), *unlabelled], config.seed)
    lexicon = common_lexicon() if config.lexicon else NOTHING_KNOWN
    encoder = Encoder(FeatureEncoder(_feature_config(config, tagset), lexicon), words)
    corpus = yield from encode(learnt, encoder, tagset)
    # Labels that only dev has come last: the numbers of the tagger's own tags stay the same.
    wide = TagSet(dict.fromkeys([*tagset.labels, *labels_in(example.tags for example in measured)]))
    dev_corpus = yield from encode(measured, encoder, wide)

    info = {"created": "", "sentences": len(examples), "spans": spans, "epochs": epochs, "held_out": held_out}

    def tagger_of(model: TaggerModel, temperature: float, boldness: float, metrics: Metrics) -> TrainedTagger:
        return TrainedTagger(
            weights=model.to_weights(temperature),
            labels=tagset.labels,
            tags=tagset.tags,
            features=encoder.features.config,
            lexicon=lexicon,
            metrics=metrics.to_json(),
            seed=config.seed,
            boldness=boldness,
            info=info,
        )

    model, early = _new_model(encoder.features.config, words, tagset, config), True
    model.silence_all_but(np.unique(corpus.inputs.features))
    learner = Learner(model, config, order)
    for event in learner.fit(corpus, epochs, dev_corpus):
        yield event
        match event:
            case Progress(steps=steps):
                steps_an_epoch = steps
            case EpochEnded(epoch=epoch, metrics=metrics) if (
                early and epoch * steps_an_epoch >= CHECKPOINT_STEPS and epoch < epochs
            ):
                paused, early = perf_counter(), False
                boldness = boldness_for(metrics.micro, independent=held_out == "dev")
                yield Checkpoint(tagger_of(model, USUAL_TEMPERATURE, boldness, metrics))
                began += perf_counter() - paused  # what others do with it is no training
    temperature, boldness, metrics, error = _calibrate(model, dev_corpus, held_out)
    if held_out != "none":
        info["calibration_error"] = error
    tagger = before = tagger_of(model, temperature, boldness, metrics)
    if final_epochs:
        everything = yield from encode(examples, encoder, tagset)
        yield from learner.fit(everything, final_epochs, done=epochs)
        tagger = tagger_of(model, temperature, boldness, metrics)
    yield Finished(tagger, metrics, before, measured, held_out, epochs, perf_counter() - began)


def _learn_words(sentences: Sequence[Sequence[str]], seed: int) -> Generator[TrainingEvent, None, WordTable]:
    reading, learning = Reading(min(sum(map(len, sentences)), MAX_TOKENS)), learn_words(sentences, seed)
    while True:
        yield reading
        try:
            next(learning)
        except StopIteration as done:
            words: WordTable = done.value
            return words


def _feature_config(config: TrainingConfig, tagset: TagSet) -> FeatureConfig:
    # With hundreds of labels the table of direct connections would be most of the file: fewer rows then.
    direct_buckets = min(config.direct_buckets, 1 << (MAX_DIRECT // len(tagset)).bit_length() - 1)
    return FeatureConfig(buckets=config.buckets, direct_buckets=direct_buckets)


def _new_model(features: FeatureConfig, words: WordTable, tagset: TagSet, config: TrainingConfig) -> TaggerModel:
    sizes = ModelConfig(len(features.names), features.buckets, features.direct_buckets, config.embedding, config.hidden)
    return TaggerModel(sizes, words, tagset, torch.Generator().manual_seed(config.seed))


def _calibrate(model: TaggerModel, dev: Corpus, held_out: HeldOut) -> tuple[float, float, Metrics, float]:
    """Give the temperature and boldness that suit held-out sentences, then the metrics and calibration error.

    The usual ones if nothing was held out: on sentences that were learnt, every tagger looks perfect.
    """
    scored, gold = score(model, dev), known_to(model.tagset, dev.gold)
    temperature = temperature_for(scored, gold, model.decoder()) if held_out != "none" else USUAL_TEMPERATURE
    cooled = [(batch, emissions / np.float32(temperature)) for batch, emissions in scored]

    def measured(boldness: float) -> Metrics:
        return measure(model.decoder(boldness).at(temperature), cooled, dev)

    tried = {boldness: measured(boldness) for boldness in BOLDNESSES} if held_out != "none" else {}
    boldness = boldness_in_view_of(tried, independent=held_out == "dev")
    error = token_calibration_error(cooled, gold, model.decoder().at(temperature))
    return temperature, boldness, measured(boldness), error


def _epochs_for(examples: Sequence[Example]) -> int:
    """Choose 36 for a hundred sentences and 16 for five hundred or more; with half as many, F1 would still be rising.

    Only 7 for 14,000, or a training would take more than two minutes.
    """
    tokens = sum(len(example.forms) for example in examples)
    return math.ceil(min(max(1700 / math.sqrt(tokens), 16), 36, 2_200_000 / tokens))
