"""Draws the visible part of a flow: selection, marks, the caret, words and chips, in this order.

Gold and predictions are filled, with a filled chip; suggestions are paler inside a dashed outline, with an
outlined chip. So the two are told apart without colour, and in every chip style.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from engine.text.document import Tokens
from engine.text.labels import LabelSet
from gui.document_view.chips import Chip
from gui.document_view.column import LaidBlock
from gui.document_view.flow import Flow
from gui.document_view.fragments import Fragment
from gui.document_view.layout import BlockLayout, Piece
from gui.document_view.marks import MarkKind, TokenRange
from gui.theme import LabelColours, Theme

_DASHES = [3.0, 2.5]
_PALE = 0.45
_FAINT = 0.3
_UNFOCUSED = 0.5
_CARET_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Cursor:
    """What shows where the user is: the selected tokens, the one with the caret, whether keys go there."""

    selection: TokenRange
    token: int
    focused: bool


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
        self._accent = QColor(theme.accent)
        self._inks = {label.name: _ink(theme.label(label.colour)) for label in labels}
        self._neutral_ink = _ink(LabelColours(theme.control_hover, theme.muted, theme.page))

    def paint(self, painter: QPainter, clip: QRectF, flow: Flow, cursor: Cursor | None) -> None:
        """Draw what is inside the clip."""
        painter.fillRect(clip, self._page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in flow.visible():
            if placed.top + placed.laid.layout.height > clip.top() and placed.top < clip.bottom():
                corner = QPointF(flow.column_left, placed.top)
                painter.translate(corner)
                self._paint_block(painter, clip.translated(-corner), placed.laid, flow, cursor)
                painter.translate(-corner)

    def _paint_block(self, painter: QPainter, clip: QRectF, laid: LaidBlock, flow: Flow, cursor: Cursor | None) -> None:
        typography = flow.typography
        fragments = [f for f in laid.fragments if f.box.bottom() > clip.top() and f.box.top() < clip.bottom()]
        if cursor is not None and len(cursor.selection) > 1:
            self._paint_selection(painter, laid.layout, flow.tokens, cursor.selection, typography.mark_radius)
        for fragment in fragments:
            self._paint_box(painter, fragment, typography.mark_radius)
        if cursor is not None:  # under the words: its outline must not cover a full stop that follows
            self._paint_caret(painter, laid.layout, flow.tokens, cursor, typography.mark_radius)
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
        colour = QColor(self._accent)
        colour.setAlphaF(1.0 if cursor.focused else _UNFOCUSED)
        painter.setPen(QPen(colour, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for piece in pieces:
            painter.drawRoundedRect(_box(layout, piece, _CARET_MARGIN), radius, radius)


def _box(layout: BlockLayout, piece: Piece, margin: float) -> QRectF:
    top, bottom = layout.mark_edges(piece.line)
    left, right = math.floor(piece.left - margin), math.ceil(piece.right + margin)
    return QRectF(left, top, right - left, bottom - top)


def _ink(colours: LabelColours) -> _Ink:
    fill, chip = QColor(colours.fill), QColor(colours.chip)
    pale, faint = QColor(fill), QColor(chip)
    pale.setAlphaF(_PALE)
    faint.setAlphaF(_FAINT)
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
