"""Words that everybody knows: given names, countries, companies, titles, months …

Whoever labels a first hundred sentences knows that Norway is a country. So does the tagger, from the lists in
``resources/lexicon``. Which list a word stands in is a feature of its form like any other: what it means is learnt from
the labels, and where they have nothing to do with it, nothing is.

A tagger carries its lists along in its file: lists may grow, features of a trained tagger may not change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

PERSON = ("given", "surname")
"""The lists of people's names; a word may be in both."""

KINDS = ("country", "people", "place", "title", "organisation_word", "time", "organisation", "thing")
"""All other lists. Where a word is in several, the first counts."""

MAX_WORDS = 200_000
"""Words of all lists together; a file with more was made to keep us busy."""

_DIGITS = re.compile(r"\d")


class Lexicon:
    """What is known of words. lists: words by the name of a list, separated by spaces, as ``word_of`` gives them.

    person: for each word of the PERSON lists the names of those it is in; kind: for each word of the KINDS its list.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        if unknown := sorted(set(lists) - {*PERSON, *KINDS}):
            raise ValueError(f"a lexicon with the lists {str(unknown)[:80]}")
        if not all(isinstance(words, str) for words in lists.values()):
            raise ValueError("a lexicon whose lists are not texts")
        if sum(len(words.split()) for words in lists.values()) > MAX_WORDS:
            raise ValueError(f"a lexicon of more than {MAX_WORDS:,} words")
        self.lists = dict(lists)
        self.person: dict[str, str] = {}
        self.kind: dict[str, str] = {}
        for name in PERSON:
            for word in lists.get(name, "").split():
                self.person[word] = f"{self.person[word]} {name}" if word in self.person else name
        for name in KINDS:
            for word in lists.get(name, "").split():
                self.kind.setdefault(word, name)

    def features_of(self, word: str) -> dict[str, str]:
        """Give what the lists say of a word: person, the lists of names it is in, and kind, the other list; or ""."""
        return {"person": self.person.get(word, ""), "kind": self.kind.get(word, "")}


NOTHING_KNOWN = Lexicon({})


@cache
def common_lexicon() -> Lexicon:
    """Give the lexicon that comes with Gatelight."""
    return Lexicon({name: _read(name) for name in (*PERSON, *KINDS)})


def word_of(form: str) -> str:
    """Give the word that a form is: «Paris» and «PARIS» are one, and so are 1987 and 2024."""
    word = form.lower()
    return word if word.isalpha() else _DIGITS.sub("0", word)  # few words need to be looked through


def _read(name: str) -> str:
    text = (files("resources") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return " ".join(sorted({word_of(word) for line in lines for word in line.split()}))
