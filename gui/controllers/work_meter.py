"""The work meter: how much is labelled in how much time, with how many keys and clicks. Off unless it is switched on.

What it counts, from opening a project to closing it (a session):

- *Seconds* at work: the time between two signs of life, which are keys, clicks and the mouse wheel in the text, and
  changes of the project. Between two that are more than two minutes apart there was a pause, which counts for nothing.
- *Actions*: keys and clicks in the text, the label bar or the list of suggestions that did something: they changed the
  project, or moved the caret or the selection. A key that is held is one action, and so is a drag, whatever follows
  from it: with a label armed, an entity is one drag. A key that did nothing is none.
- *Entities*: by how many gold spans the documents have become richer. What is undone or removed is taken off again;
  what comes or goes with whole documents does not count.
- *Words*: tokens that became confirmed in the open document, by «done» or in part, less those that no longer are.

All of it is added up here and goes into a file of the settings; nothing of it into the project, nor over any network.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from engine.files import write_atomically
from engine.project.editor import Edit
from engine.project.store import DocumentRow
from engine.text.document import Document
from gui.document_list import DocumentList
from gui.document_view import DocumentView
from gui.presenter import seen_count
from gui.tasks import Lane
from gui.work_meter.figures import Figures, Session
from gui.work_meter.file import DamagedFiguresError, as_csv, delete_sessions, keep_session, read_sessions

PAUSE_S = 120
"""Between two signs of life that are further apart, nobody was at work."""
SOON_S = 2
"""What a key asked for has happened by then, or does not happen."""
SAVE_S = 60
"""The figures of a session are written so often, so that a crash takes no more of them."""

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class WorkMeter(QObject):
    """Counts a session while it is switched on and a project is open.

    documents: those of the project as they were before an edit. clock: seconds that only grow; now: the time of day.
    """

    changed = Signal()  # other figures than before
    listed = Signal(object)  # list[Session]: those in the file, the oldest first
    damaged = Signal(object)  # Path: where the file is now that could not be understood
    failed = Signal(object)  # Exception

    def __init__(
        self,
        view: DocumentView,
        lane: Lane,
        folder: Path,
        documents: Callable[[], DocumentList],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(parent)
        self._view, self._lane, self._folder, self._documents = view, lane, folder, documents
        self._clock, self._now = clock, now
        self.on = False
        self._working = False
        self._began: datetime | None = None
        self._figures = Figures()
        self._last_sign: float | None = None
        self._saved = 0.0
        self._inputs: list[float] = []  # when there were keys and clicks that have not done anything yet
        self._newest_waits = False
        self._revision = 0
        self._seen: tuple[int, int] | None = None  # the open document, and how many of its tokens are confirmed

    @property
    def session(self) -> Session | None:
        """Give what this session has come to, None while nothing is counted."""
        return None if self._began is None else Session(self._began, self._figures)

    def list_sessions(self) -> None:
        """Read what is in the file."""
        self._lane.run(lambda: self._all(None), self.listed.emit, self.failed.emit)

    def switch(self, *, on: bool) -> None:
        """Count from now on, or no longer."""
        if on == self.on:
            return
        self._end()
        self.on = on
        watched = (self._view, self._view.viewport())
        for widget in watched:
            if on:
                widget.installEventFilter(self)
            else:
                widget.removeEventFilter(self)
        if on:
            self._view.selection_changed.connect(self._on_selection)
            self._begin()
        else:
            self._view.selection_changed.disconnect(self._on_selection)
        self.changed.emit()

    def begin(self, revision: int) -> None:
        """Take note that a project was opened."""
        self._end()
        self._working, self._revision, self._seen = True, revision, None
        self._begin()
        self.changed.emit()

    def end(self) -> None:
        """Take note that the project was closed."""
        self._end()
        self._working = False
        self.changed.emit()

    def delete_all(self) -> None:
        """Forget every session; this one begins anew."""
        self._began = None
        self._begin()
        self._lane.run(lambda: delete_sessions(self._folder), lambda _: self.listed.emit([]), self.failed.emit)
        self.changed.emit()

    def export(self, path: Path, then: Callable[[], None]) -> None:
        """Write all sessions as CSV."""
        session = self.session

        def work() -> None:
            write_atomically(path, as_csv(self._all(session)))

        self._lane.run(work, lambda _: then(), self.failed.emit)

    def take_input(self) -> None:
        """Take note of a key or a click, which may come to something."""
        if self._began is not None:
            self._give_sign()
            self._inputs = [*self._inputs[-9:], self._clock()]
            self._newest_waits = True

    def take_edit(self, edit: Edit) -> None:
        """Take note of what was done, before anybody else does."""
        if self._began is None:
            return
        before, self._seen = self._seen, seen_in(edit.document)
        if edit.revision == self._revision:
            return
        self._revision = edit.revision
        self._give_sign()
        self._inputs = [at for at in self._inputs if self._clock() - at <= SOON_S]
        if self._inputs:  # else it was the end of what has been counted already, such as a drag
            del self._inputs[0]
            self._add(actions=1)
        self._newest_waits = self._newest_waits and bool(self._inputs)
        words = self._seen[1] - before[1] if before and self._seen and before[0] == self._seen[0] else 0
        self._add(words=words, entities=gained(self._documents(), edit))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at keys and clicks in the text; none is held up.

        A key comes as ShortcutOverride first, whether it belongs to a command or not; as KeyPress only if it does not.
        """
        match event.type():
            case QEvent.Type.ShortcutOverride if isinstance(event, QKeyEvent):
                if not event.isAutoRepeat() and event.key() not in _MODIFIERS:
                    self.take_input()
            case QEvent.Type.MouseButtonPress:
                self.take_input()
            case QEvent.Type.Wheel:
                if self._began is not None:
                    self._give_sign()
        return False

    def _on_selection(self) -> None:
        """Count the key or click that moved the caret; that it moves is seen while the key is still being handled."""
        if self._began is not None and self._newest_waits:
            self._newest_waits = False
            del self._inputs[-1]
            self._add(actions=1)

    def _begin(self) -> None:
        if self.on and self._working:
            self._began, self._figures = self._now(), Figures()
            self._inputs, self._newest_waits = [], False
            self._last_sign, self._saved = None, self._clock()

    def _end(self) -> None:
        session = self.session
        if session is not None:
            self._save()
            self._began = None

    def _give_sign(self) -> None:
        now = self._clock()
        gap = 0.0 if self._last_sign is None else now - self._last_sign
        self._last_sign = now
        self._add(seconds=gap if gap <= PAUSE_S else 0.0)
        if now - self._saved >= SAVE_S:
            self._save()

    def _add(self, seconds: float = 0.0, words: int = 0, entities: int = 0, actions: int = 0) -> None:
        self._figures += Figures(seconds, words, entities, actions)
        self.changed.emit()

    def _save(self) -> None:
        """Write what this session has come to; one in which nothing was done is not worth a line."""
        session, now = self.session, self._now()
        self._saved = self._clock()
        if session is None or session.figures == Figures():
            return

        def done(aside: Path | None) -> None:
            if aside is not None:
                self.damaged.emit(aside)

        self._lane.run(lambda: keep_session(self._folder, session, now), done, self.failed.emit)

    def _all(self, session: Session | None) -> list[Session]:
        """Give the sessions in the file, on the lane, with one as it is now; none if the file cannot be understood."""
        try:
            past = read_sessions(self._folder)
        except DamagedFiguresError:
            past = []
        if session is None:
            return past
        return [*(one for one in past if one.began != session.began), session]


def seen_in(document: Document | None) -> tuple[int, int] | None:
    """Give a document's number and how many of its tokens are confirmed."""
    return None if document is None else (document.id, seen_count(document))


def gained(before: DocumentList, edit: Edit) -> int:
    """Give by how many gold spans an edit made documents richer. Whole documents that come or go count for nothing."""
    if edit.whole_list:
        return spans_in(edit.rows) - spans_in(before.rows) if len(before) == len(edit.rows) else 0
    return sum(row.spans - before[row.id].spans for row in edit.rows if row.id in before)


def spans_in(rows: Sequence[DocumentRow]) -> int:
    """Give how many gold spans there are in documents."""
    return sum(map(attrgetter("spans"), rows))
