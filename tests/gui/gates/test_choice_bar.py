"""Choices in words or in signs have the same names, and one of them is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.gates.choice_bar import Choice, ChoiceBar
from gui.theme import LIGHT


@pytest.fixture
def bar(qtbot) -> Iterator[ChoiceBar]:
    made = ChoiceBar([Choice("Both", "↔"), Choice("Forward", "→"), Choice("Maps", icon="maps")], LIGHT)
    qtbot.addWidget(made)
    made.show()
    yield made


def test_the_arrow_keys_take_the_next_choice(bar: ChoiceBar) -> None:
    taken = []
    bar.chosen.connect(taken.append)
    bar.segments[0].setFocus()
    QTest.keyClick(bar.segments[0], Qt.Key.Key_Right)
    assert (taken, bar.taken) == ([1], 1)


def test_signs_are_narrower_and_keep_the_names_in_tooltips(bar: ChoiceBar) -> None:
    before = bar.width()
    bar.set_short(True)
    assert bar.width() < before
    assert [segment.toolTip() for segment in bar.segments] == ["Both", "Forward", "Maps"]
    assert [segment.accessibleName() for segment in bar.segments] == ["Both", "Forward", "Maps"]
    bar.set_short(False)
    assert not any(segment.toolTip() for segment in bar.segments)


def test_the_width_of_choices_is_known_before_they_are_shown(bar: ChoiceBar) -> None:
    for short in (False, True):
        bar.set_short(short)
        assert bar.width_of(range(3), short=short) == bar.width()


def test_without_choices_there_is_nothing(bar: ChoiceBar) -> None:
    bar.offer([0, 2])
    assert [segment.isVisible() for segment in bar.segments] == [True, False, True]
    bar.offer([])
    assert not bar.isVisible()
