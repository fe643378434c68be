"""What a label was given to so far: its most frequent forms, what else they were labelled as, and some in context.

Forms are in the texts, so they can only be counted by reading those. A label may have hundreds of thousands of spans:
what is read are documents spread over the project, up to a budget, a slice at a time; after each slice there is
something to show, and whoever has enough closes the iterator. In a project that is not larger than the budget all of
it is read, and the figures are exact.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.project.label_actions import LabelUse
from engine.project.label_rows import read_label_ids
from engine.project.search import Hit, Reading, hit_of
from engine.project.search_rows import Item, TextRow

MOST_SPANS = 2_000
"""So many spans of the label are read."""
MOST_CHARACTERS = 4_000_000
"""No more text is read than this, once there is something to show."""
FIRST_SLICE, SLICE_CHARACTERS = 64, 500_000
"""What is read at a time, of documents at first and twice as many each time, and of text: so long the window waits."""
MOST_IN_DOCUMENT = 20_000
"""Of a document with more spans than this only a share is counted."""
MOST_FORMS, MOST_OTHERWISE, MOST_HITS = 20, 10, 12
"""How many of each are given."""
LONGEST_FORM = 200
"""Of a longer form the beginning counts; it is one of a kind anyway."""


@dataclass(frozen=True, slots=True)
class FormUse:
    """How often a form has the label, and which other labels it has how often, the most frequent first."""

    form: str
    count: int
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """What was read of a label so far.

    use: of the whole project. read: so many of its spans were read. forms: the most frequent ones; distinct: how many
    different ones there are. otherwise: forms that have other labels too, those with the most doubt first.
    hits: spans in their context, each of another form. complete: no more is coming.
    """

    label: str
    use: LabelUse = field(default_factory=LabelUse)
    read: int = 0
    distinct: int = 0
    forms: tuple[FormUse, ...] = ()
    otherwise: tuple[FormUse, ...] = ()
    hits: tuple[Hit, ...] = ()
    complete: bool = False


def read_examples(reading: Reading, label: str) -> Iterator[Examples]:
    """Give what a label was given to, more of it each time, the last time complete; nothing if it is not there."""
    with reading() as connection:
        if label not in read_label_ids(connection):
            return
        own, others = _documents(connection, label)
    found = _Found(label, LabelUse(sum(own.values()), len(own)))
    # those that have the label first; the others say what else its forms were taken for
    ids = [*_spread(list(own)), *_spread(others)]
    position, characters, size = 0, 0, FIRST_SLICE
    while position < len(ids) and (characters < MOST_CHARACTERS or not found.read):
        some = ids[position : position + size]
        with reading() as connection:
            texts, done = _read_texts(connection, some)
            thin = max(1, max((own.get(row.id, 0) for row in texts), default=0) // MOST_SPANS)
            spans = _read_spans(connection, [row.id for row in texts], label, thin)
        position, size = position + done, 2 * size
        characters += sum(len(row.text) for row in texts)
        for row in texts:
            found.take(row, spans[row.id])
        if found.read >= MOST_SPANS and position < len(own):
            position = len(own)  # the rest of the budget is for the other documents
        yield found.examples(complete=False)
    yield found.examples(complete=True)


class _Found:
    """Counts what is read."""

    def __init__(self, label: str, use: LabelUse) -> None:
        self.read = 0
        self._label, self._use = label, use
        self._labels_of: dict[str, Counter[str]] = {}
        self._hits: dict[str, Hit] = {}

    def take(self, row: TextRow, spans: Sequence[Item]) -> None:
        """Count the spans of a document."""
        for span in spans:
            form = " ".join(row.text[span.start : min(span.end, span.start + LONGEST_FORM)].split())
            self._labels_of.setdefault(form, Counter())[span.label] += 1
            if span.label == self._label:
                self.read += 1
                if len(self._hits) < MOST_HITS and form not in self._hits:
                    self._hits[form] = hit_of(row, span)

    def examples(self, *, complete: bool) -> Examples:
        """Give what is known by now."""
        uses = [
            FormUse(form, labels[self._label], _most({n: c for n, c in labels.items() if n != self._label}))
            for form, labels in self._labels_of.items()
            if labels[self._label]
        ]
        forms = sorted(uses, key=lambda use: (-use.count, use.form))
        doubtful = sorted((use for use in uses if use.others), key=_doubt)
        return Examples(
            self._label, self._use, self.read, len(uses), tuple(forms[:MOST_FORMS]), tuple(doubtful[:MOST_OTHERWISE]),
            tuple(sorted(self._hits.values(), key=lambda hit: (hit.document_id, hit.start))), complete,
        )  # fmt: skip


def _most(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _doubt(use: FormUse) -> tuple[int, int, str]:
    """Give the order of doubtful forms: «40 to 38» says more than «40 to 1»."""
    otherwise = sum(count for _, count in use.others)
    return -min(use.count, otherwise), -use.count - otherwise, use.form


def _spread(ids: list[int]) -> list[int]:
    """Give ids in an order whose beginning is spread over all of them: the middle, the quarters, the eighths…"""
    order: list[int] = []
    step = 1
    while step < len(ids):
        step *= 2
    taken = [False] * len(ids)
    while step >= 1:
        for place in range(step - 1, len(ids), step):
            if not taken[place]:
                taken[place] = True
                order.append(ids[place])
        step //= 2
    return order


def _documents(connection: sqlite3.Connection, label: str) -> tuple[dict[int, int], list[int]]:
    """Give the documents with the label, and how many spans have it there, and the others that have spans."""
    number = read_label_ids(connection)[label]
    own = connection.execute(
        """SELECT document_id, count(*) FROM spans JOIN documents ON documents.id = document_id
        WHERE label_id = ? AND present = 1 GROUP BY document_id ORDER BY document_id""",
        [number],
    )
    with_label: dict[int, int] = dict(own.fetchall())
    rows = connection.execute("SELECT id FROM documents WHERE present = 1 AND span_count > 0 ORDER BY id")
    return with_label, [found for (found,) in rows if found not in with_label]


def _read_texts(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[list[TextRow], int]:
    """Give the texts of documents up to the length of a slice, and how many ids that was; some may be gone by now."""
    rows = connection.execute(
        """SELECT documents.id, name, text FROM json_each(?) AS those
        CROSS JOIN documents ON documents.id = those.value JOIN texts ON document_id = documents.id""",
        [json.dumps(ids)],
    )
    texts: list[TextRow] = []
    characters = 0
    for row in rows:
        texts.append(TextRow(*row))
        characters += len(texts[-1].text)
        if characters >= SLICE_CHARACTERS:
            return texts, ids.index(texts[-1].id) + 1
    return texts, len(ids)


def _read_spans(connection: sqlite3.Connection, ids: Sequence[int], label: str, thin: int) -> dict[int, list[Item]]:
    """Give the spans of documents. thin: one in so many of the label's own is enough, and of the others too."""
    names = dict(connection.execute("SELECT id, name FROM labels").fetchall())
    rows = connection.execute(
        """SELECT document_id, start, "end", label_id FROM json_each(:ids) AS those
        CROSS JOIN documents ON documents.id = those.value JOIN spans ON spans.document_id = documents.id
        WHERE start % CASE WHEN label_id = :own THEN :thin ELSE max(:thin, span_count / :most) END = 0""",
        {
            "ids": json.dumps(ids),
            "own": read_label_ids(connection).get(label, 0),  # it may be gone by now
            "thin": thin,
            "most": MOST_IN_DOCUMENT,
        },
    )
    spans: dict[int, list[Item]] = {number: [] for number in ids}
    for number, start, end, label_id in rows:
        spans[number].append(Item(start, end, names[label_id], ""))
    return spans
