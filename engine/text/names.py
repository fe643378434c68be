"""Find the names of a list in tokens: at each token the longest name that begins there and ends with a token.

A name is what stands in the text with its white space as single blanks, so nothing depends on how its own tokens would
be cut. One may reach over the end of a sentence: «Höhe v. d. Berg» is often two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.text.document import Span, Tokens
from engine.text.folding import fold
from engine.text.tokenizer import tokenize


@dataclass(frozen=True, slots=True)
class NameList:
    """Names by label, and whether capitals matter. title: what the list is called."""

    title: str
    names: Mapping[str, Sequence[str]]
    match_case: bool = True


NAMES_AT_A_TIME = 4_000
"""So many are cut into tokens together: each distinct chunk is scanned once, and no other thread waits long."""

Found = tuple[Span, str]
"""A place of a name with its label, and the title of the list that it is in."""


class NameMatcher:
    """Finds the names of several lists. Of two with the same name, the list that comes first counts."""

    def __init__(self, lists: Iterable[NameList]) -> None:
        lists = list(lists)
        self._exact = _Table([each for each in lists if each.match_case], folded=False)
        self._folded = _Table([each for each in lists if not each.match_case], folded=True)

    def __bool__(self) -> bool:
        return bool(self._exact.labels or self._folded.labels)

    def find(self, tokens: Tokens, sentences: Sequence[int]) -> Iterator[Found]:
        """Give the names that begin in some sentences, in their order; no two of sentences in a row overlap."""
        tables = [table for table in (self._exact, self._folded) if table.labels]
        for first, last in _runs(sentences):
            begin, stop = int(tokens.sentences[first]), int(tokens.sentences[last])
            seen = slice(begin, stop + max((table.most for table in tables), default=0))
            starts, ends = tokens.starts[seen].tolist(), tokens.ends[seen].tolist()
            if starts:
                here = starts[0]
                text = tokens.text[here : ends[-1]]
                texts = [(table, fold(text) if table.folded else text) for table in tables]
                places = [start - here for start in starts], [end - here for end in ends]
                for first_token, last_token, label, title in _find(texts, *places, stop - begin):
                    yield Span(starts[first_token], ends[last_token - 1], label), title


class _Table:
    """Names by their text. longest: of the names that begin with a form, the most tokens; most: of all names."""

    def __init__(self, lists: Sequence[NameList], *, folded: bool) -> None:
        self.folded = folded
        self.labels: dict[str, tuple[str, str]] = {}
        for each in lists:
            for label, names in each.names.items():
                for name in names:
                    tidy = " ".join((fold(name) if folded else name).split())
                    if tidy:
                        self.labels.setdefault(tidy, (label, each.title))
        self.longest: dict[str, int] = {}
        listed = iter(self.labels)
        while some := list(islice(listed, NAMES_AT_A_TIME)):
            self._measure(some)
        self.most = max(self.longest.values(), default=0)

    def _measure(self, names: Sequence[str]) -> None:
        """Note of the first form of each name how many tokens the longest name has that begins with it."""
        text = "\n\n".join(names)
        tokens = tokenize(text)
        starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
        position = token = 0
        for name in names:
            end, first = position + len(name), token
            while token < len(starts) and starts[token] < end:
                token += 1
            if token > first:
                form = text[starts[first] : ends[first]]
                self.longest[form] = max(self.longest.get(form, 0), token - first)
            position = end + 2


def _find(
    tables: Sequence[tuple[_Table, str]], starts: Sequence[int], ends: Sequence[int], count: int
) -> Iterator[tuple[int, int, str, str]]:
    """Give the names that begin with one of the first ``count`` tokens: token range, label and title."""
    token = 0
    while token < count:
        best = token
        for table, text in tables:
            most = table.longest.get(text[starts[token] : ends[token]])
            if most is None:
                continue
            stop = min(token + most, len(starts))
            if stop < len(starts) and text[starts[stop]] == ".":
                stop += 1  # it may be cut off here and not in the list
            for last in range(stop, best, -1):
                words = text[starts[token] : ends[last - 1]]
                known = table.labels.get(words)
                if known is None and ("  " in words or not words.isprintable()):  # any white space but single blanks
                    known = table.labels.get(" ".join(words.split()))
                if known is not None:
                    best, (label, title) = last, known
                    break
        if best > token:
            yield token, best, label, title
        token = max(best, token + 1)


def _runs(sentences: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give ascending sentence numbers as runs ``[first, last)``."""
    first = last = -1
    for sentence in sentences:
        if sentence != last:
            if last > first:
                yield first, last
            first = sentence
        last = sentence + 1
    if last > first >= 0:
        yield first, last
