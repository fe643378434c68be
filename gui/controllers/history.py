"""The action log for the screen: read in pages on the store lane, so that it is never older than what was done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine.project.editor import Editor
from engine.project.store import ActionRow, Store
from gui.tasks import Job, Lane

PAGE = 200
"""So many actions are read at a time."""


@dataclass(frozen=True, slots=True)
class Log:
    """What is known of the log: the newest actions that have the words in them, without gaps.

    current: the action right after which the project is as it is now. complete: there are no older ones.
    """

    words: str = ""
    actions: tuple[ActionRow, ...] = ()
    current: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How far it is to the state right after an action, 0: the beginning. steps: to take back, negative: to redo."""

    action_id: int
    title: str
    steps: int


class HistoryController(QObject):
    """Reads the log while somebody looks at it; edits meanwhile cost one page."""

    changed = Signal(object)  # Log
    measured = Signal(object)  # Way, after ``measure``
    lost = Signal()  # the action that was to be measured is no longer in the log
    failed = Signal(object)  # Exception

    def __init__(self, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = store_lane
        self._store: Store | None = None
        self._log = Log()
        self._watched = False
        self._stale = True
        self._job: Job | None = None

    def set_project(self, editor: Editor | None) -> None:
        """Read the log of another project, or of none."""
        self._store = editor.store if editor else None
        self._log = Log(self._log.words)
        self.changed.emit(self._log)
        self.refresh()

    def set_watched(self, watched: bool) -> None:
        """Read only while somebody looks."""
        self._watched = watched
        if watched and self._stale:
            # edits that nobody saw may have used the numbers of undone actions again: nothing known counts
            self._log = Log(self._log.words)
            self._read()

    def set_words(self, words: str) -> None:
        """List only the actions that have these words in them."""
        self._log = Log(" ".join(words.split()))
        self.refresh()

    def refresh(self) -> None:
        """Take note that the log has changed."""
        self._stale = True
        if self._watched:
            self._read()

    def load_more(self) -> None:
        """Read the next older page, unless something is being read already."""
        store, log = self._store, self._log
        if store is None or self._job is not None or log.complete or not log.actions:
            return

        def work() -> Log:
            page = store.actions(PAGE, log.actions[-1].id, log.words)
            return Log(log.words, (*log.actions, *page), log.current, len(page) < PAGE)

        self._run(work)

    def measure(self, action_id: int) -> None:
        """Find out how far it is to an action's state."""
        store = self._store
        if store is None:
            return
        title = next((action.title for action in self._log.actions if action.id == action_id), "")

        def work() -> Way | None:
            try:
                return Way(action_id, title, store.steps_to(action_id))
            except ValueError:
                return None

        def done(way: Way | None) -> None:
            if store is not self._store:
                return
            if way is None:
                self.lost.emit()
                self.refresh()
            else:
                self.measured.emit(way)

        self._lane.run(work, done, self.failed.emit)

    def _read(self) -> None:
        store, known = self._store, self._log
        if store is not None:
            self._stale = False
            self._run(lambda: read_newest(store, known))

    def _run(self, work: Callable[[], Log]) -> None:
        if self._job is not None:
            self._job.cancel()

        def done(log: Log) -> None:
            self._job = None
            self._log = log
            self.changed.emit(log)

        def failed(error: Exception) -> None:
            self._job = None
            self.failed.emit(error)

        self._job = self._lane.run(work, done, failed)


def read_newest(store: Store, known: Log) -> Log:
    """Read the newest page, and keep what was known of older actions: those do not change."""
    current, page = store.current_action(), store.actions(PAGE, words=known.words)
    if len(page) < PAGE:
        return Log(known.words, tuple(page), current, complete=True)
    oldest = page[-1].id
    if not known.actions or known.actions[0].id < oldest:
        return Log(known.words, tuple(page), current)
    first_older = bisect_right(known.actions, -oldest, key=lambda action: -action.id)
    return Log(known.words, (*page, *known.actions[first_older:]), current, known.complete)
