"""Files in, documents with their entities out, in order, while a crew works on several of them.

A file is read where it is tagged, for reading costs time too. What is short is tagged at once; of what is long the
documents come back and go out again in pieces, so that all of the crew works on one long text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.text.document import Document, Tokens
from engine.text.late_tokens import LateTokens
from engine.text.pieces import PIECE, pieces
from export.crew import Columns, Crew, placed, tag_piece, wait_for
from export.entity_table import EntityTable
from export.formats import read_untokenised
from export.runtime import SENTENCES_AT_A_TIME, Tagger

SHORT = 2 * PIECE
"""Characters of a file that is tagged in one go."""

Tagged = tuple[Document, EntityTable]
"""A document with what a tagger found in it."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something to read. path: None for stdin; folder: where in a given folder it is, as its documents' names tell."""

    path: Path | None
    folder: str = ""

    @property
    def name(self) -> str:
        """Give what messages call it."""
        return "stdin" if self.path is None else str(self.path)


@dataclass(slots=True)
class _Job:
    """An input that is being worked on.

    reading: gives documents, with their entities if they are short. unsent: the pieces of those that are not, None
    until it is read. sent: what the pieces give, in order.
    """

    number: int
    input: Input
    reading: Future[list[Document | Tagged]]
    unsent: Iterator[str | Tokens] | None = None
    sent: deque[Future[Columns]] = field(default_factory=deque)


class Highlighting:
    """Finds the entities of inputs.

    read_stdin: called when its turn has come, in this process. show: takes the number of the input whose turn it is,
    and the share of it that is done.
    """

    def __init__(
        self,
        crew: Crew,
        inputs: Sequence[Input],
        read_stdin: Callable[[], Document],
        show: Callable[[int, float], None],
    ) -> None:
        self._crew = crew
        self._read_stdin = read_stdin
        self._show = show
        self._unread = deque(enumerate(inputs))
        self._jobs: deque[_Job] = deque()

    def run(self) -> Iterator[tuple[Input, list[Tagged] | Exception]]:
        """Give the documents of each input, or why there are none, in order and as soon as they are there."""
        while self._unread or self._jobs:
            self._fill()
            job = self._jobs[0]
            self._show(job.number, 0.0)
            found: list[Tagged] | Exception
            try:
                found = self._found(job)
            except Exception as error:
                found = error
                for future in job.sent:
                    future.cancel()
            self._jobs.popleft()
            yield job.input, found

    def _found(self, job: _Job) -> list[Tagged]:
        """Wait for what comes of an input."""
        self._wait(job.reading)
        return [self._tagged(job, one) if isinstance(one, Document) else one for one in job.reading.result()]

    def _tagged(self, job: _Job, document: Document) -> Tagged:
        """Wait for what the pieces of a document give, and put it together."""
        text, labels = document.text, self._crew.labels
        tables = [EntityTable.empty(text, labels)]
        for start, end in cuts(document):
            self._fill()  # so that one has been sent at all
            self._wait(job.sent[0])
            tables.append(placed(job.sent.popleft().result(), text, labels, start))
            self._show(job.number, end / len(text))
        return document, EntityTable.merged(tables)

    def _wait(self, future: Future[Any]) -> None:
        """Wait for one task while others come to their end and make room for more."""
        self._fill()
        while not future.done():
            wait_for([task for task in self._tasks() if not task.done()])
            self._fill()

    def _tasks(self) -> Iterator[Future[Any]]:
        for job in self._jobs:
            yield job.reading
            yield from job.sent

    def _fill(self) -> None:
        """Send off as much as there is room for, the first first: pieces of what is read, then more to read."""
        room = self._crew.room
        free = room - sum(len(job.sent) for job in self._jobs)
        for job in self._jobs:
            if not job.reading.done():
                break  # whoever is behind it must not take the room for its pieces
            if job.unsent is None:
                job.unsent = _long_ones(job.reading)
            while free > 0 and (piece := next(job.unsent, None)) is not None:
                job.sent.append(self._crew.submit(tag_piece, piece))
                free -= 1
        while self._unread and len(self._jobs) < room:
            number, one = self._unread[0]
            if one.path is None and self._jobs:  # it may keep us waiting, and others are before it
                break
            if not self._jobs:
                self._show(number, 0.0)
            self._unread.popleft()
            self._jobs.append(_Job(number, one, self._reading(one)))

    def _reading(self, one: Input) -> Future[list[Document | Tagged]]:
        if one.path is not None:
            return self._crew.submit(read_and_tag, one.path, one.folder)
        future: Future[list[Document | Tagged]] = Future()
        try:
            document = self._read_stdin()
        except Exception as error:
            future.set_exception(error)
        else:
            self._crew.expect(len(document.text))
            future.set_result([document])
        return future


def read_and_tag(tagger: Tagger, path: Path, folder: str) -> list[Document | Tagged]:
    """Read a file and find its entities if it is short. Raises FormatError when it is no text.

    The documents keep nothing of what people said about them.
    """
    within = f"{folder}/" if folder else ""
    documents = [
        Document(within + document.name, document.text, document.tokens) for document in read_untokenised(path)[0]
    ]
    if sum(len(document.text) for document in documents) > SHORT:
        return [*documents]
    return [(document, tagger.tag_tokens(document.tokens)) for document in documents]


def _long_ones(reading: Future[list[Document | Tagged]]) -> Iterator[str | Tokens]:
    """Give the pieces of all documents that have not been tagged where they were read."""
    if reading.exception() is not None:
        return iter(())
    return chain.from_iterable(_pieces(one) for one in reading.result() if isinstance(one, Document))


def cuts(document: Document) -> list[tuple[int, int]]:
    """Give the code points ``[start, end)`` of the pieces in which a document is tagged; its own tokens stay whole."""
    tokens = document.tokens
    if isinstance(tokens, LateTokens):
        return list(pieces(document.text))
    firsts = tokens.sentences[[*range(0, tokens.sentence_count, SENTENCES_AT_A_TIME), tokens.sentence_count]].tolist()
    return [(int(tokens.starts[first]), int(tokens.ends[last - 1])) for first, last in pairwise(firsts)]


def _pieces(document: Document) -> Iterator[str | Tokens]:
    """Give the pieces, with their tokens if the document has some of its own."""
    text, tokens = document.text, document.tokens
    for start, end in cuts(document):
        if isinstance(tokens, LateTokens):
            yield text[start:end]
        else:
            first, last = tokens.covering(start, end)
            begin, stop = np.searchsorted(tokens.sentences, [first, last]).tolist()
            sentences = tokens.sentences[begin : stop + 1] - first
            yield Tokens(text[start:end], tokens.starts[first:last] - start, tokens.ends[first:last] - start, sentences)
