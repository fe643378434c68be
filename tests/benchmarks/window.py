"""Measure the window as a person feels it: the tour in the sample project, in a long document and in a large project.

Each run is `gatelight tour --json`, offscreen: it opens the project, labels, undoes, moves and scrolls in the largest
document, also while a tagger is trained. Milliseconds from key to paint, from scroll to paint, from opening to paint.
The figures are only worth something on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from common import ROOT, Row, check, collect, commit, grouped, heading, median, parser_of, positive, stop
from projects import make_long_project, make_project

PROJECTS = ("sample", "long", "many")
LIMIT_S = 700


def main() -> None:
    """Take the tour in each project, as often as asked for."""
    options = parse()
    check(options)
    collect(heading("window", options), measure(options), options.out, told, summary)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--projects", choices=PROJECTS, nargs="+", default=PROJECTS)
    parser.add_argument("--tokens", type=positive, default=1_000_000, metavar="N", help="of the long document")
    parser.add_argument("--documents", type=positive, default=50_000, metavar="N", help="of the large project")
    parser.add_argument("--seed", type=positive, default=1, metavar="N")
    parser.add_argument("--repeat", type=positive, default=3, metavar="N", help="runs of each; medians count")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for project in options.projects:
            path = folder / f"{project}.gatelight"
            if project == "long":
                make_long_project(path, options.tokens, options.seed)
            elif project == "many":
                make_project(path, options.documents, options.seed)
            for repeat in range(1, options.repeat + 1):
                began = time.perf_counter()
                figures = tour(folder / "out", path if path.exists() else None)
                seconds = round(time.perf_counter() - began, 1)
                yield {"project": project, "repeat": repeat, "commit": commit(), "tour_seconds": seconds} | figures


def tour(out: Path, project: Path | None) -> Row:
    """Take the tour; give its figures, each in a column of its own."""
    command = [sys.executable, "-m", "cli.main", "tour", "--out", str(out), "--json"]
    if project is not None:
        command += ["--project", str(project)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        stop(f"the tour failed: {done.stderr[-500:]}", status=1)
    row: Row = {}
    for name, value in json.loads(done.stdout).items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        row |= {f"{name}_{part}".rstrip("_"): number for part, number in parts}
    return row


def told(row: Row) -> str:
    """Tell of a run."""
    return ", ".join(f"{key} {value}" for key, value in row.items() if key.endswith(("p99", "paint_ms", "project")))


def summary(runs: list[Row]) -> list[Row]:
    """Give a row of medians for each project."""
    return [
        {"project": project, "runs": len(own)}
        | {key: median(own, key) for key, value in own[0].items() if isinstance(value, float)}
        for (project,), own in grouped(runs, "project").items()
    ]


if __name__ == "__main__":
    main()
