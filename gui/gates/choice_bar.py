"""A few choices side by side in one groove, one of them taken: in words, in signs, or as icons where room is scarce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui.icons import ICON_SIZE, icon
from gui.style import sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX
from gui.widgets.paint import draw_segment, fill_rounded

HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice in words, with what stands for them where there is no room: a sign, or else an icon."""

    words: str
    sign: str = ""
    icon: str = ""


class ChoiceSegment(QAbstractButton):
    """One of the choices."""

    def __init__(self, choice: Choice, theme: Theme) -> None:
        super().__init__(checkable=True, autoExclusive=True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is drawn anew when the mouse comes and goes
        self.choice, self.theme = choice, theme
        self.short = False
        self.setText(choice.words)
        self.setAccessibleName(choice.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def width_of(self, *, short: bool) -> int:
        """Give the width in logical pixels."""
        if short and self.choice.icon:
            return ICON_SIZE + SPACE + 4
        word = self.choice.sign if short else self.choice.words
        return QFontMetrics(sized(self.font(), BASE_PX, bold=True)).horizontalAdvance(word) + 2 * SPACE + 2

    def set_short(self, short: bool) -> None:
        """Show words, or what stands for them; then a tooltip has the words."""
        self.short = short
        self.setToolTip(self.choice.words if short else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        return QSize(self.width_of(short=self.short), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        theme, painter, box = self.theme, QPainter(self), self.rect().adjusted(1, 1, -1, -1)
        draw_segment(painter, box, self, theme)
        colour = theme.text if self.isChecked() or self.underMouse() else theme.muted
        if self.short and self.choice.icon:
            picture = QRect(0, 0, ICON_SIZE, ICON_SIZE)
            picture.moveCenter(self.rect().center())
            icon(self.choice.icon, theme, ICON_SIZE, colour).paint(painter, picture)
            return
        painter.setFont(sized(self.font(), BASE_PX, bold=self.isChecked()))
        painter.setPen(QColor(colour))
        word = self.choice.sign if self.short else self.choice.words
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, word)


class ChoiceBar(QWidget):
    """The choices in their groove; the arrow keys move between them."""

    chosen = Signal(int)

    def __init__(self, choices: Sequence[Choice], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.segments = [ChoiceSegment(choice, theme) for choice in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, segment in enumerate(self.segments):
            segment.setChecked(not number)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self._group.idClicked.connect(self.chosen)
        self._short = False
        self._offered: Sequence[int] = range(len(self.segments))
        self._fit()

    @property
    def taken(self) -> int:
        """Give the number of the choice that is taken."""
        return self._group.checkedId()

    def take(self, number: int) -> None:
        """Take a choice without telling anyone."""
        self.segments[number].setChecked(True)

    def offer(self, numbers: Sequence[int]) -> None:
        """Show some of the choices; none: nothing."""
        for number, segment in enumerate(self.segments):
            segment.setVisible(number in numbers)
        self._offered = numbers
        self.setVisible(bool(numbers))
        self._fit()

    def width_of(self, numbers: Sequence[int], *, short: bool) -> int:
        """Give the width of some of the choices in logical pixels."""
        return sum(self.segments[number].width_of(short=short) for number in numbers)

    def set_short(self, short: bool) -> None:
        """Show words, or what stands for them."""
        self._short = short
        for segment in self.segments:
            segment.set_short(short)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for segment in self.segments:
            segment.theme = theme
        self.update()

    def _fit(self) -> None:
        """Be as wide as the choices, at once: who lays out a row must not wait for events."""
        self.setFixedSize(self.width_of(self._offered, short=self._short), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove."""
        fill_rounded(QPainter(self), self.rect(), RADIUS, self._theme.control_hover)
