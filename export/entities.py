"""What a tagger found in texts, in the formats that `gatelight highlight` and the window write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from engine.text.document import Document, Span
from engine.text.labels import Label
from export.entity_csv import csv_pieces, header
from export.entity_table import Entity
from export.formats import Part, document_of, render
from export.formats.tagged import DOCUMENT_START
from export.jsonl import jsonl_pieces
from export.report import html_page

Found = tuple[Part, Sequence[Entity]]
"""A text or a document with what a tagger found in it."""


def entity_pieces(found: Iterable[Found], format_name: str, labels: Sequence[Label] = ()) -> Iterator[str]:
    """Give texts with their entities as jsonl or csv, as an html page, or in a format that holds spans, in pieces.

    labels: order and colours of the page's legend. For jsonl, csv and conll the pieces of a document come once it is
    done, and no more than two documents are held at a time; the others hold all. Raises FormatError when the format
    cannot hold entities.
    """
    match format_name:
        case "jsonl":
            for document, entities in found:
                yield from jsonl_pieces(document.name, document.text, entities)
        case "csv":
            yield header()
            for document, entities in found:
                yield from csv_pieces(document.name, entities)
        case "conll":
            yield from _conll_pieces(iter(found))
        case "html":
            texts = [(document.name, document.text, entities) for document, entities in found]
            yield html_page(texts[0][0] if len(texts) == 1 else "Entities", texts, labels)
        case _:
            yield render((with_entities(*one) for one in found), format_name)[0]


def _conll_pieces(found: Iterator[Found]) -> Iterator[str]:
    """Give the columns of each document, with a line that starts it where there are several."""
    begin = list(islice(found, 2))
    start = f"{DOCUMENT_START}\tO\n\n" if len(begin) > 1 else ""
    while begin:
        yield start + render([with_entities(*begin.pop(0))], "conll")[0]
    for one in found:
        yield start + render([with_entities(*one)], "conll")[0]


def with_entities(part: Part, entities: Sequence[Entity]) -> Document:
    """Give a document with a tagger's entities as its only spans."""
    document = document_of(part)
    spans = tuple(Span(entity.start, entity.end, entity.label) for entity in entities)
    return Document(document.name, document.text, document.tokens, spans)
