"""Find words, spans and notes in the whole project; hits as keyword in context."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from engine.project.query import Query
from engine.project.search import Hit
from engine.text.labels import Label
from gui.icons import icon
from gui.panels.chip_area import ChipArea
from gui.panels.panel import Panel
from gui.panels.search_delegate import SearchDelegate
from gui.panels.search_filter import SearchFilter
from gui.panels.search_state import SearchState, described, find_hit, outcome
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.rows_model import LazyRowsModel
from gui.widgets.search_field import SearchField
from gui.widgets.typing_list import TypingList
from gui.words import tr, tr_later

NOTHING_ASKED = tr_later(
    "Find words in all documents: Par finds Paris and Parma.\n\n"
    "With .* on, expressions work: 19\\d\\d finds the years from 1900 to 1999.\n\n"
    "With filters, even without words: all spans of a label, those accepted with little confidence, all notes."
)
NOTHING_FOUND = tr_later("Nothing found.")
NOTHING_CAN_BE = tr_later("«Not labelled» needs words to look for, and no other filter for spans.")
MOST_CHIP_ROWS = 2


class SearchPanel(Panel):
    """Emit what is looked for and which hit a person wants to see; show what was found."""

    query_changed = Signal(object)  # Query
    more_wanted = Signal()
    hit_chosen = Signal(object)  # Hit
    entered = Signal()  # Enter on a hit, which is chosen: the keyboard is wanted there
    left = Signal()  # the keyboard is wanted in the text again

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("Search"), "search", theme)
        self._state = SearchState()
        self._field = SearchField(tr("Find in the project"), tr("Find in all documents"), theme)
        self._case = toggle("Aa", tr("Match case"), tr("Match case: capitals matter"))
        self._whole = toggle("ab|", tr("Whole words"), tr("Whole words: Par does not find Paris"))
        self._regex = toggle(".*", tr("Regular expression"), tr("The words are a regular expression"))
        self._here = toggle("", tr("This document"), tr("Only in the document on the screen"))
        self._document_id: int | None = None
        self._fold = QToolButton(text=tr("Filters"), checkable=True, toolTip=tr("Narrow the search down"))
        self._fold.setAccessibleName(tr("Filters"))
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._filter = SearchFilter(theme)
        self._filter.hide()
        self._active = ChipArea(tr("Filters that are on"), MOST_CHIP_ROWS)
        self._active.hide()
        self._outcome = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._delegate = SearchDelegate(theme)
        self._list = TypingList(LazyRowsModel(described, described), self._delegate, tr("Hits"))
        self._nothing_asked = EmptyState("search", tr(NOTHING_ASKED), theme)
        self._searching = EmptyState("search", tr("Searching…"), theme)
        self._nothing_found = EmptyState("search", tr(NOTHING_FOUND), theme)
        self._failed = EmptyState("warning", "", theme)
        self._pages = QStackedWidget()
        # in a low window the hits give way, not what is above them
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        for page in (self._nothing_asked, self._searching, self._nothing_found, self._failed, self._list):
            self._pages.addWidget(page)
        self._lay_out()
        self._field.textChanged.connect(self._ask)
        self._field.returnPressed.connect(lambda: self.step(1))
        self._field.left_downwards.connect(self._enter_list)
        for button in (self._case, self._whole, self._regex, self._here):
            button.clicked.connect(self._ask)
        self._here.toggled.connect(self._show_scope)
        self._fold.toggled.connect(self._show_filter)
        self._filter.changed.connect(self._ask)
        self._list.typed.connect(self._search_for)
        self._list.row_chosen.connect(lambda index: self.hit_chosen.emit(self._hit(index)))
        self._list.entered.connect(self.entered)
        self._list.end_neared.connect(self.more_wanted)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Esc"), self, context=within).activated.connect(self._go_out)
        self.set_theme(theme)

    @property
    def has_keyboard(self) -> bool:
        """Tell whether a person is going through the hits with the keyboard."""
        return self._list.hasFocus() or self._field.hasFocus()

    @property
    def query(self) -> Query:
        """Give what is looked for."""
        words = Query(
            self._field.text(),
            regex=self._regex.isChecked(),
            match_case=self._case.isChecked(),
            whole_words=self._whole.isChecked(),
            document_id=self._document_id if self._here.isChecked() else None,
        )
        return self._filter.applied(words)

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels, to filter by and for their colours."""
        labels = list(labels)
        self._delegate.labels = {label.name: label for label in labels}
        self._list.viewport().update()
        before = self.query
        self._filter.set_labels(labels)
        if self.query != before:  # a label that was looked for is gone
            self._ask()

    def set_state(self, state: SearchState) -> None:
        """Show what was found so far. Hits of an older search stay until there is news."""
        waits = state.searching and not state.hits and bool(self._state.hits)
        self._state = state
        if not waits:
            hits = state.hits
            self._list.show_rows(hits, lambda hit: find_hit(hits, hit))
        self._show_outcome()
        self._show_page(waits=waits)

    def look_for(self, words: str) -> None:
        """Take the keyboard, and look for words if some are given."""
        self._field.setFocus()
        if words:
            self._regex.setChecked(False)
            self._field.setText(words)
        self._field.selectAll()

    def look_in(self, *, document: bool) -> None:
        """Look in the document on the screen alone, or in all of them."""
        if self._here.isChecked() != document:
            self._here.click()

    def set_document(self, document_id: int | None) -> None:
        """Take note of which document is on the screen."""
        before, self._document_id = self.query, document_id
        if self.query != before:
            self._ask()

    def take_keyboard(self) -> None:
        """Put the keyboard into the field."""
        self.look_for("")

    def step(self, by: int) -> None:
        """Choose the next (1) or previous (-1) hit; after the last one comes the first."""
        count = len(self._list.rows_model.rows)
        if not count:
            return
        current = self._list.currentIndex()
        number = current.row() + by if current.isValid() else (0 if by > 0 else count - 1)
        if not 0 <= number < count and not self._state.complete:
            return  # there is more, which is on its way
        self._list.set_current(number % count)
        self.hit_chosen.emit(self._hit(self._list.currentIndex()))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._here.setIcon(icon("document", theme))
        self._show_fold()
        self._show_active()
        for part in (
            self._field, self._filter, self._list, self._nothing_asked, self._searching, self._nothing_found,
            self._failed,
        ):  # fmt: skip
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for hits below the filters."""
        super().resizeEvent(event)
        self._filter.fit(self.height() // 2)

    def _lay_out(self) -> None:
        edge = SPACE + SPACE // 2
        above = QVBoxLayout()
        above.setContentsMargins(edge, 0, edge, 0)
        above.setSpacing(SPACE // 2)
        above.addWidget(self._field)
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        for button in (self._case, self._whole, self._regex, self._here):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self._fold)
        above.addLayout(row)
        above.addWidget(self._active)
        below = QVBoxLayout()
        below.setContentsMargins(edge, 0, edge, 0)
        below.addWidget(self._outcome)
        self.body.setSpacing(SPACE // 2)
        self.body.addLayout(above)
        self.body.addWidget(self._filter)
        self.body.addLayout(below)
        self.body.addWidget(self._pages, 1)

    def _show_scope(self, here: bool) -> None:
        words = tr("Find in this document") if here else tr("Find in all documents")
        self._field.setPlaceholderText(words)
        self._field.setAccessibleName(words)

    def _ask(self) -> None:
        self._show_fold()
        self._show_active()
        self.query_changed.emit(self.query)

    def _show_filter(self, shown: bool) -> None:
        self._filter.setVisible(shown)
        self._filter.fit(self.height() // 2)
        self._show_fold()
        self._show_active()

    def _show_fold(self) -> None:
        count = len(self._filter.active)
        self._fold.setText(tr("Filters ({count})", count=count) if count else tr("Filters"))
        self._fold.setIcon(icon("chevron-up" if self._fold.isChecked() else "chevron-down", self.theme))

    def _show_active(self) -> None:
        """Show the filters that are on while their chips are folded away."""
        active = [] if self._fold.isChecked() else self._filter.active
        chips = []
        for one in active:
            chip = QToolButton(text=one.words, icon=icon("close", self.theme), toolTip=tr("Take this filter away"))
            chip.setProperty("kind", "chip")
            chip.setAccessibleName(tr("Take the filter away: {filter}", filter=one.words))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(one.remove)
            chips.append(chip)
        self._active.set_chips(chips)
        self._active.setVisible(bool(chips))

    def _show_outcome(self) -> None:
        state = self._state
        words = outcome(state)
        if state.hits and state.error:
            words = f"{words}. {state.error}"
        elif state.searching:
            words = tr("Searching…")
        self._outcome.setText(words)
        self._outcome.setWordWrap(bool(state.error))  # a label that wraps takes room that it does not need
        role = "warning" if state.error else "small"
        if self._outcome.property("role") != role:
            self._outcome.setProperty("role", role)
            self._outcome.style().unpolish(self._outcome)
            self._outcome.style().polish(self._outcome)
        self._outcome.setVisible(bool(words))

    def _show_page(self, *, waits: bool) -> None:
        state = self._state
        self._nothing_asked.set_text(tr(NOTHING_CAN_BE if state.query.unlabelled else NOTHING_ASKED))
        self._failed.set_text(state.error)
        if state.hits or waits:
            page: QWidget = self._list
        elif state.error:
            page = self._failed
        elif state.query.for_nothing:
            page = self._nothing_asked
        elif state.searching:
            page = self._searching
        else:
            page = self._nothing_found
        self._pages.setCurrentWidget(page)

    def _hit(self, index: QModelIndex) -> Hit:
        hit: Hit = self._list.rows_model.row(index)
        return hit

    def _go_out(self) -> None:
        """Leave by one step: the words in the field, then the panel."""
        if self._field.hasFocus() and self._field.text():
            self._field.clear()
        else:
            self.left.emit()

    def _search_for(self, letters: str) -> None:
        self._field.setFocus()
        self._field.insert(letters)

    def _enter_list(self) -> None:
        if self._list.rows_model.rows:
            if not self._list.currentIndex().isValid():
                self.step(1)
            self._list.setFocus()


def toggle(text: str, name: str, tooltip: str) -> QToolButton:
    """Make a small button that stays down."""
    button = QToolButton(text=text, checkable=True, toolTip=tooltip)
    button.setAccessibleName(name)
    button.setProperty("kind", "toggle")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setMinimumWidth(32)
    return button
