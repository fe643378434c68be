"""Suggestions: what the current tagger proposes for the current document, minus what a person already said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.project.label_names import LabelThen, names_now
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import LabelSet
from export.entity_table import EntityTable
from export.reading_order import ReadingOrder
from gui.document_view import DocumentView, Mark, MarkKind, MarkTable
from gui.span_columns import SpanColumns
from gui.tasks import Job, Lane

if TYPE_CHECKING:
    from engine.text.names import Found, NameMatcher
    from export.runtime import Tagger

LEAST_CONFIDENCE = 0.4
"""Below this a suggestion costs more attention than it saves; the highlight page shows them all, with a slider."""

SENTENCES_AT_A_TIME = 500
"""Sentences whose names are found between two looks at whether anybody still wants them."""

Column = NDArray[np.int32]
"""Code points, one for each of some spans."""


class Proposals:
    """Suggestions in the order of their starts, with their columns: starts, ends, int32 [N]."""

    __slots__ = ("ends", "starts", "suggestions")

    def __init__(self, suggestions: Sequence[Suggestion] = (), columns: tuple[Column, Column] | None = None) -> None:
        self.suggestions = tuple(suggestions)
        if columns is None:
            count = len(self.suggestions)
            starts = np.fromiter((s.span.start for s in self.suggestions), np.int32, count)
            columns = starts, np.fromiter((s.span.end for s in self.suggestions), np.int32, count)
        self.starts, self.ends = columns

    def where(self, chosen: NDArray[np.bool_]) -> Proposals:
        """Give some of them."""
        if chosen.all():
            return self
        return Proposals(tuple(compress(self.suggestions, chosen.tolist())), (self.starts[chosen], self.ends[chosen]))


class SuggestionController(QObject):
    """Tags the document on the tagger lane, the visible sentences first, and filters what comes back.

    A document's text never changes, so its predictions hold until the tagger or the document changes; an edit only
    filters them anew. The tagger calls labels what they were called when it learnt; here they have the names of now,
    and those that left the project are not suggested.
    """

    changed = Signal(object)  # tuple[Suggestion, ...]
    renamed = Signal()  # what ``names`` gives may be something else
    failed = Signal(object)  # Exception

    def __init__(self, view: DocumentView, tagger_lane: Lane, names_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = tagger_lane
        self._names_lane = names_lane
        self._job: Job | None = None
        self._tagger: Tagger | None = None
        self._document: Document | None = None
        self._learnt_at: int | None = None
        self._found: list[Suggestion] = []  # with the names they came with
        self._proposed = Proposals()
        self.gold = SpanColumns()  # of the document
        self.suggestions: tuple[Suggestion, ...] = ()
        self._shown = Proposals()
        self._given: dict[int, tuple[Suggestion, ...]] = {}
        self._labels = LabelSet()
        self._log: tuple[LabelThen, ...] = ()
        self._names: NameMatcher | None = None
        self._names_job: Job | None = None
        self._listed = Proposals()
        self._offered = Proposals()  # what is proposed and what is listed

    @property
    def tagger(self) -> Tagger | None:
        """Give the tagger that suggests."""
        return self._tagger

    def set_tagger(self, tagger: Tagger | None, revision: int | None = None) -> None:
        """Suggest with another tagger; one assignment, everything older is dropped.

        revision: the project's that it learnt from, None if nobody knows: it may come from elsewhere.
        """
        self._tagger = tagger
        self._learnt_at = revision
        self._given = {}
        self._restart()

    def give(self, document_id: int, suggestions: Sequence[Suggestion]) -> None:
        """Suggest these for a document, whatever the tagger would, until there is another tagger.

        suggestions: in the order of their starts.
        """
        self._given[document_id] = tuple(suggestions)

    def set_labels(self, labels: LabelSet, log: Sequence[LabelThen]) -> None:
        """Suggest these labels and no others. log: what they were called at earlier revisions."""
        self._labels, self._log = labels, tuple(log)
        found, self._found, self._proposed = self._found, [], Proposals()
        self._propose(found)
        self.renamed.emit()

    def set_lists(self, names: NameMatcher) -> None:
        """Suggest the names of these lists, too, with or without a tagger."""
        self._names = names
        self._look_for_names()
        self._offer()

    def names(self) -> Mapping[str, str | None]:
        """Give what the labels are called now by the names that the tagger has for them; None: they left."""
        return names_now(self._log, self._learnt_at)

    def set_document(self, document: Document | None) -> None:
        """Suggest for another document."""
        self._document = document
        self._restart()

    def update_document(self, document: Document) -> None:
        """Take note of an edit of the same document."""
        self._document = document
        self._filter()

    @property
    def marks(self) -> MarkTable:
        """Give the suggestions as marks."""
        suggestions = self.suggestions

        def mark(number: int) -> Mark:
            span, confidence = suggestions[number].span, suggestions[number].confidence
            return Mark(span.start, span.end, span.label, MarkKind.SUGGESTION, confidence)

        return MarkTable(self._shown.starts, self._shown.ends, mark, suggestions)

    def next_from(self, position: int, *, backwards: bool = False) -> Suggestion | None:
        """Give the next suggestion behind (or before) a code point, going round at the end."""
        if not self.suggestions:
            return None
        if backwards:
            return self.suggestions[bisect_left(self.suggestions, position, key=_start) - 1]
        behind = bisect_right(self.suggestions, position, key=_start)
        return self.suggestions[behind % len(self.suggestions)]

    def at(self, start: int, end: int) -> Suggestion | None:
        """Give the suggestion that shares a character with ``[start, end)``."""
        behind = bisect_left(self.suggestions, end, key=_start)
        last = self.suggestions[behind - 1] if behind else None
        return last if last is not None and last.span.overlaps(start, end) else None

    def _restart(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._found = []
        self._proposed = Proposals()
        self._look_for_names()
        self._offer()
        tagger, document = self._tagger, self._document
        if document is not None and document.id in self._given:
            self._propose(self._given[document.id])
            return
        if tagger is None or document is None or not len(document.tokens):
            return
        order = ReadingOrder(document.tokens.sentence_count, on_screen(document, self._view).start)

        def work() -> Iterator[EntityTable]:
            return (entities for _, entities in tagger.stream_tokens(document.tokens, order))

        self._job = self._lane.stream(work, self._receive, failed=self.failed.emit)

    def _receive(self, batches: list[EntityTable]) -> None:
        found = [
            Suggestion(Span(entity.start, entity.end, entity.label), entity.confidence)
            for entities in batches
            for entity in entities
            if entity.confidence >= LEAST_CONFIDENCE and any(character.isalnum() for character in entity.text)
        ]
        self._propose(found)

    def _propose(self, found: Sequence[Suggestion]) -> None:
        self._found += found
        given = self._document is not None and self._document.id in self._given
        named = called(found, names_now(self._log, None) if given else self.names(), self._labels)
        if found:
            # two sorted runs: merged in one pass
            self._proposed = Proposals(sorted([*self._proposed.suggestions, *named], key=_start))
            self._offer()

    def _look_for_names(self) -> None:
        """Find the names of the lists in the document, the visible ones first."""
        if self._names_job is not None:
            self._names_job.cancel()
            self._names_job = None
        self._listed = Proposals()
        names, document = self._names, self._document
        if not names or document is None or not len(document.tokens):
            return
        tokens = document.tokens
        order = ReadingOrder(tokens.sentence_count, on_screen(document, self._view).start)

        def work() -> Iterator[list[Found]]:
            while len(sentences := order.take(SENTENCES_AT_A_TIME)):
                yield list(names.find(tokens, sentences.tolist()))

        self._names_job = self._names_lane.stream(work, self._receive_names, failed=self.failed.emit)

    def _receive_names(self, batches: list[list[Found]]) -> None:
        found = [Suggestion(span, 1.0, title) for batch in batches for span, title in batch]
        if found:
            self._listed = Proposals(sorted([*self._listed.suggestions, *found], key=_start))
            self._offer()

    def _offer(self) -> None:
        self._offered = merged(self._proposed, self._listed)
        self._filter()

    def _filter(self) -> None:
        document = self._document
        self._shown = Proposals()
        self.gold = self.gold.followed_by(document.spans if document else ())
        if document is not None and document.state != DocumentState.DONE:
            self._shown = unanswered(self._offered, document, self.gold)
        self.suggestions = self._shown.suggestions
        self.changed.emit(self.suggestions)


def called(suggestions: Sequence[Suggestion], renamed: Mapping[str, str | None], labels: LabelSet) -> list[Suggestion]:
    """Give suggestions with the names that their labels have now, without those whose label is not in the set."""
    now = {name: renamed.get(name, name) for name in {s.span.label for s in suggestions}}
    there = set(labels.names)
    return [
        s if name == s.span.label else replace(s, span=replace(s.span, label=name))
        for s in suggestions
        if (name := now[s.span.label]) is not None and name in there
    ]


def unanswered(proposed: Proposals, document: Document, gold: SpanColumns) -> Proposals:
    """Give the suggestions that touch no gold span and no confirmed part, and were not rejected.

    gold: the columns of the document's gold spans.
    """
    if not (document.spans or document.rejected or document.confirmed):
        return proposed
    starts, ends = proposed.starts, proposed.ends
    confirmed = np.array(document.confirmed, np.int32).reshape(-1, 2)
    free = _beside(starts, ends, gold.starts, gold.ends) & _beside(starts, ends, confirmed[:, 0], confirmed[:, 1])
    if document.rejected:
        rejected = set(document.rejected)
        refused = np.isin(starts, np.array([span.start for span in document.rejected], np.int32))
        for number in np.flatnonzero(free & refused).tolist():
            free[number] = proposed.suggestions[number].span not in rejected
    return proposed.where(free)


def _beside(starts: Column, ends: Column, range_starts: Column, range_ends: Column) -> NDArray[np.bool_]:
    """Tell which of N spans share no character with any of the ranges, which are sorted and apart: bool [N]."""
    # Ranges that end before a span, and those that start before its end: the same ones, or it is touched.
    before = np.searchsorted(range_ends, starts, side="right")
    result: NDArray[np.bool_] = before == np.searchsorted(range_starts, ends, side="left")
    return result


def merged(proposed: Proposals, listed: Proposals) -> Proposals:
    """Give the suggestions of a tagger and of lists: a listed one takes the place of all that are no longer than it.

    Where one of those that it touches is longer, it gives way. Both are in the order of their starts and apart.
    """
    if not listed.suggestions:
        return proposed
    free = _beside(listed.starts, listed.ends, proposed.starts, proposed.ends)
    for number in np.flatnonzero(~free).tolist():
        suggestion = listed.suggestions[number]
        free[number] = _length(suggestion) >= _longest(proposed.suggestions, suggestion)
    kept = listed.where(free)
    left = proposed.where(_beside(proposed.starts, proposed.ends, kept.starts, kept.ends))
    return Proposals(sorted([*left.suggestions, *kept.suggestions], key=_start))


def _longest(proposed: Sequence[Suggestion], listed: Suggestion) -> int:
    """Give the length of the longest one that shares a character with a listed one."""
    first = bisect_right(proposed, listed.span.start, key=lambda s: s.span.end)
    return max(map(_length, proposed[first : bisect_left(proposed, listed.span.end, key=_start)]))


def _length(suggestion: Suggestion) -> int:
    return suggestion.span.end - suggestion.span.start


def _start(suggestion: Suggestion) -> int:
    return suggestion.span.start


def on_screen(document: Document, view: DocumentView) -> range:
    """Give the sentences that are on screen."""
    visible, tokens = view.visible_tokens(), document.tokens
    if not visible:
        return range(0)
    return range(tokens.sentence_of(visible.first), tokens.sentence_of(visible.last - 1) + 1)
