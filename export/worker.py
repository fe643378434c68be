"""A process with a tagger of its own, which does one task at a time.

It is spawned, not forked, so that it can be made by a program with threads; the program's main module is imported in
it, which therefore must do nothing when it is (``if __name__ == "__main__":``). It ends when the program does, however
that ends: its end of the pipe tells.
"""

from __future__ import annotations

import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from engine.errors import UserError
from export.runtime import Tagger

P = ParamSpec("P")
T = TypeVar("T")

Task = Callable[Concatenate[Tagger, P], T]
"""What a worker can do: a function at the top of a module, which gets the tagger before what it is called with."""


class WorkerEndedError(UserError):
    """A process ended in the middle of a task."""


class WorkerStartError(UserError):
    """No process can be started."""


class Worker:
    """The program's side of a process. source: the tagger's file or its bytes."""

    def __init__(self, source: Path | str | bytes) -> None:
        """Start the process; it loads the tagger meanwhile. Raises WorkerStartError when there is none to be had."""
        spawn = get_context("spawn")
        self._ready = self._lost = False
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, source), name="gatelight tagger", daemon=True)
        try:
            with _interrupts_held():
                self._process.start()
        except OSError as error:
            self._connection.close()
            what = f"no process can be started ({error.strerror or error})"
            raise WorkerStartError(what, remedy="close other programs, or use one process") from error
        finally:
            theirs.close()

    @property
    def alive(self) -> bool:
        """Tell whether it can be given a task."""
        return not self._lost and self._process.is_alive()

    def do(self, task: Task[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Have a task done and give its result. Raises what the task or loading the tagger raises, as it is.

        Raises WorkerEndedError when the process ends in the middle of it, and WorkerStartError when it never began.
        """
        if not self._ready:
            self._start()
        succeeded, result = self._answer(
            WorkerEndedError(
                "the process that read it was ended, perhaps for want of memory",
                remedy="close other programs, or split it",
            ),
            (task, args, options),
        )
        if not succeeded:
            raise result
        done: T = result
        return done

    def end(self) -> None:
        """End the process at once; a task that it is at raises WorkerEndedError."""
        self._process.kill()  # nothing is left half done: it writes nothing

    def join(self) -> None:
        """Wait until it has ended, and forget it."""
        self._process.join()
        self._connection.close()

    def _start(self) -> None:
        """Wait until the process has loaded the tagger."""
        succeeded, result = self._answer(
            WorkerStartError(
                "the processes that look for entities end before they begin",
                remedy="close other programs, or use one process",
            )
        )
        if not succeeded:
            self._lost = True
            raise result
        self._ready = True

    def _answer(self, lost: UserError, question: object = None) -> tuple[bool, Any]:
        """Give what the process answers, to a question or at its start. Raises ``lost`` when it is."""
        try:
            if question is not None:
                self._connection.send(question)
            answer: tuple[bool, Any] = pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            self._lost = True  # also while the system still counts it among the living
            raise lost from error
        except BaseException:
            self._lost = True  # a question or an answer may be half through the pipe
            self.end()
            raise
        return answer


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have a process begin without Ctrl+C, which the terminal sends to all: it is for the program to decide."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # else it is started in between, and lets Ctrl+C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, source: Path | str | bytes) -> None:
    """Load the tagger and do tasks until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taggers: list[Tagger] = []
    with suppress(EOFError, OSError):  # the program is gone
        connection.send_bytes(_answer(lambda: taggers.append(Tagger.load(source))))
        for tagger in taggers:
            while True:
                task, args, options = connection.recv()
                connection.send_bytes(_answer(partial(task, tagger, *args, **options)))


def _answer(work: Callable[[], object]) -> bytes:
    """Do work and give its result or its exception as it travels; one that cannot travel as one of its words."""
    try:
        return pickle.dumps((True, work()))
    except Exception as error:
        with suppress(Exception):
            error.add_note(traceback.format_exc())
            answer = pickle.dumps((False, error))
            pickle.loads(answer)
            return answer
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
