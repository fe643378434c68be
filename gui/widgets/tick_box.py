"""A box with a tick in it, in the theme's colours: as a control, and painted in a row."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from gui.icons import icon
from gui.theme import Theme
from gui.widgets.paint import CHIP_RADIUS, fill_rounded, outline_rounded

BOX_PX = 16


class TickBox(QCheckBox):
    """A check box whose border is seen in every theme; Qt's own is next to invisible on a dark page."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__(words)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, then the box, for which the style sheet leaves the room."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        paint_box(QPainter(self), room, self._theme, ticked=self.isChecked(), enabled=self.isEnabled())


def paint_box(painter: QPainter, rect: QRect, theme: Theme, *, ticked: bool, enabled: bool = True) -> None:
    """Draw a box to tick at the beginning of a row, with its tick or without."""
    box = QRect(rect.x(), rect.y() + (rect.height() - BOX_PX) // 2, BOX_PX, BOX_PX)
    filled = ticked and enabled
    fill_rounded(painter, box, CHIP_RADIUS, theme.accent if filled else theme.page)
    outline_rounded(painter, box, CHIP_RADIUS, theme.accent if filled else theme.outline if enabled else theme.off)
    if ticked:
        icon("check", theme, BOX_PX, theme.accent_text if enabled else theme.off).paint(painter, box)
