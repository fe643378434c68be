from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.actions import COMMANDS
from gui.palette.rows import Kind, Row
from gui.settings import Settings
from gui.wiring.palette import PaletteWiring

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    return driver


def rows_of(driver) -> list[Row]:
    return [row for row in driver.app.palette.popup.list.rows_model.rows if isinstance(row, Row)]


def current(driver) -> str:
    popup = driver.app.palette.popup
    return popup.list.rows_model.row(popup.list.currentIndex()).text


def ask(driver, typed: str) -> None:
    """Open the palette with its key and type."""
    driver.app.window.view.setFocus()
    driver.qtbot.waitUntil(driver.app.window.isActiveWindow)
    QTest.keyClick(driver.app.window.view, Key.Key_K, CTRL)
    assert driver.app.palette.popup.isVisible()
    QTest.keyClicks(driver.app.palette.popup.field, typed)


def press(driver, key: Qt.Key) -> None:
    QTest.keyClick(driver.app.palette.popup.field, key)


def test_every_command_is_in_the_palette_with_its_key(opened) -> None:
    ask(opened, "")
    listed = {row.name: row for row in rows_of(opened) if row.kind is Kind.COMMAND}
    for command in COMMANDS:
        if command.name != "palette":
            assert listed[command.name].key == opened.app.keys.keymap.printed(command.name)


def test_a_command_is_chosen_by_typing_and_enter(opened) -> None:
    ask(opened, "show the hist")
    assert current(opened) == "Show the history"
    press(opened, Key.Key_Return)
    assert not opened.app.palette.popup.isVisible()
    assert opened.app.window.history.isVisible()


def test_a_label_labels_the_token_under_the_caret(opened) -> None:
    opened.caret("Paris")
    ask(opened, "loc")
    press(opened, Key.Key_Return)
    opened.settle()
    assert opened.spans == [("Paris", "LOC")]


def test_a_document_is_opened(opened) -> None:
    ask(opened, "text 3")
    press(opened, Key.Key_Return)
    opened.settle()
    assert opened.document.name == "text 3"
    opened.qtbot.waitUntil(opened.app.window.view.hasFocus)


def test_escape_leaves_everything_as_it_was(opened) -> None:
    opened.app.window.documents.setFocus()
    before = opened.app.window.focusWidget()
    QTest.keyClick(opened.app.window, Key.Key_K, CTRL)
    geometry = opened.app.window.view.geometry()
    QTest.keyClicks(opened.app.palette.popup.field, "ret")
    press(opened, Key.Key_Escape)
    assert not opened.app.palette.popup.isVisible()
    assert opened.app.window.focusWidget() is before
    assert opened.app.window.view.geometry() == geometry


def test_arrows_pass_over_headings_and_go_round(opened) -> None:
    ask(opened, "text")
    names = [row.text for row in rows_of(opened)]
    seen = []
    for _ in names:
        seen.append(current(opened))
        press(opened, Key.Key_Down)
    assert seen == names
    assert current(opened) == names[0]
    press(opened, Key.Key_Up)
    assert current(opened) == names[-1]


def test_what_makes_no_sense_now_says_why_and_is_not_done(opened) -> None:
    ask(opened, "cancel retraining")
    (row, *_) = rows_of(opened)
    assert (row.name, row.why_not) == ("cancel_training", "The tagger is not being retrained.")
    press(opened, Key.Key_Return)
    assert opened.app.palette.popup.isVisible()


def test_what_was_used_last_comes_first_and_nothing_twice(opened) -> None:
    for typed in ("show the hist", "per", "show the hist"):
        ask(opened, typed)
        press(opened, Key.Key_Return)
        opened.settle()
    ask(opened, "")
    assert [row.text for row in rows_of(opened)][:3] == ["Show the history", "PER", "New project from files"]


def test_labels_and_documents_of_a_closed_project_are_forgotten(opened) -> None:
    ask(opened, "per")
    press(opened, Key.Key_Return)
    opened.settle()
    opened.app.commands.close_project()
    opened.settle()
    opened.app.palette.show()
    assert {row.kind for row in rows_of(opened)} == {Kind.COMMAND}
    assert rows_of(opened)[0].text == "New project from files"


def test_without_a_project_its_commands_say_that_there_is_none(driver) -> None:
    driver.app.palette.show()
    why = {row.name: row.why_not for row in rows_of(driver)}
    assert why["retrain"] == "There is no project open."
    assert why["open"] == ""


def test_a_language_is_found_by_its_english_name(opened) -> None:
    ask(opened, "german")
    assert current(opened) == "Deutsch"
    press(opened, Key.Key_Escape)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("englisch", "English"),
        ("english", "English"),
        ("german", "Deutsch"),
        ("show the history", "Verlauf zeigen"),
        ("verlauf zeigen", "Verlauf zeigen"),
        ("redo", "Wiederholen"),
    ],
)
def test_a_command_is_found_in_english_and_in_the_language_of_the_window(
    german, driver, project: Path, typed: str, wanted: str
) -> None:
    driver.open(project)
    ask(driver, typed)
    assert current(driver) == wanted
    press(driver, Key.Key_Escape)


def test_the_next_start_knows_which_commands_were_used_last_and_no_labels(opened) -> None:
    for typed in ("show the hist", "per", "show the entities"):
        ask(opened, typed)
        press(opened, Key.Key_Return)
        opened.settle()
    settings = Settings(opened.app.settings.folder)
    assert settings.recent_commands == ["show_entities", "show_history"]
    settings.recent_commands = ["gone", "palette", *settings.recent_commands]
    opened.app.palette = PaletteWiring(opened.app)
    opened.app.palette.show()
    assert [row.text for row in rows_of(opened)][:3] == [
        "Show the entities",
        "Show the history",
        "New project from files",
    ]
    press(opened, Key.Key_Escape)


def test_enter_before_the_search_is_through_takes_what_fits_the_words_in_the_field(opened) -> None:
    ask(opened, "text 2")
    names = [f"text {n}" for n in range(30_000)] + ["zebra"]
    finder = opened.app.palette.popup.finder
    finder.set_content((), (), (), names, lambda n: Row(Kind.DOCUMENT, 3 if n == 30_000 else 2, names[n]))
    opened.app.palette.popup.field.setText("zebra")
    press(opened, Key.Key_Return)
    opened.settle()
    assert opened.document.name == "text 3"
