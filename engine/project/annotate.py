"""Intents made into actions: what a key or a drag means for a document, as data.

Pure functions: they look at a document and give the Action to commit, or None where nothing would change.
Ranges come from the view and are aligned to tokens already. The first edit of a NEW document moves it to
IN_PROGRESS, in the same action; making a span gold takes back that a person had said no to it.

The origin of a span says who found what it is now. So one that gets another label, or takes the place of several, is
by hand from then on: the tagger's confidence was in another claim. One whose boundaries move is still the same find.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from engine.project.actions import (
    Action,
    Change,
    NoteChanged,
    RangesConfirmed,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
    SuggestionRejected,
)
from engine.project.codec import decode_origin
from engine.text.document import WHOLE, Document, DocumentState, Source, Span, Suggestion
from engine.text.ranges import between, united, without

TokenRange = tuple[int, int]
"""Token indexes ``[first, last)``."""

QUOTE_LENGTH = 40
"""How many code points of a text a title quotes."""


def label(document: Document, start: int, end: int, label_name: str) -> Action | None:
    """Make ``[start, end)`` a gold span; it replaces every gold span it shares a character with."""
    span = Span(start, end, label_name)
    old = document.spans_between(start, end)
    if len(old) == 1 and (old[0].start, old[0].end) == (start, end):
        return _replace(document, old, span, f"Change to {label_name}")
    return _replace(document, old, span, f"Label {_quote(document, span.start, span.end)} as {label_name}")


def label_tokens(document: Document, tokens: TokenRange, label_name: str) -> Action | None:
    """Label the tokens of a selection; a single token inside a gold span changes the label of the whole span."""
    first, last = tokens
    start, end = int(document.tokens.starts[first]), int(document.tokens.ends[last - 1])
    around = document.spans_between(start, end)
    if last - first == 1 and around:
        start, end = around[0].start, around[0].end
    return label(document, start, end, label_name)


def accept(document: Document, suggestion: Suggestion) -> Action | None:
    """Make a suggestion gold; it replaces every gold span it shares a character with."""
    span = _accepted(suggestion)
    old = document.spans_between(span.start, span.end)
    return _replace(document, old, span, f"Accept {_quote(document, span.start, span.end)} as {span.label}")


def accept_many(document: Document, suggestions: Sequence[Suggestion]) -> Action | None:
    """Make several suggestions gold as one action; None if there is none. Of two that overlap, the first counts."""
    accepted: list[Span] = []
    gold, end = set(document.spans), 0
    for span in sorted(map(_accepted, suggestions)):
        if span.start >= end and span not in gold:
            end = span.end
            accepted.append(span)
    return _add_many(document, accepted, f"Accept {len(accepted)} suggestions") if accepted else None


def label_many(document: Document, spans: Sequence[Span]) -> Action:
    """Make spans gold, each in place of what it shares a character with. They are in order, apart and not gold yet."""
    return _add_many(document, spans, f"Label {len(spans)} spans")


def remove_many(document: Document, spans: Sequence[Span]) -> Action:
    """Take gold spans away that are there."""
    return _remove(document, spans, f"Remove {len(spans)} spans")


def reject(document: Document, suggestion: Suggestion) -> Action | None:
    """Say no to a suggestion: this span is not that label."""
    span = suggestion.span
    if span in document.spans:  # it was accepted just before: the person takes that back
        return remove(document, span)
    if span in document.rejected:
        return None
    title = f"Reject {_quote(document, span.start, span.end)} as {span.label}"
    return _edit(document, title, [SuggestionRejected(document.id, span)])


def unreject(document: Document, span: Span) -> Action | None:
    """Take back that a person said no to a span, so that it may be suggested again; None if nobody did."""
    if span not in document.rejected:
        return None
    title = f"Take back that {_quote(document, span.start, span.end)} is not {span.label}"
    return _edit(document, title, [RejectionRemoved(document.id, span)])


def remove(document: Document, span: Span) -> Action | None:
    """Take a gold span away; None if it is not there (any more)."""
    if span not in document.spans:
        return None
    return _remove(document, [span], f"Remove {span.label} from {_quote(document, span.start, span.end)}")


def remove_between(document: Document, start: int, end: int) -> Action | None:
    """Take away every gold span that shares a character with ``[start, end)``; None if there is none."""
    spans = document.spans_between(start, end)
    if len(spans) == 1:
        return remove(document, spans[0])
    if not spans:
        return None
    return _remove(document, spans, f"Remove {len(spans)} spans")


def resize(document: Document, span: Span, start: int, end: int) -> Action | None:
    """Move the boundaries of a gold span; it keeps its label.

    None too if the span is not there (any more), or if another gold span is in the way: growing a span letter
    by letter must not eat its neighbour.
    """
    own = [other for other in document.spans_between(span.start, span.end) if other == span]
    if not own or any(other != span for other in document.spans_between(start, end)):
        return None
    resized = replace(own[0], start=start, end=end)
    return _replace(document, own, resized, f"Resize {span.label} to {_quote(document, start, end)}")


def move_boundaries(document: Document, position: int, by_start: int, by_end: int) -> Action | None:
    """Move the boundaries of the gold span at a code point by so many tokens, negative to the left.

    None if there is no span, if it would become empty or leave the text, or if another span is in the way.
    """
    spans = document.spans_between(position, position + 1)
    if not spans:
        return None
    tokens = document.tokens
    first, last = tokens.covering(spans[0].start, spans[0].end)
    first, last = first + by_start, last + by_end
    if not 0 <= first < last <= len(tokens):
        return None
    return resize(document, spans[0], int(tokens.starts[first]), int(tokens.ends[last - 1]))


def set_note(document: Document, span: Span | None, text: str) -> Action | None:
    """Write a note on a gold span, or on the document as a whole; an empty one takes it away.

    None too if the span is not there (any more).
    """
    if span is not None and span not in document.spans:
        return None
    place = (span.start, span.end) if span else WHOLE
    before, after = document.notes.get(place, ""), text.strip()
    if before == after:
        return None
    on = _quote(document, span.start, span.end) if span else f"«{shorten(document.name)}»"
    title = f"{'Note on' if after else 'Remove the note on'} {on}"
    return Action(title, (NoteChanged(document.id, place, before, after),))


def confirm(document: Document, start: int, end: int) -> Action | None:
    """Say that a person saw every token of ``[start, end)``: those without a span are O. None if it is said already."""
    after = united(document.confirmed, (start, end))
    if after == document.confirmed or document.state is DocumentState.DONE:
        return None
    title = f"Confirm {_quote(document, start, end)}"
    return _edit(document, title, [RangesConfirmed(document.id, document.confirmed, after)])


def confirm_sentences(document: Document, tokens: TokenRange) -> Action | None:
    """Confirm the sentences that tokens are in, with the blanks behind them, so that those of neighbours touch."""
    return confirm(document, *_sentences(document, tokens))


def confirm_up_to(document: Document, token: int) -> Action | None:
    """Confirm from the end of the confirmed part before a token, or the text's start, to the end of its sentence."""
    start, end = _sentences(document, (token, token + 1))
    last = bisect_right(document.confirmed, start, key=lambda part: part[0])
    return confirm(document, document.confirmed[last - 1][1] if last else 0, end)


def take_sentences_back(document: Document, tokens: TokenRange) -> Action | None:
    """Take back that the sentences that tokens are in are confirmed."""
    return take_confirmation_back(document, *_sentences(document, tokens))


def take_part_back(document: Document, token: int) -> Action | None:
    """Take back the confirmed part that a token is in; None if it is in none."""
    start, end = int(document.tokens.starts[token]), int(document.tokens.ends[token])
    part = next(iter(between(document.confirmed, start, end)), None)
    return part and take_confirmation_back(document, *part)


def take_confirmation_back(document: Document, start: int, end: int) -> Action | None:
    """Make ``[start, end)`` untouched again, but for its spans. None if nobody confirmed any of it.

    None too in a document that is done: there all is confirmed, whatever was before.
    """
    after = without(document.confirmed, (start, end))
    if after == document.confirmed or document.state is DocumentState.DONE:
        return None
    title = f"Take back that {_quote(document, start, end)} is confirmed"
    return _edit(document, title, [RangesConfirmed(document.id, document.confirmed, after)])


def set_state(document: Document, state: DocumentState) -> Action | None:
    """Say how far the document is."""
    if state == document.state:
        return None
    change = StateChanged(document.id, document.state, state)
    return Action(f"Mark «{shorten(document.name)}» {state.value}", (change,))


def _sentences(document: Document, token_range: TokenRange) -> tuple[int, int]:
    """Give where the sentences of some tokens begin, and where the next one does. All of the text is in one."""
    tokens, (first, last) = document.tokens, token_range
    begin = tokens.sentence_range(tokens.sentence_of(first))[0]
    end = tokens.sentence_range(tokens.sentence_of(last - 1))[1]
    starts = tokens.starts
    return int(starts[begin]) if begin else 0, int(starts[end]) if end < len(tokens) else len(document.text)


def _replace(document: Document, old: Sequence[Span], new: Span, title: str) -> Action | None:
    if list(old) == [new]:
        return None
    changes: list[Change] = [SpanRemoved(document.id, span) for span in old]
    changes += _notes_moved(document, old, new)
    if new in document.rejected:
        changes.append(RejectionRemoved(document.id, new))
    changes.append(SpanAdded(document.id, new))
    return _edit(document, title, changes)


def _add_many(document: Document, spans: Sequence[Span], title: str) -> Action:
    gone: set[Span] = set()
    rejected = set(document.rejected)
    changes: list[Change] = []
    for span in spans:
        old = [s for s in document.spans_between(span.start, span.end) if s not in gone]
        gone.update(old)
        changes += [SpanRemoved(document.id, s) for s in old]
        changes += _notes_moved(document, old, span)
        if span in rejected:
            changes.append(RejectionRemoved(document.id, span))
        changes.append(SpanAdded(document.id, span))
    return _edit(document, title, changes)


def _remove(document: Document, spans: Sequence[Span], title: str) -> Action:
    own = [s for span in spans for s in document.spans_between(span.start, span.end) if s == span]
    changes: list[Change] = [SpanRemoved(document.id, span) for span in own]
    return _edit(document, title, [*changes, *_notes_moved(document, own, None)])


def _notes_moved(document: Document, old: Sequence[Span], new: Span | None) -> list[Change]:
    """Give the changes that bring the notes on spans that go to the one that takes their place; without one they go."""
    target = (new.start, new.end) if new else None
    places = {(span.start, span.end) for span in old}
    moved = {place: document.notes[place] for place in sorted(places - {target}) if place in document.notes}
    if not moved:
        return []
    changes: list[Change] = [NoteChanged(document.id, place, note, "") for place, note in moved.items()]
    if target is not None:
        before = document.notes.get(target, "")
        notes = dict.fromkeys([*([before] if before else []), *moved.values()])
        changes.append(NoteChanged(document.id, target, before, "\n".join(notes)))
    return changes


def _accepted(suggestion: Suggestion) -> Span:
    span, confidence = suggestion.span, suggestion.confidence
    # two digits: a hundred origins that many spans share, and no more than the window shows; a list is not sure of any
    return replace(span, origin=decode_origin(Source.SUGGESTION, None if suggestion.listed else round(confidence, 2)))


def _edit(document: Document, title: str, changes: Sequence[Change]) -> Action:
    started: list[Change] = []
    if document.state is DocumentState.NEW:
        started.append(StateChanged(document.id, DocumentState.NEW, DocumentState.IN_PROGRESS))
    return Action(title, (*changes, *started))


def _quote(document: Document, start: int, end: int) -> str:
    # cut before tidying up: a span may be a million characters long
    return f"«{shorten(document.text[start : min(end, start + 4 * QUOTE_LENGTH)])}»"


def shorten(text: str) -> str:
    """Give a text on one line, cut to ``QUOTE_LENGTH``, for a title."""
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= QUOTE_LENGTH else tidy[: QUOTE_LENGTH - 1].rstrip() + "…"
