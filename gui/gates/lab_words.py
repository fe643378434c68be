"""What the lab says in words about the numbers of a run."""

from __future__ import annotations

import math

from engine.tagger.lab import CHANCE, LONGEST, SentenceTask
from engine.tagger.lab_cells import Kind
from gui.gates.lab_state import LabState, Phase
from gui.gates.log_curves import power_words
from gui.words import decimal, number, percent, tr

FAR = 40
"""The distance that is spoken of, if the task is as long."""
LEARNT = 0.95
"""An accuracy from which on a network has learnt the copy task."""


def kind_words(kind: Kind) -> str:
    """Give the name of a cell."""
    names = {
        Kind.RNN: tr("Plain RNN"),
        Kind.LSTM: tr("LSTM, forget bias 0"),
        Kind.OPEN_LSTM: tr("LSTM, forget bias 1"),
    }
    return names[kind]


def progress_words(state: LabState) -> str:
    """Say how far a run is."""
    if state.phase is Phase.FAILED:
        return tr("Stopped by an error")
    if state.phase is Phase.DONE:
        return tr("Done after {n} steps", n=number(state.step)) if state.steps else tr("Done")
    if state.phase is Phase.CANCELLED:
        return tr("Cancelled after {n} steps", n=number(state.step)) if state.steps else tr("Cancelled")
    if not state.steps:
        return tr("Computing…")
    return tr("Step {n} of {steps}", n=number(state.step), steps=number(state.steps))


def explanation(state: LabState) -> str:
    """Explain what is seen, in a few sentences made of its numbers; "" before all three are measured."""
    if len(state.measured) < len(Kind):
        return ""
    if len(state.measured[0].gradient) == 1:
        return tr("A sentence of one token has no distance in it: put the caret into a longer one.")
    if isinstance(state.task, SentenceTask) or not state.step:
        return _of_fresh_cells(state)
    return " ".join(filter(None, (_of_learners(state), _shape(state), _advice(state))))


def _of_fresh_cells(state: LabState) -> str:
    """Say how much is left of a gradient in cells that have learnt nothing, and how much of it each step leaves."""
    distance = min(FAR, len(state.measured[0].gradient) - 1)
    rnn, closed, opened = shares = [float(measured.share[distance]) for measured in state.measured]
    first = tr(
        "{distance} tokens back, the gradient of the RNN is {rnn} of what it is at the last token, that of the "
        "LSTM with forget bias 0 is {closed}, and with forget bias 1 it is {opened}.",
        distance=distance,
        rnn=power_words(rnn),
        closed=power_words(closed),
        opened=power_words(opened),
    )
    _, closed_rate, opened_rate = (share ** (1 / distance) for share in shares)
    closed_gate, opened_gate = (measured.forget or 0.0 for measured in state.measured[1:])
    second = tr(
        "Through the cell alone, the forget gate hands on {closed_gate} of it at each step with bias 0 and "
        "{opened_gate} with bias 1, on average; with the ways through h it is {closed} and {opened}, so {times} times "
        "as much is left, and taggers here begin with bias 1.",
        closed_gate=_exact_percent(closed_gate),
        opened_gate=_exact_percent(opened_gate),
        closed=_exact_percent(closed_rate),
        opened=_exact_percent(opened_rate),
        times=times_words(opened / closed if closed else math.inf if opened else 1.0),
    )
    return " ".join(filter(None, (first, second, _left_out(state))))


def _of_learners(state: LabState) -> str:
    """Say what is left of the gradient at the symbol, and how often it is said right."""
    distance = len(state.measured[0].gradient) - 1  # the copy task's, and its symbol is the first input
    shares = [power_words(float(measured.share[distance])) for measured in state.measured]
    first = tr(
        "After {n} steps, the gradient {distance} tokens back, where the symbol stands, is {rnn} of what it is at the "
        "last token for the RNN, {closed} for the LSTM with forget bias 0 and {opened} with forget bias 1.",
        n=number(min(measured.step for measured in state.measured)),  # it is not measured at each
        distance=distance,
        rnn=shares[0],
        closed=shares[1],
        opened=shares[2],
    )
    rights = [percent(course.accuracy) for course in state.courses.values()]
    second = tr(
        "The RNN says the symbol right {rnn} of the time, the LSTM with forget bias 0 {closed} and with forget bias 1 "
        "{opened}; guessing gives {chance}.",
        rnn=rights[0],
        closed=rights[1],
        opened=rights[2],
        chance=percent(CHANCE),
    )
    return f"{first} {second}"


def _shape(state: LabState) -> str:
    """Say why the curve of a network that has learnt the task bends upwards at its end, where one does."""
    learnt = [course for course in state.courses.values() if course.accuracy >= LEARNT]
    if not any(course.latest and course.latest.gradient[-1] > course.latest.gradient.min() for course in learnt):
        return ""
    return tr(
        "A network that has learnt this depends on the symbol and hardly on what lies between: its curve falls and "
        "rises again at the right end, which is what counts."
    )


def _left_out(state: LabState) -> str:
    """Say what is not read of a very long sentence."""
    task = state.task
    if not isinstance(task, SentenceTask) or len(task.xs) <= LONGEST:
        return ""
    return tr("Of this sentence only the last {n} tokens are read.", n=LONGEST)


def _advice(state: LabState) -> str:
    """Say what to try next where the task does not tell the three apart, once they are through."""
    if state.phase is not Phase.DONE:
        return ""
    accuracies = [course.accuracy for course in state.courses.values()]
    if min(accuracies) >= LEARNT:
        return tr("That is near enough for all three: try a greater length.")
    return "" if max(accuracies) >= LEARNT else tr("That is too far for all three: try a smaller length.")


def times_words(ratio: float) -> str:
    """Say how many times more, with two figures: ``1.8``, ``12,000``, ``3.1·10⁹``."""
    if not math.isfinite(ratio) or ratio >= 1e6:
        return power_words(ratio) if math.isfinite(ratio) else "∞"
    if ratio < 10:
        return power_words(ratio)
    return number(int(round(ratio, 1 - math.floor(math.log10(ratio)))))


def _exact_percent(share: float) -> str:
    """Give a share with a decimal, so that its powers can be recomputed."""
    return f"{decimal(100 * share, 1)}\N{NO-BREAK SPACE}%"
