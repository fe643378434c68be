"""Draws the visible part of a flow: selection, marks, the caret, words and chips, in this order.

Gold and predictions are filled, with a filled chip; suggestions are paler inside a dashed outline, with an
outlined chip. So the two are told apart without colour, and in every chip style. A mark with a note on it has its
first corner folded; beside lines that are confirmed there is a bar in the margin, a dotted one where a part of the
line is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from engine.text.document import Tokens
from engine.text.labels import LabelSet
from gui.document_view.chips import Chip
from gui.document_view.column import LaidBlock
from gui.document_view.flow import Flow
from gui.document_view.fragments import Fragment
from gui.document_view.layout import BlockLayout, Piece, Side
from gui.document_view.marks import Mark, MarkKind, TokenRange
from gui.document_view.seen import Seen, SeenParts
from gui.theme import LabelColours, Theme

_DASHES = [3.0, 2.5]
_PALE = 0.45
_FAINT = 0.3
_CARET_MARGIN = 1.5
_CARET_WIDTH, _UNFOCUSED_WIDTH = 2.0, 1.0
"""As the borders of fields: thin where the keys do not go, in a colour that is seen on every mark."""
_MOVED_WIDTH = 2.0
BAR_DISTANCE = 16
"""From the bar beside what is confirmed to the column, in logical pixels."""
_BAR_WIDTH = 3.0
_DOTS = [0.1, 2.2]


@dataclass(frozen=True, slots=True)
class Cursor:
    """What shows where the user is: the selected tokens, the one with the caret, whether keys go there.

    moved: a mark whose boundary is being dragged, and the tokens that it would have.
    """

    selection: TokenRange
    token: int
    focused: bool
    moved: tuple[Mark, TokenRange] | None = None


@dataclass(frozen=True, slots=True)
class _Ink:
    """The colours and pens of one label."""

    fill: QColor
    pale_fill: QColor
    chip: QColor
    chip_text: QColor
    edge: QPen
    dashes: QPen
    chip_outline: QPen


class DocumentPainter:
    """Draws with the colours of a theme and a label set."""

    def __init__(self, theme: Theme, labels: LabelSet) -> None:
        self._theme = theme
        self._page = QColor(theme.page)
        self._text = QColor(theme.text)
        self._selection = QColor(theme.selection)
        self._caret, self._unfocused = (
            QPen(QColor(theme.accent), _CARET_WIDTH),
            QPen(QColor(theme.muted), _UNFOCUSED_WIDTH),
        )
        self._bar = QPen(QColor(theme.good), _BAR_WIDTH)
        self._bar.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._dotted_bar = QPen(self._bar)
        self._dotted_bar.setDashPattern(_DOTS)
        faint = 1.0 if theme.strong else _FAINT
        self._inks = {label.name: _ink(theme.label(label.colour), faint) for label in labels}
        self._neutral_ink = _ink(LabelColours(theme.control_hover, theme.muted, theme.page), faint)

    def paint(self, painter: QPainter, clip: QRectF, flow: Flow, cursor: Cursor | None, seen: SeenParts) -> None:
        """Draw what is inside the clip."""
        painter.fillRect(clip, self._page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in flow.visible():
            if placed.top + placed.laid.layout.height > clip.top() and placed.top < clip.bottom():
                corner = QPointF(flow.column_left, placed.top)
                painter.translate(corner)
                self._paint_block(painter, clip.translated(-corner), placed.laid, flow, cursor)
                if seen:
                    self._paint_bars(painter, clip.translated(-corner), placed.laid.layout, flow.tokens, seen)
                painter.translate(-corner)

    def _paint_block(self, painter: QPainter, clip: QRectF, laid: LaidBlock, flow: Flow, cursor: Cursor | None) -> None:
        typography = flow.typography
        fragments = [f for f in laid.fragments if f.box.bottom() > clip.top() and f.box.top() < clip.bottom()]
        if cursor is not None and len(cursor.selection) > 1:
            self._paint_selection(painter, laid.layout, flow.tokens, cursor.selection, typography.mark_radius)
        moved = cursor.moved if cursor is not None else None
        for fragment in fragments:
            if moved is not None and fragment.mark == moved[0]:
                continue
            self._paint_box(painter, fragment, typography.mark_radius)
        if moved is not None:
            self._paint_moved(painter, laid.layout, flow.tokens, *moved, typography.mark_radius)
        if cursor is not None:  # under the words: its outline must not cover a full stop that follows
            self._paint_caret(painter, laid.layout, flow.tokens, cursor, typography.mark_radius)
        for fragment in fragments:
            if fragment.note_side is not None:
                self._paint_fold(painter, fragment, typography.note_fold)
        painter.setPen(self._text)
        laid.layout.layout.draw(painter, QPointF(0, 0), [], clip)
        painter.setFont(typography.chip)
        for fragment in fragments:
            if fragment.chip is not None:
                self._paint_chip(painter, fragment, fragment.chip)

    def _paint_selection(
        self, painter: QPainter, layout: BlockLayout, tokens: Tokens, selection: TokenRange, radius: float
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._selection)
        start, end = int(tokens.starts[selection.first]), int(tokens.ends[selection.last - 1])
        for piece in layout.pieces(start, end, with_room=True):
            box = _box(layout, piece, 0).adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(box, radius, radius)

    def _paint_box(self, painter: QPainter, fragment: Fragment, radius: float) -> None:
        ink = self._inks.get(fragment.mark.label, self._neutral_ink)
        suggested = fragment.mark.kind is MarkKind.SUGGESTION
        edge, fill = (ink.dashes, ink.pale_fill) if suggested else (ink.edge, ink.fill)
        inside = fragment.box.adjusted(0.5, 0.5, -0.5, -0.5)
        if not fragment.open_left and not fragment.open_right:
            painter.setPen(edge)
            painter.setBrush(fill)
            painter.drawRoundedRect(inside, radius, radius)
            return
        painter.fillPath(_open_box(fragment.box, radius, fragment, closed=True), fill)
        painter.strokePath(_open_box(inside, radius, fragment, closed=False), edge)

    def _paint_moved(
        self, painter: QPainter, layout: BlockLayout, tokens: Tokens, mark: Mark, moved: TokenRange, radius: float
    ) -> None:
        """Draw where a mark would be; the words stay where they are, so that the mouse still points at the same one."""
        ink = self._inks.get(mark.label, self._neutral_ink)
        painter.setPen(QPen(ink.chip, _MOVED_WIDTH))
        painter.setBrush(ink.fill)
        start, end = int(tokens.starts[moved.first]), int(tokens.ends[moved.last - 1])
        for piece in layout.pieces(start, end):
            box = _box(layout, piece, _CARET_MARGIN).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, radius, radius)

    def _paint_fold(self, painter: QPainter, fragment: Fragment, size: float) -> None:
        """Fold the corner of a mark over, as that of a page."""
        box = fragment.box
        outer, inward = (box.left(), size) if fragment.note_side is Side.LEFT else (box.right(), -size)
        corner, along, down = QPointF(outer, box.top()), QPointF(inward, 0), QPointF(0, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.get(fragment.mark.label, self._neutral_ink).chip)
        painter.drawPolygon(QPolygonF([corner, corner + along, corner + down]))

    def _paint_bars(
        self, painter: QPainter, clip: QRectF, layout: BlockLayout, tokens: Tokens, seen: SeenParts
    ) -> None:
        """Draw a bar beside the lines that are confirmed, one for those that follow each other, over blocks too."""
        # one line more at either end: a bar that only goes on outside the clip must not look as if it ended there
        first, last = layout.line_at(clip.top()) - 1, layout.line_at(clip.bottom()) + 1
        lines = range(max(0, first), min(last + 1, len(layout.lines)))
        for how_much, group in groupby(lines, key=lambda line: seen.of(*layout.line_positions(line), tokens)):
            edges = [layout.line_edges(line) for line in group]
            if how_much is Seen.ALL:
                top, bottom = edges[0][0] + _BAR_WIDTH, edges[-1][1] - _BAR_WIDTH
                if edges[0][0] == 0 and seen.goes_on(layout.source.start, tokens):
                    top = 0.0
                if edges[-1] == layout.line_edges(len(layout.lines) - 1) and seen.goes_on(layout.source.end, tokens):
                    bottom = float(layout.height)
                self._paint_bar(painter, self._bar, top, bottom)
            elif how_much is Seen.PART:
                for top, bottom in edges:  # each by itself, so that the dots are where they were
                    self._paint_bar(painter, self._dotted_bar, top + _BAR_WIDTH, bottom - _BAR_WIDTH)

    def _paint_bar(self, painter: QPainter, pen: QPen, top: float, bottom: float) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(-BAR_DISTANCE, top), QPointF(-BAR_DISTANCE, bottom))

    def _paint_chip(self, painter: QPainter, fragment: Fragment, chip: Chip) -> None:
        ink = self._inks.get(fragment.mark.label, self._neutral_ink)
        box = fragment.chip_box
        radius = box.height() * 0.22
        if fragment.mark.kind is MarkKind.SUGGESTION:
            painter.setPen(ink.chip_outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.setPen(ink.chip)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.chip)
            painter.drawRoundedRect(box, radius, radius)
            painter.setPen(ink.chip_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.text)

    def _paint_caret(
        self, painter: QPainter, layout: BlockLayout, tokens: Tokens, cursor: Cursor, radius: float
    ) -> None:
        pieces = layout.pieces(int(tokens.starts[cursor.token]), int(tokens.ends[cursor.token]))
        if not pieces:
            return
        pen = self._caret if cursor.focused else self._unfocused
        inset = (pen.widthF() - _CARET_WIDTH) / 2  # the outer edge is where it was: nothing seems to move
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for piece in pieces:
            box = _box(layout, piece, _CARET_MARGIN).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(box, radius, radius)


def _box(layout: BlockLayout, piece: Piece, margin: float) -> QRectF:
    top, bottom = layout.mark_edges(piece.line)
    left, right = math.floor(piece.left - margin), math.ceil(piece.right + margin)
    return QRectF(left, top, right - left, bottom - top)


def _ink(colours: LabelColours, edge: float) -> _Ink:
    """Give the colours and pens of a label. edge: how much of its colour the edge of a mark has, in [0, 1]."""
    fill, chip = QColor(colours.fill), QColor(colours.chip)
    pale, faint = QColor(fill), QColor(chip)
    pale.setAlphaF(_PALE)
    faint.setAlphaF(edge)
    dashes = QPen(chip, 1.0)
    dashes.setDashPattern(_DASHES)
    dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
    return _Ink(fill, pale, chip, QColor(colours.chip_text), QPen(faint, 1.0), dashes, QPen(chip, 1.0))


def _open_box(box: QRectF, radius: float, sides: Fragment, *, closed: bool) -> QPainterPath:
    """Make a rounded box that is straight where the mark goes on; not closed: and has no line there."""
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    around = 2 * radius
    path = QPainterPath()
    if sides.open_left:
        path.moveTo(left, top)
    else:
        path.moveTo(left + radius, bottom)
        path.arcTo(left, bottom - around, around, around, 270, -90)
        path.arcTo(left, top, around, around, 180, -90)
    if sides.open_right:
        path.lineTo(right, top)
        path.lineTo(right, bottom) if closed else path.moveTo(right, bottom)
    else:
        path.arcTo(right - around, top, around, around, 90, -90)
        path.arcTo(right - around, bottom - around, around, around, 0, -90)
    path.lineTo(left if sides.open_left else left + radius, bottom)
    if closed:
        path.closeSubpath()
    return path
