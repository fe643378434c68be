"""Tag long texts on several cores: a process for each, with a session of its own.

Threads would not do: half of the work is Python. A text is cut at line breaks, where a sentence always ends, so the
entities are the same as in one piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from engine.errors import UserError
from export.runtime import Entity, Tagger

PIECE = 100_000
"""Characters that a process gets at a time: a second of work at most, and little to send."""


class TaggerPool:
    """A tagger in several processes. model: the bytes of its file, which were loaded before without an error."""

    def __init__(self, model: bytes, processes: int) -> None:
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_load, initargs=(model,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def tag(self, text: str) -> Iterator[Entity]:
        """Find the entities of a text, in order, piece by piece. Raises UserError if a process dies."""
        waiting: deque[tuple[int, Future[list[Entity]]]] = deque()
        pieces = pieces_of(text, PIECE)
        try:
            for first, piece in pieces:
                waiting.append((first, self._pool.submit(_tag, piece)))
                if len(waiting) > 2 * self._processes:  # no more texts on their way than keep everybody busy
                    yield from _moved(*waiting.popleft())
            while waiting:
                yield from _moved(*waiting.popleft())
        except BrokenProcessPool as error:
            raise UserError("a helper process ended unexpectedly", remedy="try again") from error


def pieces_of(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Cut a text behind line breaks: where each piece begins, and the piece. A longer line stays whole."""
    first = 0
    while first < len(text):
        last = len(text)
        if first + size < len(text):
            last = text.rfind("\n", first, first + size) + 1 or text.find("\n", first + size) + 1 or len(text)
        yield first, text[first:last]
        first = last


_tagger: Tagger | None = None


def _load(model: bytes) -> None:
    global _tagger
    _tagger = Tagger.load(model)


def _tag(piece: str) -> list[Entity]:
    assert _tagger is not None, "the initializer ran"
    return _tagger.tag(piece)


def _moved(first: int, found: Future[list[Entity]]) -> Iterator[Entity]:
    for entity in found.result():
        yield replace(entity, start=entity.start + first, end=entity.end + first)
