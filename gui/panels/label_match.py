"""Which labels a person means who types some letters: by name, by group, by the words of the guideline."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.text.labels import Label
from gui.matching import WORD_START, Matcher, Rank

_PART = re.compile(r"(?<=[^\W\d_])(?=[A-Z][^\W\d_A-Z])")
"""Where a part of a name begins that only a capital marks: «CourtDecision»."""
_NAME, _GROUP, _GUIDELINE = range(3)


def matching(labels: Iterable[Label], typed: str) -> list[Label]:
    """Give the labels that fit what was typed, those that fit best first, equals in their order.

    First those whose name fits (``Matcher``), then those whose group, or guideline, has a word that begins with it.
    """
    matcher = Matcher(typed)
    if not matcher:
        return list(labels)
    ranked = [(rank, label) for label in labels if (rank := _rank(matcher, label)) is not None]
    return [label for _, label in sorted(ranked, key=lambda pair: pair[0])]


def _rank(matcher: Matcher, label: Label) -> tuple[int, Rank] | None:
    """Give how well a label fits, less is better; None if it does not."""
    names = {label.name.casefold(), _PART.sub(" ", label.name).casefold()}
    ranks = [rank for name in names if (rank := matcher.rank(name)) is not None]
    if ranks:
        return _NAME, min(ranks)
    for place, text in ((_GROUP, label.group), (_GUIDELINE, label.description)):
        rank = matcher.rank(text.casefold())
        if rank is not None and rank[0] <= WORD_START:
            return place, (0, 0, 0)
    return None
