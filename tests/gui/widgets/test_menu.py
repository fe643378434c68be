from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.icons import ICON_SIZE
from gui.style import apply_theme
from gui.theme import ALL, DARK, LIGHT, Theme
from gui.widgets.menu import Menu


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def inked(menu: Menu, action: QAction, *, left: bool) -> set[str]:
    """Give the colours at an end of an entry, but for the ground."""
    image, entry = menu.grab().toImage(), menu.actionGeometry(action)
    width = ICON_SIZE + 4
    columns = range(entry.left(), entry.left() + width) if left else range(entry.right() - width, entry.right())
    found = {image.pixelColor(x, y).name() for x in columns for y in range(entry.top(), entry.bottom())}
    return found - {image.pixelColor(entry.left() + 1, entry.top() + 1).name()}


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_what_is_on_has_a_tick_and_what_leads_on_an_arrow_in_the_colours_of_the_theme(
    qapp: QApplication, parent: QWidget, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    menu = Menu(LIGHT, parent)
    on, off = menu.addAction("On"), menu.addAction("Off")
    for action, checked in ((on, True), (off, False)):
        action.setCheckable(True)
        action.setChecked(checked)
    inner = menu.add_inner("More").menuAction()
    menu.set_theme(theme)
    assert theme.text in inked(menu, on, left=True)
    assert not inked(menu, off, left=True)
    assert theme.text in inked(menu, inner, left=False)
    assert not inked(menu, off, left=False)
    inner.setEnabled(False)
    assert theme.off in inked(menu, inner, left=False)
    apply_theme(qapp, LIGHT)


def test_a_menu_within_a_menu_takes_the_colours_too(parent: QWidget) -> None:
    menu = Menu(LIGHT, parent)
    inner = menu.add_inner("More").add_inner("And more")
    menu.set_theme(DARK)
    assert inner._theme is DARK
