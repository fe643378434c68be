"""Cut a text to what a line has room for, between words, with an ellipsis where something is left out.

The blank beside the ellipsis stays: «… two» is whole, «…wo» is not. In scripts without blanks a line may be cut between
any two letters. Only of a word that is longer than all the room a part is left. A mark, or what else belongs to the
character before it, is never the first of what is left.
"""

from __future__ import annotations

import re
from functools import cache

from engine.text.characters import UNSPACED, extending

ELLIPSIS = "…"
_BEHIND, _BEFORE = r"(?<=\s)(?=\S)", r"(?<=\S)(?=\s)"


def beginning(text: str, length: int) -> str:
    """Give the beginning of a text and an ellipsis, together at most so many code points; all of it if it fits."""
    if len(text) <= length:
        return text
    room = max(length - 1, 0)
    # one more than there is room for, to see whether a word ends there
    cuts = [cut.start() for cut in _cuts(_BEHIND).finditer(text, 0, room + 1) if cut.start() <= room]
    cut = next((cut for cut in reversed(cuts) if text[:cut].strip()), room)
    while cut > 0 and _belongs(text[cut]):
        cut -= 1
    return text[:cut] + ELLIPSIS


def ending(text: str, length: int) -> str:
    """Give an ellipsis and the end of a text, together at most so many code points; all of it if it fits."""
    if len(text) <= length:
        return text
    first = len(text) - max(length - 1, 0)
    cuts = [cut.start() for cut in _cuts(_BEFORE).finditer(text, first - 1) if first <= cut.start() < len(text)]
    cut = next((cut for cut in cuts if text[cut:].strip()), first)
    while cut < len(text) and _belongs(text[cut]):
        cut += 1
    return ELLIPSIS + text[cut:]


@cache
def _cuts(edge: str) -> re.Pattern[str]:
    """Give a pattern of the places where a text may be cut. edge: of blanks, the one that counts."""
    return re.compile(rf"{edge}|(?<=[{UNSPACED}])(?!\s)|(?<!\s)(?=[{UNSPACED}])")


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{extending()}]")


def _belongs(character: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    return not character.isascii() and _marks().match(character) is not None
