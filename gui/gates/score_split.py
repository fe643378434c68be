"""The split of «Why this tag»: what the score of a tag consists of, beside that of its strongest rival."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.tagger.trace import ScoreParts
from gui.gates.looking import TagScore, Why
from gui.gates.score_words import scored
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import chip_width, draw_chip, outline_rounded
from gui.words import tr

ROW, ROWS = 24, 7
HEAD = 26
NAME = 140
VALUE = 54
BAR, RIVAL_BAR = 10, 4
NARROWEST = NAME + 2 * VALUE + 64


def part_names(why: Why) -> tuple[str, ...]:
    """Name the parts of a score, in the order of ``part_values``."""
    moved = tr("Move from {tag}", tag=why.before) if why.before is not None else tr("Begins the sentence")
    return (
        tr("LSTM"),
        tr("Bias of the tag"),
        tr("Direct connections"),
        moved,
        tr("Head start"),
        tr("Ends the sentence"),
        tr("Together"),
    )


def part_values(parts: ScoreParts) -> tuple[float, ...]:
    """Give the parts of a score, then their sum."""
    return parts.lstm, parts.bias, parts.direct, parts.transition, parts.boldness, parts.end, parts.total


class ScoreSplit(QWidget):
    """Draws a row for each part: its name, a bar to the right (for) or to the left (against), its numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._why: Why | None = None
        self._colours: Mapping[str, int] = {}
        self.setAccessibleName(tr("What the score consists of"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_why(self, why: Why | None, colours: Mapping[str, int]) -> None:
        """Take the score of another tag apart. colours: the palette index of a tag's label; O has none."""
        self._why, self._colours = why, colours
        spoken = ""
        if why is not None:
            values = zip(part_names(why), part_values(why.asked.parts), strict=True)
            spoken = ", ".join(f"{name} {scored(value)}" for name, value in values)
        self.setAccessibleDescription(spoken)
        self.setToolTip("" if why is None else tr("A bar to the right speaks for the tag, one to the left against it."))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for all rows."""
        return QSize(NARROWEST + 60, HEAD + ROWS * ROW + SPACE)

    def minimumSizeHint(self) -> QSize:
        """Give way down to short bars."""
        return QSize(NARROWEST, HEAD + ROWS * ROW + SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self.paint_onto(QPainter(self), self.rect())

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw the rows into a rectangle."""
        why = self._why
        if why is None:
            return
        theme, font = self._theme, self.font()
        asked, rival = part_values(why.asked.parts), part_values(why.rival.parts)
        reach = max((abs(value) for value in (*asked, *rival) if math.isfinite(value)), default=0.0) or 1.0
        bars = QRect(rect.x() + NAME, rect.y() + HEAD, rect.width() - NAME - 2 * VALUE, ROWS * ROW)
        self._draw_chip(painter, why, why.asked, QRect(bars.right() + 1, rect.y(), VALUE, HEAD))
        self._draw_chip(painter, why, why.rival, QRect(bars.right() + 1 + VALUE, rect.y(), VALUE, HEAD))
        middle = bars.center().x()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number, (name, mine, other) in enumerate(zip(part_names(why), asked, rival, strict=True)):
            last = number == len(asked) - 1
            row = QRect(rect.x(), bars.y() + number * ROW, rect.width(), ROW)
            if last:
                painter.fillRect(QRect(row.x(), row.y(), row.width(), 1), QColor(theme.outline))
            painter.setFont(sized(font, BASE_PX, bold=last))
            painter.setPen(QColor(theme.text))
            shown = elided(painter.font(), name, NAME - SPACE)
            painter.drawText(QRect(row.x(), row.y(), NAME, ROW), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.drawText(QRect(bars.right() + 1, row.y(), VALUE, ROW), right, scored(mine))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRect(bars.right() + 1 + VALUE, row.y(), VALUE, ROW), right, scored(other))
            top = row.y() + (ROW - BAR - RIVAL_BAR) // 2
            half = (bars.width() - 2 * SPACE) // 2
            painter.fillRect(_bar(middle, top, BAR, mine / reach * half), QColor(theme.accent))
            painter.fillRect(_bar(middle, top + BAR, RIVAL_BAR, other / reach * half), QColor(theme.muted))
        painter.fillRect(QRect(middle, bars.y(), 1, bars.height()), QColor(theme.outline))

    def _draw_chip(self, painter: QPainter, why: Why, score: TagScore, place: QRect) -> None:
        """Draw the tag that a column of numbers is of, at the right end of its place."""
        theme, font, name = self._theme, sized(self.font(), SMALL_PX, bold=True), why.tags[score.tag]
        wide = chip_width(font, name, place.width() - 2)
        tall = QFontMetrics(font).height() + 2
        chip = QRect(place.right() - wide + 1, place.y() + (place.height() - tall) // 2, wide, tall)
        if name in self._colours:
            draw_chip(painter, chip, name, theme.label(self._colours[name]), font)
            return
        outline_rounded(painter, chip, 4, theme.outline)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, elided(font, name, wide))


def _bar(middle: int, top: int, tall: int, length: float) -> QRect:
    """Give the rectangle of a bar that goes so far to the right, or to the left where that is negative."""
    wide = round(abs(length)) if math.isfinite(length) else 0
    return QRect(middle if length >= 0 else middle - wide, top, wide, tall)
