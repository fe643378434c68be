"""Measure what boldness does: the same tagger, with each entity given more and more of a head start.

Measured on dev: it shows whether the rule in ``engine/tagger/calibration.py`` chooses well (ADR 10).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from common import (
    Row,
    check,
    collect,
    commit,
    heading,
    parser_of,
    positive,
    prepare,
)

from engine.tagger.events import TrainingConfig
from export.building import Built, build, export
from export.corpus import read_corpus, read_examples

SETS = ("wikigold", "wnut17", "gmb")
HEAD_STARTS = (0.0, 0.5, 1.0, 1.5, 2.0)


def main() -> None:
    """Train once for each set and budget, and measure with each head start."""
    options = parse()
    check(options)
    collect(heading("boldness", options), measure(options), options.out, told)


def told(run: Row) -> str:
    """Tell of a run."""
    return f"{run['set']} {run['sentences']}: F1 {run['f1']}, the tagger's own boldness {run['chosen']:.2f}"


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--budgets", nargs="+", type=positive, default=[100, 500], metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give a row for each tagger: F1 on dev by head start, and the boldness that it chose for itself."""
    config = TrainingConfig(seed=options.seed, epochs=options.epochs or 0)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in prepare(options.data, options.sets, Path(folder)).items():
            assert data.dev, "sets without dev are not among the choices"
            dev = read_examples(data.dev)
            for budget in options.budgets:
                corpus = read_corpus([data.train]).first(budget)
                *_, built = build(corpus, config=config)
                if not isinstance(built, Built):
                    raise TypeError(f"the last event of a build is {built}")
                trained, f1 = built.finished.tagger, {}
                for boldness in HEAD_STARTS:
                    _, tagger = export(replace(trained, boldness=boldness), corpus)
                    f1[str(boldness)] = round(tagger.evaluate(dev).micro.f1, 4)
                yield {"set": name, "sentences": budget, "chosen": trained.boldness, "f1": f1, "commit": commit()}


if __name__ == "__main__":
    main()
