from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from engine.tagger.lab import CopyTask, LabEvent, LabTask, Learnt, SentenceTask
from engine.tagger.lab_cells import Kind
from gui.controllers.lab import LabController
from gui.gates.lab_state import LabState, Phase
from gui.tasks import Lane

SENTENCE = SentenceTask(np.random.default_rng(0).normal(size=(6, 4)))


class Seen:
    """A controller and what it told."""

    def __init__(self) -> None:
        self.states: list[LabState | None] = []
        self.errors: list[Exception] = []
        self.lane = Lane("lab")
        self.lab = LabController(self.lane)
        self.lab.changed.connect(self.states.append)
        self.lab.failed.connect(self.errors.append)

    @property
    def last(self) -> LabState:
        state = self.states[-1]
        assert state is not None
        return state


@pytest.fixture
def seen(qtbot) -> Iterator[Seen]:
    made = Seen()
    yield made
    made.lab.cancel()
    made.lane.close()
    made.lane.deleteLater()
    made.lab.deleteLater()


def test_a_run_is_told_from_its_beginning_to_its_end(seen: Seen, qtbot) -> None:
    seen.lab.start(SENTENCE)
    assert seen.last.phase is Phase.RUNNING
    assert seen.last.measured == []
    qtbot.waitUntil(lambda: not seen.lab.running)
    assert seen.last.phase is Phase.DONE
    assert [m.kind for m in seen.last.measured] == list(Kind)


def test_what_a_cancelled_run_brings_late_is_dropped(seen: Seen, qtbot) -> None:
    seen.lab.start(CopyTask(20))
    qtbot.waitUntil(lambda: seen.last.step > 2)
    seen.lab.cancel()
    told = len(seen.states)
    assert seen.last.phase is Phase.CANCELLED
    step = seen.last.step
    assert 0 < step < CopyTask(20).steps
    qtbot.wait(150)
    assert len(seen.states) == told
    assert not seen.lab.running
    assert seen.lab.state is not None and seen.lab.state.step == step


def test_a_cancelled_run_stops_computing(seen: Seen, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def endless(_task: LabTask) -> Iterator[LabEvent]:
        try:
            while True:
                yield Learnt(Kind.RNN, 1, 2, 1.0, 0.5)
        finally:
            ended.set()

    monkeypatch.setattr("engine.tagger.lab.run", endless)
    seen.lab.start(CopyTask(20))
    qtbot.waitUntil(lambda: seen.last.step == 1)
    seen.lab.cancel()
    assert ended.wait(5)


def test_another_start_ends_the_run_before(seen: Seen, qtbot) -> None:
    seen.lab.start(CopyTask(200))
    seen.lab.start(SENTENCE)
    qtbot.waitUntil(lambda: not seen.lab.running)
    assert seen.last.task is SENTENCE
    assert seen.last.phase is Phase.DONE


def test_when_a_project_closes_nothing_is_left_to_show(seen: Seen, qtbot) -> None:
    seen.lab.clear()
    assert seen.states == [], "there was nothing"
    seen.lab.start(CopyTask(20))
    seen.lab.clear()
    assert seen.states[-1] is None
    qtbot.wait(50)
    assert seen.states[-1] is None


def test_cancelling_without_a_run_says_nothing(seen: Seen) -> None:
    seen.lab.cancel()
    assert seen.states == []


def test_an_error_is_told_and_the_next_run_works(seen: Seen, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_task: LabTask) -> Iterator[LabEvent]:
        yield Learnt(Kind.RNN, 1, 2, 1.0, 0.5)
        raise ArithmeticError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("engine.tagger.lab.run", broken)
        seen.lab.start(CopyTask(20))
        qtbot.waitUntil(lambda: bool(seen.errors))
    assert seen.last.phase is Phase.FAILED
    seen.lab.start(SENTENCE)
    qtbot.waitUntil(lambda: not seen.lab.running)
    assert seen.last.phase is Phase.DONE
