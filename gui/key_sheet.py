"""The sheet behind F1: every key of the window, made from the command table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.text.labels import LabelSet
from gui.actions import COMMANDS, MENUS, key_text
from gui.theme import SPACE, Theme
from gui.words import tr, tr_later

MENU_COLUMNS = (("Label", "Document", "Edit"), ("Project", "Tagger", "View", "Help"))
TEXT_KEYS = (
    ("←  →  ↑  ↓", tr_later("Move the token caret")),
    (tr_later("Shift + arrows"), tr_later("Extend the selection")),
    (tr_later("Ctrl + ←  →"), tr_later("Previous, next sentence")),
    (tr_later("Home  End"), tr_later("Start, end of the line")),
    (tr_later("Double-click, drag"), tr_later("Select tokens")),
)

SIGNS = (
    ("◤", tr_later("A corner is folded: there is a note")),
    ("┃", tr_later("A bar beside a line: it is confirmed")),
    ("┇", tr_later("A dotted bar: a part of the line is")),
)
"""What the text shows beside words, with a sign that looks like it."""
LIST_KEYS = (
    (tr_later("Ctrl, Shift + click"), tr_later("Select several documents")),
    (tr_later("Del"), tr_later("Delete those that are selected")),
)


class KeySheet(QDialog):
    """A modeless sheet with one column a theme."""

    def __init__(self, labels: LabelSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        columns = QHBoxLayout(self)
        columns.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        columns.setSpacing(5 * SPACE)
        given = [(label.key.upper(), tr("Label as {label}", label=label.name)) for label in labels if label.key]
        groups = {title: keys_of(title) for title in MENUS}
        columns.addLayout(
            self._column(
                {
                    tr("Text"): translated(TEXT_KEYS),
                    tr("Signs in the text"): translated(SIGNS),
                    tr("List of documents"): translated(LIST_KEYS),
                    tr("Labels"): given,
                }
            )
        )
        for menus in MENU_COLUMNS:
            columns.addLayout(self._column({tr(menu): groups[menu] for menu in menus}))

    def _column(self, groups: dict[str, list[tuple[str, str]]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        for title, rows in groups.items():
            if not rows:
                continue
            heading = QLabel(title)
            heading.setStyleSheet(f"font-weight: 600; color: {self._theme.muted};")
            column.addWidget(heading)
            grid = QGridLayout()
            grid.setHorizontalSpacing(2 * SPACE)
            grid.setVerticalSpacing(SPACE // 2)
            for i, (key, text) in enumerate(rows):
                cap = QLabel(key)
                cap.setStyleSheet(
                    f"background: {self._theme.control_hover}; border: 1px solid {self._theme.line};"
                    "border-radius: 4px; padding: 1px 6px; font-size: 11px;"
                )
                grid.addWidget(cap, i, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(QLabel(text), i, 1)
            grid.setColumnStretch(1, 1)
            column.addLayout(grid)
            column.addSpacing(SPACE)
        column.addStretch(1)
        return column


def translated(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give keys and words in the person's language; signs are the same in all."""
    return [(tr(key), tr(words)) for key, words in rows]


def keys_of(menu: str) -> list[tuple[str, str]]:
    """Give keys and words of a menu's commands that have a key."""
    return [(key_text(c.keys[:1]), tr(c.text).rstrip("…")) for c in COMMANDS if c.menu == menu and c.keys]
