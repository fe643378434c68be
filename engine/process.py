"""What this process has used so far, and what it gives back: time and memory."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

LARGE_BLOCK = 1 << 19
"""Bytes from which on a block of memory is one of the system's own: those of a long text, not those of a batch."""

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h


def give_large_blocks_back() -> None:
    """Have large arrays leave the process when they are dropped; where the C library is another than glibc, do nothing.

    By itself glibc puts what is as large as something dropped before between small things, and what is below one of
    these stays: after a text of ten megabytes a window kept ten megabytes of holes.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BLOCK)


LONGEST_WAIT_S = 0.05
"""So long at most does ``give_way`` wait, should nobody ever leave the way."""

_way_is_free = threading.Event()
_way_is_free.set()


def want_way() -> None:
    """Have long work in other threads pause, because a person waits for something that takes a moment."""
    _way_is_free.clear()


def leave_way() -> None:
    """Let it go on."""
    _way_is_free.set()


def give_way() -> None:
    """Pause while a person waits. Long work calls this every millisecond or so; it costs nothing while nobody does."""
    if not _way_is_free.is_set():
        _way_is_free.wait(LONGEST_WAIT_S)


STEP = 20_000
"""Items that one call of Python's own may go through without a pause: about a millisecond's worth."""


def in_steps(items: Sequence[T], size: int = STEP) -> Iterator[Sequence[T]]:
    """Give a sequence piece by piece, and way in between.

    A call such as ``dict.fromkeys`` or ``map(table.get, …)`` lets no other thread have Python until it is through:
    with a million words that is a tenth of a second.
    """
    for first in range(0, len(items), size):
        give_way()
        yield items[first : first + size]


def collect_seldom() -> None:
    """Have Python look for cycles among young objects only, until ``gc.collect`` is called in a quiet moment.

    A look at all there are holds up every thread, in a large project and beside a training for 50 to 150 ms.
    """
    gc.set_threshold(*gc.get_threshold()[:2], 1_000_000)


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Make very many objects without Python looking for cycles among all there are, again and again.

    Each look holds up every thread: where 50,000 documents are listed, for some 50 ms.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def expect_to_stay() -> None:
    """Have Python look for no cycles among what there is now, until ``look_at_all``."""
    gc.freeze()


def look_at_all() -> None:
    """Have Python look for cycles among everything again: what was expected to stay may be gone."""
    gc.unfreeze()


def milliseconds_since_process_start() -> float:
    """Give the age of this process; where the system does not tell, the time since Python began to run our code."""
    try:
        # Field 22 of /proc/self/stat: start time in clock ticks since boot. The name in field 2 may hold blanks.
        fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
        started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started_s) * 1000
    except (OSError, AttributeError, ValueError, IndexError):
        return time.process_time() * 1000
