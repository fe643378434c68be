"""Projects of any size, of words that nobody ever wrote, for the benchmarks of the store, the search and the window.

A document has about 200 characters, 20 tokens and 4 gold spans, so that 50,000 of them are the 10 million characters,
1 million tokens and 200,000 spans that the project file has to bear. How often a word comes goes by Zipf's law. Every
fiftieth document ends with a sentence in Han characters, put together as blindly as the words.

Or a project is one document: a million tokens with some 60,000 names in them, of which every second one is gold, in
sentences that a person saw; a tagger finds the others, for names end as the names of their label do.

    python tests/benchmarks/projects.py documents 50000 many.gatelight
    python tests/benchmarks/projects.py tokens 1000000 long.gatelight
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

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

ENDINGS = dict(zip(LABELS, ("son", "burg", "bank", "fest"), strict=True))
"""How the names of each label end in a long document."""

NAME_EVERY = 15
"""Words from one name of a long document to the next, on average."""

SENTENCE = 15
"""Words of its sentences, on average; four of them are a line."""

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


def make_long_project(path: Path, tokens: int, seed: int) -> None:
    """Write a project of one document of about that many tokens; the same seed gives the same text and spans."""
    with Store.create(path, LabelSet().with_names(LABELS)) as store:
        store.add_documents([make_long_document(Random(seed), tokens)], "Import 1 document")


def make_long_document(random: Random, tokens: int) -> Document:
    """Give a document of about that many tokens, half of whose sentences have all their names as gold spans."""
    words = vocabulary(random)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))
    parts, spans, position, count = [], [], 0, 0
    while count < tokens:
        length = random.randint(SENTENCE - 7, SENTENCE + 7)
        gold = random.random() < 0.5
        for index, form in enumerate(random.choices(words, cum_weights=weights, k=length)):
            if named := random.random() < 1 / NAME_EVERY:
                label = random.choice(LABELS)
                form = form.capitalize() + ENDINGS[label]
            if named and gold:
                spans.append(Span(position, position + len(form), label))
            part = form + (" " if index < length - 1 else ".\n" if random.random() < 0.25 else ". ")
            parts.append(part)
            position += len(part)
        count += length + 1
    text = "".join(parts)
    return Document("long", text, tokenize(text), tuple(spans), state=DocumentState.IN_PROGRESS)


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


def main() -> None:
    """Write one project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("of", choices=["documents", "tokens"], help="many short documents, or one with many tokens")
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make = make_project if options.of == "documents" else make_long_project
    make(options.path, options.count, options.seed)


if __name__ == "__main__":
    main()
