"""The gates pane below the text: tabs, a menu that saves what is seen, and a line that says what it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from gui.icons import icon
from gui.keymap import Keymap
from gui.panels.panel import Panel
from gui.panels.segmented import SegmentedControl
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState
from gui.widgets.menu import Menu
from gui.words import tr, tr_later


@runtime_checkable
class Themed(Protocol):
    """A view that takes its colours from a theme."""

    def set_theme(self, theme: Theme) -> None: ...  # noqa: D102


@runtime_checkable
class Tabled(Protocol):
    """A view of no sentence, with values of its own."""

    def has_table(self) -> bool: ...  # noqa: D102

    def table(self) -> Sequence[Sequence[str]]: ...  # noqa: D102


LOWEST = 200
"""The least height, in logical pixels: the header, the line below and something between."""
TITLED = 560
"""From this width on there is room for a title beside the tabs."""
FORMATS = ("png", "svg", "csv")


class GatesPane(Panel):
    """Shows one of several views, or why there is nothing to see."""

    tab_chosen = Signal(int)
    save_requested = Signal(str)  # one of FORMATS
    retrain_requested = Signal()
    close_requested = Signal()
    larger_requested = Signal()  # or no longer, if it is
    left = Signal()  # with Escape: the keyboard goes back to the text

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("Gates"), "gates", theme)
        self._views: list[QWidget] = []
        self._pages: list[QWidget] = []
        self._of_sentence: list[bool] = []
        self._missing = self._may_retrain = False
        self._heading = self.findChildren(QLabel)[0]
        self._heading.hide()
        self._tabs = SegmentedControl(theme)
        self._tabs.setAccessibleName(tr("What is shown of the tagger"))
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState("gates", "", theme)
        self._untrained = EmptyState("gates", "", theme, tr("Retrain"))
        for page in (self._empty, self._untrained):
            self._stack.addWidget(page)
        self._status = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._status.setProperty("role", "small")
        self._status.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE + SPACE // 2, SPACE // 2)
        self._menu = Menu(theme, self)
        self._entries = {
            "png": self._menu.addAction(tr("Picture as PNG…")),
            "svg": self._menu.addAction(tr("Picture as SVG…")),
            "csv": self._menu.addAction(tr("Values as CSV…")),
        }
        for name, entry in self._entries.items():
            entry.triggered.connect(lambda _=False, name=name: self.save_requested.emit(name))
        self._menu.aboutToShow.connect(self._show_entries)
        self._save = QPushButton(tr("Save…"))
        self._save.setProperty("kind", "flat")
        self._save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._save.setToolTip(tr("Save the picture, or the values"))
        self._save.setMenu(self._menu)
        self.header.addWidget(self._tabs, 100)
        self.header.addWidget(self._save)
        self._is_larger, self._larger_key = False, ""
        self._larger = self.add_header_button("larger", "", "")
        self._close = self.add_header_button("close", tr("Close the gates"), tr("Close the gates"))
        self.body.setSpacing(0)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._status)
        self._tabs.chosen.connect(self._choose)
        self._untrained.action_requested.connect(self.retrain_requested)
        self._close.clicked.connect(self.close_requested)
        self._larger.clicked.connect(self.larger_requested)
        self.set_theme(theme)

    def add_tab(self, title: str, icon_name: str, view: QWidget, *, of_sentence: bool = True) -> None:
        """Add a view at the end. of_sentence: there is nothing to see in it without a sentence and a tagger."""
        segment = self._tabs.add(title, icon_name)
        segment.setToolTip(title)
        # a narrow column shows icons alone: the pane must not push the panels beside it away
        segment.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._views.append(view)
        self._of_sentence.append(of_sentence)
        self._pages.append(view if isinstance(view, QAbstractScrollArea) else _scrolling(view))
        self._stack.addWidget(self._pages[-1])
        self._show_page()

    @property
    def tab(self) -> int:
        """Give the number of the tab that is chosen."""
        return next((n for n, segment in enumerate(self._tabs.segments) if segment.isChecked()), 0)

    @property
    def view(self) -> QWidget | None:
        """Give what is seen, None if there is nothing to see."""
        return None if self._missing and self._of_sentence[self.tab] else self._views[self.tab]

    @property
    def words(self) -> str:
        """Give what is said where there is nothing to see."""
        page = self._stack.currentWidget()
        return page.text if isinstance(page, EmptyState) else ""

    @property
    def status(self) -> str:
        """Give the line below."""
        return self._status.text()

    def choose_tab(self, number: int) -> None:
        """Show another view."""
        self._tabs.take(number)
        self._choose(number)

    def show_views(self, status: str) -> None:
        """Show what there is to see. status: what it is of."""
        self._missing = False
        self._status.setText(status)
        self._show_page()

    def show_missing(self, words: str, *, may_retrain: bool = False) -> None:
        """Say why there is nothing to see. may_retrain: offer what would help."""
        self._missing = True
        self._status.setText("")
        for page in (self._empty, self._untrained):
            page.set_text(words)
        self._may_retrain = may_retrain
        self._show_page()

    def set_larger(self, larger: bool) -> None:
        """Show with the button whether the pane has the window to itself."""
        self._is_larger = larger
        words = tr("Smaller: as the window was before") if larger else tr("Larger: give the gates the window")
        self._larger.setIcon(icon("smaller" if larger else "larger", self.theme))
        self._larger.setAccessibleName(words)
        self._larger.setToolTip(f"{words}{self._larger_key}")

    def set_keys(self, keymap: Keymap) -> None:
        """Print the key of what the button does."""
        self._larger_key = keymap.behind("gates_larger")
        self.set_larger(self._is_larger)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, with the views."""
        super().set_theme(theme)
        self._tabs.set_theme(theme)
        self._menu.set_theme(theme)
        self._close.setIcon(icon("close", theme))
        self.set_larger(self._is_larger)
        for page in (self._empty, self._untrained):
            page.set_theme(theme)
        for view in self._views:
            if isinstance(view, Themed):
                view.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        """Give way down to the header with a part of a view."""
        return QSize(super().minimumSizeHint().width(), LOWEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room of the title to the tabs where they need it."""
        super().resizeEvent(event)
        self._heading.setVisible(self.width() >= TITLED)

    def _choose(self, number: int) -> None:
        self._show_page()
        self.tab_chosen.emit(number)

    def _show_page(self) -> None:
        view = self.view
        page = self._untrained if self._may_retrain else self._empty
        self._stack.setCurrentWidget(page if view is None else self._pages[self.tab])
        self._save.setEnabled(view is not None)
        self._show_entries()

    def _show_entries(self) -> None:
        """Offer values where there are any: of a view of no sentence they come and go while it is seen."""
        view = self.view
        has_values = view.has_table() if isinstance(view, Tabled) else view is not None
        self._entries["csv"].setEnabled(has_values)


def _scrolling(view: QWidget) -> QScrollArea:
    """Give a view in an area that it fills, and that scrolls where it needs more."""
    area = QScrollArea(widgetResizable=True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setProperty("role", "clear")
    area.setWidget(view)
    return area
