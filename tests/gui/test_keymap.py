from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.text.labels import KEYS, Label, LabelSet
from gui.actions import BY_NAME, COMMANDS
from gui.keymap import BASES, Keymap, is_bare, of_event, read_keymap, refusal, tidy, written

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize("base", BASES)
def test_no_two_commands_have_the_same_key_in_a_keymap_that_comes_with_the_app(base: str) -> None:
    keys = [key for command in COMMANDS for key in Keymap(base).keys(command.name)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("base", BASES)
def test_every_usual_key_is_one_that_a_command_can_have_written_as_everywhere(base: str) -> None:
    for command in COMMANDS:
        for key in Keymap(base).keys(command.name):
            assert tidy(key) == key, command.name
            assert refusal(key) == "", command.name


def test_in_the_usual_keymap_no_command_takes_a_label_its_key() -> None:
    assert Keymap().bare_keys().isdisjoint(key.upper() for key in KEYS)


def test_in_prodigys_keymap_only_a_and_x_are_taken_from_labels_and_the_digits_still_label() -> None:
    labels = LabelSet(Label(f"L{key}", 0, key) for key in KEYS)
    shown = Keymap("prodigy").shown(labels)
    assert [a.key for a, b in zip(labels, shown, strict=True) if a != b] == ["a", "x"]
    assert [label.key for label in shown if label.key == ""] == ["", ""]


def test_labels_that_keep_their_keys_are_shown_as_they_are() -> None:
    labels = LabelSet([Label("PER", 0, "1")])
    assert Keymap("prodigy").shown(labels) is labels


def test_a_key_given_to_one_command_is_taken_from_the_other() -> None:
    keymap = Keymap().give("flag", ["Ctrl+R"])
    assert keymap.keys("flag") == ("Ctrl+R",)
    assert keymap.keys("retrain") == ()
    assert keymap.owner("Ctrl+R") == "flag"
    assert keymap.behind("retrain") == ""


def test_a_command_that_is_reset_takes_its_keys_back() -> None:
    keymap = Keymap().give("flag", ["Ctrl+R"]).reset("retrain")
    assert keymap.keys("retrain") == ("Ctrl+R",)
    assert keymap.keys("flag") == ()
    assert keymap.reset("flag") == Keymap()


def test_own_keys_stay_on_another_base_and_nothing_has_two_owners() -> None:
    keymap = Keymap().give("flag", ["X"]).on("prodigy")
    assert keymap.keys("flag") == ("X",)
    assert keymap.keys("reject") == ()
    assert keymap.keys("accept") == ("A", "Return", "Enter")
    back = keymap.on("gatelight")
    assert back.keys("flag") == ("X",)


def test_own_keys_survive_the_settings() -> None:
    keymap = Keymap("prodigy").give("flag", ["Ctrl+,", "Space"]).give("retrain", [])
    assert read_keymap("prodigy", written(keymap)) == (keymap, [])


@pytest.mark.parametrize(
    ("base", "own", "words"),
    [
        ("vim", {}, "vim"),
        ("", {"fly": "Ctrl+F"}, "fly"),
        ("", {"flag": "Ctrl+Nonsense"}, "Ctrl+Nonsense"),
        ("", {"flag": "Left"}, "Left"),
        ("", {"flag": "Ctrl+V"}, "Ctrl+V"),
        ("", {"skip": "Ctrl+J", "flag": "Ctrl+J"}, "Ctrl+J"),
    ],
)
def test_what_makes_no_sense_in_the_settings_is_ignored_with_a_sentence(base: str, own: dict[str, str], words) -> None:
    keymap, problems = read_keymap(base, own)
    assert len(problems) == 1
    assert words in problems[0]
    assert keymap.keys("flag") == BY_NAME["flag"].keys


@pytest.mark.parametrize(
    ("key", "modifiers", "written"),
    [
        (Key.Key_K, Mod.ControlModifier, "Ctrl+K"),
        (Key.Key_Backtab, Mod.ShiftModifier, "Shift+Tab"),
        (Key.Key_Question, Mod.ShiftModifier, "?"),
        (Key.Key_A, Mod.ShiftModifier, "Shift+A"),
        (Key.Key_5, Mod.KeypadModifier, "5"),
        (Key.Key_Shift, Mod.ShiftModifier, ""),
        (Key.Key_Space, Mod.NoModifier, "Space"),
    ],
)
def test_a_pressed_key_is_written_as_everywhere(key: Qt.Key, modifiers: Qt.KeyboardModifier, written: str) -> None:
    assert of_event(key, modifiers) == written


@pytest.mark.parametrize(("key", "bare"), [("A", True), ("Shift+Tab", True), ("F6", False), ("Ctrl+A", False)])
def test_a_key_without_ctrl_or_alt_is_bare(key: str, bare: bool) -> None:
    assert is_bare(key) is bare
