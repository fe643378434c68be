"""A small switch that looks like a chip: a dot before a word, filled when it is on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX
from gui.widgets.paint import fill_rounded, outline_rounded

HEIGHT = 24
DOT = 8
WIDEST = 168


class ChoiceChip(QAbstractButton):
    """A checkable word. colour: an index of the palette for labels; None: the accent."""

    def __init__(self, text: str, theme: Theme, colour: int | None = None, tooltip: str = "") -> None:
        super().__init__(text=text, checkable=True, toolTip=tooltip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is drawn anew when the mouse comes and goes
        self._colour = colour
        self._theme = theme
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything, up to a width."""
        word = QFontMetrics(sized(self.font(), BASE_PX)).horizontalAdvance(self.text())
        return QSize(min(WIDEST, SPACE + DOT + SPACE // 2 + word + SPACE + 2), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never shrink."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        label = None if self._colour is None else theme.label(self._colour)
        fill, dot_colour = (label.fill, label.chip) if label else (theme.selection, theme.accent)
        box = self.rect().adjusted(1, 1, -1, -1)
        if on:
            fill_rounded(painter, box, RADIUS, fill)
        elif self.underMouse():
            fill_rounded(painter, box, RADIUS, theme.control_hover)
        if not on or self.underMouse():
            outline_rounded(painter, box, RADIUS, dot_colour if on else theme.outline)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS + 1, theme.accent, 2)
        dot = QRect(SPACE, (self.height() - DOT) // 2, DOT, DOT)
        if on:
            fill_rounded(painter, dot, DOT / 2, dot_colour)
        else:
            outline_rounded(painter, dot, DOT / 2, dot_colour if label else theme.outline, 1.5)
        font = sized(self.font(), BASE_PX)
        words = self.rect().adjusted(SPACE + DOT + SPACE // 2, 0, -SPACE // 2, 0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, elided(font, self.text(), words.width()))
