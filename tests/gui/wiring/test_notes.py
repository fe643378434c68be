"""Notes, confirmed parts, rejections, origins and places, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.project.store import Store
from engine.text.document import Document, DocumentState, Source, Span, Suggestion
from engine.text.tokenizer import tokenize

Key, Control, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = "Ada met Bob in Paris. Nobody came.\n" * 3000


@pytest.fixture
def opened(driver, project):
    driver.open(project)
    return driver


def write(driver, text: str) -> None:
    popup = driver.app.window.note_popup
    assert popup.isVisible()
    popup._field.selectAll()
    QTest.keyClicks(popup._field, text)
    QTest.keyClick(popup._field, Key.Key_Return, Control)
    driver.app.window.activateWindow()  # a desktop does that itself
    driver.qtbot.waitUntil(driver.app.window.isActiveWindow)
    driver.settle()


def press(driver, name: str) -> None:
    driver.app.window.commands[name].trigger()
    driver.settle()


def row(driver, document_id: int = 1):
    return driver.app.workspace.rows[document_id]


def drag(driver, first: int, last: int) -> None:
    """Select tokens [first, last) as with the mouse."""
    view = driver.app.window.view
    view.set_caret(first)
    for _ in range(first + 1, last):
        view.move_caret("next", extend=True)


# notes ----------------------------------------------------------------------------------------------------------------


def test_a_note_on_a_span_is_written_seen_and_undone(opened) -> None:
    opened.caret("Bob")
    opened.key(Key.Key_1)
    opened.key(Key.Key_M, Control)
    write(opened, "Which Bob?")
    assert opened.document.notes == {(8, 11): "Which Bob?"}
    assert [mark.noted for mark in opened.app.window.view._flow.marks.between(0, 99)] == [True]
    assert opened.app.window.view._named(opened.app.window.view.mark_at(2)) == "PER · by hand\nWhich Bob?"
    assert row(opened).note == ""
    opened.key(Key.Key_Z, Control)
    assert opened.document.notes == {}
    assert opened.spans == [("Bob", "PER")]


def test_where_there_is_no_span_it_is_a_note_on_the_document(opened) -> None:
    opened.caret("met")
    opened.key(Key.Key_M, Control)
    write(opened, "from the archive")
    assert (opened.document.note, row(opened).note) == ("from the archive", "from the archive")
    line = opened.app.window.note_line
    assert line.isVisible() and line._words.text() == "from the archive"
    opened.key(Key.Key_PageDown, Control)
    assert not line.isVisible()
    opened.key(Key.Key_PageUp, Control)
    assert line.isVisible()


def test_a_click_on_the_line_edits_the_note_and_an_empty_one_is_removed(opened) -> None:
    opened.key(Key.Key_M, Control | Shift)
    write(opened, "old")
    QTest.mouseClick(opened.app.window.note_line, Qt.MouseButton.LeftButton)
    assert opened.app.window.note_popup._field.toPlainText() == "old"
    opened.app.window.note_popup._field.selectAll()
    QTest.keyClick(opened.app.window.note_popup._field, Key.Key_Delete)
    QTest.keyClick(opened.app.window.note_popup._field, Key.Key_Return, Control)
    opened.settle()
    assert opened.document.notes == {}
    assert not opened.app.window.note_line.isVisible()
    assert opened.app.window.commands["undo"].text() == "Undo: Remove the note on «text 1»"


def test_a_note_is_saved_where_it_was_written_although_another_document_came(opened) -> None:
    opened.key(Key.Key_M, Control | Shift)
    popup = opened.app.window.note_popup
    QTest.keyClicks(popup._field, "first")
    opened.app.annotation.open(2)
    opened.settle()
    popup.hide()
    opened.settle()
    assert (opened.document.id, row(opened, 1).note, row(opened, 2).note) == (2, "first", "")
    assert not opened.app.window.note_line.isVisible()


def test_a_note_is_saved_in_its_own_project_although_another_one_came(opened, project, tmp_path) -> None:
    other = tmp_path / "other.gatelight"
    with Store.create(other) as store:
        store.add_documents([Document("one", "Dora.", tokenize("Dora."))], "Import")
    opened.key(Key.Key_M, Control | Shift)
    popup = opened.app.window.note_popup
    QTest.keyClicks(popup._field, "first")
    opened.open(other)
    popup.hide()
    opened.settle()
    assert (opened.document.name, row(opened).note) == ("one", "")
    with Store.open(project) as store:
        assert store.document(1).note == "first"


def test_there_is_nothing_to_note_without_a_document(driver, tmp_path) -> None:
    Store.create(tmp_path / "e.gatelight").close()
    driver.open(tmp_path / "e.gatelight")
    press(driver, "note")
    press(driver, "document_note")
    press(driver, "confirm")
    press(driver, "unconfirm")
    assert driver.app.window.note_popup.isHidden()


# confirmed parts ------------------------------------------------------------------------------------------------------


def place(driver) -> str:
    return driver.app.window.place_status.text().replace("\N{NO-BREAK SPACE}", " ")


def test_everything_up_to_the_caret_is_confirmed_and_taken_back(opened) -> None:
    opened.caret("Paris")
    opened.key(Key.Key_Period, Control)
    assert opened.document.confirmed == ((0, 22),)
    assert opened.document.state is DocumentState.IN_PROGRESS
    assert place(opened) == "Sentence 1 of 2 · 50 % seen"
    assert opened.app.window.view.seen_at(0) and not opened.app.window.view.seen_at(7)
    opened.key(Key.Key_Comma, Control)
    assert opened.document.confirmed == ()
    assert place(opened) == "Sentence 1 of 2"
    opened.key(Key.Key_Z, Control)
    assert opened.document.confirmed == ((0, 22),)


def test_of_a_selection_its_sentences_are_confirmed(opened) -> None:
    last = len(opened.document.tokens)
    drag(opened, last - 3, last)
    opened.key(Key.Key_Period, Control)
    assert opened.document.confirmed == ((22, len(opened.document.text)),)
    drag(opened, 0, last)
    opened.key(Key.Key_Comma, Control)
    assert opened.document.confirmed == ()


def test_words_that_are_still_selected_because_they_were_labelled_are_no_selection(opened) -> None:
    forms = opened.document.tokens.forms()
    drag(opened, forms.index("on"), forms.index("Monday") + 1)
    opened.key(Key.Key_2)
    opened.key(Key.Key_Period, Control)
    assert opened.document.confirmed == ((0, len(opened.document.text)),)


def test_what_would_change_nothing_is_said(opened) -> None:
    opened.key(Key.Key_Comma, Control)
    assert opened.messages == ["This sentence is not confirmed."]
    opened.key(Key.Key_Period, Control)
    opened.key(Key.Key_Period, Control)
    assert opened.messages[-1] == "Everything up to here is confirmed already."
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    opened.key(Key.Key_Period, Control)
    assert opened.messages[-1].startswith("This document is done, so all of it is confirmed")


def test_a_document_that_is_done_is_confirmed_all_along(opened) -> None:
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    view = opened.app.window.view
    assert all(view.seen_at(token) for token in range(len(opened.document.tokens)))
    assert "seen" not in place(opened)
    opened.key(Key.Key_Z, Control)
    assert not view.seen_at(0)


def test_a_document_that_was_done_a_moment_ago_stays_done(opened) -> None:
    view = opened.app.window.view
    view.setFocus()
    QTest.keyClick(view, Key.Key_Return, Control)
    QTest.keyClick(view, Key.Key_B, Control)
    opened.settle()
    assert row(opened, 1).state is DocumentState.DONE


def test_to_skip_and_to_take_that_back_keeps_what_was_begun(opened) -> None:
    opened.key(Key.Key_Period, Control)
    for _ in range(2):
        opened.app.annotation.set_state(DocumentState.FLAGGED)
        opened.settle()
    assert opened.document.state is DocumentState.IN_PROGRESS


# suggestions and rejections -------------------------------------------------------------------------------------------


@pytest.fixture
def suggested(opened):
    """A document with suggestions, which a tagger would have made."""
    text, names = opened.document.text, (("Ada", "PER"), ("Bob", "PER"), ("Monday", "LOC"))
    found = [Suggestion(Span(text.index(n), text.index(n) + len(n), label), 0.83) for n, label in names]
    opened.app.suggesting.give(1, found)
    opened.app.annotation.open(2)
    opened.settle()
    opened.app.annotation.open(1)
    opened.settle()
    opened.app.window.side_bar.show_panel("Suggestions")
    return opened


def proposed(driver) -> list[str]:
    return [driver.document.text[s.span.start : s.span.end] for s in driver.app.suggesting.suggestions]


def test_nothing_is_suggested_where_all_was_seen(suggested) -> None:
    assert proposed(suggested) == ["Ada", "Bob", "Monday"]
    suggested.caret("met")
    suggested.key(Key.Key_Period, Control)
    assert proposed(suggested) == ["Monday"]
    suggested.key(Key.Key_Comma, Control)
    assert proposed(suggested) == ["Ada", "Bob", "Monday"]


def test_a_rejection_is_listed_and_taken_back(suggested) -> None:
    suggested.caret("Bob")
    suggested.key(Key.Key_Backspace)
    fold = suggested.app.window.suggestions._rejected
    assert fold.isVisible() and fold._fold.text() == "Rejected (1)"
    assert proposed(suggested) == ["Ada", "Monday"]
    fold._fold.click()
    (rejected,) = fold._list.rows_model.rows
    suggested.caret("Monday")
    fold.chosen.emit(rejected.span)
    assert suggested.document.tokens[suggested.app.window.view.caret].form == "Bob"
    fold.unrejected.emit(rejected.span)
    suggested.settle()
    assert proposed(suggested) == ["Ada", "Bob", "Monday"]
    assert not fold.isVisible()
    suggested.key(Key.Key_Z, Control)
    assert proposed(suggested) == ["Ada", "Monday"]
    assert fold.isVisible()


def test_the_tooltip_says_how_a_span_came_about(suggested) -> None:
    suggested.caret("Ada")
    suggested.key(Key.Key_Return)
    view = suggested.app.window.view
    assert suggested.document.spans[0].origin.source is Source.SUGGESTION
    assert view._named(view.mark_at(0)) == "PER · accepted suggestion, 83\N{NO-BREAK SPACE}%"
    assert view.accessibleDescription().startswith("Ada, PER · accepted suggestion")
    assert view._named(view.mark_at(2)) == "PER · suggested, 83\N{NO-BREAK SPACE}%"


# places ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def far(driver, tmp_path):
    """A project with two long documents, the caret far down in the first."""
    path = tmp_path / "long.gatelight"
    with Store.create(path) as store:
        store.add_documents([Document(name, LONG, tokenize(LONG)) for name in ("one", "two")], "Import")
    driver.open(path)
    driver.app.annotation.add_label("PER")
    driver.settle()
    driver.app.window.view.set_caret(20_000)
    return driver


def on_screen(driver, token: int) -> bool:
    return token in driver.app.window.view.visible_tokens()


def click(driver, number: int) -> None:
    documents = driver.app.window.documents._list
    spot = documents.visualRect(documents.rows_model.index(number)).center()
    QTest.mouseClick(documents.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    driver.settle()


def go_by_list(driver) -> None:
    click(driver, 1)
    assert driver.document.name == "two"
    click(driver, 0)


def go_by_keys(driver) -> None:
    driver.key(Key.Key_PageDown, Control)
    assert driver.document.name == "two"
    driver.key(Key.Key_PageUp, Control)


def go_and_close(driver) -> None:
    path = driver.app.project.path
    driver.app.project.close()
    driver.settle()
    driver.open(path)


@pytest.mark.parametrize("go", [go_by_list, go_by_keys, go_and_close])
def test_a_document_opens_where_it_was_left(far, go) -> None:
    go(far)
    assert (far.document.name, far.app.window.view.caret) == ("one", 20_000)
    assert on_screen(far, 20_000)


def test_a_place_that_is_asked_for_wins_and_is_seen(far) -> None:
    tokens = far.document.tokens
    far.app.annotation.open(2, int(tokens.starts[15_000]))
    far.settle()
    assert (far.document.name, far.app.window.view.caret) == ("two", 15_000)
    assert on_screen(far, 15_000)


def test_undo_that_leads_to_another_document_shows_what_it_changed(far) -> None:
    far.key(Key.Key_1)
    far.app.window.view.set_caret(5)
    far.key(Key.Key_PageDown, Control)
    far.app.window.view.set_caret(9_000)
    far.key(Key.Key_Z, Control)
    assert (far.document.name, far.app.window.view.caret) == ("one", 20_000)
    assert on_screen(far, 20_000)
    far.key(Key.Key_PageDown, Control)
    assert far.app.window.view.caret == 9_000, "the place in the document that an undo left is kept too"


def test_undo_in_the_same_document_scrolls_there_and_leaves_the_caret(far) -> None:
    far.key(Key.Key_1)
    far.app.window.view.set_caret(5)
    assert not on_screen(far, 20_000)
    far.key(Key.Key_Z, Control)
    assert on_screen(far, 20_000)
    assert far.app.window.view.caret == 5


def test_after_a_crash_the_document_that_was_open_opens(far) -> None:
    far.key(Key.Key_PageDown, Control)
    assert far.app.project.editor.store.last_document() == 2
