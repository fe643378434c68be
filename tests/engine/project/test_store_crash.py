"""A process that is killed in the middle of its work loses nothing that it was told is saved."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from faulty_disk import library
from random_work import Model, digest

from engine.errors import ProjectError
from engine.project.store import Store

KILLS = 200
CHILD = Path(__file__).with_name("crash_child.py")
ROOT = Path(__file__).parents[3]

WRITE = "write"

MOMENTS = (
    # what the process does, what it has just said when its last moments begin, how many seconds these are at most;
    # or, that it is killed in the midst of one of its first so many writes
    ("work", "ok", 0.003),
    ("work", "will", 0.001),
    ("work", "opening", 0.004),
    ("come_and_go", "opening", 0.004),
    ("come_and_go", "closing", 0.004),
    ("import_much", "will", 0.06),
    ("make_copies", "copying", 0.008),
    ("work", WRITE, 300),
    ("come_and_go", WRITE, 100),
    ("import_much", WRITE, 1000),
)

IN_THE_MIDST = ("will", "opening", "closing", "copying")
"""Last words that tell that something was begun and not ended."""

Project = tuple[int, str]
"""A revision, and the digest of all that can be read at it."""


@dataclass
class Trace:
    """What a process said until it was killed: the project as acknowledged, as announced, and the last word."""

    acknowledged: Project
    announced: Project
    done: int = 0
    last_word: str = ""


class Victims:
    """The server of crash_child: starts processes, one at a time, that are then killed."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        assert server.stdin is not None
        assert server.stdout is not None
        self._orders, self._words = server.stdin, server.stdout

    def kill_one(self, before: Project, order: str, word: str, count: int, pause_seconds: float) -> Trace:
        """Start a process, kill it soon after it said a word for the count-th time; give what it said."""
        pid, trace = self._start(order, before)
        while count:
            count -= self._listen(trace) == word
        time.sleep(pause_seconds)
        os.kill(pid, signal.SIGKILL)
        return self._listen_to_the_end(trace)

    def let_die(self, before: Project, order: str) -> Trace:
        """Start a process that is killed by what is in its order; give what it said."""
        _, trace = self._start(order, before)
        return self._listen_to_the_end(trace)

    def _start(self, order: str, before: Project) -> tuple[int, Trace]:
        self._orders.write(f"{order}\n")
        self._orders.flush()
        return int(self._words.readline().split()[1]), Trace(before, before)

    def _listen_to_the_end(self, trace: Trace) -> Trace:
        while self._listen(trace) != "end":
            pass
        return trace

    def _listen(self, trace: Trace) -> str:
        word, *rest = self._words.readline().split() or ["nothing"]
        match word:
            case "will":
                trace.announced = int(rest[0]), rest[1]
            case "ok":
                trace.acknowledged = trace.announced
                trace.done += 1
            case "end" | "nothing":
                assert rest == [f"{-signal.SIGKILL}"], f"it ended by itself: {rest}"
                return word
        trace.last_word = word
        return word


@contextmanager
def victims_of(path: Path) -> Iterator[Victims]:
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as server:
        yield Victims(server)
        server.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started and killed otherwise here")
def test_a_killed_process_loses_no_acknowledged_action(path: Path) -> None:
    Store.create(path).close()
    choose = random.Random(7)
    project, done = (0, Model().digest()), 0
    last_words: Counter[str] = Counter()
    # where SQLite cannot be reached, kills come at random times only
    moments = [moment for moment in MOMENTS if moment[1] != WRITE or library()]

    with victims_of(path) as victims:
        for round_number in range(KILLS):
            scene, word, most = moments[round_number % len(moments)]
            order = f"{scene} {round_number} {done}"
            if word == WRITE:
                trace = victims.let_die(project, f"{order} {choose.randint(1, int(most))}")
            else:
                count = 1 if word == "opening" and scene == "work" else choose.randint(1, 12 if scene == "work" else 3)
                trace = victims.kill_one(project, f"{order} 0", word, count, most * choose.random() ** 2)
            last_words[trace.last_word] += 1

            found = _look_at(path)
            assert found in (trace.acknowledged, trace.announced), f"round {round_number}: {trace}"
            # the last step may be on the disk although the process was killed before it could say so
            done = trace.done + (found != trace.acknowledged)
            project = found
            _check_copy(path.with_name("copy.gatelight"), trace)

    assert all(last_words[word] >= 5 for word in IN_THE_MIDST), f"hardly killed in the midst of: {last_words}"
    _check_that_undo_reaches_the_beginning_and_redo_the_end(path)


def _look_at(path: Path) -> Project:
    """Check a copy of the files and read it: the next process has to do with what the kill has left."""
    with_log = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    folder = path.parent / "seen"
    folder.mkdir()
    for file in with_log:
        shutil.copy(file, folder)
    _check_integrity(folder / path.name)
    with Store.open(folder / path.name) as store:
        found = store.revision, digest(store)
    shutil.rmtree(folder)
    return found


def _check_integrity(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def _check_copy(place: Path, trace: Trace) -> None:
    """See that a copy is whole, or, if the process was killed meanwhile, refused in a sentence; take it away."""
    if not place.exists():
        return
    try:
        with Store.open(place) as store:
            assert (store.revision, digest(store)) == trace.acknowledged
    except ProjectError:
        assert trace.last_word == "copying"
    for file in place.parent.glob(f"{place.name}*"):
        file.unlink()


def _check_that_undo_reaches_the_beginning_and_redo_the_end(path: Path) -> None:
    with Store.open(path) as store:
        while store.redo():
            pass
        the_end, count = digest(store), 0
        while store.undo():
            count += 1
        assert (store.documents(), store.labels.names, store.undo_title) == ([], (), None)
        for _ in range(count):
            assert store.redo()
        assert (digest(store), store.redo_title) == (the_end, None)
