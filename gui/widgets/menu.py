"""A menu whose ticks and arrows are our own drawings: Qt's are small bitmaps, which a screen of 200 % blows up."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from gui.icons import ICON_SIZE, icon
from gui.theme import SPACE, Theme

_EDGE = SPACE // 2


class Menu(QMenu):
    """Draws a tick before what is on and an arrow behind a menu within it; the style sheet leaves the room."""

    def __init__(self, theme: Theme, parent: QWidget, title: str = "") -> None:
        super().__init__(title, parent)
        self.setProperty("role", "drawn")
        self._theme = theme

    def add_inner(self, title: str) -> Menu:
        """Add a menu within this one."""
        inner = Menu(self._theme, self, title)
        self.addMenu(inner)
        return inner

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, with the menus within."""
        self._theme = theme
        for action in self.actions():
            if isinstance(inner := action.menu(), Menu):
                inner.set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries, then what is ours."""
        super().paintEvent(event)
        painter = QPainter(self)
        for action in self.actions():
            entry = self.actionGeometry(action)
            colour = self._theme.text if action.isEnabled() else self._theme.off
            place = QRect(0, entry.y() + (entry.height() - ICON_SIZE) // 2, ICON_SIZE, ICON_SIZE)
            if action.isCheckable() and action.isChecked():
                place.moveLeft(entry.x() + _EDGE)
                icon("check", self._theme, ICON_SIZE, colour).paint(painter, place)
            if action.menu() is not None:
                place.moveRight(entry.right() - _EDGE)
                icon("chevron-right", self._theme, ICON_SIZE, colour).paint(painter, place)
