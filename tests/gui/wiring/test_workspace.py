from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

Key = Qt.Key


@pytest.fixture
def labelled(driver, project):
    """A document with both «Bob» and one «Paris» labelled, and the caret on its first token."""
    driver.open(project)
    for form, occurrence, key in (("Bob", 0, Key.Key_1), ("Paris", 0, Key.Key_2), ("Bob", 1, Key.Key_1)):
        driver.caret(form, occurrence)
        driver.key(key)
    driver.caret("Ada")
    driver.app.window.entities.flush()
    return driver


def caret(driver) -> int:
    return driver.app.window.view.caret


def test_f3_goes_through_the_gold_spans_from_the_caret(labelled) -> None:
    view = labelled.app.window.view
    forms = labelled.document.tokens.forms()
    seen = []
    for _ in range(4):
        QTest.keyClick(view, Key.Key_F3)
        seen.append(forms[caret(labelled)])
    assert seen == ["Bob", "Paris", "Bob", "Bob"]


def test_the_entity_at_the_caret_is_marked_in_the_panel(labelled) -> None:
    labelled.caret("Paris")
    panel = labelled.app.window.entities
    row = panel._list.rows_model.row(panel._list.currentIndex())
    assert row.name == "Paris"


def test_the_keyboard_stays_in_the_list_while_it_is_used_there(labelled) -> None:
    entities = labelled.app.window.entities._list
    entities.setFocus()
    entities.set_current(0)
    QTest.keyClick(entities, Key.Key_Down)
    assert entities.hasFocus()
    assert labelled.document.tokens.forms()[caret(labelled)] == "Bob"
    place = entities.visualRect(entities.rows_model.index(1)).center()
    labelled.app.window.view.setFocus()
    QTest.mouseClick(entities.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert labelled.app.window.view.hasFocus()


def test_suggestions_that_come_in_leave_the_list_of_gold_alone(labelled) -> None:
    panel = labelled.app.window.entities
    with labelled.qtbot.assertNotEmitted(panel.refreshed):
        labelled.app.suggesting.changed.emit([])
        panel.flush()
