"""Suggestions: what the current tagger proposes for the current document, minus what a person already said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.project.label_names import LabelThen, names_now
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import LabelSet
from engine.text.names import Found, NameMatcher
from engine.text.ranges import Range
from export.entity_table import EntityTable
from export.reading_order import ReadingOrder
from export.runtime import Tagger
from gui.document_view import DocumentView, Mark, MarkKind
from gui.tasks import Job, Lane

LEAST_CONFIDENCE = 0.4
"""Below this a suggestion costs more attention than it saves; the highlight page shows them all, with a slider."""

SENTENCES_AT_A_TIME = 500
"""Sentences whose names are found between two looks at whether anybody still wants them."""

Column = NDArray[np.int64]
"""Code points, one for each of some spans."""


class SuggestionController(QObject):
    """Tags the document on the tagger lane, the visible sentences first, and filters what comes back.

    A document's text never changes, so its predictions hold until the tagger or the document changes; an edit only
    filters them anew. The tagger calls labels what they were called when it learnt; here they have the names of now,
    and those that left the project are not suggested.
    """

    changed = Signal(object)  # tuple[Suggestion, ...]
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
        self._proposed: list[Suggestion] = []
        self.suggestions: tuple[Suggestion, ...] = ()
        self._marks: dict[Suggestion, Mark] = {}
        self._given: dict[int, tuple[Suggestion, ...]] = {}
        self._labels = LabelSet()
        self._log: tuple[LabelThen, ...] = ()
        self._names = NameMatcher([])
        self._names_job: Job | None = None
        self._listed: list[Suggestion] = []
        self._offered: list[Suggestion] = []  # what is proposed and what is listed

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
        found, self._found, self._proposed, self._marks = self._found, [], [], {}
        self._propose(found)

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
    def marks(self) -> list[Mark]:
        """Give the suggestions as marks; each was made once, for there may be ten thousands of them."""
        return [self._marks.get(suggestion) or _mark(suggestion) for suggestion in self.suggestions]

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
        self._proposed = []
        self._marks = {}
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
        for s in named:
            self._marks[s] = _mark(s)
        if found:
            self._proposed = sorted([*self._proposed, *named], key=_start)  # two sorted runs: merged in one pass
            self._offer()

    def _look_for_names(self) -> None:
        """Find the names of the lists in the document, the visible ones first."""
        if self._names_job is not None:
            self._names_job.cancel()
            self._names_job = None
        self._listed = []
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
            self._listed = sorted([*self._listed, *found], key=_start)
            self._offer()

    def _offer(self) -> None:
        self._offered = merged(self._proposed, self._listed)
        self._filter()

    def _filter(self) -> None:
        document = self._document
        suggestions: tuple[Suggestion, ...] = ()
        if document is not None and document.state != DocumentState.DONE:
            suggestions = unanswered(self._offered, document)
        self.suggestions = suggestions
        self.changed.emit(suggestions)


def called(suggestions: Sequence[Suggestion], renamed: Mapping[str, str | None], labels: LabelSet) -> list[Suggestion]:
    """Give suggestions with the names that their labels have now, without those whose label is not in the set."""
    now = {name: renamed.get(name, name) for name in {s.span.label for s in suggestions}}
    there = set(labels.names)
    return [
        s if name == s.span.label else replace(s, span=replace(s.span, label=name))
        for s in suggestions
        if (name := now[s.span.label]) is not None and name in there
    ]


def unanswered(proposed: Sequence[Suggestion], document: Document) -> tuple[Suggestion, ...]:
    """Give the suggestions that touch no gold span and no confirmed part, and were not rejected.

    proposed: in the order of their starts.
    """
    if not (document.spans or document.rejected or document.confirmed):
        return tuple(proposed)
    starts = np.fromiter((s.span.start for s in proposed), np.int64, len(proposed))
    ends = np.fromiter((s.span.end for s in proposed), np.int64, len(proposed))
    gold = ((span.start, span.end) for span in document.spans)
    free = _beside(starts, ends, gold) & _beside(starts, ends, document.confirmed)
    rejected = set(document.rejected)
    return tuple(s for s in compress(proposed, free.tolist()) if not rejected or s.span not in rejected)


def _beside(starts: Column, ends: Column, ranges: Iterable[Range]) -> NDArray[np.bool_]:
    """Tell which of N spans share no character with any of the ranges, which are sorted and apart: bool [N]."""
    bounds = np.fromiter(chain.from_iterable(ranges), np.int64).reshape(-1, 2)
    # Ranges that end before a span, and those that start before its end: the same ones, or it is touched.
    before = np.searchsorted(bounds[:, 1], starts, side="right")
    result: NDArray[np.bool_] = before == np.searchsorted(bounds[:, 0], ends, side="left")
    return result


def merged(proposed: list[Suggestion], listed: list[Suggestion]) -> list[Suggestion]:
    """Give the suggestions of a tagger and of lists: a listed one takes the place of all that are no longer than it.

    Where one of those that it touches is longer, it gives way. Both are in the order of their starts and apart.
    """
    if not listed:
        return proposed
    free = _beside(*_columns(listed), _places(proposed)).tolist()
    kept = [s for s, alone in zip(listed, free, strict=True) if alone or _length(s) >= _longest(proposed, s)]
    left = compress(proposed, _beside(*_columns(proposed), _places(kept)).tolist())
    return sorted([*left, *kept], key=_start)


def _longest(proposed: Sequence[Suggestion], listed: Suggestion) -> int:
    """Give the length of the longest one that shares a character with a listed one."""
    first = bisect_right(proposed, listed.span.start, key=lambda s: s.span.end)
    return max(map(_length, proposed[first : bisect_left(proposed, listed.span.end, key=_start)]))


def _length(suggestion: Suggestion) -> int:
    return suggestion.span.end - suggestion.span.start


def _places(suggestions: Iterable[Suggestion]) -> Iterator[Range]:
    return ((s.span.start, s.span.end) for s in suggestions)


def _columns(suggestions: Sequence[Suggestion]) -> tuple[Column, Column]:
    """Give the starts and the ends of N suggestions: int64 [N]."""
    starts = np.fromiter((s.span.start for s in suggestions), np.int64, len(suggestions))
    return starts, np.fromiter((s.span.end for s in suggestions), np.int64, len(suggestions))


def _mark(suggestion: Suggestion) -> Mark:
    span = suggestion.span
    return Mark(span.start, span.end, span.label, MarkKind.SUGGESTION, suggestion.confidence)


def _start(suggestion: Suggestion) -> int:
    return suggestion.span.start


def on_screen(document: Document, view: DocumentView) -> range:
    """Give the sentences that are on screen."""
    visible, tokens = view.visible_tokens(), document.tokens
    if not visible:
        return range(0)
    return range(tokens.sentence_of(visible.first), tokens.sentence_of(visible.last - 1) + 1)
