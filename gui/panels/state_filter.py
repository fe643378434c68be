"""One switch for each state of a document, with how many documents are in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from engine.text.document import DocumentState
from gui.icons import ICON_SIZE, icon
from gui.panels.document_rows import STATE_ICONS, state_colour
from gui.panels.segmented import short_count
from gui.presenter import state_words
from gui.style import sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.words import at_beginning, tr_n

HEIGHT = 26
GAP = 3
NARROWEST = ICON_SIZE + 2 * GAP


class StateSwitch(QAbstractButton):
    """The icon of a state with a count, which never asks for more room: five of them stand in a narrow panel."""

    def __init__(self, state: DocumentState, theme: Theme) -> None:
        super().__init__(checkable=True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = state
        self.theme = theme
        self._count = -1
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many documents are in the state."""
        if count == self._count:
            return
        self._count = count
        words = at_beginning(state_words(self.state))
        self.setAccessibleName(tr_n(count, "{state}: {n} document", "{state}: {n} documents", state=words))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Give the least size; the row is shared out evenly."""
        return QSize(NARROWEST, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme = QPainter(self), self.theme
        box = self.rect().adjusted(1, 1, -1, -1)
        if self.isChecked():
            fill_rounded(painter, box, RADIUS, theme.selection)
        elif self.underMouse():
            fill_rounded(painter, box, RADIUS, theme.control_hover)
        outline_rounded(painter, box, RADIUS, theme.accent if self.isChecked() else theme.line)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS + 1, theme.accent, 2)
        font = sized(self.font(), SMALL_PX)
        painter.setFont(font)
        count = short_count(self._count)
        width = painter.fontMetrics().horizontalAdvance(count)
        left = max(GAP, (self.width() - ICON_SIZE - GAP - width) // 2)
        picture = QRect(left, (self.height() - ICON_SIZE) // 2, ICON_SIZE, ICON_SIZE)
        colour = state_colour(self.state, theme)
        icon(STATE_ICONS[self.state], theme, ICON_SIZE, colour).paint(painter, picture)
        painter.setPen(QColor(theme.text if self.isChecked() else theme.muted))
        words = QRect(picture.right() + 1 + GAP, 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, count)


class StateFilter(QWidget):
    """The switches in a row. None is on: documents of any state are shown."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._switches = {state: StateSwitch(state, theme) for state in DocumentState}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for switch in self._switches.values():
            row.addWidget(switch)
            switch.clicked.connect(self.changed)

    @property
    def chosen(self) -> frozenset[DocumentState]:
        """Give the states that are asked for."""
        return frozenset(state for state, switch in self._switches.items() if switch.isChecked())

    def choose(self, states: Iterable[DocumentState]) -> None:
        """Ask for some states. Emits nothing."""
        wanted = set(states)
        for state, switch in self._switches.items():
            switch.setChecked(state in wanted)

    def set_counts(self, counts: Mapping[DocumentState, int]) -> None:
        """Show how many documents are in each state."""
        for state, switch in self._switches.items():
            switch.set_count(counts.get(state, 0))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for switch in self._switches.values():
            switch.theme = theme
            switch.update()
