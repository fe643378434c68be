"""Measure how much faster two processes read than one: a long text and many files, by Python and `gatelight highlight`.

Each run is a whole fresh program, from its start to its last result, so the start of the processes counts. One and two
jobs take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from common import ROOT, Row, check, collect, commit, grouped, heading, parser_of, positive, prepare, stop, train
from inference import raw_text

SAMPLE_SECONDS = 0.1
FILES = 200


def main() -> None:
    """Time each side in turn, as often as asked for."""
    if sys.argv[1:2] == ["--worker"]:
        text, model, jobs = sys.argv[2:]
        stream(Path(text), Path(model), int(jobs))
        return
    options = parse()
    check(options)
    collect(heading("parallel", options), measure(options), options.out, told, summary)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--model", type=Path, metavar="FILE", help="a tagger; else one is trained on gmb")
    parser.add_argument("--sentences", type=positive, default=500, metavar="N", help="how many are learnt from")
    parser.add_argument("--characters", type=positive, default=10_000_000, metavar="N", help="the length of all text")
    parser.add_argument("--side-by-side", type=positive, default=2, metavar="N", help="how many jobs beside one")
    parser.add_argument(
        "--repeat", type=positive, default=5, metavar="N", help="runs of each, of which the median counts"
    )
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = prepare(options.data, ["gmb"], folder)["gmb"]
        whole = raw_text(data, options.characters)
        text, files, model, out = (folder / name for name in ("text.txt", "files", "model.onnx", "out.jsonl"))
        text.write_text(whole, encoding="utf-8")
        write_files(files, whole)
        if options.model:
            model = options.model.resolve()
        else:
            source = folder / "source.conll"
            source.write_text("".join(data.sentences[: options.sentences]), encoding="utf-8")
            train(source, model, seed=1, epochs=options.epochs)
        tokens = token_count(whole)
        highlight = [sys.executable, "-m", "cli", "highlight", str(model), "--out", str(out)]
        commands = {
            "python, one text": [sys.executable, __file__, "--worker", str(text), str(model)],
            "highlight, one text": [*highlight, str(text), "--jobs"],
            f"highlight, {FILES} files": [*highlight, str(files), "--jobs"],
        }
        for repeat in range(1, options.repeat + 1):
            for side, command in commands.items():
                for jobs in (1, options.side_by_side):
                    seconds, peak_bytes = timed([*command, str(jobs)])
                    yield {
                        "side": side,
                        "jobs": jobs,
                        "repeat": repeat,
                        "commit": commit(),
                        "tokens": tokens,
                        "seconds": seconds,
                        "tokens_per_second": round(tokens / seconds),
                        "peak_bytes": peak_bytes,
                    }


def write_files(folder: Path, whole: str) -> None:
    """Write a text as FILES files of like length."""
    folder.mkdir()
    lines = whole.split("\n")
    for number in range(FILES):
        part = lines[number * len(lines) // FILES : (number + 1) * len(lines) // FILES]
        (folder / f"{number:03}.txt").write_text("\n".join(part) or "empty", encoding="utf-8")


def token_count(whole: str) -> int:
    """Count the tokens of a text in a process of its own, whose memory goes with it."""
    code = "import sys; from engine.text.tokenizer import tokenize; print(len(tokenize(sys.stdin.read())))"
    command = [sys.executable, "-X", "utf8", "-c", code]
    return int(subprocess.run(command, cwd=ROOT, input=whole, capture_output=True, encoding="utf-8", check=True).stdout)


def stream(text: Path, model: Path, jobs: int) -> None:
    """Read a text with the Python API, and let go of what is found."""
    from export.crew import Crew

    with Crew(model, jobs) as crew:
        print(json.dumps({"entities": sum(map(len, crew.stream(text.read_text(encoding="utf-8"))))}))


def timed(command: list[str]) -> tuple[float, int | None]:
    """Run a command; give its wall seconds and the most memory that it and its processes held together."""
    peaks: list[int] = []
    ended = threading.Event()
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        ) as process:
            sampler = threading.Thread(target=sample, args=(process.pid, peaks, ended))
            sampler.start()
            process.wait()
            seconds = time.perf_counter() - began
            ended.set()
            sampler.join()
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines() or ["without a word"]
            stop(f"«{' '.join(command[1:])}» failed with {process.returncode}: {lines[-1]}", status=1)
    return round(seconds, 3), max(peaks, default=None)


def sample(session: int, peaks: list[int], ended: threading.Event) -> None:
    """Add up the memory of a session's processes again and again, shared pages once (Linux: PSS; else nothing)."""
    while not ended.wait(SAMPLE_SECONDS):
        held = sum(proportional_bytes(number) for number in session_of(session))
        if held:
            peaks.append(held)


def session_of(session: int) -> Iterator[int]:
    """Give the processes of a session."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield int(stat.parent.name)


def proportional_bytes(number: int) -> int:
    """Give a process's share of the memory that it uses, 0 when it is gone."""
    try:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def told(run: Row) -> str:
    """Tell of a run."""
    return f"{run['side']}, {run['jobs']} jobs, repeat {run['repeat']}: {run['seconds']} s"


def summary(runs: list[Row]) -> list[Row]:
    """Give a row for each side and number of jobs: medians and minima, and how many times as fast as one job."""
    rows: list[Row] = []
    for (side, jobs), own in grouped(runs, "side", "jobs").items():
        seconds = [run["seconds"] for run in own]
        peaks = [run["peak_bytes"] for run in own if run["peak_bytes"] is not None]
        rows.append(
            {
                "side": side,
                "jobs": jobs,
                "runs": len(own),
                "seconds": statistics.median(seconds),
                "least_seconds": min(seconds),
                "tokens_per_second": round(own[0]["tokens"] / statistics.median(seconds)),
                "peak_bytes": max(peaks, default=None),
            }
        )
    one = {row["side"]: row for row in rows if row["jobs"] == 1}
    return [
        row
        | {
            f"times_as_fast{by}": round(one[row["side"]][key] / row[key], 2)
            for by, key in (("", "seconds"), ("_by_least", "least_seconds"))
        }
        for row in rows
    ]


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"  # before any library is loaded
    sys.path.insert(0, str(ROOT))
    main()
