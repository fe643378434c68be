"""Somebody who works on a project whose disk fails, and looks after each thing at what is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TypeVar

from random_work import Model, Step, digest, random_step

from engine.errors import ProjectError
from engine.project.store import Store

Result = TypeVar("Result")

PATIENCE = 3
"""After so many refusals somebody mends the disk."""

READINGS: tuple[Callable[[Store], object], ...] = (
    Store.documents, Store.info, Store.actions, Store.label_use, Store.tagger_in_use, Store.last_document,
    Store.refresh, lambda store: list(store.iter_documents()), lambda store: store.place_in(1),
)  # fmt: skip


class Survivor:
    """Does random steps, each of which the store may refuse, and nothing else may happen.

    alone: whether the project is opened so that what the file refuses is kept in memory. refusals: what it was told,
    in order, also by a store that keeps on. kept: how many steps were in memory only when they were done.
    """

    def __init__(self, path: Path, seed: int, mend: Callable[[], None], *, alone: bool = False) -> None:
        self.refusals: list[str] = []
        self.kept = 0
        self._path = path
        self._alone = alone
        self._choose = Random(seed)
        self._mend = mend
        self._mended = False
        self._model = Model()
        self._undecided: list[Model] = []
        """What there would be if a step that was refused was whole on the disk nevertheless."""

    def live(self, steps: int) -> None:
        """Make a project, do so many steps, reopening now and then, and mend the disk; all has to be there."""
        self._store = self._insist(self._create)
        if self._alone:
            self._reopen()
        for _ in range(steps):
            self._step(random_step(self._model, self._choose))
            if self._choose.random() < 0.15:
                self._copy()
            if self._choose.random() < 0.1:
                self._reopen()
        self.mend()
        self._look()
        self._save()
        self._step(random_step(self._model, self._choose))
        self._reopen()
        self._check_history()
        self._store.close()
        with closing(sqlite3.connect(self._path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    def mend(self) -> None:
        """Let the disk work from now on; nothing may be refused any more."""
        self._mend()
        self._mended = True

    def _try(self, call: Callable[[], Result]) -> tuple[bool, Result | None]:
        """Call something that may be refused; tell whether it was done, and with what result."""
        try:
            return True, call()
        except ProjectError as error:
            self._refused(error)
            return False, None

    def _refused(self, error: ProjectError) -> None:
        assert not self._mended, "the disk works again"
        # nobody else is here: a lock that was not given back is no excuse
        assert "in use by another program" not in str(error)
        self.refusals.append(str(error))
        if len(self.refusals) == PATIENCE:
            self.mend()

    def _insist(self, call: Callable[[], Result]) -> Result:
        while True:
            done, result = self._try(call)
            if done:
                return result  # type: ignore[return-value]

    def _create(self) -> Store:
        try:
            return Store.create(self._path)
        except ProjectError:
            assert not self._path.exists(), "it says that it failed, but there is a file"
            raise

    def _open(self) -> Store:
        if not self._alone:
            return Store.open(self._path)
        store = Store.open(self._path, alone=True)
        if store.read_only:
            store.close()
            raise ProjectError("can only be looked at", path=self._path)
        return store

    def _step(self, step: Step) -> None:
        self._save()
        done, _ = self._try(lambda: step.perform(self._store))
        if done:
            self._model = step.after
            self._undecided.clear()
            self.kept += self._store.unsaved is not None
        else:
            self._undecided.append(step.after)
            self._look()
        undo_title, redo_title = (steps[-1][0] if steps else None for steps in (self._model.past, self._model.future))
        assert (self._store.revision, self._store.labels) == (self._model.revision, self._model.now.labels)
        assert (self._store.undo_title, self._store.redo_title) == (undo_title, redo_title)
        self._try(lambda: self._choose.choice(READINGS)(self._store))

    def _save(self) -> None:
        """Try to save what is in memory only, as a window does now and then; a disk that works has to take it."""
        if unsaved := self._store.unsaved:
            before, reason = self._store.revision, unsaved.reason
            if self._store.save():
                assert (self._store.unsaved, self._store.revision) == (None, before)
                self._look()
            else:
                self._refused(reason)

    def _look(self) -> None:
        """See that the open store is as the model: what was refused is not there, not even a half of it."""
        done, found = self._try(lambda: digest(self._store))
        assert not done or found == self._model.digest()

    def _copy(self) -> None:
        place = self._path.with_name(f"copy of {self._path.name}")
        done, _ = self._try(lambda: self._store.copy_to(place))
        assert place.exists() == done, "half a copy, or none"
        if done:
            copy = self._insist(lambda: Store.open(place))
            assert (copy.revision, self._insist(lambda: digest(copy))) == self._facts(self._model)
            self._try(copy.close)
            for file in place.parent.glob(f"{place.name}*"):
                file.unlink()

    def _reopen(self) -> None:
        closed, _ = self._try(self._store.close)
        if self._store.unsaved:
            # it stays open: what is in memory would be lost
            self._look()
            return
        possible = [self._model] if closed else [self._model, *self._undecided]
        self._store = self._insist(self._open)
        found = self._store.revision, self._insist(lambda: digest(self._store))
        assert found in [self._facts(model) for model in possible]
        self._model = next(model for model in possible if self._facts(model) == found)
        self._undecided.clear()

    def _facts(self, model: Model) -> tuple[int, str]:
        return model.revision, model.digest()

    def _check_history(self) -> None:
        store, count = self._store, 0
        while store.undo():
            count += 1
        assert (count, store.documents(), store.labels.names) == (len(self._model.past), [], ())
        for _ in range(count + len(self._model.future)):
            assert store.redo()
        assert store.redo_title is None
