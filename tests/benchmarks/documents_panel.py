"""What a key, an order and a list of 50,000 documents cost in the documents panel.

The panel is the real one, shown without a screen, with rows that are made on the spot. Keys are typed into its filter
one by one, and each is timed until the panel is painted. What a busy machine adds is not in the milliseconds, which are
those of the CPU. The memory of the list is what Python allocates for it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

from common import ROOT, Row, commit, finish, positive

sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QLineEdit

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from gui.app import make_application
from gui.document_list import DocumentList
from gui.document_listing import ORDERS, Arrangement, DocumentFilter
from gui.panels.documents import DocumentsPanel
from gui.style import apply_theme
from gui.theme import LIGHT

SEED = 1
WORDS = ("interview", "part 1", "letter 12", "zzz")
"""What is typed: what half of the names have, what many have, what few have, what none has."""


def main() -> None:
    """Measure a panel with so many documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=positive, default=50_000, metavar="N")
    parser.add_argument("--repeat", type=positive, default=10, metavar="N", help="how often everything is typed")
    parser.add_argument("--out", type=Path, metavar="FILE")
    options = parser.parse_args()
    application = make_application()
    apply_theme(application, LIGHT)
    rows = make_rows(options.documents)
    panel = DocumentsPanel(LIGHT)
    panel.resize(270, 820)
    panel.show()
    documents = DocumentList(rows)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    result: Row = {"benchmark": "documents_panel", "machine": machine, "commit": commit(), "documents": len(rows)}
    result["list_bytes"] = bytes_of(lambda: DocumentList(rows))
    result["list_bytes_with_names"] = bytes_of(lambda: DocumentList(rows).prepared())
    result["make_list_ms"] = least(lambda: DocumentList(rows))
    result["look_at_names_ms"] = least(lambda: DocumentList(rows).prepared())
    result["make_like_another_ms"] = least(lambda: DocumentList(rows, like=documents))
    result["show_ms"] = least(lambda: painted(application, lambda: panel.set_documents(documents)))
    documents.prepared()
    keys = type_words(application, panel, options.repeat)
    result["filter_key_ms"] = figures(keys)
    panel.show_all()
    states = DocumentFilter(states=frozenset({DocumentState.NEW, DocumentState.DONE}), labelled=True)
    panel._choose_filter(states)
    result["filter_key_beside_others_ms"] = figures(type_words(application, panel, options.repeat))
    panel.show_all()
    result["order_ms"] = {order.name: arrange(application, panel, Arrangement(order)) for order in ORDERS}
    panel.set_current(rows[len(rows) // 2].id)
    panel._choose_filter(states)
    result["next_ms"] = least(panel.listing.next)
    result["row_changed_ms"] = least(lambda: panel.update_rows([rows[7]]))
    finish(result, options.out)


def make_rows(count: int) -> list[DocumentRow]:
    """Give rows of documents that nobody wrote."""
    random = Random(SEED)
    states = list(DocumentState)
    return [
        DocumentRow(
            number,
            f"{random.choice(('Interview', 'Letter'))} {random.randrange(count)} part {number}.txt",
            random.choice(states),
            random.randrange(4_000),
            random.randrange(40),
        )
        for number in range(1, count + 1)
    ]


def type_words(application: QApplication, panel: DocumentsPanel, repeat: int) -> list[float]:
    """Type words into the filter, a letter at a time, and take them away again; give the ms of each key."""
    field = panel.findChild(QLineEdit)
    if field is None:
        raise LookupError("the panel has no field")
    times = []
    for _ in range(repeat):
        for words in WORDS:
            texts = [words[: n + 1] for n in range(len(words))]
            for text in [*texts, *texts[-2::-1], ""]:
                times.append(timed(lambda text=text: painted(application, lambda: field.setText(text))))
    return times


def arrange(application: QApplication, panel: DocumentsPanel, arrangement: Arrangement) -> float:
    """Give the ms of putting all documents in an order, from that of the project."""

    def back() -> None:
        panel.arrange(Arrangement())
        application.processEvents()

    times = []
    for _ in range(5):
        back()
        times.append(timed(lambda: painted(application, lambda: panel.arrange(arrangement))))
    return round(min(times), 1)


def painted(application: QApplication, work: Callable[[], object]) -> None:
    """Do something and wait until it is on the screen."""
    work()
    application.processEvents()


def timed(work: Callable[[], object]) -> float:
    """Give the ms of the CPU that something takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def least(work: Callable[[], object]) -> float:
    """Give the least ms of five times."""
    return round(min(timed(work) for _ in range(5)), 2)


def figures(times: list[float]) -> Row:
    """Give the middle and the worst of some times."""
    ordered = sorted(times)
    return {
        "keys": len(ordered),
        "median": round(ordered[len(ordered) // 2], 1),
        "p99": round(ordered[int(len(ordered) * 0.99)], 1),
        "most": round(ordered[-1], 1),
    }


def bytes_of(make: Callable[[], object]) -> int:
    """Give how much memory an object takes beside what was there before."""
    tracemalloc.start()
    made = make()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return taken


if __name__ == "__main__":
    main()
