"""Which keys each command has: a base keymap and a person's own keys on top of it. A value; nothing here is a widget.

A key is written as QKeySequence writes it for files, «Ctrl+Shift+Z». One without Ctrl, Alt or Meta that is no function
key is *bare*: it works only while the text has the keyboard, for elsewhere it types, chooses or presses something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from engine.text.labels import LabelSet
from gui.actions import BY_NAME, COMMANDS
from gui.words import tr, tr_later

Keys = tuple[str, ...]

BASES: Mapping[str, Mapping[str, Keys]] = {
    "gatelight": {},
    "prodigy": {
        "accept": ("A", "Return", "Enter"),
        "reject": ("X",),
        "skip": ("Space", "Ctrl+Space"),
        "undo": ("Backspace", "Ctrl+Z"),
    },
}
"""The keymaps that come with the app: in what each differs from the keys of the table of commands."""

_MOVES = ("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown")
_FAR_MOVES = ("Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End")
_OF_TEXT = (*_MOVES, *_FAR_MOVES, *(f"Shift+{key}" for key in _MOVES), *(f"Ctrl+Shift{key[4:]}" for key in _FAR_MOVES))
_OF_FIELDS = ("Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+V")
_OF_SYSTEM = ("Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Ctrl+Tab", "Ctrl+Shift+Tab", "Alt+Space", "Shift+F10", "Menu")
_TAKEN: Mapping[str, str] = {
    **dict.fromkeys(_OF_TEXT, tr_later("{key} moves the token caret.")),
    **dict.fromkeys(_OF_FIELDS, tr_later("Fields need {key} to copy and paste.")),
    **dict.fromkeys(_OF_SYSTEM, tr_later("{key} belongs to the system.")),
}
"""Keys that no command can have, and why."""

_NOT_BARE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of all commands. base: which of BASES; own: what a person changed, () for a command without a key."""

    base: str = "gatelight"
    own: Mapping[str, Keys] = field(default_factory=dict)

    def keys(self, name: str) -> Keys:
        """Give the keys of a command, the printed one first. Raises KeyError for a command that there is not."""
        return self.own[name] if name in self.own else self.usual(name)

    def usual(self, name: str) -> Keys:
        """Give the keys that a command has in the base keymap. Raises KeyError."""
        return BASES[self.base].get(name, BY_NAME[name].keys)

    def printed(self, name: str) -> str:
        """Give the first key of a command as the platform prints it, "" if it has none."""
        return native(self.keys(name)[0]) if self.keys(name) else ""

    def behind(self, name: str) -> str:
        """Give what stands behind words for a command: its key in brackets after a blank, "" if it has none."""
        key = self.printed(name)
        return f" ({key})" if key else ""

    def owner(self, key: str) -> str | None:
        """Give the command that has a key, None if none has."""
        return next((command.name for command in COMMANDS if key in self.keys(command.name)), None)

    def give(self, name: str, keys: Iterable[str]) -> Keymap:
        """Give a command these keys, and take them away from all others."""
        given = tuple(dict.fromkeys(keys))
        own = {**self.own, name: given}
        for other in BY_NAME:
            if other != name and set(self.keys(other)) & set(given):
                own[other] = tuple(key for key in self.keys(other) if key not in given)
        return self._with(own)

    def reset(self, name: str) -> Keymap:
        """Give a command its usual keys back, and take them away from all others."""
        return self.give(name, self.usual(name))

    def on(self, base: str) -> Keymap:
        """Give the same own keys on another base; usual keys of that base that a person gave away stay away."""
        taken = {key for keys in self.own.values() for key in keys}
        moved = replace(self, base=base)
        robbed = {
            name: tuple(key for key in moved.usual(name) if key not in taken)
            for name in BY_NAME
            if name not in self.own and taken & set(moved.usual(name))
        }
        return moved._with({**self.own, **robbed})

    def bare_keys(self) -> frozenset[str]:
        """Give the keys that work only in the text, of all commands."""
        return frozenset(key for name in BY_NAME for key in self.keys(name) if is_bare(key))

    def taken_from_labels(self) -> dict[str, str]:
        """Give each key that no label can have, in lower case as labels write theirs, with the words of its command."""
        return {
            key.lower(): tr(command.text).rstrip("…")
            for command in COMMANDS
            for key in self.keys(command.name)
            if is_bare(key) and len(key) == 1
        }

    def shown(self, labels: LabelSet) -> LabelSet:
        """Give the labels with the keys that they answer to: what is a key of a command is none of a label."""
        bare = self.bare_keys()
        if not any(label.key.upper() in bare for label in labels if label.key):
            return labels
        return LabelSet(replace(label, key="") if label.key.upper() in bare else label for label in labels)

    def _with(self, own: Mapping[str, Keys]) -> Keymap:
        """Give the same with other own keys; those that are the usual ones are none of a person's."""
        return replace(self, own={name: keys for name, keys in own.items() if keys != self.usual(name)})


def read_keymap(base: str, own: Mapping[str, str]) -> tuple[Keymap, list[str]]:
    """Make the keymap that the settings ask for, and a sentence for each thing in them that is ignored.

    base: "" for the usual one; own: keys by command, with blanks between them.
    """
    problems = []
    if base and base not in BASES:
        problems.append(tr("The settings ask for the keymap «{base}», which there is not.", base=base))
    keymap = Keymap(base if base in BASES else "gatelight")
    for name, words in own.items():
        if name not in BY_NAME:
            problems.append(tr("The settings give a key to «{name}», which is no command.", name=name))
            continue
        keys = []
        for word in words.split():
            key = tidy(word)
            if not key:
                problems.append(tr("«{word}» in the settings is no key.", word=word))
            elif reason := refusal(key):
                problems.append(reason)
            elif any(key in given for other, given in keymap.own.items() if other != name):
                problems.append(tr("The settings give {key} to two commands.", key=native(key)))
            else:
                keys.append(key)
        if keys or not words.split():  # of nothing but nonsense, the usual keys stay
            keymap = keymap.give(name, keys)
    return keymap, problems


def written(keymap: Keymap) -> dict[str, str]:
    """Give a person's own keys as the settings hold them: by command, with blanks between."""
    return {name: " ".join(keys) for name, keys in keymap.own.items()}


def refusal(key: str) -> str:
    """Say why no command can have a key, "" if one can."""
    return tr(_TAKEN[key], key=native(key)) if key in _TAKEN else ""


def tidy(words: str) -> str:
    """Give a key as it is written everywhere, "" if the words name none, or several in a row."""
    sequence = QKeySequence(words)
    if sequence.count() != 1 or first(sequence).key() in (Qt.Key.Key_unknown, Qt.Key(0)):
        return ""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def of_event(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """Give the key that was pressed, "" for one that only changes others, as Shift does."""
    if key in _MODIFIERS:
        return ""
    modifiers &= ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    if key == Qt.Key.Key_Backtab:
        key, modifiers = Qt.Key.Key_Tab, modifiers | Qt.KeyboardModifier.ShiftModifier
    shifted_sign = Qt.Key.Key_Exclam <= key <= Qt.Key.Key_AsciiTilde and not Qt.Key.Key_A <= key <= Qt.Key.Key_Z
    if shifted_sign:  # «?» is «?» on every keyboard, whatever has to be held for it
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return tidy(QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText))


def is_bare(key: str) -> bool:
    """Tell whether a key works only in the text."""
    combination = first(QKeySequence(key))
    function_key = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    return not function_key and not combination.keyboardModifiers() & _NOT_BARE


def first(sequence: QKeySequence) -> QKeyCombination:
    """Give the first key of a sequence, which has one."""
    combination: QKeyCombination = sequence[0]  # type: ignore[index]  # Qt's stubs do not know the operator
    return combination


def native(key: str) -> str:
    """Give a key as the platform prints it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown,
)  # fmt: skip
