"""Cut a long text into pieces that can be read one by one, as if they were the whole."""

from __future__ import annotations

from collections.abc import Iterator

PIECE = 1 << 17
"""Code points of a usual piece: work enough for one go, little enough to be held many times over."""


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, int]]:
    """Give the code points ``[start, end)`` of pieces that together are the text.

    A piece ends behind a line break, the first one that makes it ``size`` code points long, or with the text. No token
    and no sentence goes over a line break, nor does either depend on what is behind or before one; so the tokens and
    sentences of the pieces are those of the text.
    """
    start = 0
    while start < len(text):
        line_break = text.find("\n", start + size - 1)
        end = line_break + 1 or len(text)
        yield start, end
        start = end
