from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from engine.text.document import Origin, Source
from gui.document_view import MarkKind
from gui.panels.suggestion_rows import SuggestionRow, described


@pytest.fixture
def opened(driver, project):
    driver.open(project)
    return driver


def add(driver, tmp_path: Path, text: str, name: str = "towns") -> None:
    path = tmp_path / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    driver.app.gazetteers.controller.add(path)
    driver.settle()
    driver.settle()  # the names are made ready behind the list


def suggested(driver) -> list[tuple[str, str, str]]:
    driver.settle()
    text = driver.document.text
    return [(text[s.span.start : s.span.end], s.span.label, s.listed) for s in driver.app.suggesting.suggestions]


PARIS = ("Paris", "LOC", "towns")


def test_names_of_a_list_are_suggested_without_a_tagger_and_accepted_with_a_key(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nMonday\tDAY\n")
    assert suggested(opened) == [PARIS, PARIS, ("Monday", "DAY", "towns")]
    assert opened.messages == ["«towns»: 2 names. New label: DAY."]
    assert opened.app.annotation.labels.names == ("PER", "LOC", "DAY")
    opened.key(Qt.Key.Key_Tab)
    opened.key(Qt.Key.Key_Return)
    assert opened.spans == [("Paris", "LOC")]
    assert opened.document.spans[0].origin == Origin(Source.SUGGESTION)
    assert suggested(opened) == [PARIS, ("Monday", "DAY", "towns")]


def test_a_mark_and_a_row_say_which_list_they_are_from(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\n")
    (mark, _) = opened.app.suggesting.marks
    assert mark.kind is MarkKind.SUGGESTION
    assert opened.app.window.view._named(mark) == "LOC · from the list «towns»"
    row = SuggestionRow(opened.app.suggesting.suggestions[0], "Paris")
    assert described(row) == "Paris\nLOC, from the list «towns»"


def test_undo_takes_the_list_and_its_labels_away_again(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nMonday\tDAY\n")
    opened.app.annotation.undo()
    opened.settle()
    assert suggested(opened) == [] and opened.app.annotation.labels.names == ("PER", "LOC")
    opened.app.annotation.redo()
    opened.settle()
    assert suggested(opened) == [PARIS, PARIS, ("Monday", "DAY", "towns")]


def test_what_is_rejected_or_done_is_not_suggested(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\n")
    opened.app.annotation.reject(opened.app.suggesting.suggestions[0])
    assert suggested(opened) == [PARIS]
    opened.app.annotation.set_state(opened.document.state.DONE)
    assert suggested(opened) == []


def test_names_follow_the_document_on_the_screen_and_a_label_that_is_renamed(opened, tmp_path) -> None:
    add(opened, tmp_path, "Ada\tPER\n")
    opened.app.annotation.open(2)
    assert suggested(opened) == [("Ada", "PER", "towns")]
    opened.app.labels.change("PER", lambda label: replace(label, name="HUMAN"))
    opened.settle()
    opened.settle()
    assert suggested(opened) == [("Ada", "HUMAN", "towns")]


def test_a_list_is_switched_off_and_removed_with_the_keyboard(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\n")
    add(opened, tmp_path, "bob\tPER\n", "people")
    opened.app.window.commands["gazetteers"].trigger()
    dialog = opened.app.gazetteers.dialog
    assert [row.name for row in dialog.list.rows_model.rows] == ["towns", "people"]
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    opened.settle()
    assert suggested(opened) == []
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    dialog.case.click()
    opened.settle()
    opened.settle()
    assert suggested(opened) == [("Bob", "PER", "people"), ("Bob", "PER", "people")]
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    opened.settle()
    assert suggested(opened) == []
    assert [row.name for row in dialog.list.rows_model.rows] == ["towns"]
    opened.app.annotation.undo()
    opened.settle()
    assert [row.name for row in dialog.list.rows_model.rows] == ["towns", "people"]


def test_lines_that_were_left_out_are_listed_with_their_numbers(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nRome\n")
    (box,) = opened.app.window.findChildren(QMessageBox)
    assert box.text() == "«towns»: 1 name. 1 line was left out."
    assert box.detailedText() == "Line 2: there is no tab between a name and its label."
    box.close()


@pytest.mark.usefixtures("german")
def test_lines_that_were_left_out_are_told_in_the_persons_language(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nRome\nParis\tPER\n")
    (box,) = opened.app.window.findChildren(QMessageBox)
    assert box.detailedText() == (
        "Zeile 2: zwischen Name und Label ist kein Tabulator.\nZeile 3: «Paris» ist schon LOC, in Zeile 1."
    )
    box.close()


def test_lines_that_say_the_same_and_labels_that_were_not_there_are_told(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nParis\tLOC\n" + "".join(f"Name {n}\tL{n}\n" for n in range(7)))
    (message,) = opened.messages
    assert message == "«towns»: 8 names. 1 line says what one before does. 7 new labels."


def test_a_file_of_something_else_adds_no_label(opened, tmp_path) -> None:
    add(opened, tmp_path, "".join(f"Name {n}\t{n} inhabitants\n" for n in range(600)))
    assert "600 different labels" in opened.messages[0]
    assert opened.app.annotation.labels.names == ("PER", "LOC")
    opened.app.errors.reported.clear()


def test_a_file_without_names_is_a_sentence(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\n")
    assert "there is no name in it" in opened.messages[0]
    opened.app.errors.reported.clear()


def test_a_list_is_written_to_a_file(opened, tmp_path) -> None:
    add(opened, tmp_path, "Paris\tLOC\nMonday\tDAY\n")
    opened.app.gazetteers.controller.export(1, tmp_path / "out.txt")
    opened.settle()
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "Paris\tLOC\nMonday\tDAY\n"


def test_another_project_has_other_lists(opened, tmp_path, project) -> None:
    add(opened, tmp_path, "Paris\tLOC\n")
    opened.app.commands.close_project()
    opened.settle()
    assert opened.app.gazetteers.controller.lists == []
    opened.open(project)
    opened.settle()
    assert suggested(opened) == [PARIS, PARIS]


def test_a_list_that_is_read_while_its_project_is_closed_leaves_no_message(opened, tmp_path) -> None:
    said: list[str] = []
    controller = opened.app.gazetteers.controller
    controller.busy.connect(said.append)
    path = tmp_path / "towns.txt"
    path.write_text("Paris\tLOC\n", encoding="utf-8")
    controller.add(path)
    controller.set_project(None)
    opened.settle()
    assert said == ["Reading the list…", ""]
