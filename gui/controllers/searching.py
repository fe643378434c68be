"""Searching the project as a person types; the newest question counts, what an older one finds is dropped.

It has a lane of its own. On the store's, a slow expression would keep a label from the disk; on the tagger's, it would
keep the suggestions from the document that was just opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import UserError
from engine.project.editor import Editor
from engine.project.query import Query
from engine.project.search import Page
from engine.project.store import Store
from gui.panels.search_state import SearchState
from gui.said import said_error
from gui.tasks import Job, Lane
from gui.words import tr

TYPING_MS = 150
"""A search begins that long after the last key."""
EDITING_MS = 400
"""What is found is looked for again that long after the last edit."""
MOST_AGAIN = 2_000
"""With more hits than these on the screen, an edit only marks them as stale: a label must not cost a second."""
ENOUGH = 200
"""So many hits at a time; more when a person gets near the last one."""


class SearchController(QObject):
    """Finds hits, page by page, as far as somebody looks at them."""

    changed = Signal(object)  # SearchState
    failed = Signal(object)  # Exception that is nobody's fault

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._store: Store | None = None
        self._state = SearchState()
        self._pages: Iterator[Page] | None = None
        self._job: Job | None = None
        self._watched = False
        self._stale = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._search)

    def set_project(self, editor: Editor | None) -> None:
        """Search another project, or none."""
        self._stop()
        self._store = editor.store if editor else None
        self._show(SearchState(self._state.query))
        self.refresh()

    def ask(self, query: Query) -> None:
        """Look for something else, soon."""
        self._stop()
        if query.for_nothing or self._store is None:
            self._show(SearchState(query, complete=True))
        else:
            self._show(SearchState(query, searching=True))
            self._pause.start(TYPING_MS)

    def set_watched(self, watched: bool) -> None:
        """Search only while somebody looks."""
        self._watched = watched
        if watched and self._stale:
            self._search()

    def refresh(self) -> None:
        """Take note that the project has changed."""
        self._stale = True
        if not self._watched or self._state.query.for_nothing or self._pause.isActive():
            return
        if len(self._state.hits) > MOST_AGAIN:
            self._show(replace(self._state, stale=True))
        else:
            self._pause.start(EDITING_MS)

    def load_more(self) -> None:
        """Look for more hits, unless that is being done already."""
        if self._pages is not None and self._job is None and not self._state.complete and not self._state.error:
            self._find(self._pages, ENOUGH, self._state, at_once=True)

    def _search(self) -> None:
        store, query = self._store, self._state.query
        self._stop()
        self._stale = False
        if store is None or query.for_nothing:
            return
        pages = self._pages = store.search_pages(query)
        # What was found before stays on the screen until all of it is found again: no list that shrinks and grows.
        again = len(self._state.hits)
        self._find(pages, min(max(ENOUGH, again), MOST_AGAIN), SearchState(query, searching=True), at_once=not again)

    def _find(self, pages: Iterator[Page], wanted: int, state: SearchState, *, at_once: bool) -> None:
        """Add hits to a state and show it: each page at once, or all when they are there."""
        state = replace(state, searching=True)

        def received(some: list[Page]) -> None:
            nonlocal state
            hits = (*state.hits, *(hit for page in some for hit in page.hits))
            state = replace(state, hits=hits, complete=some[-1].next is None)
            if at_once:
                self._show(state)

        def done() -> None:
            self._job = None
            self._show(replace(state, searching=False))

        def failed(error: Exception) -> None:
            self._job = self._pages = None
            words = said_error(error) if isinstance(error, UserError) else tr("The search failed.")
            self._show(replace(state, searching=False, complete=True, error=words))
            if not isinstance(error, UserError):
                self.failed.emit(error)

        if at_once:
            self._show(state)
        self._job = self._lane.stream(lambda: enough(pages, wanted), received, done, failed)

    def _stop(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = self._pages = None

    def _show(self, state: SearchState) -> None:
        self._state = state
        self.changed.emit(state)


def enough(pages: Iterator[Page], wanted: int) -> Iterator[Page]:
    """Give pages until there are so many hits; the others stay where they are, for another time."""
    found = 0
    while found < wanted:
        page = next(pages, None)
        if page is None:
            return
        found += len(page.hits)
        yield page
