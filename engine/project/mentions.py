"""All mentions of a form in a document or a project, and what becomes of them: label them, change or remove labels.

A mention is a place where the text has the same words, with any white space for white space, and where tokens begin
and end: «Paris» in «Parisian» is none. It begins at the start of a search word, which is what the index can find.

Who is asked about a mention by a list is told what speaks against it (``Doubt``). Between the list and the answer the
project may change: each mention is judged once more in the transaction of the action, and only those that are still
what they were are touched.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from engine.errors import UserError
from engine.project import annotate, text_index
from engine.project.actions import (
    Action,
    Change,
    NoteChanged,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
)
from engine.project.document_rows import document_ids, read_documents
from engine.project.label_rows import read_labels
from engine.project.longer_names import LongerNames
from engine.project.matching import WordMatcher, check_length
from engine.project.search import FIRST_PAGE, LAST_PAGE, PATIENCE_SECONDS, Reading, in_context
from engine.text.document import Document, DocumentState, Span
from engine.text.ranges import between

Watch = Callable[[int], None]
"""Is told again and again how many mentions are looked at. What it raises ends the work, and nothing is done."""

SLICE_CHARACTERS = 1_000_000
FIRST_SLICE, LAST_SLICE = 32, 512
"""Documents are read until there are so many, or until their texts are so long."""


class Task(StrEnum):
    """What is wanted of all mentions."""

    LABEL = "label"
    CHANGE = "change"
    REMOVE = "remove"


class Doubt(StrEnum):
    """What speaks against a mention, the weightiest first."""

    OVERLAP = "overlap"  # shares characters with a gold span of other bounds
    OTHER_LABEL = "other label"
    REJECTED = "rejected"  # a person said that it is not this label
    CONFIRMED = "confirmed"  # a person saw it and left it without a label
    LONGER_NAME = "longer name"  # «Paris» in «Paris Hilton»: see longer_names.py
    CASE = "case"


@dataclass(frozen=True, slots=True)
class MentionQuery:
    """Which mentions, and what for.

    label: what they are to be labelled, "" for REMOVE and as long as none is chosen. old: of CHANGE and REMOVE, the
    label that is meant; others are doubtful, "" means all. match_case: capitals matter; else those with other ones are
    doubtful.
    document_id: in this document alone, None: in the whole project.
    """

    form: str
    task: Task
    label: str = ""
    old: str = ""
    match_case: bool = False
    document_id: int | None = None

    def __post_init__(self) -> None:
        if not self.form.strip():
            raise ValueError("nothing to look for")
        if self.label and self.task is Task.REMOVE:
            raise ValueError(f"the task {self.task} cannot have the label {self.label!r}")

    def matcher(self) -> WordMatcher:
        """Give what finds the form. Raises UserError if it is too long."""
        check_length(self.form)
        return WordMatcher(self.form, match_case=self.match_case, whole_words=False)


class Mention(NamedTuple):
    """A mention to be shown in a line, and what was known of it then; a tuple because there may be 500,000.

    before, text, after: with single blanks for white space. label: of the gold span that is there, or of the first
    that is in the way; "" if there is none. revision: of the document, by which it is seen whether that still holds.
    """

    document_id: int
    start: int
    end: int
    document: str
    before: str
    text: str
    after: str
    label: str
    doubt: Doubt | None
    revision: int


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Some mentions. already: so many more have the label. inside: so many more do not begin and end with tokens."""

    mentions: tuple[Mention, ...]
    already: int
    inside: int


class Judge:
    """Says of places in one document whether they are wanted, and what speaks against them."""

    def __init__(self, document: Document, query: MentionQuery) -> None:
        self._document = document
        self._query = query
        self._rejected = {(span.start, span.end) for span in document.rejected if span.label == query.label}
        self._form = " ".join(query.form.split())
        self._longer = LongerNames(document, query.form)

    def has_label(self, start: int, end: int) -> bool:
        """Tell whether a place is labelled as wanted."""
        return self._document.spans_between(start, end) == (Span(start, end, self._query.label or " "),)

    def mention(self, start: int, end: int) -> Mention | None:
        """Give what is at a place, None if nothing is to be done there."""
        document, query = self._document, self._query
        gold = document.spans_between(start, end)
        exact = len(gold) == 1 and (gold[0].start, gold[0].end) == (start, end)
        if (query.task is not Task.LABEL and not exact) or (exact and gold[0].label == query.label):
            return None
        before, text, after = in_context(document.text, start, end)
        label = gold[0].label if gold else ""
        doubt = self._doubt(start, end, label, exact=exact)
        return Mention(document.id, start, end, document.name, before, text, after, label, doubt, document.revision)

    def still(self, mention: Mention) -> bool:
        """Tell whether a mention is what it was, in a document that changed since."""
        now = self.mention(mention.start, mention.end)
        return now is not None and now._replace(revision=mention.revision) == mention

    def _doubt(self, start: int, end: int, label: str, *, exact: bool) -> Doubt | None:
        document, query = self._document, self._query
        if label and not exact:
            return Doubt.OVERLAP
        if label and (query.task is Task.LABEL or query.old not in ("", label)):
            return Doubt.OTHER_LABEL
        if (start, end) in self._rejected:
            return Doubt.REJECTED
        if not label:
            if document.state is DocumentState.DONE or between(document.confirmed, start, end):
                return Doubt.CONFIRMED
            if self._longer.hold(start, end):
                return Doubt.LONGER_NAME
        return None if " ".join(document.text[start:end].split()) == self._form else Doubt.CASE


def find_mentions(reading: Reading, query: MentionQuery) -> Iterator[MentionPage]:
    """Give all mentions in the order of the documents, the first ones soon, and a page about every tenth of a second.

    Who has enough closes the iterator. Raises UserError if the form is too long.
    """
    matcher = query.matcher()
    found: list[Mention] = []
    already = inside = 0
    limit, due = FIRST_PAGE, time.monotonic() + PATIENCE_SECONDS
    for document in _documents(reading, query):
        judge = Judge(document, query)
        for start, end in matcher.find(document.text):
            if not document.tokens.aligned(start, end):
                inside += 1
                continue
            mention = judge.mention(start, end)
            if mention is not None:
                found.append(mention)
            elif judge.has_label(start, end):
                already += 1
            if len(found) >= limit:
                yield MentionPage(tuple(found), already, inside)
                found, already, inside = [], 0, 0
                limit, due = min(2 * limit, LAST_PAGE), time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() >= due:
            yield MentionPage(tuple(found), already, inside)
            found, already, inside, due = [], 0, 0, time.monotonic() + PATIENCE_SECONDS
    yield MentionPage(tuple(found), already, inside)


def make_action(
    connection: sqlite3.Connection, query: MentionQuery, chosen: Sequence[Mention], watch: Watch = lambda _: None
) -> tuple[Action | None, int]:
    """Give the action for those mentions that are still what they were, and how many that are; None: there is none.

    Raises UserError if the label left the project, and what ``watch`` raises.
    """
    if query.task is not Task.REMOVE and not query.label:
        raise ValueError(f"nobody said which label «{query.form}» is to have")
    if query.label and query.label not in read_labels(connection).names:
        raise UserError(f"the project has no label {query.label} any more", remedy="choose another one")
    wanted: dict[int, list[Mention]] = defaultdict(list)
    for mention in chosen:
        wanted[mention.document_id].append(mention)
    changes: list[Change] = []
    count = seen = 0
    for ids in _slices(connection, list(wanted)):
        watch(seen)
        seen += sum(len(wanted[number]) for number in ids)
        # most documents are as they were; then nothing has to be read of their texts, which is most of the work
        documents = {document.id: document for document in read_documents(connection, ids, bare=True)}
        same = {n: [m for m in wanted[n] if m.revision == document.revision] for n, document in documents.items()}
        changed = [number for number, mentions in same.items() if len(mentions) < len(wanted[number])]
        for document in read_documents(connection, changed):
            judge = Judge(document, query)
            same[document.id] = [m for m in wanted[document.id] if judge.still(m)]
        for number, mentions in same.items():
            if mentions:
                changes += _in_document(documents[number], query, mentions).changes
                count += len(mentions)
    if not changes:
        return None, 0
    watch(len(chosen))
    # all of one kind together, which the tables take in one go; within a document the order stays what it was
    changes.sort(key=lambda change: _ORDER[type(change)])
    return Action(title(query, count), tuple(changes)), count


_ORDER: dict[type[Change], int] = {SpanRemoved: 0, NoteChanged: 1, RejectionRemoved: 2, SpanAdded: 3, StateChanged: 4}


def title(query: MentionQuery, count: int) -> str:
    """Say what is done to so many mentions: «Label 512 mentions of «Paris» as LOC»."""
    what = f"{count:,} mention{'' if count == 1 else 's'} of «{annotate.shorten(query.form)}»"
    match query.task:
        case Task.LABEL:
            return f"Label {what} as {query.label}"
        case Task.CHANGE:
            return f"Change {what} to {query.label}"
        case Task.REMOVE:
            return f"Remove {query.old or 'the labels'} from {what}"


def _in_document(document: Document, query: MentionQuery, mentions: Sequence[Mention]) -> Action:
    if query.task is Task.REMOVE:
        # by their places: a label may have another name by now
        return annotate.remove_many(document, [s for m in mentions for s in document.spans_between(m.start, m.end)])
    return annotate.label_many(document, [Span(m.start, m.end, query.label) for m in mentions])


def _documents(reading: Reading, query: MentionQuery) -> Iterator[Document]:
    """Give the documents that may have mentions; the connection is lent for one slice of them at a time."""
    with reading() as connection:
        slices = _slices(connection, _candidates(connection, query))
    for ids in slices:
        with reading() as connection:
            documents = read_documents(connection, ids)
        yield from documents


def _candidates(connection: sqlite3.Connection, query: MentionQuery) -> list[int]:
    if query.document_id is not None:
        return [query.document_id]
    try:
        with_words = text_index.documents_with(connection, query.form, whole_words=False)
    except text_index.IndexDamagedError:
        with_words = None
    return document_ids(connection) if with_words is None else with_words


def _slices(connection: sqlite3.Connection, ids: Sequence[int]) -> list[list[int]]:
    """Cut ids of documents into a few at a time, a few more each time; those that left the project are left out."""
    rows = connection.execute(
        """SELECT documents.id, character_count FROM json_each(?) AS those
        CROSS JOIN documents ON documents.id = those.value
        WHERE present = 1""",
        [json.dumps(ids)],
    )
    slices: list[list[int]] = [[]]
    characters, most = 0, FIRST_SLICE
    for number, length in rows:
        if slices[-1] and (len(slices[-1]) >= most or characters + length > SLICE_CHARACTERS):
            slices.append([])
            characters, most = 0, min(2 * most, LAST_SLICE)
        slices[-1].append(number)
        characters += length
    return slices
