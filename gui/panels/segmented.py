"""A segmented control: a few choices side by side, one of them taken."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import fill_rounded, outline_rounded

HEIGHT = 28
WIDEST_COUNT = "999"


def short_count(count: int) -> str:
    """Say a count in at most four characters: ``999``, ``1.2k``, ``12k``, ``3M``."""
    if count < 1_000:
        return str(count)
    if count < 10_000:
        return f"{count // 100 / 10:g}k"
    return f"{count // 1_000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


class Segment(QAbstractButton):
    """One choice, with room for a count, so that a growing count moves nothing."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__(text=text, checkable=True, autoExclusive=True)
        self.theme = theme
        self._count = ""
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(HEIGHT)

    def set_count(self, count: int | None) -> None:
        """Show a count behind the text; None: no count."""
        self._count = short_count(count) if count else ""
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        words = QFontMetrics(sized(self.font(), BASE_PX, bold=True)).horizontalAdvance(self.text())
        count = QFontMetrics(sized(self.font(), SMALL_PX)).horizontalAdvance(WIDEST_COUNT)
        return QSize(words + count + SPACE * 2, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Give way down to a few letters."""
        return QSize(40, HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        theme, painter = self.theme, QPainter(self)
        box = self.rect().adjusted(2, 2, -2, -2)
        if self.isChecked():
            fill_rounded(painter, box, RADIUS - 2, theme.page)
            outline_rounded(painter, box, RADIUS - 2, theme.outline)
        elif self.underMouse():
            fill_rounded(painter, box, RADIUS - 2, theme.line)
        if self.hasFocus():
            outline_rounded(painter, box, RADIUS - 2, theme.accent, 2)
        font, small = sized(self.font(), BASE_PX, bold=self.isChecked()), sized(self.font(), SMALL_PX)
        count_width = QFontMetrics(small).horizontalAdvance(self._count)
        gap = SPACE // 2 if self._count else 0
        text = elided(font, self.text(), box.width() - SPACE - gap - count_width)
        text_width = QFontMetrics(font).horizontalAdvance(text)
        left = box.x() + (box.width() - text_width - gap - count_width) // 2
        painter.setFont(font)
        painter.setPen(QColor(theme.text if self.isChecked() else theme.muted))
        words = QRect(left, box.y(), text_width + 2, box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        count = QRect(left + text_width + gap, box.y(), count_width + 2, box.height())
        painter.drawText(count, Qt.AlignmentFlag.AlignVCenter, self._count)


class SegmentedControl(QWidget):
    """The segments in their groove; the arrow keys move between them."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.segments: list[Segment] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, text: str) -> Segment:
        """Add a choice at the end; the first one is taken."""
        segment = Segment(text, self.theme)
        segment.setChecked(not self.segments)
        self._group.addButton(segment, len(self.segments))
        self._row.addWidget(segment, segment.sizeHint().width())
        self.segments.append(segment)
        return segment

    def take(self, number: int) -> None:
        """Take a choice without telling anyone."""
        self.segments[number].setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        for segment in self.segments:
            segment.theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        fill_rounded(QPainter(self), self.rect(), RADIUS, self.theme.control_hover)
