from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from gui.document_listing import EVERYTHING, ORDERS, Arrangement, DocumentFilter, Order

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
LENGTHS = {"one": 4, "two": 2, "three": 3, "four": 1}


@pytest.fixture
def opened(driver, tmp_path: Path):
    """Four documents of different lengths."""
    path = tmp_path / "four.gatelight"
    with Store.create(path, LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2")])) as store:
        texts = {name: "Ada " * length for name, length in LENGTHS.items()}
        store.add_documents([Document(name, text, tokenize(text)) for name, text in texts.items()], "Import")
    driver.open(path)
    return driver


@pytest.fixture
def panel(opened):
    return opened.app.window.documents


def shown(panel) -> list[str]:
    return [row.name for row in panel.listing.shown]


def trigger(opened, name: str) -> None:
    opened.app.window.commands[name].trigger()
    opened.settle()


def test_next_and_previous_go_by_the_order_that_is_shown(opened, panel) -> None:
    panel.arrange(Arrangement(ORDERS[3]))  # four two three one
    seen = [opened.document.name]
    for name in ("previous_document", "previous_document", "next_document"):
        trigger(opened, name)
        seen.append(opened.document.name)
    assert seen == ["one", "three", "two", "three"]


def test_done_goes_to_the_next_in_order_though_this_one_leaves_the_list(opened, panel) -> None:
    panel.arrange(Arrangement(ORDERS[3]))
    panel._choose_filter(DocumentFilter(states=frozenset({DocumentState.NEW})))
    panel.document_chosen.emit(2)
    opened.settle()
    opened.key(Key.Key_Return, CTRL)
    assert (opened.document.name, shown(panel)) == ("three", ["four", "three", "one"])
    assert panel.selected == [3]


def test_done_stays_within_the_filter_and_offers_the_rest_when_nothing_is_left(opened, panel) -> None:
    panel._choose_filter(DocumentFilter(words="o", states=frozenset({DocumentState.NEW})))  # one two four
    for _ in range(3):
        opened.key(Key.Key_Return, CTRL)
    assert opened.messages == ["Of the documents shown, none is left to do. 1 other is."]
    message = opened.app.window.toast.messages[0]
    message.findChild(QPushButton).click()
    opened.settle()
    assert (opened.document.name, shown(panel)) == ("three", list(LENGTHS))
    assert panel._filter.text() == ""
    opened.key(Key.Key_Return, CTRL)
    assert "Every document is done." in opened.messages


def test_two_quick_dones_mark_two_documents(opened) -> None:
    view = opened.app.window.view
    view.setFocus()
    for _ in range(2):
        QTest.keyClick(view, Key.Key_Return, CTRL)
    opened.settle()
    opened.qtbot.waitUntil(lambda: opened.document.name == "three")
    states = [row.state for row in opened.app.project.editor.store.documents()]
    assert states == [DocumentState.DONE, DocumentState.DONE, DocumentState.NEW, DocumentState.NEW]


def test_quick_keys_end_with_the_list_and_the_next_one_counts_again(opened) -> None:
    view = opened.app.window.view
    view.setFocus()
    for _ in range(7):
        QTest.keyClick(view, Key.Key_Return, CTRL)
    opened.settle()
    assert {row.state for row in opened.app.project.editor.store.documents()} == {DocumentState.DONE}
    opened.app.annotation.undo()
    opened.settle()
    opened.key(Key.Key_Return, CTRL)
    assert {row.state for row in opened.app.project.editor.store.documents()} == {DocumentState.DONE}


def test_a_done_that_waits_is_not_for_another_project(opened, project) -> None:
    view = opened.app.window.view
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Key.Key_Return, CTRL)
    opened.open(project)
    opened.settle()
    assert {row.state for row in opened.app.project.editor.store.documents()} == {DocumentState.NEW}
    opened.key(Key.Key_Return, CTRL)
    assert opened.document.name == "text 2"


def test_a_failure_lets_go_of_the_keys_that_waited(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("boom")

    editor = opened.app.project.editor
    with monkeypatch.context() as broken:
        broken.setattr(editor.store, "commit", fail)
        opened.key(Key.Key_Return, CTRL)
    opened.errors.clear()
    opened.key(Key.Key_Return, CTRL)
    assert opened.document.name == "two"
    assert editor.store.document(1).state is DocumentState.DONE


def test_skip_goes_on_like_done_and_stays_where_it_takes_a_skip_back(opened, panel) -> None:
    panel.arrange(Arrangement(ORDERS[0], descending=True))
    panel.document_chosen.emit(3)
    opened.settle()
    trigger(opened, "skip")
    assert opened.document.name == "two"
    trigger(opened, "next_document")
    panel.document_chosen.emit(3)
    opened.settle()
    trigger(opened, "skip")
    assert (opened.document.name, opened.document.state) == ("three", DocumentState.NEW)


def test_an_undo_brings_the_document_back_into_the_list(opened, panel) -> None:
    panel._choose_filter(DocumentFilter(states=frozenset({DocumentState.NEW})))
    opened.key(Key.Key_Return, CTRL)
    assert shown(panel) == ["two", "three", "four"]
    trigger(opened, "undo")
    assert (opened.document.name, shown(panel)) == ("one", list(LENGTHS))


def test_several_that_are_marked_leave_the_list_together(opened, panel) -> None:
    panel._choose_filter(DocumentFilter(states=frozenset({DocumentState.NEW})))
    panel.mark_requested.emit([2, 4], DocumentState.SKIPPED)
    opened.settle()
    assert shown(panel) == ["one", "three"]


def test_a_project_opens_in_the_order_it_had_and_without_a_filter(opened, panel, project) -> None:
    path = opened.app.project.path
    panel._choose_arrangement(Arrangement(ORDERS[3], descending=True))
    panel._choose_filter(DocumentFilter(words="o"))
    opened.open(project)
    assert shown(panel) == ["text 1", "text 2", "text 3"]
    opened.open(path)
    assert shown(panel) == ["one", "three", "two", "four"]
    assert panel._tools._order_button.text() == "By length"


def test_documents_that_come_are_put_in_the_order(opened, panel) -> None:
    panel.arrange(Arrangement(ORDERS[1]))
    opened.app.project.import_text("Ada", "new one")
    opened.settle()
    assert shown(panel) == ["four", "new one", "one", "three", "two"]


def test_the_documents_with_a_label_are_those_that_have_it_in_the_file(opened, panel) -> None:
    opened.caret("Ada")
    opened.key(Key.Key_1)
    trigger(opened, "next_document")
    opened.key(Key.Key_2)
    panel._choose_filter(replace(panel.listing.filter, label="LOC"))
    opened.settle()
    assert shown(panel) == ["two"]
    labelled = Document("new one", "Ada", tokenize("Ada"), (Span(0, 3, "LOC"),))
    opened.app.project.add_highlighted(labelled, ["LOC"], lambda: None, lambda *_: None)
    opened.settle()
    assert shown(panel) == ["two", "new one"]


def test_the_use_of_labels_is_counted_while_somebody_looks(opened, panel) -> None:
    opened.app.documents._counting.setInterval(0)
    panel._unfold.click()
    opened.settle()
    assert [row.use.spans for row in panel.overview._list.rows_model.rows] == [0, 0]
    opened.caret("Ada")
    opened.key(Key.Key_2)
    opened.qtbot.waitUntil(lambda: panel.overview._list.rows_model.rows[0].use.spans == 1)
    assert panel.overview._list.rows_model.rows[0].label.name == "LOC"


def test_nothing_is_counted_while_nobody_looks(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    store = opened.app.project.editor.store
    monkeypatch.setattr(type(store), "label_use", lambda _: asked.append(1) or {})
    opened.app.documents._counting.setInterval(0)
    opened.caret("Ada")
    opened.key(Key.Key_2)
    opened.settle()
    assert not opened.app.documents._counting.isActive()
    assert asked == []


def test_enter_in_the_list_gives_the_keyboard_to_the_text(opened, panel) -> None:
    panel._list.setFocus()
    opened.qtbot.keyClick(panel._list, Key.Key_Return)
    assert opened.app.window.view.hasFocus()


def test_the_key_for_the_next_pane_goes_to_the_list_of_documents(opened, panel) -> None:
    window = opened.app.window
    panes = (window.label_bar, window.view, window.side_bar)
    window.side_bar.setFocus()
    for _ in range(len(panes) + 1):
        window.focus_next_pane()
        if panel.isAncestorOf(window.focusWidget()):
            break
    assert window.focusWidget() is panel._list
    panel._filter.setText("nothing is called like that")
    panel.take_keyboard()
    assert window.focusWidget().text() == "Show all documents"


def test_the_documents_of_a_label_that_come_late_do_not_undo_show_all(opened, panel) -> None:
    panel._choose_filter(DocumentFilter(label="LOC"))
    panel.show_all()
    opened.settle()
    assert shown(panel) == list(LENGTHS)
    panel._choose_filter(DocumentFilter(label="LOC"))
    panel._choose_filter(DocumentFilter(label="PER"))
    panel._filter.setText("t")
    opened.settle()
    assert (panel.listing.filter.label, panel.listing.filter.words) == ("PER", "t")
    opened.app.documents._show_label("PER")
    panel._choose_filter(EVERYTHING)
    opened.settle()
    assert shown(panel) == list(LENGTHS)


def test_an_order_that_is_offered_later_comes_back_then(opened, panel, project) -> None:
    path = opened.app.project.path
    sure = Order("sure", "Least sure first", lambda documents: [-row.tokens for row in documents.rows])
    panel.set_orders([*ORDERS, sure])
    panel._choose_arrangement(Arrangement(sure))
    panel.set_orders(ORDERS)
    assert shown(panel) == list(LENGTHS)
    opened.open(project)
    opened.open(path)
    assert shown(panel) == list(LENGTHS)
    panel.set_orders([*ORDERS, sure])
    assert shown(panel) == ["one", "three", "two", "four"]
    panel._choose_arrangement(Arrangement(ORDERS[1]))
    panel.set_orders([*ORDERS, sure])
    assert panel.listing.arrangement.order == ORDERS[1]
    opened.open(project)
    panel.set_orders([*ORDERS, sure])
    assert panel.listing.arrangement == Arrangement()
