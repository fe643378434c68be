"""Retraining: the training lane reads the project and learns, events come back, the new tagger is swapped in."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import ReadOnlyError
from engine.project.editor import Editor
from engine.project.store import StoredTagger
from gui.tasks import Job, Lane

if TYPE_CHECKING:
    from engine.tagger.events import TrainingEvent
    from export.building import Built, EarlyTagger
    from export.runtime import Tagger

PROGRESS_INTERVAL_S = 0.25
"""So often it is told how far a training is: drawing that takes milliseconds in which no key is answered."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """A new tagger, loaded and ready. revision: the project's when the training began."""

    built: Built
    stored: StoredTagger
    revision: int

    @property
    def tagger(self) -> Tagger:
        """Give the loaded tagger."""
        return self.built.tagger


class TrainingController(QObject):
    """Runs one training at a time. A late result of a cancelled or closed project's training is dropped."""

    began = Signal()
    progressed = Signal(object)  # list[TrainingEvent]
    early = Signal(object)  # Tagger, to work with until swapped, cancelled or failed
    swapped = Signal(object)  # Swapped
    cancelled = Signal()
    refused = Signal(object)  # ReadOnlyError
    failed = Signal(object)  # Exception; the old tagger stays

    def __init__(self, training_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = training_lane
        self._job: Job | None = None
        self._editor: Editor | None = None

    @property
    def running(self) -> bool:
        """Tell whether a training is on."""
        return self._job is not None

    def set_project(self, editor: Editor | None) -> None:
        """Train on another project from now on; a running training is cancelled."""
        self.cancel()
        self._editor = editor

    def warm_up(self) -> None:
        """Import what training needs in the background: Retrain starts at once, and no tagger makes the window wait."""
        for module in ("engine.tagger.training", "export.onnx_graph", "onnxruntime"):
            self._lane.run(partial(importlib.import_module, module))

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

        def work() -> Iterator[TrainingEvent | EarlyTagger | Swapped]:
            from export.building import Built, build
            from export.corpus import corpus_of_documents

            store = editor.store
            with store.one_state() as state:
                revision = state.revision
                corpus = corpus_of_documents(state.documents(), state.labels.names)
            # Whoever has a tagger keeps it until there is a better one: an early one may know less.
            for event in build(corpus, early=store.tagger_in_use() is None):
                if isinstance(event, Built):
                    yield Swapped(event, StoredTagger(event.onnx, datetime.now(UTC), revision=revision), revision)
                else:
                    yield event

        self._job = self._lane.stream(work, self._receive, self._end, self._fail, PROGRESS_INTERVAL_S)
        self.began.emit()

    def cancel(self) -> None:
        """Stop the training; the tagger in use stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.cancelled.emit()

    def _receive(self, events: list[TrainingEvent | EarlyTagger | Swapped]) -> None:
        from export.building import EarlyTagger

        self.progressed.emit([event for event in events if not isinstance(event, EarlyTagger | Swapped)])
        for event in events:
            if isinstance(event, EarlyTagger):
                self.early.emit(event.tagger)
            elif isinstance(event, Swapped):
                self.swapped.emit(event)

    def _end(self) -> None:
        self._job = None

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)
