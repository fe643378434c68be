"""Buttons that look like a label: one that arms it, one that shows or hides its entities."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from engine.text.labels import Label
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, LabelColours, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.widgets.tooltip import tooltip
from gui.words import number, tr

HEIGHT = 28
WIDEST_NAME = 168
NARROW_NAME = 104
"""How wide names are at most where there are too many for the label bar."""
CAP = 18


MOST_GUIDELINE = 600
"""So many characters of a guideline are shown at most while the mouse rests on a chip."""


def shorten(guideline: str) -> str:
    """Give the beginning of a guideline."""
    return guideline if len(guideline) <= MOST_GUIDELINE else guideline[: MOST_GUIDELINE - 1].rstrip() + "…"


class LabelButton(QAbstractButton):
    """A checkable chip; a click leaves the keyboard in the text, Tab still reaches it."""

    def __init__(self, label: Label, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, text=label.name, checkable=True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is drawn anew when the mouse comes and goes
        self.label = label
        self.theme = theme
        self._widest, self._fixed = WIDEST_NAME, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def colours(self) -> LabelColours:
        """Give the label's colours in the theme."""
        return self.theme.label(self.label.colour)

    def name_width(self) -> int:
        """Give the room for the name, as wide as its bold form so that checking moves nothing."""
        if self._fixed:
            return self._widest
        metrics = QFontMetrics(sized(self.font(), BASE_PX, bold=True))
        return min(self._widest, metrics.horizontalAdvance(self.label.name) + 2)

    def set_name_width(self, widest: int, *, fixed: bool = False) -> None:
        """Shorten the name to a width. fixed: take so much room also where the name is shorter."""
        self._widest, self._fixed = widest, fixed

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Never shrink."""
        return self.sizeHint()

    def paint_edge(self, painter: QPainter, box: QRect, *, pointed_at: bool) -> None:
        """Draw the border that a chip has under the mouse, and always in high contrast."""
        if pointed_at or self.theme.strong:
            both = pointed_at and self.theme.strong
            outline_rounded(painter, box, RADIUS, self.colours.chip, 2 if both else 1)

    def paint_name(self, painter: QPainter, left: int, colour: str, *, bold: bool = False) -> None:
        """Draw the name from an x position on."""
        font = sized(self.font(), BASE_PX, bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = QRect(left, 0, self.name_width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided(font, self.label.name, room.width()))


class LabelChip(LabelButton):
    """A label of the label bar with its key. Armed (checked), it is filled and has a ring around it."""

    def __init__(self, label: Label, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(label, theme, parent)
        key = label.key.upper()
        with_key = tr("Label {name}, key {key}", name=label.name, key=key)
        self.setAccessibleName(with_key if key else tr("Label {name}", name=label.name))
        self.setAccessibleDescription(label.description)
        about = [f"{label.name} ({key})" if key else label.name]
        if label.group:
            about.append(label.group)
        if label.description:
            about.append(shorten(label.description))
        about.append(tr("Click to label the selection and to arm it: then a drag labels at once."))
        about.append(tr("Right-click to change it."))
        # as rich text, which wraps, while a guideline keeps its lines
        self.setToolTip(f"<p style='white-space: pre-wrap'>{escape(chr(10).join(about))}</p>")

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        return QSize(self.width_around(self.label) + self.name_width(), HEIGHT)

    @staticmethod
    def width_around(label: Label) -> int:
        """Give the width of a chip without the name."""
        return 5 + (CAP + SPACE - 2 if label.key else SPACE // 2) + SPACE

    @classmethod
    def widths(cls, label: Label, font: QFont) -> tuple[int, int]:
        """Give the widths of a label's chip with a name that is shortened little, and more; no chip is made for it."""
        name = QFontMetrics(sized(font, BASE_PX, bold=True)).horizontalAdvance(label.name) + 2
        around = cls.width_around(label)
        return around + min(WIDEST_NAME, name), around + min(NARROW_NAME, name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, colours, theme = QPainter(self), self.colours, self.theme
        armed = self.isChecked()
        box = self.rect().adjusted(1, 1, -1, -1)
        if armed:
            outline_rounded(painter, self.rect(), RADIUS + 1, theme.text, 2)
            fill_rounded(painter, self.rect().adjusted(3, 3, -3, -3), RADIUS - 2, colours.chip)
        else:
            fill_rounded(painter, box, RADIUS, colours.fill)
            self.paint_edge(painter, box, pointed_at=self.underMouse() or self.isDown())
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS + 1, theme.accent, 2)
        left = 5
        if self.label.key:
            cap = QRect(left, (self.height() - CAP) // 2, CAP, CAP)
            fill_rounded(painter, cap, RADIUS - 2, colours.chip_text if armed else colours.chip)
            painter.setFont(sized(self.font(), SMALL_PX, bold=True))
            painter.setPen(QColor(colours.chip if armed else colours.chip_text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.label.key.upper())
            left += CAP + SPACE - 2
        else:
            left += SPACE // 2
        self.paint_name(painter, left, colours.chip_text if armed else theme.text, bold=armed)


class FilterChip(LabelButton):
    """A label with the number of its entities. Off (unchecked), it is only an outline with an empty dot."""

    def __init__(self, label: Label, theme: Theme) -> None:
        super().__init__(label, theme)
        self._count = -1
        self.setChecked(True)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many entities there are."""
        if count == self._count:
            return
        grown = len(number(count)) != len(number(self._count))
        self._count = count
        self.setAccessibleName(tr("Show {name}, {count}", name=self.label.name, count=number(count)))
        words = tr("{name}: {count}. Click to show or hide them.", name=self.label.name, count=number(count))
        self.setToolTip(tooltip(words))
        if grown:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        digits = max(3, len(number(self._count)))
        count = QFontMetrics(sized(self.font(), SMALL_PX)).horizontalAdvance("0" * digits)
        return QSize(SPACE + 10 + SPACE - 2 + self.name_width() + SPACE // 2 + count + SPACE, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, colours, theme = QPainter(self), self.colours, self.theme
        on, box = self.isChecked(), self.rect().adjusted(1, 1, -1, -1)
        if on:
            fill_rounded(painter, box, RADIUS, colours.fill)
            self.paint_edge(painter, box, pointed_at=self.underMouse())
        else:
            outline_rounded(painter, box, RADIUS, theme.outline)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS + 1, theme.accent, 2)
        dot = QRect(SPACE, (self.height() - 10) // 2, 10, 10)
        if on:
            fill_rounded(painter, dot, 5, colours.chip)
        else:
            outline_rounded(painter, dot, 5, theme.outline, 1.5)
        left = dot.right() + 1 + SPACE - 2
        self.paint_name(painter, left, theme.text if on else theme.muted)
        painter.setFont(sized(self.font(), SMALL_PX))
        painter.setPen(QColor(theme.text if on else theme.muted))
        count = self.rect().adjusted(0, 0, -SPACE, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(count, flags, number(self._count))
