"""Processes for test_store_crash: each works on a project at random until it is killed, and says what it does.

Starting Python takes a hundred times as long as forking, so this is a server. A line on stdin,
``scene seed done writes``, says what the next process does, and how many of the steps that the one before announced
came true. The server takes those with a model; it never opens the project itself, because SQLite's connections must
not go through a fork. If ``writes`` is not 0, the process is killed in the midst of that write to a file.

On stdout, for each process: ``pid 123``, then its own lines, then ``end -9`` (what killed it) when it is gone. Before a
step it says ``will revision digest``, what the project will then be; after it ``ok``. Other lines announce other
moments at which to kill it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from random import Random

from faulty_disk import FaultyDisk
from random_work import Model, Step, import_documents, random_step

from engine.project.store import Store

BIG_IMPORT = 150

OPEN, CLOSE, COPY = "open", "close", "copy"

Scene = Callable[[Model, Random], Iterator[Step | str]]
"""What a process does, one after the other; it goes on as if each step came true."""


def work(model: Model, choose: Random) -> Iterator[Step | str]:
    """Do one thing after the other."""
    yield OPEN
    while True:
        step = random_step(model, choose)
        yield step
        model = step.after


def come_and_go(model: Model, choose: Random) -> Iterator[Step | str]:
    """Open, do a few things, close (which puts the log back into the file), and again."""
    while True:
        yield OPEN
        for _ in range(choose.randint(0, 6)):
            step = random_step(model, choose)
            yield step
            model = step.after
        yield CLOSE


def import_much(model: Model, choose: Random) -> Iterator[Step | str]:
    """Import a lot, take it back, and import something else, so that the rows of the first go for good."""
    yield OPEN
    while True:
        many = import_documents(model, choose, BIG_IMPORT)
        yield many
        back = Step("undo", Store.undo, many.after.undone())
        yield back
        few = import_documents(back.after, choose, 1)
        yield few
        model = few.after


def make_copies(model: Model, choose: Random) -> Iterator[Step | str]:
    """Copy the project again and again, with things done in between."""
    yield OPEN
    while True:
        for _ in range(choose.randint(0, 3)):
            step = random_step(model, choose)
            yield step
            model = step.after
        yield COPY


SCENES: dict[str, Scene] = {scene.__name__: scene for scene in (work, come_and_go, import_much, make_copies)}


def play(path: Path, scene: Iterator[Step | str]) -> None:
    """Do what a scene says, without end."""
    for event in scene:
        match event:
            case "open":
                say("opening")
                store = Store.open(path, alone=True)
                say("opened")
            case Step():
                say(f"will {event.after.revision} {event.after.digest()}")
                event.perform(store)
                say("ok")
            case "close":
                say("closing")
                store.close()
                say("closed")
            case "copy":
                place = path.with_name("copy.gatelight")
                say("copying")
                store.copy_to(place)
                say("copied")
                place.unlink()


def say(line: str) -> None:
    """Write a line at once and in one piece: a short write to a pipe is never cut in two."""
    os.write(1, f"{line}\n".encode())


def serve(path: Path) -> None:
    """Start processes as stdin says, one at a time."""
    model = Model()
    steps: Iterator[Step] = iter(())
    for line in sys.stdin:
        name, seed, done, writes = line.split()
        for step in islice(steps, int(done)):
            model = step.after
        child = os.fork()
        if child == 0:
            say(f"pid {os.getpid()}")
            with FaultyDisk() if int(writes) else nullcontext() as disk:
                if disk:
                    disk.die_at(int(writes))
                play(path, SCENES[name](model, Random(seed)))
        _, status = os.waitpid(child, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")
        steps = (event for event in SCENES[name](model, Random(seed)) if isinstance(event, Step))


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
