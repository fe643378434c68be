"""How well a name fits what was typed. Letters may be left out; the order of what fits is what people expect."""

from __future__ import annotations

import re

WHOLE, BEGINNING, WORD_START, INSIDE, INITIALS, SCATTERED = range(6)
"""How a name fits, the best first: it is what was typed, begins with it, … has its letters somewhere in their order."""

Rank = tuple[int, int, int]
"""How a name fits, how far from the ideal, and its length. The least comes first."""

_INITIAL = re.compile(r"\b\w")
_NOT_AT_A_WORD = 100
_FARTHEST = 6
"""A letter that is farther behind the one before it is there by chance."""


class Matcher:
    """Ranks casefolded names for what was typed. Words may stand in any order."""

    def __init__(self, typed: str) -> None:
        self._words = typed.casefold().replace("…", " ").split()
        self._whole = " ".join(self._words)

    def __bool__(self) -> bool:
        return bool(self._words)

    def rank(self, name: str) -> Rank | None:
        """Give how well a casefolded name fits, None if it does not."""
        whole = self._ranked(self._whole, name)
        if whole is not None or len(self._words) < 2:
            return whole
        ranks = []
        for word in self._words:
            rank = self._ranked(word, name)
            if rank is None:
                return None
            ranks.append(rank)
        return max(max(kind, WORD_START) for kind, _, _ in ranks), sum(far for _, far, _ in ranks), len(name)

    @staticmethod
    def _ranked(word: str, name: str) -> Rank | None:
        at = name.find(word)
        if at == 0:
            return (WHOLE if len(word) == len(name) else BEGINNING), 0, len(name)
        if at > 0:
            while at > 0 and name[at - 1].isalnum():
                following = name.find(word, at + 1)
                if following < 0:
                    return INSIDE, at, len(name)
                at = following
            return WORD_START, at, len(name)
        first = last = -1
        near = True
        for letter in word:
            at = name.find(letter, last + 1)
            if at < 0:
                return None
            near = near and (last < 0 or at - last <= _FARTHEST)
            first, last = (at if first < 0 else first), at
        if word in "".join(_INITIAL.findall(name)):
            return INITIALS, 0, len(name)
        if not near:
            return None
        inside = first > 0 and name[first - 1].isalnum()
        return SCATTERED, last - first + inside * _NOT_AT_A_WORD, len(name)
