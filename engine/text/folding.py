"""Texts without the difference of capitals and small letters, each character still at its position."""

from __future__ import annotations

import sys
from functools import cache


def fold(text: str) -> str:
    """Give a text in which characters that differ only in case are the same; positions stay as they are.

    A character whose full case folding is several («ß», «İ») would shift what is behind it: it becomes its small
    letter if that is one character, else it stays. So «ẞ» is «ß», but «STRASSE» is not «straße». Accents count.
    """
    folded = text.casefold()
    # folding never makes a text shorter, so the same length means that every character became one
    return folded if len(folded) == len(text) else text.translate(_folds())


@cache
def _folds() -> dict[int, str]:
    """Give what each character becomes, where it becomes another one (made when first needed: 0.2 s)."""
    folds = {}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        folded = character.casefold()
        if len(folded) != 1:
            folded = character.lower()
        if folded != character and len(folded) == 1:
            folds[code] = folded
    return folds
