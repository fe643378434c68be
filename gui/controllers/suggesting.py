"""Suggestions: what the current tagger proposes for the current document, minus what a person already said."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from engine.text.document import Document, DocumentState, Span, Suggestion
from export.runtime import Entity, Tagger
from gui.document_view import DocumentView
from gui.tasks import Job, Lane

LEAST_CONFIDENCE = 0.4
"""Below this a suggestion costs more attention than it saves; the highlight page shows them all, with a slider."""


class SuggestionController(QObject):
    """Tags the document on the tagger lane, the visible sentences first, and filters what comes back.

    A document's text never changes, so its predictions hold until the tagger or the document changes; an edit only
    filters them anew.
    """

    changed = Signal(object)  # tuple[Suggestion, ...]
    failed = Signal(object)  # Exception

    def __init__(self, view: DocumentView, tagger_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = tagger_lane
        self._job: Job | None = None
        self._tagger: Tagger | None = None
        self._document: Document | None = None
        self._predictions: list[Entity] = []
        self.suggestions: tuple[Suggestion, ...] = ()

    @property
    def tagger(self) -> Tagger | None:
        """Give the tagger that suggests."""
        return self._tagger

    def set_tagger(self, tagger: Tagger | None) -> None:
        """Suggest with another tagger; one assignment, everything older is dropped."""
        self._tagger = tagger
        self._restart()

    def set_document(self, document: Document | None) -> None:
        """Suggest for another document."""
        self._document = document
        self._restart()

    def update_document(self, document: Document) -> None:
        """Take note of an edit of the same document."""
        self._document = document
        self._filter()

    def next_from(self, position: int, *, backwards: bool = False) -> Suggestion | None:
        """Give the next suggestion behind (or before) a code point, going round at the end."""
        if not self.suggestions:
            return None
        if backwards:
            before = [s for s in self.suggestions if s.span.start < position]
            return before[-1] if before else self.suggestions[-1]
        return next((s for s in self.suggestions if s.span.start > position), self.suggestions[0])

    def at(self, start: int, end: int) -> Suggestion | None:
        """Give the suggestion that shares a character with ``[start, end)``."""
        return next((s for s in self.suggestions if s.span.overlaps(start, end)), None)

    def _restart(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._predictions = []
        self._filter()
        tagger, document = self._tagger, self._document
        if tagger is None or document is None or not len(document.tokens):
            return
        order = visible_first(document, self._view)

        def work() -> Iterator[list[Entity]]:
            return (entities for _, entities in tagger.stream(document.tokens, order))

        self._job = self._lane.stream(work, self._receive, failed=self.failed.emit)

    def _receive(self, batches: list[list[Entity]]) -> None:
        for entities in batches:
            self._predictions += entities
        self._predictions.sort(key=lambda entity: entity.start)
        self._filter()

    def _filter(self) -> None:
        document = self._document
        suggestions: tuple[Suggestion, ...] = ()
        if document is not None and document.state != DocumentState.DONE:
            rejected = set(document.rejected)
            suggestions = tuple(
                Suggestion(span, entity.confidence)
                for entity in self._predictions
                if entity.confidence >= LEAST_CONFIDENCE
                and any(character.isalnum() for character in entity.text)
                and (span := Span(entity.start, entity.end, entity.label)) not in rejected
                and not document.spans_between(span.start, span.end)
            )
        self.suggestions = suggestions
        self.changed.emit(suggestions)


def visible_first(document: Document, view: DocumentView) -> list[int]:
    """Give the sentence numbers in the order to tag them: what is on screen, then what follows, then the start."""
    visible = view.visible_tokens()
    count = document.tokens.sentence_count
    first = document.tokens.sentence_of(visible.first) if visible.first < visible.last else 0
    return [*range(first, count), *range(first)]
