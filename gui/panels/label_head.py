"""The name of a label with its key, large; the up and down arrows go to the one before and after."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.text.labels import Label
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import SMALL_PX, TITLE_PX
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.words import tr

HEIGHT, CAP = 34, 22


class LabelHead(QWidget):
    """Show one label."""

    stepped = Signal(int)  # 1: to the next label, -1: to the one before

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._label: Label | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_label(self, label: Label | None) -> None:
        """Show another label, or none."""
        self._label = label
        key = tr("key {key}", key=label.key.upper()) if label and label.key else ""
        self.setAccessibleName(tr("Label {name}", name=label.name) if label else tr("No label"))
        self.setAccessibleDescription(", ".join(part for part in (key, label.group if label else "") if part))
        self.setToolTip(label.name if label else "")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of the name with a ring around it."""
        return QSize(100, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the labels."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme, label = QPainter(self), self._theme, self._label
        if label is None:
            return
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS, theme.accent, 2)
        colours = theme.label(label.colour)
        cap = QRect(SPACE // 2, (self.height() - CAP) // 2, CAP, CAP)
        fill_rounded(painter, cap, RADIUS - 2, colours.chip)
        painter.setPen(QColor(colours.chip_text))
        painter.setFont(sized(self.font(), SMALL_PX, bold=True))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, label.key.upper())
        font = sized(self.font(), TITLE_PX, bold=True)
        name = self.rect().adjusted(cap.right() + SPACE, 0, -SPACE // 2, 0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(name, flags, elided(font, label.name, name.width()))
