"""The tag of the chosen token, in the colours of its label."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from gui.style import elided, sized
from gui.theme import Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip

NARROWEST, WIDEST = 40, 104


class TagChip(QWidget):
    """Its width is that of the widest tag there may be, so that nothing moves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tag = ""
        self._colour: int | None = None
        self.setFixedSize(NARROWEST, CHIP_HEIGHT)

    def set_tags(self, tags: Iterable[str]) -> None:
        """Make room for any of some tags."""
        widths = (chip_width(self._font(), tag, WIDEST) for tag in tags)
        self.setFixedWidth(max((NARROWEST, *widths)))

    def set_tag(self, tag: str, colour: int | None) -> None:
        """Show a tag. colour: its palette index; None: it has none."""
        if (tag, colour) != (self._tag, self._colour):
            self._tag, self._colour = tag, colour
            self.setAccessibleName(tag)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: object) -> None:
        """Draw it."""
        if not self._tag:
            return
        painter, font = QPainter(self), self._font()
        if self._colour is None:
            painter.setFont(font)
            painter.setPen(self._theme.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, elided(font, self._tag, self.width()))
        else:
            box = QRect(0, 0, chip_width(font, self._tag, self.width()), CHIP_HEIGHT)
            draw_chip(painter, box, self._tag, self._theme.label(self._colour), font)

    def _font(self) -> QFont:
        return sized(self.font(), SMALL_PX, bold=True)
