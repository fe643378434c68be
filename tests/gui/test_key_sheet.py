from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.text.labels import LabelSet
from gui.actions import COMMANDS
from gui.key_groups import MOST_LABELS, key_groups
from gui.keymap import Keymap
from gui.theme import DARK

Key = Qt.Key


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    QTest.keyClick(driver.app.window, Key.Key_F1)
    return driver


def shown(sheet) -> list[str]:
    return [row.text for group in sheet.groups for row, _, words in group._rows if words.isVisible()]


def test_every_command_and_every_label_is_on_the_sheet(opened) -> None:
    listed = shown(opened.app.keys.sheet)
    assert {command.text.rstrip("…") for command in COMMANDS} <= set(listed)
    assert {"Label as PER", "Label as LOC"} <= set(listed)


def test_typing_leaves_what_has_the_words_or_the_key(opened) -> None:
    sheet = opened.app.keys.sheet
    QTest.keyClicks(sheet.filter, "ctrl+r")
    assert "Retrain the tagger" in shown(sheet)
    assert "Undo" not in shown(sheet)
    QTest.keyClicks(sheet.filter, "zzz")
    assert shown(sheet) == []
    assert sheet._nothing.isVisible()


@pytest.mark.parametrize(("width", "height"), [(860, 560), (1280, 820)])
def test_the_sheet_fits_the_window_and_nothing_on_it_is_cut_off(opened, width: int, height: int) -> None:
    sheet = opened.app.keys.sheet
    sheet.close()
    opened.app.window.resize(width, height)
    sheet.resize(width - 32, height - 32)
    sheet.show()
    opened.qtbot.waitExposed(sheet)
    inside = sheet.area.viewport().width()
    assert sheet.width() <= width
    for group in sheet.groups:
        assert group.x() >= 0
        assert group.x() + group.width() <= inside
        for _, caps, words in group._rows:
            assert caps.width() >= caps.minimumSizeHint().width()
            assert words.heightForWidth(words.width()) <= words.height()
    assert len({group.x() for group in sheet.groups}) >= 2


def test_of_two_hundred_labels_the_first_are_listed_and_how_to_reach_the_others() -> None:
    labels = LabelSet().with_names([f"L{n}" for n in range(200)])
    rows = dict(key_groups(Keymap(), labels))["Labels"]
    assert len(rows) == MOST_LABELS + 1
    assert rows[-1].text == f"{200 - MOST_LABELS} more labels, by their names"
    assert rows[-1].caps


def test_the_sheet_follows_the_theme_and_the_keys_while_it_is_open(opened) -> None:
    sheet = opened.app.keys.sheet
    opened.app.set_theme("dark")
    assert sheet._theme is DARK
    opened.app.keys.use(Keymap().give("flag", ["Ctrl+J"]))
    assert next(r.caps for g in sheet.groups for r, _, _ in g._rows if r.text == "Flag the document") == ("Ctrl+J",)


def test_all_words_of_a_column_begin_below_each_other_and_all_keys_end_there(opened) -> None:
    for group in opened.app.keys.sheet.groups:
        assert {words.x() for _, _, words in group._rows} == {0}
        assert {caps.geometry().right() for row, caps, _ in group._rows if row.caps} <= {group.width() - 1}


def test_commands_of_a_menu_within_a_menu_stand_under_the_titles_of_both() -> None:
    groups = dict(key_groups(Keymap(), LabelSet()))
    assert [row.text for row in groups["View › Colours"]][:2] == ["Colours of the system", "Light"]
    assert "Light" not in [row.text for row in groups["View"]]
