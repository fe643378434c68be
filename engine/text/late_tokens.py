"""Tokens that are found when somebody asks for them: whoever cuts a text into pieces never needs those of the whole."""

from __future__ import annotations

from typing import Any

from engine.text.document import Tokens
from engine.text.tokenizer import tokenize


class LateTokens(Tokens):
    """The tokens of a text, which is tokenised at the first question about them."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def found(self) -> bool:
        """Tell whether the text has been tokenised."""
        try:
            object.__getattribute__(self, "sentences")
        except AttributeError:
            return False
        return True

    def find(self) -> None:
        """Tokenise the text, unless that has been done."""
        if not self.found:
            tokens = tokenize(self.text)
            self.starts, self.ends, self.sentences = tokens.starts, tokens.ends, tokens.sentences

    def __getattr__(self, name: str) -> Any:
        # Python comes here only for what is not set.
        if name not in Tokens.__slots__:
            raise AttributeError(f"tokens have no {name}")
        self.find()
        return object.__getattribute__(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep what has been found, and find nothing for the sake of a copy."""
        if self.found:
            return Tokens, (self.text, self.starts, self.ends, self.sentences)
        return LateTokens, (self.text,)
