"""What a search is narrowed down by: labels, states of documents, where spans are from, how sure, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSlider, QVBoxLayout, QWidget

from engine.project.query import Query, Where
from engine.text.document import DocumentState, Source
from engine.text.labels import Label
from gui.panels.chip_area import ChipArea
from gui.presenter import state_words
from gui.theme import SPACE, Theme
from gui.widgets.choice_chip import ChoiceChip
from gui.words import at_beginning, percent, tr, tr_later

SOURCES = {
    Source.HAND: tr_later("By hand"),
    Source.SUGGESTION: tr_later("Accepted suggestion"),
    Source.IMPORT: tr_later("Import"),
}
STEP = 5  # per cent
ANY = 100
MOST_ROWS = 4


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is on, in words, and how to switch it off."""

    words: str
    remove: Callable[[], None]


class SearchFilter(QScrollArea):
    """Chips in groups and a slider; nothing chosen in a group: anything goes."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels: dict[str, ChoiceChip] = {}
        self._unlabelled = self._chip(tr("Not labelled"), tr("Only matches that share no character with a gold span"))
        self._states = {state: self._chip(at_beginning(state_words(state))) for state in DocumentState}
        self._sources = {source: self._chip(tr(words)) for source, words in SOURCES.items()}
        self._noted = self._chip(tr("Has a note"), tr("Only spans and documents that somebody wrote a note on"))
        self._in_notes = self._chip(tr("Search in notes"), tr("Look for the words in the notes, not in the texts"))
        self._slider = QSlider(Qt.Orientation.Horizontal, maximum=ANY, singleStep=STEP, pageStep=2 * STEP, value=ANY)
        self._slider.setAccessibleName(tr("Confidence at most"))
        self._slider.setToolTip(tr("Only accepted suggestions of which the tagger was at most this sure"))
        self._value = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setProperty("role", "muted")
        advance = self._value.fontMetrics().horizontalAdvance
        self._value.setFixedWidth(max(map(advance, (tr("any"), percent(0.99)))) + SPACE)
        self._label_area = ChipArea(tr("Labels to find"), MOST_ROWS)
        self._areas = [self._label_area]
        self._inside = inside = QWidget()
        inside.setProperty("role", "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, SPACE // 2)
        self._column.setSpacing(SPACE // 2)
        self._add(tr("Label"), self._label_area)
        self._add_chips(tr("Document"), tr("States of documents to find"), self._states.values())
        self._add_chips(tr("Where the span is from"), tr("Sources of spans to find"), self._sources.values())
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._slider, 1)
        row.addWidget(self._value)
        self._add(tr("Confidence at most"), row)
        self._add_chips(tr("Note"), tr("Notes"), [self._noted, self._in_notes])
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Filters of the search"))
        self._slider.valueChanged.connect(self._tell)
        self.set_labels([])
        self._show_value()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Offer these labels; those chosen before stay chosen, also under another name. Emits nothing."""
        labels = list(labels)
        now = renamed(list(self._labels), [label.name for label in labels])
        chosen = {now.get(name, name) for name, chip in self._labels.items() if chip.isChecked()}
        self._labels = {label.name: self._chip(label.name, label.description, label.colour) for label in labels}
        for name, chip in self._labels.items():
            chip.setChecked(name in chosen)
        self._label_area.set_chips([self._unlabelled, *self._labels.values()])

    def applied(self, query: Query) -> Query:
        """Give a query narrowed down by what is chosen."""
        return replace(
            query,
            labels=frozenset(name for name, chip in self._labels.items() if chip.isChecked()),
            unlabelled=self._unlabelled.isChecked(),
            states=frozenset(state for state, chip in self._states.items() if chip.isChecked()),
            sources=frozenset(source for source, chip in self._sources.items() if chip.isChecked()),
            most_confidence=None if self._slider.value() == ANY else self._slider.value() / 100,
            noted=self._noted.isChecked(),
            where=Where.NOTES if self._in_notes.isChecked() else Where.TEXT,
        )

    @property
    def active(self) -> list[ActiveFilter]:
        """Give the filters that are on."""
        chips = (self._unlabelled, *self._labels.values(), *self._states.values(), *self._sources.values())
        found = [
            ActiveFilter(chip.text(), chip.click) for chip in (*chips, self._noted, self._in_notes) if chip.isChecked()
        ]
        if self._slider.value() < ANY:
            words = tr("At most {share} sure", share=percent(self._slider.value() / 100))
            found.append(ActiveFilter(words, lambda: self._slider.setValue(ANY)))
        return found

    def fit(self, most: int) -> None:
        """Take the height that everything needs, in logical pixels, but not more than ``most``."""
        self.setFixedHeight(min(self._inside.sizeHint().height(), most))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for chip in self.findChildren(ChoiceChip):
            chip.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the chips out in the new width."""
        super().resizeEvent(event)
        for area in self._areas:
            area.fit()

    def _chip(self, words: str, tooltip: str = "", colour: int | None = None) -> ChoiceChip:
        chip = ChoiceChip(words, self._theme, colour, tooltip)
        chip.clicked.connect(lambda: self._choose(chip))
        return chip

    def _add(self, title: str, content: QWidget | QHBoxLayout) -> None:
        caption = QLabel(title)
        caption.setProperty("role", "small")
        self._column.addWidget(caption)
        if isinstance(content, QWidget):
            self._column.addWidget(content)
        else:
            self._column.addLayout(content)
        self._column.addSpacing(SPACE // 2)

    def _add_chips(self, title: str, name: str, chips: Iterable[ChoiceChip]) -> None:
        area = ChipArea(name, MOST_ROWS)
        area.set_chips(list(chips))
        self._areas.append(area)
        self._add(title, area)

    def _choose(self, chip: ChoiceChip) -> None:
        """Tell; nothing has a label and none at once."""
        if chip is self._unlabelled:
            for labelled in self._labels.values():
                labelled.setChecked(False)
        elif chip in self._labels.values():
            self._unlabelled.setChecked(False)
        self.changed.emit()

    def _show_value(self) -> None:
        value = self._slider.value()
        self._value.setText(tr("any") if value == ANY else percent(value / 100))

    def _tell(self) -> None:
        self._show_value()
        self.changed.emit()


def renamed(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """Give the new names of labels that kept their places, by the old names: as many labels as before, in order."""
    if len(before) != len(after):
        return {}
    gone, new = set(before) - set(after), set(after) - set(before)
    return {old: name for old, name in zip(before, after, strict=True) if old in gone and name in new}
