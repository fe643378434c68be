"""Shared by the benchmarks: real data as CoNLL files, one process a training, one JSON object out."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SETS = ("wikigold", "wnut17", "sec", "gmb")

OURS = "gatelight"
LABELLED_ONLY = "gatelight, labelled only"
CRFSUITE = "crfsuite"

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_DOCUMENT_START = "-DOCSTART-"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set of annotated text. sentences: those of train, as text in columns; train, dev, test: CoNLL files.

    dev is for choices, test for reported figures only; sec comes without dev.
    """

    name: str
    sentences: list[str]
    train: Path
    dev: Path | None
    test: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process printed and took. seconds: from start to end; peak_bytes: of resident memory."""

    facts: Row
    seconds: float
    peak_bytes: int


def stop(message: str, status: int = 2) -> NoReturn:
    """End the benchmark with one sentence."""
    print(message, file=sys.stderr)
    raise SystemExit(status)


def say(message: str) -> None:
    """Tell on stderr how far the benchmark is."""
    print(message, file=sys.stderr, flush=True)


# Options


def parser_of(description: str | None, *, with_peer: bool = True) -> argparse.ArgumentParser:
    """Make a parser with the options that the benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=SHARED / "data", metavar="DIR", help="the annotated text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here after each run, not to stdout at the end")
    parser.add_argument("--epochs", type=positive, metavar="N", help="for a quick trial; the figures then mean nothing")
    if with_peer:
        peer = SHARED / "bench" / "crfsuite_baseline.py"
        parser.add_argument("--peer", type=Path, default=peer, metavar="PATH", help="the CRFsuite script")
    return parser


def positive(text: str) -> int:
    """Read a whole number above zero."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return number


def check(options: argparse.Namespace) -> None:
    """Stop before hours of work if the peer cannot run or the result has no place."""
    if options.out and not options.out.absolute().parent.is_dir():
        stop(f"{options.out.parent} is no folder; make it or choose another --out.")
    if not hasattr(options, "peer"):
        return
    if not options.peer.is_file():
        stop(f"{options.peer} is missing; name the CRFsuite script with --peer.")
    if not (find_spec("sklearn_crfsuite") and find_spec("seqeval")):
        stop("sklearn-crfsuite or seqeval is missing; install them with pip install -e '.[bench]'.")


# Data


def prepare(data: Path, names: Iterable[str], folder: Path) -> dict[str, DataSet]:
    """Write the train and test part of each set as CoNLL into a folder."""
    try:
        return {name: _prepare(data, name, folder) for name in names}
    except FileNotFoundError as error:
        stop(f"{error.filename} is missing; name the folder of annotated text with --data.")


def _prepare(data: Path, name: str, folder: Path) -> DataSet:
    if name == "gmb":
        sentences = _read_gmb(data / name / "ner_dataset.csv")
        first, last = len(sentences) * 8 // 10, len(sentences) * 9 // 10
        parts = {"train": sentences[:first], "dev": sentences[first:last], "test": sentences[last:]}
    else:
        names = ["train", "test"] if name == "sec" else ["train", "dev", "test"]
        parts = {part: _read_conll(data / name / f"{part}.conll") for part in names}
    files = {part: write_sentences(folder / f"{name}-{part}.conll", own) for part, own in parts.items()}
    return DataSet(name, parts["train"], files["train"], files.get("dev"), files["test"])


def _read_conll(path: Path) -> list[str]:
    """Give the sentences as they stand in a file; a -DOCSTART- goes with the sentence behind it."""
    sentences, text = [], ""
    for block in _BLANK_LINES.split(path.read_text(encoding="utf-8").strip("\n")):
        text += block + "\n\n"
        if not block.rsplit("\n", 1)[-1].startswith(_DOCUMENT_START):
            sentences.append(text)
            text = ""
    return sentences


def _read_gmb(path: Path) -> list[str]:
    """Give the sentences of the Kaggle CSV in two columns. Only a sentence's first row has its number."""
    sentences: list[list[str]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Sentence #"]:
                sentences.append([])
            sentences[-1].append(f"{row['Word']}\t{row['Tag']}\n")
    return ["".join(lines) + "\n" for lines in sentences]


def write_sentences(path: Path, sentences: Iterable[str]) -> Path:
    """Write sentences as a CoNLL file and give its path."""
    path.write_text("".join(sentences), encoding="utf-8")
    return path


# Processes


def train(
    source: Path, model: Path, seed: int | None, sentences: int | None = None, epochs: int | None = None
) -> Outcome:
    """Run `gatelight train`; what is None is left to it."""
    command = ["train", str(source), "--out", str(model), "--json"]
    command += [] if seed is None else ["--seed", str(seed)]
    command += ["--sentences", str(sentences)] if sentences else []
    command += ["--epochs", str(epochs)] if epochs else []
    return run([sys.executable, "-m", "cli", *command])


def f1_on(test: Path, model: Path) -> float:
    """Run `gatelight evaluate` and give the F1."""
    return float(run([sys.executable, "-m", "cli", "evaluate", str(model), str(test), "--json"]).facts["f1"])


def crfsuite(peer: Path, source: Path, test: Path, sentences: int) -> Outcome:
    """Run the peer, which trains and tests in one process."""
    command = [str(peer.resolve()), str(source), str(test), "--sentences", str(sentences)]
    return run([sys.executable, *command])


def run(command: Sequence[str]) -> Outcome:
    """Run a command that prints one JSON object, from the checkout, and measure its process."""
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors) as process:
            output = process.stdout.read() if process.stdout else b""
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines() or ["without a word"]
            stop(f"«{' '.join(command[1:])}» failed with {process.returncode}: {lines[-1]}", status=1)
    # macOS counts bytes where Linux counts KiB.
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Outcome(json.loads(output), round(seconds, 3), peak_bytes)


# Results


def heading(benchmark: str, options: argparse.Namespace) -> Row:
    """Give what stands above the runs. epochs: None unless it was a trial."""
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "platform": platform.platform(),
    }
    return {"benchmark": benchmark, "machine": machine, "epochs": options.epochs}


def commit() -> str:
    """Name the code a run was made with. It stands in each run: the checkout may change between two."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def resumed(path: Path, head: Row) -> list[Row]:
    """Give the runs of an earlier result. Stops unless they were made in the same way."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        stop(f"{path} cannot be resumed ({error}); leave --resume out to begin anew.")
    if differing := [key for key in head if document.get(key) != head[key]]:
        stop(f"{path} differs in {' and '.join(differing)}; leave --resume out to begin anew.")
    runs: list[Row] = document["runs"]
    return runs


def save(document: Row, out: Path | None) -> None:
    """Write what there is so far, if there is a file for it; the last good file stays until then."""
    if out:
        part = out.with_name(out.name + ".part")
        part.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        part.replace(out)


def finish(document: Row, out: Path | None) -> None:
    """Write the whole result to the file or to stdout."""
    if out:
        save(document, out)
    else:
        print(json.dumps(document))


def collect(
    head: Row,
    rows: Iterable[Row],
    out: Path | None,
    told: Callable[[Row], str],
    summary: Callable[[list[Row]], list[Row]] | None = None,
) -> None:
    """Take runs as they end: save what there is after each, tell of it, and write the whole result at the end."""
    runs: list[Row] = []

    def document() -> Row:
        return head | {"runs": runs} | ({"summary": summary(runs)} if summary else {})

    for row in rows:
        runs.append(row)
        save(document(), out)
        say(told(row))
    finish(document(), out)


def grouped(rows: Iterable[Row], *keys: str) -> dict[tuple[Any, ...], list[Row]]:
    """Put rows together that are the same in some columns, in the order in which they first come."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def mean(rows: Sequence[Row], key: str) -> float:
    """Give the mean of a column."""
    return statistics.fmean(row[key] for row in rows)


def median(rows: Sequence[Row], key: str) -> float | None:
    """Give the median of a column, or None where no run tells it."""
    values = [row[key] for row in rows if row[key] is not None]
    return statistics.median(values) if values else None
