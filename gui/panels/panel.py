"""The common frame of all panels: a title with a count, then the content."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import SPACE, Theme
from gui.words import number, tr

HEADER_HEIGHT = 40


class Panel(QWidget):
    """A titled area that can be hidden. Subclasses put widgets into ``body`` and, rarely, ``header``.

    title: in English; it is also how the panel is called in the code.
    """

    count_changed = Signal(object)  # int | None
    shown = Signal()  # it came to the front
    hidden = Signal()  # nobody sees it any more

    def __init__(self, title: str, icon_name: str, theme: Theme) -> None:
        super().__init__()
        self.title = title
        self.icon_name = icon_name
        self.theme = theme
        self.count: int | None = None
        self.setAccessibleName(tr(title))
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(tr(title))
        heading.setProperty("role", "heading")
        self._badge = QLabel()
        self._badge.setProperty("role", "muted")
        self._badge.setContentsMargins(SPACE // 2, 0, 0, 0)
        self._badge.hide()
        self._header = QWidget()
        self._header.setFixedHeight(HEADER_HEIGHT)
        self.header = QHBoxLayout(self._header)
        self.header.setContentsMargins(SPACE + SPACE // 2, 0, SPACE, 0)
        self.header.setSpacing(SPACE // 2)
        self.header.addWidget(heading)
        self.header.addWidget(self._badge)
        self.header.addStretch()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addLayout(self.body, 1)

    def set_count(self, count: int | None) -> None:
        """Show how many things the panel holds; None: nothing to count."""
        self._badge.setText("" if count is None else number(count))
        self._badge.setVisible(count is not None)
        if count != self.count:
            self.count = count
            self.count_changed.emit(count)

    def set_header_visible(self, visible: bool) -> None:
        """Show or hide the title, for example where a tab already says it."""
        self._header.setVisible(visible)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it came to the front."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody sees it any more."""
        super().hideEvent(event)
        self.hidden.emit()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins to work in the panel."""
        first_focusable(self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_header_button(self, icon_name: str, name: str, tooltip: str) -> QToolButton:
        """Put a small button at the right end of the title."""
        button = tool_button(icon_name, name, tooltip, self.theme)
        self.header.addWidget(button)
        return button


def tool_button(icon_name: str, name: str, tooltip: str, theme: Theme) -> QToolButton:
    """Make a small button with an icon. A click leaves the keyboard where it is; Tab still reaches it."""
    button = QToolButton(icon=icon(icon_name, theme), toolTip=tooltip)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def first_focusable(pane: QWidget) -> QWidget:
    """Give the first widget inside a pane that takes the keyboard, the pane itself if there is none."""
    inside = pane.findChildren(QWidget)
    return next((w for w in inside if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus), pane)
