"""The heat maps of a sentence with its words above, drawn: on a screen, in a picture or in a file of shapes.

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
from PySide6.QtGui import QColor, QFont, QImage, QPaintEngine, QPainter, QPen

from engine.tagger.trace import SATURATING, saturation
from gui.gates.arrangement import ARROWS, BETWEEN, MAPS, Arrangement, Contents, arrange, arrange_alone
from gui.gates.colours import ColourMap, gate_colours, signed_colours
from gui.gates.column_words import longest_word, paint_chosen_word, paint_words
from gui.gates.equations import widest_equation
from gui.gates.heat_map import heat_image, row_at, span_of
from gui.gates.map_legend import LETTERS, Legends, Scale
from gui.gates.seen_trace import SeenTrace
from gui.style import sized
from gui.theme import Theme
from gui.type_scale import SMALL_PX
from gui.words import percent, tr

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
        self.legends = Legends(theme, font, self.saturation)
        self._reach = reach_of(self.values["c"])
        self._beyond = float(np.abs(self.values["c"]).max()) > self._reach
        self._contents = Contents(
            len(seen),
            len(self.units) + BETWEEN * (len(self.blocks) - 1),
            longest_word(seen, font),
            widest_equation(font),
            tuple(self.legends.width(name, self.scale(name)) for name in MAPS),
            max(self.legends.second_width(name, self.scale(name)) for name in MAPS),
            LETTERS,
        )

    def colours(self, name: str) -> ColourMap:
        """Give the colours of a map."""
        if name in SATURATING:
            return gate_colours(self.theme)
        return signed_colours(self.theme, self._reach if name == "c" else 1.0)

    def scale(self, name: str) -> Scale:
        """Give what the colours of a map mean."""
        return Scale(self.colours(name), name == "c" and self._beyond)

    def arranged(self, size: QSize, alone: str | None = None, otherwise: str = MAPS[-1]) -> Arrangement:
        """Give where everything stands in a size.

        alone: the one map that is wanted, None for all. otherwise: the one that is shown where all have no room.
        """
        at = arrange(size, self._contents) if alone is None else None
        return at or arrange_alone(size, self._contents, alone or otherwise)

    def may_show_all(self, size: QSize) -> bool:
        """Tell whether there is room for all maps."""
        return arrange(size, self._contents) is not None

    def cell_at(self, at: Arrangement, scrolled: int, place: QPoint) -> Cell | None:
        """Give the cell under a place; None: there is none."""
        token = at.token_at(place, scrolled)
        for name, heat in zip(at.maps, at.places, strict=True):
            if token is not None and heat.contains(place):
                for block, (_, units) in zip(self._block_places(heat), self.blocks, strict=True):
                    if place.y() < block.bottom() + 1 + BETWEEN:
                        return Cell(name, token, int(units[row_at(place.y() - block.y(), block.height(), len(units))]))
        return None

    def letter_at(self, at: Arrangement, place: QPoint) -> str | None:
        """Give the letter in the legend of a map that stands alone, None if there is none at a place."""
        if len(at.maps) > 1:
            return None
        return self.legends.letter_at(at.legends[0], place, back=self.may_show_all(at.size))

    def paint_ground(self, painter: QPainter, at: Arrangement, scrolled: int, scale: float) -> None:
        """Draw all but the marks. scale: pixels of the picture a logical one, for the pixels of the maps."""
        for area in at.words:
            self.paint_words(painter, area, at, scrolled)
        self.paint_legends(painter, at)
        self.paint_heats(painter, at, scrolled, scale)

    def paint_words(self, painter: QPainter, area: QRect, at: Arrangement, scrolled: int) -> None:
        """Draw the words over a column of maps."""
        paint_words(painter, area, at, scrolled, self.seen, self.font, self.theme)

    def paint_legends(self, painter: QPainter, at: Arrangement) -> None:
        """Draw what is neither moved nor scrolled: the legends above the maps, and the arrows beside them."""
        if len(at.maps) == 1:
            name, back = at.maps[0], self.may_show_all(at.size)
            self.legends.paint_alone(painter, at.legends[0], name, self.scale(name), back=back)
        else:
            legends = list(zip(at.legends, at.maps, at.lines, map(self.scale, at.maps), strict=True))
            named = all(self.legends.has_room_for_name(*legend) for legend in legends)
            for legend in legends:
                self.legends.paint(painter, *legend, named=named)
        painter.setFont(sized(self.font, SMALL_PX))
        painter.setPen(QColor(self.theme.muted))
        for heat in at.places:
            for block, (arrow, _) in zip(self._block_places(heat), self.blocks, strict=True):
                beside = QRectF(block.x() - ARROWS + 3, block.y(), ARROWS - 10, block.height())
                painter.drawText(beside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, arrow)

    def paint_heats(self, painter: QPainter, at: Arrangement, scrolled: int, scale: float) -> None:
        """Draw the colours of all maps. scale: as for ``paint_ground``."""
        for name, heat in zip(at.maps, at.places, strict=True):
            self._paint_heat(painter, name, heat, at, scrolled, scale)

    def paint_marks(self, painter: QPainter, at: Arrangement, scrolled: int, marks: Marks) -> None:
        """Draw what moves."""
        for heat in at.places:
            painter.save()
            painter.setClipRect(heat.adjusted(-ARROWS, -2, 2, 2))
            if marks.token is not None:
                column = QRectF(heat.x() + marks.token * at.pitch - scrolled, heat.y(), at.pitch, heat.height())
                _frame(painter, column, self.theme, 1.5)
            if marks.unit is not None:
                self._paint_row(painter, heat, at, marks.unit, marks.token, scrolled)
            painter.restore()
        for area in at.words:
            if marks.token is not None:
                paint_chosen_word(painter, area, at, scrolled, marks.token, self.seen, self.font, self.theme)
        if at.furthest:
            self._paint_thumb(painter, at, scrolled)
        hovered = marks.hovered
        if hovered is not None and hovered.which in at.maps:
            heat = at.places[at.maps.index(hovered.which)]
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

    def _paint_heat(
        self, painter: QPainter, name: str, heat: QRect, at: Arrangement, scrolled: int, scale: float
    ) -> None:
        # Painting on pixels keeps the edges of columns sharp; who shows a file of shapes may blur what is stretched.
        stretched = painter.paintEngine().type() != QPaintEngine.Type.SVG
        pitch = 1 if stretched else max(1, round(at.pitch * scale))
        for block, (arrow, units) in zip(self._block_places(heat), self.blocks, strict=True):
            image = self._image(name, arrow, units, pitch, max(1, round(block.height() * scale)))
            a_pixel = image.width() / (len(self.seen) * at.pitch)
            first = math.floor(scrolled * a_pixel)
            width = math.ceil((scrolled + block.width()) * a_pixel) - first
            place = QRectF(block.x() + first / a_pixel - scrolled, block.y(), width / a_pixel, block.height())
            painter.save()
            painter.setClipRect(block)
            if stretched:
                painter.drawImage(place, image, QRectF(first, 0, width, image.height()))
            else:
                # WORKAROUND QSvgGenerator: it knows neither clips nor parts of images, so what is seen is cut out here.
                painter.drawImage(place, image.copy(first, 0, width, image.height()))
            painter.restore()

    def _image(self, name: str, arrow: str, units: Units, pitch: int, height: int) -> QImage:
        key = (name, arrow, pitch, height)
        if key not in self._images:
            self._images[key] = heat_image(self.values[name][:, units], self.colours(name), pitch, height)
        return self._images[key]

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
    sizes = np.abs(cells).ravel()
    place = math.ceil(0.98 * (len(sizes) - 1))
    # not np.quantile, which imports numpy.ma when it is first called: that takes as long as a frame of the screen
    return float(max(1, math.ceil(np.partition(sizes, place)[place])))


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
