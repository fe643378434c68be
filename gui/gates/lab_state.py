"""What the lab shows of a run: an immutable value that events make another one of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType

from engine.tagger.lab import LabEvent, LabTask, Measured
from engine.tagger.lab_cells import Kind

RECENT = 20
"""Accuracy now is the mean of so many steps: that of one batch jumps about."""


class Phase(Enum):
    """How far a run is."""

    RUNNING = auto()
    DONE = auto()
    CANCELLED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Course:
    """How one of the three did so far. first, latest: its gradient before training and when it was measured last.

    losses, accuracies: one a step.
    """

    first: Measured | None = None
    latest: Measured | None = None
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()

    @property
    def before(self) -> Measured | None:
        """Give the gradient before training, once there is another one after it."""
        return self.first if self.latest is not None and self.latest.step else None

    @property
    def accuracy(self) -> float:
        """Give the accuracy of the last steps, in [0, 1]; 0 before the first one."""
        recent = self.accuracies[-RECENT:]
        return sum(recent) / len(recent) if recent else 0.0


@dataclass(frozen=True, slots=True)
class LabState:
    """A run and what came of it so far. step: of steps, both 0 where nothing is learnt."""

    task: LabTask
    phase: Phase = Phase.RUNNING
    step: int = 0
    steps: int = 0
    courses: Mapping[Kind, Course] = field(default_factory=lambda: MappingProxyType({kind: Course() for kind in Kind}))

    def after(self, events: Iterable[LabEvent]) -> LabState:
        """Give the state after some more events."""
        step, steps = self.step, self.steps
        measured: dict[Kind, list[Measured]] = {kind: [] for kind in Kind}
        losses: dict[Kind, list[float]] = {kind: [] for kind in Kind}
        accuracies: dict[Kind, list[float]] = {kind: [] for kind in Kind}
        for event in events:
            if isinstance(event, Measured):
                measured[event.kind].append(event)
            else:
                step, steps = event.step, event.steps
                losses[event.kind].append(event.loss)
                accuracies[event.kind].append(event.accuracy)
        courses = {}
        for kind, before in self.courses.items():
            new = measured[kind]
            courses[kind] = Course(
                before.first or (new[0] if new else None),
                new[-1] if new else before.latest,
                before.losses + tuple(losses[kind]),
                before.accuracies + tuple(accuracies[kind]),
            )
        return replace(self, step=step, steps=steps, courses=MappingProxyType(courses))

    def ended(self, phase: Phase) -> LabState:
        """Give the state at the end of the run."""
        return replace(self, phase=phase)

    @property
    def measured(self) -> list[Measured]:
        """Give the latest gradients, of those that have one, in the order of the kinds."""
        return [course.latest for course in self.courses.values() if course.latest is not None]

    def table(self) -> list[list[str]]:
        """Give the numbers as rows of a table with a heading: gradients by distance, then the losses by step.

        Of a network that has learnt something, also the gradients before that.
        """
        untaught = [course.before for course in self.courses.values() if course.before is not None]
        heads = [f"gradient_{m.kind.value}" for m in self.measured]
        rows = [["distance", *heads, *(f"gradient_before_{m.kind.value}" for m in untaught)]]
        gradients = zip(*(m.gradient for m in (*self.measured, *untaught)), strict=True)
        rows += [[str(d), *(repr(float(g)) for g in values)] for d, values in enumerate(gradients)]
        if self.steps:
            rows += [[], ["step", *(f"loss_{kind.value}" for kind in self.courses)]]
            losses = zip(*(course.losses for course in self.courses.values()), strict=False)
            rows += [[str(s), *(repr(loss) for loss in values)] for s, values in enumerate(losses, 1)]
        return rows
