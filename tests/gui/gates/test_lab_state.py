from __future__ import annotations

import csv
import io

import numpy as np

from engine.tagger.lab import CopyTask, Learnt, Measured
from engine.tagger.lab_cells import Kind
from gui.gates.lab_state import RECENT, LabState

TASK = CopyTask(5)


def measured(step: int) -> list[Measured]:
    return [Measured(kind, step, np.array([1.0, 0.5 + step]), None) for kind in Kind]


def learnt(step: int, accuracy: float = 0.5) -> list[Learnt]:
    return [Learnt(kind, step, 9, 1 / step, accuracy) for kind in Kind]


def test_it_does_not_matter_in_how_many_portions_events_come() -> None:
    events = [*measured(0), *learnt(1), *learnt(2), *measured(2), *learnt(3)]
    at_once, one_by_one = LabState(TASK).after(events), LabState(TASK)
    for event in events:
        one_by_one = one_by_one.after([event])
    assert at_once == one_by_one
    assert (at_once.step, at_once.steps) == (3, 9)
    course = at_once.courses[Kind.RNN]
    assert course.first is events[0]
    assert course.latest is not None and course.latest.step == 2
    assert course.losses == (1.0, 1 / 2, 1 / 3)


def test_before_the_training_there_is_one_gradient_and_after_it_two() -> None:
    fresh = LabState(TASK).after([*measured(0), *learnt(1)])
    taught = fresh.after(measured(2))
    assert fresh.courses[Kind.RNN].before is None
    assert taught.courses[Kind.RNN].before is fresh.courses[Kind.RNN].latest


def test_a_state_that_was_told_does_not_change() -> None:
    before = LabState(TASK)
    before.after([*measured(0), *learnt(1)])
    assert before == LabState(TASK)


def test_accuracy_is_that_of_the_last_steps() -> None:
    state = LabState(TASK)
    assert state.courses[Kind.RNN].accuracy == 0.0
    for step in range(1, RECENT + 6):
        state = state.after(learnt(step, accuracy=float(step > 5)))
    assert state.courses[Kind.RNN].accuracy == 1.0


def test_the_table_has_every_number_once() -> None:
    state = LabState(TASK).after([*measured(0), *learnt(1), *learnt(2)])
    text = io.StringIO()
    csv.writer(text).writerows(state.table())
    rows = list(csv.reader(io.StringIO(text.getvalue())))
    assert rows[0] == ["distance", "gradient_rnn", "gradient_lstm", "gradient_open_lstm"]
    assert rows[1:3] == [["0", "1.0", "1.0", "1.0"], ["1", "0.5", "0.5", "0.5"]]
    taught = LabState(TASK).after([*measured(0), *learnt(1), *measured(2)]).table()
    assert taught[0] == [*rows[0], *(f"gradient_before_{kind.value}" for kind in Kind)]
    assert taught[2] == ["1", *["2.5"] * 3, *["0.5"] * 3]
    assert rows[4:] == [["step", "loss_rnn", "loss_lstm", "loss_open_lstm"], ["1", *["1.0"] * 3], ["2", *["0.5"] * 3]]
