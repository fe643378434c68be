"""Which predictions to show: a switch for each label and the least confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from engine.text.labels import Label
from gui.panels.chip_area import ChipArea
from gui.panels.label_chip import FilterChip
from gui.theme import SPACE, Theme
from gui.words import percent, tr

STEP = 5  # per cent
MOST_ROWS = 4


class EntityFilter(QWidget):
    """Chips with counts above a slider; what is switched off is counted all the same."""

    changed = Signal(object, float)  # frozenset[str] of labels shown, least confidence

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: dict[str, FilterChip] = {}
        self._area = ChipArea(tr("Labels to show"), MOST_ROWS)
        self._slider = QSlider(Qt.Orientation.Horizontal, maximum=100, singleStep=STEP, pageStep=2 * STEP)
        self._slider.setAccessibleName(tr("Least confidence"))
        self._slider.setToolTip(tr("Show only entities that the tagger is at least this sure of"))
        self._value = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setProperty("role", "muted")
        self._value.setFixedWidth(self._value.fontMetrics().horizontalAdvance(percent(1)) + SPACE)
        caption = QLabel(tr("At least"))
        caption.setProperty("role", "muted")
        caption.setBuddy(self._slider)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for widget, stretch in ((caption, 0), (self._slider, 1), (self._value, 0)):
            row.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._area)
        column.addLayout(row)
        self._slider.valueChanged.connect(self._tell)
        self._show_value()
        self.set_labels([])

    @property
    def labels(self) -> frozenset[str]:
        """Give the labels that are shown."""
        return frozenset(name for name, chip in self._chips.items() if chip.isChecked())

    @property
    def least(self) -> float:
        """Give the least confidence, in [0, 1]."""
        value: int = self._slider.value()
        return value / 100

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Offer these labels; new ones are shown. Emits nothing."""
        hidden = set(self._chips) - self.labels
        self._chips = {label.name: FilterChip(label, self._theme) for label in labels}
        for name, chip in self._chips.items():
            chip.setChecked(name not in hidden)
            chip.clicked.connect(self._tell)
        self._area.set_chips(list(self._chips.values()))
        self._area.setVisible(bool(self._chips))

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show on each chip how many entities of its label are sure enough."""
        for name, chip in self._chips.items():
            chip.set_count(counts.get(name, 0))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for chip in self._chips.values():
            chip.set_theme(theme)

    def _show_value(self) -> None:
        self._value.setText(percent(self.least))

    def _tell(self) -> None:
        self._show_value()
        self.changed.emit(self.labels, self.least)
