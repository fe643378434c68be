"""The menus of the window, made from the table of commands.

What stands in a menu is a second action, which shows the key and does the same: a key that works only in the text must
not become one of the whole window by being in the menu bar, and a command that makes no sense now is grey in the menu
while its key still works for whoever is faster than the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

from gui.actions import COMMANDS, MENUS, Command
from gui.keymap import Keymap
from gui.theme import Theme
from gui.widgets.menu import Menu
from gui.words import tr

BEGINNINGS = frozenset({
    "add_documents", "backups", "close", "find", "remove", "end_right", "note", "choose_label", "mentions",
    "done", "delete_document", "next_document", "export_tagger", "highlight", "View/Labels in the text",
    "toggle_documents", "show_entities", "View/Colours", "work_meter", "theme_light", "language_en", "about",
})  # fmt: skip
"""The commands, and the menus within a menu, that begin another part of theirs: a line stands above them."""


class Menus:
    """Fills a menu bar and keeps what it shows up to date.

    why_not: says why a command makes no sense now, "" if it does; asked when a menu opens.
    """

    def __init__(self, bar: QMenuBar, actions: Mapping[str, QAction], theme: Theme) -> None:
        self.why_not: Callable[[str], str] = lambda name: "" if actions[name].isEnabled() else " "
        self._actions = actions
        self._keymap = Keymap()
        self._menus: dict[str, Menu] = {}
        self.entries: dict[str, QAction] = {}
        for title in MENUS:
            self._menus[title] = Menu(theme, bar, tr(title))
            bar.addMenu(self._menus[title])
        for command in COMMANDS:
            if command.menu:
                self._add(command)
        for path, menu in self._menus.items():
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(lambda path=path: self._refresh(path))

    def menu(self, path: str) -> Menu:
        """Give a menu by its titles in the table: «View», «View/Language»."""
        return self._menus[path]

    def set_keymap(self, keymap: Keymap) -> None:
        """Show the keys of a keymap."""
        self._keymap = keymap
        for path in self._menus:
            self._refresh(path)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for title in MENUS:
            self._menus[title].set_theme(theme)

    def _add(self, command: Command) -> None:
        menu = self._menus.get(command.menu)
        if menu is None:
            above = self._menus[command.menu.rpartition("/")[0]]
            if command.menu in BEGINNINGS:
                above.addSeparator()
            menu = self._menus[command.menu] = above.add_inner(tr(command.menu).rpartition("/")[2])
        if command.name in BEGINNINGS:
            menu.addSeparator()
        action = self._actions[command.name]
        entry = QAction(menu)
        entry.triggered.connect(action.trigger)
        menu.addAction(entry)
        self.entries[command.name] = entry

    def _refresh(self, path: str) -> None:
        for command in COMMANDS:
            if command.menu == path:
                action, entry = self._actions[command.name], self.entries[command.name]
                key, why = self._keymap.printed(command.name), self.why_not(command.name)
                entry.setText(f"{action.text()}\t{key}" if key else action.text())
                entry.setEnabled(not why)
                entry.setToolTip(why.strip())
                entry.setCheckable(action.isCheckable())
                entry.setChecked(action.isChecked())
