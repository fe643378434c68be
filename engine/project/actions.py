"""Actions: what a person did, as data that can be applied, inverted, stored and replayed.

An Action is a title and a list of Changes; each Change knows its inverse. The project's action log is a list of
Actions, and undo applies the inverses in reverse order. Undo is strictly last-in first-out, so a label may be named
by its name: when an action is undone, the labels are as they were right after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.text.document import Document, DocumentState, Span
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
    | DocumentShown | DocumentHidden | LabelAdded | LabelRemoved | LabelChanged | LabelMoved
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
        ids = (change.document_id for change in self.changes if not isinstance(change, LABEL_CHANGES))
        return tuple(dict.fromkeys(ids))


LABEL_CHANGES = (LabelAdded, LabelRemoved, LabelChanged, LabelMoved)


def applied(document: Document, action: Action) -> Document:
    """Give the document as it is after an action; changes to other documents are passed over.

    All changes are made at once, so that an action of ten thousand spans costs one sorting. Raises ValueError if a
    span or rejection that is to go is not there.
    """
    spans, rejected, notes = set(document.spans), set(document.rejected), dict(document.notes)
    state, confirmed = document.state, document.confirmed
    touched = 0
    for change in action.changes:
        if isinstance(change, LABEL_CHANGES) or change.document_id != document.id:
            continue
        touched += 1
        match change:
            case SpanAdded(_, span):
                spans.add(span)
            case SpanRemoved(_, span):
                _take(spans, span, document)
            case SuggestionRejected(_, span):
                rejected.add(span)
            case RejectionRemoved(_, span):
                _take(rejected, span, document)
            case StateChanged(_, _, after):
                state = after
            case RangesConfirmed(_, _, ranges):
                confirmed = ranges
            case NoteChanged(_, place, _, note):
                notes[place] = note
    if not touched:
        return document
    return replace(
        document,
        spans=tuple(sorted(spans)),
        rejected=tuple(sorted(rejected)),
        state=state,
        confirmed=confirmed,
        notes={place: notes[place] for place in sorted(notes) if notes[place]},
        revision=document.revision + touched,
    )


def _take(spans: set[Span], span: Span, document: Document) -> None:
    if span not in spans:
        raise ValueError(f"{document.name}: no such span {span}")
    spans.remove(span)
