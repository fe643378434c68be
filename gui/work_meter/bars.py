"""Plain bars, one for each of the last days on which somebody worked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import fill_rounded
from gui.words import tr
from gui.work_meter.figures import MEASURES, Day, Measure, day_words

MOST_DAYS = 14
HEIGHT, LEAST_HEIGHT = 140, 88
WIDEST = 40
CORNER = 3


class Bars(QWidget):
    """Days from left to right, the newest at the right. Who cannot see them has the figures in the table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._days: list[Day] = []
        self._measure = MEASURES[0]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_days(self, days: Sequence[Day], measure: Measure) -> None:
        """Show one measure of days, which come with the newest first."""
        self._days, self._measure = list(reversed(days[:MOST_DAYS])), measure
        said = (tr("{day}: {value}", day=_day(day), value=measure.said(day.figures)) for day in self._days)
        self.setAccessibleName(tr(measure.words))
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        return QSize(MOST_DAYS * WIDEST, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Give the least size in which bars can be compared."""
        return QSize(0, LEAST_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars, each with its value above it and its day below."""
        painter, font = QPainter(self), sized(self.font(), SMALL_PX)
        painter.setFont(font)
        line = QFontMetrics(font).height()
        values = [self._measure.value(day.figures) or 0.0 for day in self._days]
        most = max(values, default=0.0) or 1.0
        room = self.height() - 2 * line - SPACE
        slot = self.width() / MOST_DAYS
        for number, (day, value) in enumerate(zip(self._days, values, strict=True), MOST_DAYS - len(self._days)):
            column = QRect(round(number * slot), 0, round(slot), self.height())
            height = round(room * value / most)
            width = min(WIDEST, column.width() - SPACE // 2)
            left, bottom = column.center().x() - width // 2, line + SPACE // 2 + room
            if height:
                fill_rounded(painter, QRect(left, bottom - height, width, height), CORNER, self.theme.accent)
            painter.setPen(QColor(self.theme.text))
            above = QRect(column.x(), bottom - height - line, column.width(), line)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._measure.said(day.figures))
            painter.setPen(QColor(self.theme.muted))
            below = QRect(column.x(), bottom + SPACE // 2, column.width(), line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _day(day))


def _day(day: Day) -> str:
    return day_words(day.date, tr("d MMM"))
