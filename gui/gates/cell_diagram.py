"""The cell of an LSTM as a drawing, at one step of one unit: gates coloured by their value, numbers on the lines.

The cell runs along the top, from left to right: × forgets, + stores. Below stand the four gates, which all see the same
input and the state before. What the output gate lets through of the cell leaves at the right.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from engine.tagger.trace import Step
from gui.gates.colours import ColourMap, gate_colours, ink_on, signed_colours
from gui.gates.equations import draw_equation, equation_width
from gui.gates.numbers import signed
from gui.style import sized
from gui.theme import RADIUS, Theme
from gui.type_scale import BASE_PX, SMALL_PX

SIZE = QSizeF(404, 186)
"""Of the drawing, in units of its own, which are logical pixels at its natural size."""
LARGEST = 1.5
_CELL, _GATE, _BUS = 34.0, 118.0, 160.0
"""Heights of the cell's line, of the gates' middles and of the line that feeds them."""
_F, _I, _G, _O, _OUT = 106.0, 166.0, 226.0, 286.0, 332.0
"""Where the gates stand from left to right, and the branch to the output."""
_X = 72.0
"""Where the input comes in from below."""
_STORE = 78.0
"""Height of the × at which the input gate meets the candidate, and of the one at the output."""
_BOX = QSizeF(52, 38)
_NODE = 9.0


def diagram_scale(room: QSizeF) -> float:
    """Give how large the drawing becomes in a room."""
    return max(0.1, min(LARGEST, room.width() / SIZE.width(), room.height() / SIZE.height()))


def paint_cell(painter: QPainter, room: QRectF, step: Step, theme: Theme, font: QFont) -> None:
    """Draw the cell in the middle of a room, as large as it fits."""
    scale = diagram_scale(room.size())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(room.center().x() - SIZE.width() * scale / 2, room.y())
    painter.scale(scale, scale)
    drawing = _Drawing(painter, theme, font)
    drawing.wires()
    drawing.nodes()
    gates, values = gate_colours(theme), signed_colours(theme)
    for x, name, bend, value, colours in (
        (_F, "f", "σ", step.f.value, gates),
        (_I, "i", "σ", step.i.value, gates),
        (_G, "g", "tanh", step.g.value, values),
        (_O, "o", "σ", step.o.value, gates),
    ):
        drawing.gate(x, name, bend, value, colours)
    drawing.numbers(step)
    painter.restore()


class _Drawing:
    """The strokes of the drawing."""

    def __init__(self, painter: QPainter, theme: Theme, font: QFont) -> None:
        self.painter, self.theme, self.font = painter, theme, font
        self.types: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}

    def wires(self) -> None:
        """Draw the lines: the cell's strong, those of the gates thin."""
        top = _GATE - _BOX.height() / 2
        self.line([(52, _CELL), (SIZE.width() - 46, _CELL)], strong=True, arrow=True)
        self.line([(_F, top), (_F, _CELL + _NODE)], arrow=True)
        self.line([(_G, top), (_G, _STORE + _NODE)], arrow=True)
        self.line([(_I, top), (_I, _STORE), (_G - _NODE, _STORE)], arrow=True)
        self.line([(_G, _STORE - _NODE), (_G, _CELL + _NODE)], arrow=True)
        self.line([(_O, top), (_O, _STORE), (_OUT - _NODE, _STORE)], arrow=True)
        self.line([(_OUT, _CELL), (_OUT, _STORE - _NODE)], arrow=True)
        self.line([(_OUT + _NODE, _STORE), (SIZE.width() - 46, _STORE)], strong=True, arrow=True)
        self.line([(52, _BUS), (_O, _BUS)])
        self.line([(_X, SIZE.height() - 2), (_X, _BUS)], arrow=True)
        for x in (_F, _I, _G, _O):
            self.line([(x, _BUS), (x, _GATE + _BOX.height() / 2)], arrow=True)

    def nodes(self) -> None:
        """Draw the circles at which lines meet, and the bend on the way out."""
        for x, y, sign in ((_F, _CELL, "×"), (_G, _CELL, "+"), (_G, _STORE, "×"), (_OUT, _STORE, "×")):
            self.painter.setPen(QPen(QColor(self.theme.text), 1.3))
            self.painter.setBrush(QColor(self.theme.page))
            self.painter.drawEllipse(QPointF(x, y), _NODE, _NODE)
            self.words(
                QRectF(x - _NODE, y - _NODE - 0.5, 2 * _NODE, 2 * _NODE), sign, BASE_PX, self.theme.text, bold=True
            )
        bend = QRectF(_OUT - 17, 46, 34, 15)
        self.painter.setPen(QPen(QColor(self.theme.outline), 1))
        self.painter.setBrush(QColor(self.theme.page))
        self.painter.drawRoundedRect(bend, 7.5, 7.5)
        self.words(bend, "tanh", SMALL_PX - 1, self.theme.muted)

    def gate(self, x: float, name: str, bend: str, value: float, colours: ColourMap) -> None:
        """Draw the box of a gate in the colour of its value, with its name and what bends it."""
        box = QRectF(x - _BOX.width() / 2, _GATE - _BOX.height() / 2, _BOX.width(), _BOX.height())
        ground = colours.colour(value)
        ink = ink_on(ground)
        self.painter.setPen(QPen(QColor(self.theme.outline), 1.2))
        self.painter.setBrush(QColor(ground))
        self.painter.drawRoundedRect(box, RADIUS, RADIUS)
        upper, lower = box.adjusted(7, 3, -7, -18), box.adjusted(2, 17, -2, -3)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        self.words(upper, name, BASE_PX, ink, side=left, bold=True)
        self.words(upper, bend, SMALL_PX - 1, ink, side=right)
        self.words(lower, signed(value), SMALL_PX, ink)

    def numbers(self, step: Step) -> None:
        """Write the numbers beside the lines."""
        text, muted = self.theme.text, self.theme.muted
        before = "t+1" if step.backward else "t−1"  # what is read before stands behind where it is read from the end
        left = Qt.AlignmentFlag.AlignLeft
        end = SIZE.width() - 42
        self.pair(QRectF(0, _CELL - 15, 50, 30), "c", before, signed(step.c_before), text)
        self.pair(QRectF(end, _CELL - 15, 44, 30), "c", "t", signed(step.c), text)
        self.pair(QRectF(end, _STORE - 15, 44, 30), "h", "t", signed(step.h), text)
        self.pair(QRectF(0, _BUS - 15, 50, 30), "h", before, signed(step.h_before), text)
        self.words(QRectF(_X + 6, _BUS + 7, 40, 16), "x", BASE_PX, text, side=left, bold=True)
        kept = f"f · c_{{{before}}} = {signed(step.kept)}"
        x = (_F + _G - equation_width(self.font, kept)) / 2
        draw_equation(self.painter, QPointF(x, _CELL - 7), kept, self.font, muted, muted)
        stored = QRectF(_G - 90, _CELL + 12, 84, 15)
        self.words(stored, f"i · g = {signed(step.stored)}", SMALL_PX, muted, side=Qt.AlignmentFlag.AlignRight)

    def pair(self, box: QRectF, name: str, below: str, value: str, colour: str) -> None:
        """Write a variable with its subscript, and its number under it."""
        half = box.height() / 2
        upper = QRectF(box.x(), box.y() - 1, box.width(), half)
        self.words(upper.adjusted(2, 0, 0, 0), name, BASE_PX, colour, side=Qt.AlignmentFlag.AlignLeft, bold=True)
        self.words(upper.adjusted(10, 4, 0, 4), below, SMALL_PX - 3, colour, side=Qt.AlignmentFlag.AlignLeft)
        self.words(QRectF(box.x() + 2, box.y() + half, box.width(), half), value, SMALL_PX, colour,
                   side=Qt.AlignmentFlag.AlignLeft)  # fmt: skip

    def line(self, points: list[tuple[float, float]], *, strong: bool = False, arrow: bool = False) -> None:
        """Draw a line, with an arrow at its end."""
        colour = QColor(self.theme.text if strong else self.theme.muted)
        self.painter.setPen(QPen(colour, 2.4 if strong else 1.2, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        (x0, y0), (x, y) = points[-2:]
        size = 7.0 if strong else 5.0
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        last = QPointF(x - dx * size * 0.8, y - dy * size * 0.8) if arrow else QPointF(x, y)
        self.painter.drawPolyline(QPolygonF([*(QPointF(*point) for point in points[:-1]), last]))
        if arrow:
            back, aside = QPointF(x - dx * size, y - dy * size), QPointF(dy, dx) * size * 0.55
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colour)
            self.painter.drawPolygon(QPolygonF([QPointF(x, y), back + aside, back - aside]))

    def words(
        self,
        box: QRectF,
        text: str,
        size: int,
        colour: str,
        *,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        bold: bool = False,
    ) -> None:
        """Write in a box, in the middle of its height."""
        if (size, bold) not in self.types:
            made = sized(self.font, size, bold=bold)
            self.types[size, bold] = made, QFontMetricsF(made)
        type_, metrics = self.types[size, bold]
        left = {
            Qt.AlignmentFlag.AlignLeft: box.x(),
            Qt.AlignmentFlag.AlignRight: box.right() - metrics.horizontalAdvance(text),
        }.get(side, box.center().x() - metrics.horizontalAdvance(text) / 2)
        self.painter.setFont(type_)
        self.painter.setPen(QColor(colour))
        # At a point: in a rectangle takes Qt three times as long.
        self.painter.drawText(QPointF(left, box.center().y() + (metrics.ascent() - metrics.descent()) / 2), text)
