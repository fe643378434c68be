"""A segmented control: a few choices side by side, one of them taken; an icon above its word each.

Every word shows where all of them fit. Where they do not, none does: the icons stay where they are whichever is taken,
so that a hand finds them without looking, and tooltips and screen readers have the words.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui.icons import ICON_SIZE, icon
from gui.style import sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import draw_segment, fill_rounded
from gui.words import number

HEIGHT = 40
NARROWEST, WITH_COUNT = 36, 56
"""The least width of a segment, in logical pixels: an icon, or an icon with a count of four characters beside it."""
GAP = SPACE // 2


def short_count(count: int) -> str:
    """Say a count in at most four characters: ``999``, ``1.2k``, ``12k``, ``3M``."""
    if count < 1_000:
        return str(count)
    if count < 10_000:
        return f"{count // 100 / 10:g}k"
    return f"{count // 1_000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


class Segment(QAbstractButton):
    """One choice, with room for a count, so that a growing count moves nothing."""

    def __init__(self, text: str, icon_name: str, theme: Theme) -> None:
        super().__init__(text=text, checkable=True, autoExclusive=True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is drawn anew when the mouse comes and goes
        self.theme = theme
        self.shows_word = True
        self._icon_name = icon_name
        self._count = ""
        self._counts = False
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(HEIGHT)

    def set_count(self, count: int | None) -> None:
        """Show a count beside the icon; None: no count."""
        self._count = short_count(count) if count else ""
        if count is not None and not self._counts:
            self._counts = True
            self.updateGeometry()
        self.setAccessibleName(f"{self.text()}, {number(count)}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        word = QFontMetrics(sized(self.font(), SMALL_PX, bold=True)).horizontalAdvance(self.text())
        return QSize(max(word + SPACE, self.minimumSizeHint().width()), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Give way down to the icon with a count."""
        return QSize(WITH_COUNT if self._counts else NARROWEST, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        theme, painter = self.theme, QPainter(self)
        box = self.rect().adjusted(2, 2, -2, -2)
        draw_segment(painter, box, self, theme)
        lit = self.isChecked() or self.underMouse()
        colour = theme.text if lit else theme.muted
        word_font, count_font = sized(self.font(), SMALL_PX, bold=self.isChecked()), sized(self.font(), SMALL_PX)
        word_height = QFontMetrics(word_font).height() if self.shows_word else 0
        picture = QRect(0, 0, ICON_SIZE, ICON_SIZE)
        picture.moveCenter(box.center())
        if self._counts and not self.shows_word:  # both together in the middle; up to 99 the icon does not move
            metrics = QFontMetrics(count_font)
            room = max(metrics.horizontalAdvance(text) for text in ("00", self._count))
            picture.translate(-(GAP + room) // 2, 0)
        picture.moveTop(box.y() + (box.height() - ICON_SIZE - word_height) // 2)
        icon(self._icon_name, theme, ICON_SIZE, colour).paint(painter, picture)
        painter.setPen(QColor(colour if self.underMouse() else theme.muted))
        painter.setFont(count_font)
        count = QRect(picture.right() + GAP, picture.y(), box.right() - picture.right(), ICON_SIZE)
        painter.drawText(count, Qt.AlignmentFlag.AlignVCenter, self._count)
        if self.shows_word:
            painter.setPen(QColor(colour))
            painter.setFont(word_font)
            word = QRect(box.x(), picture.bottom(), box.width(), word_height)
            painter.drawText(word, Qt.AlignmentFlag.AlignCenter, self.text())


class SegmentedControl(QWidget):
    """The segments in their groove; the arrow keys move between them."""

    chosen = Signal(int)
    words_shown = Signal(bool)  # whether there is room for them, as soon as that is another

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.shows_words = True
        self.segments: list[Segment] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, text: str, icon_name: str) -> Segment:
        """Add a choice at the end; the first one is taken."""
        segment = Segment(text, icon_name, self.theme)
        segment.setChecked(not self.segments)
        self._group.addButton(segment, len(self.segments))
        self._row.addWidget(segment, segment.sizeHint().width())
        self.segments.append(segment)
        self._show_words()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the words if there is room."""
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        fit = sum(segment.sizeHint().width() for segment in self.segments) <= self.width()
        for segment in self.segments:
            segment.shows_word = fit
            segment.update()
        if fit != self.shows_words:
            self.shows_words = fit
            self.words_shown.emit(fit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        fill_rounded(QPainter(self), self.rect(), RADIUS, self.theme.control_hover)
