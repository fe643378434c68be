from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from engine.project.store import Store
from engine.text.document import Document, DocumentState
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from gui.keymap import Keymap
from gui.settings import Settings

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    return driver


def entry(driver, name: str) -> QAction:
    """What stands in the menu, once that is open."""
    entry: QAction = driver.app.window.menus.entries[name]
    entry.parent().aboutToShow.emit()
    return entry


def test_a_remapped_key_works_and_the_old_one_does_not(opened) -> None:
    opened.app.keys.use(Keymap().give("flag", ["Ctrl+J"]))
    opened.key(Key.Key_B, CTRL)
    assert opened.document.state is DocumentState.NEW
    opened.key(Key.Key_J, CTRL)
    assert opened.document.state is DocumentState.FLAGGED


def test_a_remapped_key_is_printed_everywhere(opened) -> None:
    window = opened.app.window
    opened.app.keys.use(Keymap().give("retrain", ["Ctrl+J"]).give("show_entities", []).give("new", ["Ctrl+U"]))
    assert entry(opened, "retrain").text() == "Retrain the tagger\tCtrl+J"
    assert entry(opened, "show_entities").text() == "Show the entities"
    assert window.tagger._retrain.toolTip().endswith("(Ctrl+J)")
    assert "Ctrl+J" in window.suggestions._no_tagger.text
    assert "(Ctrl+J)" in window.tagger_status.text()
    assert window.side_bar._switch.segments[0].toolTip() == "Entities"
    assert "(Ctrl+U)" in window.welcome._cards[0].accessibleDescription()
    opened.app.keys.show_sheet()
    caps = {row.text: row.caps for group in opened.app.keys.sheet.groups for row, _, _ in group._rows}
    assert caps["Retrain the tagger"] == ("Ctrl+J",)
    assert caps["Show the entities"] == ()


def test_keys_are_there_again_at_the_next_start(opened) -> None:
    keymap = Keymap("prodigy").give("flag", ["Ctrl+J", "G"])
    opened.app.keys.use(keymap)
    again = Settings(opened.app.settings.folder)
    assert (again.keymap, again.own_keys) == ("prodigy", {"flag": "Ctrl+J G"})


def test_a_key_with_a_comma_survives_the_file(driver) -> None:
    driver.app.keys.use(Keymap().give("flag", ["Ctrl+,"]))
    assert Settings(driver.app.settings.folder).own_keys["flag"] == "Ctrl+,"


def test_prodigys_keys_accept_reject_skip_and_undo(opened) -> None:
    opened.app.keys.use(Keymap("prodigy"))
    opened.key(Key.Key_1)
    assert opened.spans == [("Ada", "PER")]
    opened.key(Key.Key_Backspace)
    assert opened.spans == []
    opened.key(Key.Key_1)
    opened.key(Key.Key_X)
    assert opened.spans == []
    first = opened.document.id
    opened.key(Key.Key_Space)
    assert opened.app.workspace.rows[first].state is DocumentState.SKIPPED
    assert opened.document.id != first


def test_a_bare_key_of_a_command_still_types_in_a_field_and_presses_a_button(opened) -> None:
    opened.app.keys.use(Keymap("prodigy"))
    opened.app.window.show_panel(opened.app.window.search)
    field = opened.app.window.search.findChildren(QLineEdit)[0]
    QTest.keyClicks(field, "a b")
    QTest.keyClick(field, Key.Key_Backspace)
    opened.settle()
    assert field.text() == "a "
    QTest.keyClick(opened.app.window.search._case, Key.Key_Space)
    opened.settle()
    assert opened.app.window.search._case.isChecked()
    assert opened.document.state is DocumentState.NEW


def test_a_label_whose_key_is_a_commands_is_shown_without_and_has_it_again_in_the_usual_keymap(
    driver, tmp_path: Path
) -> None:
    path = tmp_path / "art.gatelight"
    with Store.create(path, LabelSet([Label("ART", 0, "a"), Label("PER", 1, "1")])) as store:
        store.add_documents([Document("one", "Ada", tokenize("Ada"))], "Import")
    driver.app.keys.use(Keymap("prodigy"))
    driver.open(path)
    chips = driver.app.window.label_bar._chips
    assert (chips["ART"].label.key, chips["PER"].label.key) == ("", "1")
    driver.key(Key.Key_A)
    assert driver.spans == []
    driver.app.keys.use(Keymap())
    assert driver.app.window.label_bar._chips["ART"].label.key == "a"
    driver.key(Key.Key_A)
    assert driver.spans == [("Ada", "ART")]
    assert driver.app.project.editor.store.labels.named("ART").key == "a"


def test_commands_that_make_no_sense_now_are_grey_in_the_menus_and_say_why(opened) -> None:
    assert not entry(opened, "redo").isEnabled()
    assert entry(opened, "redo").toolTip() == "There is nothing to redo."
    assert not entry(opened, "cancel_training").isEnabled()
    assert not entry(opened, "export_tagger").isEnabled()
    assert entry(opened, "accept").isEnabled()
    opened.key(Key.Key_1)
    opened.key(Key.Key_Z, CTRL)
    assert entry(opened, "redo").isEnabled()
    assert entry(opened, "redo").text().startswith("Redo: Label «Ada» as PER\t")


def test_a_menu_entry_does_what_its_command_does(opened) -> None:
    entry(opened, "flag").trigger()
    opened.settle()
    assert opened.document.state is DocumentState.FLAGGED


def test_the_theme_in_use_is_ticked_in_its_menu(driver) -> None:
    driver.app.set_theme("dark")
    assert entry(driver, "theme_dark").isChecked()
    assert not entry(driver, "theme_light").isChecked()


def test_the_status_line_gives_way_in_a_small_window(opened) -> None:
    window = opened.app.window
    window.resize(860, 560)
    window.tagger_status.setText("Tagger 7: trained 40 s ago on 312 spans " * 6)
    opened.qtbot.waitUntil(lambda: window.tagger_status.toolTip() != "")
    assert window.width() == 860
    for label in (window.place_status, window.saved_status):
        assert label.width() >= label.sizeHint().width()


def test_the_language_is_kept_for_the_next_start(driver) -> None:
    driver.app.window.commands["language_de"].trigger()
    assert Settings(driver.app.settings.folder).language == "de"
    assert driver.app.window.commands["language_de"].isChecked()
    assert any("next start" in message for message in driver.messages)


def test_nonsense_in_the_settings_is_said_and_the_app_starts(qtbot, tmp_path: Path) -> None:
    from gui.app import Gatelight

    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "settings.ini").write_text("[General]\nkeymap=vim\nlanguage=xx\n[keys]\nflag=Ctrl+,\nfly=Ctrl+F\n")
    app = Gatelight(Settings(folder))
    app.start()
    qtbot.waitExposed(app.window)
    said = " ".join(message.text for message in app.window.toast.messages)
    app.window.close()
    app.window.deleteLater()
    assert "vim" in said
    assert "fly" in said
    assert app.keys.keymap.keys("flag") == ("Ctrl+,",)
    assert app.settings.language == "system"
