"""The menus of the window, made from the table of commands.

What stands in a menu is a second action, which shows the key and does the same: a key that works only in the text must
not become one of the whole window by being in the menu bar, and a command that makes no sense now is grey in the menu
while its key still works for whoever is faster than the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.actions import COMMANDS, MENUS, Command
from gui.keymap import Keymap
from gui.words import tr


class Menus:
    """Fills a menu bar and keeps what it shows up to date.

    why_not: says why a command makes no sense now, "" if it does; asked when a menu opens.
    """

    def __init__(self, bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
        self.why_not: Callable[[str], str] = lambda name: "" if actions[name].isEnabled() else " "
        self._actions = actions
        self._keymap = Keymap()
        self._menus: dict[str, QMenu] = {}
        self.entries: dict[str, QAction] = {}
        for title in MENUS:
            self._menus[title] = bar.addMenu(tr(title))
        for command in COMMANDS:
            if command.menu:
                self._add(command)
        for path, menu in self._menus.items():
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(lambda path=path: self._refresh(path))

    def menu(self, path: str) -> QMenu:
        """Give a menu by its titles in the table: «View», «View/Language»."""
        return self._menus[path]

    def set_keymap(self, keymap: Keymap) -> None:
        """Show the keys of a keymap."""
        self._keymap = keymap
        for path in self._menus:
            self._refresh(path)

    def _add(self, command: Command) -> None:
        menu = self._menus.get(command.menu)
        if menu is None:
            above = command.menu.rpartition("/")[0]
            menu = self._menus[command.menu] = self._menus[above].addMenu(tr(command.menu).rpartition("/")[2])
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
