from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine.project.label_actions import LabelUse
from engine.text.labels import Label, LabelSet
from gui.label_dialog import LabelDialog
from gui.label_dialog.form import ALL_KEYS
from gui.label_dialog.question import RemovalQuestion
from gui.theme import DARK, LIGHT
from gui.widgets.headed_list import Heading

Key, Left, ALT = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
LABELS = LabelSet([Label("PER", 0, "1", "People"), Label("LOC", 1, "2"), Label("ORG", 2)])
USE = {"PER": LabelUse(312, 40), "LOC": LabelUse(1, 1), "ORG": LabelUse()}


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[LabelDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = LabelDialog(LIGHT, window)
    dialog.set_labels(LABELS)
    dialog.set_use(USE)
    dialog.open_at()
    qtbot.waitExposed(dialog)
    yield dialog
    dialog.close()


@pytest.fixture
def told(dialog: LabelDialog) -> list[tuple]:
    """What the dialog tells, changes as what becomes of the label."""
    heard: list[tuple] = []
    dialog.changed.connect(lambda name, revise: heard.append((name, revise(LABELS.named(name)))))
    for kind in ("moved", "merge_requested", "delete_requested", "label_added", "undo_requested", "redo_requested"):
        getattr(dialog, kind).connect(lambda *values, kind=kind: heard.append((kind, *values)))
    return heard


def shown(dialog: LabelDialog) -> str:
    return dialog.form.name.text()


def rename(dialog: LabelDialog, name: str) -> None:
    dialog.form.name.setFocus()
    dialog.form.name.selectAll()
    QTest.keyClicks(dialog.form.name, name)


def place(dialog: LabelDialog, number: int) -> QPoint:
    return dialog.list.visualRect(dialog.list.rows_model.index(number)).center()


def test_the_list_says_what_a_label_has(dialog: LabelDialog) -> None:
    said = [dialog.list.rows_model.data(dialog.list.rows_model.index(n)) for n in range(3)]
    assert said == [
        "PER, key 1, 312 spans in 40 documents",
        "LOC, key 2, 1 span in 1 document",
        "ORG, no key, no spans",
    ]


def test_a_click_and_the_arrow_keys_show_another_label(dialog: LabelDialog, told: list) -> None:
    QTest.mouseClick(dialog.list.viewport(), Left, pos=place(dialog, 1))
    assert shown(dialog) == "LOC"
    QTest.keyClick(dialog.list, Key.Key_Down)
    assert shown(dialog) == "ORG"
    assert told == []


def test_enter_renames_once(dialog: LabelDialog, told: list) -> None:
    rename(dialog, "  Court   decision ")
    QTest.keyClick(dialog.form.name, Key.Key_Return)
    dialog.list.setFocus()
    assert told == [("PER", Label("Court decision", 0, "1", "People"))]


def test_leaving_the_field_renames_and_what_comes_next_is_told_behind_it(dialog: LabelDialog, told: list) -> None:
    rename(dialog, "PERSON")
    QTest.mouseClick(dialog.form.colours.choices[4], Left)
    assert told == [("PER", Label("PERSON", 0, "1", "People")), ("PER", Label("PER", 4, "1", "People"))]


def test_escape_gives_the_name_back_and_only_then_closes(dialog: LabelDialog, told: list) -> None:
    rename(dialog, "PERSON")
    QTest.keyClick(dialog.form.name, Key.Key_Escape)
    assert (shown(dialog), dialog.isVisible()) == ("PER", True)
    QTest.keyClick(dialog.form.name, Key.Key_Escape)
    assert not dialog.isVisible()
    assert told == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "A label needs a name."),
        ("O", "O means «no label» in the files of other tools: choose another name."),
        ("LOC", "There is a label LOC already."),
        (" LOC ", "There is a label LOC already."),
        ("P\u202eER", "This name has characters that cannot be seen."),
    ],
)
def test_a_wrong_name_gets_a_sentence_and_is_not_told(dialog: LabelDialog, told: list, name: str, problem: str) -> None:
    dialog.form.name.setFocus()
    dialog.form.name.selectAll()
    dialog.form.name.insert(name)
    if not name:
        QTest.keyClick(dialog.form.name, Key.Key_Delete)
    dialog.form.name.textEdited.emit(dialog.form.name.text())
    assert dialog.form.problem.text() == problem
    QTest.keyClick(dialog.form.name, Key.Key_Return)
    dialog.list.setFocus()
    assert told == []


def test_a_name_that_differs_by_case_is_a_name(dialog: LabelDialog, told: list) -> None:
    rename(dialog, "loc")
    QTest.keyClick(dialog.form.name, Key.Key_Return)
    assert told == [("PER", Label("loc", 0, "1", "People"))]


def test_a_guideline_of_several_lines_is_told_when_it_is_left(dialog: LabelDialog, told: list) -> None:
    dialog.form.guideline.setFocus()
    dialog.form.guideline.selectAll()
    QTest.keyClicks(dialog.form.guideline, "Yes")
    QTest.keyClick(dialog.form.guideline, Key.Key_Return)
    QTest.keyClicks(dialog.form.guideline, "No")
    QTest.keyClick(dialog.form.guideline, Key.Key_Tab)
    assert told == [("PER", Label("PER", 0, "1", "Yes\nNo"))]


def test_what_was_typed_is_told_when_another_label_is_chosen_or_the_window_closed(
    dialog: LabelDialog, told: list
) -> None:
    QTest.keyClicks(dialog.form.guideline, "More ")
    dialog.choose("LOC")
    assert told == [("PER", Label("PER", 0, "1", "More People"))]
    QTest.keyClicks(dialog.form.guideline, "Places")
    dialog.close()
    assert told[1:] == [("LOC", Label("LOC", 1, "2", "Places"))]


def test_a_key_of_another_label_says_whose_it_is(dialog: LabelDialog, told: list) -> None:
    taken, free, none = dialog.form.keys.choices[1], dialog.form.keys.choices[2], dialog.form.keys.choices[-1]
    taken.setFocus()
    assert dialog.form.key_hint.text() == "2 is the key of LOC, which would have none then."
    assert taken.accessibleDescription() == dialog.form.key_hint.text()
    assert free.hint == "3 is free."
    for choice in (taken, free, none):
        QTest.mouseClick(choice, Left)
    assert [label.key for _, label in told] == ["2", "3", ""]


def test_arrows_walk_through_the_keys_and_choose_nothing_until_enter(dialog: LabelDialog, told: list) -> None:
    keys = dialog.form.keys
    keys.choices[0].setFocus()
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Left):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert told == []
    assert keys.choices[ALL_KEYS.index("e")].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert [label.key for _, label in told] == ["e"]


def test_colours_and_keys_are_one_tab_stop_each_and_have_names(dialog: LabelDialog) -> None:
    for grid, name in ((dialog.form.colours, "Colour 1"), (dialog.form.keys, "Key 1")):
        stops = [choice for choice in grid.choices if choice.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert [choice.accessibleName() for choice in stops] == [name]
    assert dialog.form.keys.choices[-1].accessibleName() == "No key"


def test_alt_and_an_arrow_move_a_label(dialog: LabelDialog, told: list) -> None:
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Key.Key_Down, ALT)
    QTest.keyClick(dialog.list, Key.Key_Up, ALT)
    assert told == [("moved", "PER", 1)]
    assert not dialog._up.isEnabled()


@pytest.mark.parametrize(("here", "there", "by"), [(0, 2, 2), (2, 0, -2), (0, 1, 1)])
def test_a_label_is_dragged_to_its_place(dialog: LabelDialog, told: list, here: int, there: int, by: int) -> None:
    view, below = dialog.list.viewport(), QPoint(0, 15 if there > here else -15)
    QTest.mousePress(view, Left, pos=place(dialog, here))
    QTest.mouseMove(view, place(dialog, there))
    QTest.mouseMove(view, place(dialog, there) + below)
    dialog.grab()
    QTest.mouseRelease(view, Left, pos=place(dialog, there) + below)
    assert told == [("moved", LABELS.names[here], by)]
    assert shown(dialog) == LABELS.names[here]


def test_a_label_dropped_where_it_was_stays(dialog: LabelDialog, told: list) -> None:
    view = dialog.list.viewport()
    QTest.mousePress(view, Left, pos=place(dialog, 1))
    for to in (2, 1):
        QTest.mouseMove(view, place(dialog, to))
    QTest.mouseRelease(view, Left, pos=place(dialog, 1))
    assert told == []


def test_a_filtered_list_is_not_put_into_order(dialog: LabelDialog, told: list) -> None:
    QTest.keyClicks(dialog.filter, "r")
    assert [row.label.name for row in dialog.list.rows_model.rows] == ["PER", "ORG"]
    QTest.keyClick(dialog.list, Key.Key_Down, ALT)
    assert not dialog._down.isEnabled()
    assert told == []


def test_the_chosen_label_stays_chosen_through_its_rename_and_a_move(dialog: LabelDialog) -> None:
    dialog.choose("LOC")
    dialog.set_labels(LabelSet([LABELS[0], Label("PLACE", 1, "2"), LABELS[2]]))
    assert shown(dialog) == "PLACE"
    dialog.set_labels(LabelSet([Label("PLACE", 1, "2"), LABELS[0], LABELS[2]]))
    assert shown(dialog) == "PLACE"
    assert dialog.list.currentIndex().row() == 0


def test_the_neighbour_is_shown_when_the_chosen_label_is_gone(dialog: LabelDialog) -> None:
    dialog.choose("ORG")
    dialog.set_labels(LabelSet(LABELS[:2]))
    assert shown(dialog) == "LOC"


GROUPED = LabelSet(
    [Label("DRUG", group="Medicine"), Label("LOC"), Label("COURT", group="Law"), Label("DOSE", group="Medicine")]
)


def test_labels_stand_under_their_groups(dialog: LabelDialog) -> None:
    dialog.set_labels(GROUPED)
    said = [row.text if isinstance(row, Heading) else row.label.name for row in dialog.list.rows]
    assert said == ["LOC", "Medicine", "DRUG", "DOSE", "Law", "COURT"]
    QTest.keyClicks(dialog.filter, "medi")
    assert [row.label.name for row in dialog.list.rows[1:]] == ["DRUG", "DOSE"]


def test_a_label_is_moved_among_those_of_its_group(dialog: LabelDialog, told: list) -> None:
    dialog.set_labels(GROUPED)
    dialog.choose("DRUG")
    assert (dialog._up.isEnabled(), dialog._down.isEnabled()) == (False, True)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Key.Key_Up, ALT)
    QTest.keyClick(dialog.list, Key.Key_Down, ALT)
    assert told == [("moved", "DRUG", 3)]


def test_a_label_dragged_beyond_its_group_stays_in_it(dialog: LabelDialog, told: list) -> None:
    dialog.set_labels(GROUPED)
    view = dialog.list.viewport()
    QTest.mousePress(view, Left, pos=place(dialog, 3))
    QTest.mouseMove(view, place(dialog, 1))
    QTest.mouseMove(view, place(dialog, 0))
    dialog.grab()
    QTest.mouseRelease(view, Left, pos=place(dialog, 0))
    assert told == [("moved", "DOSE", -3)]


def test_a_click_on_the_name_of_a_group_chooses_nothing(dialog: LabelDialog) -> None:
    dialog.set_labels(GROUPED)
    dialog.choose("LOC")
    QTest.mouseClick(dialog.list.viewport(), Left, pos=place(dialog, 1))
    assert shown(dialog) == "LOC"
    assert dialog.list.currentIndex().row() == 0


def test_the_arrows_pass_over_the_names_of_groups(dialog: LabelDialog) -> None:
    dialog.set_labels(GROUPED)
    dialog.choose("LOC")
    dialog.list.setFocus()
    seen = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Home):
        QTest.keyClick(dialog.list, key)
        seen.append(shown(dialog))
    assert seen == ["DRUG", "DOSE", "COURT", "LOC"]


def test_a_group_is_told_when_it_is_left_and_escape_gives_it_back(dialog: LabelDialog, told: list) -> None:
    dialog.form.group.setFocus()
    QTest.keyClicks(dialog.form.group, "Nam")
    QTest.keyClick(dialog.form.group, Key.Key_Escape)
    assert (dialog.form.group.text(), dialog.isVisible()) == ("", True)
    QTest.keyClicks(dialog.form.group, "  Names ")
    dialog.list.setFocus()
    assert told == [("PER", Label("PER", 0, "1", "People", "Names"))]


def test_the_groups_there_are_complete_what_is_typed(dialog: LabelDialog) -> None:
    dialog.set_labels(GROUPED)
    completer = dialog.form.group.completer()
    completer.setCompletionPrefix("m")
    assert [completer.completionModel().index(0, 0).data()] == ["Medicine"]
    QTest.keyClick(dialog.form.group, Key.Key_Down)
    assert completer.completionCount() == 2
    completer.popup().hide()


def test_a_key_of_a_command_says_so_and_is_refused(dialog: LabelDialog, told: list) -> None:
    dialog.set_taken_keys({"e": "Label every identical mention"})
    choice = dialog.form.keys.choices[ALL_KEYS.index("e")]
    choice.setFocus()
    QTest.keyClick(choice, Key.Key_Return)
    assert dialog.form.key_hint.text() == "E is the key of «Label every identical mention», so no label can have it."
    assert told == []
    dialog.set_taken_keys({})
    QTest.keyClick(choice, Key.Key_Return)
    assert told == [("PER", Label("PER", 0, "e", "People"))]


def test_a_label_named_o_may_keep_its_name_but_no_other_gets_it(dialog: LabelDialog, told: list) -> None:
    dialog.set_labels(LabelSet([Label("O"), Label("PER")]))
    dialog.choose("O")
    assert dialog.form.problem.text() == ""
    dialog.choose("PER")
    rename(dialog, "X")
    dialog.form.name.selectAll()
    dialog.form.name.insert("O")
    dialog.form.name.textEdited.emit("O")
    assert dialog.form.problem.text() == "There is a label O already."


def test_what_is_being_typed_stays_when_something_else_changes(dialog: LabelDialog, told: list) -> None:
    rename(dialog, "PERS")
    dialog.set_labels(LABELS.with_names(["NEW"]))
    dialog.set_use({})
    assert shown(dialog) == "PERS"
    assert told == []


def test_undo_and_redo_work_unless_a_field_has_the_keyboard(dialog: LabelDialog, told: list) -> None:
    QGuiApplication.processEvents()
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    dialog.activateWindow()
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Key.Key_Z, ctrl)
    QTest.keyClick(dialog.list, Key.Key_Z, ctrl | shift)
    rename(dialog, "P")
    QTest.keyClick(dialog.form.name, Key.Key_Z, ctrl)
    assert told == [("undo_requested",), ("redo_requested",)]


def test_without_labels_it_says_what_one_is(dialog: LabelDialog) -> None:
    dialog.set_labels(LabelSet())
    button = dialog._empty.findChildren(QPushButton)[0]
    assert button.isVisible()
    assert "kind of entity" in dialog._empty.text


def test_a_new_label_is_the_chosen_one_when_it_is_there(dialog: LabelDialog, told: list) -> None:
    dialog._popup.accepted.emit("DATE", "Days")
    assert told == [("label_added", "DATE", "Days")]
    dialog.set_labels(LABELS.with_names(["DATE"]))
    assert shown(dialog) == "DATE"


def test_while_it_is_busy_no_other_wish_is_taken(dialog: LabelDialog) -> None:
    dialog.set_busy("Merging PER into LOC…")
    assert not dialog.form.isEnabled()
    assert dialog._hint.text() == "Merging PER into LOC…"
    dialog.set_busy("")
    assert dialog.form.isEnabled()
    assert "Ctrl+Z" in dialog._hint.text()


def test_two_hundred_labels_can_be_reached(dialog: LabelDialog) -> None:
    many = LabelSet().with_names([f"Label {n}" for n in range(200)])
    dialog.set_labels(many)
    dialog.open_at("Label 150")
    row = dialog.list.visualRect(dialog.list.currentIndex())
    assert dialog.list.viewport().rect().contains(row.center())
    QTest.keyClicks(dialog.filter, "99")
    assert [r.label.name for r in dialog.list.rows_model.rows] == ["Label 99", "Label 199"]
    dialog.filter.setText("zzz")
    assert dialog._no_match.isVisible()


def test_a_long_name_does_not_make_the_window_wider(dialog: LabelDialog) -> None:
    before = dialog.minimumSizeHint().width()
    dialog.set_labels(LabelSet([Label("W" * 80, 0, "1"), Label("M" * 80, 1, "2")]))
    dialog.form.keys.choices[1].setFocus()
    assert dialog.minimumSizeHint().width() == before


def test_it_can_be_drawn_in_both_themes(dialog: LabelDialog) -> None:
    light = dialog.grab().toImage()
    dialog.set_theme(DARK)
    assert dialog.grab().toImage() != light


def question(qtbot: QtBot, use: LabelUse, *, merge: bool = False) -> tuple[RemovalQuestion, list[tuple]]:
    window = QWidget()
    qtbot.addWidget(window)
    asked = RemovalQuestion("PER", use, LABELS, LIGHT, window, merge=merge)
    answers: list[tuple] = []
    asked.deleted.connect(lambda *names: answers.append(names))
    asked.merged.connect(lambda *names: answers.append(names))
    asked._parent = window
    asked.show()
    return asked, answers


def test_deleting_says_what_goes_and_that_undo_brings_it_back(qtbot: QtBot) -> None:
    asked, answers = question(qtbot, USE["PER"])
    assert asked.has.text() == "PER has 312 spans in 40 documents."
    assert asked.becomes.text() == "They are removed, with their notes. Undo brings them back."
    asked.accept_button.click()
    assert answers == [("PER",)]


def test_the_spans_may_become_those_of_another_label(qtbot: QtBot) -> None:
    asked, answers = question(qtbot, LabelUse(1, 1))
    assert asked.becomes.text() == "It is removed, with its notes. Undo brings it back."
    asked.merge.setChecked(True)
    asked.into.setCurrentText("ORG")
    assert asked.becomes.text().startswith("It becomes ORG, with all notes.")
    assert asked.accept_button.text() == "Merge"
    assert (asked.delete.text(), asked.merge.text()) == ("Remove its span", "Give it the label")
    asked.accept_button.click()
    assert answers == [("PER", "ORG")]


def test_cancelling_does_nothing(qtbot: QtBot) -> None:
    asked, answers = question(qtbot, USE["PER"], merge=True)
    QTest.keyClick(asked, Key.Key_Escape)
    assert answers == []
