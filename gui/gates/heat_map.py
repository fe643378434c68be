"""One heat map: numbers [T, rows] as pixels, a column a token, a row a unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.gates.colours import ColourMap

Numbers = NDArray[np.floating[Any]]


def row_at(y: int, height: int, rows: int) -> int:
    """Give the row that is drawn at a height of y within a map; of several in one pixel the first."""
    return min(rows - 1, max(0, y * rows // height))


def span_of(row: int, height: int, rows: int) -> tuple[float, float]:
    """Give where a row begins and ends within a map; never less than a pixel."""
    top = row * height / rows
    return top, max(top + 1, (row + 1) * height / rows)


def heat_image(values: Numbers, colours: ColourMap, pitch: int, height: int) -> QImage:
    """Draw numbers [T, rows] as an image of T·pitch by height pixels, in which each pixel has one of their colours.

    Where a pixel has room for less than a unit it shows the mean of those within it, so that no unit is left out.
    """
    rows = values.shape[1]
    if height >= rows:
        shown = values[:, (np.arange(height) * rows) // height]
    else:
        begins = (np.arange(height) * rows) // height
        shown = np.add.reduceat(values, begins, axis=1) / np.diff(begins, append=rows)
    pixels = np.ascontiguousarray(np.repeat(colours.of(shown).T, pitch, axis=1))
    return QImage(pixels.data, pixels.shape[1], height, pixels.strides[0], QImage.Format.Format_RGB32).copy()
