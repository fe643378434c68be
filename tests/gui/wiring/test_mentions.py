from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from gui.document_view import TokenRange

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """A project that mentions Paris 500 times, and once as a part of a longer name."""
    path = tmp_path / "towns.gatelight"
    texts = ["From Paris to Rome."] + [f"Day {n}: back in Paris, then Paris again." for n in range(249)]
    texts += ["Later in Paris.", "We saw the Paris Hotel; who likes paris?"]
    with Store.create(path, LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2")])) as store:
        store.add_documents([Document(f"text {i}", t, tokenize(t)) for i, t in enumerate(texts, 1)], "Import")
    return path


def press(driver, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(driver.app.mentions.dialog.list, key, modifiers)
    driver.settle()


def begin(driver) -> None:
    """Press E in the text, when the window is the active one again."""
    driver.qtbot.waitUntil(driver.app.window.isActiveWindow)
    driver.key(Qt.Key.Key_E)


def gold(driver) -> int:
    return sum(len(document.spans) for document in driver.app.project.editor.store.iter_documents())


def test_five_hundred_mentions_are_labelled_with_three_keys_and_unlabelled_with_one(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.key(Qt.Key.Key_2)
    assert driver.spans == [("Paris", "LOC")]
    begin(driver)
    dialog = driver.app.mentions.dialog
    assert dialog.isVisible() and dialog.label.currentText() == "LOC (2)"
    assert dialog.counts.text() == "499 of 501 ticked"
    assert dialog.more.text() == "1 has the label already."
    press(driver, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert gold(driver) == 500
    assert driver.messages == ["499 mentions are LOC now."]
    assert driver.app.window.commands["undo"].text() == "Undo: Label 499 mentions of «Paris» as LOC"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert gold(driver) == 1


def test_enter_that_comes_before_everything_is_found_waits_for_it(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.app.annotation.arm("LOC")
    driver.app.window.view.setFocus()
    QTest.keyClick(driver.app.window.view, Qt.Key.Key_E)
    assert driver.app.mentions.dialog.counts.text().endswith("searching…")
    driver.app.mentions.dialog.accept_button.click()
    assert driver.app.mentions.dialog.accept_button.text() == "Waiting for the last…"
    driver.qtbot.waitUntil(lambda: not driver.app.mentions.dialog.isVisible())
    driver.settle()
    assert gold(driver) == 500


def test_ticks_are_set_by_keyboard_and_mouse_and_decide(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Rome")
    begin(driver)
    press(driver, Qt.Key.Key_Escape)
    driver.caret("Paris")
    begin(driver)
    dialog = driver.app.mentions.dialog
    assert dialog.counts.text() == "500 of 502 ticked"
    press(driver, Qt.Key.Key_Space)
    assert dialog.counts.text() == "499 of 502 ticked"
    press(driver, Qt.Key.Key_A, CONTROL)
    assert dialog.counts.text() == "502 of 502 ticked"
    press(driver, Qt.Key.Key_A, CONTROL)
    assert dialog.counts.text() == "0 of 502 ticked" and not dialog.accept_button.isEnabled()
    press(driver, Qt.Key.Key_1)
    assert dialog.counts.text() == "500 of 502 ticked"
    press(driver, Qt.Key.Key_A, CONTROL)
    press(driver, Qt.Key.Key_A, CONTROL)
    place = dialog.list.visualRect(dialog.list.rows_model.index(1)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    press(driver, Qt.Key.Key_Return)
    assert gold(driver) == 1


def test_doubtful_ones_can_be_looked_at_alone(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    begin(driver)
    dialog = driver.app.mentions.dialog
    dialog.doubtful.click()
    rows = list(dialog.list.rows_model.rows)
    assert [(row.mention.text, row.ticked) for row in rows] == [("Paris", False), ("paris", False)]
    assert "perhaps part of a longer name" in dialog.list.rows_model.index(0).data()
    press(driver, Qt.Key.Key_Space)
    press(driver, Qt.Key.Key_2)
    assert [row.ticked for row in dialog.list.rows_model.rows] == [True, False], "what somebody said of one stays said"
    press(driver, Qt.Key.Key_Return)
    assert gold(driver) == 501


def test_a_word_without_a_label_waits_for_one_to_be_chosen(driver, towns) -> None:
    driver.open(towns)
    driver.app.annotation.label("LOC")  # «From»: what was used last is said of that word alone
    driver.settle()
    driver.caret("Paris")
    begin(driver)
    dialog = driver.app.mentions.dialog
    assert dialog.label.currentData() is None and dialog.counts.text() == "500 of 502 ticked"
    assert dialog.accept_button.text() == "Choose a label" and not dialog.accept_button.isEnabled()
    press(driver, Qt.Key.Key_Return)
    assert dialog.isVisible() and gold(driver) == 1
    press(driver, Qt.Key.Key_2)
    press(driver, Qt.Key.Key_Return)
    assert ("Paris", "LOC") in driver.spans and gold(driver) == 501
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert gold(driver) == 1


def test_an_armed_label_is_chosen_but_not_for_a_word_of_grammar(driver, towns) -> None:
    driver.open(towns)
    driver.app.annotation.arm("LOC")
    begin(driver)
    dialog = driver.app.mentions.dialog
    assert dialog.heading.text() == "All mentions of «From»" and dialog.label.currentData() is None
    press(driver, Qt.Key.Key_Escape)
    driver.caret("Paris")
    begin(driver)
    assert dialog.label.currentData() == "LOC"


def test_a_key_that_the_keymap_gives_to_a_command_chooses_no_label(driver, towns) -> None:
    driver.open(towns)
    driver.app.keys.use(driver.app.keys.keymap.give("undo", ["2"]))
    driver.caret("Paris")
    begin(driver)
    dialog = driver.app.mentions.dialog
    assert [dialog.label.itemText(row) for row in range(2)] == ["PER (1)", "LOC"]
    press(driver, Qt.Key.Key_2)
    assert dialog.label.currentData() is None


def test_labels_are_changed_and_removed_in_this_document_alone(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.key(Qt.Key.Key_2)
    begin(driver)
    press(driver, Qt.Key.Key_Return)
    dialog = driver.app.mentions.dialog
    begin(driver)
    QTest.keyClick(dialog.task, Qt.Key.Key_Down)
    driver.settle()
    assert dialog.accept_button.text() == "Choose a label"
    press(driver, Qt.Key.Key_1)
    assert dialog.counts.text() == "500 of 500 ticked"
    QTest.keyClick(dialog.scope, Qt.Key.Key_Down)
    driver.settle()
    assert dialog.counts.text() == "1 of 1 ticked"
    press(driver, Qt.Key.Key_Return)
    assert driver.spans == [("Paris", "PER")]
    dialog.scope.setCurrentIndex(0)
    begin(driver)
    press(driver, Qt.Key.Key_Delete)
    assert dialog.task.currentText() == "Remove the label" and not dialog.label.isEnabled()
    assert dialog.counts.text() == "1 of 500 ticked", "499 are another label than this one"
    press(driver, Qt.Key.Key_A, CONTROL)
    press(driver, Qt.Key.Key_Return)
    assert gold(driver) == 0
    assert driver.messages[-1] == "500 mentions have no label any more."


def test_a_label_chosen_after_removing_was_chosen_counts(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.key(Qt.Key.Key_2)
    begin(driver)
    dialog = driver.app.mentions.dialog
    press(driver, Qt.Key.Key_Backspace)
    assert dialog.accept_button.text() == "Remove 1 label"
    press(driver, Qt.Key.Key_2)
    assert dialog.task.currentText() == "Label as" and dialog.accept_button.text() == "Label 499"
    press(driver, Qt.Key.Key_Escape)


def test_what_changed_while_the_list_was_open_is_left_alone_and_said(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    begin(driver)
    press(driver, Qt.Key.Key_1)
    driver.app.annotation.label("LOC")  # the caret is still there
    driver.settle()
    press(driver, Qt.Key.Key_Return)
    assert driver.spans == [("Paris", "LOC")]
    assert driver.messages == ["499 mentions are PER now. 1 had changed meanwhile and is as it was."]


def test_a_selection_that_is_too_long_is_a_sentence(driver, tmp_path: Path) -> None:
    path, text = tmp_path / "long.gatelight", "word " * 400
    with Store.create(path, LabelSet([Label("PER", 0, "1")])) as store:
        store.add_documents([Document("long", text, tokenize(text))], "Import")
    driver.open(path)
    driver.app.window.view.select(TokenRange(0, 400))
    begin(driver)
    assert "What is looked for has" in driver.messages[0]
    driver.app.errors.reported.clear()


def test_on_a_labelled_name_the_key_of_another_label_changes_that_one_too(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.key(Qt.Key.Key_2)
    begin(driver)
    dialog = driver.app.mentions.dialog
    press(driver, Qt.Key.Key_1)
    driver.settle()
    assert dialog.task.currentText() == "Change the label to"
    assert dialog.label.currentText() == "PER (1)"
    press(driver, Qt.Key.Key_Return)
    driver.settle()
    assert ("Paris", "PER") in driver.spans


def test_a_change_is_stopped_and_nothing_is_done(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.app.annotation.arm("LOC")
    begin(driver)
    dialog, lane = driver.app.mentions.dialog, driver.app.store_lane
    gate = Event()
    lane.run(gate.wait)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.isVisible() and not dialog.accept_button.isEnabled()
    assert dialog.counts.text() == "500 of 502 ticked", "what is being changed is not ticked anew"
    driver.qtbot.waitUntil(lambda: dialog.more.text() == "Changing the mentions… 0 of 500")
    QTest.keyClick(dialog.list, Qt.Key.Key_Escape)
    assert dialog.more.text() == "Stopping…"
    gate.set()
    driver.settle()
    assert dialog.isVisible() and gold(driver) == 0
    assert dialog.counts.text() == "500 of 502 ticked"
    press(driver, Qt.Key.Key_Return)
    assert not dialog.isVisible() and gold(driver) == 500


def test_a_project_that_is_closed_meanwhile_ends_the_change(driver, towns) -> None:
    driver.open(towns)
    driver.caret("Paris")
    driver.app.annotation.arm("LOC")
    begin(driver)
    gate = Event()
    driver.app.store_lane.run(gate.wait)
    QTest.keyClick(driver.app.mentions.dialog.list, Qt.Key.Key_Return)
    driver.app.commands.close_project()
    gate.set()
    driver.settle()
    assert not driver.app.mentions.dialog.isVisible()
    with Store.open(towns) as store:
        assert sum(len(document.spans) for document in store.iter_documents()) == 0
