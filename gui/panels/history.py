"""The action log, the newest first: what was done, when, by whom; a click goes back to how the project was then."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.panels.annotator_name import AnnotatorName
from gui.panels.history_delegate import HistoryDelegate
from gui.panels.history_rows import HistoryListing, HistoryRow, described
from gui.panels.panel import Panel
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.rows_model import LazyRowsModel
from gui.widgets.search_field import SearchField
from gui.widgets.typing_list import TypingList
from gui.words import tr, tr_later, tr_n, tr_n_later

NOTHING_DONE = tr_later(
    "Nothing is done yet. Labels, imports, renames: all will be listed here, "
    "and a click on a line goes back to how the project was then."
)

FAR = 1_000
"""The present state is looked for among so many rows: further down, behind that much that is undone, nobody is."""


class HistoryPanel(Panel):
    """List actions and tell which one a person wants to go to; asks back when that takes more than one step."""

    words_changed = Signal(str)
    more_wanted = Signal()
    chosen = Signal(int)  # the number of an action, 0: the beginning
    confirmed = Signal()  # yes, to what was asked
    name_changed = Signal(str)
    left = Signal()  # the keyboard is wanted in the text again

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("History"), "history", theme)
        self._search = SearchField(tr("Search the history"), tr("Search history"), theme)
        self._list = TypingList(LazyRowsModel(described, described), HistoryDelegate(theme), tr("History"))
        self._empty = EmptyState("history", tr(NOTHING_DONE), theme)
        self._no_match = EmptyState("search", "", theme)
        self._pages = QStackedWidget()
        # in a low window the rows give way, not what is around them
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        for page in (self._empty, self._list, self._no_match):
            self._pages.addWidget(page)
        self._name = AnnotatorName(theme)
        self._name.name_changed.connect(self.name_changed)
        edge = SPACE + SPACE // 2
        above, below = QVBoxLayout(), QVBoxLayout()
        above.setContentsMargins(edge, 0, edge, 0)
        above.addWidget(self._search)
        below.setContentsMargins(edge, 0, SPACE, SPACE)
        below.addWidget(self._name)
        self.body.addLayout(above)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._make_question())
        self.body.addLayout(below)
        self._search.textChanged.connect(self.words_changed)
        self._search.left_downwards.connect(self._enter_list)
        self._list.typed.connect(self._search_for)
        self._list.row_chosen.connect(lambda _: self.close_question())
        self._list.row_activated.connect(self._choose)
        self._list.end_neared.connect(self.more_wanted)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Esc"), self, context=within).activated.connect(self._go_out)

    @property
    def words(self) -> str:
        """Give what the actions are searched for."""
        return self._search.text()

    def set_listing(self, listing: HistoryListing) -> None:
        """Show the log as it is now; what is on the screen stays in its place."""
        self._list.show_rows(listing, listing.number_of)
        self._no_match.set_text(tr("No action has “{words}” in it.", words=self.words.strip()))
        empty = self._no_match if self.words.strip() else self._empty
        self._pages.setCurrentWidget(self._list if len(listing) else empty)

    def set_name(self, name: str) -> None:
        """Show under which name a person works."""
        self._name.set_name(name)

    def ask(self, title: str, steps: int) -> None:
        """Ask whether to go back over so many actions, or, when negative, to do so many again."""
        if steps < 0:
            forms = tr_n_later(
                "{n} action will be done again, up to «{title}».", "{n} actions will be done again, up to «{title}»."
            )
            words, answer = tr_n(-steps, *forms, title=title), tr("Do again")
        else:
            forms = tr_n_later(
                "{n} action will be taken back, as one step that Undo takes back.",
                "{n} actions will be taken back, as one step that Undo takes back.",
            )
            words, answer = tr_n(steps, *forms), tr("Go back")
        self._words.setText(words)
        self._yes.setText(answer)
        self._question.show()
        if self._list.hasFocus():
            self._yes.setFocus()
        self._list.scrollTo(self._list.currentIndex())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self._search, self._list, self._empty, self._no_match, self._name):
            part.set_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the question away: what it is about may change meanwhile."""
        self.close_question()
        super().hideEvent(event)

    def _make_question(self) -> QWidget:
        self._question = QFrame(objectName="question")
        self._question.setProperty("role", "popup")
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._yes, no = QPushButton(tr("Go back")), QPushButton(tr("Cancel"))
        self._yes.setProperty("kind", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._yes)
        buttons.addWidget(no)
        buttons.addStretch()
        column = QVBoxLayout(self._question)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._words)
        column.addLayout(buttons)
        self._yes.clicked.connect(self._confirm)
        no.clicked.connect(self._go_out)
        self._question.hide()
        around = QWidget()
        row = QHBoxLayout(around)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.addWidget(self._question)
        return around

    def _row(self, index: QModelIndex) -> HistoryRow:
        row: HistoryRow = self._list.rows_model.row(index)
        return row

    def _choose(self, index: QModelIndex) -> None:
        row = self._row(index)
        if not row.current:
            self.chosen.emit(row.id)

    def _confirm(self) -> None:
        self.close_question()
        self.confirmed.emit()

    def close_question(self) -> None:
        """Take back what was asked."""
        inside = self.focusWidget()
        had_keyboard = inside is not None and self._question.isAncestorOf(inside) and inside.hasFocus()
        self._question.hide()
        if had_keyboard:
            self._list.setFocus()

    def _go_out(self) -> None:
        """Leave by one step: the question, then the words in the field, then the panel."""
        if not self._question.isHidden():
            self.close_question()
        elif self._search.hasFocus() and self._search.text():
            self._search.clear()
        else:
            self.left.emit()

    def _search_for(self, letters: str) -> None:
        self._search.setFocus()
        self._search.insert(letters)

    def _enter_list(self) -> None:
        """Go to the row of the present state, or to where the keyboard was in the list."""
        rows = self._list.rows_model.rows
        if not len(rows):
            return
        if not self._list.currentIndex().isValid():
            near = (number for number in range(min(len(rows), FAR)) if rows[number].current)
            self._list.set_current(next(near, 0))
        self._list.setFocus()
