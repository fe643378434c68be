from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from engine.text.labels import LabelSet
from export.entity_table import EntityTable
from gui.highlight_page import HighlightPage
from gui.language import speak
from gui.panels.label_chip import FilterChip
from gui.theme import DARK, LIGHT

LABELS = LabelSet().with_names(["PER", "LOC"])
TEXT = "Ada met Bob in Paris."
ENTITIES = EntityTable.of(TEXT, ("PER", "LOC"), [(0, 3, "PER", 0.95), (8, 11, "PER", 0.40), (15, 20, "LOC", 0.80)])


@pytest.fixture
def page(qtbot: QtBot) -> HighlightPage:
    page = HighlightPage(QWidget(), LIGHT)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.set_labels(LABELS)
    page.set_document("letter.txt")
    page.set_entities(ENTITIES)
    page.show()
    return page


def chip(page: HighlightPage, name: str) -> FilterChip:
    return next(chip for chip in page.findChildren(FilterChip) if chip.label.name == name and chip.isVisible())


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("Back", "back_requested"),
        ("Open text", "open_text_requested"),
        ("Paste", "paste_requested"),
        ("Tagger: Choose tagger…", "choose_tagger_requested"),
    ],
)
def test_each_button_asks_for_what_it_says(qtbot: QtBot, page: HighlightPage, name: str, signal: str) -> None:
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == name)
    with qtbot.waitSignal(getattr(page, signal)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_export_menu_gives_the_names_of_the_formats(qtbot: QtBot, page: HighlightPage) -> None:
    told: list[str] = []
    page.export_requested.connect(told.append)
    for action in page._export.menu().actions():
        action.trigger()
    assert told == ["html", "jsonl", "conll", "csv", "brat"]


def test_a_label_that_is_switched_off_is_hidden_and_told(qtbot: QtBot, page: HighlightPage) -> None:
    with qtbot.waitSignal(page.filter_changed) as told:
        qtbot.mouseClick(chip(page, "PER"), Qt.MouseButton.LeftButton)
    assert told.args == [frozenset({"LOC"}), 0.0]
    assert page.shown_labels == {"LOC"}
    assert page._panel.count == 1
    assert "2 hidden" in page._status.text()


def test_the_slider_hides_what_the_tagger_is_less_sure_of(qtbot: QtBot, page: HighlightPage) -> None:
    with qtbot.waitSignal(page.filter_changed) as told:
        page._filter._slider.setValue(50)
    assert told.args == [frozenset({"PER", "LOC"}), 0.5]
    assert page._panel.count == 2


def test_next_goes_through_the_shown_entities_in_text_order_and_round(page: HighlightPage) -> None:
    told: list[tuple[int, int]] = []
    page.entity_chosen.connect(lambda start, end: told.append((start, end)))
    for _ in range(4):
        page.step_entity(1)
    assert told == [(0, 3), (8, 11), (15, 20), (0, 3)]
    page.step_entity(-1)
    assert told[-1] == (15, 20)


def test_next_passes_over_what_the_filter_hides(page: HighlightPage) -> None:
    page._filter._slider.setValue(50)
    told: list[int] = []
    page.entity_chosen.connect(lambda start, _: told.append(start))
    page.step_entity(1)
    page.step_entity(1)
    assert told == [0, 15]


def test_progress_is_shown_while_reading_and_cancel_stops_it(qtbot: QtBot, page: HighlightPage) -> None:
    assert not page._cancel.isVisible()
    page.set_progress(0.34)
    assert page._status.text() == "Reading… 34\N{NO-BREAK SPACE}% · 3 entities"
    with qtbot.waitSignal(page.cancel_requested):
        qtbot.mouseClick(page._cancel, Qt.MouseButton.LeftButton)
    page.set_progress(None)
    assert page._status.text() == "3 entities"
    assert not page._progress.isVisible()


def test_the_status_counts_all_that_was_found_while_the_list_follows_slowly(page: HighlightPage) -> None:
    page.set_progress(0.5)
    page.set_entities(ENTITIES[:1])
    page.set_entities(ENTITIES[:2])
    assert page._status.text().endswith("2 entities")
    page.set_progress(None)
    assert page._panel.count == 2
    assert page._status.text() == "2 entities"


def test_the_chips_count_what_is_sure_enough_whatever_is_switched_on(page: HighlightPage) -> None:
    chip(page, "PER").click()
    page._filter._slider.setValue(50)
    assert [chip(page, name).accessibleName() for name in ("PER", "LOC")] == ["Show PER, 1", "Show LOC, 1"]


def test_a_search_narrows_the_list_but_hides_nothing(page: HighlightPage) -> None:
    page._panel._search.setText("Bob")
    assert page._panel.listing.found == 1
    assert page._status.text() == "3 entities"


def test_a_text_is_added_once_it_is_read_and_there_is_a_project(qtbot: QtBot, page: HighlightPage) -> None:
    page.set_tagger(None, None)
    assert "Choose a tagger first" in page._add.toolTip()
    page.set_tagger("names", 0.9)
    assert not page._add.isEnabled()
    assert "Open a project first" in page._add.toolTip()
    page.set_can_add(True)
    with qtbot.waitSignal(page.add_requested):
        qtbot.mouseClick(page._add, Qt.MouseButton.LeftButton)
    page.set_progress(0.5)
    assert not page._add.isEnabled()
    assert "still being read" in page._add.toolTip()
    page.set_progress(None, stopped_at=0.5)
    assert not page._add.isEnabled()
    assert "not read to its end" in page._add.toolTip()
    with qtbot.waitSignal(page.resume_requested):
        qtbot.mouseClick(page._resume, Qt.MouseButton.LeftButton)
    page.set_progress(None)
    assert page._add.isEnabled()
    assert not page._resume.isVisible()
    page.set_document(None)
    assert not page._add.isEnabled()
    assert "Open a text first" in page._add.toolTip()


def test_every_control_of_the_page_has_a_name(page: HighlightPage) -> None:
    controls = page.findChildren(QAbstractButton) + page.findChildren(QLineEdit) + page.findChildren(QSlider)
    unnamed = [c for c in controls if c.isVisible() and not (c.accessibleName() or c.toolTip())]
    assert len(controls) > 10
    assert unnamed == []


def test_without_a_text_the_page_teaches_and_exports_nothing(qtbot: QtBot, page: HighlightPage) -> None:
    page.set_document(None)
    assert page._teach.isVisible()
    assert not page._export.isEnabled()
    with qtbot.waitSignal(page.open_text_requested):
        page._teach.action_requested.emit()


def test_the_tagger_is_named_with_its_f1_and_shortened_if_need_be(page: HighlightPage) -> None:
    page.set_tagger("letters", 0.812)
    assert page._tagger.text() == "letters · F1 0.81"
    page.set_tagger("a name that is much too long for any button " * 3, None)
    assert "…" in page._tagger.text()
    assert "a name that is much too long" in page._tagger.toolTip()


def test_new_labels_keep_what_was_switched_off(page: HighlightPage) -> None:
    chip(page, "PER").click()
    page.set_labels(LABELS.with_names(["ORG"]))
    assert page.shown_labels == {"LOC", "ORG"}


def test_the_page_can_be_drawn_in_both_themes(page: HighlightPage) -> None:
    light = page.grab().toImage()
    page.set_theme(DARK)
    assert page.grab().toImage() != light


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_title_is_whole_in_the_smallest_window(qtbot: QtBot, qapp, language: str) -> None:
    speak(qapp, language)
    page = HighlightPage(QWidget(), LIGHT)
    speak(qapp, "en")
    qtbot.addWidget(page)
    page.resize(1280, 600)
    page.set_tagger("Tagger with a long name, the third", 0.923)
    page.show()
    buttons = (page._open, page._paste, page._add, page._export)
    assert all(button.text() for button in buttons)
    page.resize(860, 560)
    qtbot.waitUntil(lambda: page._title._shown() == page._title.text())
    assert not any(button.text() for button in buttons)
    assert all(button.toolTip() and button.accessibleName() and not button.icon().isNull() for button in buttons)
    page.resize(1280, 600)
    assert all(button.text() for button in buttons)
