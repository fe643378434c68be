"""Tell whether a mention is perhaps a part of a longer name: «Henrik» in «Henrik Vale».

Two things say so. The document has a longer name with these words in it, labelled elsewhere: that is so in every
script. And where a script has capitals, a neighbour that has one, joined by a blank or a hyphen. Such a neighbour says
nothing if

- a label says that it is a name of its own;
- it is a title before the name or a day: «Mrs. Vale», «On Monday Vale …»;
- it has a capital for its place alone: a word of grammar at the start of a sentence, or one that the document writes
  small elsewhere;
- it is a noun of a language that writes all nouns with a capital: it stands alone behind an article elsewhere.

What nothing speaks for or against is taken for a part of the name: a doubt costs a look, a wrong label goes unseen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from engine.tagger.lexicon import common_lexicon, word_of
from engine.text.document import Document
from engine.text.function_words import ALWAYS_CAPITAL, FUNCTION_WORDS

_JOINTS = " \N{NO-BREAK SPACE}-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_BEGINS = re.compile(r"(?:^|[:…–—\"“„«»‹›‚‘’(\[])[\W\d]*$")
"""What is before a word in its sentence, if the word has a capital for its place."""

_NOUN = re.compile(
    r"(?<!\bvan )(?<!\bvon )\b"
    r"(?:[Dd](?:er|ie|as|en|em|es)|[DdKkMmSs]?[Ee]in(?:e[nmrs]?)?|[Ii]m|[Zz]u[mr]|[Vv]om|[Bb]eim)\s+"
    r"(?:[a-zäöüß]+e[nmrs]?\s+){0,2}"
    r"([A-ZÄÖÜ][a-zäöüß]+)(?![\w-]|\s[A-ZÄÖÜ])"
)
"""A German article, small words that may be adjectives, and a noun with no capital behind it: «die alte Stadt»."""


class LongerNames:
    """Knows the longer names of one document that have a form in them."""

    def __init__(self, document: Document, form: str) -> None:
        self._document = document
        self._form = form

    def hold(self, start: int, end: int) -> bool:
        """Tell whether a place of the form that has no label is perhaps a part of a longer name."""
        text = self._document.text
        for (before, length), names in self._labelled.items():
            if text[max(0, start - before) : start - before + length] in names:
                return True
        if not any(map(str.isupper, text[start:end])):
            return False
        return self._is_part(start - 2, start - 1, start, before=True) or self._is_part(
            end + 1, end, start, before=False
        )

    @cached_property
    def _labelled(self) -> dict[tuple[int, int], set[str]]:
        """Give the labelled names with the form in them, by how much is before it and how long they are."""
        names: dict[tuple[int, int], set[str]] = defaultdict(set)
        text = self._document.text
        for name in {
            text[span.start : span.end] for span in self._document.spans if span.end - span.start > len(self._form)
        }:
            place = name.find(self._form)
            while place >= 0:
                names[place, len(name)].add(name)
                place = name.find(self._form, place + 1)
        return names

    def _is_part(self, inside: int, joint: int, start: int, *, before: bool) -> bool:
        """Tell whether a neighbour belongs to the name. inside: a code point in it; joint: what is between the two."""
        document, tokens = self._document, self._document.tokens
        if not 0 <= inside < len(document.text) or document.text[joint] not in _JOINTS:
            return False
        token, sentence = tokens.at(inside), tokens.sentence_of(tokens.covering(start, start + 1)[0])
        if token is None or tokens.sentence_of(token) != sentence:
            return False
        left, right = int(tokens.starts[token]), int(tokens.ends[token])
        if not document.text[left].isupper() or document.spans_between(left, right):
            return False
        form = document.text[left:right]
        if form in ALWAYS_CAPITAL or form in self._nouns or _is_title_or_time(form, before=before):
            return False
        begin = int(tokens.starts[tokens.sentence_range(sentence)[0]])
        return not (_BEGINS.search(document.text[begin:left]) and self._is_common(form.lower()))

    def _is_common(self, word: str) -> bool:
        """Tell whether a word is one of grammar, or is written small somewhere in the document."""
        if word not in self._common:
            small = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
            self._common[word] = word in FUNCTION_WORDS or small.search(self._document.text) is not None
        return self._common[word]

    @cached_property
    def _common(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(_NOUN.findall(self._document.text))


def _is_title_or_time(form: str, *, before: bool) -> bool:
    """Tell whether a form says who somebody is, before the name, or when something is."""
    lexicon, word = common_lexicon(), word_of(form)
    if "given" in lexicon.person.get(word, ""):  # «Julio Vale»
        return False
    kind = lexicon.kind.get(word)
    return kind == "time" or (before and kind == "title")
