"""Search a project: hits in the order of the documents and of their texts, page by page.

A search goes through slices of documents. It holds the connection while it reads a slice and lets it go while
it looks for matches, so that the window can read a document in between; what changes meanwhile is found or not,
as it comes. A slice is as long as can be done in a moment.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain

from engine.errors import UserError
from engine.project.matching import Matcher
from engine.project.query import Query, Where
from engine.project.search_rows import Item, TextRow, candidates, read_items, read_texts
from engine.text.cutting import beginning, ending

__all__ = ["Hit", "Page", "Place", "Query", "Where", "search", "search_pages"]

Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Lends a connection for one look into the file."""

PATIENCE_SECONDS = 0.06
"""After that, and the slice at hand, there is a page, even if it is empty: who waits can stop."""

FIRST_PAGE, LAST_PAGE = 50, 1_000
"""Hits of the first page and of the later ones, which are each twice as long as the one before."""

CONTEXT = 40
"""Code points of text before and behind a hit."""

LONGEST_TEXT = 200
"""Code points of a hit that are shown; of a longer one, the beginning and the end."""

_MOMENT_SECONDS = 0.03
_SLICE, _LONGEST_SLICE = 64, 1_024
_BLANKS = re.compile(r"[^\S ]\s*| \s+")  # what is one blank already is left alone


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page ends, to be handed back as it is."""

    document_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, to be shown in a line: a match, a gold span, or with ``[0, 0)`` a whole document.

    start, end: in the document's text. before, text, after: with single blanks for white space, at most ``CONTEXT``
    code points of text around it in whole words, and its own text, shortened in the middle.
    label, note: of the gold span; for a match, of the first one that it shares a character with. "" if there is none.
    """

    document_id: int
    document: str
    start: int
    end: int
    before: str
    text: str
    after: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some hits, perhaps none, and where the next page begins; None: that was all."""

    hits: tuple[Hit, ...]
    next: Place | None


def search_pages(reading: Reading, query: Query) -> Iterator[Page]:
    """Give all hits, the first ones soon, and a page about every tenth of a second, with or without hits.

    Who has enough closes the iterator. Raises UserError if the query is wrong or too long, or, behind the hits up to
    there, if its expression takes too long.
    """
    hits: list[Hit] = []
    limit, due = FIRST_PAGE, time.monotonic() + PATIENCE_SECONDS
    for place, hit in _found(reading, query, None):
        if hit is not None:
            hits.append(hit)
        if len(hits) >= limit or (hit is None and time.monotonic() >= due):
            yield Page(tuple(hits), place)
            hits, limit, due = [], min(2 * limit, LAST_PAGE), time.monotonic() + PATIENCE_SECONDS
    yield Page(tuple(hits), None)


def search(reading: Reading, query: Query, after: Place | None = None, limit: int = 200) -> Page:
    """Give the next hits behind a place, as many as asked for if there are so many. Raises UserError.

    For all hits, ``search_pages`` is quicker: this looks up the documents anew for each page.
    """
    hits: list[Hit] = []
    last = after
    for place, hit in _found(reading, query, after):
        if hit is None:
            continue
        if len(hits) == limit:
            return Page(tuple(hits), last)
        hits.append(hit)
        last = place
    return Page(tuple(hits), None)


def _found(reading: Reading, query: Query, after: Place | None) -> Iterator[tuple[Place, Hit | None]]:
    """Give each hit behind a place, and None with the place up to which a slice was looked through."""
    matcher = query.matcher()
    if query.for_nothing:
        return
    with reading() as connection:
        ids = candidates(connection, query, after.document_id if after else 0)
    position, size = 0, _SLICE
    while position < len(ids):
        began = time.monotonic()
        with reading() as connection:
            texts, read = read_texts(connection, query, ids[position : position + size])
        position += read
        matched, slow = _matched(None if query.where is Where.NOTES else matcher, texts)
        with reading() as connection:
            items = read_items(connection, query, [row.id for row, _ in matched])
        size = min(2 * size, _LONGEST_SLICE) if time.monotonic() - began < _MOMENT_SECONDS else max(1, size // 2)
        for row, matches in matched:
            try:
                for item in _items(query, matcher, items[row.id], matches):
                    place = Place(row.id, item.start, item.end)
                    if after is None or place > after:
                        yield place, hit_of(row, item)
            except TimeoutError:
                slow = slow or row
                break
        if slow is not None:
            raise UserError(f"the expression takes too long on «{slow.name}»", remedy="make it simpler")
        yield Place(ids[position - 1], sys.maxsize, sys.maxsize), None


Matches = Iterator[tuple[int, int]]


def _matched(matcher: Matcher | None, texts: Iterable[TextRow]) -> tuple[list[tuple[TextRow, Matches]], TextRow | None]:
    """Give the texts that have a match, with their matches, and the text that took too long and ended it."""
    matched: list[tuple[TextRow, Matches]] = []
    for row in texts:
        if matcher is None:
            matched.append((row, iter(())))
            continue
        matches = matcher.find(row.text)
        try:
            first = next(matches, None)
        except TimeoutError:
            return matched, row
        if first is not None:
            matched.append((row, chain([first], matches)))
    return matched, None


def _items(query: Query, matcher: Matcher | None, items: Sequence[Item], matches: Matches) -> Iterator[Item]:
    """Give what is found in one document: of its items, itself the first of them, or matches. Raises TimeoutError."""
    document, *spans = items
    if query.where is Where.NOTES and matcher is not None:
        for item in items:
            here = item.note and item.wanted and not (query.unlabelled and item is not document)
            if here and next(matcher.find(item.note), None) is not None:
                yield item
    elif matcher is None or query.for_spans:
        if document.wanted:
            yield document
        wanted = (span for span in spans if span.wanted) if query.for_spans else ()
        yield from wanted if matcher is None else _shared(wanted, matches)
    else:
        yield from _labelled(query, spans, matches)


def _shared(spans: Iterable[Item], matches: Matches) -> Iterator[Item]:
    """Give the spans that share a character with a match; both are in order, and neither overlap each other."""
    start, end = -1, -1
    for span in spans:
        while end <= span.start:
            start, end = next(matches, (sys.maxsize, sys.maxsize))
        if start < span.end:
            yield span


def _labelled(query: Query, spans: Sequence[Item], matches: Matches) -> Iterator[Item]:
    """Give the matches, with what is known of the first span that each shares a character with."""
    number = 0
    for start, end in matches:
        while number < len(spans) and spans[number].end <= start:
            number += 1
        span = spans[number] if number < len(spans) and spans[number].start < end else None
        if span is None:
            yield Item(start, end, "", "")
        elif not query.unlabelled:
            yield Item(start, end, span.label, span.note)


def hit_of(row: TextRow, item: Item) -> Hit:
    """Give what is shown of an item in a line of its document."""
    before, own, after = in_context(row.text, item.start, item.end)
    return Hit(row.id, row.name, item.start, item.end, before, own, after, item.label, item.note)


def in_context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Give what is before a range, the range shortened in the middle, and what is behind, with single blanks.

    What is before and behind is whole words, with an ellipsis where the text goes on.
    """
    # white space becomes shorter, so that a little more is looked at
    first, last = max(0, start - 2 * CONTEXT), min(end + 2 * CONTEXT, len(text))
    before, after = _BLANKS.sub(" ", text[first:start]), _BLANKS.sub(" ", text[end:last])
    before = ending(before, CONTEXT if first == 0 else min(CONTEXT, len(before) - 1))
    after = beginning(after, CONTEXT if last == len(text) else min(CONTEXT, len(after) - 1))
    own = text[start:end]
    if len(own) > LONGEST_TEXT:
        half = LONGEST_TEXT // 2
        own = f"{own[:half]} … {own[-half:]}"
    return before, _BLANKS.sub(" ", own), after
