"""Icons from resources/icons: line drawings in ``currentColor`` that take the theme's colours.

A QIcon gets one sharp drawing for each usual scale of a screen, so that none is stretched.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import Theme

ICON_SIZE = 16
SCALES = (1.0, 1.25, 1.5, 2.0, 3.0)
APP_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, theme: Theme, size: int = ICON_SIZE, colour: str | None = None) -> QIcon:
    """Give the icon of that name in the theme's text colour, or in a colour (#rrggbb) of its own.

    size: logical pixels of one side. Raises FileNotFoundError for a name that has no drawing.
    """
    return _icon(name, colour or theme.text, size)


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, size: int) -> QIcon:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    result = QIcon()
    for scale in SCALES:
        result.addPixmap(_pixmap(renderer, round(size * scale)))
    return result


def app_icon() -> QIcon:
    """Give the mark of the application."""
    renderer = QSvgRenderer(QByteArray(_drawing("gatelight").encode()))
    result = QIcon()
    for size in APP_ICON_SIZES:
        result.addPixmap(_pixmap(renderer, size))
    return result


def _drawing(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    pixmap = QPixmap(QSize(size_px, size_px))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap
