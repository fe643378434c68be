"""How long it takes to show what a tagger does with a sentence: trace, influence and the order of units.

The tagger is random, of full size but for 128 units, the sentence has 60 tokens. Beside it the session's own run of the
sentence, which gives no gates. Figures are the least of many runs, as the machine may have other things to do.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from common import ROOT, Row, commit, finish, positive, say

sys.path.insert(0, str(ROOT))

from engine.tagger.trace import alike
from export.gates_csv import csv_pieces
from export.graph_plan import PRECISIONS, Precision
from export.onnx_graph import to_onnx
from export.runtime import Tagger
from export.textbook import read_textbook
from tests.export.conftest import full_size_tagger

RUNS = 30


def main() -> None:
    """Measure in both precisions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=positive, default=60, metavar="N")
    parser.add_argument("--units", type=positive, default=128, metavar="N", help="of a direction")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here, not to stdout")
    options = parser.parse_args()
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    result: Row = {"benchmark": "gates", "machine": machine, "commit": commit()}
    result |= {"tokens": options.tokens, "units": options.units}
    for precision in PRECISIONS:
        result[precision] = measure(precision, options.tokens, options.units)
        say(f"{precision}: {result[precision]}")
    finish(result, options.out)


def measure(precision: Precision, tokens: int, units: int) -> Row:
    """Time each thing that a window or a command asks for."""
    data = to_onnx(full_size_tagger(hidden=units), precision)
    tagger, textbook = Tagger.load(data), read_textbook(data)
    forms = [f"word{chr(0x4E00 + n)}" for n in range(tokens)]
    trace = textbook.trace(forms)
    middle, tags = tokens // 2, [textbook.tagset.tags[tag] for tag in trace.path.tolist()]
    return {
        "read_textbook": least(lambda: read_textbook(data)),
        "session": least(lambda: tagger.hidden(forms)),
        "trace": least(lambda: textbook.trace(forms)),
        "influence": least(lambda: textbook.influence(trace, middle, 1)),
        "step": least(lambda: textbook.step(trace, middle, 0)),
        "alike": least(lambda: alike(trace.hidden)),
        "csv": least(lambda: sum(map(len, csv_pieces(trace, tags)))),
    }


def least(work: Callable[[], object]) -> Row:
    """Give the milliseconds of the quickest of some runs, by the clock and of the CPU."""
    times, cpu = [], []
    for _ in range(RUNS):
        began, cpu_began = perf_counter(), process_time()
        work()
        times.append(perf_counter() - began)
        cpu.append(process_time() - cpu_began)
    return {"ms": round(1_000 * min(times), 2), "cpu_ms": round(1_000 * min(cpu), 2)}


if __name__ == "__main__":
    main()
