"""The lines of the arithmetic have the numbers of the step."""

from __future__ import annotations

from engine.tagger.trace import Step
from gui.gates.arithmetic import gate_rows, state_rows
from gui.gates.numbers import signed, with_sign


def test_a_gate_is_added_up_and_bent(step: Step) -> None:
    f, i, g, _ = (" ".join(row) for row in gate_rows(step))
    assert f == "f = σ( 0.31 + 0.42 + 0.05 ) = σ(0.78) = 0.686"
    assert i == "i = σ( −0.20 + 0.10 + 0.00 ) = σ(−0.10) = 0.475"
    assert g == "g = tanh( 0.30 − 0.90 + 0.05 ) = tanh(−0.55) = −0.501"


def test_the_cell_keeps_and_stores(step: Step) -> None:
    (_, c), (_, h) = state_rows(step)
    assert c == f"= 0.686 · (−0.171) + 0.475 · (−0.501) = {signed(step.c)}"
    assert h == f"= 0.931 · tanh({signed(step.c)}) = {signed(step.h)}"


def test_nothing_has_no_sign() -> None:
    assert signed(-0.0001) == "0.000"
    assert with_sign(-0.001, 2) == "+ 0.00"


def test_numbers_are_written_as_the_language_does(step: Step, german: None) -> None:
    assert gate_rows(step)[0][-1] == "= 0,686"
