"""The column: the text as blocks below each other, laid out one at a time when somebody looks at them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from engine.text.document import Tokens
from gui.document_view.bidi import is_right_to_left
from gui.document_view.blocks import LONG_BLOCK, Blocks, Heights
from gui.document_view.chips import Chips
from gui.document_view.fragments import Fragment, fragments_of
from gui.document_view.layout import BlockLayout, BlockSource
from gui.document_view.marks import Mark, MarkIndex
from gui.document_view.typography import Typography

_KEPT_BLOCKS = 256


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """A block with the boxes of its marks. ``layout.height`` includes the gap below."""

    layout: BlockLayout
    fragments: list[Fragment]

    def unlike(self, before: LaidBlock) -> tuple[int, int]:
        """Give the upper and lower edge of the lines that do not look as they did: a label moves few."""
        old, new = before._looks(), self._looks()
        shorter = min(len(old), len(new))
        first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        top = self.layout.line_edges(first)[0] if first < len(new) else self.layout.height
        if before.layout.height != self.layout.height:
            return top, max(before.layout.height, self.layout.height)
        behind = next((n for n in range(shorter - first) if old[-1 - n] != new[-1 - n]), shorter - first)
        return top, max(top, self.layout.line_edges(len(new) - 1 - behind)[1])

    def _looks(self) -> list[tuple[object, ...]]:
        """Give all that a line's look depends on, line by line."""
        layout = self.layout
        on_lines: list[list[Fragment]] = [[] for _ in layout.lines]
        for fragment in self.fragments:
            on_lines[fragment.line].append(fragment)
        return [
            (layout.line_edges(line), layout.line_positions(line), fragments) for line, fragments in enumerate(on_lines)
        ]


class Column:
    """All blocks of a text with their marks, in a column of some width."""

    def __init__(self, tokens: Tokens, typography: Typography, chips: Chips) -> None:
        self.typography = typography
        self.column_width = typography.column
        self._chips = chips
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Hold another text, without marks. blocks: those of the text, if somebody has them."""
        self.tokens = tokens
        self.blocks = Blocks(tokens) if blocks is None else blocks
        self.marks = MarkIndex()
        self._forget_layouts()

    def extend(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Hold a text that begins with the lines of the one that was held: marks and what is laid out stay."""
        laid = dict(self._laid)
        self.tokens = tokens
        self.blocks = Blocks(tokens) if blocks is None else blocks
        self._forget_layouts()
        self._laid.update(laid)
        for block, one in laid.items():
            self.heights.set(block, one.layout.height)

    def set_marks(self, marks: MarkIndex) -> list[int]:
        """Hold other marks. Gives the laid out blocks whose marks changed; only they are laid out anew."""
        extent = self.marks.changed_extent(marks)
        self.marks = marks
        if extent is None:
            return []
        first, last = map(self.blocks.at, extent)
        near = [block for block in self._laid if first <= block <= last]
        touched = [b for b in near if self._laid[b].layout.source.marks != self._marks_of(b)]
        for block in touched:
            del self._laid[block]
        return touched

    def set_style(self, typography: Typography, chips: Chips) -> None:
        """Lay out in other sizes or with other chips."""
        self.typography = typography
        self._chips = chips
        self._forget_layouts()

    def set_column_width(self, width: int) -> None:
        """Lay out in another width."""
        if width != self.column_width:
            self.column_width = width
            self._forget_layouts()

    def laid(self, block: int) -> LaidBlock:
        """Give a block, laid out; those asked for last are kept."""
        laid = self._laid.get(block)
        if laid is not None:
            self._laid.move_to_end(block)
            return laid
        layout = BlockLayout(self._source(block), self.column_width, self.typography, self._chips)
        laid = self._laid[block] = LaidBlock(layout, fragments_of(layout, self.typography))
        self.heights.set(block, layout.height)
        if len(self._laid) > _KEPT_BLOCKS:
            self._laid.popitem(last=False)
        return laid

    def block_of(self, token: int) -> int:
        """Give the block that a token starts in."""
        return self.blocks.at(int(self.tokens.starts[token]))

    def _forget_layouts(self) -> None:
        self._laid: OrderedDict[int, LaidBlock] = OrderedDict()
        typography = self.typography
        self._gaps = np.where(self.blocks.continues(), 0, typography.block_gap)
        lines = np.ceil(self.blocks.widths * typography.usual_width / self.column_width)
        guesses = np.where(lines > 0, lines * typography.line_height, typography.empty_height)
        self.heights = Heights(guesses.astype(np.int64) + self._gaps)

    def _source(self, block: int) -> BlockSource:
        start, end = int(self.blocks.starts[block]), int(self.blocks.ends[block])
        text = self.tokens.text
        line = int(self.blocks.paragraphs[block])
        right_to_left = is_right_to_left(text[line : min(end, line + LONG_BLOCK)])
        return BlockSource(text[start:end], start, right_to_left, self._marks_of(block), int(self._gaps[block]))

    def _marks_of(self, block: int) -> tuple[Mark, ...]:
        """Give the marks to draw in a block, without blanks at their ends."""
        start, end = int(self.blocks.starts[block]), int(self.blocks.ends[block])
        marks = (self._trimmed(mark) for mark in self.marks.shown(start, end))
        return tuple(mark for mark in marks if mark.start < min(mark.end, end) and start < mark.end)

    def _trimmed(self, mark: Mark) -> Mark:
        form = self.tokens.text[mark.start : mark.end]
        if not form or not (form[0].isspace() or form[-1].isspace()):
            return mark
        end = mark.start + len(form.rstrip())
        return mark._replace(start=min(end, mark.end - len(form.lstrip())), end=end)
