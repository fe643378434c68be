"""The ranking shows the strongest units, whichever side they are on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui.contrast import SHAPE, contrast
from gui.gates.ranking import HEAD, ROW, Ranking, bar_colour
from gui.gates.seen_trace import SeenTrace
from gui.theme import ALL, LIGHT, Theme


@pytest.fixture
def ranking(qtbot, seen: SeenTrace) -> Ranking:
    made = Ranking(LIGHT)
    qtbot.addWidget(made)
    made.resize(180, HEAD + 3 * ROW)
    made.set_rows(seen, "B-PER", [(0, 0.1), (9, -0.8), (4, 0.3), (5, 0.05), (6, 0.01)])
    made.show()
    return made


def test_the_strongest_come_first_for_it_or_against_it(ranking: Ranking) -> None:
    assert ranking.accessibleDescription().startswith("←\xa01: −0.80, →\xa04: 0.30, →\xa00: 0.10")


def test_a_click_chooses_the_unit_of_the_row(ranking: Ranking, qtbot) -> None:
    with qtbot.waitSignal(ranking.chosen) as chosen:
        QTest.mouseClick(ranking, Qt.MouseButton.LeftButton, pos=QPoint(20, HEAD + ROW + 3))
    assert chosen.args == [4]


def test_the_heading_chooses_nothing(ranking: Ranking, qtbot) -> None:
    with qtbot.assertNotEmitted(ranking.chosen):
        QTest.mouseClick(ranking, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))


def test_keys_stay_among_the_rows_that_are_seen(ranking: Ranking) -> None:
    units: list[int] = []
    ranking.chosen.connect(units.append)
    for _ in range(6):
        QTest.keyClick(ranking, Qt.Key.Key_Down)
    QTest.keyClick(ranking, Qt.Key.Key_Up)
    assert units == [9, 4, 0, 0, 0, 0, 4]


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_bars_can_be_seen_on_every_row(theme: Theme) -> None:
    for for_it in (True, False):
        for ground in (theme.page, theme.surface, theme.selection):
            assert contrast(bar_colour(theme, for_it=for_it), ground) >= SHAPE
