"""A plot whose y axis is logarithmic: up to three curves, told apart by colour, by line and by marker.

Each may have a thin one beside it, of the same colour and line: what it was before.

It is drawn with a painter alone, so that the window, a PNG and an SVG show the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.announce import announce
from gui.widgets.paint import outline_rounded
from gui.words import decimal, tr

FLOOR = 1e-24
"""What is smaller is not shown: it would press all else against the upper edge. A line leaves through the lower one."""
LEAST = QSize(220, 164)
INSET = SPACE // 2 + 2
"""Between the plot and the frame that shows where the keyboard is."""
LINE_PX, THIN_PX = 2.0, 1.0
MARKER_PX = 3.5
SAMPLE_PX = 28
"""The length of a line in the legend."""
MARKERS = 8
"""About so many markers stand on a curve."""
TICKS = 6
"""So many numbers stand at an axis at most."""
STEPS = (1, 2, 5), (1, 3), (1,)
"""Which times powers of ten have a line where there is no way of many powers: as many as there is room for."""
MARGIN = 1.3
"""So far, as a factor, the axis reaches beyond the least and the greatest value."""

Numbers = NDArray[np.integer[Any]] | NDArray[np.floating[Any]]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Look:
    """How a curve is told apart. ink: a colour of the theme. corners: of its marker, 0 for a round one."""

    ink: str
    line: Qt.PenStyle
    corners: int


LOOKS = (
    Look("warning", Qt.PenStyle.DotLine, 4),
    Look("text", Qt.PenStyle.DashLine, 3),
    Look("accent", Qt.PenStyle.SolidLine, 0),
)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line through (xs, ys). xs: ascending; ys: as many, those above FLOOR are shown; look: its place in LOOKS.

    thin: it has no marker, and no line of its own in the legend.
    """

    name: str
    look: int
    xs: Numbers
    ys: Numbers
    thin: bool = False

    def is_as(self, other: Curve) -> bool:
        """Tell whether another one looks the same."""
        same_points = np.array_equal(self.xs, other.xs) and np.array_equal(self.ys, other.ys)
        return (self.name, self.look, self.thin) == (other.name, other.look, other.thin) and same_points

    def at(self, x: float) -> float | None:
        """Give the value at the last point up to x, None before the first."""
        place = int(np.searchsorted(self.xs, x, side="right")) - 1
        return float(self.ys[place]) if place >= 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """What is shown. last: where the x axis ends, from 0 on. legend: whether the names of the curves stand above it.

    thin: what the thin curves are; it stands behind the names where there is room.
    """

    title: str
    x_title: str
    curves: Sequence[Curve] = ()
    last: int = 1
    legend: bool = True
    thin: str = ""

    @property
    def named(self) -> list[Curve]:
        """Give the curves that have a line of the legend."""
        return [curve for curve in self.curves if not curve.thin]

    def is_as(self, other: Plot) -> bool:
        """Tell whether another one looks the same."""
        mine, others = (
            (one.title, one.x_title, one.last, one.legend, one.thin, len(one.curves)) for one in (self, other)
        )
        return mine == others and all(a.is_as(b) for a, b in zip(self.curves, other.curves, strict=True))


def power_words(value: float) -> str:
    """Say a number above 0 as people read it: ``0.42``, ``0.017``, ``3.1·10⁻⁹``; 0 is ``0``."""
    if value <= 0.0 or 0.01 <= value < 100.0:
        return decimal(value, 2 if value >= 0.1 else 3) if value > 0.0 else "0"
    exponent = math.floor(math.log10(value))
    mantissa = value / 10.0**exponent
    if mantissa >= 9.95:  # it would be rounded to 10.0
        exponent, mantissa = exponent + 1, 1.0
    return f"{decimal(mantissa, 1)}·10{str(exponent).translate(_SUPERSCRIPTS)}"


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
        area = _Frame(self._inside, self._plot, self.font()).area
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


class _Frame:
    """Where things stand: the area between the axes, and the way from values to places in it."""

    def __init__(self, rect: QRect, plot: Plot, font: QFont) -> None:
        self.font = sized(font, SMALL_PX)
        self.metrics = QFontMetrics(self.font)
        line = self.metrics.height()
        left = self.metrics.horizontalAdvance("10⁻⁸⁸") + SPACE + SPACE // 2
        self.title = QRectF(rect.x(), rect.y(), rect.width(), line)
        self.legend = self._legend_places(rect, plot) if plot.legend else []
        self.thin = self._thin_place(rect, plot)
        top = max((place.bottom() for place in self.legend), default=self.title.bottom()) + SPACE
        below = rect.bottom() - 2 * line - SPACE // 2
        self.area = QRectF(rect.x() + left, top, rect.width() - left - SPACE, max(1.0, below - top))
        self.x_title = QRectF(self.area.x(), rect.bottom() - line, self.area.width(), line)
        self.last = max(1, plot.last)
        ys = [curve.ys[curve.ys > FLOOR] for curve in plot.curves]
        values = np.concatenate(ys) if ys else np.empty(0)
        least, most = (float(values.min()), float(values.max())) if len(values) else (0.1, 1.0)
        self.room = max(2, int(self.area.height() / (1.6 * line)))
        self.most_lines = min(TICKS, self.room)
        self.low, self.high = math.log10(least / MARGIN), math.log10(most * MARGIN)

    def x(self, value: float) -> float:
        return self.xs(np.array([value])).item()

    def y(self, value: float) -> float:
        return self.ys(np.array([value])).item()

    def xs(self, values: Numbers) -> Numbers:
        """Give the places of values along the axis."""
        places: Numbers = self.area.x() + values / self.last * self.area.width()
        return places

    def ys(self, values: Numbers) -> Numbers:
        """Give the places of values along the axis that goes upwards; that of 0 is infinitely far below."""
        with np.errstate(divide="ignore"):
            places: Numbers = (np.log10(values) - self.low) / (self.high - self.low)
        return self.area.bottom() - places * self.area.height()

    def way_out(self, inside: tuple[float, float], below: tuple[float, float]) -> QPointF:
        """Give where the way from a place in the area to one below it crosses its lower edge."""
        left = self.area.bottom() - inside[1]
        share = left / (left + max(0.0, below[1] - self.area.bottom()))  # straight down to what is infinitely far below
        return QPointF(inside[0] + share * (below[0] - inside[0]), self.area.bottom())

    def y_ticks(self) -> list[tuple[float, str]]:
        """Give the values that have a line, and their words: powers of ten; over a short way times of these."""
        first, last = math.ceil(self.low), math.floor(self.high)
        if last - first >= 2:
            every = math.ceil((last - first + 1) / self.most_lines)
            return [(10.0**e, _power_of_ten(e)) for e in range(last - last % every, first - 1, -every)]
        for marks in STEPS:
            steps = [m * 10.0**e for e in range(first - 1, last + 1) for m in marks]
            within = [value for value in steps if self.low <= math.log10(value) <= self.high]
            if len(within) <= self.room:
                break
        return [(value, decimal(value, max(0, -math.floor(math.log10(value * 1.001))))) for value in within]

    def x_ticks(self) -> list[int]:
        rough = max(1.0, self.last / TICKS)
        power = 10.0 ** math.floor(math.log10(rough))
        every = round(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))
        return list(range(0, self.last + 1, every))

    def _legend_places(self, rect: QRect, plot: Plot) -> list[QRectF]:
        """Give the place of each name, one beside the other, in as many rows as it takes; with room for a value."""
        places: list[QRectF] = []
        x, y, line = float(rect.x()), self.title.bottom() + SPACE / 2, self.metrics.height()
        room = SAMPLE_PX + SPACE + self.metrics.horizontalAdvance(": 8.8·10⁻⁸⁸") + 2 * SPACE
        for curve in plot.named:
            width = self.metrics.horizontalAdvance(curve.name) + room
            if x > rect.x() and x + width > rect.right() + 2 * SPACE:
                x, y = float(rect.x()), y + line
            places.append(QRectF(x, y, width, line))
            x += width
        return places

    def _thin_place(self, rect: QRect, plot: Plot) -> QRectF | None:
        """Give the place behind the names for what the thin curves are; none where there is no room or none of them."""
        if not self.legend or not plot.thin or len(plot.named) == len(plot.curves):
            return None
        place = QRectF(self.legend[-1])
        place.moveLeft(place.right())
        place.setWidth(SAMPLE_PX + SPACE + self.metrics.horizontalAdvance(plot.thin))
        return place if place.right() <= rect.right() else None


def draw_plot(
    painter: QPainter, rect: QRect, plot: Plot, theme: Theme, font: QFont, read_at: int | None = None
) -> None:
    """Draw a plot into a rectangle. read_at: the x whose values stand in the legend."""
    frame = _Frame(rect, plot, font)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(sized(font, SMALL_PX, bold=True))
    painter.setPen(QColor(theme.text))
    painter.drawText(frame.title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, plot.title)
    painter.setFont(frame.font)
    _draw_axes(painter, frame, plot, theme, read_at)
    for curve in plot.curves:
        _draw_curve(painter, frame, curve, theme)
    for curve, place in zip(plot.named, frame.legend, strict=False):
        _draw_name(painter, place, curve, theme, read_at)
    if frame.thin is not None:
        _draw_thin_name(painter, frame.thin, plot.thin, theme)
    painter.restore()


def _draw_axes(painter: QPainter, frame: _Frame, plot: Plot, theme: Theme, read_at: int | None) -> None:
    area, line = frame.area, frame.metrics.height()
    align = Qt.AlignmentFlag
    for value, words in frame.y_ticks() if plot.curves else ():
        y = frame.y(value)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(theme.muted))
        box = QRectF(area.left() - 80, y - line / 2, 80 - SPACE, line)  # beside a marker on the axis
        painter.drawText(box, align.AlignRight | align.AlignVCenter, words)
    painter.setPen(QPen(QColor(theme.outline), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.topLeft(), area.bottomLeft())
    painter.setPen(QColor(theme.muted))
    for tick in frame.x_ticks() if plot.curves else ():
        box = QRectF(frame.x(tick) - 40, area.bottom() + SPACE / 4, 80, line)
        painter.drawText(box, align.AlignHCenter | align.AlignVCenter, str(tick))
    words = plot.x_title if read_at is None else f"{plot.x_title}: {read_at}"
    painter.drawText(frame.x_title, align.AlignHCenter | align.AlignVCenter, words)
    if read_at is not None:
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(QPointF(frame.x(read_at), area.top()), QPointF(frame.x(read_at), area.bottom()))


def _draw_curve(painter: QPainter, frame: _Frame, curve: Curve, theme: Theme) -> None:
    lines, points = _lines(frame, curve)
    look = LOOKS[curve.look]
    painter.setPen(_pen(look, theme, THIN_PX if curve.thin else LINE_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in lines:
        painter.drawPolyline(QPolygonF(line))
    if curve.thin:
        return
    every = max(1, len(points) // MARKERS)
    for point in points[(curve.look * every) // len(LOOKS) :: every]:  # beside those of the others
        _draw_marker(painter, point, look, theme)


def _lines(frame: _Frame, curve: Curve) -> tuple[list[list[QPointF]], list[QPointF]]:
    """Give the lines of a curve, and its points; where it is too low to be shown, it leaves the area and comes back."""
    lines: list[list[QPointF]] = []
    points: list[QPointF] = []
    before, was_seen = None, False
    places = zip(frame.xs(curve.xs).tolist(), frame.ys(curve.ys).tolist(), strict=True)
    for (x, y), seen in zip(places, (curve.ys > FLOOR).tolist(), strict=True):
        if seen:
            if not was_seen:
                lines.append([frame.way_out((x, y), before)] if before is not None else [])
            points.append(QPointF(x, y))
            lines[-1].append(points[-1])
        elif was_seen and before is not None:
            lines[-1].append(frame.way_out(before, (x, y)))
        before, was_seen = (x, y), seen
    return lines, points


def _draw_name(painter: QPainter, place: QRectF, curve: Curve, theme: Theme, read_at: int | None) -> None:
    look, y = LOOKS[curve.look], place.center().y()
    painter.setPen(_pen(look, theme))
    painter.drawLine(QPointF(place.x(), y), QPointF(place.x() + SAMPLE_PX, y))
    _draw_marker(painter, QPointF(place.x() + SAMPLE_PX / 2, y), look, theme)
    value = None if read_at is None else curve.at(read_at)
    words = curve.name if value is None else tr("{name}: {value}", name=curve.name, value=power_words(value))
    painter.setPen(QColor(theme.text))
    box = place.adjusted(SAMPLE_PX + SPACE, 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _draw_thin_name(painter: QPainter, place: QRectF, words: str, theme: Theme) -> None:
    y = place.center().y()
    painter.setPen(QPen(QColor(theme.muted), THIN_PX))
    painter.drawLine(QPointF(place.x(), y), QPointF(place.x() + SAMPLE_PX, y))
    box = place.adjusted(SAMPLE_PX + SPACE, 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _draw_marker(painter: QPainter, at: QPointF, look: Look, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(theme, look.ink)))
    if look.corners == 0:
        painter.drawEllipse(at, MARKER_PX, MARKER_PX)
        return
    turn = -math.pi / 2 if look.corners == 3 else math.pi / 4
    angles = (turn + 2 * math.pi * corner / look.corners for corner in range(look.corners))
    reach = MARKER_PX * 1.3
    painter.drawPolygon(QPolygonF([at + QPointF(reach * math.cos(a), reach * math.sin(a)) for a in angles]))


def _pen(look: Look, theme: Theme, width: float = LINE_PX) -> QPen:
    pen = QPen(QColor(getattr(theme, look.ink)), width, look.line)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _power_of_ten(exponent: int) -> str:
    return {0: "1", 1: "10"}.get(exponent, f"10{str(exponent).translate(_SUPERSCRIPTS)}")
