"""Measure how good a tagger gets from few labelled sentences, beside CRFsuite.

Three systems learn from the first sentences of train: Gatelight with the rest of train as unlabelled text, Gatelight
without it, and CRFsuite. All are measured on test. Every training is a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

from common import (
    CRFSUITE,
    LABELLED_ONLY,
    OURS,
    SETS,
    DataSet,
    Outcome,
    Row,
    check,
    commit,
    crfsuite,
    f1_on,
    finish,
    grouped,
    heading,
    mean,
    median,
    parser_of,
    positive,
    prepare,
    resumed,
    save,
    say,
    stop,
    train,
    write_sentences,
)

ALL = "all"


@dataclass(frozen=True, slots=True)
class Job:
    """One training. budget: as it was asked for; sentences: how many that is; seed: None where chance has no part."""

    set: str
    budget: str
    sentences: int
    system: str
    seed: int | None


def main() -> None:
    """Run what is asked for and not yet done."""
    options = parse()
    check(options)
    head = heading("label_efficiency", options) | {"jobs": options.jobs}
    runs = resumed(options.resume, head) if options.resume else []
    with tempfile.TemporaryDirectory() as folder:
        sets = prepare(options.data, options.sets, Path(folder))
        done = {job_of(run) for run in runs}
        jobs = [job for job in plan(sets.values(), options.budgets, options.seeds) if job not in done]
        for number, run in enumerate(work(jobs, sets, options), 1):
            runs.append(run)
            save(head | {"runs": runs, "summary": summary(runs)}, options.out)
            seed = "" if run["seed"] is None else f", seed {run['seed']}"
            name = f"{run['set']} {run['budget']} {run['system']}{seed}"
            say(f"{number}/{len(jobs)} {name}: F1 {100 * run['f1']:.1f}, {run['process_seconds']:.1f} s")
    finish(head | {"runs": runs, "summary": summary(runs)}, options.out)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--budgets", nargs="+", type=budget, default=["50", "100", "200", "500", ALL], metavar="N|all")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3], metavar="N")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep the runs of this file and make the others")
    parser.add_argument("--jobs", type=positive, default=1, metavar="N",
                        help="trainings at a time; above 1 the seconds cannot be compared")  # fmt: skip
    return parser.parse_args()


def budget(text: str) -> str:
    """Read a number of sentences or «all»."""
    return ALL if text == ALL else str(positive(text))


def job_of(run: Row) -> Job:
    """Give the job that a run was."""
    return Job(run["set"], run["budget"], run["sentences"], run["system"], run["seed"])


def plan(sets: Iterable[DataSet], budgets: Sequence[str], seeds: Sequence[int]) -> Iterator[Job]:
    """Give all trainings. CRFsuite has no seed; with all sentences there is no rest to leave out."""
    for data in sets:
        for budget in budgets:
            total = len(data.sentences)
            sentences = total if budget == ALL else min(int(budget), total)
            yield Job(data.name, budget, sentences, CRFSUITE, None)
            for seed in seeds:
                yield Job(data.name, budget, sentences, OURS, seed)
                if sentences < total:
                    yield Job(data.name, budget, sentences, LABELLED_ONLY, seed)


def work(jobs: Sequence[Job], sets: dict[str, DataSet], options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    pool = ThreadPoolExecutor(options.jobs)
    try:
        futures = [pool.submit(one, job, sets[job.set], options.peer, options.epochs) for job in jobs]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def one(job: Job, data: DataSet, peer: Path, epochs: int | None) -> Row:
    """Train and measure once."""
    if job.system == CRFSUITE:
        outcome = crfsuite(peer, data.train, data.test, job.sentences)
        f1 = float(outcome.facts["f1"])
    else:
        outcome, f1 = gatelight(job, data, epochs)
    facts = outcome.facts
    if facts["sentences"] != job.sentences:
        # The systems would have learnt from different text.
        stop(f"{job} learnt from {facts['sentences']} sentences.", status=1)
    figures = ("train_seconds", "export_seconds", "first_tagger_seconds", "model_bytes")
    told = {name: facts.get(name) for name in figures}
    return asdict(job) | {"f1": f1, "process_seconds": outcome.seconds} | told | {"commit": commit()}


def gatelight(job: Job, data: DataSet, epochs: int | None) -> tuple[Outcome, float]:
    """Train one of our two systems; give what it took and its F1 on test."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.onnx"
        if job.system == LABELLED_ONLY:
            labelled = write_sentences(Path(folder) / "train.conll", data.sentences[: job.sentences])
            outcome = train(labelled, model, job.seed, epochs=epochs)
        else:
            outcome = train(data.train, model, job.seed, job.sentences, epochs)
        return outcome, f1_on(data.test, model)


def summary(runs: Sequence[Row]) -> list[Row]:
    """Give a row for each set and budget; difference_points: our mean F1 minus CRFsuite's, times 100."""
    rows = []
    for (name, budget, sentences), group in grouped(sorted(runs, key=place), "set", "budget", "sentences").items():
        systems = {system: figures(own) for (system,), own in grouped(group, "system").items()}
        row = {"set": name, "budget": budget, "sentences": sentences, "systems": systems, "difference_points": None}
        if OURS in systems and CRFSUITE in systems:
            row["difference_points"] = 100 * (systems[OURS]["mean_f1"] - systems[CRFSUITE]["mean_f1"])
        rows.append(row)
    return rows


def place(run: Row) -> tuple[int, bool, int]:
    """Say where a run stands in the summary: sets in the usual order, then by budget, «all» last."""
    return SETS.index(run["set"]), run["budget"] == ALL, run["sentences"]


def figures(runs: Sequence[Row]) -> Row:
    """Sum up the runs of one system."""
    return {
        "runs": len(runs),
        "mean_f1": mean(runs, "f1"),
        "median_f1": median(runs, "f1"),
        "median_process_seconds": median(runs, "process_seconds"),
        "median_train_seconds": median(runs, "train_seconds"),
        "median_first_tagger_seconds": median(runs, "first_tagger_seconds"),
        "median_model_bytes": median(runs, "model_bytes"),
    }


if __name__ == "__main__":
    main()
