"""Curves of a plot whose y axis is logarithmic, and the numbers on it in words: what is drawn, not how."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from gui.words import decimal

FLOOR = 1e-24
"""What is smaller is not shown: it would press all else against the upper edge. A line leaves through the lower one."""

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


def power_of_ten(exponent: int) -> str:
    """Say a power of ten, as it stands at an axis."""
    return {0: "1", 1: "10"}.get(exponent, f"10{str(exponent).translate(_SUPERSCRIPTS)}")
