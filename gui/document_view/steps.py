"""From places to tokens: what the mouse points at, and where moves over lines lead.

Coordinates are those of the viewport.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF

from gui.document_view.flow import Flow
from gui.document_view.layout import BlockLayout
from gui.document_view.marks import Mark


def token_at(flow: Flow, x: float, y: float) -> int | None:
    """Give the token at a place, or else the nearest one on that line; None if the text has no tokens."""
    shown = list(flow.visible())
    if not shown or len(flow.tokens) == 0:
        return None
    placed = next((p for p in shown if y < p.top + p.laid.layout.height), shown[-1])
    layout = placed.laid.layout
    line = layout.line_at(y - placed.top)
    return _nearest(flow, layout, line, x - flow.column_left)


def mark_at(flow: Flow, x: float, y: float) -> Mark | None:
    """Give the mark that is drawn at a place."""
    for placed in flow.visible():
        point = QPointF(x - flow.column_left, y - placed.top)
        for fragment in placed.laid.fragments:
            if fragment.box.contains(point):
                return fragment.mark
    return None


def line_at(flow: Flow, y: float) -> tuple[int, int] | None:
    """Give the code points ``[start, end)`` that are on the line at a height, None where no text is."""
    for placed in flow.visible():
        if placed.top <= y < placed.top + placed.laid.layout.height:
            layout = placed.laid.layout
            return layout.line_positions(layout.line_at(y - placed.top))
    return None


def center(flow: Flow, token: int) -> float:
    """Give the middle of a token on the first line that it is on."""
    layout = flow.laid(flow.block_of(token)).layout
    piece = layout.pieces(int(flow.tokens.starts[token]), int(flow.tokens.ends[token]))[:1]
    return flow.column_left + (piece[0].left + piece[0].right) / 2 if piece else flow.column_left


def line_end(flow: Flow, token: int, *, last: bool) -> int:
    """Give the first or the last token on the line of a token; of one on several lines the first or the last line."""
    edge = int(flow.tokens.ends[token]) - 1 if last else int(flow.tokens.starts[token])
    layout = flow.laid(flow.blocks.at(edge)).layout
    first, behind = _tokens_on(flow, layout, layout.line_of(edge))
    return max(first, behind - 1) if last else first


def next_line(flow: Flow, token: int, x: float, *, down: bool) -> int:
    """Give the token nearest to ``x`` on the next line that has tokens, the same token if there is none."""
    edge = int(flow.tokens.ends[token]) - 1 if down else int(flow.tokens.starts[token])
    block = flow.blocks.at(edge)  # a word without end goes on in other blocks
    layout = flow.laid(block).layout
    line = layout.line_of(edge)
    while True:
        line += 1 if down else -1
        if not 0 <= line < len(layout.lines):
            first, behind = flow.blocks.token_range(block)
            neighbour = behind if down else first - 1
            if not 0 <= neighbour < len(flow.tokens):
                return token
            block = flow.block_of(neighbour)
            layout = flow.laid(block).layout
            line = layout.line_of(int(flow.tokens.starts[neighbour]))
        found = _nearest(flow, layout, line, x - flow.column_left)
        if (found > token) if down else (found < token):
            return found


def _tokens_on(flow: Flow, layout: BlockLayout, line: int) -> tuple[int, int]:
    return flow.tokens.covering(*layout.line_positions(line))


def _nearest(flow: Flow, layout: BlockLayout, line: int, x: float) -> int:
    tokens = flow.tokens
    first, behind = _tokens_on(flow, layout, line)
    if first == behind:
        return min(first, len(tokens) - 1)
    pointed = tokens.at(layout.position_at(line, x))
    if pointed is not None and first <= pointed < behind:
        return pointed

    def distance(token: int) -> float:
        pieces = layout.pieces(int(tokens.starts[token]), int(tokens.ends[token]))
        return min((max(p.left - x, x - p.right, 0.0) for p in pieces if p.line == line), default=float("inf"))

    return min(range(first, behind), key=distance)
