"""The course of a training: loss and held-out F1 over the epochs, in two small plots one above the other.

pyqtgraph takes a few tenths of a second to import, so it waits until its panel is shown for the first time. It is
imported on the UI thread: Qt's Python types must not be made on another one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.words import decimal, tr

PLOT_HEIGHT = 92
AXIS_WIDTH = 38
LINE_PX = 2
SHORTEST_AXIS = 5
"""The epoch axis shows at least so many epochs, so that the first points do not jump about."""


def _numbers(values: Sequence[float], _scale: float, spacing: float) -> list[str]:
    """Give the numbers beside lines that are ``spacing`` apart, as the person's language writes them."""
    return [decimal(value, max(0, math.ceil(-math.log10(spacing)))) for value in values]


class TrainingCurve(QWidget):
    """Two plots with their names and last values above them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._epochs: Sequence[tuple[float, float]] = ()
        self._planned = 0
        self._plots: list[Any] = []
        self._curves: list[Any] = []
        self.setAccessibleName(tr("Training curve"))
        self._values: list[QLabel] = []
        self._swatches: list[QFrame] = []
        self._places: list[QVBoxLayout] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for name in (tr("Loss"), tr("F1 on held-out sentences")):
            column.addLayout(self._make_legend(name))
            place = QVBoxLayout()
            holder = QWidget()
            holder.setFixedHeight(PLOT_HEIGHT)
            holder.setLayout(place)
            place.setContentsMargins(0, 0, 0, 0)
            self._places.append(place)
            column.addWidget(holder)
        caption = QLabel(tr("Epoch"), alignment=Qt.AlignmentFlag.AlignHCenter)
        caption.setProperty("role", "small")
        caption.setContentsMargins(AXIS_WIDTH, 0, 0, 0)
        column.addWidget(caption)
        self._dress_swatches()

    def warm_up(self) -> None:
        """Import pyqtgraph and make the plots; a second call does nothing."""
        if self._plots:
            return
        import pyqtgraph

        for place in self._places:
            plot = pyqtgraph.PlotWidget(enableMenu=False)
            # WORKAROUND pyqtgraph (0.14): a menu of options is made all the same, belongs to nobody and stays for ever.
            options = plot.getPlotItem().ctrlMenu
            options.setParent(plot, options.windowFlags())
            plot.setMouseEnabled(x=False, y=False)
            plot.hideButtons()
            plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            # The panel around it scrolls; a plot that took the wheel would stop that.
            plot.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            plot.setFrameShape(QFrame.Shape.NoFrame)
            plot.getAxis("left").setWidth(AXIS_WIDTH)
            plot.getAxis("left").tickStrings = _numbers
            for side in ("left", "bottom"):
                plot.getAxis(side).setStyle(hideOverlappingLabels=False, maxTickLevel=0)
            plot.showGrid(x=False, y=True, alpha=0.25)
            place.addWidget(plot)
            self._plots.append(plot)
            self._curves.append(plot.plot([], [], antialias=True))
        self._plots[0].hideAxis("bottom")
        self._plots[1].getAxis("bottom").setStyle(tickAlpha=0)  # it is the line that the numbers stand under
        self._plots[1].setYRange(-0.16, 1.2, padding=0)
        self._plots[1].getAxis("left").setTicks([[(share, decimal(share, 1)) for share in (0.0, 0.5, 1.0)]])
        self._dress_plots()
        self._draw()

    def set_epochs(self, epochs: Sequence[tuple[float, float]], planned: int = 0) -> None:
        """Show the loss and F1 of each epoch. planned: how many there will be, 0 if unknown."""
        if (epochs, planned) == (self._epochs, self._planned):
            return  # of what is told again and again an epoch's end is a part, and drawing takes milliseconds
        self._epochs, self._planned = epochs, planned
        for number, value in enumerate(self._values):
            value.setText(decimal(epochs[-1][number]) if epochs else "")
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._dress_swatches()
        self._dress_plots()

    def event(self, event: QEvent) -> bool:
        """Draw lines of the same width on a screen with finer pixels: pyqtgraph counts those of the screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress_plots()
        return super().event(event)

    @property
    def _inks(self) -> tuple[str, str]:
        return self._theme.warning, self._theme.accent

    def _make_legend(self, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2 + 2)
        swatch = QFrame()
        swatch.setFixedSize(12, 3)
        words, value = QLabel(name), QLabel()
        words.setProperty("role", "small")
        value.setProperty("role", "heading")
        for widget in (swatch, words):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(value)
        self._swatches.append(swatch)
        self._values.append(value)
        return row

    def _draw(self) -> None:
        if not self._plots:
            return
        numbers = list(range(1, len(self._epochs) + 1))
        last = max(SHORTEST_AXIS, self._planned, len(numbers))
        for which, (plot, curve) in enumerate(zip(self._plots, self._curves, strict=True)):
            values = [epoch[which] for epoch in self._epochs]
            curve.setData(numbers, values)
            plot.setXRange(1, last, padding=0.04)
            if which == 0:
                highest = max(values, default=1.0)
                plot.setYRange(-0.16 * highest, 1.2 * highest, padding=0)

    def _dress_swatches(self) -> None:
        for swatch, ink in zip(self._swatches, self._inks, strict=True):
            swatch.setStyleSheet(f"background: {ink}; border-radius: 1px;")

    def _dress_plots(self) -> None:
        if not self._plots:
            return
        import pyqtgraph

        small: QFont = sized(self.font(), SMALL_PX)
        for plot, curve, ink in zip(self._plots, self._curves, self._inks, strict=True):
            plot.setBackground(QColor(self._theme.surface))
            curve.setPen(pyqtgraph.mkPen(ink, width=LINE_PX * self.devicePixelRatioF()))
            curve.setSymbol("o")
            curve.setSymbolSize(4)
            curve.setSymbolBrush(ink)
            curve.setSymbolPen(None)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(self._theme.outline)
                axis.setTextPen(self._theme.muted)
                axis.setStyle(tickFont=small, tickLength=0)
