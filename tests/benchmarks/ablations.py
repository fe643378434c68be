"""Measure what each part of the tagger is worth: train it with one part switched off at a time.

Measured on dev, never on test: the figures may be used to choose by. sec comes without dev, so the last fifth of its
train is held out for that. The rest of train is unlabelled text. Every training is a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from common import (
    SETS,
    DataSet,
    Row,
    check,
    commit,
    finish,
    grouped,
    heading,
    mean,
    parser_of,
    positive,
    prepare,
    resumed,
    save,
    say,
    stop,
    write_sentences,
)

from engine.tagger.events import TrainingConfig
from export.building import Built, build, export
from export.corpus import read_corpus, read_examples

AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True)
class Variant:
    """What is different in a training. config: fields of TrainingConfig; constants: by module and name."""

    config: Mapping[str, Any] = field(default_factory=dict)
    constants: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    unlabelled: bool = True
    bold: bool = True

    def configured(self, config: TrainingConfig) -> TrainingConfig:
        """Give the config of this variant. Raises TypeError if a field is gone."""
        return replace(config, **self.config)

    def patch(self) -> None:
        """Set the constants, for the rest of the process. Raises AttributeError if one is gone."""
        for (module, name), value in self.constants.items():
            owner = import_module(module)
            if not hasattr(owner, name):  # it would be set without any effect
                raise AttributeError(f"{module} has no {name} by now")
            setattr(owner, name, value)


VARIANTS = {
    AS_IT_IS: Variant(),
    "no direct connections": Variant(config={"direct_learning_rate": 0.0}),  # their table stays all zeros
    "no word table": Variant(constants={("engine.tagger.words", "LEAST_COUNT"): sys.maxsize}),  # nor clusters
    "no lexicon": Variant(config={"lexicon": False}),
    "no clusters": Variant(constants={("engine.tagger.words", "CLUSTERS"): ()}),
    "no unlabelled text": Variant(unlabelled=False),
    "no last fit": Variant(constants={("engine.tagger.training", "FINAL_SHARE"): 0.0}),
    "no boldness": Variant(bold=False),
    "hidden 16": Variant(config={"hidden": 16}),
    "hidden 64": Variant(config={"hidden": 64}),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One training, with the names of the row it becomes. budget: sentences whose labels are known."""

    set: str
    budget: int
    seed: int
    variant: str


def main() -> None:
    """Run what is asked for and not yet done."""
    options = parse()
    check(options)
    head = heading("ablations", options) | {"jobs": options.jobs}
    runs = resumed(options.resume, head) if options.resume else []
    with tempfile.TemporaryDirectory() as folder:
        sets = {name: with_dev(data) for name, data in prepare(options.data, options.sets, Path(folder)).items()}
        for data in sets.values():
            if max(options.budgets) > len(data.sentences):
                stop(f"{data.name} has only {len(data.sentences)} sentences to learn from; choose smaller --budgets.")
        done = {Job(run["set"], run["budget"], run["seed"], run["variant"]) for run in runs}
        jobs = [job for job in plan(options) if job not in done]
        for number, run in enumerate(work(jobs, sets, options), 1):
            runs.append(run)
            save(head | {"runs": runs, "summary": summary(runs)}, options.out)
            name = f"{run['set']} {run['budget']} seed {run['seed']}, {run['variant']}"
            say(f"{number}/{len(jobs)} {name}: F1 {100 * run['f1']:.1f}, {run['seconds']:.1f} s")
    finish(head | {"runs": runs, "summary": summary(runs)}, options.out)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--budgets", nargs="+", type=positive, default=[100, 500], metavar="N")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2], metavar="N")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS), metavar="NAME",
                        help=f"without «{AS_IT_IS}» there is no difference; {', '.join(VARIANTS)}")  # fmt: skip
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep the runs of this file and make the others")
    parser.add_argument("--jobs", type=positive, default=1, metavar="N",
                        help="trainings at a time; above 1 the seconds cannot be compared")  # fmt: skip
    return parser.parse_args()


def with_dev(data: DataSet) -> DataSet:
    """Hold out the last fifth of train where a set comes without dev."""
    if data.dev:
        return data
    first = len(data.sentences) * 4 // 5
    return replace(
        data,
        sentences=data.sentences[:first],
        train=write_sentences(data.train.with_name(f"{data.name}-first.conll"), data.sentences[:first]),
        dev=write_sentences(data.train.with_name(f"{data.name}-held-out.conll"), data.sentences[first:]),
    )


def plan(options: argparse.Namespace) -> Iterator[Job]:
    """Give all trainings, those that are compared with each other side by side."""
    for name in options.sets:
        for budget in options.budgets:
            for seed in options.seeds:
                for variant in options.variants:
                    yield Job(name, budget, seed, variant)


def work(jobs: Iterable[Job], sets: Mapping[str, DataSet], options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    pool = ThreadPoolExecutor(options.jobs)
    try:
        futures = [pool.submit(apart, job, sets[job.set], options.epochs) for job in jobs]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def apart(job: Job, data: DataSet, epochs: int | None) -> Row:
    """Train and measure once in a fresh process, with which all patches go."""
    assert data.dev, "each set has one by now"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        figures = process.submit(trained, job, data.train, data.dev, epochs).result()
    return asdict(job) | figures | {"commit": commit()}


def trained(job: Job, train: Path, dev: Path, epochs: int | None) -> Row:
    """Train a tagger and measure it on dev. For a process of its own: constants stay patched."""
    variant = VARIANTS[job.variant]
    variant.patch()
    corpus = read_corpus([train]).first(job.budget)
    if not variant.unlabelled:
        corpus = replace(corpus, unlabelled=())
    began = time.perf_counter()
    *_, built = build(corpus, config=variant.configured(TrainingConfig(seed=job.seed, epochs=epochs or 0)))
    if not isinstance(built, Built):
        raise TypeError(f"the last event of a build is {built}")
    seconds = round(time.perf_counter() - began, 3)
    tagger = built.tagger
    if not variant.bold:
        _, tagger = export(replace(built.finished.tagger, boldness=0.0), corpus)
    return {"f1": tagger.evaluate(read_examples(dev)).micro.f1, "seconds": seconds}


def summary(runs: Sequence[Row]) -> list[Row]:
    """Give a row for each budget and variant: means over the sets, of each the mean over its seeds.

    difference_points: from the tagger as it is, of the same sets and seeds, times 100; None while one is missing.
    worse: in how many of the runs the variant was worse than that.
    """
    whole = {(run["set"], run["budget"], run["seed"]): run["f1"] for run in runs if run["variant"] == AS_IT_IS}
    rows = []
    for (budget, variant), group in grouped(sorted(runs, key=place), "budget", "variant").items():
        pairs = [run | {"whole": whole.get((run["set"], budget, run["seed"]))} for run in group]
        f1, difference, worse = over_sets(pairs, "f1"), None, None
        if all(pair["whole"] is not None for pair in pairs):
            difference = 100 * (f1 - over_sets(pairs, "whole"))
            worse = sum(pair["f1"] < pair["whole"] for pair in pairs)
        row = {"budget": budget, "variant": variant, "runs": len(group), "sets": len(grouped(group, "set"))}
        rows.append(row | {"mean_f1": f1, "difference_points": difference, "worse": worse})
    return rows


def place(run: Row) -> tuple[int, int]:
    """Say where a run stands in the summary: by budget, variants in the usual order."""
    return run["budget"], list(VARIANTS).index(run["variant"])


def over_sets(runs: Sequence[Row], key: str) -> float:
    """Give the mean of a column in which each set counts the same, however many of its runs there are."""
    return mean([{key: mean(own, key)} for own in grouped(runs, "set").values()], key)


if __name__ == "__main__":
    main()
