"""The labels above the text: click one to label the selection, or arm it for the next drags."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from engine.text.labels import LabelSet
from gui.icons import icon
from gui.panels.chip_area import ChipArea
from gui.panels.label_chip import HEIGHT, LabelChip
from gui.panels.new_label import NewLabelPopup
from gui.theme import SPACE, Theme
from gui.words import tr


class LabelBar(QWidget):
    """A chip for each label with its key; at most one is armed, until it is clicked again."""

    label_clicked = Signal(str)  # always, and before label_armed
    label_armed = Signal(object)  # str | None
    label_added = Signal(str, str)  # name, description
    menu_requested = Signal(str, QPoint)  # name, place on the screen

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels = LabelSet()
        self._armed: str | None = None
        self._chips: dict[str, LabelChip] = {}
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Labels"))
        self._area = ChipArea(tr("Labels"))
        self._add = QPushButton(tr("Label"), toolTip=tr("Add a label to the project"))
        self._add.setProperty("kind", "flat")
        self._add.setAccessibleName(tr("Add a label"))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.setFixedHeight(HEIGHT)
        self._popup = NewLabelPopup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE + SPACE // 2, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._area, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._add, 0, Qt.AlignmentFlag.AlignTop)
        self._add.clicked.connect(lambda: self._popup.ask(self._add, self._labels.names))
        self._popup.accepted.connect(self.label_added)
        self.set_labels(self._labels)
        self.set_theme(theme)

    @property
    def armed(self) -> str | None:
        """Give the label that is armed."""
        return self._armed

    def set_labels(self, labels: LabelSet) -> None:
        """Show these labels; the armed one stays armed if it is still there."""
        self._labels = labels
        self._chips = {label.name: LabelChip(label, self._theme) for label in labels}
        for name, chip in self._chips.items():
            chip.clicked.connect(lambda _checked, name=name: self._click(name))
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(partial(self._ask_menu, name))
        self._area.set_chips(list(self._chips.values()) or [self._make_hint()])
        self.set_armed(self._armed if self._armed in self._chips else None)

    def set_armed(self, name: str | None) -> None:
        """Show which label is armed. Emits nothing. Raises KeyError for a label that is not shown."""
        if name is not None:
            self._chips[name].setChecked(True)
        self._armed = name
        for other, chip in self._chips.items():
            chip.setChecked(other == name)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._add.setIcon(icon("add", theme, colour=theme.muted))
        for chip in self._chips.values():
            chip.set_theme(theme)

    def _make_hint(self) -> QLabel:
        hint = QLabel(tr("No labels yet. Add the first: what shall be found in the texts?"))
        hint.setProperty("role", "muted")
        hint.setMinimumHeight(HEIGHT)
        return hint

    def _ask_menu(self, name: str, place: QPoint) -> None:
        self.menu_requested.emit(name, self._chips[name].mapToGlobal(place))

    def _click(self, name: str) -> None:
        self.set_armed(None if name == self._armed else name)
        self.label_clicked.emit(name)
        self.label_armed.emit(self._armed)
