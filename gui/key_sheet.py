"""The sheet behind F1: every key of the window, made from the command table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.text.labels import LabelSet
from gui.actions import COMMANDS, MENUS
from gui.keymap import native
from gui.theme import SPACE, Theme

TEXT_KEYS = (
    ("←  →  ↑  ↓", "Move the token caret"),
    ("Shift + arrows", "Extend the selection"),
    ("Ctrl + ←  →", "Previous, next sentence"),
    ("Home  End", "Start, end of the line"),
    ("Double-click, drag", "Select tokens"),
)

SIGNS = (
    ("◤", "A corner is folded: there is a note"),
    ("┃", "A bar beside a line: it is confirmed"),
    ("┇", "A dotted bar: a part of the line is"),
)
"""What the text shows beside words, with a sign that looks like it."""
LIST_KEYS = (
    ("Ctrl, Shift + click", "Select several documents"),
    ("Delete", "Delete those that are selected"),
)


class KeySheet(QDialog):
    """A modeless sheet with one column a theme."""

    def __init__(self, labels: LabelSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        columns = QHBoxLayout(self)
        columns.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        columns.setSpacing(5 * SPACE)
        given = [(label.key.upper(), f"Label as {label.name}") for label in labels if label.key]
        groups = {title: keys_of(title) for title in MENUS}
        columns.addLayout(
            self._column(
                {
                    "Text": list(TEXT_KEYS),
                    "Signs in the text": list(SIGNS),
                    "List of documents": list(LIST_KEYS),
                    "Labels": given,
                }
            )
        )
        columns.addLayout(self._column({t: groups[t] for t in ("Label", "Document", "Edit")}))
        columns.addLayout(self._column({t: groups[t] for t in ("Project", "Tagger", "View", "Help")}))

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


def keys_of(menu: str) -> list[tuple[str, str]]:
    """Give keys and words of a menu's commands that have a key."""
    return [(native(c.keys[0]), c.text.rstrip("…")) for c in COMMANDS if c.menu.partition("/")[0] == menu and c.keys]
