"""Examples: what a document teaches, a sentence at a time.

Untouched is not O. In a document that is done, every token without a span is a confirmed O; in any other,
only the tokens inside gold spans are known, and the rest is None: training leaves those open
(``TaggerModel.loss``).
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.text.document import Document, DocumentState
from engine.text.tags import spans_to_tags


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with its IOB2 tags; None is an untouched token."""

    forms: tuple[str, ...]
    tags: tuple[str | None, ...]

    def __post_init__(self) -> None:
        if len(self.forms) != len(self.tags):
            raise ValueError(f"{len(self.forms)} forms but {len(self.tags)} tags: {self.forms[:5]}…")


def examples_of(document: Document, assume_o: bool = False) -> list[Example]:
    """Give the sentences of a document that teach something.

    A document that is done gives every sentence, all known. Any other gives only sentences with a gold span;
    what is outside the spans is None, or O with ``assume_o``. Raises ValueError if a span does not fit the
    tokens.
    """
    tokens = document.tokens
    tags: list[str | None] = list(spans_to_tags(tokens, document.spans))
    done = document.state is DocumentState.DONE
    examples = []
    for sentence in range(tokens.sentence_count):
        first, last = tokens.sentence_range(sentence)
        own = tags[first:last]
        if not own or not (done or any(tag != "O" for tag in own)):
            continue
        if not (done or assume_o):
            own = [None if tag == "O" else tag for tag in own]
        examples.append(Example(tuple(tokens.forms(first, last)), tuple(own)))
    return examples
