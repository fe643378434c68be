"""Projects of any size, made of words that nobody ever wrote, for the benchmarks of the store and of the search.

A document has about 200 characters, 20 tokens and 4 gold spans, so that 50,000 of them are the 10 million characters,
1 million tokens and 200,000 spans that the project file has to bear. How often a word comes goes by Zipf's law. Every
fiftieth document ends with a sentence in Han characters, put together as blindly as the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize

SLICE = 2_000
"""Documents of one import."""

LABELS = ("PER", "LOC", "ORG", "MISC")
RARE_LABEL = "RARE"
"""One span in a thousand has it."""

WORDS = 30_000
TOKENS = 18
"""Tokens of a document on average, without its full stops."""

SPANS = 4
HAN_EVERY = 50
HAN = 0x4E00
"""The most common Han character."""

_STATES = [
    DocumentState.NEW,
    DocumentState.IN_PROGRESS,
    DocumentState.DONE,
    DocumentState.SKIPPED,
    DocumentState.FLAGGED,
]
_STATE_WEIGHTS = [60, 10, 25, 3, 2]


def make_project(path: Path, documents: int, seed: int) -> None:
    """Write a project of that many documents; the same seed gives the same texts and spans."""
    random = Random(seed)
    with Store.create(path, LabelSet().with_names([*LABELS, RARE_LABEL])) as store:
        making = make_documents(random, documents)
        for first in range(0, documents, SLICE):
            size = min(SLICE, documents - first)
            store.add_documents(list(islice(making, size)), f"Import {size:,} documents")


def vocabulary(random: Random) -> list[str]:
    """Invent words of three to five syllables; the first is the most common one."""
    syllables = [c + v + e for c in "bdfgklmnprstvz" for v in "aeiouäé" for e in ("", "", "n", "r", "s")]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(random.choices(syllables, k=random.randint(3, 5)))] = None
    return list(words)


def make_documents(random: Random, count: int) -> Iterator[Document]:
    """Give that many documents, one by one."""
    words = vocabulary(random)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))
    for number in range(1, count + 1):
        length = random.randint(TOKENS - 7, TOKENS + 7)
        forms = random.choices(words, cum_weights=weights, k=length)
        starts, ends, parts, position = [], [], [], 0
        last_of_sentence = {length - 1, length // 2}
        capital = True
        for index, form in enumerate(forms):
            form = form.capitalize() if capital or random.random() < 0.1 else form
            starts.append(position)
            ends.append(position + len(form))
            capital = index in last_of_sentence
            behind = ".\n" if index == length - 1 else ". " if capital else " "
            parts.append(form + behind)
            position += len(form) + len(behind)
        if number % HAN_EVERY == 0:
            parts.append("".join(chr(HAN + int(random.expovariate(1 / 100))) for _ in range(20)) + "。\n")
        text = "".join(parts)
        yield Document(
            f"text {number:06}",
            text,
            tokenize(text),
            tuple(_spans(random, starts, ends)),
            state=random.choices(_STATES, _STATE_WEIGHTS)[0],
        )


def _spans(random: Random, starts: list[int], ends: list[int]) -> Iterator[Span]:
    """Give spans of one or two words, at most one in each stretch of words."""
    stretch = len(starts) / SPANS
    for number in range(SPANS):
        first = int(number * stretch) + random.randint(0, max(0, int(stretch) - 2))
        last = first + random.randint(0, 1)
        yield Span(starts[first], ends[last], RARE_LABEL if random.random() < 0.001 else random.choice(LABELS))
