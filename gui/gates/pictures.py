"""Pictures of what the pane shows, drawn by the code that draws it on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol, runtime_checkable
from xml.sax.saxutils import quoteattr, unescape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter

from gui.theme import SPACE

USUAL = QSize(1280, 640)
"""Logical pixels of a picture of what fits any room, unless it has more on the screen."""
SCALE = 2
"""Pixels of a PNG for each logical one."""
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


def png(view: Paintable, ground: str) -> Callable[[], bytes]:
    """Draw a view on a ground, #rrggbb, now; what comes back makes a PNG of it, which takes time and no window."""
    size = _size(view)
    image = QImage(size * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SCALE)
    image.fill(QColor(ground))
    painter = QPainter(image)
    view.paint_onto(painter, _place(view, size))
    painter.end()

    def encoded() -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not image.save(buffer, "PNG"):
            raise ValueError(f"a picture of {size.width()}×{size.height()} does not become a PNG")
        return bytes(buffer.data().data())

    return encoded


def svg(view: Paintable, ground: str, title: str) -> bytes:
    """Draw a view on a ground as SVG: lines and letters stay sharp at any size, heat maps are pixels in it."""
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
    return _FAMILY.sub(_with_others, bytes(data.data()).decode()).encode()


def _with_others(family: re.Match[str]) -> str:
    """Name the font that a family stands for here, and what may stand for it elsewhere: Qt names but the family."""
    asked = family[1].strip("'")
    names = dict.fromkeys((QFontInfo(QFont(unescape(asked))).family(), unescape(asked), *OTHER_FAMILIES))
    return "font-family=" + quoteattr(", ".join(f"'{name}'" for name in names) + ", sans-serif")


def _size(view: Paintable) -> QSize:
    """Give the size of a picture in logical pixels. Raises ValueError where there is nothing to draw."""
    size = view.picture_size() if isinstance(view, Sized) else view.size().expandedTo(USUAL)
    if size.isEmpty():
        raise ValueError(f"a picture of {size.width()}×{size.height()}")
    return size


def _place(view: Paintable, size: QSize) -> QRect:
    """Give where a view is drawn: who has no picture in mind has no margin in it either."""
    margin = 0 if isinstance(view, Sized) else 2 * SPACE
    return QRect(margin, margin, size.width() - 2 * margin, size.height() - 2 * margin)
