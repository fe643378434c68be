from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.text.document import Span, Suggestion
from engine.text.labels import LabelSet
from gui.panels.suggestions import NO_TAGGER, NOTHING_LEFT, SuggestionsPanel
from gui.theme import DARK, LIGHT

TEXT = "Ada met Bob in Paris."
ADA = Suggestion(Span(0, 3, "PER"), 0.95)
BOB = Suggestion(Span(8, 11, "PER"), 0.90)
PARIS = Suggestion(Span(15, 20, "LOC"), 0.55)


@pytest.fixture
def panel(qtbot: QtBot) -> SuggestionsPanel:
    panel = SuggestionsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 500)
    panel.set_labels(LabelSet().with_names(["PER", "LOC"]))
    panel.set_suggestions([ADA, BOB, PARIS], TEXT, has_tagger=True)
    panel.show()
    return panel


def place(panel: SuggestionsPanel, row: int, button: int | None = None) -> QPoint:
    rect = panel._list.visualRect(panel._list.rows_model.index(row))
    if button is None:
        return QPoint(40, rect.center().y())
    return panel._delegate.button_rects(rect, panel._list.rows_model.rows[row])[button][1].center()


def test_rows_show_the_words_they_cover(panel: SuggestionsPanel) -> None:
    assert [row.text for row in panel._list.rows_model.rows] == ["Ada", "Bob", "Paris"]
    assert panel.count == 3


def test_a_click_shows_the_suggestion_in_the_text(qtbot: QtBot, panel: SuggestionsPanel) -> None:
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, 1))
    assert told.args == [BOB]


@pytest.mark.parametrize(("button", "signal"), [(0, "accepted"), (1, "rejected")])
def test_the_buttons_answer_without_moving_in_the_text(
    qtbot: QtBot, panel: SuggestionsPanel, button: int, signal: str
) -> None:
    with qtbot.waitSignal(getattr(panel, signal)) as told, qtbot.assertNotEmitted(panel.chosen):
        qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, 2, button))
    assert told.args == [PARIS]


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_Return, "accepted"),
        (Qt.Key.Key_Enter, "accepted"),
        (Qt.Key.Key_Backspace, "rejected"),
        (Qt.Key.Key_Delete, "rejected"),
    ],
)
def test_the_keyboard_answers_the_current_one(qtbot: QtBot, panel: SuggestionsPanel, key: Qt.Key, signal: str) -> None:
    panel.set_current(BOB)
    with qtbot.waitSignal(getattr(panel, signal)) as told:
        qtbot.keyClick(panel._list, key)
    assert told.args == [BOB]


def test_after_an_answer_the_next_one_is_current(qtbot: QtBot, panel: SuggestionsPanel) -> None:
    panel.set_current(BOB)
    with qtbot.assertNotEmitted(panel.chosen):
        panel.set_suggestions([ADA, PARIS], TEXT, has_tagger=True)
    with qtbot.waitSignal(panel.accepted) as told:
        qtbot.keyClick(panel._list, Qt.Key.Key_Return)
    assert told.args == [PARIS]


def test_accept_all_takes_those_from_ninety_per_cent_on(qtbot: QtBot, panel: SuggestionsPanel) -> None:
    assert "(2)" in panel._accept_sure.text()
    with qtbot.waitSignal(panel.accepted_many) as told:
        qtbot.mouseClick(panel._accept_sure, Qt.MouseButton.LeftButton)
    assert told.args == [[ADA, BOB]]


def test_accept_all_is_off_when_none_is_sure_enough(panel: SuggestionsPanel) -> None:
    panel.set_suggestions([PARIS], TEXT, has_tagger=True)
    assert not panel._accept_sure.isEnabled()


def test_an_empty_list_says_why(panel: SuggestionsPanel) -> None:
    panel.set_suggestions([], "", has_tagger=False)
    assert panel._no_tagger.isVisible()
    assert panel._no_tagger.text == NO_TAGGER.format(key="")
    panel.set_suggestions([], "", has_tagger=True)
    assert panel._nothing_left.isVisible()
    assert panel._nothing_left.text == NOTHING_LEFT


def test_the_panel_can_be_drawn_in_both_themes(panel: SuggestionsPanel) -> None:
    panel.set_current(ADA)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_the_bars_of_confidence_stand_below_each_other_however_long_a_label_is(panel: SuggestionsPanel) -> None:
    long = Suggestion(Span(15, 20, "ORGANISATION"), 0.55)
    panel.set_suggestions([Suggestion(Span(8, 11, "PER"), 0.90), long], TEXT, has_tagger=True)
    image = panel._list.viewport().grab().toImage()
    ends = []
    for row in (0, 1):
        rect = panel._list.visualRect(panel._list.rows_model.index(row))
        points = ((x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom()))
        ends.append(max(x for x, y in points if image.pixelColor(x, y).name() == LIGHT.track))
    assert ends[0] == ends[1]
