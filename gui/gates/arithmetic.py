"""The arithmetic of one step of one unit, in lines whose numbers stand under each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from engine.tagger.trace import GateSum, Step
from gui.gates.numbers import SUM_PLACES, signed, with_sign
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX

LINES = 6
LEAST_LINE = 13
"""Height of a line of small type where there is no room for more."""
_HEADS = ("W x", "U h", "b")

Row = tuple[str, ...]
_WIDEST: Row = ("g", "= tanh(", "−00.00", "− 00.00", "− 0.00", ")", "= tanh(−00.00)", "= −0.000")
"""Columns are at least so wide as this, so that no number moves when others take their places."""
_WIDEST_STATE = "= 0.000 · (−0.000) + 0.000 · (−0.000) = −0.000"
_SUM = 6
"""The column that can be left out."""


def gate_row(name: str, bend: str, gate: GateSum) -> Row:
    """Give the cells of a gate's line: f | = σ( | 0.31 | + 0.42 | + 0.05 | ) | = σ(0.78) | = 0.686."""
    return (
        name,
        f"= {bend}(",
        signed(gate.from_input, SUM_PLACES),
        with_sign(gate.from_state, SUM_PLACES),
        with_sign(gate.bias, SUM_PLACES),
        ")",
        f"= {bend}({signed(gate.argument, SUM_PLACES)})",
        f"= {signed(gate.value)}",
    )


def gate_rows(step: Step) -> tuple[Row, ...]:
    """Give the lines of the four gates."""
    return (
        gate_row("f", "σ", step.f),
        gate_row("i", "σ", step.i),
        gate_row("g", "tanh", step.g),
        gate_row("o", "σ", step.o),
    )


def state_rows(step: Step) -> tuple[tuple[str, str], ...]:
    """Give the lines of the cell and of the hidden state: the variable, and all behind it."""
    product = (
        f"{signed(step.f.value)} · {_bracketed(step.c_before)} + {signed(step.i.value)} · {_bracketed(step.g.value)}"
    )
    return (
        ("c", f"= {product} = {signed(step.c)}"),
        ("h", f"= {signed(step.o.value)} · tanh({signed(step.c)}) = {signed(step.h)}"),
    )


def arithmetic_line(size_px: int) -> int:
    """Give the height of a line in logical pixels, for a size of type."""
    return round(size_px * 1.55)


def arithmetic_size(font: QFont, size_px: int) -> QSizeF:
    """Give the room that everything takes, with the heads of the columns. It does not depend on the numbers."""
    widths, gaps = _columns(font, size_px, ())
    metrics = QFontMetricsF(sized(font, size_px))
    state = widths[0] + gaps[0] + metrics.horizontalAdvance(_WIDEST_STATE)
    return QSizeF(max(sum(widths) + sum(gaps), state), arithmetic_line(size_px) * (LINES + 1) + SPACE // 2)


def paint_arithmetic(
    painter: QPainter, room: QRectF, step: Step, theme: Theme, font: QFont, size_px: int = SMALL_PX
) -> None:
    """Draw all lines from the top of a room on, closer where it is low.

    The sum in the middle is left out where there is no room for it.
    """
    plain, bold = sized(font, size_px), sized(font, size_px, bold=True)
    metrics = QFontMetricsF(plain)
    rows = gate_rows(step)
    widths, gaps = _columns(font, size_px, rows)
    shown = list(range(8))
    if sum(widths) + sum(gaps) > room.width():
        shown.remove(_SUM)
    lefts, x = {}, room.x()
    for n in shown:
        lefts[n], x = x, x + widths[n] + gaps[n]
    between = min(SPACE // 2, max(0.0, room.height() - LEAST_LINE * (LINES + 1)))
    line = max(LEAST_LINE, min(arithmetic_line(size_px), (room.height() - between) / (LINES + 1)))
    y = room.y() + metrics.ascent()
    painter.setFont(plain)
    painter.setPen(QColor(theme.muted))
    for n, head in zip((2, 3, 4), _HEADS, strict=True):
        painter.drawText(QPointF(lefts[n] + widths[n] - metrics.horizontalAdvance(head), y), head)
    for row in rows:
        y += line
        for n in shown:
            strong = n in (0, 7)
            painter.setFont(bold if n == 0 else plain)
            painter.setPen(QColor(theme.text if strong or n in (2, 3, 4) else theme.muted))
            aside = widths[n] - metrics.horizontalAdvance(row[n]) if n in (1, 2, 3, 4) else 0.0
            painter.drawText(QPointF(lefts[n] + aside, y), row[n])
    y += between
    for name, words in state_rows(step):
        y += line
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(room.x(), y), name)
        painter.setFont(plain)
        painter.drawText(QPointF(room.x() + widths[0] + gaps[0], y), words)


def _columns(font: QFont, size_px: int, rows: Sequence[Row]) -> tuple[list[float], list[float]]:
    """Give how wide each column is, and the gap behind it."""
    metrics = QFontMetricsF(sized(font, size_px))
    widths = [max(metrics.horizontalAdvance(row[n]) for row in (_WIDEST, *rows)) for n in range(8)]
    gap = size_px * 0.45
    return widths, [gap, 1, gap, gap, 1, gap, gap, 0]


def _bracketed(value: float) -> str:
    text = signed(value)
    return f"({text})" if text.startswith("−") else text
