"""The documents of the project, at the left of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from engine.project.store import DocumentRow
from engine.text.document import DocumentState
from gui.document_list import DocumentList
from gui.icons import icon
from gui.panels.document_rows import STATE_ICONS, DocumentDelegate, described, state_colour
from gui.panels.panel import Panel
from gui.presenter import state_words
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.file_drop import FileDrop
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.widgets.search_field import SearchField
from gui.widgets.tooltip import tooltip
from gui.words import number, tr, tr_later, tr_n

MARKS = (DocumentState.DONE, DocumentState.IN_PROGRESS, DocumentState.SKIPPED, DocumentState.FLAGGED)
NO_DOCUMENTS = tr_later("No documents yet. Drop text files here, or choose them.")


class DocumentsPanel(Panel):
    """List the documents with their states, filter them by name, and tell which one a person chose."""

    document_chosen = Signal(int)
    files_dropped = Signal(object)  # list[Path]
    add_requested = Signal()
    delete_requested = Signal(object)  # list[int], the ids of the documents
    mark_requested = Signal(object, object)  # list[int], DocumentState

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("Documents"), "document", theme)
        self._documents = DocumentList()
        self._current: int | None = None
        self._progress_text = QLabel()
        self._progress_text.setProperty("role", "small")
        self.header.addWidget(self._progress_text)
        self._add = self.add_header_button("add", tr("Add documents"), tr("Add documents…"))
        self._add.clicked.connect(self.add_requested)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setProperty("kind", "done")
        self._progress.setAccessibleName(tr("Documents done"))
        self._filter = SearchField(tr("Filter documents by name"), tr("Filter by name"), theme)
        self._model = RowsModel(described, lambda row: tooltip(described(row)))
        self._list = RowList(self._model, DocumentDelegate(theme), tr("Documents"))
        self._list.allow_several()
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._list, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)
        self._empty = EmptyState("document-add", tr(NO_DOCUMENTS), theme, tr("Add documents…"))
        self._no_match = EmptyState("search", "", theme)
        self._pages = QStackedWidget()
        for page in (self._list, self._empty, self._no_match):
            self._pages.addWidget(page)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._progress)
        column.addWidget(self._filter)
        self.body.addWidget(above)
        self.body.addWidget(self._pages, 1)
        self._filter.textChanged.connect(self._refresh)
        self._filter.left_downwards.connect(self._list.setFocus)
        self._filter.returnPressed.connect(self._choose_first)
        self._list.row_chosen.connect(self._choose)
        self._empty.action_requested.connect(self.add_requested)
        self._drop = FileDrop(self, tr("Drop to add to the project"), theme)
        self._drop.dropped.connect(self.files_dropped)
        self.set_documents(DocumentList())

    def set_documents(self, documents: DocumentList | None) -> None:
        """Show these documents; None: nobody knows yet which there are."""
        self._documents = documents or DocumentList()
        self._refresh()
        if documents is None:
            self._pages.setCurrentWidget(self._list)

    def update_row(self, row: DocumentRow) -> None:
        """Show what has changed in one document. Raises KeyError for one that is not in the list."""
        self._documents.replace(row)
        shown = self._list.rows_model.rows
        if len(shown) == len(self._documents):
            self._model.set_row(self._documents.number_of(row.id), row)
            self._show_progress()
        else:
            self._refresh()

    def set_current(self, document_id: int | None) -> None:
        """Mark the document that is open; None: no document is."""
        self._current = document_id
        self._mark_current()

    @property
    def selected(self) -> list[int]:
        """Give the ids of the documents that are selected, in order."""
        return [self._list.rows_model.rows[number].id for number in self._list.selected_numbers()]

    def focus_filter(self) -> None:
        """Let the keyboard type into the filter."""
        self._filter.setFocus()
        self._filter.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._add.setIcon(icon("add", theme))
        for part in (self._filter, self._list, self._empty, self._no_match, self._drop):
            part.set_theme(theme)

    def _refresh(self) -> None:
        wanted = self._filter.text().strip().casefold()
        rows = self._documents.rows
        shown = [row for row in rows if wanted in row.name.casefold()] if wanted else rows
        self._list.rows_model.set_rows(shown)
        self._list.clearSelection()  # it is of row numbers, at which there are other documents now
        self._no_match.set_text(tr("No document is named like “{words}”.", words=self._filter.text().strip()))
        page = self._list if shown else self._no_match if rows else self._empty
        self._pages.setCurrentWidget(page)
        self._filter.setEnabled(bool(rows))
        self._mark_current()
        self._show_progress()

    def _mark_current(self) -> None:
        shown, number = self._list.rows_model.rows, None
        if len(shown) != len(self._documents):
            number = next((n for n, row in enumerate(shown) if row.id == self._current), None)
        elif self._current is not None and self._current in self._documents:
            number = self._documents.number_of(self._current)
        self._list.set_current(number)

    def _show_progress(self) -> None:
        total, done = len(self._documents), self._documents.done
        words = tr("{done} of {count} done", done=number(done), count=number(total))
        self._progress_text.setText(words if total else "")
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)

    def _choose(self, index: QModelIndex) -> None:
        self._current = self._list.rows_model.row(index).id
        self.document_chosen.emit(self._current)

    def _delete(self) -> None:
        if self.selected:
            self.delete_requested.emit(self.selected)

    def _show_menu(self, place: QPoint) -> None:
        chosen = self.selected
        if not chosen:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state in MARKS:
            picture = icon(STATE_ICONS[state], self.theme, colour=state_colour(state, self.theme))
            menu.addAction(
                picture, tr("Mark {state}", state=state_words(state)), partial(self.mark_requested.emit, chosen, state)
            )
        menu.addSeparator()
        words = tr_n(len(chosen), "Delete document", "Delete {n} documents")
        entry = menu.addAction(icon("trash", self.theme), words, partial(self.delete_requested.emit, chosen))
        entry.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        menu.popup(self._list.viewport().mapToGlobal(place))

    def _choose_first(self) -> None:
        if self._list.rows_model.rows:
            self._list.set_current(0)
            self._choose(self._list.currentIndex())
