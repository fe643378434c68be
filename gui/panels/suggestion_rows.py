"""How a suggestion looks in the list of suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.text.document import Suggestion
from engine.text.labels import Label
from gui.presenter import listed_words
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip, fill_rounded
from gui.widgets.row_delegate import RowButton, RowDelegate, text_rect
from gui.words import percent, tr, tr_later

BAR_WIDTH = 48
BAR_HEIGHT = 4
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion with the words it covers."""

    suggestion: Suggestion
    text: str


def described(row: SuggestionRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    suggestion = row.suggestion
    sure = tr("{share} sure", share=percent(suggestion.confidence))
    why = listed_words(suggestion) if suggestion.listed else sure
    return f"{row.text[:LONGEST_TEXT]}\n{suggestion.span.label}, {why}"


class SuggestionDelegate(RowDelegate):
    """The words above, chip and confidence below, accept and reject at the end."""

    height = 52
    buttons = (
        RowButton("accept", "check", tr_later("Accept (Enter)")),
        RowButton("reject", "close", tr_later("Reject (Backspace)")),
    )

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the words, the chip and the confidence."""
        theme, suggestion = self.theme, row.suggestion
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        option_font = option.font
        base, small = sized(option_font, BASE_PX), sized(option_font, SMALL_PX)
        line_height = CHIP_HEIGHT + SPACE // 4
        upper, lower = (text_rect(rect, n, line_height) for n in (0, 1))
        painter.setFont(base)
        painter.setPen(QColor(theme.text))
        words = elided(base, row.text[:LONGEST_TEXT], rect.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, words)
        sure = percent(suggestion.confidence)
        sure_width = QFontMetrics(small).horizontalAdvance(percent(0.99)) + SPACE // 2
        room = rect.width() - BAR_WIDTH - sure_width - 2 * SPACE
        bold = sized(option_font, SMALL_PX, bold=True)
        chip = QRect(rect.x(), 0, chip_width(bold, suggestion.span.label, room), CHIP_HEIGHT - 2)
        chip.moveTop(lower.y() + (lower.height() - chip.height()) // 2)
        label = self.labels.get(suggestion.span.label)
        draw_chip(painter, chip, suggestion.span.label, theme.label(label.colour if label else 0), bold)
        if suggestion.listed:
            painter.setFont(small)
            painter.setPen(QColor(theme.text if selected else theme.muted))
            left = chip.right() + 1 + SPACE
            place = QRect(left, lower.y(), rect.right() - left, lower.height())
            why = elided(small, listed_words(suggestion), place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, why)
            return
        # at the end of the row, below each other: how sure one is beside the others is seen at a glance
        left = rect.right() + 1 - sure_width - SPACE - BAR_WIDTH
        bar = QRect(left, lower.center().y() - BAR_HEIGHT // 2 + 1, BAR_WIDTH, BAR_HEIGHT)
        fill_rounded(painter, bar, BAR_HEIGHT / 2, theme.page if selected else theme.track)
        bar.setWidth(max(BAR_HEIGHT, round(BAR_WIDTH * min(1.0, max(0.0, suggestion.confidence)))))
        fill_rounded(painter, bar, BAR_HEIGHT / 2, theme.text if selected else theme.muted)
        painter.setFont(small)
        painter.setPen(QColor(theme.text if selected else theme.muted))
        number = QRect(bar.x() + BAR_WIDTH + SPACE // 2 + 2, lower.y(), sure_width + SPACE, lower.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, sure)
