"""Find what a query looks for in one text: words, or a regular expression with a time limit.

A matcher gives ranges of code points that are never empty and never overlap, in order, one by one, so that the
first ones of a very long text are there at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from engine.errors import UserError
from engine.project.search_words import is_inside
from engine.text.folding import fold

if TYPE_CHECKING:
    import regex

LONGEST_QUERY = 1_000
"""Code points of a query."""

REGEX_SECONDS = 2.0
REGEX_SECONDS_PER_TEXT = 1.0
REGEX_SECONDS_PER_CHARACTER = 2e-6
"""The time an expression has: so long, and for each character it has looked at about ten times what one needs that
does not try again and again; ten million characters may take twenty seconds. Of that, a single text may take a second
and what its own characters allow: until it is through, the search cannot be given up.
"""

MOST_COPIES = 100_000
"""``a{9}`` is compiled to nine copies of ``a``, each of some hundred bytes."""

_BATCH = 500
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d{1,12})(?:,\d*)?\}|.", re.DOTALL)
_CALL = re.compile(r"\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)")


class Matcher(Protocol):
    """Finds in a text what was asked for."""

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the matches, ``[start, end)`` each. Raises TimeoutError."""


class WordMatcher:
    """Finds words as they stand in the query, with any white space where the query has some.

    A match begins at the start of a search word, not inside one, and may end inside one unless ``whole_words``;
    with ``anywhere`` it may begin inside one, too.
    """

    def __init__(self, words: str, *, match_case: bool, whole_words: bool, anywhere: bool = False) -> None:
        parts = (words if match_case else fold(words)).split()
        self._pattern = re.compile(r"\s+".join(map(re.escape, parts)))
        self._match_case = match_case
        self._whole_words = whole_words
        self._anywhere = anywhere and not whole_words

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the matches, ``[start, end)`` each."""
        folded = fold(text)
        place = text if self._match_case else folded
        position = 0
        while match := self._pattern.search(place, position):
            start, end = match.span()
            if (not self._anywhere and is_inside(folded, start)) or (self._whole_words and is_inside(folded, end)):
                position = start + 1
            else:
                yield start, end
                position = end


class RegexMatcher:
    r"""Finds what a regular expression of the library ``regex`` matches; ``^`` and ``$`` are also at line breaks.

    With ``whole_words``, of what it matches only that which neither begins nor ends inside a search word. Raises
    UserError if the expression is wrong, or would take too much memory. One object has one time limit for all the
    texts it looks at; only its own matching counts. The library lets other threads run while it matches.
    """

    def __init__(self, expression: str, *, match_case: bool, whole_words: bool) -> None:
        self._pattern = _compile(expression, match_case=match_case)
        self._whole_words = whole_words
        self._seconds = REGEX_SECONDS

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the matches, ``[start, end)`` each. Raises TimeoutError at the time limit."""
        own = len(text) * REGEX_SECONDS_PER_CHARACTER
        self._seconds += own
        own += REGEX_SECONDS_PER_TEXT
        folded = fold(text) if self._whole_words else ""
        position, more = 0, True
        while more:
            batch = self._batch(text, position, min(self._seconds, own))
            for start, end in batch:
                if not (is_inside(folded, start) or is_inside(folded, end)):
                    yield start, end
                position = end
            more = len(batch) == _BATCH

    def _batch(self, text: str, position: int, seconds: float) -> list[tuple[int, int]]:
        """Give the next matches: the library's clock runs from the first to the last, whatever else is done between."""
        if self._seconds <= 0:
            raise TimeoutError
        began = time.thread_time()
        try:
            matches = self._pattern.finditer(text, position, timeout=seconds)
            return list(islice((match.span() for match in matches if match.end() > match.start()), _BATCH))
        except MemoryError as error:
            raise TimeoutError from error
        finally:
            self._seconds -= time.thread_time() - began


def check_length(query: str) -> None:
    """Refuse what somebody pasted by mistake. Raises UserError."""
    if len(query) > LONGEST_QUERY:
        raise UserError(
            f"what is looked for has {len(query):,} characters", remedy=f"look for at most {LONGEST_QUERY:,}"
        )


def _compile(expression: str, *, match_case: bool) -> regex.Pattern[str]:
    import regex  # 20 ms that no start-up has to wait for

    if _CALL.search(expression):
        raise UserError("the regular expression calls itself", remedy="leave out (?R) and its like")
    if _copies(expression) > MOST_COPIES:
        raise UserError("the regular expression repeats something too often", remedy="make the numbers in {} smaller")
    try:
        return regex.compile(expression, regex.MULTILINE | (0 if match_case else regex.IGNORECASE))
    except regex.error as error:
        place = "" if error.pos is None else f" at character {min(error.pos, len(expression) - 1) + 1}"
        raise UserError(f"the regular expression is wrong{place} ({error.msg})", remedy="mend it there") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise UserError("the regular expression is too deep", remedy="make it simpler") from error


def _copies(expression: str) -> int:
    """Estimate how many atoms are left when each ``{9}`` was written out, groups in groups too."""
    totals, last = [0], 0
    for atom in _ATOM.finditer(expression):
        if atom[1]:
            more = last * max(int(atom[1]) - 1, 0)
            totals[-1] += more
            last += more
        elif atom[0] == "(":
            totals.append(0)
        elif atom[0] == ")" and len(totals) > 1:
            last = totals.pop()
            totals[-1] += last
        elif atom[0] not in ("*", "+", "?", "|"):
            totals[-1] += 1
            last = 1
    return sum(totals)
