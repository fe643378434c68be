from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from engine.project.store import ActionRow
from gui.panels.history import HistoryPanel
from gui.panels.history_rows import HistoryListing
from gui.theme import DARK, LIGHT

Key = Qt.Key


def actions(newest: int, oldest: int = 1) -> list[ActionRow]:
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    return [ActionRow(n, at, "ada", f"Action {n}", False, 1, "one") for n in range(newest, oldest - 1, -1)]


@pytest.fixture
def panel(qtbot: QtBot) -> HistoryPanel:
    panel = HistoryPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.show()
    panel.set_listing(HistoryListing(actions(5), 4, has_beginning=True))
    return panel


def click(panel: HistoryPanel, number: int) -> None:
    place = panel._list.visualRect(panel._list.rows_model.index(number)).center()
    QTest.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.parametrize(("number", "action"), [(0, 5), (2, 3), (5, 0)])
def test_a_click_chooses_a_state_undone_ones_and_the_beginning_too(
    qtbot: QtBot, panel: HistoryPanel, number: int, action: int
) -> None:
    with qtbot.waitSignal(panel.chosen) as chosen:
        click(panel, number)
    assert chosen.args == [action]


def test_the_present_state_cannot_be_chosen(qtbot: QtBot, panel: HistoryPanel) -> None:
    with qtbot.assertNotEmitted(panel.chosen):
        click(panel, 1)


def test_the_keyboard_begins_at_the_present_state_and_enter_chooses(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.take_keyboard()
    assert panel._search.hasFocus()
    QTest.keyClick(panel._search, Key.Key_Down)
    assert panel._list.currentIndex().row() == 1
    with qtbot.assertNotEmitted(panel.chosen):
        QTest.keyClick(panel._list, Key.Key_Down)
    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.keyClick(panel._list, Key.Key_Return)
    assert chosen.args == [3]


def test_a_question_is_answered_with_the_keyboard(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel._list.setFocus()
    panel.ask("Action 1", 3)
    assert "3 actions will be taken back" in panel._words.text()
    assert panel._yes.hasFocus()
    with qtbot.waitSignal(panel.confirmed):
        QTest.keyClick(panel._yes, Key.Key_Space)
    assert panel._question.isHidden()
    assert panel._list.hasFocus()


def test_escape_leaves_the_question_then_the_words_then_the_panel(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel._search.setFocus()
    panel._search.setText("label")
    panel.ask("Action 5", -2)
    assert "2 actions will be done again" in panel._words.text()
    with qtbot.assertNotEmitted(panel.left), qtbot.assertNotEmitted(panel.confirmed):
        QTest.keyClick(panel._search, Key.Key_Escape)
        assert panel._question.isHidden()
        assert panel.words == "label"
        QTest.keyClick(panel._search, Key.Key_Escape)
    assert panel.words == ""
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel._search, Key.Key_Escape)


def test_choosing_another_row_or_hiding_the_panel_takes_the_question_back(panel: HistoryPanel) -> None:
    panel.ask("Action 1", 3)
    click(panel, 3)
    assert panel._question.isHidden()
    panel.ask("Action 1", 3)
    panel.hide()
    assert panel._question.isHidden()


def test_cancel_does_nothing(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.ask("Action 1", 3)
    cancel = next(b for b in panel._question.findChildren(QPushButton) if b.text() == "Cancel")
    with qtbot.assertNotEmitted(panel.confirmed):
        cancel.click()
    assert panel._question.isHidden()


def test_more_is_wanted_when_the_end_is_near_and_not_before(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.set_listing(HistoryListing(actions(400, 201), 400))
    with qtbot.assertNotEmitted(panel.more_wanted):
        panel._list.verticalScrollBar().setValue(2000)
    with qtbot.waitSignal(panel.more_wanted):
        panel._list.verticalScrollBar().setValue(panel._list.verticalScrollBar().maximum())


def test_what_is_on_the_screen_stays_there_when_something_is_done(panel: HistoryPanel) -> None:
    panel.set_listing(HistoryListing(actions(400, 201), 400))
    bar = panel._list.verticalScrollBar()
    bar.setValue(1000)
    top = panel._list.rows_model.row(panel._list.indexAt(panel._list.viewport().rect().topLeft())).id
    panel.set_listing(HistoryListing(actions(401, 201), 401))
    assert panel._list.rows_model.row(panel._list.indexAt(panel._list.viewport().rect().topLeft())).id == top


def test_letters_typed_in_the_list_are_searched_for(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel._list.setFocus()
    with qtbot.waitSignal(panel.words_changed) as words:
        QTest.keyClick(panel._list, Key.Key_L)
    assert words.args == ["l"]
    assert panel._search.hasFocus()


def test_an_empty_panel_says_what_it_is_for_or_that_nothing_matches(panel: HistoryPanel) -> None:
    panel.set_listing(HistoryListing())
    assert panel._empty.isVisible()
    panel._search.setText("label as")
    panel.set_listing(HistoryListing())
    assert panel._no_match.text == "No action has “label as” in it."


def test_the_name_is_changed_with_enter_and_kept_with_escape(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.set_name("ada")
    name = panel._name
    assert name._words.text() == "You are ada"
    name._change.click()
    name._field.setText("  Bob ")
    with qtbot.assertNotEmitted(panel.name_changed), qtbot.assertNotEmitted(panel.left):
        QTest.keyClick(name._field, Key.Key_Escape)
    name._change.click()
    assert name._field.text() == "ada"
    name._field.setText("  Bob  B. ")
    with qtbot.waitSignal(panel.name_changed) as changed:
        QTest.keyClick(name._field, Key.Key_Return)
    assert changed.args == ["Bob B."]
    assert name._words.text() == "You are Bob B."


def test_the_panel_can_be_drawn_in_both_themes(panel: HistoryPanel) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light
