"""Pictures of what the pane shows, drawn by the code that draws it on the screen."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable
from xml.sax.saxutils import quoteattr, unescape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter

from gui.theme import SPACE

USUAL = QSize(1280, 640)
"""Logical pixels of a picture of what fits any room, unless it has more on the screen."""
SCALE = 2
"""Pixels of a PNG for each logical one."""
MOST_PIXELS_A_SIDE, MOST_PIXELS = 16_000, 64_000_000
"""Of a PNG: few programs open what is longer, and what takes more than 256 MB in memory Qt itself refuses to read."""
PIXELS_AN_INCH = 96
"""Of a file of shapes, as CSS counts: so it is as large as on the screen."""
OTHER_FAMILIES = ("Noto Sans", "DejaVu Sans", "Segoe UI", "Arial")
"""Of much the same width, and with arrows and signs of mathematics, for a machine without the font of this one."""
_FAMILY = re.compile(r'font-family="([^"]*)"')


@runtime_checkable
class Paintable(Protocol):
    """A view that can be drawn elsewhere."""

    def size(self) -> QSize: ...  # noqa: D102

    def paint_onto(self, painter: QPainter, rect: QRect) -> None: ...  # noqa: D102


@runtime_checkable
class Sized(Protocol):
    """A view that knows how large a picture of all of it is."""

    def picture_size(self) -> QSize: ...  # noqa: D102


class Drawing(Protocol):
    """What can be drawn, and knows how large."""

    def picture_size(self) -> QSize: ...  # noqa: D102

    def paint_onto(self, painter: QPainter, rect: QRect) -> None: ...  # noqa: D102


@runtime_checkable
class Still(Protocol):
    """A view that takes long to draw, and gives what draws it as it is now without reading a widget: on any thread."""

    def still(self) -> Drawing: ...  # noqa: D102


def png(view: Paintable, ground: str) -> Callable[[], bytes]:
    """Take a view as it is now; what comes back makes a PNG of it on a ground, #rrggbb, on any thread.

    A very large picture has fewer pixels; nothing is cut off.
    """
    if isinstance(view, Still):
        still = view.still()
        return lambda: _encoded(_pixels(still, ground))
    return partial(_encoded, _pixels(view, ground))


def svg(view: Paintable, ground: str, title: str) -> Callable[[], bytes]:
    """Do so for SVG: lines and letters stay sharp at any size, heat maps are pixels in it."""
    if isinstance(view, Still):
        still = view.still()
        return lambda: _with_all_families(_svg(still, ground, title))
    shapes = _svg(view, ground, title)
    return lambda: _with_all_families(shapes)


def _pixels(view: Paintable | Drawing, ground: str) -> QImage:
    size = _size(view)
    wide, tall = size.width(), size.height()
    scale = min(SCALE, MOST_PIXELS_A_SIDE / max(wide, tall), math.sqrt(MOST_PIXELS / (wide * tall)))
    image = QImage(int(wide * scale), int(tall * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.scale(image.width() / wide, image.height() / tall)
    view.paint_onto(painter, _place(view, size))
    painter.end()
    return image


def _encoded(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise ValueError(f"a picture of {image.width()}×{image.height()} pixels does not become a PNG")
    return bytes(buffer.data().data())


def _svg(view: Paintable | Drawing, ground: str, title: str) -> bytes:
    # Imported here: nobody needs it before the first picture is saved.
    from PySide6.QtSvg import QSvgGenerator

    size = _size(view)
    data, generator = QByteArray(), QSvgGenerator()
    buffer = QBuffer(data)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(PIXELS_AN_INCH)
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(ground))
    view.paint_onto(painter, _place(view, size))
    painter.end()
    buffer.close()
    return bytes(data.data())


def _with_all_families(shapes: bytes) -> bytes:
    return _FAMILY.sub(_with_others, shapes.decode()).encode()


def _with_others(family: re.Match[str]) -> str:
    """Name the font that a family stands for here, and what may stand for it elsewhere: Qt names but the family."""
    asked = family[1].strip("'")
    names = dict.fromkeys((QFontInfo(QFont(unescape(asked))).family(), unescape(asked), *OTHER_FAMILIES))
    return "font-family=" + quoteattr(", ".join(f"'{name}'" for name in names) + ", sans-serif")


def _size(view: Paintable | Drawing) -> QSize:
    """Give the size of a picture in logical pixels. Raises ValueError where there is nothing to draw."""
    size = view.picture_size() if isinstance(view, Sized) else view.size().expandedTo(USUAL)
    if size.isEmpty():
        raise ValueError(f"a picture of {size.width()}×{size.height()}")
    return size


def _place(view: Paintable | Drawing, size: QSize) -> QRect:
    """Give where a view is drawn: who has no picture in mind has no margin in it either."""
    margin = 0 if isinstance(view, Sized) else 2 * SPACE
    return QRect(margin, margin, size.width() - 2 * margin, size.height() - 2 * margin)
