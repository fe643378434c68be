"""Retraining: a process reads the project and learns, events come back, the new tagger is swapped in."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from engine.errors import ReadOnlyError
from engine.project.editor import Editor
from engine.project.store import StoredTagger
from engine.tagger.events import TrainingEvent
from export.building import EarlyTagger
from export.trainer import Trained, Trainer
from gui.tasks import Job, Lane


class TrainingController(QObject):
    """Runs one training at a time. A late result of a cancelled or closed project's training is dropped."""

    began = Signal()
    progressed = Signal(object)  # list[TrainingEvent]
    early = Signal(object)  # Tagger, to work with until swapped, cancelled or failed
    swapped = Signal(object, object)  # Trained, StoredTagger
    cancelled = Signal()
    refused = Signal(object)  # ReadOnlyError
    failed = Signal(object)  # Exception; the old tagger stays

    def __init__(self, training_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = training_lane
        self._job: Job | None = None
        self._editor: Editor | None = None
        self._trainer = Trainer()

    @property
    def running(self) -> bool:
        """Tell whether a training is on."""
        return self._job is not None

    def set_project(self, editor: Editor | None) -> None:
        """Train on another project from now on; a running training is cancelled."""
        self.cancel()
        self._editor = editor

    def warm_up(self) -> None:
        """Start the process, which imports in the background what training needs, so that Retrain starts at once.

        What a tagger needs is imported here: no tagger makes the window wait.
        """
        self._lane.run(self._trainer.warm_up, failed=lambda _: None)  # Retrain will tell
        self._lane.run(partial(importlib.import_module, "onnxruntime"))

    def shut_down(self) -> None:
        """End the process and what it is at."""
        self.cancel()
        self._lane.run(self._trainer.end)

    def retrain(self) -> None:
        """Train on everything labelled so far; a second call while one runs does nothing."""
        editor = self._editor
        if editor is None or self.running:
            return
        try:
            editor.store.check_changeable()  # the tagger could not be kept
        except ReadOnlyError as error:
            self.refused.emit(error)
            return

        def work() -> Iterator[TrainingEvent | EarlyTagger | Trained]:
            # Whoever has a tagger keeps it until there is a better one: an early one may know less.
            early = editor.store.tagger_in_use() is None
            with editor.store.file_to_read() as path:
                yield from self._trainer.train(path, early=early)

        self._job = self._lane.stream(work, self._receive, self._end, self._fail)
        self.began.emit()

    def cancel(self) -> None:
        """Stop the training; the tagger in use stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._trainer.end()  # at once: it may be long until its next word
            self.cancelled.emit()

    def _receive(self, events: list[TrainingEvent | EarlyTagger | Trained]) -> None:
        self.progressed.emit([event for event in events if not isinstance(event, EarlyTagger | Trained)])
        for event in events:
            if isinstance(event, EarlyTagger):
                self.early.emit(event.tagger)
            elif isinstance(event, Trained):
                self.swapped.emit(event, StoredTagger(event.onnx, datetime.now(UTC), revision=event.revision))

    def _end(self) -> None:
        self._job = None

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)
