from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from export.entity_table import EntityTable
from gui import files

TEXT = "Nobody came. Then Bob met Ada. Bob left Paris. Paris slept."
FOUND = {"Bob": ("PER", 0.9), "Ada": ("PER", 0.6), "Paris": ("LOC", 0.4)}
Key = Qt.Key


class FakeTagger:
    """Finds the names of ``FOUND``."""

    labels = ("PER", "LOC")
    metrics = {"f1": 1.0}

    def stream_tokens(self, tokens, order, at_a_time):
        if len(sentences := order.take(len(order))):
            found = [(t.start, t.end, *FOUND[t.form]) for t in tokens if t.form in FOUND]
            yield sentences, EntityTable.of(tokens.text, self.labels, found)


@pytest.fixture
def page(driver):
    """The highlight page with a text that is read."""
    app = driver.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.commands.show_highlight_page()
    app.highlighting.open_text(TEXT, "note")
    driver.qtbot.waitUntil(lambda: len(app.highlighting.entities) == 5)
    driver.settle()
    return app.window.highlight_page


def form_at_caret(driver) -> str:
    return driver.app.highlighting.document.tokens[driver.app.window.highlight_view.caret].form


def marked(driver) -> list[str]:
    """The tokens that are marked in the text."""
    tokens, view = driver.app.highlighting.document.tokens, driver.app.window.highlight_view
    return [token.form for number, token in enumerate(tokens) if view.mark_at(number) is not None]


def test_a_text_that_opens_gets_the_keyboard(driver, page) -> None:
    assert driver.app.window.highlight_view.hasFocus()


def test_tab_and_f3_go_through_the_entities_from_the_caret(driver, page) -> None:
    view = driver.app.window.highlight_view
    seen = []
    for key, modifiers in (
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier),
        (Key.Key_F3, Qt.KeyboardModifier.ShiftModifier),
    ):
        QTest.keyClick(view, key, modifiers)
        seen.append(form_at_caret(driver))
    assert seen == ["Bob", "Ada", "Bob", "Paris"]
    assert view.hasFocus()


def test_a_caret_that_a_person_moved_is_where_the_next_entity_is_looked_for(driver, page) -> None:
    forms = driver.app.highlighting.document.tokens.forms()
    driver.app.window.highlight_view.set_caret(forms.index("left"))
    page.step_entity(1)
    assert form_at_caret(driver) == "Paris"


def test_the_text_marks_what_the_panel_shows_but_for_a_search(driver, page) -> None:
    page._filter._slider.setValue(50)
    assert marked(driver) == ["Bob", "Ada", "Bob"]
    assert page._panel.count == 3
    page._panel._search.setText("Ada")
    assert page._panel.listing.found == 1
    assert marked(driver) == ["Bob", "Ada", "Bob"]


def test_a_name_is_gone_to_from_the_list_and_the_keyboard_stays_where_it_was(driver, page) -> None:
    entities = page._panel._list
    entities.setFocus()
    entities.set_current(1)
    QTest.keyClick(entities, Key.Key_Return)
    assert form_at_caret(driver) == "Bob"
    assert entities.hasFocus()
    page._panel._search.setFocus()
    place = entities.visualRect(entities.rows_model.index(1)).center()
    QTest.mouseClick(entities.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert driver.app.window.highlight_view.hasFocus()
    assert form_at_caret(driver) == "Bob"
    assert driver.app.window.highlight_view.caret > 7


def drop(page, data: QMimeData) -> bool:
    """Let go of something over the page; tell whether it was taken."""
    both = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *both))
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *both)
    event.setAccepted(False)
    QApplication.sendEvent(page, event)
    return event.isAccepted()


def test_all_files_that_are_dropped_are_read_and_so_are_words_of_another_program(driver, page, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.txt")]
    for path in paths:
        path.write_text("Bob left.", encoding="utf-8")
    files_, words = QMimeData(), QMimeData()
    files_.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    words.setText("Ada came.")
    assert drop(page, files_)
    driver.qtbot.waitUntil(lambda: driver.app.highlighting.document.name == "a.txt and 1 more")
    driver.settle()
    assert driver.app.highlighting.entities.names() == ["Bob", "Bob"]
    assert drop(page, words)
    driver.qtbot.waitUntil(lambda: driver.app.highlighting.document.name == "Dropped text")
    driver.settle()
    assert driver.app.highlighting.entities.names() == ["Ada"]
    assert not drop(page, QMimeData())


def test_brat_asks_for_a_folder(driver, page, tmp_path: Path, monkeypatch) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(files, "ask_folder", lambda *_: tmp_path / "out")
    monkeypatch.setattr(driver.app.highlighting, "export", lambda *given: asked.append(given))
    page.export_requested.emit("brat")
    ((folder, format_name, entities, labels),) = asked
    assert len(entities) == 5
    assert (folder, format_name) == (tmp_path / "out", "brat")
    assert labels.names == ("PER", "LOC")
    monkeypatch.setattr(files, "ask_folder", lambda *_: None)
    page.export_requested.emit("brat")
    assert len(asked) == 1
