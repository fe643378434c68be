"""What the key sheet says, as data: every key of the window, of the labels and of the text, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.labels import LabelSet
from gui.actions import COMMANDS, MENUS, menu_paths, menu_title
from gui.keymap import Keymap, native
from gui.words import tr, tr_later, tr_n

MOST_LABELS = 16
"""So many labels are listed; of the others it is said how to reach them."""
REST_OF_LABELS = "0"
"""The key after those of the labels: where a command has it, it finds the labels that have none."""

TEXT_KEYS = (
    (("Left", "Right", "Up", "Down"), tr_later("Move the token caret")),
    (("Shift+Left", "Shift+Right"), tr_later("Extend the selection, with every key that moves the caret")),
    (("Ctrl+Left", "Ctrl+Right"), tr_later("Previous, next sentence")),
    (("Home", "End"), tr_later("Start, end of the line")),
    (("Ctrl+Home", "Ctrl+End"), tr_later("Start, end of the document")),
    (("PgUp", "PgDown"), tr_later("One screen up, down")),
)
MOUSE = (
    (tr_later("Drag"), tr_later("Select tokens; with an armed label, label them")),
    (tr_later("Double-click"), tr_later("Select a token")),
    (tr_later("Shift-click"), tr_later("Select up to there")),
    (tr_later("Click on a label"), tr_later("Label the selection, and arm the label for the next drags")),
    (tr_later("Right-click on a label"), tr_later("Change the label")),
)
SIGNS = (
    ("◤", tr_later("A corner is folded: there is a note")),
    ("┃", tr_later("A bar beside a line: it is confirmed")),
    ("┇", tr_later("A dotted bar: a part of the line is")),
)
"""What the text shows beside words, with a sign that looks like it."""
LIST_KEYS = (
    ((tr_later("Ctrl-click"), tr_later("Shift-click")), tr_later("Select several documents")),
    (("Del",), tr_later("Delete those that are selected")),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What does something, and what it does. caps: keys, each on a cap; colour: of the label that it gives."""

    caps: tuple[str, ...]
    text: str
    colour: int | None = None

    @property
    def folded(self) -> str:
        """Give what a filter looks at."""
        return f"{' '.join(self.caps)} {self.text}".casefold()


OFTEN = (tr_later("Label"), tr_later("Document"), tr_later("Edit"))
"""The menus whose keys a person looks up most; they come first."""


def key_groups(keymap: Keymap, labels: LabelSet) -> list[tuple[str, list[SheetRow]]]:
    """Give the groups of the sheet in their order, those without rows left out."""
    mouse = [SheetRow((tr(what),), tr(words)) for what, words in MOUSE]
    groups = [
        (tr("Text"), [SheetRow(tuple(map(native, keys)), tr(words)) for keys, words in TEXT_KEYS]),
        (tr("Labels"), _label_rows(keymap, labels)),
    ]
    groups += _menu_groups(keymap, OFTEN)
    groups += [
        (tr("Mouse"), mouse),
        (tr("Signs in the text"), [SheetRow((sign,), tr(words)) for sign, words in SIGNS]),
        (
            tr("List of documents"),
            [SheetRow(tuple(native(k) or tr(k) for k in keys), tr(words)) for keys, words in LIST_KEYS],
        ),
    ]
    groups += _menu_groups(keymap, [title for title in MENUS if title not in OFTEN])
    return [(title, rows) for title, rows in groups if rows]


def _menu_groups(keymap: Keymap, titles: Sequence[str]) -> list[tuple[str, list[SheetRow]]]:
    """Give menus and those within them, with all commands: one without a key can get one, and is in the palette."""
    return [
        (
            menu_title(path),
            [
                SheetRow(tuple(map(native, keymap.keys(c.name))), tr(c.text).rstrip("…"))
                for c in COMMANDS
                if c.menu == path
            ],
        )
        for title in titles
        for path in menu_paths(title)
    ]


def _label_rows(keymap: Keymap, labels: LabelSet) -> list[SheetRow]:
    keyed = [label for label in keymap.shown(labels) if label.key][:MOST_LABELS]
    rows = [SheetRow((b.key.upper(),), tr("Label as {label}", label=b.name), b.colour) for b in keyed]
    others = len(labels) - len(rows)
    if others:
        way = REST_OF_LABELS if keymap.owner(REST_OF_LABELS) else next(iter(keymap.keys("palette")), "")
        words = tr_n(others, "{n} more label, by its name", "{n} more labels, by their names")
        rows.append(SheetRow((native(way),) if way else (), words))
    return rows
