"""The flow: the column of blocks behind a viewport.

The scroll position is not a number of pixels from the top of the document, which nobody knows exactly, but a
block and how far its upper edge is above the viewport. So what is on screen stays where it is, however the
guesses about the rest are corrected. Coordinates are those of the viewport unless said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.text.document import Tokens
from gui.document_view.blocks import Blocks
from gui.document_view.chips import Chips
from gui.document_view.column import Column, LaidBlock
from gui.document_view.marks import TokenRange
from gui.document_view.typography import Typography

_NEAR_SCREENS = 3


class Placed(NamedTuple):
    """A block and where its upper edge is."""

    block: int
    top: int
    laid: LaidBlock


class Anchor(NamedTuple):
    """A character and where the upper edge of its line was."""

    position: int
    top: int


class Flow(Column):
    """A column and the part of it that is on screen."""

    def __init__(self, tokens: Tokens, typography: Typography, chips: Chips) -> None:
        self.width = 0
        self.height = 0
        self.column_left = 0
        super().__init__(tokens, typography, chips)

    def set_tokens(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show another text, from its top and without marks."""
        super().set_tokens(tokens, blocks)
        self._top_block, self._offset = 0, -self.typography.end_margin

    def set_style(self, typography: Typography, chips: Chips) -> None:
        """Show everything in other sizes or with other chips."""
        super().set_style(typography, chips)
        self.resize(self.width, self.height)

    def resize(self, width: int, height: int) -> None:
        """Fit into a viewport of another size."""
        self.width, self.height = width, height
        left = min(self.typography.left_margin, width // 8)
        right = min(self.typography.right_margin, width // 32)
        self.set_column_width(max(80, min(width - left - right, self.typography.column)))
        self.column_left = max(left, (width - self.column_width) // 2)

    def visible(self) -> Iterator[Placed]:
        """Give the blocks that are on screen, from top to bottom."""
        top = -self._offset
        for block in range(self._top_block, len(self.blocks)):
            if top >= self.height:
                return
            laid = self.laid(block)
            yield Placed(block, top, laid)
            top += laid.layout.height

    def placed(self, block: int) -> Placed | None:
        """Give a block with its place, None if it is screens away."""
        distance = self.heights.top(block) - self.heights.top(self._top_block)
        if abs(distance) > _NEAR_SCREENS * max(self.height, self.typography.line_height):
            return None
        top = -self._offset
        for between in range(self._top_block, block):
            top += self.laid(between).layout.height
        for between in range(block, self._top_block):
            top -= self.laid(between).layout.height
        return Placed(block, top, self.laid(block))

    def visible_tokens(self) -> TokenRange:
        """Give the tokens whose lines are on screen."""
        shown = list(self.visible())
        if not shown or len(self.tokens) == 0:
            return TokenRange(0, 0)
        first, last = shown[0], shown[-1]
        start = first.laid.layout.line_positions(first.laid.layout.line_at(-first.top))[0]
        end = last.laid.layout.line_positions(last.laid.layout.line_at(self.height - 1 - last.top))[1]
        return TokenRange(*self.tokens.covering(start, end))

    def span_on_screen(self) -> tuple[float, float]:
        """Give the code points, and parts of them, from the upper to the lower edge of the viewport."""
        shown = list(self.visible())
        if not shown:
            return 0.0, 0.0
        return _position(shown[0], 0), _position(shown[-1], self.height)

    @property
    def scroll(self) -> int:
        """Give how far the viewport is below the top of the document, as far as is known."""
        return self.heights.top(self._top_block) + self._offset + self.typography.end_margin

    @property
    def scroll_range(self) -> int:
        """Give how far the viewport can go down, as far as is known."""
        return max(0, self.heights.total + 2 * self.typography.end_margin - self.height)

    def scroll_by(self, distance: int) -> int:
        """Move the viewport down, over a long way by the guessed heights. Gives how far it could be moved."""
        if abs(distance) > _NEAR_SCREENS * max(self.height, self.typography.line_height):
            self.scroll_to(self.scroll + distance)
            return distance
        self._offset += distance
        return distance + self._settle()

    def scroll_to(self, scroll: int) -> None:
        """Move the viewport to a place in the guessed height of the document."""
        if scroll >= self.scroll_range > 0:
            self._top_block = len(self.blocks) - 1
            self._offset = self.laid(self._top_block).layout.height + self.typography.end_margin - self.height
        else:
            self._top_block, self._offset = self.heights.find(scroll - self.typography.end_margin)
        self._settle()

    def anchor(self) -> Anchor:
        """Give the first line on screen, to be held by it when the layout changes."""
        placed = next(self.visible(), None)
        if placed is None:
            return Anchor(0, self.typography.end_margin)
        layout = placed.laid.layout
        line = layout.line_at(-placed.top)
        return Anchor(layout.line_positions(line)[0], placed.top + layout.line_edges(line)[0])

    def anchor_on(self, token: int) -> Anchor | None:
        """Give the line of a token, None if it is not on screen."""
        edges = self.token_edges(token)
        if edges is None or edges[1] <= 0 or edges[0] >= self.height:
            return None
        return Anchor(int(self.tokens.starts[token]), edges[0])

    def token_edges(self, token: int) -> tuple[int, int] | None:
        """Give the upper and lower edge of the line that a token starts on, None if it is screens away."""
        placed = self.placed(self.block_of(token))
        if placed is None:
            return None
        layout = placed.laid.layout
        top, bottom = layout.line_edges(layout.line_of(int(self.tokens.starts[token])))
        return placed.top + top, placed.top + bottom

    def hold(self, anchor: Anchor) -> None:
        """Scroll so that a character's line is where it was."""
        self._top_block = self.blocks.at(anchor.position)
        layout = self.laid(self._top_block).layout
        self._offset = layout.line_edges(layout.line_of(anchor.position))[0] - anchor.top
        self._settle()

    def reveal(self, token: int) -> int:
        """Scroll as little as needed to show a token's line and one around it; from afar, to the upper third.

        Gives how far that moved, the height of the viewport if nothing stayed on screen.
        """
        edges = self.token_edges(token)
        if edges is None:
            self.hold(Anchor(int(self.tokens.starts[token]), self.height // 3))
            return self.height
        top, bottom = edges
        around = max(0, min(self.typography.line_height, (self.height - (bottom - top)) // 2))
        if top < around:
            return self.scroll_by(top - around)
        if bottom > self.height - around:
            return self.scroll_by(bottom - self.height + around)
        return 0

    def _settle(self) -> int:
        """Make the top block the first one on screen, stay inside the document; give how far that moved."""
        self._walk()
        bottom = self.typography.end_margin - self._offset
        for block in range(self._top_block, len(self.blocks)):
            if bottom >= self.height:
                break
            bottom += self.laid(block).layout.height
        up = max(0, self.height - bottom)
        if up:
            self._offset -= up
            self._walk()
        down = max(0, -self.typography.end_margin - self._offset) if self._top_block == 0 else 0
        self._offset += down
        return down - up

    def _walk(self) -> None:
        while self._offset < 0 < self._top_block:
            self._top_block -= 1
            self._offset += self.laid(self._top_block).layout.height
        while self._top_block < len(self.blocks) - 1:
            height = self.laid(self._top_block).layout.height
            if self._offset < height:
                break
            self._offset -= height
            self._top_block += 1


def _position(placed: Placed, y: int) -> float:
    """Give the code point at a height, as if the text were spread evenly over its block."""
    layout = placed.laid.layout
    return layout.source.start + max(0.0, min((y - placed.top) / layout.height, 1.0)) * len(layout.source.text)
