"""Measure what a person sees who drops a text on the window: how soon text and entities are there, and at what price.

Each text is dropped on a fresh window, offscreen, that has its tagger and has highlighted another text before: that is
the idle state. Memory is what the process has above that at its peak, the text itself included.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import (
    ROOT,
    Row,
    check,
    collect,
    commit,
    grouped,
    heading,
    median,
    parser_of,
    positive,
    prepare,
    run,
    train,
)
from inference import raw_text

SIZES = (10_000, 1_000_000, 10_000_000)
FIGURES = ("text_ms", "first_ms", "seconds", "memory_per_byte", "ui_gap_p99_ms", "ui_gap_max_ms")


def main() -> None:
    """Highlight each text in turn, as often as asked for."""
    if sys.argv[1:2] == ["--worker"]:
        print(json.dumps(drop(*map(Path, sys.argv[2:]))))
        return
    options = parse()
    check(options)
    collect(heading("highlight", options), measure(options), options.out, told, summary)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument("--sentences", type=positive, default=500, metavar="N", help="how many are learnt from")
    parser.add_argument("--sizes", type=positive, nargs="+", default=SIZES, metavar="N", help="characters of the texts")
    parser.add_argument("--before", type=positive, default=100_000, metavar="N", help="characters highlighted before")
    parser.add_argument(
        "--tail", default="", metavar="TEXT", help="a last line: with “ a text takes twice as much memory"
    )
    parser.add_argument("--repeat", type=positive, default=3, metavar="N", help="runs of each; medians count")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = prepare(options.data, ["gmb"], folder)["gmb"]
        source, model = folder / "source.conll", folder / "model.onnx"
        source.write_text("".join(data.sentences[: options.sentences]), encoding="utf-8")
        train(source, model, seed=1, epochs=options.epochs)
        before = folder / "before.txt"
        before.write_text(raw_text(data, options.before), encoding="utf-8")
        for size in options.sizes:
            text = folder / f"{size}.txt"
            text.write_text(f"{raw_text(data, size)}\n{options.tail}", encoding="utf-8")
            for repeat in range(1, options.repeat + 1):
                outcome = run([sys.executable, __file__, "--worker", str(text), str(model), str(before)])
                row = {"characters": size, "tail": options.tail, "before": options.before}
                row |= {"repeat": repeat, "commit": commit()}
                yield row | outcome.facts


def told(row: Row) -> str:
    """Tell of a run."""
    return f"{row['characters']:,} characters: " + ", ".join(f"{key} {row[key]}" for key in FIGURES)


def summary(runs: list[Row]) -> list[Row]:
    """Give a row of medians for each size."""
    return [
        {"characters": size, "runs": len(own)} | {key: median(own, key) for key in FIGURES}
        for (size,), own in grouped(runs, "characters").items()
    ]


# The worker: one window


def drop(text: Path, model: Path, before: Path) -> Row:
    """Drop a text on a window and watch until all its entities are there.

    text_ms: from the drop to the text's first paint; first_ms: from there to the first paint with an entity on screen;
    seconds: from the drop to the last entity; memory_per_byte: peak above idle, in bytes for each byte of the file.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer

    from export.runtime import Tagger
    from gui.app import Gatelight, make_application
    from gui.settings import Settings
    from gui.tour.meters import Heartbeat

    make_application()
    with tempfile.TemporaryDirectory() as home:
        app = Gatelight(Settings(Path(home)))
        app.window.resize(1280, 800)
        app.window.show()
        app.window.show_page(app.window.highlight_page)
        controller, view = app.highlighting, app.window.highlight_view
        loop = QEventLoop()
        moments: dict[str, float] = {}

        def ended() -> None:
            if not app.tagger_lane.busy:
                moments["all"] = time.perf_counter()
                loop.quit()

        def painted() -> None:
            now = time.perf_counter()
            if controller.document is not None and controller.document.name == text.stem:
                moments.setdefault("text", now)
                shown = view.visible_tokens()
                if any(view.mark_at(token) for token in range(shown.first, shown.last)):
                    moments.setdefault("first", now)

        controller.finished.connect(lambda: QTimer.singleShot(0, ended))
        controller.failed.connect(lambda error: sys.exit(str(error)))
        view.painted.connect(painted)
        controller.set_tagger(Tagger.load(model), "tagger")
        controller.open_files([before])
        loop.exec()

        gc.collect()
        idle = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak
        heartbeat = Heartbeat(app)
        heartbeat.start()
        moments.clear()
        began = time.perf_counter()
        controller.open_files([text])
        loop.exec()
        heartbeat.stop()
        peak = memory("VmHWM")
        entities, gaps = len(controller.entities), sorted(heartbeat.excess_ms)
        app.window.close()
    size = text.stat().st_size
    return {
        "entities": entities,
        "text_ms": round((moments["text"] - began) * 1000, 1),
        "first_ms": round((moments["first"] - moments["text"]) * 1000, 1),
        "seconds": round(moments["all"] - began, 3),
        "idle_bytes": idle,
        "peak_bytes": peak,
        "memory_per_byte": round((peak - idle) / size, 2),
        "ui_gap_p99_ms": round(gaps[int(0.99 * len(gaps))], 1),
        "ui_gap_max_ms": round(gaps[-1], 1),
    }


def memory(figure: str) -> int:
    """Give a figure of this process's memory in bytes: VmRSS or VmHWM, its peak."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    found: dict[str, Any] = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(found[figure].split()[0]) * 1024


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
