"""The token caret: which tokens are selected and how the caret moves in the text. Nothing here knows Qt.

Moves that need to know where lines break (up, down, line and page) are the view's; it gives the caret their
target.
"""

from __future__ import annotations

from enum import StrEnum

from engine.text.document import Tokens
from gui.document_view.marks import TokenRange


class Direction(StrEnum):
    """Where the caret can be sent."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    NEXT = "next"
    PREVIOUS = "previous"
    NEXT_SENTENCE = "next sentence"
    PREVIOUS_SENTENCE = "previous sentence"
    LINE_START = "line start"
    LINE_END = "line end"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    DOCUMENT_START = "document start"
    DOCUMENT_END = "document end"


class Caret:
    """A caret token and the anchor where the selection began; both are selected, and all between them."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.token = 0
        self.anchor = 0

    def on(self, tokens: Tokens) -> Caret:
        """Give a caret with the same selection in a longer text that begins with this one."""
        caret = Caret(tokens)
        caret.token, caret.anchor = self.token, self.anchor
        return caret

    @property
    def selection(self) -> TokenRange:
        """Give the tokens from anchor to caret, both included; empty only if there are no tokens."""
        if len(self._tokens) == 0:
            return TokenRange(0, 0)
        return TokenRange(min(self.anchor, self.token), max(self.anchor, self.token) + 1)

    def place(self, token: int, extend: bool = False) -> bool:
        """Put the caret on a token, or on the nearest there is; tell whether anything changed."""
        before = self.anchor, self.token
        self.token = self._clamped(token)
        if not extend:
            self.anchor = self.token
        return before != (self.anchor, self.token)

    def select(self, tokens: TokenRange) -> bool:
        """Select tokens with the caret on the last one; tell whether anything changed."""
        before = self.anchor, self.token
        self.anchor = self._clamped(tokens.first)
        self.token = self._clamped(max(tokens.first, tokens.last - 1))
        return before != (self.anchor, self.token)

    def target(self, direction: Direction) -> int:
        """Give the token that a move in the text leads to. Raises ValueError for moves that need lines."""
        match direction:
            case Direction.NEXT:
                token = self.token + 1
            case Direction.PREVIOUS:
                token = self.token - 1
            case Direction.DOCUMENT_START:
                token = 0
            case Direction.DOCUMENT_END:
                token = len(self._tokens) - 1
            case Direction.NEXT_SENTENCE:
                token = self._next_sentence()
            case Direction.PREVIOUS_SENTENCE:
                token = self._previous_sentence()
            case _:
                raise ValueError(f"where {direction.value!r} leads depends on the lines")
        return self._clamped(token)

    def _next_sentence(self) -> int:
        if len(self._tokens) == 0:
            return 0
        sentence = self._tokens.sentence_of(self.token)
        return self._tokens.sentence_range(sentence)[1]

    def _previous_sentence(self) -> int:
        if len(self._tokens) == 0:
            return 0
        sentence = self._tokens.sentence_of(self.token)
        first = self._tokens.sentence_range(sentence)[0]
        if self.token > first or sentence == 0:
            return first
        return self._tokens.sentence_range(sentence - 1)[0]

    def _clamped(self, token: int) -> int:
        return max(0, min(token, len(self._tokens) - 1))
