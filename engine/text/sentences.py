"""Find where sentences start, given the tokens of a text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from engine.text.abbreviations import STARTERS, TITLES
from engine.text.code_points import class_of, code_points

LONGEST_SENTENCE = 200
"""In tokens; a longer one is cut, so that a batch of sentences has a bounded size."""

PIECE = 1 << 16
"""Characters looked at at a time."""

BREAKS = 1024
"""Places looked at at a time where a sentence may end."""

_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_WIDE_ENDERS = "。！？｡．"
_ENDERS = ".!?…‼⁇⁈⁉؟۔।॥։።"
_CLOSERS = r"['\"’”»)\]}›」』）】]*+"
_BREAK = re.compile(rf"[{_LINE_BREAKS}]++|[{_WIDE_ENDERS}]++{_CLOSERS}|[{_ENDERS}]++{_CLOSERS}(?=\s)")
_ANY_START = _LINE_BREAKS + _WIDE_ENDERS
_ANY_LINE_BREAK = re.compile(f"[{_LINE_BREAKS}]")
_OPENERS = "\"'“‘«‹([{¿¡*-–—•"


def sentence_bounds(text: str, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give the first token of each sentence and then the number of tokens: int32 [S + 1], [0] without tokens.

    A sentence ends at a line break, at 。！？, and at ``.!?…`` with its closing quotes when a blank
    and a plausible start follow. The dot of an abbreviation ends it only before a word like «The» or «He».
    """
    bounds = array("i", [0])
    count = len(starts)
    if not count:
        return np.asarray(bounds)
    breaks = _breaks(text)
    while some := list(islice(breaks, BREAKS)):
        dots, stops = np.array(some, np.int32).T
        tokens, endings = np.searchsorted(starts, stops), np.searchsorted(starts, dots, side="right") - 1
        # As lists, and of so many breaks at once: an array gives a single number slowly.
        begins, word_starts, word_ends = (
            offsets.take(places, mode="clip")
            for offsets, places in ((starts, endings), (starts, tokens), (ends, tokens))
        )
        columns = (dots, tokens, endings, begins, word_starts, word_ends)
        for dot, token, ending, begin, start, end in zip(*(column.tolist() for column in columns), strict=True):
            first = bounds[-1]
            if not first < token < count:
                continue
            if text[dot] not in _ANY_START:
                word = text[start:end] if text[start] not in _OPENERS else _word_behind(text, starts, ends, token)
                is_listed = ending == first + 1 and text[starts[first] : ends[first]].isdecimal()
                if not _starts_sentence(word, text[begin:dot], is_listed):
                    continue
            _extend(bounds, token)
    _extend(bounds, count)
    return np.asarray(bounds)


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """Give the places ``[start, end)`` where a sentence may end: line breaks, and enders with what closes behind."""
    kind_before = 0
    for first in range(0, len(text), PIECE):
        kinds = _kinds().take(code_points(text[first : first + PIECE]), mode="clip")
        changes = kinds != np.concatenate([[kind_before], kinds[:-1]])
        kind_before = kinds[-1]
        for start in np.flatnonzero(changes & (kinds != 0)).tolist():
            found = _BREAK.match(text, first + start)
            if found is not None:
                yield found.span()


@cache
def _kinds() -> NDArray[np.uint8]:
    """Give each character's kind, 0 for what ends no sentence; a break begins where a run of one kind does."""
    kinds = np.zeros(1 << 16, np.uint8)
    for kind, characters in enumerate((_LINE_BREAKS, _WIDE_ENDERS, _ENDERS), 1):
        kinds[class_of(characters)] = kind
    return kinds


def _extend(bounds: array[int], token: int) -> None:
    """End the last sentence before ``token``, in pieces if it is too long."""
    if token - bounds[-1] > LONGEST_SENTENCE:
        bounds.extend(range(bounds[-1] + LONGEST_SENTENCE, token, LONGEST_SENTENCE))
    bounds.append(token)


def _starts_sentence(word: str, before_dot: str, is_listed: bool) -> bool:
    """Tell whether a word behind a dot and a blank starts a sentence.

    before_dot: what of the dot's own token is before the dot. is_listed: there is only a number before the dot.
    """
    if word[:1].islower():
        return False
    if before_dot:  # the dot is part of a word: an abbreviation, or a web address
        return word in STARTERS and before_dot not in TITLES
    return not is_listed


def _word_behind(text: str, starts: NDArray[np.int32], ends: NDArray[np.int32], token: int) -> str:
    """Give the form of the first token from this one on that is no opening quote or bracket, among a few; or "".

    It is looked for on this line only: a sentence ends at a line break, whatever is behind it.
    """
    for candidate in range(token, min(token + 4, len(starts))):
        form = text[starts[candidate] : ends[candidate]]
        if form[0] not in _OPENERS:
            return form
        if candidate + 1 < len(starts) and _ANY_LINE_BREAK.search(text, ends[candidate], starts[candidate + 1]):
            break
    return ""
