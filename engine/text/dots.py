"""Tell whether a dot belongs to the word before it: «Dr.», «No. 5», «J. Smith»."""

from __future__ import annotations

import re
from enum import IntEnum

from engine.text.abbreviations import BEFORE_NUMBER, CLOSING, STARTERS, TITLES

LONGEST_ABBREVIATION = 6

_NEXT_WORD = re.compile(r"[ \xa0]{1,4}([^\W_]{1,12})")
_BEFORE_NUMBER = tuple(BEFORE_NUMBER)


class Follower(IntEnum):
    """What stands behind a dot, as far as anything depends on it."""

    OTHER = 0
    NUMBER = 1
    NAME = 2


EXAMPLES = ("", " 0", " X")
"""For each kind of follower a text that is one."""


def is_abbreviation(text: str, start: int, dot: int) -> bool:
    """Tell whether the dot belongs to the word ``text[start:dot]`` before it."""
    if dot - start > LONGEST_ABBREVIATION:
        return False
    word = text[start:dot]
    if word in TITLES or word in CLOSING:
        return True
    if word in BEFORE_NUMBER:
        return follower(text, dot + 1) is Follower.NUMBER
    return len(word) == 1 and word.isupper() and follower(text, dot + 1) is Follower.NAME


def follower(text: str, position: int) -> Follower:
    """Tell what stands at a position, right behind a dot."""
    found = _NEXT_WORD.match(text, position)
    if found is None:
        return Follower.OTHER
    word = found[1]
    if word[0].isdecimal():
        return Follower.NUMBER
    return Follower.NAME if word[0].isupper() and word not in STARTERS else Follower.OTHER


def may_depend_on_follower(chunk: str) -> bool:
    """Tell whether it may depend on what stands behind a chunk, and a blank, how the chunk is cut into tokens."""
    return chunk.endswith(".") and (chunk[-2:-1].isupper() or chunk[:-1].endswith(_BEFORE_NUMBER))
