"""The documents of the project, at the left of the window."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QStackedWidget, QVBoxLayout

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from engine.text.labels import Label
from gui.document_list import DocumentList
from gui.document_listing import EVERYTHING, Arrangement, DocumentFilter, DocumentListing, Order
from gui.icons import icon
from gui.panels.document_rows import STATE_ICONS, DocumentDelegate, described, state_colour
from gui.panels.document_tools import DocumentTools
from gui.panels.panel import Panel, first_focusable
from gui.panels.progress_overview import ProgressOverview
from gui.panels.state_filter import StateFilter
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.file_drop import FileDrop
from gui.widgets.rows_model import LazyRowsModel
from gui.widgets.search_field import SearchField
from gui.widgets.tooltip import tooltip
from gui.widgets.typing_list import TypingList
from gui.words import number, tr, tr_later, tr_n

MARKS = {
    DocumentState.DONE: tr_later("Mark done"),
    DocumentState.IN_PROGRESS: tr_later("Mark in progress"),
    DocumentState.SKIPPED: tr_later("Mark skipped"),
    DocumentState.FLAGGED: tr_later("Mark flagged"),
}

MOST_KEPT = 1_000
"""With more documents selected than these, a selection does not outlast another filter or order: Qt would take long."""


class DocumentRows(TypingList):
    """The list itself: a click takes the keyboard, so that Delete and Shift mean the documents; Enter gives it back."""

    def __init__(self, theme: Theme) -> None:
        model = LazyRowsModel(described, lambda row: tooltip(described(row)))
        super().__init__(model, DocumentDelegate(theme), tr("Documents"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.allow_several()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)


class DocumentsPanel(Panel):
    """List the documents with their states, in an order, as far as a filter admits them; tell which one was chosen."""

    document_chosen = Signal(int)
    files_dropped = Signal(object)  # list[Path]
    add_requested = Signal()
    delete_requested = Signal(object)  # list[int], the ids of the documents
    mark_requested = Signal(object, object)  # list[int], DocumentState
    arranged = Signal(object)  # Arrangement, chosen by a person
    orders_offered = Signal()
    label_wanted = Signal(str)  # show those with this label; ``show_label`` says which have it
    left = Signal()  # the keyboard is wanted in the text

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("Documents"), "document", theme)
        self.listing = DocumentListing()
        self._listed = False
        self._wanted_label = ""  # the one in the filter, or that will be when somebody has said who has it
        self._progress_text = QLabel()
        self._progress_text.setProperty("role", "small")
        words = tr("Progress per label")
        self._unfold = self.add_header_button("progress", words, words)
        self._unfold.setCheckable(True)
        self._add = self.add_header_button("add", tr("Add documents"), tr("Add documents…"))
        self._add.clicked.connect(self.add_requested)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setProperty("kind", "done")
        self._progress.setAccessibleName(tr("Documents done"))
        self.overview = ProgressOverview(theme)
        self.overview.hide()
        self._filter = SearchField(tr("Filter documents by name"), tr("Filter by name"), theme)
        self._states = StateFilter(theme)
        self._tools = DocumentTools(theme)
        self._list = DocumentRows(theme)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._list, context=Qt.ShortcutContext.WidgetShortcut)
        self._empty = EmptyState(
            "document-add", tr("No documents yet. Drop text files here, or choose them."), theme, tr("Add documents…")
        )
        self._no_match = EmptyState("search", "", theme, tr("Show all documents"))
        self._pages = QStackedWidget()
        for page in (self._list, self._empty, self._no_match):
            self._pages.addWidget(page)
        self._lay_out()
        delete.activated.connect(self._delete)
        self._unfold.toggled.connect(self.overview.setVisible)
        self.overview.shown.connect(self._show_progress)
        self._filter.textChanged.connect(lambda words: self._narrow(replace(self.listing.filter, words=words)))
        self._filter.left_downwards.connect(self._enter_list)
        self._filter.returnPressed.connect(self._choose_first)
        self._states.changed.connect(lambda: self._narrow(replace(self.listing.filter, states=self._states.chosen)))
        self._tools.filter_chosen.connect(self._choose_filter)
        self._tools.arrangement_chosen.connect(self._choose_arrangement)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._list.row_chosen.connect(self._choose)
        self._list.entered.connect(self.left)
        self._list.typed.connect(self._type)
        self._empty.action_requested.connect(self.add_requested)
        self._no_match.action_requested.connect(self.show_all)
        self._drop = FileDrop(self, tr("Drop to add to the project"), theme)
        self._drop.dropped.connect(self.files_dropped)
        self.set_documents(DocumentList())

    def set_documents(self, documents: DocumentList | None) -> None:
        """Show these documents; None: nobody knows yet which there are."""
        self._listed = documents is not None
        self.listing.set_documents(documents or DocumentList())
        self._show(keep=False)

    def follow(self, came: Collection[DocumentRow], gone: Collection[int]) -> None:
        """Show some more documents and some no longer. Raises KeyError if one that goes is not in the list."""
        self.listing.follow(came, gone)
        self._show()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels, to filter by and to count."""
        labels = list(labels)
        names = [label.name for label in labels]
        self._tools.set_labels(names)
        self.overview.set_labels(labels)
        if self._wanted_label not in names:
            self._wanted_label = ""
        if self.listing.filter.label not in ("", *names):
            self._narrow(replace(self.listing.filter, label="", ids=frozenset()))

    def set_orders(self, orders: Sequence[Order]) -> None:
        """Offer these orders."""
        self._tools.orders = orders
        self.orders_offered.emit()

    @property
    def orders(self) -> Sequence[Order]:
        """Give the orders that a person can choose from."""
        return self._tools.orders

    @property
    def arrangement(self) -> Arrangement:
        """Give the order that the documents are in."""
        return self.listing.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Put the documents in an order."""
        self.listing.arrange(arrangement)
        self._show(reveal=True)

    def forget_filter(self) -> None:
        """Take all filters away, without showing anything yet: other documents come."""
        self.listing.filter = EVERYTHING
        self._wanted_label = ""
        self._show_filter()

    def show_all(self) -> None:
        """Take all filters away."""
        self._choose_filter(EVERYTHING)

    def show_label(self, name: str, ids: Iterable[int]) -> None:
        """Show only those documents, which have a label, unless another filter was chosen since it was asked for."""
        if name == self._wanted_label:
            self._narrow(replace(self.listing.filter, label=name, ids=frozenset(ids)))

    def update_rows(self, rows: Sequence[DocumentRow]) -> None:
        """Show what has changed in documents. Raises KeyError for one that is not in the list."""
        if self.listing.replace(rows):
            self._show()
            return
        for place in self.listing.shown.places_of(row.id for row in rows):
            index = self._list.rows_model.index(place)
            self._list.rows_model.dataChanged.emit(index, index)
        self._show_progress()

    def set_current(self, document_id: int | None) -> None:
        """Mark the document that is open; None: no document is."""
        if self.listing.go_to(document_id):
            self._show(keep=False)
        else:
            self._mark_current()

    @property
    def selected(self) -> list[int]:
        """Give the ids of the documents that are selected, in order."""
        return [self._list.rows_model.rows[number].id for number in self._list.selected_numbers()]

    def take_keyboard(self) -> None:
        """Put the keyboard into the list, or, where it is empty, on what fills it."""
        first_focusable(self._pages.currentWidget() or self._list).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._add.setIcon(icon("add", theme))
        self._unfold.setIcon(icon("progress", theme))
        parts = (self.overview, self._filter, self._states, self._tools, self._list, self._empty, self._no_match)
        for part in (*parts, self._drop):
            part.set_theme(theme)

    def _lay_out(self) -> None:
        edge = SPACE + SPACE // 2
        bar, above = QHBoxLayout(), QVBoxLayout()
        bar.setContentsMargins(edge, 0, edge, 0)
        bar.setSpacing(SPACE)
        bar.addWidget(self._progress, 1)
        bar.addWidget(self._progress_text)
        above.setContentsMargins(edge, 0, edge, 0)
        above.setSpacing(SPACE // 2)
        for widget in (self._filter, self._states, self._tools):
            above.addWidget(widget)
        self.body.addLayout(bar)
        self.body.addWidget(self.overview)
        self.body.addLayout(above)
        self.body.addWidget(self._pages, 1)

    def _show(self, *, keep: bool = True, reveal: bool = False) -> None:
        """Show the list as it is now. keep: what is selected. reveal: the open document, wherever it is now."""
        shown = self.listing.shown
        kept = self.selected if keep else []
        self._list.show_rows(shown, lambda row: shown.place_of(row.id))
        places = shown.places_of(kept) if 1 < len(kept) <= MOST_KEPT else []
        if len(places) > 1:
            self._list.select_numbers(places)
        else:
            self._mark_current()
        if reveal and self._list.currentIndex().isValid():
            self._list.scrollTo(self._list.currentIndex())
        self._show_filter()
        self._show_page()
        self._show_progress()

    def _show_page(self) -> None:
        wanted, listing = self.listing.filter, self.listing
        words = wanted.words.strip()
        if words and replace(wanted, words="") == EVERYTHING:
            self._no_match.set_text(tr("No document is named like “{words}”.", words=words))
        else:
            self._no_match.set_text(tr("No document is as the filters ask for."))
        page = self._list if listing.shown or not self._listed else self._no_match if listing.documents else self._empty
        self._pages.setCurrentWidget(page)
        for widget in (self._filter, self._states, self._tools):
            widget.setEnabled(bool(listing.documents))

    def _show_filter(self) -> None:
        wanted = self.listing.filter
        if self._filter.text() != wanted.words:
            self._filter.setText(wanted.words)
        self._states.choose(wanted.states)
        self._tools.show_filter(wanted, len(self.listing.shown))
        self._tools.show_arrangement(self.listing.arrangement)

    def _mark_current(self) -> None:
        self._list.set_current(self.listing.shown.place_of(self.listing.open))

    def _show_progress(self) -> None:
        documents = self.listing.documents
        total, done = len(documents), documents.done
        words = tr("{done} of {total} done", done=number(done), total=number(total))
        self._progress_text.setText(words if total else "")
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._states.set_counts(documents.counts)
        if self.overview.isVisible():
            self.overview.set_documents(documents)

    def _narrow(self, wanted: DocumentFilter) -> None:
        if wanted != self.listing.filter:
            self.listing.narrow(wanted)
            self._show()

    def _choose_filter(self, wanted: DocumentFilter) -> None:
        """Show what a filter admits; which documents have a label, the project's file has to say first."""
        self._wanted_label = wanted.label
        if wanted.label and wanted.label != self.listing.filter.label:
            self.label_wanted.emit(wanted.label)
        else:
            self._narrow(wanted)

    def _choose_arrangement(self, arrangement: Arrangement) -> None:
        self.arrange(arrangement)
        self.arranged.emit(arrangement)

    def _choose(self, index: QModelIndex) -> None:
        self.document_chosen.emit(self._list.rows_model.row(index).id)

    def _delete(self) -> None:
        if self.selected:
            self.delete_requested.emit(self.selected)

    def _show_menu(self, place: QPoint) -> None:
        chosen = self.selected
        if not chosen:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state, words in MARKS.items():
            picture = icon(STATE_ICONS[state], self.theme, colour=state_colour(state, self.theme))
            menu.addAction(picture, tr(words), partial(self.mark_requested.emit, chosen, state))
        menu.addSeparator()
        what = tr_n(len(chosen), "Delete document", "Delete {n} documents")
        entry = menu.addAction(icon("trash", self.theme), what, partial(self.delete_requested.emit, chosen))
        entry.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        menu.popup(self._list.viewport().mapToGlobal(place))

    def _choose_first(self) -> None:
        if self._list.rows_model.rows:
            self._list.set_current(0)
            self._choose(self._list.currentIndex())

    def _enter_list(self) -> None:
        if self._list.rows_model.rows:
            self._list.setFocus()

    def _type(self, letters: str) -> None:
        """Take letters that were typed in the list into the filter."""
        self._filter.setFocus()
        self._filter.insert(letters)
