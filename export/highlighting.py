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
from engine.text.pieces import PIECE, pieces
from export.crew import Columns, Crew, placed, tag_piece, wait_for
from export.entity_table import EntityTable
from export.formats import Part, PlainText, document_of, read_file
from export.runtime import SENTENCES_AT_A_TIME, Tagger

SHORT = 2 * PIECE
"""Characters of a file that is tagged in one go."""

Tagged = tuple[Part, EntityTable]
"""A text or a document with what a tagger found in it."""

Read = tuple[list[Part | Tagged], tuple[str, ...]]
"""What is in an input, with its entities where it is short; and what could not be read of it or was guessed."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an input. notes: what could not be read of it or was guessed, in sentences."""

    found: list[Tagged]
    notes: tuple[str, ...] = ()


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

    reading: gives what is in it. unsent: the pieces of what is not tagged, None until it is read. sent: what the
    pieces give, in order.
    """

    number: int
    input: Input
    reading: Future[Read]
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
        read_stdin: Callable[[], PlainText],
        show: Callable[[int, float], None],
    ) -> None:
        self._crew = crew
        self._read_stdin = read_stdin
        self._show = show
        self._unread = deque(enumerate(inputs))
        self._jobs: deque[_Job] = deque()

    def run(self) -> Iterator[tuple[Input, Result | Exception]]:
        """Give what comes of each input, or why nothing does, in order and as soon as it is there."""
        while self._unread or self._jobs:
            self._fill()
            job = self._jobs[0]
            self._show(job.number, 0.0)
            found: Result | Exception
            try:
                found = self._found(job)
            except Exception as error:
                found = error
                for future in job.sent:
                    future.cancel()
            self._jobs.popleft()
            yield job.input, found

    def _found(self, job: _Job) -> Result:
        """Wait for what comes of an input."""
        self._wait(job.reading)
        read, notes = job.reading.result()
        return Result([one if isinstance(one, tuple) else self._tagged(job, one) for one in read], notes)

    def _tagged(self, job: _Job, part: Part) -> Tagged:
        """Wait for what the pieces of a part give, and put it together."""
        text, labels = part.text, self._crew.labels
        tables = [EntityTable.empty(text, labels)]
        for start, end in cuts(part):
            self._fill()  # so that one has been sent at all
            self._wait(job.sent[0])
            tables.append(placed(job.sent.popleft().result(), text, labels, start))
            self._show(job.number, end / len(text))
        return part, EntityTable.merged(tables)

    def _wait(self, future: Future[Any]) -> None:
        """Wait for one task while others come to their end and make room for more."""
        self._fill()
        while not future.done():
            wait_for([future, *(task for task in self._tasks() if not task.done())])
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

    def _reading(self, one: Input) -> Future[Read]:
        if one.path is not None:
            return self._crew.submit(read_and_tag, one.path, one.folder)
        future: Future[Read] = Future()
        try:
            text = self._read_stdin()
        except Exception as error:
            future.set_exception(error)
        else:
            self._crew.expect(len(text.text))
            future.set_result(([text], ()))
        return future


def read_and_tag(tagger: Tagger, path: Path, folder: str) -> Read:
    """Read a file and find its entities if it is short. Raises FormatError when it is no text.

    Documents keep their tokens, and nothing of what people said about them.
    """
    within = f"{folder}/" if folder else ""
    parts, ledger = read_file(path)
    read = [
        PlainText(within + part.name, part.text)
        if isinstance(part, PlainText)
        else Document(within + part.name, part.text, part.tokens)
        for part in parts
    ]
    if sum(len(part.text) for part in read) > SHORT:
        return [*read], ledger.notes
    return [(part, tagger.tag_tokens(document_of(part).tokens)) for part in read], ledger.notes


def _long_ones(reading: Future[Read]) -> Iterator[str | Tokens]:
    """Give the pieces of all that has not been tagged where it was read."""
    if reading.exception() is not None:
        return iter(())
    return chain.from_iterable(_pieces(one) for one in reading.result()[0] if not isinstance(one, tuple))


def cuts(part: Part) -> list[tuple[int, int]]:
    """Give the code points ``[start, end)`` of the pieces in which a part is tagged; its own tokens stay whole."""
    if isinstance(part, PlainText):
        return list(pieces(part.text))
    tokens = part.tokens
    firsts = tokens.sentences[[*range(0, tokens.sentence_count, SENTENCES_AT_A_TIME), tokens.sentence_count]].tolist()
    return [(int(tokens.starts[first]), int(tokens.ends[last - 1])) for first, last in pairwise(firsts)]


def _pieces(part: Part) -> Iterator[str | Tokens]:
    """Give the pieces, with their tokens if there are some already."""
    for start, end in cuts(part):
        if isinstance(part, PlainText):
            yield part.text[start:end]
        else:
            tokens = part.tokens
            first, last = tokens.covering(start, end)
            begin, stop = np.searchsorted(tokens.sentences, [first, last]).tolist()
            sentences = tokens.sentences[begin : stop + 1] - first
            within = tokens.starts[first:last] - start, tokens.ends[first:last] - start
            yield Tokens(part.text[start:end], *within, sentences)
