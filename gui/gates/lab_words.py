"""What the lab says in words about the numbers of a run."""

from __future__ import annotations

import math

from engine.tagger.lab import CHANCE, LONGEST, SentenceTask
from engine.tagger.lab_cells import Kind
from gui.gates.lab_state import LabState, Phase
from gui.gates.log_plot import power_words
from gui.words import number, percent, tr

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
    """Explain what is seen, in two sentences made of its numbers; "" before all three are measured."""
    if len(state.measured) < len(Kind):
        return ""
    rnn, closed, opened = state.measured
    distance = min(FAR, len(rnn.gradient) - 1)
    if distance == 0:
        return tr("A sentence of one token has no distance in it: put the caret into a longer one.")
    shares = [float(m.share[distance]) for m in state.measured]
    words = [power_words(share) for share in shares]
    if isinstance(state.task, SentenceTask) or not state.step:
        first = tr(
            "{distance} tokens back, the gradient of the RNN is {rnn} of what it is at the last token, that of the "
            "LSTM with forget bias 0 is {closed}, and with forget bias 1 it is {opened}.",
            distance=distance,
            rnn=words[0],
            closed=words[1],
            opened=words[2],
        )
        second = tr(
            "A cell hands its gradient down through the forget gate, {closed} of it at each step with bias 0 and "
            "{opened} with bias 1 on average: that is why {times} times as much is left, and why taggers here "
            "begin with bias 1.",
            closed=percent(closed.forget or 0.0),
            opened=percent(opened.forget or 0.0),
            times=times_words(shares[2] / shares[1] if shares[1] else math.inf if shares[2] else 1.0),
        )
        return " ".join(filter(None, (first, second, _left_out(state))))
    first = tr(
        "After {n} steps, the gradient {distance} tokens back is {rnn} of what it is at the last token for the RNN, "
        "{closed} for the LSTM with forget bias 0 and {opened} with forget bias 1.",
        n=number(min(m.step for m in state.measured)),  # it is not measured at each
        distance=distance,
        rnn=words[0],
        closed=words[1],
        opened=words[2],
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
    return " ".join(filter(None, (first, second, _advice(state))))


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
