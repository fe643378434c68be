"""One step of one unit: the cell as a diagram, and the arithmetic with its real numbers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.tagger.trace import Step
from gui.gates.arithmetic import arithmetic_height, gate_rows, paint_arithmetic, state_rows
from gui.gates.cell_diagram import SIZE, diagram_scale, paint_cell
from gui.gates.seen_trace import SeenTrace
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX
from gui.words import tr

HEAD = 22
NARROW, WIDE = 296, 440
"""Least and greatest width, in logical pixels."""


class StepView(QWidget):
    """Shows a step, or says how to choose one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: SeenTrace | None = None
        self._step: Step | None = None
        self.setAccessibleName(tr("One step of one unit"))

    def set_step(self, seen: SeenTrace | None, step: Step | None) -> None:
        """Show a step of a sentence."""
        self._seen, self._step = seen, step
        lines = [] if step is None else [" ".join(row) for row in (*gate_rows(step), *state_rows(step))]
        self.setAccessibleDescription("\n".join([self._heading(), *lines]))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        return QSize(WIDE, HEAD + int(SIZE.height()) + arithmetic_height())

    def minimumSizeHint(self) -> QSize:
        """Give way in height."""
        return QSize(NARROW, HEAD + arithmetic_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self.paint_onto(QPainter(self), self.rect())

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw it into a rectangle of a screen, a picture or a file of shapes."""
        theme, step = self._theme, self._step
        painter.setFont(sized(self.font(), BASE_PX, bold=step is not None))
        painter.setPen(QColor(theme.text if step is not None else theme.muted))
        if step is None:
            words = tr("Choose a cell of a map, with the mouse or the arrow keys, to see how its value comes about.")
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(rect.adjusted(0, 2, 0, 0), flags, words)
            return
        heading = elided(painter.font(), self._heading(), rect.width())
        painter.drawText(QRect(rect.x(), rect.y(), rect.width(), HEAD - 4), Qt.AlignmentFlag.AlignVCenter, heading)
        left = rect.height() - HEAD - arithmetic_height() - SPACE
        room = QRectF(rect.x(), rect.y() + HEAD, rect.width(), max(0, left))
        drawn = SIZE.height() * diagram_scale(QSizeF(room.width(), room.height()))
        if drawn >= SIZE.height() / 2:  # a smaller one cannot be read
            paint_cell(painter, room, step, theme, self.font())
        else:
            drawn = 0.0
        below = QRectF(rect.x(), rect.y() + HEAD + drawn + SPACE, rect.width(), arithmetic_height())
        paint_arithmetic(painter, below, step, theme, self.font())

    def _heading(self) -> str:
        if self._seen is None or self._step is None:
            return ""
        unit, form = self._seen.unit_name(self._step.unit), self._seen.forms[self._step.token]
        if self._step.before is None:
            return tr("Unit {unit} at «{word}», where it begins", unit=unit, word=form)
        return tr(
            "Unit {unit} at «{word}», after «{before}»",
            unit=unit,
            word=form,
            before=self._seen.forms[self._step.before],
        )
