"""The entities of a document by label: gold while annotating, predictions on the highlight page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.text.labels import Label
from gui.panels.entity_rows import EntityDelegate, EntityRow, Heading, described, grouped
from gui.panels.panel import Panel
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.widgets.search_field import SearchField

NO_ENTITIES = "No entities yet. Select words in the text and press a label's key."


class EntitiesPanel(Panel):
    """List entities under their labels, search them, and tell which one a person wants to see."""

    entity_chosen = Signal(int, int)  # start, end

    def __init__(self, theme: Theme, empty_text: str = NO_ENTITIES) -> None:
        super().__init__("Entities", "entities", theme)
        self._entities: list[EntityRow] = []
        self._folded: set[str] = set()
        self._current: tuple[int, int] | None = None
        self._delegate = EntityDelegate(theme)
        self._search = SearchField("Search the entities", "Search entities", theme)
        self._list = RowList(RowsModel(described, described), self._delegate, "Entities")
        self._empty = EmptyState("entities", empty_text, theme)
        self._no_match = EmptyState("search", "", theme)
        self._pages = QStackedWidget()
        for page in (self._list, self._empty, self._no_match):
            self._pages.addWidget(page)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, 0)
        column.addWidget(self._search)
        self.body.addWidget(above)
        self.body.addWidget(self._pages, 1)
        self._search.textChanged.connect(self._refresh)
        self._search.left_downwards.connect(self._list.setFocus)
        self._list.row_chosen.connect(self._choose)
        self._list.row_activated.connect(self._fold)
        self._refresh()

    @property
    def current(self) -> tuple[int, int] | None:
        """Give the characters of the entity that is marked."""
        return self._current

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels' order and colours."""
        self._delegate.labels = {label.name: label for label in labels}
        self._refresh()

    def set_entities(self, entities: Sequence[EntityRow]) -> None:
        """Show these entities, in any order."""
        self._entities = sorted(entities, key=_position)
        self._refresh()

    def set_current(self, start: int, end: int) -> None:
        """Mark the entity at these characters, if it is listed. Emits nothing."""
        self._current = (start, end)
        self._mark_current()

    def step(self, by: int, position: int | None = None) -> None:
        """Go to the next (1) or previous (-1) entity in the text, and round at its ends.

        position: the code point to start from; without it, the entity that is marked.
        """
        if not self._entities:
            return
        here = self._current if position is None else (position, position)
        if here is None:
            number = 0 if by > 0 else -1
        elif by > 0:
            number = bisect_right(self._entities, here, key=_position) % len(self._entities)
        else:
            number = bisect_left(self._entities, here, key=_position) - 1
        entity = self._entities[number]
        self.set_current(entity.start, entity.end)
        self.entity_chosen.emit(entity.start, entity.end)

    def set_empty_text(self, text: str) -> None:
        """Say why there are no entities."""
        self._empty.set_text(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self._search, self._list, self._empty, self._no_match):
            part.set_theme(theme)

    def _refresh(self) -> None:
        rows = grouped(self._entities, list(self._delegate.labels), self._folded, self._search.text())
        self._list.rows_model.set_rows(rows)
        self._list.viewport().update()
        self._no_match.set_text(f"No entity has “{self._search.text().strip()}” in it.")
        page = self._list if rows else self._no_match if self._entities else self._empty
        self._pages.setCurrentWidget(page)
        self.set_count(len(self._entities))
        self._mark_current()

    def _mark_current(self) -> None:
        rows = enumerate(self._list.rows_model.rows)
        number = next((n for n, row in rows if isinstance(row, EntityRow) and _position(row) == self._current), None)
        self._list.set_current(number)

    def _choose(self, index: QModelIndex) -> None:
        row = self._list.rows_model.row(index)
        if isinstance(row, EntityRow):
            self._current = (row.start, row.end)
            self.entity_chosen.emit(row.start, row.end)

    def _fold(self, index: QModelIndex) -> None:
        row = self._list.rows_model.row(index)
        if isinstance(row, Heading):
            self._folded ^= {row.label}
            self._refresh()


def _position(entity: EntityRow) -> tuple[int, int]:
    return entity.start, entity.end
