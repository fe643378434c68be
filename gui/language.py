"""Chooses the language of the window and loads it, before any widget is made."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from gui import said, words

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Each by its own name, as it is written where one is chosen."""

TRANSLATIONS = Path(str(files("resources"))) / "translations"

_of_qt: list[QTranslator] = []
"""What is installed for Qt's own words. Asking the application for its children at a start takes milliseconds."""


def chosen_language(setting: str) -> str:
    """Give the language for a setting: itself, or for «system» the first one of the system's that there is."""
    if setting in LANGUAGES:
        return setting
    wanted = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in wanted if name in LANGUAGES), "en")


def speak(application: QApplication, setting: str) -> None:
    """Show words, numbers, dates and Qt's own buttons in a language from now on. Call it before a widget is made."""
    language = chosen_language(setting)
    locale = QLocale.system() if QLocale.system().name().startswith(language) else QLocale(language)
    QLocale.setDefault(locale)
    while _of_qt:
        application.removeTranslator(_of_qt.pop())
    if language == "en":
        words.use({})
        said.use({})
        return
    from gui import catalogue

    window = catalogue.read(TRANSLATIONS / f"{language}.po")
    words.use({m.english[0]: m.forms for m in window if m.done}, locale.groupSeparator(), locale.decimalPoint())
    sentences = catalogue.read(TRANSLATIONS / f"{language}{catalogue.SENTENCES}")
    said.use({m.english[0]: m.forms[0] for m in sentences if m.done})
    of_qt = QTranslator()
    if of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
        _of_qt.append(of_qt)
