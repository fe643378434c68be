"""From the engine's words to what the widgets show. Functions only; no state, no signals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from engine.project.annotate import shorten
from engine.project.backup_files import Backup
from engine.text.document import Document, DocumentState, Origin, Source, Suggestion
from engine.text.ranges import Range
from export.entity_table import EntityTable
from gui.document_view import Mark, MarkKind, MarkTable
from gui.span_columns import SpanColumns
from gui.words import date, decimal, number, percent, tr, tr_later, tr_n, tr_n_later

if TYPE_CHECKING:
    from export.runtime import Tagger


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
            return tr("by hand")
        case Source.IMPORT:
            return tr("imported")
    if origin.confidence is None:
        return tr("accepted suggestion")
    return tr("accepted suggestion, {share}", share=percent(origin.confidence))


STATE_WORDS = {
    DocumentState.NEW: tr_later("new"),
    DocumentState.IN_PROGRESS: tr_later("in progress"),
    DocumentState.DONE: tr_later("done"),
    DocumentState.SKIPPED: tr_later("skipped"),
    DocumentState.FLAGGED: tr_later("flagged"),
}


def state_words(state: DocumentState) -> str:
    """Say how far a person got with a document."""
    return tr(STATE_WORDS[state])


def listed_words(suggestion: Suggestion) -> str:
    """Say which list suggests something."""
    return tr("from the list «{name}»", name=shorten(suggestion.listed))


def seen_parts(document: Document) -> tuple[Range, ...]:
    """Give where in a document a person has seen every token: in one that is done, everywhere."""
    return ((0, len(document.text)),) if document.state is DocumentState.DONE else document.confirmed


def seen_share(document: Document) -> float | None:
    """Give the share of a document's tokens that are confirmed, in [0, 1]; None if it is done or none is."""
    if document.state is DocumentState.DONE or not document.confirmed or not len(document.tokens):
        return None
    return seen_count(document) / len(document.tokens)


def seen_count(document: Document) -> int:
    """Give how many of a document's tokens are confirmed: of one that is done, all."""
    count = len(document.tokens)
    if document.state is DocumentState.DONE or not document.confirmed or not count:
        return count if document.state is DocumentState.DONE else 0
    first, last = document.tokens.covering_all(document.confirmed)
    return min(count, int((last - first).sum()))


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
    when, title = ago(created, now), shorten(title)
    if title:
        learnt = tr("{tagger}: trained {ago}", tagger=title, ago=when)
        on = tr_n_later("{tagger}: trained {ago} on {n} span", "{tagger}: trained {ago} on {n} spans")
    else:
        learnt = tr("Trained {ago}", ago=when)
        on = tr_n_later("Trained {ago} on {n} span", "Trained {ago} on {n} spans")
    if spans:
        learnt = tr_n(spans, *on, tagger=title, ago=when)
    if tagger.info.get("held_out") == "none":
        return f"{learnt} · {tr('too few to measure it')}"
    return f"{learnt} · F1 {decimal(metrics['f1'])} ± {decimal(metrics['f1_deviation'])}"


def day_of(tagger: Tagger) -> datetime:
    """Give the day on which a tagger was trained, as its file says; now if that says nothing."""
    created = tagger.metadata["created"]
    return datetime.fromisoformat(created).replace(tzinfo=UTC) if created else datetime.now(UTC)


def ago(then: datetime, now: datetime | None = None) -> str:
    """Give the time since a moment as people say it."""
    seconds = max(0, int(((now or datetime.now(UTC)) - then).total_seconds()))
    for size, words in AGO:
        if seconds >= size:
            return tr(words, n=number(seconds // size))
    return tr("{n} s ago", n=seconds) if seconds >= 5 else tr("just now")


AGO = ((86_400, tr_later("{n} d ago")), (3_600, tr_later("{n} h ago")), (60, tr_later("{n} min ago")))


def when_made(backup: Backup) -> str:
    """Say when a backup was made: «26 November 2026, 14:03»."""
    return date(backup.made_at, tr("d MMMM yyyy, HH:mm"))


def place_sentence(document: Document | None, token: int, seen: float | None = None) -> str:
    """Say where the caret is: «Sentence 3 of 12», and the share that is confirmed: «· 31 % seen»."""
    if document is None or not len(document.tokens):
        return ""
    tokens = document.tokens
    here = tokens.sentence_of(min(token, len(tokens) - 1)) + 1
    place = tr("Sentence {n} of {count}", n=number(here), count=number(tokens.sentence_count))
    return place if seen is None else f"{place} · {tr('{share} seen', share=percent(seen))}"
