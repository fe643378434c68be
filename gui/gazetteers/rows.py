"""How a list of names looks in the window of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.project.gazetteer_rows import Gazetteer
from gui.mentions.rows import LINE_HEIGHT
from gui.style import elided, sized
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.row_delegate import RowDelegate, text_rect
from gui.widgets.tick_box import BOX_PX, paint_box
from gui.words import number, tr, tr_n

MOST_LABELS = 6
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def contents(row: Gazetteer) -> str:
    """Say what is in a list: «1,204 names · LOC 1,200 · PER 4»."""
    labels = [f"{label} {number(len(names))}" for label, names in row.names.items()]
    parts = [tr_n(row.size, "{n} name", "{n} names"), *labels[:MOST_LABELS], *(["…"] if labels[MOST_LABELS:] else [])]
    if row.lost:
        parts.append(tr_n(row.lost, "{n} without a label now", "{n} without a label now"))
    if not row.match_case:
        parts.append(tr("any capitals"))
    return " · ".join(parts)


def described(row: Gazetteer) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    state = tr("{name}, suggests", name=row.name) if row.on else tr("{name}, switched off", name=row.name)
    return f"{state}\n{contents(row)}"


class GazetteerDelegate(RowDelegate):
    """A box that switches the list on, its name above, what is in it below."""

    height = 48

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw a list."""
        quiet = self.theme.text if option.state & QStyle.StateFlag.State_Selected else self.theme.muted
        paint_box(painter, rect, self.theme, ticked=row.on)
        rect = rect.adjusted(BOX_PX + SPACE + SPACE // 2, 0, 0, 0)
        for line, words, font, colour in (
            (0, row.name, sized(option.font, BASE_PX, bold=True), self.theme.text),
            (1, contents(row), sized(option.font, SMALL_PX), quiet),
        ):
            place = text_rect(rect, line, LINE_HEIGHT)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(place, _LEFT, elided(font, words, place.width(), Qt.TextElideMode.ElideRight))
