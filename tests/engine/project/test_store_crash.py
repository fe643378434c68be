"""A process that is killed in the middle of its work loses nothing that it was told is saved."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.project.actions import Action, LabelAdded
from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label

ROUNDS = 10
WORDS = 400
ROOT = Path(__file__).parents[3]

CHILD = """
import random, sys
from engine.project.actions import Action, SpanAdded, SpanRemoved
from engine.project.store import Store
from engine.text.document import Span

path, seed = sys.argv[1:]
choose = random.Random(seed)
store = Store.open(path)
gold = {span.start for span in store.document(1).spans}
while True:
    start = 5 * choose.randrange(400)
    kind = SpanRemoved if start in gold else SpanAdded
    gold ^= {start}
    store.commit(Action("Toggle", (kind(1, Span(start, start + 4, "PER")),)))
    print(start, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed otherwise here")
def test_a_killed_process_loses_no_acknowledged_action(path: Path, make_document: Callable[..., Document]) -> None:
    with Store.create(path) as store:
        store.add_documents([make_document(" ".join(["word"] * WORDS))], "Import")
        store.commit(Action("Add label", (LabelAdded(Label("PER")),)))
    gold: set[int] = set()
    revision = 2
    choose = random.Random(7)

    for seed in range(ROUNDS):
        for start in _acknowledged_before_kill(path, seed, choose.randrange(1, 40), choose.random() * 0.004):
            gold ^= {start}
            revision += 1
        _check_integrity(path)
        with Store.open(path) as store:
            found = {span.start for span in store.document(1).spans}
            # the last action may be on the disk although its acknowledgement was not printed any more
            assert store.revision - revision in (0, 1)
            assert len(found ^ gold) == store.revision - revision
            assert store.documents()[0].spans == len(found)
            gold, revision = found, store.revision

    with Store.open(path) as store:
        count = 0
        while store.undo() is not None:
            count += 1
        assert (count, store.documents(), store.labels.names) == (revision, [], ())


def _acknowledged_before_kill(path: Path, seed: int, count: int, pause_seconds: float) -> list[int]:
    """Run a process that labels, kill it soon after its count-th acknowledgement; give all of them."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(count)]
    try:
        child.wait(timeout=pause_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    lines += child.stdout.readlines()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    return [int(line) for line in lines if line.endswith("\n")]


def _check_integrity(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
