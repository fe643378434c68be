"""The vanishing-gradient lab: runs one task at a time in the background; whoever starts another ends the one before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.tasks import Job, Lane

if TYPE_CHECKING:
    from engine.tagger.lab import LabEvent, LabTask
    from gui.gates.lab_state import LabState, Phase


class LabController(QObject):
    """Tells how far a run is. What comes late from a run that was cancelled is dropped."""

    changed = Signal(object)  # LabState, or None when there is nothing to show any more
    failed = Signal(object)  # Exception

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._job: Job | None = None
        self._state: LabState | None = None

    @property
    def running(self) -> bool:
        """Tell whether a run is on."""
        return self._job is not None

    @property
    def state(self) -> LabState | None:
        """Give what came of the last run so far."""
        return self._state

    def start(self, task: LabTask) -> None:
        """Run a task; one that is on ends."""
        from gui.gates.lab_state import LabState

        def work() -> Iterator[LabEvent]:
            from engine.tagger.lab import run

            return run(task)

        self._drop()
        self._tell(LabState(task))
        self._job = self._lane.stream(work, self._receive, self._end, self._fail)

    def cancel(self) -> None:
        """End the run; what came of it so far is still shown. Called, too, when the lab is hidden."""
        from gui.gates.lab_state import Phase

        if self._drop():
            self._tell_end(Phase.CANCELLED)

    def clear(self) -> None:
        """End the run and forget what came of it: the project is closed, or another one is open."""
        self._drop()
        if self._state is not None:
            self._tell(None)

    def _drop(self) -> bool:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        return job is not None

    def _receive(self, events: list[LabEvent]) -> None:
        if self._state is not None:
            self._tell(self._state.after(events))

    def _end(self) -> None:
        from gui.gates.lab_state import Phase

        self._job = None
        self._tell_end(Phase.DONE)

    def _fail(self, error: Exception) -> None:
        from gui.gates.lab_state import Phase

        self._job = None
        self._tell_end(Phase.FAILED)
        self.failed.emit(error)

    def _tell_end(self, phase: Phase) -> None:
        if self._state is not None:
            self._tell(self._state.ended(phase))

    def _tell(self, state: LabState | None) -> None:
        self._state = state
        self.changed.emit(state)
