"""Equations on one line, with subscripts: «f = σ(W_f x + U_f h_{t−1} + b_f)». The variable at the front is bold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.style import sized
from gui.type_scale import SMALL_PX

TANH = "tanh"
EQUATIONS = {
    **{
        gate: f"{gate} = {bend}(W_{gate} x + U_{gate} h_{{t−1}} + b_{gate})"
        for gate, bend in (("f", "σ"), ("i", "σ"), ("g", TANH), ("o", "σ"))
    },
    "c": "c = f ⊙ c_{t−1} + i ⊙ g",
    "h": f"h = o ⊙ {TANH} c",
}
"""How each value of a unit comes about (Hochreiter & Schmidhuber 1997, Gers et al. 2000)."""

_PART = re.compile(r"_\{([^}]*)\}|_(\w)|([^_]+)")
_LOWERED, _SMALLER = 0.25, 0.75
"""Of the size of the type: how far below the line a subscript stands, and how large it is."""


def equation_width(font: QFont, equation: str) -> float:
    """Give the width of an equation in logical pixels."""
    return _width(font.toString(), equation)


@lru_cache(maxsize=64)
def _width(described: str, equation: str) -> float:
    """Measure an equation in a font, which is a text here, as fonts cannot be looked up."""
    font = QFont()
    font.fromString(described)
    return sum(QFontMetricsF(part).horizontalAdvance(text) for text, part, _ in _runs(font, equation))


def widest_equation(font: QFont) -> int:
    """Give the width of the widest of EQUATIONS in logical pixels."""
    return math.ceil(max(equation_width(font, equation) for equation in EQUATIONS.values()))


def draw_equation(painter: QPainter, at: QPointF, equation: str, font: QFont, first: str, rest: str) -> None:
    """Draw an equation from a point on its base line on. first, rest: colours of its variable and of the rest."""
    x, colour = at.x(), first
    for text, part, lowered in _runs(font, equation):
        painter.setFont(part)
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(x, at.y() + lowered), text)
        x, colour = x + QFontMetricsF(part).horizontalAdvance(text), rest


def _runs(font: QFont, equation: str) -> Iterator[tuple[str, QFont, float]]:
    """Give each run of an equation with its font and how far it stands below the line."""
    plain, bold = sized(font, SMALL_PX), sized(font, SMALL_PX, bold=True)
    small = sized(font, round(SMALL_PX * _SMALLER))
    yield equation[0], bold, 0.0  # the variable
    for match in _PART.finditer(equation[1:]):
        lowered = match[1] or match[2]
        yield (lowered, small, SMALL_PX * _LOWERED) if lowered else (match[3], plain, 0.0)
