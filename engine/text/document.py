"""Document, Token, Sentence and Span: the words every other module speaks in.

Positions are Unicode code points, half-open ``[start, end)``. Everything here is immutable: an edit gives a new
Document that shares text and tokens with the old one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from enum import StrEnum
from typing import overload

import numpy as np
from numpy.typing import NDArray

from engine.text.ranges import Range


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest thing that can be labelled; ``text[start:end] == form``."""

    form: str
    start: int
    end: int


class Source(StrEnum):
    """How a gold span came about."""

    HAND = "hand"
    SUGGESTION = "suggestion"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a gold span is from. confidence: the tagger's, in [0, 1], of a suggestion that was accepted."""

    source: Source
    confidence: float | None = None


BY_HAND = Origin(Source.HAND)
IMPORTED = Origin(Source.IMPORT)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A named entity: the characters ``[start, end)`` and what they are.

    origin: says how it became gold; two spans with the same characters and label are the same one all the same.
    """

    start: int
    end: int
    label: str
    origin: Origin = field(default=BY_HAND, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span [{self.start}, {self.end}) is empty or negative")
        if not self.label:
            raise ValueError(f"span [{self.start}, {self.end}) has no label")

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether the span shares a character with ``[start, end)``."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A span that a tagger proposes, with its confidence in [0, 1].

    listed: the title of the list of names that proposes it instead, "" if none does; its confidence is 1 then.
    """

    span: Span
    confidence: float
    listed: str = ""


class Tokens(Sequence[Token]):
    """The tokens of one text as two arrays, so that a million of them cost 8 MB and no objects.

    starts, ends: int32 [T], ascending, ``starts[i] < ends[i] <= starts[i + 1]``.
    sentences: int32 [S + 1], the first token of each sentence, then T. Every token is in exactly one sentence.
    """

    __slots__ = ("ends", "sentences", "starts", "text")

    def __init__(
        self, text: str, starts: NDArray[np.int32], ends: NDArray[np.int32], sentences: NDArray[np.int32]
    ) -> None:
        if len(starts) != len(ends):
            raise ValueError(f"{len(starts)} starts but {len(ends)} ends")
        if len(sentences) == 0 or sentences[0] != 0 or sentences[-1] != len(starts):
            raise ValueError(f"sentence bounds {sentences!r} do not cover {len(starts)} tokens")
        self.text = text
        self.starts = starts
        self.ends = ends
        self.sentences = sentences

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> list[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | list[Token]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        start, end = int(self.starts[index]), int(self.ends[index])
        return Token(self.text[start:end], start, end)

    def __iter__(self) -> Iterator[Token]:
        for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True):
            yield Token(self.text[start:end], start, end)

    def forms(self, first: int = 0, last: int | None = None) -> list[str]:
        """Give the forms of the tokens ``[first, last)``."""
        last = len(self) if last is None else last
        text, starts, ends = self.text, self.starts[first:last].tolist(), self.ends[first:last].tolist()
        return [text[s:e] for s, e in zip(starts, ends, strict=True)]

    @property
    def sentence_count(self) -> int:
        """Give the number of sentences."""
        return len(self.sentences) - 1

    def sentence_of(self, token: int) -> int:
        """Give the sentence that holds a token."""
        return int(np.searchsorted(self.sentences, np.int32(token), side="right")) - 1

    def sentence_range(self, sentence: int) -> tuple[int, int]:
        """Give the token range ``[first, last)`` of a sentence."""
        return int(self.sentences[sentence]), int(self.sentences[sentence + 1])

    def at(self, position: int) -> int | None:
        """Give the token that holds a code point, None between tokens."""
        # np.int32: with a Python int numpy would copy the whole array to int64 first.
        index = int(np.searchsorted(self.starts, np.int32(position), side="right")) - 1
        return index if index >= 0 and position < self.ends[index] else None

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Give the token range ``[first, last)`` of all tokens that share a character with ``[start, end)``."""
        first = int(np.searchsorted(self.ends, np.int32(start), side="right"))
        last = int(np.searchsorted(self.starts, np.int32(end), side="left"))
        return first, max(first, last)

    def covering_all(self, ranges: Sequence[Range]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give ``covering`` of each of R ranges: the first tokens, int64 [R], and the ends."""
        bounds = np.array(ranges, np.int32).reshape(-1, 2)  # of their own type: else numpy would copy all tokens
        first = np.searchsorted(self.ends, bounds[:, 0], side="right")
        return first, np.maximum(first, np.searchsorted(self.starts, bounds[:, 1], side="left"))

    def aligned(self, start: int, end: int) -> bool:
        """Tell whether ``[start, end)`` begins at a token's start and ends at a token's end."""
        first, last = self.covering(start, end)
        return first < last and self.starts[first] == start and self.ends[last - 1] == end


class DocumentState(StrEnum):
    """How far a person got with a document. DONE makes every token without a span a confirmed O."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


WHOLE: Range = (0, 0)
"""The place of a note that is about the document as a whole; no span can have it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its tokens and what people have said about them.

    spans: the gold spans, sorted, never overlapping. rejected: suggestions a person said no to, sorted.
    confirmed: where a person saw every token, so that those without a span are O: sorted, never touching.
    notes: the text of a note by the range of the span it is on, ``WHOLE`` for the document.
    id: the project's number for it, 0 outside a project. revision: grows with each edit.
    check: False where the spans are known to be in order: looking at 30,000 takes as long as a commit.
    """

    name: str
    text: str
    tokens: Tokens
    spans: tuple[Span, ...] = ()
    rejected: tuple[Span, ...] = ()
    state: DocumentState = DocumentState.NEW
    id: int = 0
    revision: int = 0
    confirmed: tuple[Range, ...] = ()
    notes: Mapping[Range, str] = field(default_factory=dict, hash=False)
    check: InitVar[bool] = True

    def __post_init__(self, check: bool) -> None:
        if not check:
            return
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if after.start < before.end:
                raise ValueError(f"{self.name}: {before} and {after} overlap or are out of order")
        if self.spans and self.spans[-1].end > len(self.text):
            raise ValueError(f"{self.name}: {self.spans[-1]} ends behind the text ({len(self.text)})")

    def spans_between(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the gold spans that share a character with ``[start, end)``."""
        first = bisect_right(self.spans, start, key=lambda s: s.end)
        last = bisect_left(self.spans, end, key=lambda s: s.start)
        return self.spans[first:last]

    @property
    def note(self) -> str:
        """Give the note on the document as a whole, "" if there is none."""
        return self.notes.get(WHOLE, "")

    def note_on(self, span: Span) -> str:
        """Give the note on a span, "" if there is none."""
        return self.notes.get((span.start, span.end), "")

    def edited(
        self,
        *,
        add: Sequence[Span] = (),
        remove: Sequence[Span] = (),
        reject: Sequence[Span] = (),
        unreject: Sequence[Span] = (),
        state: DocumentState | None = None,
    ) -> Document:
        """Give the document with spans added and removed (removal first) and its state changed."""
        gone, forgotten = set(remove), set(unreject)
        missing = gone - set(self.spans)
        if missing:
            raise ValueError(f"{self.name}: no such span {sorted(missing)}")
        return replace(
            self,
            spans=tuple(sorted([s for s in self.spans if s not in gone] + list(add))),
            rejected=tuple(sorted([s for s in self.rejected if s not in forgotten] + list(reject))),
            state=self.state if state is None else state,
            revision=self.revision + 1,
        )
