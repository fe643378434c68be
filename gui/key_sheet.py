"""The sheet behind F1: every key of the window, in as many columns as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.text.labels import LabelSet
from gui.key_groups import SheetRow, key_groups
from gui.keymap import Keymap
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.columns_layout import ColumnsLayout
from gui.widgets.empty_state import EmptyState
from gui.widgets.search_field import SearchField
from gui.words import tr

NARROWEST = 320
WIDEST, HIGHEST = 1_120, 760


class KeySheet(QDialog):
    """A sheet that can be searched; it can stay open beside the work."""

    change_requested = Signal()

    def __init__(self, keymap: Keymap, labels: LabelSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.resize(min(WIDEST, parent.width() - 4 * SPACE), min(HIGHEST, parent.height() - 4 * SPACE))
        self._theme = theme
        self._keymap, self._labels = keymap, labels
        self.groups: list[KeyGroup] = []
        self.filter = SearchField(tr("Find a key or what it does"), tr("Find a key or what it does"), theme)
        self._change = QPushButton(tr("Change keys…"))
        self._change.setAutoDefault(False)
        self._nothing = EmptyState("keyboard", tr("No key does that."), theme)
        self._inside = QWidget()
        self._inside.setProperty("role", "clear")
        self._columns = ColumnsLayout(NARROWEST, parent=self._inside)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("Keys"))
        self.area.setWidget(self._inside)
        self._pages = QStackedWidget()
        for page in (self.area, self._nothing):
            self._pages.addWidget(page)
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(self.filter, 1)
        above.addWidget(self._change)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, SPACE, SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(above)
        column.addWidget(self._pages, 1)
        self.filter.textChanged.connect(self._filter)
        self.filter.left_downwards.connect(self.area.setFocus)
        self._change.clicked.connect(self.change_requested)
        self._fill()

    def set_keymap(self, keymap: Keymap, labels: LabelSet) -> None:
        """Show other keys."""
        self._keymap, self._labels = keymap, labels
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.filter.set_theme(theme)
        self._nothing.set_theme(theme)
        self._fill()

    def _fill(self) -> None:
        while (item := self._columns.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.groups = [KeyGroup(title, rows, self._theme) for title, rows in key_groups(self._keymap, self._labels)]
        for group in self.groups:
            self._columns.addWidget(group)
        self._filter(self.filter.text())

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [group.show_only(words) for group in self.groups]
        self._pages.setCurrentWidget(self.area if any(found) else self._nothing)
        self.area.verticalScrollBar().setValue(0)


class KeyGroup(QWidget):
    """A title above rows of words and, at the right, the caps of their keys."""

    def __init__(self, title: str, rows: list[SheetRow], theme: Theme) -> None:
        super().__init__()
        self.title = title
        self._rows: list[tuple[SheetRow, QWidget, QLabel]] = []
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(heading)
        for row in rows:  # each for itself: in a grid, the longest keys would take the room of all words
            caps, words = _caps(row, theme), QLabel(row.text, wordWrap=True)
            line = QHBoxLayout()
            line.setSpacing(SPACE)
            line.addWidget(words, 1)
            line.addWidget(caps, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
            self._rows.append((row, caps, words))

    def show_only(self, wanted: list[str]) -> bool:
        """Show the rows that hold all of these casefolded words, all if the title does; tell whether there are any."""
        whole = all(word in self.title.casefold() for word in wanted)
        shown = [whole or all(word in row.folded for word in wanted) for row, _, _ in self._rows]
        for (_, caps, words), show in zip(self._rows, shown, strict=True):
            caps.setVisible(show)
            words.setVisible(show)
        self.setVisible(any(shown))
        return any(shown)


def _caps(row: SheetRow, theme: Theme) -> QWidget:
    """Make the caps of a row, side by side; those of a label in its colours."""
    box = QWidget()
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE // 2)
    back, ink, edge = theme.control_hover, theme.text, theme.outline
    if row.colour is not None:
        colours = theme.label(row.colour)
        back, ink, edge = colours.chip, colours.chip_text, colours.chip
    for cap in row.caps:
        label = QLabel(cap, alignment=Qt.AlignmentFlag.AlignCenter)
        label.setStyleSheet(
            f"background: {back}; color: {ink}; border: 1px solid {edge}; border-radius: {RADIUS - 2}px;"
            f"padding: 1px 6px; font-size: {SMALL_PX}px;"
        )
        line.addWidget(label)
    return box
