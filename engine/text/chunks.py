"""Find the tokens of a text by way of its distinct chunks.

A chunk is what lies between two blanks. No token goes beyond one, and how a chunk is cut depends on nothing outside it
but, for some that end in a dot, on what follows (``dots.py``). So each distinct chunk is scanned once, and where the
tokens of a text lie is arithmetic.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from engine.text.code_points import Flags, are_in, blanks, code_points
from engine.text.dots import EXAMPLES, follower, may_depend_on_follower

PIECE = 1 << 16
"""Characters worked on at a time, so that what is needed besides the tokens does not grow with the text."""

MAX_CHUNKS = 1 << 15
MAX_CHARACTERS = 1 << 18
"""Distinct chunks that are kept, and their characters; the piece that goes beyond lets all be forgotten."""

Offsets = NDArray[np.int32]
Scan = Callable[[str, int, int], tuple["array[int]", "array[int]"]]
"""Gives where the tokens of ``text[first:last]`` start and where they end."""

_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Where the tokens of chunks lie, counted from the start of each chunk.

    firsts: [U + 1], the first token of each chunk among all, then T. starts, ends: [T]. waits: [U], True where what
    follows a chunk decides; then the chunk and the two numbers behind it stand for the three kinds of ``Follower``.
    """

    firsts: Offsets
    starts: Offsets
    ends: Offsets
    waits: Flags

    def with_(self, more: _Layout) -> _Layout:
        """Give these chunks and then those of another one."""
        return _Layout(
            np.concatenate([self.firsts[:-1], more.firsts + self.firsts[-1]]),
            np.concatenate([self.starts, more.starts]),
            np.concatenate([self.ends, more.ends]),
            np.concatenate([self.waits, more.waits]),
        )


_EMPTY = _Layout(np.zeros(1, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.bool_))


class Chunks:
    """The chunks that were met, each scanned once; any number of threads may ask."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._lock = Lock()
        self._numbers: dict[str, int] = {}
        self._layout = _EMPTY
        self._characters = 0

    def tokens(self, text: str, piece: int = PIECE) -> tuple[Offsets, Offsets]:
        """Give where the tokens of a text start and where they end, both int32 [T], working on a piece at a time."""
        # There is room for a token in each character. What nobody writes to takes up no memory, and shrinking copies
        # nothing; arrays that grow side by side would stand in each other's way and leave holes behind.
        starts, ends, count = np.empty(len(text), np.int32), np.empty(len(text), np.int32), 0
        for first, last, blank in _pieces(text, piece):
            found = self._scan(text, first, last) if blank is None else self._tokens_of_piece(text, first, last, blank)
            some = slice(count, count + len(found[0]))
            starts[some], ends[some] = found
            count = some.stop
        for offsets in (starts, ends):
            offsets.resize(count, refcheck=False)
        return starts, ends

    def _tokens_of_piece(self, text: str, first: int, last: int, blank: Flags) -> tuple[Offsets, Offsets]:
        """Give the starts and ends of the tokens in ``text[first:last]``. blank: bool [last - first]."""
        outside = np.ones(len(blank) + 2, np.bool_)
        outside[1:-1] = blank
        edges = (np.flatnonzero(outside[1:] != outside[:-1]) + first).astype(np.int32)
        begins, stops = edges[::2], edges[1::2]
        chunks = text[first:last].split()
        with self._lock:
            numbers = self._numbers_of(chunks)
            layout = self._layout
            if len(self._numbers) > MAX_CHUNKS or self._characters > MAX_CHARACTERS:
                self._forget()
        waiting = np.flatnonzero(layout.waits[numbers])
        followers = (follower(text, stop) for stop in stops[waiting].tolist())
        numbers[waiting] += np.fromiter(followers, np.int32, len(waiting))
        firsts = layout.firsts[numbers]
        counts = layout.firsts[numbers + 1] - firsts
        behind = np.cumsum(counts, dtype=np.int32)
        tokens = np.repeat(firsts - behind + counts, counts) + np.arange(counts.sum(), dtype=np.int32)
        here = np.repeat(begins, counts)
        return layout.starts[tokens] + here, layout.ends[tokens] + here

    def _numbers_of(self, chunks: Sequence[str]) -> Offsets:
        """Give the number of each chunk; new ones are scanned."""
        numbers = np.fromiter(map(self._numbers.get, chunks, repeat(-1)), np.int32, len(chunks))
        unknown = np.flatnonzero(numbers < 0)
        if len(unknown):
            new = [chunks[i] for i in unknown.tolist()]
            self._learn(list(dict.fromkeys(new)))
            numbers[unknown] = np.fromiter(map(self._numbers.__getitem__, new), np.int32, len(new))
        return numbers

    def _learn(self, chunks: Sequence[str]) -> None:
        """Scan chunks that are not known yet: each on a line, and where it matters once with each kind of follower."""
        lines: list[str] = []
        lengths: list[int] = []
        waits: list[bool] = []
        numbers: dict[str, int] = {}
        known = len(self._layout.waits)
        for chunk in chunks:
            numbers[chunk] = known + len(lines)
            if may_depend_on_follower(chunk):
                lines += [chunk + example for example in EXAMPLES]
                lengths += [len(chunk)] * len(EXAMPLES)
                waits += [True, *repeat(False, len(EXAMPLES) - 1)]
            else:
                lines.append(chunk)
                lengths.append(len(chunk))
                waits.append(False)
        text = "\n".join(lines)
        starts, ends = (np.asarray(offsets) for offsets in self._scan(text, 0, len(text)))
        begins = np.zeros(len(lines), np.int32)
        np.cumsum([len(line) + 1 for line in lines[:-1]], out=begins[1:])
        places = np.searchsorted(begins, starts, side="right") - 1
        inside = starts - begins[places] < np.array(lengths)[places]  # not the tokens of the examples
        places = places[inside]
        firsts = np.searchsorted(places, np.arange(len(lines) + 1)).astype(np.int32)
        here = begins[places]
        # In this order: whatever interrupts it, a number that was given has its tokens.
        self._layout = self._layout.with_(
            _Layout(firsts, starts[inside] - here, ends[inside] - here, np.array(waits, np.bool_))
        )
        self._numbers.update(numbers)
        self._characters += sum(map(len, chunks))

    def _forget(self) -> None:
        self._numbers.clear()
        self._layout = _EMPTY
        self._characters = 0


def _pieces(text: str, size: int) -> Iterator[tuple[int, int, Flags | None]]:
    """Cut a text at blanks into pieces ``[first, last)`` of at most ``size`` characters.

    With each comes where its blanks are, or None for a piece that is one chunk, longer than all others.
    """
    first = 0
    while first < len(text):
        blank = are_in(code_points(text[first : first + size]), blanks())
        last = first + len(blank)
        if last < len(text):
            cuts = np.flatnonzero(blank)
            if not len(cuts):
                found = _BLANK.search(text, last)
                last = found.start() if found else len(text)
                yield first, last, None
                first = last
                continue
            blank = blank[: cuts[-1] + 1]
            last = first + len(blank)
        yield first, last, blank
        first = last
