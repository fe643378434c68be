"""Actions: what a person did, as data that can be applied, inverted, stored and replayed.

An Action is a title and a list of Changes; each Change knows its inverse. The project's action log is a list of
Actions, and undo applies the inverses in reverse order. Undo is strictly last-in first-out, so a label may be named
by its name: when an action is undone, the labels are as they were right after it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from engine.text.document import WHOLE, Document, DocumentState, Span
from engine.text.labels import Label
from engine.text.ranges import Range


@dataclass(frozen=True, slots=True)
class SpanAdded:
    """A gold span appeared."""

    document_id: int
    span: Span

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return SpanRemoved(self.document_id, self.span)


@dataclass(frozen=True, slots=True)
class SpanRemoved:
    """A gold span went away."""

    document_id: int
    span: Span

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return SpanAdded(self.document_id, self.span)


@dataclass(frozen=True, slots=True)
class SuggestionRejected:
    """A person said that this span is not that label."""

    document_id: int
    span: Span

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return RejectionRemoved(self.document_id, self.span)


@dataclass(frozen=True, slots=True)
class RejectionRemoved:
    """A rejection was taken back."""

    document_id: int
    span: Span

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return SuggestionRejected(self.document_id, self.span)


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A document went from one state to another."""

    document_id: int
    before: DocumentState
    after: DocumentState

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return StateChanged(self.document_id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class RangesConfirmed:
    """The parts of a document in which a person saw every token became others."""

    document_id: int
    before: tuple[Range, ...]
    after: tuple[Range, ...]

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return RangesConfirmed(self.document_id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """The note on a span, or on the document (``WHOLE``), became another; "" is none."""

    document_id: int
    place: Range
    before: str
    after: str

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return NoteChanged(self.document_id, self.place, self.after, self.before)


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document joined the project. Its row stays when this is undone, so nothing is ever lost."""

    document_id: int

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return DocumentHidden(self.document_id)


@dataclass(frozen=True, slots=True)
class DocumentHidden:
    """A document left the project."""

    document_id: int

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return DocumentShown(self.document_id)


@dataclass(frozen=True, slots=True)
class GazetteerShown:
    """A list of names joined the project. Its row stays when this is undone."""

    gazetteer_id: int

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return GazetteerHidden(self.gazetteer_id)


@dataclass(frozen=True, slots=True)
class GazetteerHidden:
    """A list of names left the project."""

    gazetteer_id: int

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return GazetteerShown(self.gazetteer_id)


@dataclass(frozen=True, slots=True)
class LabelAdded:
    """A label joined the label set, so that it has this index in it; None: at the end.

    out_of: the name of the label that it had been merged into, "" if it had not.
    """

    label: Label
    index: int | None = None
    out_of: str = ""

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return LabelRemoved(self.label, self.index, self.out_of)


@dataclass(frozen=True, slots=True)
class LabelRemoved:
    """A label that no span uses left the label set, in which it had this index; None: the last one.

    into: the name of the label that it was merged into, "" if it was not.
    """

    label: Label
    index: int | None = None
    into: str = ""

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return LabelAdded(self.label, self.index, self.into)


@dataclass(frozen=True, slots=True)
class LabelChanged:
    """A label got another name, colour, key or description; its spans follow."""

    before: Label
    after: Label

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return LabelChanged(self.after, self.before)


@dataclass(frozen=True, slots=True)
class LabelMoved:
    """A label went from one index in the label set to another."""

    name: str
    before: int
    after: int

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return LabelMoved(self.name, self.after, self.before)


Change = (
    SpanAdded | SpanRemoved | SuggestionRejected | RejectionRemoved | StateChanged | RangesConfirmed | NoteChanged
    | DocumentShown | DocumentHidden | GazetteerShown | GazetteerHidden
    | LabelAdded | LabelRemoved | LabelChanged | LabelMoved
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person did: ``title`` reads well in «Undo {title}»."""

    title: str
    changes: tuple[Change, ...]

    def inverse(self) -> Action:
        """Give the action that takes this one back."""
        return Action(self.title, tuple(change.inverse() for change in reversed(self.changes)))

    @property
    def document_ids(self) -> tuple[int, ...]:
        """Give the documents it touches, each once, in order."""
        ids = (change.document_id for change in self.changes if not isinstance(change, NOT_IN_DOCUMENTS))
        return tuple(dict.fromkeys(ids))

    def place_in(self, document_id: int) -> int | None:
        """Give the first code point that it touches in a document, None if it touches no place there."""
        places = (_place(change) for change in self.changes if _concerns(change, document_id))
        return min((place for place in places if place is not None), default=None)


NOT_IN_DOCUMENTS = (LabelAdded, LabelRemoved, LabelChanged, LabelMoved, GazetteerShown, GazetteerHidden)
"""Changes that touch no document by themselves."""


def applied(document: Document, action: Action) -> Document:
    """Give the document as it is after an action; changes to other documents are passed over.

    Many changes are made at once, so that an action of ten thousand spans costs one sorting, and what no change touches
    stays the same object. Raises ValueError if a span or rejection that is to go is not there.
    """
    changes = [change for change in action.changes if _concerns(change, document.id)]
    if not changes:
        return document
    notes, state, confirmed = dict(document.notes), document.state, document.confirmed
    spans = _with(document, document.spans, changes, SpanAdded, SpanRemoved)
    few = len(changes) <= _FEW
    if few:
        _check_added(document, spans, changes)
    for change in changes:
        match change:
            case StateChanged(_, _, after):
                state = after
            case RangesConfirmed(_, _, ranges):
                confirmed = ranges
            case NoteChanged(_, place, _, note):
                notes[place] = note
    return replace(
        document,
        check=not few,
        spans=spans,
        rejected=_with(document, document.rejected, changes, SuggestionRejected, RejectionRemoved),
        state=state,
        confirmed=confirmed,
        notes=document.notes if notes == document.notes else {at: notes[at] for at in sorted(notes) if notes[at]},
        revision=document.revision + len(changes),
    )


def _with(
    document: Document,
    spans: tuple[Span, ...],
    changes: Sequence[Change],
    added: type[SpanAdded | SuggestionRejected],
    removed: type[SpanRemoved | RejectionRemoved],
) -> tuple[Span, ...]:
    """Give sorted spans with those that one kind of change adds, without those that another kind removes."""
    own = [change for change in changes if isinstance(change, added | removed)]
    if not own:
        return spans
    if len(own) > _FEW:
        return _with_many(document, spans, own, added)
    after = list(spans)
    for change in own:
        place = bisect_left(after, _order(change.span), key=_order)
        there = place < len(after) and after[place] == change.span
        if not isinstance(change, added):
            if not there:
                raise ValueError(f"{document.name}: no such span {change.span}")
            del after[place]
        elif there:
            after[place] = change.span
        else:
            after.insert(place, change.span)
    return tuple(after)


def _with_many(
    document: Document,
    spans: tuple[Span, ...],
    own: Sequence[SpanAdded | SuggestionRejected | SpanRemoved | RejectionRemoved],
    added: type[SpanAdded | SuggestionRejected],
) -> tuple[Span, ...]:
    after = dict.fromkeys(spans)  # nearly in order, which makes the sorting quick
    for change in own:
        if isinstance(change, added):
            after.pop(change.span, None)  # it may be from elsewhere now
            after[change.span] = None
        elif change.span in after:
            del after[change.span]
        else:
            raise ValueError(f"{document.name}: no such span {change.span}")
    return tuple(sorted(after, key=_order))


def _check_added(document: Document, spans: Sequence[Span], changes: Sequence[Change]) -> None:
    """Look at the neighbours of what was added. Raises ValueError as a Document would that looks at all spans."""
    for span in (change.span for change in changes if isinstance(change, SpanAdded)):
        place = bisect_left(spans, _order(span), key=_order)
        near = spans[max(0, place - 1) : place + 2]
        if any(other != span and other.overlaps(span.start, span.end) for other in near):
            raise ValueError(f"{document.name}: {span} overlaps another span")
        if span.end > len(document.text):
            raise ValueError(f"{document.name}: {span} ends behind the text ({len(document.text)})")


_FEW = 100
"""Changes of an action that are made one by one; more are sorted in with all others."""

_order = attrgetter("start", "end", "label")


def _concerns(change: Change, document_id: int) -> bool:
    return not isinstance(change, NOT_IN_DOCUMENTS) and change.document_id == document_id


def _place(change: Change) -> int | None:
    """Give where a change is in its document: a span's or a note's start, the first that it confirms or no longer."""
    match change:
        case SpanAdded(_, span) | SpanRemoved(_, span) | SuggestionRejected(_, span) | RejectionRemoved(_, span):
            return span.start
        case NoteChanged(_, place) if place != WHOLE:
            return place[0]
        case RangesConfirmed(_, before, after):
            # where one begins or ends that is in the other too, nothing changes
            return min({*chain(*before)} ^ {*chain(*after)}, default=None)
    return None
