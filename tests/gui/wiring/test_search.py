from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gui.controllers.searching as searching
from engine.project.search import Page
from gui.document_list import DocumentList
from gui.document_view import TokenRange

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver, project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searching, "TYPING_MS", 1)
    monkeypatch.setattr(searching, "EDITING_MS", 1)
    driver.open(project)
    return driver


def panel(driver):
    return driver.app.window.search


def settled(driver) -> None:
    driver.qtbot.waitUntil(lambda: not driver.app.searching._pause.isActive())
    driver.settle()


def find(driver, words: str) -> list[tuple[str, int]]:
    driver.app.window.commands["find"].trigger()
    panel(driver)._field.setText(words)
    return hits(driver)


def hits(driver) -> list[tuple[str, int]]:
    settled(driver)
    return [(hit.document, hit.start) for hit in panel(driver)._list.rows_model.rows]


def selected(driver) -> tuple[str, str]:
    """The document on the screen and the words that are selected in it."""
    driver.settle()
    document, chosen = driver.document, driver.app.window.view.selection
    start, end = document.tokens.starts[chosen.first], document.tokens.ends[chosen.last - 1]
    return document.name, document.text[start:end]


def test_words_are_found_in_all_documents(opened) -> None:
    assert find(opened, "ada") == [("text 1", 0), ("text 2", 14)]
    assert panel(opened)._outcome.text() == "2 matches in 2 documents"


def test_the_key_takes_what_is_selected_in_the_text(opened) -> None:
    view = opened.app.window.view
    view.select(TokenRange(1, 3))
    opened.key(Key.Key_F, CTRL)
    assert panel(opened)._field.text() == "met Bob"
    assert panel(opened)._field.hasFocus()
    assert hits(opened) == [("text 1", 4)]
    view.set_caret(0)
    opened.key(Key.Key_F, CTRL)
    assert panel(opened)._field.text() == "met Bob"
    assert panel(opened)._field.selectedText() == "met Bob"


def test_the_key_brings_a_hidden_side_bar_back(opened) -> None:
    opened.app.window.side_bar.hide()
    opened.key(Key.Key_F, CTRL)
    assert panel(opened).isVisible()


def test_enter_opens_the_document_at_the_match_and_the_keyboard_stays(opened) -> None:
    find(opened, "wrote to")
    QTest.keyClick(panel(opened)._field, Key.Key_Return)
    assert selected(opened) == ("text 2", "wrote to")
    assert panel(opened)._field.hasFocus()


def test_enter_on_a_hit_takes_the_keyboard_to_the_text_and_the_arrows_stay_in_the_list(opened) -> None:
    find(opened, "ada")
    QTest.keyClick(panel(opened)._field, Key.Key_Down)
    QTest.keyClick(panel(opened)._list, Key.Key_Down)
    assert selected(opened) == ("text 2", "Ada")
    assert panel(opened)._list.hasFocus()
    opened.app.window.commands["next_entity"].trigger()
    assert selected(opened) == ("text 1", "Ada")
    assert panel(opened)._list.hasFocus()
    QTest.keyClick(panel(opened)._list, Key.Key_Return)
    assert selected(opened) == ("text 1", "Ada")
    assert opened.app.window.view.hasFocus()


def test_a_hit_opens_while_the_list_of_documents_is_still_on_its_way(opened) -> None:
    find(opened, "wrote")
    opened.app.workspace.show_documents(DocumentList())
    panel(opened).hit_chosen.emit(panel(opened)._list.rows_model.rows[0])
    assert selected(opened) == ("text 2", "wrote")
    assert opened.messages == []


def test_a_click_leaves_the_keyboard_in_the_text(opened) -> None:
    find(opened, "ada")
    opened.app.window.view.setFocus()
    place = panel(opened)._list.visualRect(panel(opened)._list.rows_model.index(1)).center()
    QTest.mouseClick(panel(opened)._list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert selected(opened) == ("text 2", "Ada")
    assert opened.app.window.view.hasFocus()


def test_f3_goes_through_the_hits_while_they_are_shown_and_else_through_the_entities(opened) -> None:
    opened.caret("Bob")
    opened.key(Key.Key_1)
    find(opened, "paris")
    opened.key(Key.Key_F3)
    opened.key(Key.Key_F3)
    assert opened.app.window.view.selection == TokenRange(8, 9)
    opened.key(Key.Key_F3, SHIFT)
    assert opened.app.window.view.selection == TokenRange(4, 5)
    opened.app.window.side_bar.show_panel("Entities")
    opened.key(Key.Key_F3)
    assert selected(opened)[1] == "Bob"


def test_of_hits_passed_over_quickly_only_the_last_one_is_opened(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    find(opened, "ada")
    annotation, asked = opened.app.annotation, []
    opens = annotation.open
    monkeypatch.setattr(annotation, "open", lambda number, *more: (asked.append(number), opens(number, *more)))
    for number in (1, 0, 1, 0, 1):
        panel(opened).hit_chosen.emit(panel(opened)._list.rows_model.rows[number])
    assert selected(opened) == ("text 2", "Ada")
    assert asked == [2]
    for number in (0, 1, 0):
        panel(opened).hit_chosen.emit(panel(opened)._list.rows_model.rows[number])
    assert selected(opened) == ("text 1", "Ada")
    panel(opened).hit_chosen.emit(panel(opened)._list.rows_model.rows[1])
    panel(opened).hit_chosen.emit(panel(opened)._list.rows_model.rows[0])
    assert selected(opened) == ("text 1", "Ada")


def test_a_hit_in_a_document_that_is_gone_says_so_and_the_next_one_opens(opened) -> None:
    find(opened, "ada")
    first, second = panel(opened)._list.rows_model.rows
    opened.app.store_lane.run(lambda: opened.app.project.editor.delete_documents([2]), opened.app.annotation.show_edit)
    opened.settle()
    panel(opened).hit_chosen.emit(second)
    assert opened.messages[-1] == "«text 2» is no longer in the project."
    # another window took it out: nobody here knows
    opened.app.workspace.rows = DocumentList(replace(opened.app.workspace.rows[1], id=number) for number in (1, 2))
    panel(opened).hit_chosen.emit(second)
    opened.settle()
    assert len(opened.errors) == 1
    opened.errors.clear()
    panel(opened).hit_chosen.emit(first)
    assert selected(opened) == ("text 1", "Ada")


def test_what_is_found_follows_the_labels(opened) -> None:
    find(opened, "")
    panel(opened)._filter._labels["PER"].click()
    assert hits(opened) == []
    opened.caret("Bob")
    opened.key(Key.Key_1)
    assert hits(opened) == [("text 1", 8)]
    opened.app.window.commands["undo"].trigger()
    opened.settle()
    assert hits(opened) == []


def test_a_hidden_panel_searches_only_when_it_is_shown_again(opened) -> None:
    find(opened, "")
    panel(opened)._filter._labels["PER"].click()
    assert hits(opened) == []
    opened.app.window.side_bar.show_panel("Tagger")
    opened.caret("Bob")
    with opened.qtbot.assertNotEmitted(opened.app.searching.changed):
        opened.key(Key.Key_1)
    opened.app.window.side_bar.show_panel("Search")
    assert hits(opened) == [("text 1", 8)]


def test_a_wrong_expression_is_a_sentence_in_the_panel_and_no_message(opened) -> None:
    panel(opened)._regex.click()
    assert find(opened, "(a") == []
    assert panel(opened)._failed.isVisible()
    assert panel(opened)._failed.text.endswith(".")
    assert opened.messages == []
    assert find(opened, "P[a-z]+s") == [("text 1", 15), ("text 1", 31)]


def test_a_search_that_fails_for_another_reason_is_reported(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_query: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(opened.app.project.editor.store, "search_pages", lambda query: (fail(query) for _ in "x"))
    find(opened, "ada")
    assert panel(opened)._failed.text == "The search failed."
    assert [str(error) for error in opened.errors] == ["boom"]
    opened.errors.clear()


def test_the_hits_of_an_old_question_are_dropped_and_its_search_is_stopped(
    opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(opened, "ada")
    old = panel(opened)._list.rows_model.rows
    store = opened.app.project.editor.store
    search, began, go_on, pages = store.search_pages, threading.Event(), threading.Event(), []

    def slow(query):
        if query.text != "slow":
            return search(query)

        def endless():
            began.set()
            go_on.wait()
            while True:
                pages.append(1)
                yield Page(tuple(old[:1]), None)

        return endless()

    monkeypatch.setattr(store, "search_pages", slow)
    panel(opened)._field.setText("slow")
    opened.qtbot.waitUntil(began.is_set)
    panel(opened)._field.setText("cleo")
    go_on.set()
    assert hits(opened) == [("text 2", 0)]
    assert len(pages) == 1


def test_more_hits_come_near_the_end_and_labelling_keeps_them(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ENOUGH", 50)
    opened.app.project.import_text("Ada met Bob.\n" * 400, "long")
    opened.settle()
    find(opened, "bob")
    count = len(hits(opened))
    assert count < 300
    assert panel(opened)._outcome.text() == f"{count}+ matches"
    bar = panel(opened)._list.verticalScrollBar()
    while not panel(opened)._outcome.text().startswith("402 matches"):
        bar.setValue(bar.maximum())
        settled(opened)
    opened.app.annotation.label("PER")
    settled(opened)
    assert len(panel(opened)._list.rows_model.rows) == 402


def test_so_many_hits_that_an_edit_would_cost_too_much_are_marked_as_stale(
    opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(opened, "bob")
    monkeypatch.setattr(searching, "MOST_AGAIN", 1)
    opened.caret("Bob")
    opened.key(Key.Key_1)
    settled(opened)
    assert panel(opened)._outcome.text() == "2 matches in 1 document, before the last edit"
    opened.app.window.side_bar.show_panel("History")
    opened.app.window.side_bar.show_panel("Search")
    settled(opened)
    assert "edit" not in panel(opened)._outcome.text()
    assert panel(opened)._list.rows_model.rows[0].label == "PER"


def test_a_whole_document_is_opened_where_the_person_was(opened) -> None:
    opened.caret("Monday")
    opened.app.window.commands["flag"].trigger()
    opened.settle()
    opened.app.annotation.open(2)
    opened.settle()
    find(opened, "")
    next(chip for chip in panel(opened)._filter._states.values() if chip.text() == "Flagged").click()
    assert hits(opened) == [("text 1", 0)]
    panel(opened).step(1)
    assert selected(opened) == ("text 1", "Monday")


def test_another_project_is_searched_for_the_same_words(opened, tmp_path) -> None:
    find(opened, "ada")
    opened.app.commands.close_project()
    assert hits(opened) == []
    path = tmp_path / "other.gatelight"
    text = tmp_path / "ada.txt"
    text.write_text("Only Ada.", encoding="utf-8")
    opened.app.project.create_from_files(path, [text])
    opened.qtbot.waitUntil(lambda: opened.app.project.editor is not None)
    opened.settle()
    assert hits(opened) == [("ada.txt", 5)] or hits(opened) == [("ada", 5)]


def test_pages_are_taken_only_until_there_are_enough_hits() -> None:
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield Page((None,) * 30, None)

    pages = endless()
    assert sum(len(page.hits) for page in searching.enough(pages, 50)) == 60
    assert len(taken) == 2
    assert sum(len(page.hits) for page in searching.enough(pages, 10)) == 30


def test_find_in_the_document_finds_there_alone_and_follows_to_the_next(opened) -> None:
    assert find(opened, "ada") == [("text 1", 0), ("text 2", 14)]
    opened.app.window.commands["find_here"].trigger()
    assert hits(opened) == [("text 1", 0)]
    assert panel(opened)._field.placeholderText() == "Find in this document"
    opened.app.annotation.open(2)
    opened.settle()
    assert hits(opened) == [("text 2", 14)]
    opened.app.window.commands["next_entity"].trigger()
    assert selected(opened) == ("text 2", "Ada")


def test_find_in_the_project_looks_in_all_documents_again(opened) -> None:
    opened.app.window.commands["find_here"].trigger()
    assert find(opened, "ada") == [("text 1", 0), ("text 2", 14)]
    assert not panel(opened)._here.isChecked()


def test_a_filter_for_a_label_follows_its_new_name(opened) -> None:
    opened.caret("Paris")
    opened.key(Key.Key_2)
    opened.app.window.commands["find"].trigger()
    panel(opened)._filter._labels["LOC"].click()
    assert hits(opened) == [("text 1", 15)]
    opened.app.labels.change("LOC", lambda label: replace(label, name="PLACE"))
    opened.settle()
    assert panel(opened).query.labels == {"PLACE"}
    assert hits(opened) == [("text 1", 15)]
