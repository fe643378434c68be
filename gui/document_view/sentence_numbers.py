"""The numbers of sentences, in the margin left of what is confirmed.

A line can hold several sentences: it says the number of the first one that begins on it. A line on which none begins
says nothing, so that a number is always that of the words beside it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from engine.text.document import Tokens
from gui.document_view.flow import Flow
from gui.document_view.painter import BAR_DISTANCE
from gui.theme import Theme
from gui.type_scale import SMALL_PX

_GAP = 5
"""Between a number and the bar, in logical pixels."""
_EDGE = 2
_LEAST_PX = 7


def paint_sentence_numbers(painter: QPainter, clip: QRectF, flow: Flow, font: QFont, theme: Theme) -> None:
    """Write the numbers of the lines inside the clip, all as small as the longest of the text has to be to fit."""
    right = flow.column_left - BAR_DISTANCE - _GAP
    small = _fitting(font, str(flow.tokens.sentence_count), right - _EDGE)
    if small is None:
        return
    painter.setFont(small)
    painter.setPen(QColor(theme.muted))
    width = QFontMetricsF(small).horizontalAdvance
    for placed in flow.visible():
        layout = placed.laid.layout
        for line in range(layout.line_at(clip.top() - placed.top), layout.line_at(clip.bottom() - placed.top) + 1):
            number = first_sentence(flow.tokens, *layout.line_positions(line))
            if number is not None:
                place = QPointF(right - width(str(number)), placed.top + layout.baseline(line))
                painter.drawText(place, str(number))


def first_sentence(tokens: Tokens, start: int, end: int) -> int | None:
    """Give the number, from 1, of the first sentence that begins in ``[start, end)``; None if none does."""
    first, last = np.searchsorted(tokens.starts, np.array([start, end], tokens.starts.dtype))
    sentence = int(np.searchsorted(tokens.sentences, first.astype(tokens.sentences.dtype)))
    return sentence + 1 if sentence < tokens.sentence_count and tokens.sentences[sentence] < last else None


def _fitting(font: QFont, longest: str, room: float) -> QFont | None:
    """Give the font, small enough for the longest number; None if nobody could read that."""
    for size_px in range(SMALL_PX, _LEAST_PX - 1, -1):
        small = QFont(font)
        small.setPixelSize(size_px)
        if QFontMetricsF(small).horizontalAdvance(longest) <= room:
            return small
    return None
