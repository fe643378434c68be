"""Which labels a person means who types some letters: by name, by group, by the words of the guideline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.text.labels import Label

_WORDS = re.compile(r"\w+")
_NAME, _NAME_PART, _WITHIN, _SCATTERED, _GROUP, _GUIDELINE = range(6)


def matching(labels: Iterable[Label], typed: str) -> list[Label]:
    """Give the labels that fit what was typed, those that fit best first, equals in their order.

    A name that begins with it comes first, then one of whose parts does, then one that has it inside, then one that
    has its letters in this order; then the labels whose group, or guideline, has a word that begins with it.
    """
    wanted = typed.strip().casefold()
    ranked = [(rank, label) for label in labels if (rank := _rank(label, wanted)) is not None]
    return [label for _, label in sorted(ranked, key=lambda pair: pair[0])]


def _rank(label: Label, wanted: str) -> tuple[int, int] | None:
    """Give how well a label fits, less is better; None if it does not."""
    name = label.name.casefold()
    if name.startswith(wanted):
        return _NAME, int(name != wanted)
    if any(name.startswith(wanted, start) for start in _part_starts(label.name)):
        return _NAME_PART, 0
    if wanted in name:
        return _WITHIN, name.index(wanted)
    letters = iter(name)
    if name[:1] == wanted[:1] and all(letter in letters for letter in wanted.replace(" ", "")):
        return _SCATTERED, len(name)
    for rank, text in ((_GROUP, label.group), (_GUIDELINE, label.description)):
        words = text.casefold()
        if any(words.startswith(wanted, word.start()) for word in _WORDS.finditer(words)):
            return rank, 0
    return None


def _part_starts(name: str) -> Iterator[int]:
    """Give where the parts of a name begin behind its first: «court_decision», «court decision», «CourtDecision»."""
    if len(name.casefold()) != len(name):
        return  # places in the one would be none in the other
    for place in range(1, len(name)):
        before, here = name[place - 1], name[place]
        if here.isalnum() and (not before.isalnum() or (here.isupper() and before.islower())):
            yield place
