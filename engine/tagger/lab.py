"""The vanishing-gradient lab: a plain RNN and two LSTMs, of the same size and drawn alike, at the same task.

Either they read the sentence at hand, untrained, and it is measured how strongly their last state depends on each input
before; or they learn the copy task, and that is measured while they do. The same seed gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from engine.process import give_way
from engine.tagger.lab_cells import CellWeights, Kind, fresh, gradient_by_distance, in_textbook
from engine.tagger.lab_copying import BATCH, SYMBOLS, Network, sequences
from engine.tagger.lstm import Real, RNNWeights, lstm, lstm_input_gradients, rnn_input_gradients

HIDDEN = 32
"""Units of each cell: as many as a direction of a tagger has."""
SHORTEST, LONGEST = 5, 200
"""How far apart symbol and answer of the copy task may be. Of a sentence, so many inputs are read at most, its last."""
INPUTS_READ = 30_000
"""So many inputs of each sequence a training reads: some four to eight seconds on a core, whatever the length."""
MOST_STEPS = 600
MEASUREMENTS = 12
"""How many times the gradient is measured in the course of a training."""
CHANCE = 1 / SYMBOLS


@dataclass(frozen=True, slots=True, eq=False)
class SentenceTask:
    """Read a sentence without learning. xs: [T, X], what goes into the tagger's LSTM. Raises ValueError for none."""

    xs: Real
    seed: int = 1

    def __post_init__(self) -> None:
        if self.xs.ndim != 2 or not self.xs.size:
            raise ValueError(f"a sentence is an array [T, X] with something in it, not {self.xs.shape}")


@dataclass(frozen=True, slots=True)
class CopyTask:
    """Learn to say the symbol that came ``length`` inputs ago. Raises ValueError outside SHORTEST..LONGEST."""

    length: int
    seed: int = 1

    def __post_init__(self) -> None:
        if not SHORTEST <= self.length <= LONGEST:
            raise ValueError(f"a copy task has a length of {SHORTEST} to {LONGEST}, not {self.length}")

    @property
    def steps(self) -> int:
        """Give how many steps each network takes."""
        return min(MOST_STEPS, INPUTS_READ // self.length)


LabTask = SentenceTask | CopyTask


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """How strongly the last state of a cell depends on the input at each distance before it, after so many steps.

    gradient: [T], by distance from 0 on, as ``gradient_by_distance`` defines it. forget: the mean of the forget gate
    over the sequence, in (0, 1); None for the RNN.
    """

    kind: Kind
    step: int
    gradient: Real
    forget: float | None

    def __post_init__(self) -> None:
        self.gradient.setflags(write=False)

    @property
    def share(self) -> Real:
        """Give the gradient as a share of that at distance 0: [T]; 0 where a saturated cell has none at all."""
        share: Real = self.gradient / self.gradient[0] if self.gradient[0] else np.zeros_like(self.gradient)
        return share


@dataclass(frozen=True, slots=True)
class Learnt:
    """A network took a step: 1..steps. loss, accuracy: on its batch, before the step."""

    kind: Kind
    step: int
    steps: int
    loss: float
    accuracy: float


LabEvent = Measured | Learnt


def run(task: LabTask) -> Iterator[LabEvent]:
    """Do a task; the events of the three kinds come in turns, each after a few milliseconds at most of a copy task."""
    # For the whole process, as in a training, and for good: with matrices as small as a tagger's a second thread gains
    # nothing anywhere in it and takes twice the processor, and two at a time wait for each other on a busy machine. A
    # `with` would give the threads back while a training is still on, or keep the 1 that a training had set.
    threadpool_limits(1, user_api="blas")
    return _learn(task) if isinstance(task, CopyTask) else _read(task)


def _read(task: SentenceTask) -> Iterator[LabEvent]:
    xs = task.xs[-LONGEST:].astype(np.float64)
    for kind in Kind:
        w = fresh(kind, xs.shape[1], HIDDEN, np.random.default_rng(task.seed))
        yield Measured(kind, 0, by_the_textbook(w, xs), forget_gate(w, xs))


def _learn(task: CopyTask) -> Iterator[LabEvent]:
    # In float64 a gradient can be followed down for 200 steps; in float32 it would be 0 long before.
    probe = sequences(task.length, 1, np.random.default_rng(task.seed))[0][:, 0].astype(np.float64)
    networks = {kind: Network(kind, HIDDEN, task.seed) for kind in Kind}
    generator = np.random.default_rng(task.seed + 1)
    every = max(1, task.steps // MEASUREMENTS)

    def measured(kind: Kind, step: int) -> Measured:
        cell = networks[kind].cell
        w = CellWeights(*(array.astype(np.float64) for array in (cell.W, cell.U, cell.b)))
        return Measured(kind, step, gradient_by_distance(w, probe), forget_gate(w, probe))

    yield from (measured(kind, 0) for kind in Kind)
    for step in range(1, task.steps + 1):
        x, symbols = sequences(task.length, BATCH, generator)
        for kind, network in networks.items():
            yield Learnt(kind, step, task.steps, *network.learn(x, symbols))
            if step % every == 0 or step == task.steps:
                yield measured(kind, step)


def by_the_textbook(w: CellWeights, xs: Real) -> Real:
    """Give ``gradient_by_distance`` of xs [T, X], unit by unit, with the cells of ``lstm.py``."""
    textbook, squares = in_textbook(w), np.zeros(len(xs))
    for dh in np.eye(w.U.shape[1]):
        give_way()
        if isinstance(textbook, RNNWeights):
            dxs = rnn_input_gradients(textbook, xs, len(xs) - 1, dh)
        else:
            dxs = lstm_input_gradients(textbook, xs, len(xs) - 1, dh)
        squares += (dxs**2).sum(axis=1)
    lengths: Real = np.sqrt(squares)[::-1]
    return lengths


def forget_gate(w: CellWeights, xs: Real) -> float | None:
    """Give the mean of the forget gate while it reads xs [T, X]; None of an RNN, which has none."""
    textbook = in_textbook(w)
    return None if isinstance(textbook, RNNWeights) else float(lstm(textbook, xs).f.mean())
