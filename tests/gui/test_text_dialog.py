from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QRadioButton, QWidget

from gui.document_view import ColumnWidth, LineHeight, TextStyle
from gui.document_view.typography import MONOSPACE, SERIF
from gui.text_dialog import TextDialog
from gui.theme import LIGHT


@pytest.fixture
def dialog(qtbot) -> Iterator[TextDialog]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    made = TextDialog(LIGHT, window)
    window.show()
    made.open_beside_text()
    yield made
    made.close()


def radio(dialog: TextDialog, words: str) -> QRadioButton:
    return next(b for b in dialog.findChildren(QRadioButton) if b.accessibleName() == words)


def test_it_shows_how_texts_are_set_and_says_nothing_of_it(dialog) -> None:
    styles, zooms = QSignalSpy(dialog.style_chosen), QSignalSpy(dialog.zoom_chosen)
    dialog.set_style(TextStyle(SERIF, LineHeight.AIRY, ColumnWidth.WIDE))
    dialog.set_zoom(130)
    assert dialog._family.currentText() == "Serif of the system"
    assert radio(dialog, "Line height: Airy").isChecked() and radio(dialog, "Column width: Wide").isChecked()
    assert (dialog._zoom.value(), dialog._percent.text()) == (13, "130%")
    assert (styles.count(), zooms.count()) == (0, 0)


def test_each_choice_is_told_at_once_with_what_else_is_chosen(dialog) -> None:
    styles = QSignalSpy(dialog.style_chosen)
    dialog.set_style(TextStyle(MONOSPACE, column=ColumnWidth.NARROW))
    radio(dialog, "Line height: Compact").click()
    assert styles.at(styles.count() - 1)[0] == TextStyle(MONOSPACE, LineHeight.COMPACT, ColumnWidth.NARROW)
    dialog._family.setCurrentIndex(0)
    assert styles.at(styles.count() - 1)[0] == TextStyle("", LineHeight.COMPACT, ColumnWidth.NARROW)


def test_the_arrow_keys_choose_among_the_words_of_a_row(dialog) -> None:
    styles = QSignalSpy(dialog.style_chosen)
    normal = radio(dialog, "Line height: Normal")
    normal.setFocus()
    QTest.keyClick(normal, Qt.Key.Key_Right)
    assert styles.count() == 1
    assert styles.at(0)[0].line_height is LineHeight.AIRY


def test_the_slider_tells_the_size_in_steps_of_ten_per_cent(dialog) -> None:
    zooms = QSignalSpy(dialog.zoom_chosen)
    QTest.keyClick(dialog._zoom, Qt.Key.Key_Right)
    assert zooms.at(0)[0] == 110


def test_a_font_that_is_not_there_any_more_is_that_of_the_system(dialog) -> None:
    dialog.set_style(TextStyle("A font that nobody has"))
    assert dialog._family.currentData() == ""


def test_back_to_normal_is_one_change(dialog) -> None:
    dialog.set_style(TextStyle(SERIF, LineHeight.AIRY, ColumnWidth.FULL))
    styles, zooms = QSignalSpy(dialog.style_chosen), QSignalSpy(dialog.zoom_chosen)
    dialog._reset.click()
    assert (styles.count(), styles.at(0)[0], zooms.at(0)[0]) == (1, TextStyle(), 100)


def test_everything_has_a_name_and_can_be_reached_by_keyboard(dialog) -> None:
    for control in (dialog._family, dialog._zoom, dialog._reset, dialog._close, *dialog.findChildren(QRadioButton)):
        assert control.accessibleName() or control.text()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
