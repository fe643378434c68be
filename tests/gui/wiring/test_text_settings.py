"""How texts are shown, in the real app: on both pages, remembered, and never without a mouse or a keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.app import Gatelight
from gui.document_view import ChipStyle, ColumnWidth, LineHeight, TextStyle
from gui.document_view.typography import SERIF
from gui.settings import Settings


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    return driver


def views(driver):
    return driver.app.window.view, driver.app.window.highlight_view


def test_labels_are_shown_in_full_shortened_or_as_colours_on_both_pages(opened) -> None:
    commands = opened.app.window.commands
    for name, style in (
        ("chips_short", ChipStyle.SHORT),
        ("chips_none", ChipStyle.NONE),
        ("chips_full", ChipStyle.FULL),
    ):
        commands[name].trigger()
        assert [view._chip_style for view in views(opened)] == [style, style]
        checked = [n for n in ("chips_full", "chips_short", "chips_none") if commands[n].isChecked()]
        assert checked == [name]
        assert Settings(opened.app.settings.folder).chip_style is style


def test_numbers_and_overview_are_switched_and_remembered(opened) -> None:
    commands, view = opened.app.window.commands, opened.app.window.view
    commands["sentence_numbers"].trigger()
    commands["overview"].trigger()
    assert (commands["sentence_numbers"].isChecked(), commands["overview"].isChecked()) == (True, False)
    assert (view._numbers_shown, view._overview.isVisible()) == (True, False)
    again = Settings(opened.app.settings.folder)
    assert (again.sentence_numbers, again.overview) == (True, False)
    commands["sentence_numbers"].trigger()
    commands["overview"].trigger()
    assert (view._numbers_shown, view._overview.isVisible()) == (False, True)


def test_the_window_changes_the_text_at_once_and_it_is_remembered(opened) -> None:
    opened.app.window.commands["text"].trigger()
    dialog = opened.app.text_settings.dialog
    wanted = TextStyle(SERIF, LineHeight.AIRY, ColumnWidth.NARROW)
    dialog.style_chosen.emit(wanted)
    dialog.zoom_chosen.emit(120)
    assert [(view.text_style, view.zoom) for view in views(opened)] == [(wanted, 120)] * 2
    assert Settings(opened.app.settings.folder).text_style == wanted
    opened.app.window.view.set_zoom(150)
    assert dialog._percent.text() == "150%"
    assert dialog in opened.app.window.themed
    dialog.close()


def test_a_start_writes_nothing_and_neither_does_choosing_what_is_chosen(opened) -> None:
    settings = opened.app.settings
    opened.app.window.commands["chips_full"].trigger()
    assert [key for key in settings._file.allKeys() if key.startswith("text/")] == []
    opened.app.window.commands["chips_short"].trigger()
    assert [key for key in settings._file.allKeys() if key.startswith("text/")] == ["text/chips"]


def test_the_next_start_shows_texts_like_this_one(tmp_path: Path, qtbot, driver) -> None:
    home = Settings(tmp_path / "another")
    home.text_style, home.chip_style, home.overview = TextStyle(SERIF), ChipStyle.SHORT, False
    app = Gatelight(home)
    qtbot.addWidget(app.window)
    for view in (app.window.view, app.window.highlight_view):
        assert (view.text_style, view._chip_style, view._overview_wanted) == (TextStyle(SERIF), ChipStyle.SHORT, False)
    app.shut_down()
    app.deleteLater()


def drag_end_of_mark(driver, target: int) -> None:
    """Drag the right edge of the first gold mark on the screen to a token."""
    view = driver.app.window.view
    placed = next(view._flow.visible())
    box = placed.laid.fragments[0].box.translated(view._flow.column_left, placed.top)
    start, end = box.center().toPoint(), view.token_center(target)
    start.setX(round(box.right()) - 1)
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    driver.settle()


def test_a_dragged_boundary_is_one_action_that_undo_takes_back(opened) -> None:
    opened.caret("Ada")
    opened.key(Qt.Key.Key_1)
    drag_end_of_mark(opened, 2)
    assert opened.spans == [("Ada met Bob", "PER")]
    assert opened.app.window.commands["undo"].text().startswith("Undo: Resize PER to «Ada met Bob»")
    opened.app.annotation.undo()
    opened.settle()
    assert opened.spans == [("Ada", "PER")]


def test_a_boundary_stops_at_the_next_span(opened) -> None:
    opened.caret("Ada")
    opened.key(Qt.Key.Key_1)
    opened.caret("Paris")
    opened.key(Qt.Key.Key_2)
    drag_end_of_mark(opened, 5)
    assert opened.spans == [("Ada met Bob in", "PER"), ("Paris", "LOC")]


def test_with_an_armed_label_a_boundary_is_still_a_boundary(opened) -> None:
    opened.caret("Ada")
    opened.key(Qt.Key.Key_1)
    opened.app.annotation.arm("LOC")
    drag_end_of_mark(opened, 2)
    assert opened.spans == [("Ada met Bob", "PER")]


def test_a_boundary_of_a_span_that_is_gone_asks_for_nothing(opened) -> None:
    opened.caret("Ada")
    opened.key(Qt.Key.Key_1)
    mark = opened.app.window.view.mark_at(0)
    opened.key(Qt.Key.Key_Delete)
    opened.app.window.view.boundary_dragged.emit(mark, opened.app.window.view.selection)
    opened.settle()
    assert opened.spans == []
