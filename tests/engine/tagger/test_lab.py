from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from engine.tagger.lab import (
    HIDDEN,
    LONGEST,
    CopyTask,
    LabEvent,
    Learnt,
    Measured,
    SentenceTask,
    by_the_textbook,
    run,
)
from engine.tagger.lab_cells import Kind, fresh, gradient_by_distance

RNN, LSTM, OPEN = Kind


@pytest.fixture
def xs() -> np.ndarray:
    """What goes into an LSTM for a long sentence, about as large as embeddings are."""
    return np.random.default_rng(0).normal(scale=0.3, size=(61, 24)).astype(np.float32)


def gradients(events: list[LabEvent]) -> dict[Kind, np.ndarray]:
    return {event.kind: event.gradient for event in events if isinstance(event, Measured)}


def accuracy(events: list[LabEvent], kind: Kind, recent: int) -> float:
    shares = [event.accuracy for event in events if isinstance(event, Learnt) and event.kind is kind]
    return float(np.mean(shares[-recent:]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_tokens_back_an_rnn_feels_less_than_an_lstm_and_that_far_less_than_an_open_one(
    xs: np.ndarray, seed: int
) -> None:
    found = gradients(list(run(SentenceTask(xs, seed))))
    assert all(0.1 < g[0] < 20 for g in found.values())
    left = {kind: float(g[40] / g[0]) for kind, g in found.items()}
    assert left[RNN] < 1e-8 < 1e-5 < left[OPEN]
    assert left[RNN] < left[LSTM] / 2
    assert left[LSTM] < left[OPEN] / 1000


@pytest.mark.parametrize("kind", list(Kind))
def test_the_textbook_and_the_batch_measure_the_same(kind: Kind, xs: np.ndarray) -> None:
    w = fresh(kind, xs.shape[1], 7, np.random.default_rng(1))
    exact = xs.astype(np.float64)
    np.testing.assert_allclose(by_the_textbook(w, exact), gradient_by_distance(w, exact), rtol=1e-9)


@pytest.mark.parametrize("copying", [True, False])
def test_whatever_is_done_one_core_is_used_and_another_training_is_not_given_two_by_its_end(
    xs: np.ndarray, copying: bool
) -> None:
    with threadpool_limits(2, user_api="blas"):
        events = run(CopyTask(5) if copying else SentenceTask(xs))
        next(iter(events))
        events.close()
        threads = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    assert threads == {1}


def test_a_sentence_is_read_without_learning_and_its_open_gate_is_more_open(xs: np.ndarray) -> None:
    rnn, lstm, opened = run(SentenceTask(xs))
    assert isinstance(rnn, Measured) and isinstance(lstm, Measured) and isinstance(opened, Measured)
    assert len(rnn.gradient) == len(xs)
    assert rnn.forget is None
    assert lstm.forget == pytest.approx(0.5, abs=0.1)
    assert opened.forget == pytest.approx(0.73, abs=0.1)


def test_of_a_very_long_sentence_the_end_is_read() -> None:
    xs = np.random.default_rng(0).normal(size=(LONGEST + 5, 3))
    first = next(iter(run(SentenceTask(xs))))
    assert isinstance(first, Measured)
    w = fresh(RNN, 3, HIDDEN, np.random.default_rng(1))
    np.testing.assert_allclose(first.gradient, gradient_by_distance(w, xs[5:]), rtol=1e-9)


def test_on_the_copy_task_the_open_lstm_learns_and_the_rnn_does_not() -> None:
    events = []
    for event in run(CopyTask(30)):
        events.append(event)
        if isinstance(event, Learnt) and event.kind is OPEN and event.step == 200:
            break
    assert accuracy(events, OPEN, 20) > 0.95
    assert accuracy(events, RNN, 100) < 0.65, "it only guesses: one of two symbols"


def test_the_same_seed_gives_the_same_numbers_and_another_one_others() -> None:
    def numbers(seed: int) -> list[float]:
        events = [event for event, _ in zip(run(CopyTask(12, seed)), range(60), strict=False)]
        return [event.loss if isinstance(event, Learnt) else float(event.gradient[-1]) for event in events]

    assert numbers(1) == numbers(1)
    assert numbers(1) != numbers(2)


def test_a_run_ends_after_the_steps_it_told_with_a_last_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.tagger.lab.INPUTS_READ", 130)
    events = list(run(CopyTask(10)))
    steps = [event for event in events if isinstance(event, Learnt) and event.kind is OPEN]
    assert [(event.step, event.steps) for event in steps] == [(n, 13) for n in range(1, 14)]
    last = [event for event in events if isinstance(event, Measured)][-3:]
    assert [(event.kind, event.step) for event in last] == [(kind, 13) for kind in Kind]
    assert len(last[0].gradient) == 11


def test_events_cannot_be_changed(xs: np.ndarray) -> None:
    first = next(iter(run(SentenceTask(xs))))
    assert isinstance(first, Measured)
    with pytest.raises(ValueError, match="read-only"):
        first.gradient[0] = 1.0


@pytest.mark.parametrize("length", [4, 201])
def test_a_length_out_of_bounds_is_refused_with_itself(length: int) -> None:
    with pytest.raises(ValueError, match=f"not {length}"):
        CopyTask(length)


@pytest.mark.parametrize("shape", [(0, 4), (3, 0), (3,)])
def test_a_sentence_of_nothing_is_refused_with_its_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"an array \[T, X\]"):
        SentenceTask(np.zeros(shape))
