"""The commands by menu, each with its keys, as rows of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui.actions import BY_NAME, COMMANDS, MENUS, menu_paths, menu_title
from gui.keymap import Keymap, native
from gui.style import elided, sized
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.headed_list import HeadedDelegate, Heading
from gui.words import tr


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A command and its keys as the platform prints them. own: whether a person changed them."""

    name: str
    text: str
    keys: tuple[str, ...]
    own: bool


def words_of(name: str) -> str:
    """Give the words of a command, without the dots that say that it asks something."""
    return tr(BY_NAME[name].text).rstrip("…")


def key_rows(keymap: Keymap, typed: str) -> list[KeyRow | Heading]:
    """Give the commands that fit what was typed, by words or by key, under the titles of their menus."""
    fits = _fitting(typed)
    rows: list[KeyRow | Heading] = []
    for path in (path for title in MENUS for path in menu_paths(title)):
        of_menu = [
            KeyRow(c.name, words_of(c.name), tuple(native(key) for key in keymap.keys(c.name)), c.name in keymap.own)
            for c in COMMANDS
            if c.menu == path
        ]
        shown = [row for row in of_menu if fits(row)]
        if shown:
            rows += [Heading(menu_title(path)), *shown]
    return rows


def _fitting(typed: str) -> Callable[[KeyRow], bool]:
    wanted = typed.casefold().split()

    def fits(row: KeyRow) -> bool:
        words = f"{row.text} {' '.join(row.keys)}".casefold()
        return all(word in words for word in wanted)

    return fits


def described(row: KeyRow | Heading) -> str:
    """Say a row in one sentence, for screen readers and the tooltip."""
    if isinstance(row, Heading):
        return row.text
    keys = tr("keys {keys}", keys=", ".join(row.keys)) if row.keys else tr("no key")
    return ", ".join([row.text, keys, *([tr("changed")] if row.own else [])])


class KeyRowDelegate(HeadedDelegate):
    """The words at the left, the keys at the right, and between them whether a person changed them."""

    height = 32

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw it."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        right = rect.right()
        for key in reversed(row.keys):
            right = self.paint_key(painter, rect, right, key, option) - SPACE // 2
        if row.own:
            small, words = sized(option.font, SMALL_PX), tr("changed")
            painter.setFont(small)
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(QColor(self.theme.text if selected else self.theme.accent))
            place = QRect(right - width - SPACE, rect.y(), width + 1, rect.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            right = place.left()
        font = sized(option.font, BASE_PX, bold=selected)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        room = QRect(rect.x(), rect.y(), right - SPACE - rect.x(), rect.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided(font, row.text, room.width()))
