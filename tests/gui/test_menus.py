from __future__ import annotations

from itertools import pairwise

from gui.actions import COMMANDS
from gui.menus import BEGINNINGS


def test_lines_part_a_menu_and_never_stand_at_its_ends_or_beside_each_other(driver) -> None:
    menus = driver.app.window.menus
    for path in {command.menu for command in COMMANDS if command.menu}:
        entries = menus.menu(path).actions()
        lines = [entry.isSeparator() for entry in entries]
        assert not lines[0]
        assert not lines[-1]
        assert (True, True) not in set(pairwise(lines))


def test_every_line_stands_above_a_command_or_a_menu_that_there_is() -> None:
    there = {command.name for command in COMMANDS} | {command.menu for command in COMMANDS}
    assert there >= BEGINNINGS


def test_ticks_in_the_menus_follow_the_theme(driver) -> None:
    driver.app.set_theme("dark")
    assert driver.app.window.menus.menu("View/Colours")._theme.name == "dark"
