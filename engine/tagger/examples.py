"""Examples: what a document teaches, a sentence at a time.

Untouched is not O. In a document that is done, every token without a span is a confirmed O, and so it is in the
parts of any other that a person confirmed. Elsewhere only the tokens inside gold spans are known, and the rest is
None: training leaves those open, but for the labels that somebody rejected there (``partial.allowed_tags``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from engine.process import give_way
from engine.text.document import Document, DocumentState, Span, Tokens
from engine.text.tags import spans_to_tags

TokenRange = tuple[int, int, str]
"""The tokens ``[first, last)`` of a sentence and a label."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with its IOB2 tags; None is an untouched token.

    rejected: the tokens of suggestions that somebody said no to, with the label they are not.
    """

    forms: tuple[str, ...]
    tags: tuple[str | None, ...]
    rejected: tuple[TokenRange, ...] = ()

    def __post_init__(self) -> None:
        if len(self.forms) != len(self.tags):
            raise ValueError(f"{len(self.forms)} forms but {len(self.tags)} tags: {self.forms[:5]}…")
        for first, last, label in self.rejected:
            if not 0 <= first < last <= len(self.forms):
                raise ValueError(f"rejected {label} [{first}, {last}) of {len(self.forms)} tokens: {self.forms[:5]}…")

    @property
    def has_known_tag(self) -> bool:
        """Tell whether there is anything to measure a tagger on; a mere rejection is not."""
        return any(tag is not None for tag in self.tags)


def fingerprint(examples: Iterable[Example]) -> str:
    """Give what tells these sentences with their tags from others: 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for example in examples:
        digest.update(repr((example.forms, example.tags)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def examples_of(document: Document, assume_o: bool = False) -> list[Example]:
    """Give the sentences of a document that teach something: the touched ones.

    In a document that is done, all tags are known. In any other, what is outside gold spans and confirmed parts is
    None, or O with ``assume_o`` if the sentence has a gold span. Raises ValueError if a gold span does not fit the
    tokens.
    """
    tokens = document.tokens
    tags: list[str | None] = list(spans_to_tags(tokens, document.spans))
    rejected: defaultdict[int, list[TokenRange]] = defaultdict(list)
    for sentence, piece in _pieces(tokens, document.rejected):
        rejected[sentence].append(piece)
    confirmed = _confirmed(document)
    examples = []
    for sentence in sorted(touched_sentences(document)):
        give_way()
        first, last = tokens.sentence_range(sentence)
        own = tags[first:last]
        # Who labels an entity has likely looked at its sentence, which is why its rest may be assumed O. Who
        # rejects a suggestion has judged that span alone: the entity that the tagger missed may stand beside it.
        if not (assume_o and any(tag != "O" for tag in own)):
            seen = confirmed[first:last].tolist()
            own = [tag if tag != "O" or known else None for tag, known in zip(own, seen, strict=True)]
        examples.append(Example(tuple(tokens.forms(first, last)), tuple(own), tuple(rejected[sentence])))
    return examples


def touched_sentences(document: Document) -> set[int]:
    """Give the sentences about which somebody said something; one without tokens is never among them.

    In a document that is done these are all others; in any other, those with a token of a gold or a rejected
    span, or one that is confirmed.
    """
    tokens = document.tokens
    seen = np.flatnonzero(_confirmed(document)).astype(np.int32)
    sentences = np.unique(np.searchsorted(tokens.sentences, seen, side="right") - 1)
    return {*sentences.tolist(), *(s for s, _ in _pieces(tokens, (*document.spans, *document.rejected)))}


def _confirmed(document: Document) -> NDArray[np.bool_]:
    """Tell of each token whether a person saw it for what it is, bool [T]."""
    tokens = document.tokens
    if document.state is DocumentState.DONE:
        return np.ones(len(tokens), bool)
    first, last = tokens.covering_all(document.confirmed)
    depth = np.zeros(len(tokens) + 1, np.int32)
    np.add.at(depth, first, 1)
    np.add.at(depth, last, -1)
    confirmed: NDArray[np.bool_] = np.cumsum(depth[:-1]) > 0
    return confirmed


def _pieces(tokens: Tokens, spans: Iterable[Span]) -> Iterator[tuple[int, TokenRange]]:
    """Give each sentence that a span has tokens in, and which of the sentence's tokens these are."""
    for span in spans:
        give_way()
        first, last = tokens.covering(span.start, span.end)
        while first < last:
            sentence = tokens.sentence_of(first)
            begin, end = tokens.sentence_range(sentence)
            yield sentence, (first - begin, min(last, end) - begin, span.label)
            first = end
