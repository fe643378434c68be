"""The overview: a strip beside the scroll bar with all marks of the text and the part that is on screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from engine.text.labels import LabelSet
from gui.document_view.flow import Flow
from gui.document_view.overview_map import NOTHING, OverviewMap
from gui.theme import Theme
from gui.words import tr

WIDTH = 16
"""In logical pixels: two lanes of marks and what is left free beside them."""
_LANE = 5
_FILLED_AT, _HOLLOW_AT = 2, 9
_LEAST_HEIGHT = 10.0
_VEIL = 0.1
_PAGE = -1
"""The place of the page's colour behind those of the labels; 0 is that of a label that nobody knows."""
_REDRAW_MS, _LATEST_MS = 150, 1000
"""Marks that change are drawn here when none has changed for so long, but so late at most: it takes milliseconds in a
text with very many, and no key should wait for it."""


class Overview(QWidget):
    """Shows where a text is marked: entities filled, suggestions hollow. What is pressed is brought on screen."""

    wanted = Signal(int)
    """The code point that should be in the middle of the screen."""
    turned = Signal(object)
    """A QWheelEvent: the wheel is the text's here too."""

    def __init__(self, flow: Flow, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._flow = flow
        self._theme = theme
        self._numbers: dict[str, int] = {}
        self._colours = _rgb([theme.muted, theme.page])
        self._map: OverviewMap | None = None
        self._picture: QPixmap | None = None
        self._on_screen: tuple[float, float] | None = None
        self._held_at: float | None = None
        self._timer = QTimer(self, singleShot=True)
        self._waiting = QElapsedTimer()
        self._timer.timeout.connect(self.redraw)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Overview of the text"))
        self.setToolTip(tr("Entities are filled, suggestions are hollow. Click to go there."))
        self.hide()

    def sizeHint(self) -> QSize:
        """Ask for a strip."""
        return QSize(WIDTH, 0)

    def set_colours(self, theme: Theme, labels: LabelSet) -> None:
        """Draw with the colours of a theme and a label set."""
        self._theme = theme
        self._numbers = {label.name: number for number, label in enumerate(labels, 1)}
        self._colours = _rgb([theme.muted, *(theme.label(label.colour).chip for label in labels), theme.page])
        self.redraw()

    def redraw(self) -> None:
        """Draw everything anew when it is next seen."""
        self._timer.stop()
        self._map = self._picture = None
        self.update()

    def redraw_soon(self) -> None:
        """Draw everything anew in a moment, once for all that changes until then."""
        if not self._timer.isActive():
            self._waiting.start()
        self._timer.start(max(0, min(_REDRAW_MS, _LATEST_MS - self._waiting.elapsed())))

    @property
    def waiting(self) -> bool:
        """Tell whether marks changed that are not drawn yet."""
        return self._timer.isActive()

    def follow(self) -> None:
        """Take note of which part of the text is on screen."""
        if self._map is not None and self.isVisible() and self._part_on_screen(self._map) != self._on_screen:
            self.update()

    def _part_on_screen(self, drawn: OverviewMap) -> tuple[float, float] | None:
        """Give the upper and lower edge of what is on screen; None if that is everything."""
        if self._flow.scroll_range == 0:
            return None
        top, bottom = (float(round(drawn.row_of(place))) for place in self._flow.span_on_screen())
        middle = max(_LEAST_HEIGHT / 2, min((top + bottom) / 2, self.height() - _LEAST_HEIGHT / 2))
        half = max(bottom - top, _LEAST_HEIGHT) / 2
        return middle - half, middle + half

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the marks, which are kept as a picture, and the part on screen."""
        if self._map is None or self._picture is None:
            self._map = OverviewMap(
                self._flow.blocks, self._flow.heights, self.height(), self._flow.typography.end_margin
            )
            self._picture = self._drawn(self._map)
        self._on_screen = self._part_on_screen(self._map)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)
            if self._on_screen is not None:
                top, bottom = self._on_screen
                veil = QColor(self._theme.text)
                veil.setAlphaF(_VEIL)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(self._theme.outline), 1.0))
                painter.setBrush(veil)
                painter.drawRoundedRect(QRectF(0.5, top + 0.5, WIDTH - 1, bottom - top - 1), 3, 3)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit the text into another height."""
        self.redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring what is pressed on screen; the part on screen is taken hold of where it is."""
        if event.button() != Qt.MouseButton.LeftButton or self._map is None:
            return
        y, part = event.position().y(), self._part_on_screen(self._map)
        inside = part is not None and part[0] <= y <= part[1]
        self._held_at = y - sum(part) / 2 if part is not None and inside else 0.0
        if not inside:
            self._go_to(y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self._held_at is not None:
            self._go_to(event.position().y() - self._held_at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the text."""
        self.turned.emit(event)

    def _go_to(self, row: float) -> None:
        if self._map is not None:
            self.wanted.emit(self._map.position_at(row))

    # Drawing

    def _drawn(self, drawn: OverviewMap) -> QPixmap:
        """Make the picture pixel by pixel: thousands of little boxes would take a painter longer than a frame."""
        scale = self.devicePixelRatioF()
        width, height = round(WIDTH * scale), max(1, round(self.height() * scale))
        pixels = np.full((height, width), self._colours[_PAGE], np.uint32)
        rows = np.minimum((np.arange(height) / scale).astype(np.int64), len(drawn.edges) - 2)
        filled, hollow = (lane[rows] for lane in drawn.lanes(self._flow.marks, self._numbers))
        line = max(1, round(scale))
        left, right = round(_FILLED_AT * scale), round((_FILLED_AT + _LANE) * scale)
        self._fill(pixels[:, left:right], filled, filled != NOTHING)
        left, right = round(_HOLLOW_AT * scale), round((_HOLLOW_AT + _LANE) * scale)
        marked = hollow != NOTHING
        self._fill(pixels[:, left : left + line], hollow, marked)
        self._fill(pixels[:, right - line : right], hollow, marked)
        around = np.pad(marked, line)
        self._fill(pixels[:, left:right], hollow, marked & ~(around[: -2 * line] & around[2 * line :]))
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        picture = QPixmap.fromImage(image)  # which copies: the pixels are gone after this
        picture.setDevicePixelRatio(scale)
        return picture

    def _fill(self, pixels: NDArray[np.uint32], lane: NDArray[np.int64], where: NDArray[np.bool_]) -> None:
        pixels[where] = self._colours[lane[where], None]


def _rgb(colours: list[str]) -> NDArray[np.uint32]:
    """Give colours as 0xffrrggbb."""
    return np.array([QColor(colour).rgb() for colour in colours], np.uint32)
