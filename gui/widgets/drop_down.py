"""A box to choose one of several things from, with an arrow in the theme's colours."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from gui.icons import ICON_SIZE, icon
from gui.theme import SPACE, Theme

LETTERS = 16


class DropDown(QComboBox):
    """A combo box that is no wider than it may be, however long its entries are."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it, and the arrow that a style sheet with a border of its own leaves out."""
        super().paintEvent(event)
        painter, colour = QPainter(self), None if self.isEnabled() else self._theme.off
        left, top = self.width() - ICON_SIZE - SPACE // 2, (self.height() - ICON_SIZE) // 2
        icon("chevron-down", self._theme, ICON_SIZE, colour).paint(painter, left, top, ICON_SIZE, ICON_SIZE)
