"""Draws curves on a logarithmic y axis with a painter alone, so that the window, a PNG and an SVG show the same."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from gui.gates.log_curves import FLOOR, LOOKS, Curve, Look, Numbers, Plot, power_of_ten, power_words
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.words import decimal, tr

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


class Frame:
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
        """Give the place of a value along the axis."""
        return self.xs(np.array([value])).item()

    def y(self, value: float) -> float:
        """Give the place of a value above 0 along the axis that goes upwards."""
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
            return [(10.0**e, power_of_ten(e)) for e in range(last - last % every, first - 1, -every)]
        for marks in STEPS:
            steps = [m * 10.0**e for e in range(first - 1, last + 1) for m in marks]
            within = [value for value in steps if self.low <= math.log10(value) <= self.high]
            if len(within) <= self.room:
                break
        return [(value, decimal(value, max(0, -math.floor(math.log10(value * 1.001))))) for value in within]

    def x_ticks(self) -> list[int]:
        """Give the values that have a number at the axis."""
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
    frame = Frame(rect, plot, font)
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


def _draw_axes(painter: QPainter, frame: Frame, plot: Plot, theme: Theme, read_at: int | None) -> None:
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


def _draw_curve(painter: QPainter, frame: Frame, curve: Curve, theme: Theme) -> None:
    lines, points = lines_of(frame, curve)
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


def lines_of(frame: Frame, curve: Curve) -> tuple[list[list[QPointF]], list[QPointF]]:
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
