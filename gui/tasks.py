"""Background lanes: the one place that starts threads.

A lane is one thread with a queue. Work goes in as a callable, results come back on the UI thread by a queued signal,
tied to a Job; a cancelled job's results are dropped, so a late result can never overwrite a newer one.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")

BATCH_INTERVAL_S = 0.1
"""A stream hands over what it has gathered no more often than this, so that the UI thread is never flooded."""

FIRST_INTERVAL_S = 0.01
"""What comes soon is shown soon: until its first item is as old as the interval, a stream waits only as long as it is
old, but at least this long.
"""

_job_numbers = itertools.count(1)


@dataclass(eq=False, slots=True)
class Job:
    """A piece of background work that can be cancelled; nothing of a cancelled job is delivered any more."""

    id: int = field(default_factory=lambda: next(_job_numbers))
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Drop the job: work not begun is skipped, a stream stops at its next item."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether the job was cancelled."""
        return self._cancelled.is_set()


def _nothing(*_: object) -> None:
    """Do nothing: the default for callbacks that nobody needs."""


class Lane(QObject):
    """One background thread that does its jobs one after the other; it is started by the first of them.

    patient: run at low priority (Linux), for work that may take minutes beside a person who is labelling.
    """

    _delivered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, *, patient: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._queue: SimpleQueue[tuple[Job, Callable[[Job], None]] | None] = SimpleQueue()
        self._later: list[tuple[Job, Callable[[Job], None]]] = []
        # a timer, as Qt's queued calls come before a paint
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._begin)
        self._patient = patient
        self._waiting = 0
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=f"gatelight-{name}", daemon=True)
        self._closed = False

    @property
    def busy(self) -> bool:
        """Tell whether a result is still on its way (seen from the UI thread)."""
        return self._waiting > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] = _nothing,
        failed: Callable[[Exception], None] | None = None,
        *,
        after_paint: bool = False,
    ) -> Job:
        """Do ``work`` on the lane, then ``done(result)`` or ``failed(error)`` on the UI thread.

        Without ``failed``, an error is raised on the UI thread, where the application's error handler takes it.
        after_paint: begin when the UI thread has done what it has to do and painted, for work that follows keys: two
        threads of Python at the same time make the paint wait longer than the work takes.
        """

        def body(job: Job) -> None:
            try:
                result = work()
            except Exception as error:  # the lane must survive whatever a job does
                self._fail(job, failed, error)
            else:
                self._post(job, lambda: done(result))

        return self._submit(body, after_paint=after_paint)

    def stream(
        self,
        work: Callable[[], Iterator[T]],
        received: Callable[[list[T]], None],
        done: Callable[[], None] = _nothing,
        failed: Callable[[Exception], None] | None = None,
        interval_s: float = BATCH_INTERVAL_S,
    ) -> Job:
        """Hand over the items of an iterator in batches: the first at once, later ones after ``interval_s`` at most.

        Cancelling the job closes the iterator, which is how a training generator is told to stop.
        """

        def body(job: Job) -> None:
            batch: list[T] = []
            first, due = None, 0.0
            try:
                items = work()
                for item in items:
                    if job.cancelled:
                        break
                    batch.append(item)
                    if (now := time.monotonic()) >= due:
                        self._post(job, partial(received, batch), counted=False)
                        first = now if first is None else first
                        batch, due = [], now + min(max(now - first, FIRST_INTERVAL_S), interval_s)
                close = getattr(items, "close", None)
                if close is not None:
                    close()
            except Exception as error:  # the lane must survive whatever a job does
                self._fail(job, failed, error)
                return
            if batch:
                self._post(job, partial(received, batch), counted=False)
            self._post(job, done)

        return self._submit(body)

    def call(self, work: Callable[[], T], timeout_s: float = 10.0) -> T:
        """Do ``work`` on the lane after all that is queued, wait for it and give its result; raise what it raises.

        Only for the end of things: the window stands still meanwhile. Raises TimeoutError.
        """
        result: Future[T] = Future()

        def body() -> None:
            try:
                result.set_result(work())
            except Exception as error:  # for the one who waits
                result.set_exception(error)

        self.run(body)
        return result.result(timeout_s)

    def close(self, timeout_s: float = 10.0) -> None:
        """Finish what is queued and end the thread; what comes later is never done."""
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _submit(self, body: Callable[[Job], None], *, after_paint: bool = False) -> Job:
        job = Job()
        self._waiting += 1
        self._later.append((job, body))
        if after_paint:
            self._idle.start()
        else:
            self._begin()
        return job

    def _begin(self) -> None:
        """Begin all that waits: what was put off comes no later than what was asked for after it."""
        if self._idle.isActive():
            self._idle.stop()
        later, self._later = self._later, []
        for entry in later:
            self._queue.put(entry)
        if not (self._closed or self._thread.is_alive()):
            self._thread.start()

    def _work(self) -> None:
        if self._patient and sys.platform == "linux":
            # QThread priorities do nothing on Linux; niceness is per thread there, and only there.
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while (entry := self._queue.get()) is not None:
            self._do(*entry)
            del entry  # until the next one comes, else, all stays in memory that the last job worked with

    def _do(self, job: Job, body: Callable[[Job], None]) -> None:
        if job.cancelled:
            self._post(job, _nothing)
        else:
            body(job)

    def _fail(self, job: Job, failed: Callable[[Exception], None] | None, error: Exception) -> None:
        def tell() -> None:
            if failed is None:
                raise error
            failed(error)

        self._post(job, tell)

    def _post(self, job: Job, call: Callable[[], Any], *, counted: bool = True) -> None:
        self._delivered.emit((job, call, counted))

    @Slot(object)
    def _deliver(self, delivery: tuple[Job, Callable[[], Any], bool]) -> None:
        job, call, counted = delivery
        if counted:
            self._waiting -= 1
        if not job.cancelled:
            call()
