"""Boundaries: where a gold mark begins and ends, to be dragged with the mouse from token to token.

Near an edge of a mark the mouse is on its boundary, unless it points at a word outside: a drag that begins on a word
beside a mark selects from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF

from gui.document_view.flow import Flow
from gui.document_view.fragments import Fragment
from gui.document_view.layout import BlockLayout, Side
from gui.document_view.marks import Mark, MarkKind, TokenRange

_NEAR = 4.0
"""How far from an edge it can be taken hold of, in logical pixels."""
_LEAST_INSIDE = 0.25
"""The share of a narrow mark that each of its edges has at most: its middle can always be clicked."""


class Boundary(NamedTuple):
    """One end of a gold mark."""

    mark: Mark
    at_start: bool


def boundary_at(flow: Flow, x: float, y: float) -> Boundary | None:
    """Give the boundary at a place of the viewport. Of two marks that touch, it is that of the one at the place."""
    outside: Boundary | None = None
    for placed in flow.visible():
        if not placed.top <= y < placed.top + placed.laid.layout.height:
            continue
        point = QPointF(x - flow.column_left, y - placed.top)
        for fragment in placed.laid.fragments:
            box = fragment.box
            if fragment.mark.kind is not MarkKind.GOLD or not box.top() <= point.y() < box.bottom():
                continue
            for edge, at_start in _edges(fragment):
                inside = box.left() <= point.x() <= box.right()
                if abs(point.x() - edge) <= (min(_NEAR, _LEAST_INSIDE * box.width()) if inside else _NEAR):
                    if inside:
                        return Boundary(fragment.mark, at_start)
                    outside = Boundary(fragment.mark, at_start)
        return None if outside is None or _is_on_a_word(flow, placed.laid.layout, point) else outside
    return None


def moved_to(flow: Flow, boundary: Boundary, token: int) -> TokenRange:
    """Give the tokens of a mark when its boundary is dragged to a token: never none, and not into another gold mark."""
    mark, tokens = boundary.mark, flow.tokens
    first, last = tokens.covering(mark.start, mark.end)
    if boundary.at_start:
        wanted = min(token, last - 1)
        before = _gold_between(flow, int(tokens.starts[wanted]), mark.start) if wanted < first else ()
        ends = [tokens.covering(other.start, other.end)[1] for other in before]
        return TokenRange(max([wanted, *ends]), last)
    wanted = max(token, first)
    behind = _gold_between(flow, mark.end, int(tokens.ends[wanted])) if wanted >= last else ()
    starts = [tokens.covering(other.start, other.end)[0] for other in behind]
    return TokenRange(first, min([wanted + 1, *starts]))


def _edges(fragment: Fragment) -> Iterator[tuple[float, bool]]:
    """Give the edges of a piece that are boundaries of its mark, and whether it begins there."""
    for side, at_start in ((fragment.starts_at, True), (fragment.ends_at, False)):
        if side is not None:
            yield (fragment.box.left() if side is Side.LEFT else fragment.box.right()), at_start


def _is_on_a_word(flow: Flow, layout: BlockLayout, point: QPointF) -> bool:
    line = layout.line_at(point.y())
    token = flow.tokens.at(layout.position_at(line, point.x()))
    if token is None:
        return False
    pieces = layout.pieces(int(flow.tokens.starts[token]), int(flow.tokens.ends[token]))
    return any(piece.line == line and piece.left <= point.x() <= piece.right for piece in pieces)


def _gold_between(flow: Flow, start: int, end: int) -> list[Mark]:
    return [mark for mark in flow.marks.between(start, end) if mark.kind is MarkKind.GOLD]
