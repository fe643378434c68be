"""Cut a text of any script into tokens and sentences, with exact offsets.

One regular expression finds the tokens; each distinct chunk between two blanks is given to it once (``chunks.py``).
No text makes it slow: every repetition that could be given back is possessive or bounded. What needs a word list
(``Dr.``, ``don't``) is marked by a group and cut in Python. Nothing is cut before a combining mark, a joiner or a
variation selector, and blanks are never in a token.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cache

import numpy as np

from engine.text.abbreviations import CLITICS, DOMAINS, ELISIONS
from engine.text.characters import (
    FLAG_LETTER,
    IGNORABLE,
    PICTOGRAPH,
    SEPARATOR,
    STACKER,
    UNSPACED,
    extending,
)
from engine.text.chunks import Chunks
from engine.text.document import Tokens
from engine.text.dots import is_abbreviation
from engine.text.sentences import sentence_bounds

TOKENIZER_VERSION = 1
"""Grows when the same text would give other tokens, so that stored ones can be told apart."""


def tokenize(text: str) -> Tokens:
    """Give the tokens and sentences of a text; any string will do, also with lone surrogates in it."""
    starts, ends = _chunks().tokens(text)
    return Tokens(text, starts, ends, sentence_bounds(text, starts, ends))


@cache
def _chunks() -> Chunks:
    return Chunks(scan)


def scan(text: str, first: int, last: int) -> tuple[array[int], array[int]]:
    """Give where the tokens of ``text[first:last]`` start and where they end, by the pattern alone.

    Blanks or nothing must be on both sides. This is what a token is; ``tokenize`` gives the same, faster.
    """
    starts, ends = array("i"), array("i")
    for match in _scanner().finditer(text, first, last):
        start, end = match.span()
        if match.lastindex is not None:
            for cut in _cuts(match):
                starts.append(start)
                ends.append(cut)
                start = cut
        starts.append(start)
        ends.append(end)
    return starts, ends


def tokens_of_forms(sentences: Sequence[Sequence[str]]) -> tuple[str, Tokens]:
    """Build a text from given forms and keep them as its tokens.

    One sentence a line, one blank between forms, whatever is in them. Sentences without a form are left out.
    Raises ValueError when a form is empty.
    """
    starts, ends, bounds = array("i"), array("i"), array("i", [0])
    lines: list[str] = []
    position = 0
    for forms in filter(None, sentences):
        for form in forms:
            if not form:
                raise ValueError(f"sentence {len(lines)} has an empty form: {list(forms)!r}")
            starts.append(position)
            ends.append(position + len(form))
            position += len(form) + 1
        lines.append(" ".join(forms))
        bounds.append(len(starts))
    text = "\n".join(lines)
    return text, Tokens(text, np.asarray(starts), np.asarray(ends), np.asarray(bounds))


@cache
def _scanner() -> re.Pattern[str]:
    """Compile the token pattern. Group 1: an apostrophe inside a word; group 2: the one dot behind a word."""
    letter = rf"[^\W_{UNSPACED}]"  # digits too
    extend = rf"(?:(?![\x00-\xac])[{extending()}])"
    url_character = rf"[^\s<>\"“”«»\u3000-\u303f\uff00-\uffef{UNSPACED}{SEPARATOR}]"
    url = rf"{url_character}*(?<=[^.,;:!?)\]}}'’…*])"
    return re.compile(
        rf"""
        (?:
            [A-Za-z]++ (?=[ ,\n])                                   # most tokens there are
          | [0-9\#*]\ufe0f?\u20e3                                   # keycap
          | (?!\d){letter} (?:\. (?!\d){letter} (?!{letter}))++ \.? # U.S.
          | Ph\.D\b\.?
          | [@\#]?(?={letter})
            (?: {letter}++
              | {extend}++
              | [-_\u2010\u2011] (?={letter})                       # well-known, snake_case
              | (?<=\d) [.,:/] (?=\d)(?={letter})                   # 1,000.50  12:30  1/2/1999
              | (?<=[A-Z]) & (?=[A-Z])                              # AT&T
              | (['’]) (?={letter})
            )++
            (?: (?: :// | (?<=\bwww)\.(?=\w) ) {url}
              | [A-Za-z0-9.+%_-]{{0,64}}+ @ [A-Za-z0-9_-]{{1,63}}+ (?:\.[A-Za-z0-9_-]{{1,63}}+)++
              | (?:\.[A-Za-z0-9_-]{{1,63}}){{0,4}}? \. (?:{DOMAINS}|[a-z]{{2,4}}(?=/\w)) (?![\w-])
                (?:[/:?\#]{url})?
              | (\.) (?![.\w])
            )?
          | (?<=[\w.)"”]) ['’] (?:{"|".join(CLITICS)}) (?!\w)       # U.S.'s
          | [{UNSPACED}] {extend}*+ (?: (?<=[{STACKER}]) [{UNSPACED}] {extend}*+ )*+
          | [{FLAG_LETTER}]{{2}}
          | \.++ | -++ | [!?]++ | \*++ | =++ | _++ | ~++ | \++ | \#++ | …++ | '' | ``
          | [^\s{SEPARATOR}{IGNORABLE}]
        )
        {extend}*+
        (?: (?<=\u200d) [{PICTOGRAPH}] {extend}*+ )*+
        """,
        re.VERBOSE,
    )


_CONTRACTION = re.compile(rf"(?<=\w)(?:n['’][tT]|N['’]T|['’](?:{'|'.join(CLITICS)}))(?![^\W_])")


def _cuts(match: re.Match[str]) -> list[int]:
    """Give the places inside a match where one token ends and the next one starts, ascending."""
    text, (start, end) = match.string, match.span()
    dot = match.start(2)
    word_end = dot if dot >= 0 else end
    cuts = []
    apostrophe = match.start(1)
    if apostrophe >= 0:
        cuts = [found.start() for found in _CONTRACTION.finditer(text, start, word_end) if found.start() > start]
        if not cuts and text[start:apostrophe].lower() in ELISIONS:
            cuts = [apostrophe + 1]
    if dot >= 0 and not (end == dot + 1 and is_abbreviation(text, start, dot)):
        cuts.append(dot)
    return cuts
