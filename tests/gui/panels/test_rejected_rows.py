from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.text.document import Span
from engine.text.labels import LabelSet
from gui.panels.rejected_rows import MOST_ROWS, RejectedFold, described
from gui.theme import DARK, LIGHT

TEXT = "Ada met Bob in Paris."
ADA, PARIS = Span(0, 3, "LOC"), Span(15, 20, "PER")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def fold(qtbot: QtBot) -> RejectedFold:
    fold = RejectedFold(LIGHT)
    qtbot.addWidget(fold)
    fold.resize(320, 300)
    fold.set_labels(LabelSet().with_names(["PER", "LOC"]))
    fold.set_spans((ADA, PARIS), TEXT)
    fold.show()
    return fold


def words(fold: RejectedFold) -> list[str]:
    return [row.text for row in fold._list.rows_model.rows]


def place(fold: RejectedFold, row: int, *, button: bool = False) -> QPoint:
    rect = fold._list.visualRect(fold._list.rows_model.index(row))
    if button:
        return fold._delegate.button_rects(rect, None)[0][1].center()
    return QPoint(30, rect.center().y())


def test_it_is_folded_and_says_how_many_there_are(fold: RejectedFold) -> None:
    assert fold._fold.text() == "Rejected (2)"
    assert fold._list.isHidden()
    assert words(fold) == []


def test_unfolded_it_lists_them(qtbot: QtBot, fold: RejectedFold) -> None:
    qtbot.mouseClick(fold._fold, LEFT)
    assert words(fold) == ["Ada", "Paris"]
    assert described(fold._list.rows_model.rows[0]) == "Ada\nrejected: not LOC"


def test_without_a_rejection_there_is_nothing(fold: RejectedFold) -> None:
    fold.set_spans((), TEXT)
    assert fold.isHidden()


def test_a_click_shows_the_place_and_the_button_takes_it_back(qtbot: QtBot, fold: RejectedFold) -> None:
    qtbot.mouseClick(fold._fold, LEFT)
    with qtbot.waitSignal(fold.chosen) as told:
        qtbot.mouseClick(fold._list.viewport(), LEFT, pos=place(fold, 1))
    assert told.args == [PARIS]
    with qtbot.waitSignal(fold.unrejected) as told, qtbot.assertNotEmitted(fold.chosen):
        qtbot.mouseClick(fold._list.viewport(), LEFT, pos=place(fold, 0, button=True))
    assert told.args == [ADA]


def test_enter_takes_the_current_one_back(qtbot: QtBot, fold: RejectedFold) -> None:
    qtbot.mouseClick(fold._fold, LEFT)
    fold._list.set_current(1)
    with qtbot.waitSignal(fold.unrejected) as told:
        qtbot.keyClick(fold._list, Qt.Key.Key_Return)
    assert told.args == [PARIS]


def test_it_stays_unfolded_when_one_goes_and_never_grows_over_the_panel(qtbot: QtBot, fold: RejectedFold) -> None:
    qtbot.mouseClick(fold._fold, LEFT)
    fold.set_spans((ADA,), TEXT)
    assert words(fold) == ["Ada"]
    fold.set_spans(tuple(Span(n, n + 1, "PER") for n in range(500)), "x" * 500)
    assert fold._list.height() == MOST_ROWS * fold._delegate.height


def test_it_takes_the_colours_of_another_theme(qtbot: QtBot, fold: RejectedFold) -> None:
    qtbot.mouseClick(fold._fold, LEFT)
    before = fold.grab().toImage()
    fold.set_theme(DARK)
    assert fold.grab().toImage() != before
