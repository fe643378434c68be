"""From the engine's words to what the widgets show. Functions only; no state, no signals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.project.annotate import shorten
from engine.text.document import Document, DocumentState
from export.entity_table import EntityTable
from export.runtime import Tagger
from gui.document_view import Mark, MarkKind, MarkTable


def gold_marks(document: Document) -> list[Mark]:
    """Give a document's gold spans as marks."""
    return [Mark(s.start, s.end, s.label, MarkKind.GOLD) for s in document.spans]


def gold_rows(document: Document | None) -> EntityTable:
    """Give a document's gold spans for the entities panel, without confidences."""
    if document is None:
        return EntityTable.empty()
    # Sorted, so that a span at the beginning does not give all labels other numbers.
    labels = sorted({span.label for span in document.spans})
    return EntityTable.of(document.text, labels, ((s.start, s.end, s.label, None) for s in document.spans))


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


def place_sentence(document: Document | None, token: int) -> str:
    """Say where the caret is: «Sentence 3 of 12»."""
    if document is None or not len(document.tokens):
        return ""
    tokens = document.tokens
    return f"Sentence {tokens.sentence_of(min(token, len(tokens) - 1)) + 1:,} of {tokens.sentence_count:,}"


def next_document(ids: Sequence[int], states: dict[int, DocumentState], current: int) -> int | None:
    """Give the document after the current one that is still to be done, going round; None if all are."""
    open_states = (DocumentState.NEW, DocumentState.IN_PROGRESS)
    here = ids.index(current) if current in ids else -1
    order = [*ids[here + 1 :], *ids[: here + 1]]
    return next((i for i in order if i != current and states[i] in open_states), None)
