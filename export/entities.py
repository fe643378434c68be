"""What a tagger found in texts, in the formats that `gatelight highlight` and the window write."""

from __future__ import annotations

from collections.abc import Sequence

from engine.text.document import Document, Span
from engine.text.labels import Label
from export.formats import render
from export.jsonl import entities_to_jsonl
from export.report import html_page
from export.runtime import Entity


def render_entities(
    found: Sequence[tuple[Document, Sequence[Entity]]], format_name: str, labels: Sequence[Label] = ()
) -> str:
    """Give texts with their entities as jsonl, as an html page, or in a format that holds spans.

    labels: order and colours of the page's legend. Raises FormatError when the format cannot hold entities.
    """
    match format_name:
        case "jsonl":
            return "".join(entities_to_jsonl(document.name, document.text, entities) for document, entities in found)
        case "html":
            title = found[0][0].name if len(found) == 1 else "Entities"
            return html_page(title, [(document.name, document.text, entities) for document, entities in found], labels)
        case _:
            return render((with_entities(document, entities) for document, entities in found), format_name)[0]


def with_entities(document: Document, entities: Sequence[Entity]) -> Document:
    """Give a document with a tagger's entities as its only spans."""
    spans = tuple(Span(entity.start, entity.end, entity.label) for entity in entities)
    return Document(document.name, document.text, document.tokens, spans)
