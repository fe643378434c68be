from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.project.label_actions import LabelUse
from engine.project.label_examples import Examples, FormUse
from engine.project.search import Hit
from engine.text.labels import Label, LabelSet
from gui.panels.guideline_rows import FormRow, HitRow, described, rows_of, sample_words
from gui.panels.guidelines import GuidelinesPanel
from gui.theme import DARK, LIGHT
from gui.widgets.headed_list import Heading

Key = Qt.Key
LABELS = LabelSet(
    [
        Label("PER", 0, "1", "People, no titles.\n\nNot: pronouns."),
        Label("Court", 1, "2", group="Law"),
        Label("LOC", 2, "3"),
    ]
)
HIT = Hit(7, "letter", 3, 8, "in ", "Paris", " on", "LOC", "")
EXAMPLES = Examples(
    "LOC", LabelUse(40_000, 900), 2_000, 2,
    (FormUse("Paris", 40, (("PER", 2),)), FormUse("Rome", 1)), (FormUse("Paris", 40, (("PER", 2),)),), (HIT,), True,
)  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot) -> GuidelinesPanel:
    panel = GuidelinesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.set_labels(LABELS)
    panel.show()
    return panel


def test_it_shows_the_guideline_of_a_label_with_its_paragraphs(panel: GuidelinesPanel) -> None:
    assert panel.name == "PER"
    assert panel.guideline.text() == "People, no titles.\n\nNot: pronouns."
    assert panel.head.accessibleName() == "Label PER"
    panel.show_label("Court")
    assert "No guideline yet" in panel.guideline.text()
    assert panel.head.accessibleDescription() == "key 2, Law"


def test_the_arrows_go_through_the_labels_as_they_are_listed(qtbot: QtBot, panel: GuidelinesPanel) -> None:
    shown: list[str | None] = []
    panel.label_shown.connect(shown.append)
    panel.take_keyboard()
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up):
        QTest.keyClick(panel.head, key)
    assert shown == ["LOC", "Court", "PER", "Court"]


def test_forms_contexts_and_doubts_are_listed(panel: GuidelinesPanel) -> None:
    panel.show_label("LOC")
    panel.set_examples(EXAMPLES)
    assert panel.list.rows == [
        Heading("Most frequent"), FormRow("Paris", 40), FormRow("Rome", 1),
        Heading("Labelled in several ways"), FormRow("Paris", 40, "40 LOC, 2 PER"),
        Heading("In context"), HitRow(HIT),
    ]  # fmt: skip
    assert panel._facts.text() == "40,000 spans in 900 documents"
    assert panel._sample.text() == "From 2,000 of 40,000 spans"


def test_a_row_says_itself(panel: GuidelinesPanel) -> None:
    assert [described(row) for row in rows_of(EXAMPLES)] == [
        "Most frequent", "Paris, 40 times", "Rome, once", "Labelled in several ways", "Paris\n40 LOC, 2 PER",
        "In context", "in Paris on\nletter",
    ]  # fmt: skip


def test_where_all_was_read_no_share_is_said() -> None:
    assert sample_words(Examples("LOC", LabelUse(5, 2), 5)) == ""


def test_examples_of_another_label_are_not_shown(panel: GuidelinesPanel) -> None:
    panel.set_examples(EXAMPLES)
    assert panel.list.rows == []
    panel.show_label("LOC")
    panel.set_examples(EXAMPLES)
    panel.show_label("PER")
    assert panel.list.rows == []


def test_a_label_without_spans_says_how_it_gets_some(panel: GuidelinesPanel) -> None:
    assert panel._examples.currentWidget() is panel._reading
    panel.set_examples(Examples("PER"))
    assert panel._examples.currentWidget() is panel._reading
    panel.set_examples(Examples("PER", complete=True))
    assert panel._examples.currentWidget() is panel._no_spans


def test_a_click_or_enter_goes_there_and_the_arrows_only_look(qtbot: QtBot, panel: GuidelinesPanel) -> None:
    told: list[object] = []
    panel.hit_chosen.connect(told.append)
    panel.form_chosen.connect(told.append)
    panel.show_label("LOC")
    panel.set_examples(EXAMPLES)
    panel.list.setFocus()
    for _ in range(4):
        QTest.keyClick(panel.list, Key.Key_Down)
    assert told == []
    QTest.keyClick(panel.list, Key.Key_Return)
    QTest.keyClick(panel.list, Key.Key_Home)
    QTest.keyClick(panel.list, Key.Key_Return)
    assert told == [HIT, "Paris"]


def test_a_renamed_label_stays_and_of_a_deleted_one_the_first_takes_the_place(panel: GuidelinesPanel) -> None:
    panel.show_label("LOC")
    panel.set_labels(LabelSet([LABELS[0], LABELS[1], Label("PLACE", 2, "3", "Towns")]))
    assert (panel.name, panel.guideline.text()) == ("PLACE", "Towns")
    panel.set_labels(LabelSet(LABELS[:2]))
    assert panel.name == "PER"


def test_a_long_guideline_leaves_room_for_examples(panel: GuidelinesPanel) -> None:
    panel.set_labels(LabelSet([Label("PER", 0, "1", "What counts. " * 500)]))
    panel.layout().activate()
    assert panel._scroll.height() <= panel.height() * 2 // 5
    assert panel.minimumSizeHint().width() <= 320


def test_it_can_be_edited_and_without_labels_it_says_what_one_is(qtbot: QtBot, panel: GuidelinesPanel) -> None:
    with qtbot.waitSignal(panel.edit_requested) as told:
        panel._edit.click()
    assert told.args == ["PER"]
    panel.set_labels(LabelSet())
    assert panel.name is None
    assert panel._no_labels.isVisible()
    with qtbot.waitSignal(panel.edit_requested) as told:
        panel._no_labels.action_requested.emit()
    assert told.args == [None]


def test_it_can_be_drawn_in_both_themes(panel: GuidelinesPanel) -> None:
    panel.show_label("LOC")
    panel.set_examples(EXAMPLES)
    panel.list.selectRow(1)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_a_guideline_scrolls_only_where_it_is_longer_than_two_fifths_of_the_panel(
    qtbot: QtBot, panel: GuidelinesPanel
) -> None:
    bar = panel._scroll.verticalScrollBar()
    for times in range(1, 30):
        panel.set_labels(LabelSet([Label("PER", 0, "1", "All the people of the town. " * times)]))
        for width in (280, 281, 320):
            panel.resize(width, 600)
            qtbot.wait(1)
            short = panel._scroll.height() < panel.height() * 2 // 5
            assert bar.isVisible() is not short
            assert not short or panel.guideline.heightForWidth(panel.guideline.width()) <= panel.guideline.height()
    assert bar.isVisible()
