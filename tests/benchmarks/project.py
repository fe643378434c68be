"""Measure what a project file costs as it grows: from a thousand documents to fifty thousand.

A project of invented words (``projects.py``) is made in each size, and one process works through it as the window does:
it opens it, labels, undoes, searches, renames and merges labels, deletes documents, goes back in the history. Another
opens the real window on it, offscreen. `floor_ms` is what the disk alone asks for: 4 KB written and synchronised.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from common import ROOT, Row, check, collect, commit, grouped, heading, median, parser_of, positive, run
from projects import LABELS, make_project, vocabulary

T = TypeVar("T")

SIZES = (1_000, 10_000, 50_000)
LABELLED = 500
"""How many labels are given one by one; the slowest five are behind the 99th percentile."""


def main() -> None:
    """Work through a project of each size, as often as asked for."""
    if sys.argv[1:2] == ["--worker"]:
        works = {"store": store, "window": window}
        print(json.dumps(works[sys.argv[2]](Path(sys.argv[3]), int(sys.argv[4]))))
        return
    options = parse()
    check(options)
    collect(heading("project", options) | {"seed": options.seed}, measure(options), options.out, told, summary)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__, with_peer=False)
    parser.add_argument(
        "--documents", type=positive, nargs="+", default=SIZES, metavar="N", help="sizes of the project"
    )
    parser.add_argument("--seed", type=positive, default=1, metavar="N")
    parser.add_argument("--repeat", type=positive, default=3, metavar="N", help="runs of each; medians count")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as name:
        for documents in options.documents:
            project = Path(name) / f"{documents}.gatelight"
            began = time.perf_counter()
            make_project(project, documents, options.seed)
            made = round(time.perf_counter() - began, 2)
            for repeat in range(1, options.repeat + 1):
                row = {"documents": documents, "repeat": repeat, "commit": commit(), "make_seconds": made}
                row["bytes"] = project.stat().st_size
                for work in ("store", "window"):
                    copy = shutil.copy(project, Path(name) / "copy.gatelight")
                    command = [sys.executable, __file__, "--worker", work, str(copy), str(options.seed)]
                    row |= run(command).facts
                    Path(copy).unlink()
                yield row
            project.unlink()


def told(row: Row) -> str:
    """Tell of a run."""
    figures = ", ".join(f"{key} {value}" for key, value in row.items() if key.endswith("_ms"))
    return f"{row['documents']:,} documents: {figures}"


def summary(runs: list[Row]) -> list[Row]:
    """Give a row of medians for each size, and how the largest compares with the smallest."""
    keys = [key for key in runs[0] if key.endswith(("_ms", "_mb")) or key == "bytes"]
    rows: list[Row] = [
        {"documents": documents, "runs": len(own)} | {key: median(own, key) for key in keys}
        for (documents,), own in grouped(runs, "documents").items()
    ]
    first, last = rows[0], rows[-1]
    growth = {key: round(last[key] / first[key], 2) for key in ("documents", *keys) if first[key]}
    return [*rows, {"growth": growth}]


# The worker: a project as the window works on it, without the window


def store(project: Path, seed: int) -> Row:
    """Work through a project; give milliseconds, of what is done often the median and the 99th percentile."""
    from engine.project import annotate
    from engine.project.editor import Editor
    from engine.project.search import Query
    from engine.project.store import Store
    from engine.text.document import Document

    random = Random(seed)
    words = vocabulary(Random(seed))
    row: Row = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        row[f"{name}_ms"] = ms(time.perf_counter() - began)
        return result

    def timed_often(name: str, works: Iterator[Callable[[], object]]) -> None:
        times = []
        for work in works:
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
        times.sort()
        row[f"{name}_ms"], row[f"{name}_p99_ms"] = ms(times[len(times) // 2]), ms(times[int(len(times) * 0.99) - 1])

    timed_often("floor", (lambda: synchronise(project.with_suffix(".floor")) for _ in range(100)))
    project.with_suffix(".floor").unlink()

    def open_project() -> tuple[Store, Editor, list[int]]:
        opened = Store.open(project, alone=True)
        editor = Editor(opened)
        rows = opened.documents()
        editor.open(rows[len(rows) // 2].id)
        return opened, editor, [row.id for row in rows]

    opened, editor, ids = timed("open", open_project)

    def labelling() -> Iterator[Callable[[], object]]:
        for number in random.choices(ids, k=LABELLED):
            document = editor.open(number).document
            assert document is not None
            first = random.randrange(len(document.tokens))
            name = random.choice(LABELS)

            def label(document: Document, first: int = first, name: str = name):
                return annotate.label_tokens(document, (first, first + 1), name)

            yield lambda number=number, label=label: editor.perform(number, label)

    timed_often("label", labelling())
    timed_often("undo", (editor.undo for _ in range(100)))
    timed_often("redo", (editor.redo for _ in range(100)))
    for name, text in (("common", words[0]), ("middling", words[300]), ("rare", words[20_000])):
        timed_often(f"search_{name}", (lambda text=text: opened.search(Query(text)) for _ in range(20)))
    label = opened.labels.named(LABELS[0])
    timed("rename", lambda: editor.change_label(label.name, replace(label, name="RENAMED")))
    timed("merge", lambda: editor.merge_labels("RENAMED", LABELS[1]))
    timed("undo_merge", editor.undo)
    timed("delete_half", lambda: editor.delete_documents(ids[::2]))
    timed("undo_delete", editor.undo)
    timed("read_all", lambda: sum(len(document.text) for document in opened.iter_documents()))
    timed("history", opened.actions)
    timed("go_back", lambda: editor.go_to(opened.actions(limit=LABELLED // 2)[-1].id))
    timed("close", opened.close)
    return row


def synchronise(path: Path) -> None:
    """Write as little as a disk takes, and wait until it is there."""
    with path.open("ab") as file:
        file.write(b"\0" * 4096)
        file.flush()
        os.fsync(file.fileno())


def ms(seconds: float) -> float:
    """Give milliseconds with two digits."""
    return round(1000 * seconds, 2)


# The other worker: the window


def window(project: Path, _seed: int) -> Row:
    """Open the project in the real window.

    window_open_ms: until its first document is painted; window_list_ms: until all documents are listed;
    window_gap_ms: the longest time in which the window answered nobody meanwhile.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer

    from gui.app import Gatelight, make_application
    from gui.settings import Settings
    from gui.tour.meters import Heartbeat, peak_memory_mb

    make_application()
    loop = QEventLoop()
    moments: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as home:
        app = Gatelight(Settings(Path(home)))
        app.start()
        QTimer.singleShot(1500, loop.quit)  # as if somebody looked for the project meanwhile
        loop.exec()
        heartbeat = Heartbeat(app)
        began = time.perf_counter()

        def painted() -> None:
            if app.annotation.document is not None:
                moments.setdefault("document", time.perf_counter())

        def look() -> None:
            if app.workspace.rows and "document" in moments and not app.store_lane.busy:
                moments["list"] = time.perf_counter()
                QTimer.singleShot(200, loop.quit)
            else:
                QTimer.singleShot(1, look)

        app.window.view.painted.connect(painted)
        app.project.failed.connect(lambda error: sys.exit(str(error)))
        heartbeat.start()
        app.project.open(project)
        look()
        loop.exec()
        heartbeat.stop()
        app.window.close()
    return {
        "window_open_ms": ms(moments["document"] - began),
        "window_list_ms": ms(moments["list"] - began),
        "window_gap_ms": round(max(heartbeat.excess_ms), 1),
        "window_peak_mb": round(peak_memory_mb()),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
