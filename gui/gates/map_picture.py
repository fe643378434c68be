"""The six heat maps of a sentence with its words above, drawn: on a screen, in a picture or in a file of shapes.

What stays when the chosen cell moves is the ground, what moves the marks; a widget keeps the ground as a picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPaintEngine, QPainter, QPen

from engine.tagger.trace import SATURATING, saturation
from gui.gates.arrangement import ARROWS, BETWEEN, LINE, MAPS, Arrangement, arrange
from gui.gates.colours import ColourMap, gate_colours, paint_scale, signed_colours
from gui.gates.column_words import paint_word, paint_words
from gui.gates.equations import EQUATIONS, draw_equation, equation_width
from gui.gates.heat_map import heat_image, row_at, span_of
from gui.gates.numbers import signed
from gui.gates.seen_trace import SeenTrace
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.words import percent, tr, tr_later

NAMES = {
    "f": tr_later("Forget gate"),
    "i": tr_later("Input gate"),
    "g": tr_later("Candidate"),
    "o": tr_later("Output gate"),
    "c": tr_later("Cell"),
    "h": tr_later("Hidden state"),
}
SCALE_BAR = 6
Numbers = NDArray[np.floating[Any]]
Units = NDArray[np.int64]


class Direction(Enum):
    """Which units are shown."""

    FORWARD = "→"
    BACKWARD = "←"
    BOTH = "↔"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: of a token's unit in one of the maps."""

    which: str
    token: int
    unit: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in all maps: the column of a token, the row of a unit, and the cell under the mouse."""

    token: int | None = None
    unit: int | None = None
    hovered: Cell | None = None


class MapPicture:
    """A sentence's maps, in one theme, direction and order. Values are looked up once, when it is made."""

    def __init__(self, seen: SeenTrace, theme: Theme, font: QFont, direction: Direction, order: Units) -> None:
        self.seen, self.theme, self.font = seen, theme, font
        self.blocks = _blocks(seen, direction, order)
        self.units = np.concatenate([units for _, units in self.blocks])
        self.values = {name: seen.trace.values(name) for name in MAPS}
        self._images: dict[tuple[str, str, int, int], QImage] = {}
        self.saturation = {name: _saturation_words(self.values[name][:, self.units]) for name in SATURATING}

    def colours(self, name: str) -> ColourMap:
        """Give the colours of a map."""
        if name in SATURATING:
            return gate_colours(self.theme)
        return signed_colours(self.theme, reach_of(self.values["c"]) if name == "c" else 1.0)

    def arranged(self, size: QSize) -> Arrangement:
        """Give where everything stands in a size."""
        equation = max(equation_width(self.font, line) for line in EQUATIONS.values())
        small = QFontMetricsF(sized(self.font, SMALL_PX))
        legends = [
            equation_width(self.font, EQUATIONS[name]) + 2 * SPACE + small.horizontalAdvance(self._least_words(name))
            for name in MAPS
        ]
        rows = len(self.units) + BETWEEN * (len(self.blocks) - 1)
        return arrange(size, len(self.seen), rows, math.ceil(equation), [math.ceil(width) for width in legends])

    def cell_at(self, at: Arrangement, scrolled: int, place: QPoint) -> Cell | None:
        """Give the cell under a place; None: there is none."""
        token = at.token_at(place, scrolled)
        for name, heat in zip(MAPS, at.places, strict=True):
            if token is not None and heat.contains(place):
                for block, (_, units) in zip(self._block_places(heat), self.blocks, strict=True):
                    if place.y() < block.bottom() + 1 + BETWEEN:
                        return Cell(name, token, int(units[row_at(place.y() - block.y(), block.height(), len(units))]))
        return None

    def paint_ground(self, painter: QPainter, at: Arrangement, scrolled: int, scale: float) -> None:
        """Draw all that stays. scale: pixels of the picture a logical one, for the pixels of the maps."""
        for heat in at.places[: at.across]:
            area = QRect(heat.x(), 0, heat.width(), at.words)
            paint_words(painter, area, at.pitch, scrolled, self.seen, self.font, self.theme)
        for name, heat in zip(MAPS, at.places, strict=True):
            self._paint_legend(painter, name, heat, at)
            self._paint_heat(painter, name, heat, at, scrolled, scale)
            self._paint_scale(painter, name, heat)

    def paint_marks(self, painter: QPainter, at: Arrangement, scrolled: int, marks: Marks) -> None:
        """Draw what moves."""
        for number, heat in enumerate(at.places):
            painter.save()
            painter.setClipRect(heat.adjusted(-ARROWS, -at.words if number < at.across else -2, 2, 2))
            if marks.token is not None:
                column = QRectF(heat.x() + marks.token * at.pitch - scrolled, heat.y(), at.pitch, heat.height())
                _frame(painter, column, self.theme, 1.5)
            if marks.unit is not None:
                self._paint_row(painter, heat, at, marks.unit, marks.token, scrolled)
            painter.restore()
            if marks.token is not None and number < at.across:
                area = QRect(heat.x(), 0, heat.width(), at.words)
                paint_word(
                    painter, area, at.pitch, scrolled, marks.token, self.seen, self.font, self.theme, chosen=True
                )
        if at.furthest:
            self._paint_thumb(painter, at, scrolled)
        hovered = marks.hovered
        if hovered is not None:
            heat = at.places[MAPS.index(hovered.which)]
            rect = self._cell_rect(heat, at, hovered.token, hovered.unit, scrolled)
            if rect is not None:
                _frame(painter, rect.intersected(QRectF(heat)), self.theme, 1.0, self.theme.text)

    def _paint_thumb(self, painter: QPainter, at: Arrangement, scrolled: int) -> None:
        """Show under the maps which part of a long sentence is seen."""
        whole = at.pitch * at.tokens
        for heat in at.places[-at.across :]:
            groove = QRectF(heat.x(), heat.bottom() + 4, heat.width(), 3)
            painter.fillRect(groove, QColor(self.theme.track))
            share = heat.width() / whole
            painter.fillRect(
                QRectF(groove.x() + scrolled * share, groove.y(), groove.width() * share, 3), QColor(self.theme.muted)
            )

    def _paint_legend(self, painter: QPainter, name: str, heat: QRect, at: Arrangement) -> None:
        theme, small = self.theme, sized(self.font, SMALL_PX)
        lines = at.lines[MAPS.index(name)]
        base = heat.y() - (lines - 1) * LINE - 4
        draw_equation(painter, QPointF(heat.x(), base), EQUATIONS[name], self.font, theme.text, theme.muted)
        beside = lines == 1
        x = heat.x() + (equation_width(self.font, EQUATIONS[name]) + 2 * SPACE if beside else 0)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        painter.drawText(
            QPointF(x, base if beside else base + LINE - 1), self._legend_words(name, at.room - x + heat.x())
        )

    def _legend_words(self, name: str, room: float) -> str:
        """Give the name of a map and how saturated it is, or the latter alone where there is no room for both."""
        least = self._least_words(name)
        if name not in SATURATING:
            return least
        both = tr("{gate}: {saturation}", gate=tr(NAMES[name]), saturation=least)
        return both if QFontMetricsF(sized(self.font, SMALL_PX)).horizontalAdvance(both) <= room else least

    def _least_words(self, name: str) -> str:
        return self.saturation.get(name) or tr(NAMES[name])

    def _paint_heat(
        self, painter: QPainter, name: str, heat: QRect, at: Arrangement, scrolled: int, scale: float
    ) -> None:
        small = sized(self.font, SMALL_PX)
        # Painting on pixels keeps the edges of columns sharp; who shows a file of shapes may blur what is stretched.
        stretched = painter.paintEngine().type() != QPaintEngine.Type.SVG
        pitch = 1 if stretched else max(1, round(at.pitch * scale))
        for block, (arrow, units) in zip(self._block_places(heat), self.blocks, strict=True):
            image = self._image(name, arrow, units, pitch, max(1, round(block.height() * scale)))
            # WORKAROUND QSvgGenerator: it knows neither clips nor parts of images, so what is seen is cut out here.
            a_pixel = image.width() / (len(self.seen) * at.pitch)
            first = math.floor(scrolled * a_pixel)
            seen = image.copy(first, 0, math.ceil((scrolled + block.width()) * a_pixel) - first, image.height())
            left, width = block.x() + first / a_pixel - scrolled, seen.width() / a_pixel
            painter.save()
            painter.setClipRect(block)
            painter.drawImage(QRectF(left, block.y(), width, block.height()), seen)
            painter.restore()
            painter.setFont(small)
            painter.setPen(QColor(self.theme.muted))
            beside = QRectF(block.x() - ARROWS, block.y(), ARROWS - 8, block.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, arrow)

    def _image(self, name: str, arrow: str, units: Units, pitch: int, height: int) -> QImage:
        key = (name, arrow, pitch, height)
        if key not in self._images:
            self._images[key] = heat_image(self.values[name][:, units], self.colours(name), pitch, height)
        return self._images[key]

    def _paint_scale(self, painter: QPainter, name: str, heat: QRect) -> None:
        colours, small = self.colours(name), sized(self.font, SMALL_PX - 2)
        bar = QRectF(heat.x() + heat.width() + 4, heat.y(), SCALE_BAR, heat.height())
        paint_scale(painter, bar, colours, self.theme.outline)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        line = QFontMetricsF(small).height()
        left = bar.right() + 3
        middle = (colours.low + colours.high) / 2
        numbers = [(colours.high, bar.top()), (colours.low, bar.bottom() - line + 1)]
        if bar.height() > 4 * line:
            numbers.append((middle, bar.center().y() - line / 2))
        for value, top in numbers:
            text = signed(value, 0 if float(value).is_integer() else 1)
            if name == "c" and value and np.abs(self.values["c"]).max() > colours.high:  # the ends stand for more
                text = f"{'≥' if value > 0 else '≤'}{text}"
            painter.drawText(QRectF(left, top - 1, 20, line), Qt.AlignmentFlag.AlignLeft, text)

    def _paint_row(
        self, painter: QPainter, heat: QRect, at: Arrangement, unit: int, token: int | None, scrolled: int
    ) -> None:
        """Point at a unit's row from the left, and frame the chosen cell."""
        rect = self._cell_rect(heat, at, token or 0, unit, scrolled)
        if rect is None:
            return
        middle = rect.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.accent))
        tip = QPointF(heat.x() - 0.5, middle)
        painter.drawPolygon([tip, QPointF(tip.x() - 6, middle - 4), QPointF(tip.x() - 6, middle + 4)])
        if token is not None:
            _frame(painter, rect.adjusted(0, -1, 0, 1), self.theme, 1.5)

    def _cell_rect(self, heat: QRect, at: Arrangement, token: int, unit: int, scrolled: int) -> QRectF | None:
        for block, (_, units) in zip(self._block_places(heat), self.blocks, strict=True):
            rows = np.flatnonzero(units == unit)
            if len(rows):
                top, bottom = span_of(int(rows[0]), block.height(), len(units))
                left = heat.x() + token * at.pitch - scrolled
                return QRectF(left, block.y() + top, at.pitch, bottom - top)
        return None

    def _block_places(self, heat: QRect) -> list[QRect]:
        n = len(self.blocks)
        each = max(1, (heat.height() - BETWEEN * (n - 1)) // n)
        return [QRect(heat.x(), heat.y() + number * (each + BETWEEN), heat.width(), each) for number in range(n)]


def reach_of(cells: Numbers) -> float:
    """Give how far the colours of c reach: a whole number that all but the outermost fiftieth stay within."""
    return float(max(1, math.ceil(np.quantile(np.abs(cells), 0.98))))


def _blocks(seen: SeenTrace, direction: Direction, order: Units) -> list[tuple[str, Units]]:
    """Give the units of each direction that is shown, in order, with its arrow."""
    ahead, back = order[order < seen.units], order[order >= seen.units]
    blocks = [(Direction.FORWARD.value, ahead), (Direction.BACKWARD.value, back)]
    return [block for block in blocks if direction in (Direction.BOTH, Direction(block[0]))]


def _saturation_words(gate: Numbers) -> str:
    closed, open_ = saturation(gate)
    return tr("{closed} closed, {open} open", closed=percent(closed), open=percent(open_))


def _frame(painter: QPainter, rect: QRectF, theme: Theme, width: float, colour: str = "") -> None:
    """Draw a frame around a rectangle that is seen on every colour: a line with a seam in the colour of the page."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for inset, pen, wide in ((-1.0, theme.page, 1.0), (0.0, colour or theme.accent, width)):
        painter.setPen(QPen(QColor(pen), wide, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
