"""Measure what it costs to leave entities unlabelled: untouched, or wrongly called O.

A share of the gold spans is hidden by chance. The same spans are once untouched tokens and once O, and both taggers are
measured on test beside one that knows all spans. The rest of train is unlabelled text for all three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from common import (
    SETS,
    Row,
    check,
    collect,
    commit,
    grouped,
    heading,
    mean,
    parser_of,
    positive,
    prepare,
)

from engine.tagger.events import TrainingConfig
from engine.tagger.examples import Example
from export.building import Built, build
from export.corpus import Corpus, read_corpus, read_examples

ALL_GOLD, UNTOUCHED, AS_O = "all gold", "untouched", "as O"

Place = tuple[int, int, int]
"""A span: the number of its sentence, its first token and the one behind its last."""


def main() -> None:
    """Train with all spans and with hidden ones."""
    options = parse()
    check(options)
    head = heading("partial_labels", options) | {"hidden": options.hidden}
    collect(head, measure(options), options.out, told, summary)


def told(run: Row) -> str:
    """Tell of a run."""
    return f"{run['set']} seed {run['seed']} {run['case']}: F1 {100 * run['f1']:.1f}, {run['seconds']:.1f} s"


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["wikigold", "sec", "gmb"])
    parser.add_argument("--sentences", type=positive, default=500, metavar="N")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3], metavar="N")
    parser.add_argument("--hidden", type=float, default=0.3, metavar="SHARE", help="of the spans, 0 to 1")
    options = parser.parse_args()
    if not 0.0 < options.hidden < 1.0:
        parser.error(f"--hidden {options.hidden} is not between 0 and 1")
    return options


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in prepare(options.data, options.sets, Path(folder)).items():
            corpus, test = read_corpus([data.train]).first(options.sentences), read_examples(data.test)
            spans = spans_of(corpus.examples)
            for seed in options.seeds:
                hidden = chosen(spans, options.hidden, seed)
                cases = {
                    ALL_GOLD: corpus.examples,
                    UNTOUCHED: with_tag(corpus.examples, hidden, None),
                    AS_O: with_tag(corpus.examples, hidden, "O"),
                }
                shared = {"set": name, "sentences": len(corpus.examples), "seed": seed}
                counts = {"spans": len(spans), "hidden_spans": len(hidden)}
                for case, examples in cases.items():
                    config = TrainingConfig(seed=seed, epochs=options.epochs or 0)
                    figures = trained(replace(corpus, examples=examples), test, config)
                    yield shared | {"case": case} | counts | figures | {"commit": commit()}


def spans_of(examples: Sequence[Example]) -> list[Place]:
    """Find the spans in IOB2 tags."""
    spans = []
    for number, example in enumerate(examples):
        for first, tag in enumerate(example.tags):
            if tag and tag.startswith("B-"):
                last = first + 1
                while last < len(example.tags) and (example.tags[last] or "O").startswith("I-"):
                    last += 1
                spans.append((number, first, last))
    return spans


def chosen(spans: Sequence[Place], share: float, seed: int) -> list[Place]:
    """Choose a share of the spans by chance."""
    numbers = np.random.default_rng(seed).choice(len(spans), round(share * len(spans)), replace=False)
    return [spans[number] for number in numbers]


def with_tag(examples: Sequence[Example], spans: Sequence[Place], tag: str | None) -> tuple[Example, ...]:
    """Give the examples with one tag for all tokens of some spans."""
    tags = [list(example.tags) for example in examples]
    for number, first, last in spans:
        tags[number][first:last] = [tag] * (last - first)
    return tuple(Example(example.forms, tuple(own)) for example, own in zip(examples, tags, strict=True))


def trained(corpus: Corpus, test: Sequence[Example], config: TrainingConfig) -> Row:
    """Train a tagger and measure it on test."""
    began = time.perf_counter()
    *_, built = build(corpus, config=config)
    if not isinstance(built, Built):
        raise TypeError(f"the last event of a build is {built}")
    seconds = round(time.perf_counter() - began, 3)
    return {"f1": built.tagger.evaluate(test).micro.f1, "epochs": built.finished.epochs, "seconds": seconds}


def summary(runs: Sequence[Row]) -> list[Row]:
    """Give a row for each set whose cases are all there.

    share: what untouched spans lose, of what the same spans lose as O; None where O loses nothing.
    """
    rows = []
    for (name, sentences), group in grouped(runs, "set", "sentences").items():
        f1 = {case: mean(own, "f1") for (case,), own in grouped(group, "case").items()}
        if len(f1) < 3:
            continue
        lost, lost_as_o = f1[ALL_GOLD] - f1[UNTOUCHED], f1[ALL_GOLD] - f1[AS_O]
        share = lost / lost_as_o if lost_as_o > 0 else None
        rows.append({"set": name, "sentences": sentences, "mean_f1": f1, "share": share})
    return rows


if __name__ == "__main__":
    main()
