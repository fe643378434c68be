from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from engine.project import annotate
from engine.project.store import Store
from engine.text.document import Span
from engine.text.labels import Label
from export.entity_table import EntityTable
from gui.keymap import Keymap
from gui.label_dialog.question import RemovalQuestion

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class FakeTagger:
    """Finds every «Bob» as PER and every «Paris» as LOC, whatever the project calls them by now."""

    metrics = {
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2, "f1_deviation": 0.0, "token_accuracy": 1.0,
        "sentences": 1, "tokens": 9, "per_label": {},
    }  # fmt: skip
    info = {"sentences": 1, "spans": 2}
    labels = ("PER", "LOC")

    def stream_tokens(self, tokens, order, at_a_time=2):
        names = {"Bob": "PER", "Paris": "LOC"}
        while len(sentences := order.take(at_a_time)):
            found = [
                (t.start, t.end, names[t.form], 0.9)
                for n in sentences
                for t in tokens[slice(*tokens.sentence_range(n))]
                if t.form in names
            ]
            yield sentences, EntityTable.of(tokens.text, self.labels, found)


@pytest.fixture
def opened(driver, project):
    """A project in which «Ada» is a PER and the window «Labels» is open."""
    driver.open(project)
    driver.key(Key.Key_1)
    driver.key(Key.Key_L, CTRL)
    yield driver
    driver.app.label_wiring.dialog.close()


def dialog(driver):
    return driver.app.label_wiring.dialog


def names(driver) -> tuple[str, ...]:
    """The names on the screen, which must be those in the file."""
    stored = driver.app.project.editor.store.labels
    assert dialog(driver).labels == driver.app.annotation.labels == stored
    return stored.names


def change(driver, label: str, **fields) -> None:
    driver.app.labels.change(label, lambda old: replace(old, **fields))
    driver.settle()


def press(driver, key: Qt.Key) -> None:
    """Press a key in the text, beside which the window stays open."""
    driver.app.window.activateWindow()
    driver.qtbot.waitUntil(driver.app.window.isActiveWindow)
    driver.key(key)


def question(driver) -> RemovalQuestion | None:
    found = [q for q in driver.app.window.findChildren(RemovalQuestion) if q.isVisible()]
    return found[0] if found else None


def test_the_window_takes_the_colours_of_a_theme_like_all_others(opened) -> None:
    opened.app.set_theme("dark")
    assert dialog(opened).list.rows_delegate.theme.dark


def test_it_opens_with_the_use_of_each_label(opened) -> None:
    assert dialog(opened).isVisible()
    assert "1 span in 1 document" in dialog(opened).list.rows_model.data(dialog(opened).list.rows_model.index(0))


def test_a_rename_is_seen_everywhere_and_taken_back_from_the_window(opened) -> None:
    form = dialog(opened).form
    form.name.setFocus()
    form.name.selectAll()
    QTest.keyClicks(form.name, "PERSON")
    QTest.keyClick(form.name, Key.Key_Return)
    opened.settle()
    assert names(opened) == ("PERSON", "LOC")
    assert opened.spans == [("Ada", "PERSON")]
    assert opened.app.window.commands["undo"].text() == "Undo: Rename PER to PERSON"
    dialog(opened).undo_requested.emit()
    opened.settle()
    assert names(opened) == ("PER", "LOC")
    assert form.name.text() == "PER"
    dialog(opened).redo_requested.emit()
    opened.settle()
    assert opened.spans == [("Ada", "PERSON")]


def test_wishes_that_come_before_the_answer_find_the_renamed_label(opened) -> None:
    labels = opened.app.labels
    labels.change("PER", lambda label: replace(label, name="PERSON"))
    labels.change("PER", lambda label: replace(label, colour=7))
    labels.change("PER", lambda label: replace(label, key="q"))
    labels.move("PER", 1)
    labels.move("PER", 1)
    labels.change("PER", lambda label: replace(label, name="HUMAN"))
    labels.merge("LOC", "PER")
    opened.settle()
    assert list(opened.app.annotation.labels) == [Label("HUMAN", 7, "q")]
    assert opened.spans == [("Ada", "HUMAN")]


def test_a_click_on_delete_finds_a_label_whose_new_name_was_just_typed(opened) -> None:
    form = dialog(opened).form
    form.name.setFocus()
    form.name.selectAll()
    QTest.keyClicks(form.name, "PERSON")
    form.commit()
    form.delete.click()
    opened.settle()
    asked = question(opened)
    assert asked is not None
    assert asked.has.text() == "PERSON has 1 span in 1 document."
    asked.reject()


def test_a_new_key_works_at_once_and_the_label_that_had_it_has_none(opened) -> None:
    change(opened, "LOC", key="1")
    opened.caret("Paris")
    press(opened, Key.Key_1)
    assert ("Paris", "LOC") in opened.spans
    assert [label.key for label in opened.app.annotation.labels] == ["", "1"]


def test_a_name_that_another_label_took_meanwhile_gets_a_sentence(opened) -> None:
    opened.app.labels.change("PER", lambda label: replace(label, name="LOC"))
    opened.settle()
    assert any("has a label 'LOC' already" in message for message in opened.messages)
    opened.errors.clear()
    change(opened, "PER", name="PERSON")
    assert names(opened) == ("PERSON", "LOC")


def test_a_label_without_spans_is_deleted_unasked_and_one_with_spans_is_asked_for(opened) -> None:
    opened.app.label_wiring.ask("LOC")
    opened.settle()
    assert question(opened) is None
    assert names(opened) == ("PER",)
    opened.app.label_wiring.ask("PER")
    opened.settle()
    asked = question(opened)
    assert asked is not None
    assert not asked.merge.isEnabled()
    asked.accept_button.click()
    opened.settle()
    assert (names(opened), opened.spans) == ((), [])
    assert dialog(opened)._pages.currentWidget() is dialog(opened)._empty
    opened.app.annotation.undo()
    opened.app.annotation.undo()
    opened.settle()
    assert (names(opened), opened.spans) == (("PER", "LOC"), [("Ada", "PER")])


def test_the_question_about_a_label_goes_with_its_project(opened) -> None:
    opened.app.label_wiring.ask("PER")
    opened.settle()
    asked = question(opened)
    assert asked is not None
    opened.app.project.close()
    assert question(opened) is None
    opened.settle()


def test_what_was_refused_does_not_stay_in_the_window(driver, project) -> None:
    with Store.open(project, alone=True):
        driver.open(project)
        driver.key(Key.Key_L, CTRL)
        form = dialog(driver).form
        form.name.selectAll()
        QTest.keyClicks(form.name, "PERSON")
        QTest.keyClick(form.name, Key.Key_Return)
        driver.settle()
        assert form.name.text() == "PER"
        dialog(driver).close()


def test_a_label_is_merged_into_another_one(opened) -> None:
    opened.app.label_wiring.ask("PER", merge=True)
    opened.settle()
    asked = question(opened)
    assert asked is not None
    asked.accept_button.click()
    opened.settle()
    assert (names(opened), opened.spans) == (("LOC",), [("Ada", "LOC")])


def test_a_merge_says_that_it_is_going_on(opened) -> None:
    said: list[str] = []
    opened.app.labels.busy.connect(said.append)
    opened.app.labels.merge("PER", "LOC")
    assert not dialog(opened).form.isEnabled()
    opened.settle()
    assert said == ["Merging PER into LOC…", ""]
    assert dialog(opened).form.isEnabled()


def test_an_armed_label_stays_armed_through_its_rename_but_not_through_its_deletion(opened) -> None:
    opened.app.window.label_bar.label_armed.emit("PER")
    opened.app.window.label_bar.set_armed("PER")
    change(opened, "PER", name="PERSON")
    assert opened.app.annotation.armed == opened.app.window.label_bar.armed == "PERSON"
    assert "Armed: PERSON" in opened.app.window.armed_status.text()
    opened.app.labels.delete("PERSON")
    opened.settle()
    assert opened.app.annotation.armed is None
    assert opened.app.window.armed_status.text() == ""


def test_the_menu_of_a_chip_moves_edits_and_deletes(opened) -> None:
    def act(name: str, label: str) -> None:
        opened.app.window.label_bar.menu_requested.emit(label, QPoint(9, 9))
        menu = next(m for m in opened.app.window.findChildren(QMenu) if m.isVisible())
        assert {a.text(): a.isEnabled() for a in menu.actions() if a.text()}[name]
        next(a for a in menu.actions() if a.text() == name).trigger()
        menu.close()
        opened.settle()

    act("Move right", "PER")
    assert names(opened) == ("LOC", "PER")
    act("Move left", "PER")
    act("Arm", "LOC")
    assert opened.app.window.label_bar.armed == "LOC"
    act("Disarm", "LOC")
    assert opened.app.annotation.armed is None
    act("Guideline", "LOC")
    assert opened.app.window.guidelines.isVisible()
    assert opened.app.window.guidelines.name == "LOC"
    act("Edit…", "LOC")
    assert dialog(opened).form.name.text() == "LOC"
    act("Delete…", "LOC")
    assert names(opened) == ("PER",)


def test_a_label_that_is_added_here_is_shown(opened) -> None:
    dialog(opened)._popup.accepted.emit("DATE", "Days")
    opened.settle()
    assert names(opened) == ("PER", "LOC", "DATE")
    assert dialog(opened).form.name.text() == "DATE"


def test_closing_the_project_closes_the_window_and_keeps_what_was_typed(opened, project) -> None:
    QTest.keyClicks(dialog(opened).form.guideline, "Only the living")
    opened.app.commands.close_project()
    opened.settle()
    assert not dialog(opened).isVisible()
    opened.open(project)
    assert opened.app.annotation.labels[0].description == "Only the living"


def test_undo_says_that_it_is_going_on_and_that_it_is_over_even_if_there_is_nothing(opened) -> None:
    said: list[str] = []
    opened.app.annotation.busy.connect(said.append)
    for _ in range(3):
        opened.app.annotation.undo()
        opened.settle()
    assert said == ["Undoing…", ""] * 3


# the tagger in use -----------------------------------------------------------------------------------------------


@pytest.fixture
def suggesting(opened):
    opened.app.suggesting.set_tagger(FakeTagger(), opened.app.project.editor.store.revision)
    opened.settle()
    assert suggested(opened) == ["PER", "LOC", "PER", "LOC"]
    return opened


def suggested(driver) -> list[str]:
    return [suggestion.span.label for suggestion in driver.app.suggesting.suggestions]


def test_suggestions_follow_a_rename_and_its_undo(suggesting) -> None:
    change(suggesting, "PER", name="PERSON")
    assert suggested(suggesting) == ["PERSON", "LOC", "PERSON", "LOC"]
    suggesting.caret("Bob")
    press(suggesting, Key.Key_Return)
    assert ("Bob", "PERSON") in suggesting.spans
    suggesting.app.annotation.undo()
    suggesting.app.annotation.undo()
    suggesting.settle()
    assert suggested(suggesting) == ["PER", "LOC", "PER", "LOC"]


def test_suggestions_follow_a_merge_and_those_of_a_deleted_label_are_gone(suggesting) -> None:
    suggesting.app.labels.merge("PER", "LOC")
    suggesting.settle()
    assert suggested(suggesting) == ["LOC"] * 4
    suggesting.app.labels.delete("LOC")
    suggesting.settle()
    assert suggested(suggesting) == []
    assert names(suggesting) == ()
    suggesting.app.annotation.undo()
    suggesting.settle()
    assert suggested(suggesting) == ["LOC"] * 4


def test_suggestions_of_a_tagger_from_elsewhere_follow_a_rename_too(opened) -> None:
    opened.app.suggesting.set_tagger(FakeTagger())
    opened.settle()
    change(opened, "PER", name="PERSON")
    assert suggested(opened) == ["PERSON", "LOC", "PERSON", "LOC"]


def test_a_rejection_holds_under_the_new_name(suggesting) -> None:
    suggesting.caret("Paris")
    press(suggesting, Key.Key_Backspace)
    assert suggested(suggesting) == ["PER", "PER", "LOC"]
    change(suggesting, "LOC", name="PLACE")
    assert suggested(suggesting) == ["PER", "PER", "PLACE"]


def test_accepting_what_has_just_lost_its_label_gets_a_sentence_and_makes_no_label(suggesting) -> None:
    suggestion = suggesting.app.suggesting.suggestions[0]
    suggesting.app.labels.delete("PER")
    suggesting.app.annotation.accept(suggestion)
    suggesting.settle()
    assert names(suggesting) == ("LOC",)
    assert suggesting.spans == []
    assert "The project has no label PER any more; choose another one." in suggesting.messages
    suggesting.errors.clear()


def test_a_text_highlighted_by_the_projects_own_tagger_joins_it_with_the_names_of_now(suggesting) -> None:
    app = suggesting.app
    change(suggesting, "PER", name="PERSON")
    app.highlighting.set_tagger(app.suggesting.tagger, "own")
    app.commands.show_highlight_page()
    app.highlighting.open_text("Bob came to Paris.", "letter")
    suggesting.settle()
    app.window.highlight_page.add_requested.emit()
    suggesting.settle()
    assert suggesting.document.name == "letter"
    assert suggested(suggesting) == ["PERSON", "LOC"]
    assert names(suggesting) == ("PERSON", "LOC")
    change(suggesting, "PERSON", name="HUMAN")
    assert suggested(suggesting) == ["HUMAN", "LOC"]


def test_a_label_set_by_another_action_is_counted_anew(opened) -> None:
    editor, number = opened.app.project.editor, opened.document.id
    opened.app.annotation.show_edit(editor.perform(number, partial(annotate.label, start=8, end=11, label_name="PER")))
    model = dialog(opened).list.rows_model
    opened.qtbot.waitUntil(lambda: "2 spans in 1 document" in model.data(model.index(0)))
    assert Span(8, 11, "PER") in opened.document.spans


def choose(driver, *letters: str) -> None:
    """Open the list of all labels at the caret and type."""
    driver.key(Key.Key_0)
    chooser = driver.app.label_wiring.chooser
    assert chooser.isVisible()
    QTest.keyClicks(chooser.field, "".join(letters))


def enter(driver, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(driver.app.label_wiring.chooser.field, Key.Key_Return, modifiers)
    driver.settle()


@pytest.fixture
def text(driver, project):
    """A project with the keyboard in the text."""
    driver.open(project)
    return driver


def test_any_label_is_given_by_a_few_letters(text) -> None:
    text.caret("Paris")
    choose(text, "lo")
    assert text.app.label_wiring.chooser._about.text() == "Label «Paris» as…"
    enter(text)
    assert text.spans == [("Paris", "LOC")]
    assert text.app.window.focusWidget() is text.app.window.view


def test_a_label_that_there_is_not_yet_is_added_and_given(text) -> None:
    text.caret("Monday")
    choose(text, "DATE")
    enter(text)
    assert text.spans == [("Monday", "DATE")]
    assert text.app.annotation.labels.names == ("PER", "LOC", "DATE")


def test_labels_used_last_come_first_also_after_a_restart(text, project) -> None:
    text.key(Key.Key_2)
    assert text.app.labels.recent == ("LOC",)
    text.key(Key.Key_1)
    assert text.app.labels.recent == ("PER", "LOC")
    text.app.labels.change("LOC", lambda label: replace(label, name="PLACE"))
    text.settle()
    assert text.app.labels.recent == ("PER", "PLACE")
    text.app.commands.close_project()
    text.open(project)
    assert text.app.labels.recent == ("PER",)  # the log has the name that the other one had then
    text.key(Key.Key_0)
    rows = text.app.label_wiring.chooser.list.rows
    assert [getattr(row, "text", "") or row.label.name for row in rows][:2] == ["Recently used", "PER"]


def test_what_is_used_before_the_log_was_read_is_newer(text) -> None:
    text.key(Key.Key_1)
    text.app.labels.set_project(text.app.project.editor)
    text.app.labels._note_used("LOC")
    text.settle()
    assert text.app.labels.recent == ("LOC", "PER")


def test_a_command_with_another_key_says_so(text) -> None:
    window = text.app.window
    text.app.keys.use(Keymap().give("choose_label", ["#"]))
    window.label_bar.set_labels(window.label_bar._labels.with_names([f"Label {n}" for n in range(200)]))
    assert window.label_bar._more.text().endswith("more (#)")
    assert text.app.annotation.reserved_keys == {"#", "e"}
    text.app.keys.use(Keymap().give("choose_label", ["3"]))
    text.app.annotation.add_label("DATE")
    text.settle()
    assert text.app.annotation.labels.named("DATE").key == "4"


def test_a_new_label_gets_no_plain_key_of_a_command_of_the_window(text) -> None:
    text.app.keys.use(Keymap().give("flag", ["3"]))
    text.app.annotation.add_label("DATE")
    text.settle()
    assert text.app.annotation.labels.named("DATE").key == "4"
    text.app.label_wiring.show()
    text.settle()
    assert text.app.label_wiring.dialog.form._taken["3"] == "Flag the document"


def test_the_chooser_prints_only_keys_that_labels_answer_to(text) -> None:
    text.app.keys.use(Keymap().give("flag", ["1"]))
    text.key(Key.Key_0)
    keys = {row.label.name: row.label.key for row in text.app.label_wiring.chooser.list.rows if hasattr(row, "label")}
    assert (keys["PER"], keys["LOC"]) == ("", "2")


def test_a_label_is_armed_by_keyboard_and_escape_disarms_it(text) -> None:
    choose(text, "loc")
    enter(text, Qt.KeyboardModifier.AltModifier)
    assert text.app.annotation.armed == text.app.window.label_bar.armed == "LOC"
    assert text.app.window.armed_status.text() == "Armed: LOC (Esc ends it)"
    text.key(Key.Key_Escape)
    assert text.app.annotation.armed is text.app.window.label_bar.armed is None
    assert text.app.window.armed_status.text() == ""


def test_the_label_at_the_caret_or_the_one_used_last_is_armed_by_a_key(text) -> None:
    arm = text.app.window.commands["arm_label"]
    text.key(Key.Key_1)
    text.caret("Nobody" if "Nobody" in text.document.text else "met")
    arm.trigger()
    assert text.app.annotation.armed == "PER"
    arm.trigger()
    assert text.app.annotation.armed is None
    text.caret("Paris")
    text.key(Key.Key_2)
    text.app.labels._show_recent(["PER"])
    arm.trigger()
    assert text.app.annotation.armed == "LOC"


def test_an_armed_label_stays_armed_in_the_next_document(text) -> None:
    text.app.annotation.arm("LOC")
    text.app.annotation.open(2)
    text.settle()
    assert text.app.annotation.armed == text.app.window.label_bar.armed == "LOC"


def test_the_bar_prints_the_key_of_the_list_and_opens_it(text) -> None:
    labels = text.app.window.label_bar._labels.with_names([f"Label {n}" for n in range(200)])
    text.app.window.label_bar.set_labels(labels)
    assert text.app.window.label_bar._more.text().endswith("more (0)")
    text.app.window.label_bar._more.click()
    assert text.app.label_wiring.chooser.isVisible()
    text.app.label_wiring.chooser.hide()


def test_a_key_of_a_command_labels_nothing_and_no_label_can_have_it(opened) -> None:
    change(opened, "LOC", key="0")
    opened.caret("Paris")
    press(opened, Key.Key_0)
    assert opened.app.label_wiring.chooser.isVisible()
    opened.app.label_wiring.chooser.hide()
    assert ("Paris", "LOC") not in opened.spans
    form = dialog(opened).form
    form.keys.choices[9].click()
    opened.settle()
    assert form.key_hint.text() == "0 is the key of «Choose a label», so no label can have it."
    assert opened.app.annotation.labels.named("PER").key == "1"


def test_a_group_is_given_and_taken_back_from_the_window(opened) -> None:
    form = dialog(opened).form
    form.group.setFocus()
    QTest.keyClicks(form.group, " Names  of things ")
    QTest.keyClick(form.group, Key.Key_Return)
    opened.settle()
    assert opened.app.annotation.labels.named("PER").group == "Names of things"
    assert form.group.text() == "Names of things"
    assert opened.app.project.editor.store.labels.named("PER").group == "Names of things"
    dialog(opened).undo_requested.emit()
    opened.settle()
    assert form.group.text() == ""


def test_a_label_that_an_undo_brings_back_is_chosen_again(opened) -> None:
    dialog(opened).choose("PER")
    opened.app.labels.delete("PER")
    opened.settle()
    assert dialog(opened).form.name.text() == "LOC"
    dialog(opened).undo_requested.emit()
    opened.settle()
    assert dialog(opened).form.name.text() == "PER"
