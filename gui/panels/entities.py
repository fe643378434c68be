"""The entities of a text by label and name: gold while annotating, a tagger's on the highlight page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from engine.text.labels import Label
from engine.text.ranges import Range
from export.entity_table import EntityTable
from gui.icons import icon
from gui.panels.entity_delegate import EntityDelegate
from gui.panels.entity_index import EntityIndex, Wanted, passing
from gui.panels.entity_list import EntityList
from gui.panels.entity_listing import EntityListing
from gui.panels.entity_rows import EntityRow, Heading, NameRow, PlaceRow
from gui.panels.panel import Panel, tool_button
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.search_field import SearchField
from gui.words import tr, tr_later, tr_n

NO_ENTITIES = tr_later("No entities yet. Select words in the text and press a label's key.")
BY_COUNT = tr_later("The names that stand most often come first. Click for the order of the text.")
BY_PLACE = tr_later("The names come in the order of the text. Click for those that stand most often.")
REFRESH_MS = 250
"""Entities that stream in are shown at most this often: a list that changes faster cannot be read anyway."""


class EntitiesPanel(Panel):
    """List entities by label and name, search them, and tell which one a person wants to see."""

    entity_chosen = Signal(int, int)  # start, end
    refreshed = Signal()  # ``listing`` is a new one

    def __init__(self, theme: Theme, empty_text: str = "") -> None:
        super().__init__(tr_later("Entities"), "entities", theme)
        self.set_count(0)  # its switch in the side bar has room for a count from the beginning
        self._table = EntityTable.empty()
        self._index = EntityIndex()
        self._wanted = Wanted()
        self._folded: set[str] = set()  # labels
        self._unfolded: set[tuple[str, str]] = set()  # labels and names
        self._position: int | None = None
        self._choosing = False
        self._late = False
        self.listing = EntityListing(self._index, self._wanted)
        self._pause = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._pause.timeout.connect(self.flush)
        self._delegate = EntityDelegate(theme)
        self._search = SearchField(tr("Search the entities"), tr("Search entities"), theme)
        self._previous = tool_button("chevron-up", tr("Previous entity"), tr("Previous entity (Shift+F3)"), theme)
        self._next = tool_button("chevron-down", tr("Next entity"), tr("Next entity (F3)"), theme)
        self._by_place = tool_button("text-order", tr("In the order of the text"), tr(BY_COUNT), theme)
        self._by_place.setCheckable(True)
        self._list = EntityList(self._delegate)
        self._empty = EmptyState("entities", empty_text or tr(NO_ENTITIES), theme)
        self._no_match = EmptyState("search", "", theme)
        self._all_hidden = EmptyState("filter", "", theme)
        self._pages = QStackedWidget()
        for page in (self._list, self._empty, self._no_match, self._all_hidden):
            self._pages.addWidget(page)
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(SPACE + SPACE // 2, 0, SPACE, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self._search, 1)
        for button in (self._by_place, self._previous, self._next):
            row.addWidget(button)
        self.body.addWidget(above)
        self.body.addWidget(self._pages, 1)
        self._search.textChanged.connect(self._ask_anew)
        self._search.left_downwards.connect(self._enter_list)
        self._by_place.toggled.connect(self._ask_anew)
        self._previous.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        self._list.row_chosen.connect(self._choose)
        self._list.fold_requested.connect(self._fold)
        self._list.parent_requested.connect(self._go_up)
        self._list.typed.connect(self._search_for)
        self._refresh()

    @property
    def has_keyboard(self) -> bool:
        """Tell whether a person is going through the list with the keyboard."""
        return self._list.hasFocus()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels' order and colours."""
        self._delegate.labels = {label.name: label for label in labels}
        self._ask_anew()

    def set_entities(self, table: EntityTable) -> None:
        """Show these entities: at once, or soon if others came just now, or when the panel is shown."""
        self._table = table
        self._late = True
        if not self.isVisible():
            self.set_count(len(passing(table, self._wanted)))
        elif not self._pause.isActive():
            self.flush()

    def set_notes(self, notes: Mapping[Range, str]) -> None:
        """Take the notes on the entities, by their places."""
        self._delegate.notes = notes
        self._list.viewport().update()

    def set_filter(self, labels: frozenset[str] | None, least: float) -> None:
        """Show only entities of these labels (None: all) that are at least so sure."""
        self._wanted = Wanted(labels, least, self._wanted.words)
        self._ask_anew()

    def set_caret(self, position: int) -> None:
        """Take the code point where a person is in the text, and mark the entity there, if any. Emits nothing."""
        self._position = position
        if not self._choosing and (number := self.listing.row_at(position)) is not None:
            self._list.set_current(number)

    def forget_caret(self) -> None:
        """Take note that nobody has moved in the text yet: its very first entity is the next one."""
        self._position = None

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) entity that is listed, from the caret and round at the ends."""
        self.flush()
        entity = self.listing.next_entity(self._here, by)
        if entity is not None:
            self._go_to(*self.listing.span(entity))
            self.set_caret(self._here)

    def flush(self) -> None:
        """Show what has come in since the last refresh."""
        if self._late:
            self._refresh()

    def set_empty_text(self, text: str) -> None:
        """Say why there are no entities."""
        self._empty.set_text(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._by_place.setIcon(icon("text-order", theme))
        self._previous.setIcon(icon("chevron-up", theme))
        self._next.setIcon(icon("chevron-down", theme))
        for part in (self._search, self._list, self._empty, self._no_match, self._all_hidden):
            part.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came in while the panel was hidden."""
        super().showEvent(event)
        self.flush()

    @property
    def _here(self) -> int:
        return -1 if self._position is None else self._position

    def _ask_anew(self) -> None:
        self._by_place.setToolTip(tr(BY_PLACE if self._by_place.isChecked() else BY_COUNT))
        self._wanted = Wanted(self._wanted.labels, self._wanted.least, self._search.text())
        self._refresh()

    def _refresh(self) -> None:
        other_text = self._index.update(self._table)
        if other_text:
            self._unfolded.clear()
            self._list.verticalScrollBar().setValue(0)
            self._list.set_current(None)
        order = list(self._delegate.labels)
        by_place = self._by_place.isChecked()
        self.listing = EntityListing(self._index, self._wanted, order, self._folded, self._unfolded, by_place=by_place)
        self._list.show_rows(self.listing, self.listing.number_of)
        self._mark_caret()
        self._show_page()
        self.set_count(self.listing.passing)
        for button in (self._previous, self._next):
            button.setEnabled(self.listing.found > 0)
        self._late = False
        self._pause.start()
        self.refreshed.emit()

    def _mark_caret(self) -> None:
        """Mark the entity where the caret is, which may be a new one, unless a person is going through the list."""
        if self._position is None or (self.has_keyboard and self._list.currentIndex().isValid()):
            return
        number = self.listing.row_at(self._position)
        if number is not None:
            self._list.set_current(number, reveal=False)

    def _show_page(self) -> None:
        total = len(self._table)
        self._no_match.set_text(tr("No entity has “{words}” in it.", words=self._search.text().strip()))
        self._all_hidden.set_text(tr_n(total, "The filter hides {n} entity.", "The filter hides all {n} entities."))
        page = self._list if self.listing else self._no_match
        if not self.listing.passing:
            page = self._all_hidden if total else self._empty
        self._pages.setCurrentWidget(page)

    def _row(self, index: QModelIndex) -> EntityRow:
        row: EntityRow = self._list.rows_model.row(index)
        return row

    def _choose(self, index: QModelIndex) -> None:
        """Go to a place, or to the next place of a name, seen from the caret."""
        match self._row(index):
            case PlaceRow() as row:
                self._go_to(row.start, row.end)
            case NameRow() as row:
                entity = self.listing.next_place(row, self._here)
                if entity is not None:
                    self._go_to(*self.listing.span(entity))

    def _go_to(self, start: int, end: int) -> None:
        """Tell where to go; the caret comes back as a position, but the chosen row stays the current one."""
        self._position = start
        self._choosing = True
        self.entity_chosen.emit(start, end)
        self._choosing = False

    def _fold(self, index: QModelIndex) -> None:
        """Fold a row that is unfolded, and the other way round; it becomes the current one."""
        self._list.set_current(index.row(), reveal=False)
        match self._row(index):
            case Heading(label=label):
                self._folded ^= {label}
            case NameRow(label=label, name=name):
                self._unfolded ^= {(label, name)}
        self._refresh()

    def _go_up(self, index: QModelIndex) -> None:
        self._list.set_current(self.listing.parent_of(index.row()))

    def _search_for(self, letters: str) -> None:
        self._search.setFocus()
        self._search.insert(letters)

    def _enter_list(self) -> None:
        self._list.setFocus()
        if not self._list.currentIndex().isValid() and len(self.listing):
            self._list.set_current(0)
