"""The units that add most to the score of the chosen token's tag, each with a bar to the right or, against it, left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.gates.colours import signed_colours
from gui.gates.numbers import SUM_PLACES, signed
from gui.gates.seen_trace import SeenTrace
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.announce import announce
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.words import tr

HEAD, ROW = 22, 18
WIDTH = 168
_STRONG = 0.75
_PER_KEY = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def bar_colour(theme: Theme, *, for_it: bool) -> str:
    """Give the colour of a bar: that of a number far enough from nothing to be seen on any row."""
    return signed_colours(theme).colour(_STRONG if for_it else -_STRONG)


class Ranking(QWidget):
    """As many of the strongest units as there is room for. Arrow keys and clicks choose one."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: SeenTrace | None = None
        self._tag = ""
        self._rows: list[tuple[int, float]] = []
        self._unit: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Units by what they add to the score"))
        self.setMinimumWidth(WIDTH)

    def set_rows(self, seen: SeenTrace | None, tag: str, rows: Sequence[tuple[int, float]]) -> None:
        """Show units with what each adds to the score of a tag; the strongest come first, for it or against it."""
        self._seen, self._tag = seen, tag
        self._rows = sorted(rows, key=lambda row: -abs(row[1])) if seen is not None else []
        self.setAccessibleDescription(", ".join(self._said(row) for row in self._rows[:5]))
        self.update()

    def set_unit(self, unit: int | None) -> None:
        """Mark a unit."""
        if unit != self._unit:
            self._unit = unit
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size of a few rows."""
        return QSize(WIDTH, HEAD + 12 * ROW)

    def minimumSizeHint(self) -> QSize:
        """Give way down to a few rows."""
        return QSize(WIDTH, HEAD + 4 * ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        self.paint_onto(painter, self.rect())
        if self.hasFocus():
            outline_rounded(painter, self.rect(), 3, self._theme.accent, 2)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw it into a rectangle of a screen, a picture or a file of shapes."""
        theme = self._theme
        inside = rect.adjusted(SPACE // 2, 0, -SPACE // 2, 0)
        if self._seen is None or not self._rows:
            return
        heading, small = sized(self.font(), BASE_PX, bold=True), sized(self.font(), SMALL_PX)
        painter.setFont(heading)
        painter.setPen(QColor(theme.text))
        title = elided(heading, tr("What units add to {tag}", tag=self._tag), inside.width())
        painter.drawText(inside.x(), inside.y(), inside.width(), HEAD - 4, int(Qt.AlignmentFlag.AlignVCenter), title)
        metrics = QFontMetrics(small)
        name_room = metrics.horizontalAdvance("→ 000") + SPACE // 2
        number_room = metrics.horizontalAdvance("−00.00") + SPACE // 2
        track = QRectF(inside.x() + name_room, 0, inside.width() - name_room - number_room, ROW)
        most = max(abs(value) for _, value in self._rows) or 1.0
        middle = track.center().x()
        fits = self._fits(rect.height())
        for number, (unit, value) in enumerate(self._rows[:fits]):
            row = QRect(inside.x(), inside.y() + HEAD + number * ROW, inside.width(), ROW)
            if unit == self._unit:
                fill_rounded(painter, row.adjusted(-2, 0, 2, 0), 3, theme.selection)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setFont(small)
            painter.setPen(QColor(theme.text))
            side = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row, side | Qt.AlignmentFlag.AlignLeft, self._seen.unit_name(unit))
            painter.drawText(row, side | Qt.AlignmentFlag.AlignRight, signed(value, SUM_PLACES))
            length = value / most * (track.width() / 2 - 2)
            bar = QRectF(min(middle, middle + length), row.y() + 4, max(1.0, abs(length)), ROW - 8)
            painter.fillRect(bar, QColor(bar_colour(theme, for_it=value >= 0)))
        painter.fillRect(
            QRectF(middle - 0.5, inside.y() + HEAD, 1, ROW * min(fits, len(self._rows))), QColor(theme.outline)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the unit under the mouse."""
        number = (int(event.position().y()) - HEAD) // ROW
        if event.position().y() >= HEAD and number < min(len(self._rows), self._fits(self.height())):
            self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the unit above or below."""
        step = _PER_KEY.get(Qt.Key(event.key()))
        if step is None or not self._rows:
            super().keyPressEvent(event)
            return
        units = [unit for unit, _ in self._rows[: self._fits(self.height())]]
        at = units.index(self._unit) + step if self._unit in units else 0
        self._choose(max(0, min(len(units) - 1, at)))

    def _fits(self, height: int) -> int:
        return max(1, (height - HEAD) // ROW)

    def _choose(self, number: int) -> None:
        row = self._rows[number]
        self.set_unit(row[0])
        announce(self, self._said(row))
        self.chosen.emit(row[0])

    def _said(self, row: tuple[int, float]) -> str:
        name = self._seen.unit_name(row[0]) if self._seen is not None else ""
        return tr("{unit}: {value}", unit=name, value=signed(row[1], SUM_PLACES))
