"""The colours of numbers: from closed to open for gates, from minus over nothing to plus for all that has a sign.

Colours lie between those of the theme on straight lines in OKLab (Ottosson 2020), where equal steps look equal. The
lightness alone tells closed from open; orange and blue tell minus from plus to people of any colour vision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gui.contrast import contrast
from gui.theme import LIGHT_CONTRAST, Theme

STEPS = 256
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ColourMap:
    """A colour for each number from low to high; what lies beyond has the colour of the end. table: uint32 [STEPS]."""

    low: float
    high: float
    table: NDArray[np.uint32]

    def of(self, values: NDArray[np.floating]) -> NDArray[np.uint32]:
        """Give the colours of numbers, 0xffrrggbb, in their shape."""
        share = (np.asarray(values, np.float32) - self.low) / (self.high - self.low)
        colours: NDArray[np.uint32] = self.table[(np.clip(share, 0, 1) * (STEPS - 1) + 0.5).astype(np.intp)]
        return colours

    def colour(self, value: float) -> str:
        """Give the colour of one number, #rrggbb."""
        return f"#{int(self.of(np.array([value]))[0]) & 0xFFFFFF:06x}"


def gate_colours(theme: Theme) -> ColourMap:
    """Give the colours of f, i and o, which are between 0 and 1."""
    return ColourMap(0.0, 1.0, _table(theme.heat.gate))


def signed_colours(theme: Theme, reach: float = 1.0) -> ColourMap:
    """Give the colours of numbers between -reach and reach."""
    return ColourMap(-reach, reach, _table(theme.heat.signed))


def prepare(theme: Theme) -> None:
    """Make the tables of a theme, which takes some milliseconds the first time: on a lane, before they are needed."""
    gate_colours(theme), signed_colours(theme)


def ink_on(ground: str) -> str:
    """Give the colour of words on any colour: black or white, because nothing less can be read on all of a map."""
    return max((LIGHT_CONTRAST.text, LIGHT_CONTRAST.page), key=lambda ink: contrast(ink, ground))


def paint_scale(painter: QPainter, rect: QRectF, colours: ColourMap, frame: str) -> None:
    """Draw all colours of a map as an upright bar, high at the top."""
    column = np.ascontiguousarray(colours.table[::-1, None])
    image = QImage(column.data, 1, STEPS, 4, QImage.Format.Format_RGB32).copy()
    painter.drawImage(rect, image)
    painter.setBrush(QColor(0, 0, 0, 0))
    painter.setPen(QColor(frame))
    painter.drawRect(rect)


@lru_cache(maxsize=16)
def _table(stops: tuple[str, ...]) -> NDArray[np.uint32]:
    rgb = np.array([[int(stop[i : i + 2], 16) / 255 for i in (1, 3, 5)] for stop in stops])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    at = np.linspace(0, len(stops) - 1, STEPS)
    between = np.stack([np.interp(at, np.arange(len(stops)), part) for part in lab.T], axis=1)
    linear = np.clip((between @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0, 1)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.round(rgb * 255).astype(np.uint32).T
    table: NDArray[np.uint32] = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    table.setflags(write=False)
    return table
