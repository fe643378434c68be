from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import TrainingError
from engine.tagger import lstm, training
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder
from engine.tagger.events import (
    Checkpoint,
    EpochEnded,
    Finished,
    Preparing,
    Progress,
    Reading,
    Started,
    TrainingConfig,
)
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.tagset import TagSet
from engine.tagger.training import train
from engine.tagger.weights import TrainedTagger

QUICK = TrainingConfig(epochs=20, hidden=16, embedding=8, buckets=1 << 10, direct_buckets=1 << 10)
NAMES = ["Ada", "Bob", "Eve", "Mia", "Tom", "Zoe"]
TOWNS = ["Paris", "Oslo", "Rome", "Lima", "Kyiv", "Bern"]


def small_language(count: int, seed: int = 0) -> list[Example]:
    """Make sentences whose entities can be told by the words around them: «when Ada Tom met», «in Oslo»."""
    generator = np.random.default_rng(seed)
    examples = []
    for _ in range(count):
        person = [str(name) for name in generator.choice(NAMES, size=generator.integers(1, 3))]
        town = str(generator.choice(TOWNS))
        forms = ["when", *person, "slept", "in", town, "it", "rained"]
        tags = ["O", "B-PER", *["I-PER"] * (len(person) - 1), "O", "O", "B-LOC", "O", "O"]
        examples.append(Example(tuple(forms), tuple(tags)))
    return examples


def finished(examples: Sequence[Example], **more: object) -> Finished:
    last = list(train(examples, **{"config": QUICK, **more}))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Finished)
    return last


def arrays(tagger: TrainedTagger) -> list[bytes]:
    weights = tagger.weights
    parts = (weights.forward, weights.backward, weights.words)
    flat = [getattr(weights, f.name) for f in fields(weights) if f.name not in ("forward", "backward", "words")]
    cells = [getattr(part, f.name) for part in parts for f in fields(part)]
    return [array.tobytes() for array in (*flat, *cells)]


def test_a_small_language_is_learnt() -> None:
    end = finished(small_language(120), dev=small_language(40, seed=1))
    assert end.metrics.micro.f1 > 0.95
    assert end.held_out == "dev"
    assert end.measured is end.tagger
    assert len(end.examples) == 40
    assert end.tagger.labels == ("PER", "LOC")
    assert end.tagger.metrics["f1"] == end.metrics.micro.f1
    assert end.tagger.info["created"] == ""


def test_events_come_in_order_and_count_every_step() -> None:
    everything = small_language(60)
    events = list(train(everything, config=QUICK))
    kinds = [type(event) for event in events]
    assert kinds[0] is Started
    assert kinds[-1] is Finished
    before = kinds[1 : kinds.index(Progress)]
    assert before == [Reading] * before.count(Reading) + [Preparing] * before.count(Preparing)
    assert before[0] is Reading
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert [event.epoch for event in epochs] == list(range(1, len(epochs) + 1))
    first = [event for event in events if isinstance(event, Progress) and event.epoch == 1]
    assert [event.step for event in first] == list(range(1, first[0].steps + 1))
    assert epochs[0].loss == pytest.approx(np.mean([event.loss for event in first]))
    end = events[-1]
    assert isinstance(end, Finished)
    started = events[0]
    assert isinstance(started, Started)
    assert started.epochs == len(epochs)
    assert 0 < started.final_epochs < started.epochs, "held-out sentences are learnt too, in a last fit"
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.epoch, last.step) == (started.epochs + started.final_epochs, last.steps)
    assert end.held_out == "split"
    assert end.measured is not end.tagger, "the tagger that is given has learnt what was held out, too"
    assert end.measured.metrics == end.tagger.metrics
    assert len(end.examples) < len(everything)
    assert {example.forms for example in end.examples} <= {example.forms for example in everything}


def test_same_seed_same_bytes_whatever_torch_did_before() -> None:
    examples = small_language(40)
    torch.manual_seed(1)
    first = arrays(finished(examples).tagger)
    torch.manual_seed(2)
    assert arrays(finished(examples).tagger) == first
    assert arrays(finished(examples, config=replace(QUICK, seed=2)).tagger) != first


def test_closing_cancels_at_any_event() -> None:
    for steps in (1, 3, 8, 30):
        events = train(small_language(60), config=QUICK)
        for _ in range(steps):
            next(events)
        events.close()
        assert next(events, None) is None


def test_training_runs_in_a_thread() -> None:
    ends: list[Finished] = []
    thread = threading.Thread(target=lambda: ends.append(finished(small_language(30))))
    thread.start()
    thread.join(60)
    assert arrays(ends[0].tagger) == arrays(finished(small_language(30)).tagger)


@pytest.mark.parametrize("examples", [[], [Example((), ())], [Example(("a", "b"), ("O", None))] * 2])
def test_nothing_to_learn_from_is_said_in_a_sentence(examples: list[Example]) -> None:
    with pytest.raises(TrainingError, match=r"; label some entities first\.$"):
        next(train(examples))


def test_very_few_examples_are_measured_on_themselves_and_info_says_so() -> None:
    end = finished(small_language(3))
    assert end.held_out == "none"
    assert end.tagger.info["held_out"] == "none"
    assert end.metrics.sentences == 3


def test_given_labels_come_first_and_dev_may_have_others() -> None:
    dev = [Example(("in", "Oslo"), ("O", "B-GPE"))]
    end = finished(small_language(20), labels=["LOC", "ORG"], dev=dev)
    assert end.tagger.labels == ("LOC", "ORG", "PER")
    assert end.metrics.per_label["GPE"].recall == 0.0


def test_broken_gold_tags_are_repaired() -> None:
    broken = [
        Example(example.forms, tuple(tag.replace("B-", "I-") if tag else None for tag in example.tags))
        for example in small_language(60)
    ]
    end = finished(broken)
    assert end.metrics.micro.f1 > 0.9


def test_a_sentence_without_end_is_learnt_in_pieces() -> None:
    examples = small_language(80)
    endless = Example(
        tuple(form for example in examples for form in example.forms),
        tuple(tag for example in examples for tag in example.tags),
    )
    end = finished([endless], config=TrainingConfig(epochs=1, hidden=8, embedding=4, buckets=256))
    assert end.metrics.tokens == len(endless.forms)


def test_leaving_untouched_tokens_open_beats_calling_them_o() -> None:
    generator = np.random.default_rng(0)
    partial, as_o = [], []
    for example in small_language(160):
        keep = "PER" if generator.random() < 0.5 else "LOC"  # a person labelled one entity and went on
        kept = [tag if tag and tag.endswith(keep) else None for tag in example.tags]
        confirmed = [
            "O" if old == "O" and generator.random() < 0.5 else tag for old, tag in zip(example.tags, kept, strict=True)
        ]
        partial.append(Example(example.forms, tuple(confirmed)))
        as_o.append(Example(example.forms, tuple(tag or "O" for tag in confirmed)))
    dev = small_language(60, seed=1)
    open_end, as_o_end = finished(partial, dev=dev), finished(as_o, dev=dev)
    assert open_end.metrics.micro.f1 > 0.9
    # F1 would not tell: with every dev token known, boldness makes up for what a tagger has learnt wrongly.
    open_mean, as_o_mean = (
        np.mean([probability(end.tagger, example.forms, len(example.forms) - 3, "LOC") for example in dev[:10]])
        for end in (open_end, as_o_end)
    )
    assert open_mean > as_o_mean + 0.2


def probability(tagger: TrainedTagger, forms: Sequence[str], token: int, label: str) -> float:
    """Give how likely a token is part of an entity of a label, whatever its bounds."""
    tagset, weights = TagSet(tagger.labels), tagger.weights
    encoder = Encoder(FeatureEncoder(tagger.features, tagger.lexicon), weights.words)
    scores, _ = lstm.emissions(weights, encoder.encode(forms, np.array([0, len(forms)])))
    decoder = Decoder(tagset, weights.transitions, weights.start, weights.end)
    marginals = decoder.posterior(scores[:, None], np.array([len(forms)])).marginals()[token, 0]
    index = tagger.labels.index(label)
    return float(marginals[tagset.begin[index]] + marginals[tagset.inside[index]])


def test_a_rejection_makes_the_label_less_likely_there_and_leaves_the_others_alone() -> None:
    forms, open_tags = ("when", "May", "slept", "in", "Lima", "it", "rained"), (None,) * 7
    no = ((1, 2, "PER"), (1, 2, "unheard of"))  # «May» stands where a person would
    without = finished([*small_language(80), *[Example(forms, open_tags)] * 4]).tagger
    rejected = finished([*small_language(80), *[Example(forms, open_tags, no)] * 4]).tagger
    assert rejected.labels == ("PER", "LOC"), "a label that is only ever rejected is not one to learn"
    assert probability(without, forms, 1, "PER") > 0.5
    assert probability(rejected, forms, 1, "PER") < 0.25
    assert probability(rejected, forms, 4, "LOC") == pytest.approx(probability(without, forms, 4, "LOC"), abs=0.05)


def test_rejections_alone_are_nothing_to_learn_from() -> None:
    with pytest.raises(TrainingError, match="only sentence has no entity to learn from"):
        next(train([Example(("in", "May"), (None, None), ((1, 2, "LOC"),))], labels=["LOC"]))


def test_real_text_teaches_something_in_two_epochs(data: Path) -> None:
    examples, forms, tags = [], [], []
    for line in (data / "wnut17" / "train.conll").read_text(encoding="utf-8").split("\n")[:8000]:
        if line:
            form, tag = line.split("\t")
            forms.append(form)
            tags.append(tag)
        elif forms:
            examples.append(Example(tuple(forms), tuple(tags)))
            forms, tags = [], []
    losses = [
        event.loss
        for event in train(examples, config=TrainingConfig(epochs=2, hidden=16, embedding=8))
        if isinstance(event, EpochEnded)
    ]
    assert losses[1] < 0.7 * losses[0]


def test_a_longer_training_has_a_checkpoint_that_is_usable_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    examples, config = small_language(120), replace(QUICK, epochs=90)
    events = list(train(examples, config=config))
    (checkpoint,) = [event for event in events if isinstance(event, Checkpoint)]
    assert isinstance(events[events.index(checkpoint) - 1], EpochEnded)
    assert probability(checkpoint.tagger, ("in", "Oslo", "it", "rained"), 1, "LOC") > 0.5
    monkeypatch.setattr(training, "CHECKPOINT_STEPS", 10**9)
    *before, again = train(examples, config=config)
    assert not any(isinstance(event, Checkpoint) for event in before)
    assert isinstance(again, Finished)
    assert isinstance(events[-1], Finished)
    assert arrays(again.tagger) == arrays(events[-1].tagger)


def test_a_common_name_is_known_without_having_been_seen() -> None:
    examples = small_language(60)
    found = {(label, lexicon): 0.0 for label in ("LOC", "PER") for lexicon in (True, False)}
    for seed in (1, 2):
        for lexicon in (True, False):
            config = replace(QUICK, epochs=80, seed=seed, lexicon=lexicon)
            tagger = finished(examples, config=config).tagger
            found["LOC", lexicon] += probability(tagger, ("so", "Norwich", "it", "was"), 1, "LOC") / 2
            found["PER", lexicon] += probability(tagger, ("so", "Giovanni", "it", "was"), 1, "PER") / 2
    assert found["LOC", True] > found["LOC", False] + 0.05
    assert found["PER", True] > found["PER", False] + 0.05


def test_unlabelled_text_teaches_words_that_were_never_labelled() -> None:
    """«Ulm» is seen in unlabelled text alone, at the places where towns are; then it is one wherever it stands."""
    generator, towns = np.random.default_rng(3), [*TOWNS, "Ulm", "Ulm"]
    unlabelled = [
        ("when", str(generator.choice(NAMES)), "slept", "in", str(generator.choice(towns)), "it", "rained")
        for _ in range(300)
    ]
    examples, sentence, read, without = small_language(120), ("so", "Ulm", "it", "was"), 0.0, 0.0
    for seed in (1, 2, 3):
        config = TrainingConfig(epochs=80, hidden=16, embedding=8, lexicon=False, seed=seed)
        without += probability(finished(examples, config=config).tagger, sentence, 1, "LOC") / 3
        tagger = finished(examples, config=config, unlabelled=unlabelled).tagger
        read += probability(tagger, sentence, 1, "LOC") / 3
    assert read > without + 0.1
