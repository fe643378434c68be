"""A plot on the screen whose y axis is logarithmic: up to three curves, told apart by colour, by line and by marker.

Each may have a thin one beside it, of the same colour and line: what it was before.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.gates.log_curves import Plot, power_words
from gui.gates.log_drawing import Frame, draw_plot
from gui.theme import RADIUS, SPACE, Theme
from gui.widgets.announce import announce
from gui.widgets.paint import outline_rounded
from gui.words import tr

LEAST = QSize(220, 164)
INSET = SPACE // 2 + 2
"""Between the plot and the frame that shows where the keyboard is."""


class LogPlot(QWidget):
    """A plot on the screen: mouse and arrow keys move a line along x, at which the values are read off."""

    def __init__(self, plot: Plot, theme: Theme) -> None:
        super().__init__()
        self._plot, self._theme = plot, theme
        self._read_at: int | None = None
        self.setAccessibleName(plot.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def plot(self) -> Plot:
        """Give what is shown."""
        return self._plot

    @property
    def read_at(self) -> int | None:
        """Give the x at which values are read off."""
        return self._read_at

    def show_plot(self, plot: Plot) -> None:
        """Show another plot; the place that is read stays, if it is there."""
        if plot.is_as(self._plot):
            return
        self._plot = plot
        self.setAccessibleName(plot.title)
        if self._read_at is not None and self._read_at > plot.last:
            self._read_at = None
        self.setAccessibleDescription(self._said(plot.last if self._read_at is None else self._read_at))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw it anywhere, without the line and the focus of the window."""
        draw_plot(painter, rect, self._plot, self._theme, self.font())

    def sizeHint(self) -> QSize:
        """Give the least size: it grows with the room, and what is said of it should be seen without scrolling."""
        return LEAST

    def minimumSizeHint(self) -> QSize:
        """Give the least size that leaves room between the axes."""
        return LEAST

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_plot(
            painter,
            self._inside,
            self._plot,
            self._theme,
            self.font(),
            self._read_at,
        )
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS, self._theme.accent, 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line."""
        last, at = self._plot.last, self._read_at
        places = {
            Qt.Key.Key_Left: last if at is None else at - 1,
            Qt.Key.Key_Right: 0 if at is None else at + 1,
            Qt.Key.Key_PageUp: last if at is None else at - max(1, last // 10),
            Qt.Key.Key_PageDown: 0 if at is None else at + max(1, last // 10),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or not self._plot.curves:
            super().keyPressEvent(event)
            return
        self._read(min(last, max(0, place)))
        announce(self, self.accessibleDescription())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read where the mouse is."""
        area = Frame(self._inside, self._plot, self.font()).area
        inside = bool(self._plot.curves) and area.left() <= event.position().x() <= area.right() + 1
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._read(min(self._plot.last, max(0, round(share * self._plot.last))) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._read(None)
        super().leaveEvent(event)

    @property
    def _inside(self) -> QRect:
        return self.rect().adjusted(INSET, INSET, -INSET, -INSET)

    def _read(self, at: int | None) -> None:
        if at != self._read_at:
            self._read_at = at
            self.setAccessibleDescription(self._said(self._plot.last if at is None else at))
            self.update()

    def _said(self, x: int) -> str:
        values = ((curve.name, curve.at(x)) for curve in self._plot.curves)
        said = [tr("{name}: {value}", name=name, value=power_words(v)) for name, v in values if v is not None]
        return f"{self._plot.x_title} {x}: {', '.join(said)}" if said else ""
