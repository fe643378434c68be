"""Icons from resources/icons: line drawings in ``currentColor`` that take the theme's colours.

They are drawn when they are seen, in as many pixels as the screen wants, so that none is stretched. Most of them stand
in panels that nobody sees when the window comes.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleOption

from gui.theme import Theme

ICON_SIZE = 16
SCALES = (1.0, 1.25, 1.5, 2.0, 3.0)
APP_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)

DRAWINGS = Path(str(files("resources"))) / "icons"


def icon(name: str, theme: Theme, size: int = ICON_SIZE, colour: str | None = None) -> QIcon:
    """Give the icon of that name in the theme's text colour, or in a colour (#rrggbb) of its own.

    Where it is switched off it has the theme's colour for that. size: logical pixels of one side. Raises
    FileNotFoundError for a name that has no drawing.
    """
    return _icon(name, colour or theme.text, theme.off, size)


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, off: str, size: int) -> QIcon:
    svg = _svg(name)
    return QIcon(Drawing(svg.replace("currentColor", colour), (size,), svg.replace("currentColor", off)))


def app_icon() -> QIcon:
    """Give the mark of the application."""
    return QIcon(Drawing(_svg("gatelight"), APP_ICON_SIZES))


class Drawing(QIconEngine):
    """Draws an SVG when it is asked for, each number of pixels once.

    sizes: logical pixels of one side, of which the last is the largest that is drawn. off: the SVG of what is switched
    off; by itself Qt pales it, whatever it is painted on, and on a dark ground that looks switched on.
    """

    def __init__(self, svg: str, sizes: tuple[int, ...], off: str | None = None) -> None:
        super().__init__()
        self._svg = svg
        self._off = svg if off is None else off
        self._sizes = sizes
        self._pixmaps: dict[tuple[str, int], QPixmap] = {}

    def availableSizes(
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        """Give the sizes that a window manager may ask for."""
        return [QSize(size, size) for size in self._sizes]

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        """Give the square that is drawn where there is room of a size."""
        side = min(size.width(), size.height(), self._sizes[-1])
        return QSize(side, side)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw as sharp as what is painted on."""
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """Give the drawing in a square of so many pixels of the screen, tinted as the style has it."""
        svg, side = self._off if mode == QIcon.Mode.Disabled else self._svg, min(size.width(), size.height())
        if (svg, side) not in self._pixmaps:
            self._pixmaps[svg, side] = _drawn(svg, side)
        pixmap = self._pixmaps[svg, side]
        if mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            return pixmap
        option = QStyleOption()
        option.palette = QApplication.palette()
        return QApplication.style().generatedIconPixmap(mode, pixmap, option)


def _svg(name: str) -> str:
    return (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(svg: str, side_px: int) -> QPixmap:
    pixmap = QPixmap(QSize(side_px, side_px))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap
