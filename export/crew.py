"""Several taggers at work side by side, each in a process of its own, behind what looks like one.

    with Crew("model.onnx", jobs=2) as crew:
        for entities in crew.stream(text): ...

The results come in the order of the tasks, and only a few tasks are on their way at any time, so that memory does not
grow with what is to be done. What comes out is the same for any number of jobs.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.text.document import Tokens
from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize
from export.entity_table import EntityTable
from export.runtime import Tagger
from export.worker import Task, Worker

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")

Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int16], NDArray[np.float64]]
"""Of an ``EntityTable``: starts, ends, label_numbers, confidences."""

ENOUGH_FOR_ONE = 500_000
"""Bytes or characters that a process must find to do, else it is not worth its start: it has to load the tagger."""

_WAKE_SECONDS = 0.2
"""On Windows a wait ends at Ctrl+C only when its time is over."""


class Crew:
    """A tagger in this process, or up to ``jobs`` of them in others once there is enough to do.

    source: the tagger's file or its bytes. A crew is used from one thread at a time, and closed.
    """

    def __init__(self, source: Path | str | bytes, jobs: int) -> None:
        self._source = source
        self._jobs = jobs
        self._expected = 0
        self._tagger: Tagger | None = None
        self._processes: _Processes | None = None
        self._labels: tuple[str, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        if self._processes is not None:
            self._processes.close()

    def expect(self, size: int) -> None:
        """Say that so many bytes or characters come, besides those of earlier calls; processes start if that pays."""
        self._expected += size
        count = min(self._jobs, self._expected // ENOUGH_FOR_ONE)
        if count > 1 and self._processes is None:
            self._processes = _Processes(self._source, count)
            for _ in range(count):  # so that all begin now: of a long text, the first task is to read it, alone
                self._processes.submit(labels_of)

    @property
    def room(self) -> int:
        """Give how many tasks may be on their way so that all have something to do."""
        return 1 if self._processes is None else 2 * self._processes.count

    @property
    def labels(self) -> tuple[str, ...]:
        """Give the names of the tagger's labels. Raises ModelFileError when it cannot be loaded."""
        if self._labels is None:
            self._labels = result_of(self.submit(labels_of))
        return self._labels

    def submit(self, task: Task[P, T], *args: P.args, **options: P.kwargs) -> Future[T]:
        """Have a task done: by a process when one is free, or else here and now."""
        if self._processes is not None:
            return self._processes.submit(task, *args, **options)
        if self._tagger is None:
            self._tagger = Tagger.load(self._source)
        future: Future[T] = Future()
        try:
            future.set_result(task(self._tagger, *args, **options))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, task: Task[[A], T], arguments: Iterable[A]) -> Iterator[T]:
        """Have a task done with each argument, and give the results in their order. Raises the first exception."""
        waiting: deque[Future[T]] = deque()
        try:
            for argument in arguments:
                waiting.append(self.submit(task, argument))
                if len(waiting) >= self.room:
                    yield result_of(waiting.popleft())
            while waiting:
                yield result_of(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def stream(self, text: str) -> Iterator[EntityTable]:
        """Find the entities of a text as ``Tagger.stream`` does: some at a time, each table of the whole text."""
        self.expect(len(text))
        places = list(pieces(text))
        found = self.map(tag_piece, (text[start:end] for start, end in places))
        for (start, _), columns in zip(places, found, strict=True):
            yield placed(columns, text, self.labels, start)


class _Processes:
    """As many threads as processes: each hands tasks to one of its own and waits with it."""

    def __init__(self, source: Path | str | bytes, count: int) -> None:
        self.count = count
        self._source = source
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="gatelight crew")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._workers: list[Worker] = []
        self._closed = False

    def submit(self, task: Task[P, T], *args: P.args, **options: P.kwargs) -> Future[T]:
        def done() -> T:
            return self._worker().do(task, *args, **options)

        return self._threads.submit(done)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.end()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.join()

    def _worker(self) -> Worker:
        """Give the process of this thread, a new one when the last one has been ended by somebody."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.alive:
            return worker
        with self._lock:  # none may start behind the back of close
            if self._closed:
                raise UserError("the work has been stopped")
            if worker is not None:
                worker.end()
                worker.join()
                self._workers.remove(worker)
                self._own.worker = None  # should the next one not start
            self._own.worker = worker = Worker(self._source)
            self._workers.append(worker)
        return worker


def result_of(future: Future[T]) -> T:
    """Wait for a result so that Ctrl+C comes through."""
    wait_for([future])
    return future.result()


def wait_for(futures: Sequence[Future[Any]]) -> None:
    """Wait until one of some tasks is done. Raises ValueError without any: it would be for ever."""
    if not futures:
        raise ValueError("there is nothing to wait for")
    while not wait(futures, _WAKE_SECONDS, FIRST_COMPLETED).done:
        pass


def usable_cores() -> int:
    """Give how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# Tasks


def labels_of(tagger: Tagger) -> tuple[str, ...]:
    """Give the names of its labels."""
    return tagger.labels


def tag_piece(tagger: Tagger, piece: str | Tokens) -> Columns:
    """Find the entities of a piece of a text, or of its tokens. The text itself does not travel back."""
    found = tagger.tag_tokens(tokenize(piece) if isinstance(piece, str) else piece)
    return found.starts, found.ends, found.label_numbers, found.confidences


def placed(columns: Columns, text: str, labels: Sequence[str], start: int) -> EntityTable:
    """Give what was found in a piece as it is in the whole text, in which the piece begins at ``start``."""
    starts, ends, label_numbers, confidences = columns
    return EntityTable(text, labels, starts + np.int32(start), ends + np.int32(start), label_numbers, confidences)
