"""Find where sentences start, given the tokens of a text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right

from engine.text.abbreviations import STARTERS, TITLES

LONGEST_SENTENCE = 200
"""In tokens; a longer one is cut, so that a batch of sentences has a bounded size."""

_CLOSERS = r"['\"’”»)\]}›」』）】]*+"
_ENDERS = ".!?…‼⁇⁈⁉؟۔।॥։።"
_BREAK = re.compile(
    r"[\n\r\x0b\x0c\x85\u2028\u2029]++"
    rf"|[。！？｡．]++{_CLOSERS}"
    rf"|(?<![{_ENDERS}])[{_ENDERS}]++{_CLOSERS}(?=\s)"  # the lookbehind keeps a million dots linear
)
_ANY_START = "\n\r\x0b\x0c\x85\u2028\u2029。！？｡．"
_OPENERS = "\"'“‘«‹([{¿¡*-–—•"


def sentence_bounds(text: str, starts: array[int], ends: array[int]) -> array[int]:
    """Give the first token of each sentence and then the number of tokens: [0] for a text without tokens.

    A sentence ends at a line break, at 。！？, and at ``.!?…`` with its closing quotes when a blank
    and a plausible start follow. The dot of an abbreviation ends it only before a word like «The» or «He».
    """
    bounds = array("i", [0])
    count = len(starts)
    for found in _BREAK.finditer(text):
        token = bisect_left(starts, found.end(), lo=bounds[-1])
        if token == bounds[-1]:
            continue
        if token >= count:
            break
        dot = found.start()
        if text[dot] in _ANY_START or _starts_here(text, dot, starts, ends, token, bounds[-1]):
            _extend(bounds, token)
    if count:
        _extend(bounds, count)
    return bounds


def _extend(bounds: array[int], token: int) -> None:
    """End the last sentence before ``token``, in pieces if it is too long."""
    bounds.extend(range(bounds[-1] + LONGEST_SENTENCE, token, LONGEST_SENTENCE))
    bounds.append(token)


def _starts_here(text: str, dot: int, starts: array[int], ends: array[int], token: int, first: int) -> bool:
    """Tell whether a sentence that began at ``first`` ends with the dot and ``token`` starts another."""
    following = _word_at(text, starts, ends, token)
    if following[:1].islower():
        return False
    ending = bisect_right(starts, dot) - 1
    if starts[ending] < dot:  # the dot is part of a word: an abbreviation, or a web address
        return following in STARTERS and text[starts[ending] : dot] not in TITLES
    is_list_number = ending == first + 1 and text[starts[first] : ends[first]].isdecimal()
    return not is_list_number


def _word_at(text: str, starts: array[int], ends: array[int], token: int) -> str:
    """Give the form of a token, or of the one after a few opening quotes and brackets."""
    for candidate in range(token, min(token + 4, len(starts))):
        form = text[starts[candidate] : ends[candidate]]
        if form[0] not in _OPENERS:
            return form
    return ""
