"""Blocks: the pieces of a text that are laid out one by one, and the heights they have or may have.

A block is a line of the text; a very long line is several blocks. Everything is arrays: a text of a million
blocks costs a few array operations to open and none to scroll. Nothing here knows Qt.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.text.document import Tokens

LONG_BLOCK = 2000
"""Code points from which on a line is cut into several blocks."""

_CHUNK = 1024
_READ_AT_ONCE = 1 << 18
"""Code points looked at in one go: as numbers they take four times the memory."""


class Blocks:
    """Where the blocks of a text are.

    starts, ends: int64 [B], code points; the line break belongs to no block.
    paragraphs: int64 [B], where the line begins that the block is a piece of.
    first_tokens: int64 [B + 1], the first token that starts in or behind each block, then the number of
    tokens.
    widths: float64 [B], the block's length in characters of usual width.
    """

    __slots__ = ("ends", "first_tokens", "paragraphs", "starts", "widths")

    def __init__(self, tokens: Tokens) -> None:
        text = tokens.text
        breaks = _line_breaks(text)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(text)]])
        if len(starts) > 1 and starts[-1] == len(text):
            starts, ends = starts[:-1], ends[:-1]
        self.starts, self.ends, self.paragraphs = _cut_long(starts, ends, tokens)
        # np.int32: with other numbers numpy would copy the starts of all tokens first.
        self.first_tokens = np.append(np.searchsorted(tokens.starts, self.starts.astype(np.int32)), len(tokens))
        self.widths = (self.ends - self.starts).astype(np.float64)
        if not text.isascii():
            wide = _wide_before(text, np.column_stack([self.starts, self.ends]).ravel())
            self.widths += 0.9 * (wide[1::2] - wide[::2])

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """Give the block that holds a code point; a line break counts to the block before it."""
        return max(0, int(np.searchsorted(self.starts, position, side="right")) - 1)

    def continues(self) -> NDArray[np.bool_]:
        """Tell for each block whether the next one is a piece of the same line. bool [B]."""
        return np.append(self.paragraphs[1:] == self.paragraphs[:-1], False)

    def token_range(self, block: int) -> tuple[int, int]:
        """Give the tokens ``[first, last)`` that start in a block."""
        return int(self.first_tokens[block]), int(self.first_tokens[block + 1])


def _line_breaks(text: str) -> NDArray[np.int64]:
    """Give where the line breaks are."""
    found = [first + np.flatnonzero((codes == 0x0A) | (codes == 0x2029)) for first, codes in _code_points(text)]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _wide_before(text: str, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the characters of double width before each of some ascending places: int64, one for each."""
    counts = np.zeros(len(places), np.int64)
    so_far = 0
    for first, codes in _code_points(text):
        running = np.zeros(len(codes) + 1, np.int64)
        np.cumsum((codes >= 0x1100) & ((codes < 0x2000) | (codes >= 0x2E80)), out=running[1:])
        begin, end = np.searchsorted(places, [first, first + len(codes) + 1])
        counts[begin:end] = so_far + running[places[begin:end] - first]
        so_far += int(running[-1])
    return counts


def _code_points(text: str) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Give the text as numbers, a part at a time, and where the part begins."""
    for first in range(0, len(text), _READ_AT_ONCE):
        part = text[first : first + _READ_AT_ONCE].encode("utf-32-le", "surrogatepass")
        yield first, np.frombuffer(part, "<u4")


def _cut_long(
    starts: NDArray[np.int64], ends: NDArray[np.int64], tokens: Tokens
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cut lines longer than LONG_BLOCK. Gives starts, ends and the start of the line of each piece."""
    inner: list[int] = []
    sentence_tokens = tokens.sentences[:-1]
    sentence_starts = tokens.starts[sentence_tokens[sentence_tokens < len(tokens)]]
    for line in np.flatnonzero(ends - starts > LONG_BLOCK).tolist():
        start, end = int(starts[line]), int(ends[line])
        while end - start > LONG_BLOCK:
            start = _cut(start, sentence_starts, tokens.starts)
            inner.append(start)
    all_starts = np.sort(np.concatenate([starts, np.array(inner, np.int64)]))
    all_ends = np.sort(np.concatenate([ends, np.array(inner, np.int64)]))
    lines = starts[np.searchsorted(starts, all_starts, side="right") - 1]
    return all_starts, all_ends, lines


def _cut(start: int, sentence_starts: NDArray[np.int32], token_starts: NDArray[np.int32]) -> int:
    """Find where to cut a long line: before a sentence, else before a token, else in a token without end."""
    for candidates in (sentence_starts, token_starts):
        # np.int32: with another number numpy would copy the starts of all tokens, at each cut.
        last = int(np.searchsorted(candidates, np.int32(start + LONG_BLOCK), side="right")) - 1
        if last >= 0 and candidates[last] > start + LONG_BLOCK // 2:
            return int(candidates[last])
    return start + LONG_BLOCK


class Heights:
    """The heights of all blocks, in pixels, with their running sums.

    Sums are kept per chunk, so that setting a height and asking for a place cost O(√B), not O(B).
    """

    __slots__ = ("_chunks", "_heights")

    def __init__(self, heights: NDArray[np.int64]) -> None:
        padded = np.zeros(-(-max(1, len(heights)) // _CHUNK) * _CHUNK, np.int64)
        padded[: len(heights)] = heights
        self._heights = padded.reshape(-1, _CHUNK)
        self._chunks = self._heights.sum(axis=1)

    @property
    def total(self) -> int:
        """Give the height of everything."""
        return int(self._chunks.sum())

    def set(self, block: int, height: int) -> None:
        """Correct the height of one block."""
        chunk, within = divmod(block, _CHUNK)
        self._chunks[chunk] += height - self._heights[chunk, within]
        self._heights[chunk, within] = height

    def top(self, block: int) -> int:
        """Give where a block begins."""
        chunk, within = divmod(block, _CHUNK)
        return int(self._chunks[:chunk].sum() + self._heights[chunk, :within].sum())

    def tops(self, blocks: int) -> NDArray[np.int64]:
        """Give where each of so many blocks begins, and where the last one ends. int64 [blocks + 1]."""
        tops = np.zeros(blocks + 1, np.int64)
        np.cumsum(self._heights.ravel()[:blocks], out=tops[1:])
        return tops

    def find(self, y: int) -> tuple[int, int]:
        """Give the block at a height and how far into it that is; the first or last block outside of all."""
        if y < 0:
            return 0, y
        chunk_ends = np.cumsum(self._chunks)
        chunk = min(int(np.searchsorted(chunk_ends, y, side="right")), len(chunk_ends) - 1)
        rest = y - int(chunk_ends[chunk] - self._chunks[chunk])
        ends = np.cumsum(self._heights[chunk])
        # Behind the end, the last block is the one where the sums stop growing.
        within = int(np.searchsorted(ends, min(rest, int(ends[-1]) - 1), side="right"))
        return chunk * _CHUNK + within, rest - int(ends[within] - self._heights[chunk, within])
