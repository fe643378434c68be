from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from gui.actions import COMMANDS
from gui.key_dialog.rows import KeyRow
from gui.keymap import Keymap

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    driver.app.window.commands["change_keys"].trigger()
    return driver


def command(driver, words: str):
    """Filter, and go to the list with Enter; give the window."""
    dialog = driver.app.keys.dialog
    dialog.filter.clear()
    QTest.keyClicks(dialog.filter, words)
    QTest.keyClick(dialog.filter, Key.Key_Return)
    return dialog


def record(dialog, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(dialog.list, Key.Key_Return)
    assert dialog.editor.recording
    QTest.keyClick(dialog.editor.change, key, modifiers)


def test_every_command_is_listed(opened) -> None:
    rows = opened.app.keys.dialog.list.rows_model.rows
    assert {row.name for row in rows if isinstance(row, KeyRow)} == {command.name for command in COMMANDS}


def test_a_key_is_changed_with_the_keyboard_alone_and_counts_at_once(opened) -> None:
    dialog = command(opened, "flag the")
    record(dialog, Key.Key_J, CTRL)
    assert opened.app.keys.keymap.keys("flag") == ("Ctrl+J",)
    assert opened.app.window.commands["flag"].shortcut().toString() == "Ctrl+J"
    assert [row.keys for row in dialog.list.rows_model.rows if isinstance(row, KeyRow)] == [("Ctrl+J",)]


def test_commands_are_found_by_their_key_too(opened) -> None:
    dialog = command(opened, "ctrl+r")
    assert "retrain" in {row.name for row in dialog.list.rows_model.rows if isinstance(row, KeyRow)}


def test_another_key_is_added_behind_the_first(opened) -> None:
    dialog = command(opened, "flag the")
    dialog.editor.add.click()
    QTest.keyClick(dialog.editor.add, Key.Key_F7)
    assert opened.app.keys.keymap.keys("flag") == ("Ctrl+B", "F7")


def test_a_key_of_another_command_is_taken_over_only_when_that_is_wanted(opened) -> None:
    dialog = command(opened, "flag the")
    record(dialog, Key.Key_R, CTRL)
    assert dialog.editor.message.text() == "Ctrl+R is the key of «Retrain the tagger»."
    assert opened.app.keys.keymap == Keymap()
    assert dialog.editor.use.hasFocus()
    QTest.keyClick(dialog.editor.use, Key.Key_Space)
    assert opened.app.keys.keymap.keys("flag") == ("Ctrl+R",)
    assert opened.app.keys.keymap.keys("retrain") == ()


def test_the_key_of_a_label_is_said_to_be_one(opened) -> None:
    dialog = command(opened, "flag the")
    record(dialog, Key.Key_1)
    assert "the label PER" in dialog.editor.message.text()
    dialog.editor.use.click()
    assert opened.app.keys.keymap.keys("flag") == ("1",)
    assert "PER" in dialog._silent.text()


@pytest.mark.parametrize(("key", "modifiers", "words"), [(Key.Key_Left, None, "caret"), (Key.Key_V, CTRL, "paste")])
def test_a_key_that_no_command_can_have_is_refused_with_a_reason(opened, key, modifiers, words: str) -> None:
    dialog = command(opened, "flag the")
    record(dialog, key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert words in dialog.editor.message.text()
    assert not dialog.editor.use.isVisible()
    assert opened.app.keys.keymap == Keymap()


def test_escape_ends_recording_first_and_only_then_leaves(opened) -> None:
    dialog = command(opened, "flag the")
    QTest.keyClick(dialog.list, Key.Key_Return)
    QTest.keyClick(dialog.editor.change, Key.Key_Escape)
    assert not dialog.editor.recording
    assert dialog.isVisible()
    QTest.keyClick(dialog.editor.change, Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened.app.keys.keymap == Keymap()


def test_tab_is_recorded_and_does_not_move_the_focus(opened) -> None:
    dialog = command(opened, "next suggestion")
    record(dialog, Key.Key_Tab)
    assert opened.app.keys.keymap.keys("next_suggestion") == ("Tab",)
    assert dialog.editor.change.hasFocus()


def test_a_key_is_taken_away_by_its_cap_and_comes_back_by_reset(opened) -> None:
    dialog = command(opened, "flag the")
    (cap,) = [cap for cap in dialog.editor.findChildren(QToolButton) if cap.isVisible()]
    cap.click()
    assert opened.app.keys.keymap.keys("flag") == ()
    dialog.editor.reset.click()
    assert opened.app.keys.keymap == Keymap()


def test_all_keys_are_reset_and_that_can_be_taken_back(opened) -> None:
    keymap = Keymap().give("flag", ["Ctrl+J"])
    opened.app.keys.use(keymap)
    dialog = opened.app.keys.dialog
    dialog.reset_all.click()
    assert opened.app.keys.keymap == Keymap()
    dialog.editor.use.click()
    assert opened.app.keys.keymap == keymap


def test_another_base_is_used_at_once(opened) -> None:
    dialog = opened.app.keys.dialog
    dialog.base.setFocus()
    QTest.keyClick(dialog.base, Key.Key_Down)
    assert opened.app.keys.keymap == Keymap("prodigy")
    assert opened.app.window.commands["accept"].shortcut().toString() == "A"
