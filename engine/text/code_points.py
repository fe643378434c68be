"""The characters of a text as numbers, so that numpy finds those of a class."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]

_LAST_BLANK = 0x3000
_CLASS_SIZE = 0x10000


def code_points(text: str) -> NDArray[np.uint32]:
    """Give the code points of a text, lone surrogates too: uint32 [N]."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def class_of(characters: Iterable[str]) -> Flags:
    """Make a class of characters below U+FFFF for ``are_in``: bool [65536]."""
    flags = np.zeros(_CLASS_SIZE, np.bool_)
    flags[[ord(character) for character in characters]] = True
    return flags


@cache
def blanks() -> Flags:
    r"""Give the class of what ``str.split`` cuts at, which is what ``\s`` matches."""
    return class_of(character for character in map(chr, range(_LAST_BLANK + 1)) if character.isspace())


def are_in(codes: NDArray[np.uint32], flags: Flags) -> Flags:
    """Tell which code points [N] belong to a class: bool [N]."""
    found: Flags = flags.take(codes, mode="clip")  # all from U+FFFF on count as U+FFFF, which is in no class
    return found
