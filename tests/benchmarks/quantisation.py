"""Measure what int8 costs a tagger: F1 on dev, entities that differ, bytes of the file; and which precision it chose.

The tagger knows nothing of dev when it chooses. sec comes without dev, so the last fifth of its train is held out.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from ablations import with_dev
from common import SETS, Row, check, collect, commit, grouped, heading, mean, parser_of, positive, prepare

from engine.tagger.events import TrainingConfig
from engine.tagger.examples import Example
from engine.tagger.metrics import evaluate
from export import onnx_graph
from export.building import Built, build, export
from export.corpus import read_corpus, read_examples
from export.runtime import Tagger


def main() -> None:
    """Train once for each set, budget and seed, and measure in both precisions."""
    options = parse()
    check(options)
    head = heading("quantisation", options) | {"greatest": options.greatest}
    collect(head, measure(options), options.out, told, summary)


def told(run: Row) -> str:
    """Tell of a run."""
    name = f"{run['set']} {run['sentences']} seed {run['seed']}"
    return f"{name}: {run['difference_points']:+.2f} points, {run['agreement']:.4f} alike, chose {run['chosen']}"


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--budgets", nargs="+", type=positive, default=[500], metavar="N")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3], metavar="N")
    parser.add_argument("--greatest", type=positive, default=onnx_graph.GREATEST, metavar="N",
                        help="the greatest int8 weight; 127 would use all 8 bits")  # fmt: skip
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    onnx_graph.GREATEST = options.greatest
    with tempfile.TemporaryDirectory() as folder:
        for name, data in prepare(options.data, options.sets, Path(folder)).items():
            data = with_dev(data)
            assert data.dev, "each set has one by now"
            dev, whole = read_examples(data.dev), read_corpus([data.train])
            for budget in options.budgets:
                for seed in options.seeds:
                    corpus = whole.first(budget)
                    *_, built = build(corpus, config=TrainingConfig(seed=seed, epochs=options.epochs or 0), int8=True)
                    if not isinstance(built, Built):
                        raise TypeError(f"the last event of a build is {built}")
                    fp32, exact = export(built.finished.tagger, corpus)
                    int8, rounded = export(built.finished.tagger, corpus, "int8")
                    yield {
                        "set": name,
                        "sentences": budget,
                        "seed": seed,
                        **compared(exact, rounded, dev),
                        "bytes_fp32": len(fp32),
                        "bytes_int8": len(int8),
                        "chosen": built.tagger.precision,
                        "chosen_by": built.tagger.metadata["lstm"],
                        "export_seconds": round(built.export_seconds, 3),
                        "commit": commit(),
                    }


def compared(exact: Tagger, rounded: Tagger, dev: Sequence[Example]) -> Row:
    """Compare two files of one tagger on dev.

    agreement: F1 of the one's entities by the other's. alone: the same of int8 with itself, all sentences at once and
    one by one, for what is rounded depends on the sentences beside. score_difference: the largest, absolute and
    relative, as PARITY_TOLERANCE has it.
    """
    sentences = [example.forms for example in dev]
    before, after = exact.evaluate(dev).micro.f1, rounded.evaluate(dev).micro.f1
    one_by_one = [rounded.tags_of([forms])[0] for forms in sentences]
    apart = 0.0
    for forms in sentences:
        scores = exact.emissions(forms)
        apart = max(apart, float((np.abs(scores - rounded.emissions(forms)) / (1.0 + np.abs(scores))).max()))
    return {
        "f1_fp32": before,
        "f1_int8": after,
        "difference_points": 100 * (after - before),
        "agreement": evaluate(exact.tags_of(sentences), rounded.tags_of(sentences)).micro.f1,
        "alone": evaluate(rounded.tags_of(sentences), one_by_one).micro.f1,
        "score_difference": apart,
    }


def summary(runs: list[Row]) -> list[Row]:
    """Give a row for each set and budget: means over the seeds, and how often int8 was chosen."""
    return [
        {"set": name, "sentences": budget, "runs": len(own)}
        | {key: mean(own, key) for key in ("f1_fp32", "f1_int8", "difference_points", "agreement", "alone")}
        | {key: mean(own, key) for key in ("bytes_fp32", "bytes_int8")}
        | {"score_difference": max(run["score_difference"] for run in own)}
        | {"int8_chosen": sum(run["chosen"] == "int8" for run in own)}
        for (name, budget), own in grouped(runs, "set", "sentences").items()
    ]


if __name__ == "__main__":
    main()
