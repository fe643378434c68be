"""The language is chosen once, before the window is made; then everything speaks it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QLabel, QLineEdit, QWidget

import gui.language
from gui.language import LANGUAGES, chosen_language, speak
from gui.settings import LANGUAGES as SETTINGS
from gui.words import number, tr


class System:
    """A system that speaks something."""

    def __init__(self, *languages: str) -> None:
        self._languages = languages

    def uiLanguages(self) -> list[str]:
        return list(self._languages)


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [(("de-AT", "en"), "de"), (("fr-FR", "de"), "de"), (("en-GB", "de"), "en"), (("fr-FR",), "en"), ((), "en")],
)
def test_the_first_language_of_the_system_that_there_is_counts(monkeypatch, languages, chosen: str) -> None:
    monkeypatch.setattr(gui.language.QLocale, "system", lambda: System(*languages))
    assert chosen_language("system") == chosen


def test_a_language_that_was_chosen_counts_more_than_the_system() -> None:
    assert [chosen_language(language) for language in LANGUAGES] == [*LANGUAGES]
    assert set(SETTINGS) == {"system", *LANGUAGES}


@pytest.mark.usefixtures("german")
def test_words_numbers_and_buttons_of_qt_are_german(qtbot) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert tr("Open project…") == "Projekt öffnen…"
    assert number(12_345) == "12.345"
    assert QLocale().dayName(1) == "Montag"
    assert [button.text() for button in buttons.buttons()] == ["Abbrechen"]


def test_english_comes_back(qapp, qtbot) -> None:
    speak(qapp, "de")
    speak(qapp, "en")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert (tr("Open project…"), number(12_345), QLocale().dayName(1)) == ("Open project…", "12,345", "Monday")
    assert [button.text() for button in buttons.buttons()] == ["Cancel"]


@pytest.fixture
def german_driver(german, driver):
    return driver


def words_of(widget: QWidget) -> set[str]:
    """All that a widget and what is in it say."""
    said: set[str] = set()
    for part in [widget, *widget.findChildren(QWidget)]:
        said |= {part.toolTip(), part.accessibleName(), part.windowTitle()}
        if isinstance(part, QLabel | QAbstractButton):
            said.add(part.text())
        if isinstance(part, QLineEdit):
            said.add(part.placeholderText())
    return said


ENGLISH = {" the ", " and ", " of ", " to ", " with ", " yet", " is ", " are ", " all ", " not ", " from "}


def test_the_whole_window_is_german(german_driver, project) -> None:
    german_driver.open(project)
    words = words_of(german_driver.app.window)
    words |= {action.text() for action in german_driver.app.window.commands.values()}
    assert {w for w in words if any(english in f" {w.lower()} " for english in ENGLISH)} == set()
    assert {"Dokumente", "Entitäten", "Nach Namen filtern", "Label"} <= words


def test_what_the_engine_says_is_german_too(german_driver, project) -> None:
    german_driver.open(project)
    german_driver.caret("Ada")
    german_driver.key(Qt.Key.Key_1)
    assert german_driver.spans == [("Ada", "PER")]
    assert german_driver.app.window.commands["undo"].text() == "Rückgängig: „Ada“ als PER annotieren"


def test_panels_are_found_by_their_english_names_in_every_language(german_driver, project) -> None:
    german_driver.open(project)
    window = german_driver.app.window
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    window.show_panel(window.history)
    assert window.side_bar.current == "History"
    assert window.history.accessibleName() == "Verlauf"
