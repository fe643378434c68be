"""In which order the sentences of a text are tagged: those first that somebody is looking at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class ReadingOrder:
    """Hands out sentence numbers, each once: from where somebody looks to the end of the text, then from its start.

    One thread takes while another may look elsewhere; what is taken next begins there. sentences: how many there are.
    done: those that have been tagged already.
    """

    def __init__(self, sentences: int, first: int = 0, done: NDArray[np.integer[Any]] | Sequence[int] = ()) -> None:
        self._waiting = np.ones(sentences, np.bool_)
        self._waiting[np.asarray(done, np.int64)] = False
        self._first = 0
        self.look_at(first)

    def __len__(self) -> int:
        """Give how many sentences there are."""
        return len(self._waiting)

    def look_at(self, sentence: int) -> None:
        """Go on at a sentence, or at the nearest that there is."""
        self._first = max(0, min(sentence, len(self._waiting) - 1))

    def take(self, most: int) -> NDArray[np.int64]:
        """Give the next sentences, ascending, no more than ``most``; none when all were given: int64 [up to most]."""
        for first in (self._first, 0):
            taken = first + np.flatnonzero(self._waiting[first:])[:most]
            if len(taken):
                self._waiting[taken] = False
                return taken
        return np.zeros(0, np.int64)
