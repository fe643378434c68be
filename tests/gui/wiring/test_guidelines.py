from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gui.panels.guideline_rows import FormRow, HitRow

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(driver, project):
    """A project in which «Ada» is a PER and both «Paris» are LOC, and the panel is seen."""
    driver.open(project)
    driver.key(Key.Key_1)
    for occurrence in (0, 1):
        driver.caret("Paris", occurrence)
        driver.key(Key.Key_2)
    driver.caret("Ada")
    driver.key(Key.Key_6, CTRL)
    read(driver, "PER")
    return driver


def read(driver, name: str) -> None:
    """Wait until a label with its examples is on the screen."""
    panel = driver.app.window.guidelines
    driver.qtbot.waitUntil(lambda: panel.name == name and bool(panel._facts.text()))


def forms(driver) -> list[tuple[str, int]]:
    return [(row.form, row.count) for row in driver.app.window.guidelines.list.rows if isinstance(row, FormRow)]


def test_the_panel_shows_the_label_at_the_caret_and_follows_it(shown) -> None:
    assert forms(shown) == [("Ada", 1)]
    shown.caret("Paris")
    read(shown, "LOC")
    assert forms(shown) == [("Paris", 2)]
    shown.caret("met")
    assert shown.app.window.guidelines.name == "LOC"


def test_what_a_person_browses_to_stays_until_the_caret_is_on_another_label(shown) -> None:
    shown.app.window.guidelines.step(1)
    read(shown, "LOC")
    shown.caret("met")
    assert shown.app.window.guidelines.name == "LOC"
    shown.caret("Ada")
    assert shown.app.window.guidelines.name == "PER"


def test_an_armed_label_is_shown(shown) -> None:
    shown.app.annotation.arm("LOC")
    assert shown.app.window.guidelines.name == "LOC"


def test_an_example_goes_to_its_place_in_another_document(shown) -> None:
    shown.app.annotation.open(3)
    shown.settle()
    panel = shown.app.window.guidelines
    number = next(n for n, row in enumerate(panel.list.rows) if isinstance(row, HitRow))
    panel._choose(panel.list.rows_model.index(number))
    shown.settle()
    shown.qtbot.waitUntil(lambda: shown.document.id == 1)
    assert shown.document.tokens[shown.app.window.view.caret].form == "Ada"


def test_a_form_is_looked_for_in_the_project(shown) -> None:
    shown.app.window.guidelines.form_chosen.emit("Ada")
    assert shown.app.window.side_bar.current == "Search"
    assert shown.app.window.search.query.text == "Ada"


def test_examples_are_read_anew_after_an_edit(shown, monkeypatch) -> None:
    monkeypatch.setattr("gui.controllers.guidelines.EDITING_MS", 10)
    shown.caret("Bob")
    shown.key(Key.Key_1)
    shown.qtbot.waitUntil(lambda: forms(shown) == [("Ada", 1), ("Bob", 1)])


def test_nothing_is_read_while_nobody_looks(shown) -> None:
    told: list[object] = []
    shown.app.guidelines.changed.connect(told.append)
    shown.app.window.show_panel(shown.app.window.entities)
    shown.caret("Paris")
    shown.app.guidelines.show("LOC")
    assert not shown.app.guidelines._pause.isActive()
    shown.app.window.show_panel(shown.app.window.guidelines)
    read(shown, "LOC")
    assert told


def test_the_label_is_edited_in_the_window_of_labels(shown) -> None:
    shown.app.window.guidelines.edit_requested.emit("LOC")
    dialog = shown.app.label_wiring.dialog
    assert dialog.isVisible()
    assert dialog.form.name.text() == "LOC"
    dialog.close()


def test_a_closed_project_leaves_no_label_behind(shown) -> None:
    shown.app.commands.close_project()
    assert shown.app.window.guidelines.name is None
