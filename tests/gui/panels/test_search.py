from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from engine.project.query import Query, Where
from engine.project.search import Hit
from engine.text.document import DocumentState, Source
from engine.text.labels import Label, LabelSet
from gui.panels.search import NOTHING_ASKED, NOTHING_CAN_BE, SearchPanel
from gui.panels.search_state import SearchState
from gui.theme import DARK, LIGHT

Key = Qt.Key
LABELS = LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2")])


def hits(count: int, first: int = 0) -> tuple[Hit, ...]:
    return tuple(
        Hit(n // 3 + 1, f"text {n // 3 + 1}", n, n + 3, "met ", "Bob", " in", "", "") for n in range(first, count)
    )


def found(count: int, *, complete: bool = True, **more) -> SearchState:
    return SearchState(Query("bob"), hits(count), complete=complete, **more)


@pytest.fixture
def panel(qtbot: QtBot) -> SearchPanel:
    panel = SearchPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_labels(LABELS)
    panel.resize(300, 600)
    panel.show()
    return panel


def chip(panel: SearchPanel, words: str):
    chips = (*panel._filter._labels.values(), *panel._filter._states.values(), *panel._filter._sources.values(),
             panel._filter._unlabelled, panel._filter._noted, panel._filter._in_notes)  # fmt: skip
    return next(chip for chip in chips if chip.text() == words)


def active(panel: SearchPanel) -> list[QToolButton]:
    return [chip for chip in panel._active.findChildren(QToolButton) if not chip.isHidden()]


def test_every_switch_is_a_part_of_the_query(qtbot: QtBot, panel: SearchPanel) -> None:
    asked: list[Query] = []
    panel.query_changed.connect(asked.append)
    panel._field.setText("Bob")
    for button in (panel._case, panel._whole, panel._regex):
        button.click()
    assert asked[-1] == Query("Bob", regex=True, match_case=True, whole_words=True)
    for words in ("PER", "Done", "Flagged", "Accepted suggestion", "Has a note", "Search in notes"):
        chip(panel, words).click()
    panel._filter._slider.setValue(40)
    assert asked[-1] == Query(
        "Bob", regex=True, match_case=True, whole_words=True, labels=frozenset({"PER"}),
        states=frozenset({DocumentState.DONE, DocumentState.FLAGGED}), sources=frozenset({Source.SUGGESTION}),
        most_confidence=0.4, noted=True, where=Where.NOTES,
    )  # fmt: skip


def test_nothing_is_looked_for_with_a_label_and_without_one(panel: SearchPanel) -> None:
    asked: list[Query] = []
    panel.query_changed.connect(asked.append)
    chip(panel, "PER").click()
    chip(panel, "Not labelled").click()
    assert (asked[-1].labels, asked[-1].unlabelled) == (frozenset(), True)
    chip(panel, "LOC").click()
    assert (asked[-1].labels, asked[-1].unlabelled) == (frozenset({"LOC"}), False)


def test_filters_show_as_chips_while_they_are_folded_and_go_with_a_click(qtbot: QtBot, panel: SearchPanel) -> None:
    panel._fold.click()
    chip(panel, "PER").click()
    panel._filter._slider.setValue(75)
    assert panel._fold.text() == "Filters (2)"
    assert active(panel) == []
    panel._fold.click()
    assert [one.text() for one in active(panel)] == ["PER", "At most 75\N{NO-BREAK SPACE}% sure"]
    with qtbot.waitSignal(panel.query_changed) as asked:
        active(panel)[0].click()
    assert asked.args[0] == Query(most_confidence=0.75)
    active(panel)[0].click()
    assert active(panel) == []
    assert panel._fold.text() == "Filters"


def test_a_label_that_goes_is_no_longer_looked_for_and_another_stays(qtbot: QtBot, panel: SearchPanel) -> None:
    chip(panel, "PER").click()
    chip(panel, "LOC").click()
    with qtbot.waitSignal(panel.query_changed) as asked:
        panel.set_labels([LABELS.named("LOC")])
    assert asked.args[0].labels == {"LOC"}
    with qtbot.assertNotEmitted(panel.query_changed):
        panel.set_labels([LABELS.named("LOC"), LABELS.named("PER")])


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (found(1), "1 match in 1 document"),
        (found(7), "7 matches in 3 documents"),
        (found(2000, complete=False), "2,000+ matches"),
        (replace(found(7), query=Query(labels=frozenset({"PER"}))), "7 spans in 3 documents"),
        (replace(found(1), query=Query("x", where=Where.NOTES)), "1 note in 1 document"),
        (found(7, searching=True), "Searching…"),
    ],
)
def test_the_panel_says_how_much_was_found(panel: SearchPanel, state: SearchState, said: str) -> None:
    panel.set_state(state)
    assert panel._outcome.text() == said


def test_whole_documents_are_counted_as_such(panel: SearchPanel) -> None:
    documents = tuple(Hit(n, f"text {n}", 0, 0, "", "", "", "", "") for n in (1, 2))
    panel.set_state(SearchState(Query(states=frozenset({DocumentState.NEW})), documents, complete=True))
    assert panel._outcome.text() == "2 documents"
    panel.set_state(SearchState(Query(states=frozenset({DocumentState.NEW})), documents[:1], complete=True))
    assert panel._outcome.text() == "1 document"


def test_an_empty_panel_teaches_and_says_why_it_is_empty(panel: SearchPanel) -> None:
    panel.set_state(SearchState(complete=True))
    assert panel._nothing_asked.isVisible()
    assert panel._nothing_asked.text == NOTHING_ASKED
    panel.set_state(SearchState(Query(unlabelled=True), complete=True))
    assert panel._nothing_asked.text == NOTHING_CAN_BE
    panel.set_state(SearchState(Query("x"), searching=True))
    assert panel._searching.isVisible()
    panel.set_state(SearchState(Query("x"), complete=True))
    assert panel._nothing_found.isVisible()
    panel.set_state(SearchState(Query("("), complete=True, error="The expression is wrong."))
    assert panel._failed.isVisible()
    assert panel._failed.text == "The expression is wrong."


def test_hits_before_an_error_are_shown_with_it(panel: SearchPanel) -> None:
    panel.set_state(found(2, error="It takes too long."))
    assert panel._list.isVisible()
    assert panel._outcome.text() == "2 matches in 1 document. It takes too long."


def test_old_hits_stay_until_there_is_news(panel: SearchPanel) -> None:
    panel.set_state(found(5))
    panel.set_state(SearchState(Query("bo"), searching=True))
    assert len(panel._list.rows_model.rows) == 5
    assert panel._list.isVisible()
    panel.set_state(SearchState(Query("bo"), complete=True))
    assert panel._nothing_found.isVisible()


def test_steps_go_round_at_the_ends_when_all_is_found(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.set_state(found(3))
    chosen: list[int] = []
    panel.hit_chosen.connect(lambda hit: chosen.append(hit.start))
    for by in (1, 1, 1, 1, -1, -1):
        panel.step(by)
    assert chosen == [0, 1, 2, 0, 2, 1]
    panel.set_state(found(3, complete=False))
    panel._list.set_current(2)
    with qtbot.assertNotEmitted(panel.hit_chosen):
        panel.step(1)
    panel.set_state(SearchState(Query("x"), complete=True))
    panel.step(1)


def test_enter_in_the_field_goes_to_the_next_hit_and_stays_in_the_field(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.look_for("bob")
    panel.set_state(found(3))
    with qtbot.waitSignal(panel.hit_chosen) as chosen:
        QTest.keyClick(panel._field, Key.Key_Return)
    assert chosen.args[0].start == 0
    assert panel._field.hasFocus()
    with qtbot.waitSignal(panel.hit_chosen) as chosen:
        QTest.keyClick(panel._field, Key.Key_Return)
    assert chosen.args[0].start == 1


def test_the_down_arrow_leads_to_the_first_hit_and_letters_back_to_the_field(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.look_for("bob")
    panel.set_state(found(3))
    with qtbot.waitSignal(panel.hit_chosen) as chosen:
        QTest.keyClick(panel._field, Key.Key_Down)
    assert chosen.args[0].start == 0
    assert panel._list.hasFocus()
    assert panel.has_keyboard
    QTest.keyClick(panel._list, Key.Key_S)
    assert panel._field.text() == "bobs"


def test_the_chosen_hit_stays_chosen_when_the_same_is_found_again(panel: SearchPanel) -> None:
    panel.set_state(found(30))
    panel._list.set_current(7)
    panel.set_state(SearchState(Query("bob"), hits(30, first=4), complete=True))
    assert panel._list.currentIndex().row() == 3


def test_escape_empties_the_field_and_then_leaves(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.look_for("bob")
    with qtbot.assertNotEmitted(panel.left):
        QTest.keyClick(panel._field, Key.Key_Escape)
    assert panel._field.text() == ""
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel._field, Key.Key_Escape)


def test_escape_in_the_list_leaves_the_words_in_the_field(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.look_for("bob")
    panel.set_state(found(3))
    panel._list.setFocus()
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel._list, Key.Key_Escape)
    assert panel._field.text() == "bob"


def test_words_that_are_looked_for_are_no_expression(panel: SearchPanel) -> None:
    panel._regex.click()
    panel.look_for("a.b")
    assert panel.query == Query("a.b")
    panel.look_for("")
    assert panel.query == Query("a.b")
    assert panel._field.selectedText() == "a.b"


def test_more_is_wanted_near_the_end(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.set_state(found(200, complete=False))
    with qtbot.assertNotEmitted(panel.more_wanted):
        panel._list.verticalScrollBar().setValue(1000)
    with qtbot.waitSignal(panel.more_wanted):
        panel._list.verticalScrollBar().setValue(panel._list.verticalScrollBar().maximum())


def test_filters_leave_room_for_hits_in_a_low_window(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.set_header_visible(False)
    panel._fold.click()
    panel.set_state(found(20))
    panel.resize(260, 400)
    qtbot.waitUntil(lambda: panel._list.height() > 80)
    assert panel._filter.height() <= 200
    assert panel._filter.geometry().bottom() < panel._outcome.geometry().top()


def test_hits_of_all_kinds_can_be_drawn(panel: SearchPanel) -> None:
    kinds = (
        Hit(1, "text 1", 0, 3, "", "Ada", " met", "PER", "a note " * 40),
        Hit(1, "text 1", 5, 305, "x" * 40, "y" * 200, "z" * 40, "a label that is not there", ""),
        Hit(2, "רשימה", 3, 6, "אדה פגשה את ", "בוב", " בפריז", "LOC", ""),
        Hit(3, "a name " * 40, 0, 0, "", "", "", "", "read again"),
        Hit(4, "text 4", 0, 0, "", "", "", "", ""),
    )
    panel.set_state(SearchState(Query("x"), kinds, complete=True))
    blank = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != blank
    words = [panel._list.rows_model.data(panel._list.rows_model.index(n)) for n in range(5)]
    assert words[0].startswith("… Ada met …\nIn text 1\nLabelled PER\nNote: a note")
    assert words[4] == "text 4"
