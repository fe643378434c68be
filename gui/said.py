"""Sentences that engine and export make, in the language of the person.

The engine speaks English: its sentences stand in the log of a project and in the terminal as well. Here they are
recognised by what is constant in them. What is not known is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from engine.errors import UserError
from gui.words import tr

NESTED = ("title", "row", "what", "reason", "error", "remedy")
"""Fields that hold a sentence of the engine's themselves; ``state`` holds a word of the window."""

_FIELD = re.compile(r"\{(\w+)\}")

_sentences: Mapping[str, str] = {}
_patterns: list[tuple[re.Pattern[str], str]] = []


def use(sentences: Mapping[str, str]) -> None:
    """Show these from now on: by the English ones, with ``{name}`` where something else stands each time."""
    global _sentences
    _sentences = sentences
    _patterns.clear()
    said.cache_clear()


@lru_cache(maxsize=2_000)
def said(sentence: str) -> str:
    """Give a sentence of the engine's, or a half of one, in the person's language."""
    if not _sentences or not sentence:
        return sentence
    if sentence in _sentences:
        return _sentences[sentence]
    if not _patterns:
        _patterns.extend(_compiled())
    for pattern, translation in _patterns:
        if match := pattern.fullmatch(sentence):
            return translation.format(**{name: _field(name, value) for name, value in match.groupdict().items()})
    return sentence


def said_error(error: UserError) -> str:
    """Give the sentence of an error in the person's language."""
    what, remedy = said(error.what), said(error.remedy)
    where = "" if error.path is None else str(error.path)
    if error.line is not None:
        where = tr("{file}, line {n}", file=where, n=error.line) if where else tr("line {n}", n=error.line)
    sentence = f"{where}{error.joint}{what}" if where else what[:1].upper() + what[1:]
    return f"{sentence}; {remedy}." if remedy else f"{sentence}."


def _field(name: str, value: str) -> str:
    return said(value) if name in NESTED else tr(value) if name == "state" else value


def _compiled() -> list[tuple[re.Pattern[str], str]]:
    """Give the sentences with fields as patterns, those with most constant letters first."""
    with_fields = [(english, words) for english, words in _sentences.items() if _FIELD.search(english)]
    with_fields.sort(key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return [(_pattern(english), words) for english, words in with_fields]


def _pattern(english: str) -> re.Pattern[str]:
    parts = _FIELD.split(english)  # constant, name, constant, name, …
    made = [re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)
