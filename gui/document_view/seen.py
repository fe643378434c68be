"""What a person has confirmed of a text, asked for by place. Nothing here knows Qt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from engine.text.document import Tokens
from engine.text.ranges import Range


class Seen(Enum):
    """How much of something is confirmed."""

    NOTHING = 0
    PART = 1
    ALL = 2


class SeenParts:
    """The confirmed parts of a text: sorted ranges of code points that lie apart, be they a hundred thousand."""

    __slots__ = ("_ends", "_known", "_starts", "ranges")

    def __init__(self, ranges: Sequence[Range] = ()) -> None:
        self.ranges = ranges
        self._known: dict[Range, Seen] = {}  # of the lines that were drawn: they are drawn again and again
        bounds = np.array(ranges, np.int64).reshape(-1, 2)
        self._starts, self._ends = np.ascontiguousarray(bounds[:, 0]), np.ascontiguousarray(bounds[:, 1])

    def __bool__(self) -> bool:
        return len(self._starts) > 0

    def of(self, start: int, end: int, tokens: Tokens) -> Seen:
        """Tell how much is confirmed of ``[start, end)``; blanks around its tokens do not count.

        Where there is no token, what is around counts: an empty line does not interrupt a part, nor begin or end one.
        """
        if not self:
            return Seen.NOTHING
        if (start, end) not in self._known:
            self._known[start, end] = self._looked_up(start, end, tokens)
        return self._known[start, end]

    def _looked_up(self, start: int, end: int, tokens: Tokens) -> Seen:
        first, last = tokens.covering(start, max(end, start + 1))
        if first == last:
            return Seen.ALL if self.goes_on(start, tokens) else Seen.NOTHING
        return self._of(max(start, int(tokens.starts[first])), min(end, int(tokens.ends[last - 1])))

    def goes_on(self, position: int, tokens: Tokens) -> bool:
        """Tell whether the tokens before and behind a place are in one part; not where the text begins or ends."""
        behind = tokens.covering(position, position)[0]
        if not 0 < behind < len(tokens):
            return False
        return self._of(int(tokens.starts[behind - 1]), int(tokens.ends[behind])) is Seen.ALL

    def _of(self, start: int, end: int) -> Seen:
        near = int(np.searchsorted(self._ends, np.int64(start), side="right"))
        if near == len(self._starts) or self._starts[near] >= end:
            return Seen.NOTHING
        return Seen.ALL if self._starts[near] <= start and end <= self._ends[near] else Seen.PART
