"""The panels at the right of the window, one at a time, with a switch above them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gui.keymap import Keymap
from gui.panels.panel import HEADER_HEIGHT, Panel
from gui.panels.segmented import SegmentedControl
from gui.theme import SPACE, Theme
from gui.words import tr

WIDTH = 320


class SideBar(QWidget):
    """Switch between panels; each panel's count stands on its switch."""

    panel_chosen = Signal(str)  # the panel's title

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH - 5 * SPACE)
        self._titles: list[str] = []
        self._commands: list[str] = []
        self._panels: list[Panel] = []
        self._switch = SegmentedControl(theme)
        self._switch.setAccessibleName(tr("Panels"))
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, SPACE)
        self._title.hide()
        self._pages = QStackedWidget()
        above = QWidget()
        above.setFixedHeight(HEADER_HEIGHT + SPACE)
        row = QHBoxLayout(above)
        row.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, 0)
        row.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(above)
        layout.addWidget(self._title)
        layout.addWidget(self._pages, 1)
        self._switch.chosen.connect(self._choose)
        # where there is no room for the words on the switch, the one that counts stands below it
        self._switch.words_shown.connect(lambda shown: self._title.setVisible(not shown))
        self._pages.currentChanged.connect(lambda _: self._title.setText(tr(self.current)))

    @property
    def current(self) -> str:
        """Give the title of the panel that is shown, "" if there is none."""
        number = self._pages.currentIndex()
        return self._titles[number] if number >= 0 else ""

    def add_panel(self, title: str, panel: Panel, command: str = "") -> None:
        """Add a panel at the end. title: in English; command: the one that shows it, whose key its tooltip prints."""
        segment = self._switch.add(tr(title), panel.icon_name)
        segment.setToolTip(tr(title))
        segment.set_count(panel.count)
        panel.count_changed.connect(segment.set_count)
        panel.set_header_visible(False)
        self._titles.append(title)
        self._commands.append(command)
        self._panels.append(panel)
        self._pages.addWidget(panel)

    def show_panel(self, title: str) -> None:
        """Show the panel of that title. Raises ValueError if there is none."""
        number = self._titles.index(title)
        self._switch.take(number)
        self._pages.setCurrentIndex(number)

    def set_keys(self, keymap: Keymap) -> None:
        """Print the keys of a keymap in the tooltips."""
        for segment, title, command in zip(self._switch.segments, self._titles, self._commands, strict=True):
            segment.setToolTip(tr(title) + (keymap.behind(command) if command else ""))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, with all panels."""
        self._switch.set_theme(theme)
        for panel in self._panels:
            panel.set_theme(theme)

    def _choose(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self.panel_chosen.emit(self._titles[number])
