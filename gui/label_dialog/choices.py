"""Small buttons in a grid, one of which is chosen: the colours and the keys that a label can have.

The arrow keys go from one to the next and choose nothing; a click, Space or Enter does. The grid is one tab stop.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from gui.style import sized
from gui.theme import RADIUS, SPACE, LabelColours, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.words import tr

SIDE = 28
PALE = 0.45
"""How opaque a button is that cannot be chosen now."""


class Choice(QAbstractButton):
    """One of the buttons; checked when it is the one that is chosen. hint: what is said while it is pointed at."""

    pointed_at = Signal(str)

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(checkable=True)
        self.theme = theme
        self.hint = ""
        self.setAccessibleName(name)

    def set_hint(self, hint: str) -> None:
        """Say what choosing it would do."""
        self.hint = hint
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)

    def sizeHint(self) -> QSize:
        """Give the size of every choice."""
        return QSize(SIDE, SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys but Space to the grid: a button would take the arrows for Tab."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def nextCheckState(self) -> None:
        """Stay as it is: what is chosen is said by the label, not by the click."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what it would do."""
        super().focusInEvent(event)
        self.pointed_at.emit(self.hint)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say nothing any more."""
        super().focusOutEvent(event)
        self.pointed_at.emit("")

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up, and say what it would do."""
        super().enterEvent(event)
        self.pointed_at.emit(self.hint)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        super().leaveEvent(event)
        self.pointed_at.emit("")
        self.update()


class Swatch(Choice):
    """One colour of the palette; the chosen one has a tick."""

    def __init__(self, colour: int, theme: Theme) -> None:
        super().__init__(tr("Colour {n}", n=colour + 1), theme)
        self.colour = colour
        self.set_hint(tr("Colour {n}", n=colour + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, colours = QPainter(self), self.theme.label(self.colour)
        painter.setOpacity(1.0 if self.isEnabled() else PALE)
        inside = self.rect().adjusted(3, 3, -3, -3)
        fill_rounded(painter, inside, RADIUS - 2, colours.chip)
        if self.isChecked():
            outline_rounded(painter, self.rect(), RADIUS, self.theme.text, 1.5)
            painter.setPen(QPen(QColor(colours.chip_text), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            middle = QPointF(inside.center()) + QPointF(0.5, 0.5)
            corners = (QPointF(-4.5, 0.5), QPointF(-1.5, 3.5), QPointF(4.5, -3))
            painter.drawPolyline([middle + corner for corner in corners])
        elif self.underMouse():
            outline_rounded(painter, self.rect(), RADIUS, self.theme.outline, 1.5)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS, self.theme.accent, 2)


class KeyCap(Choice):
    """One key. The chosen one is filled with the label's colour; one that another label has wears a dot in its."""

    def __init__(self, key: str, theme: Theme) -> None:
        super().__init__(tr("Key {key}", key=key.upper()) if key else tr("No key"), theme)
        self.key = key
        self.colours: LabelColours | None = None

    def sizeHint(self) -> QSize:
        """Give more room to the words «no key»."""
        return QSize(SIDE, SIDE) if self.key else QSize(2 * SIDE + SPACE // 2, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme, mine = QPainter(self), self.theme, self.isChecked()
        painter.setOpacity(1.0 if self.isEnabled() else PALE)
        box = self.rect().adjusted(1, 1, -1, -1)
        if mine:
            fill_rounded(painter, box, RADIUS - 2, self.colours.chip if self.colours else theme.selection)
        else:
            fill_rounded(painter, box, RADIUS - 2, theme.control_hover if self.underMouse() else theme.control)
            outline_rounded(painter, box, RADIUS - 2, theme.line)
        ink = theme.text if mine or not self.colours else theme.muted
        if mine and self.colours:
            ink = self.colours.chip_text
        painter.setFont(sized(self.font(), SMALL_PX, bold=mine))
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.key.upper() or tr("No key"))
        if self.colours and not mine:
            fill_rounded(painter, QRect(box.right() - 7, box.top() + 3, 5, 5), 2.5, self.colours.chip)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS, theme.accent, 2)


class ChoiceGrid(QWidget):
    """The buttons, so many in a row."""

    chosen = Signal(int)  # the number of the button
    pointed_at = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice], columns: int) -> None:
        super().__init__()
        self.choices = tuple(choices)
        self._columns = columns
        self.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE // 2)
        for number, choice in enumerate(self.choices):
            # what is left over in the last row belongs to its last button, which may be wider than the others
            last = number == len(self.choices) - 1
            span = columns - number % columns if last else 1
            side = Qt.AlignmentFlag.AlignLeft
            grid.addWidget(choice, number // columns, number % columns, 1, span, side)
            choice.clicked.connect(lambda _=False, number=number: self.chosen.emit(number))
            choice.pointed_at.connect(self.pointed_at)
        grid.setColumnStretch(columns, 1)
        self.set_chosen(None)

    def set_chosen(self, number: int | None) -> None:
        """Show which button is chosen. Emits nothing."""
        for other, choice in enumerate(self.choices):
            choice.setChecked(other == number)
            stop = other == (number or 0)
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for choice in self.choices:
            choice.theme = theme
            choice.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from button to button, and choose with Enter."""
        focused = next((number for number, choice in enumerate(self.choices) if choice.hasFocus()), None)
        if focused is None:
            super().keyPressEvent(event)
            return
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            target = min(max(focused + step, 0), len(self.choices) - 1)
            self.choices[target].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choices[focused].click()
        else:
            super().keyPressEvent(event)
