"""The window follows the system's colours while they are what a person wants, and messages are reached by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gui.theme import DARK_CONTRAST, LIGHT, LIGHT_CONTRAST


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch):
    """What the system asks for."""
    themes = [LIGHT]
    monkeypatch.setattr("gui.app.system_theme", lambda: themes[-1])
    return themes


def test_the_systems_colours_are_followed_while_the_window_is_open(asked, driver) -> None:
    driver.app.set_theme("system")
    asked.append(DARK_CONTRAST)
    driver.app.follow_system_theme()
    assert driver.app.theme is DARK_CONTRAST
    assert driver.app.settings.theme == "system"


def test_colours_that_a_person_chose_stay(asked, driver) -> None:
    driver.app.window.commands["theme_contrast_light"].trigger()
    assert driver.app.theme is LIGHT_CONTRAST
    asked.append(DARK_CONTRAST)
    driver.app.follow_system_theme()
    assert driver.app.theme is LIGHT_CONTRAST
    assert driver.app.settings.theme == "contrast_light"


def test_the_key_for_the_next_pane_goes_to_a_message_and_escape_takes_it_away(driver, project, qtbot) -> None:
    driver.open(project)
    toast, window = driver.app.window.toast, driver.app.window
    toast.show_message("error", "It failed.", "Show")
    for _ in range(6):
        window.focus_next_pane()
        if toast.isAncestorOf(window.focusWidget()):
            break
    assert toast.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert driver.messages == []
