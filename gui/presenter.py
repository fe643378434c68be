"""From the engine's words to what the widgets show. Functions only; no state, no signals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from engine.project.annotate import shorten
from engine.text.document import Document, DocumentState, Origin, Source
from engine.text.ranges import Range
from export.entity_table import EntityTable
from export.runtime import Tagger
from gui.document_view import Mark, MarkKind, MarkTable
from gui.span_columns import SpanColumns
from gui.widgets.paint import percent


def gold_marks(document: Document, columns: SpanColumns | None = None) -> MarkTable:
    """Give a document's gold spans as marks. columns: those of its spans, if somebody has them."""
    columns = columns or SpanColumns().followed_by(document.spans)
    spans, notes = columns.spans, document.notes

    def mark(number: int) -> Mark:
        span = spans[number]
        return Mark(span.start, span.end, span.label, MarkKind.GOLD, noted=(span.start, span.end) in notes)

    return MarkTable(columns.starts, columns.ends, mark, spans, notes)


def gold_words(document: Document | None, mark: Mark) -> str:
    """Say how the gold span of a mark came about, and below that the note on it; "" for a mark of another kind."""
    if document is None or mark.kind is not MarkKind.GOLD:
        return ""
    span = next((s for s in document.spans_between(mark.start, mark.end) if s.label == mark.label), None)
    if span is None:
        return ""
    note = document.note_on(span)
    return origin_words(span.origin) + (f"\n{note}" if note else "")


def origin_words(origin: Origin) -> str:
    """Say how a gold span came about: «by hand», «accepted suggestion, 83 %», «imported»."""
    match origin.source:
        case Source.HAND:
            return "by hand"
        case Source.IMPORT:
            return "imported"
    sure = "" if origin.confidence is None else f", {percent(origin.confidence)}"
    return f"accepted suggestion{sure}"


def seen_parts(document: Document) -> tuple[Range, ...]:
    """Give where in a document a person has seen every token: in one that is done, everywhere."""
    return ((0, len(document.text)),) if document.state is DocumentState.DONE else document.confirmed


def seen_share(document: Document) -> float | None:
    """Give the share of a document's tokens that are confirmed, in [0, 1]; None if it is done or none is."""
    if document.state is DocumentState.DONE or not document.confirmed or not len(document.tokens):
        return None
    first, last = document.tokens.covering_all(document.confirmed)
    return min(1.0, int((last - first).sum()) / len(document.tokens))


def gold_rows(document: Document | None, columns: SpanColumns | None = None) -> EntityTable:
    """Give a document's gold spans for the entities panel, without confidences. columns: those of its spans."""
    if document is None:
        return EntityTable.empty()
    columns = columns or SpanColumns().followed_by(document.spans)
    unsure = np.full(len(columns.starts), np.nan)
    return EntityTable(document.text, columns.labels, columns.starts, columns.ends, columns.label_numbers, unsure)


def prediction_marks(entities: EntityTable) -> MarkTable:
    """Give a tagger's entities as marks."""

    def mark(number: int) -> Mark:
        entity = entities[number]
        return Mark(entity.start, entity.end, entity.label, MarkKind.PREDICTION, entity.confidence)

    return MarkTable(entities.starts, entities.ends, mark)


def tagger_sentence(tagger: Tagger, created: datetime, now: datetime | None = None, title: str = "") -> str:
    """Say what the tagger knows: «Tagger 7: trained 40 s ago on 312 spans · F1 0.81 ± 0.04»."""
    metrics, spans = tagger.metrics, tagger.info.get("spans")
    start = f"{shorten(title)}: trained" if title else "Trained"
    learnt = f"{start} {ago(created, now)}" + (f" on {spans:,} span{'s' if spans > 1 else ''}" if spans else "")
    if tagger.info.get("held_out") == "none":
        return f"{learnt} · too few to measure it"
    return f"{learnt} · F1 {metrics['f1']:.2f} ± {metrics['f1_deviation']:.2f}"


def day_of(tagger: Tagger) -> datetime:
    """Give the day on which a tagger was trained, as its file says; now if that says nothing."""
    created = tagger.metadata["created"]
    return datetime.fromisoformat(created).replace(tzinfo=UTC) if created else datetime.now(UTC)


def ago(then: datetime, now: datetime | None = None) -> str:
    """Give the time since a moment as people say it."""
    seconds = max(0, int(((now or datetime.now(UTC)) - then).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago" if seconds >= 5 else "just now"


def place_sentence(document: Document | None, token: int, seen: float | None = None) -> str:
    """Say where the caret is: «Sentence 3 of 12», and the share that is confirmed: «· 31 % seen»."""
    if document is None or not len(document.tokens):
        return ""
    tokens = document.tokens
    place = f"Sentence {tokens.sentence_of(min(token, len(tokens) - 1)) + 1:,} of {tokens.sentence_count:,}"
    return place if seen is None else f"{place} · {percent(seen)} seen"


def next_document(ids: Sequence[int], states: dict[int, DocumentState], current: int) -> int | None:
    """Give the document after the current one that is still to be done, going round; None if all are."""
    open_states = (DocumentState.NEW, DocumentState.IN_PROGRESS)
    here = ids.index(current) if current in ids else -1
    order = [*ids[here + 1 :], *ids[: here + 1]]
    return next((i for i in order if i != current and states[i] in open_states), None)
