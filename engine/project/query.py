"""What somebody looks for in a project, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.project.matching import Matcher, RegexMatcher, WordMatcher, check_length
from engine.text.document import DocumentState, Source


class Where(StrEnum):
    """What the words are looked for in."""

    TEXT = "text"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Query:
    """Words or a regular expression, and what else must hold.

    text: words, found as they stand, with any white space for white space. A match begins at the start of a word,
    and its last word may go on: «Par» finds «Paris», «aris» does not; for that there is ``regex``. Capitals matter
    only with ``match_case``, accents always. In notes, a match may begin inside a word.
    regex: text is a regular expression of the library ``regex``, and white space in it is taken as it stands.
    whole_words: a match ends at the end of a word, and one of a regular expression begins at the start of one.
    labels, sources, most_confidence, noted: gold spans of one of these labels, from one of these sources, accepted
    with at most this confidence, with a note; all that is asked for together. ``noted`` alone is for the notes of
    whole documents, too.
    unlabelled: only matches that share no character with a gold span; with what asks for spans, nothing is found.
    states: only documents in one of these states. An empty set asks for nothing.
    document_id: only in this document, None: in all.

    What is found: with filters for spans, these spans, and with a text, too, only those that share a character with
    a match. Without such filters, the matches. In notes, what has the note. With states alone, documents.
    """

    text: str = ""
    regex: bool = False
    match_case: bool = False
    whole_words: bool = False
    labels: frozenset[str] = frozenset()
    unlabelled: bool = False
    states: frozenset[DocumentState] = frozenset()
    sources: frozenset[Source] = frozenset()
    most_confidence: float | None = None
    noted: bool = False
    where: Where = Where.TEXT
    document_id: int | None = None

    def __post_init__(self) -> None:
        if self.most_confidence is not None and not 0 <= self.most_confidence <= 1:
            raise ValueError(f"a confidence of {self.most_confidence} is not in [0, 1]")

    @property
    def has_text(self) -> bool:
        """Tell whether anything is looked for in texts or notes."""
        return bool(self.text if self.regex else self.text.strip())

    @property
    def for_gold(self) -> bool:
        """Tell whether only gold spans can be found."""
        return bool(self.labels or self.sources) or self.most_confidence is not None

    @property
    def for_spans(self) -> bool:
        """Tell whether spans are found rather than matches, or documents with a note that count as such."""
        return self.for_gold or self.noted

    @property
    def for_nothing(self) -> bool:
        """Tell whether nothing can be found."""
        asks = self.has_text or self.for_spans or self.states
        return not asks or (self.unlabelled and (self.for_spans or not self.has_text))

    def matcher(self) -> Matcher | None:
        """Give what finds the text, None if there is none. Raises UserError for an expression that is wrong."""
        if not self.has_text:
            return None
        check_length(self.text)
        if self.regex:
            return RegexMatcher(self.text, match_case=self.match_case, whole_words=self.whole_words)
        return WordMatcher(
            self.text,
            match_case=self.match_case,
            whole_words=self.whole_words,
            anywhere=self.where is Where.NOTES,
        )
