"""Paint words within their context, on one line: those of all rows of a list begin below each other."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from engine.text.cutting import beginning, ending
from gui.style import elided


def draw_in_context(
    painter: QPainter,
    rect: QRect,
    context: tuple[str, str, str],
    font: QFont,
    words_font: QFont,
    quiet: QColor,
    *,
    begin: int | None = None,
    right_to_left: bool = False,
) -> None:
    """Draw the words of a context in the painter's colour, and quietly what stands before and behind them.

    context: the text before, the words, the text behind. begin: where the words stand, if not at three
    tenths of the room. right_to_left: the direction of their paragraph.
    """
    before_text, words_text, after_text = context
    metrics, words_metrics = QFontMetrics(font), QFontMetrics(words_font)
    # All on one line of type: centred one by one, texts of several scripts would stand at several heights.
    baseline = rect.y() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    words = elided(words_font, words_text, rect.width() // 2)
    begin = rect.x() + rect.width() * 3 // 10 if begin is None else begin
    end = begin + words_metrics.horizontalAdvance(words)
    blank = metrics.horizontalAdvance(" ")
    before = (before_text, False, before_text[-1:].isspace())
    after = (after_text, True, after_text[:1].isspace())
    loud, usual = painter.pen(), painter.layoutDirection()
    # of the paragraph, else an ellipsis or a comma at an end would stand at the other one
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    painter.setFont(font)
    painter.setPen(quiet)
    text, from_start, gap = after if right_to_left else before
    room = begin - rect.x() - gap * blank
    beside = whole_words(metrics, text, room, from_start=from_start)
    painter.drawText(rect.x() + room - metrics.horizontalAdvance(beside), baseline, beside)
    text, from_start, gap = before if right_to_left else after
    room = rect.right() - end - gap * blank
    painter.drawText(end + gap * blank, baseline, whole_words(metrics, text, room, from_start=from_start))
    painter.setFont(words_font)
    painter.setPen(loud)
    painter.drawText(begin, baseline, words)
    painter.setLayoutDirection(usual)


def whole_words(metrics: QFontMetrics, text: str, width: int, *, from_start: bool) -> str:
    """Give as many words of a text's start or end as fit a width in logical pixels; of one that is too long, a part."""
    text = text.strip()
    mode = Qt.TextElideMode.ElideRight if from_start else Qt.TextElideMode.ElideLeft
    fitting = metrics.elidedText(text, mode, width)
    if fitting in ("", text):
        return fitting
    return (beginning if from_start else ending)(text, len(fitting))
