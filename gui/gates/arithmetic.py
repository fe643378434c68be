"""The arithmetic of one step of one unit, in lines whose numbers stand under each other."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from engine.tagger.trace import GateSum, Step
from gui.gates.equations import equation_width
from gui.gates.numbers import SUM_PLACES, signed, with_sign
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX

LINE = 17
LINES = 6
_HEADS = ("W x", "U h", "b")

Row = tuple[str, ...]


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


def arithmetic_height() -> int:
    """Give the height in logical pixels, with the heads of the columns."""
    return LINE * (LINES + 1) + SPACE // 2


def paint_arithmetic(painter: QPainter, room: QRectF, step: Step, theme: Theme, font: QFont) -> None:
    """Draw all lines from the top of a room on. The sum in the middle is left out where there is no room for it."""
    plain, bold = sized(font, SMALL_PX), sized(font, SMALL_PX, bold=True)
    metrics = QFontMetricsF(plain)
    rows = gate_rows(step)
    widths = [max(metrics.horizontalAdvance(row[n]) for row in rows) for n in range(8)]
    gaps = [SPACE * 0.6, 1, SPACE * 0.6, SPACE * 0.6, 1, SPACE * 0.6, SPACE * 0.6, 0]
    shown = list(range(8))
    if sum(widths) + sum(gaps) > room.width():
        shown.remove(6)
    lefts, x = {}, room.x()
    for n in shown:
        lefts[n], x = x, x + widths[n] + gaps[n]
    y = room.y() + metrics.ascent()
    painter.setFont(plain)
    painter.setPen(QColor(theme.muted))
    for n, head in zip((2, 3, 4), _HEADS, strict=True):
        painter.drawText(QPointF(lefts[n] + widths[n] - metrics.horizontalAdvance(head), y), head)
    for row in rows:
        y += LINE
        for n in shown:
            strong = n in (0, 7)
            painter.setFont(bold if n == 0 else plain)
            painter.setPen(QColor(theme.text if strong or n in (2, 3, 4) else theme.muted))
            aside = widths[n] - metrics.horizontalAdvance(row[n]) if n in (1, 2, 3, 4) else 0.0
            painter.drawText(QPointF(lefts[n] + aside, y), row[n])
    y += SPACE // 2
    for name, words in state_rows(step):
        y += LINE
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(room.x(), y), name)
        painter.setFont(plain)
        painter.drawText(QPointF(room.x() + equation_width(font, "c") + gaps[0], y), words)


def _bracketed(value: float) -> str:
    text = signed(value)
    return f"({text})" if text.startswith("−") else text
