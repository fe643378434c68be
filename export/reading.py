"""Read a text with a tagger while somebody is looking at it: its first lines at once, then whatever is on screen.

A long text takes a second to be cut into tokens. So that nobody waits for it, its beginning is given first, as a
document of its own, with the entities in it; what was found there holds for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.text.document import Document
from export.entity_table import EntityTable
from export.formats.plain import Part, PlainText, document_of
from export.reading_order import ReadingOrder
from export.runtime import Tagger

FIRST_SENTENCES = 128
"""A few screens; tagged in a twentieth of a second."""

SENTENCES_AT_A_TIME = 512
"""Between two of them the reader may look elsewhere: some seventy milliseconds."""

Found = tuple[NDArray[np.int64], EntityTable]
"""Sentence numbers, and the entities in these sentences, of the document that was opened last."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A document to be shown. whole: False for the beginning of one that will follow. order: of what is tagged next."""

    document: Document
    order: ReadingOrder
    whole: bool


def read(source: Part, tagger: Tagger | None) -> Iterator[Opened | Found]:
    """Give a text, perhaps its beginning first, and the entities of what was given last. No tagger finds none.

    Raises what the tagger raises, but not before the whole text was given.
    """
    done: NDArray[np.int64] = np.zeros(0, np.int64)
    failure: Exception | None = None
    beginning = source.beginning() if isinstance(source, PlainText) else None
    if beginning is not None:
        order = ReadingOrder(beginning.tokens.sentence_count)
        yield Opened(beginning, order, whole=False)
        try:
            first = next(tagger.stream_tokens(beginning.tokens, order, FIRST_SENTENCES), None) if tagger else None
        except Exception as error:
            failure = error
        else:
            if first is not None:
                done = first[0]
                yield first
    document = document_of(source)
    order = ReadingOrder(document.tokens.sentence_count, done=done)
    yield Opened(document, order, whole=True)
    if failure is not None:
        raise failure
    if tagger is not None:
        yield from find(document, order, tagger)


def find(document: Document, order: ReadingOrder, tagger: Tagger) -> Iterator[Found]:
    """Give the entities of a document, of a few sentences first, then of more at a time."""
    first = next(tagger.stream_tokens(document.tokens, order, FIRST_SENTENCES), None)
    if first is not None:
        yield first
        yield from tagger.stream_tokens(document.tokens, order, SENTENCES_AT_A_TIME)
