from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.style import apply_theme, elided, elided_name, palette, sized, system_theme
from gui.style_sheet import style_sheet
from gui.theme import ALL, DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Theme, mixed

THEMES = pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, given back as it was."""
    font, colours = qapp.font(), qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(colours)
    qapp.setFont(font)


@THEMES
def test_style_sheet_has_no_hole(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


@THEMES
def test_palette_takes_its_colours_from_the_theme(theme: Theme) -> None:
    colours = palette(theme)
    assert colours.color(QPalette.ColorRole.Window).name() == theme.window
    assert colours.color(QPalette.ColorRole.Text).name() == theme.text
    assert colours.color(QPalette.ColorRole.Highlight).name() == theme.selection


@THEMES
def test_apply_theme_dresses_the_application(undressed: QApplication, theme: Theme) -> None:
    apply_theme(undressed, theme)
    assert undressed.palette().color(QPalette.ColorRole.Window).name() == theme.window
    assert undressed.font().pixelSize() == 13
    assert theme.accent in undressed.styleSheet()


@pytest.mark.parametrize("make", [lambda: QPushButton("Retrain"), lambda: QLineEdit("text")])
def test_focus_ring_never_changes_the_size_of_a_control(undressed: QApplication, qtbot: QtBot, make) -> None:
    apply_theme(undressed, LIGHT)
    window, control, other = QWidget(), make(), QPushButton("other")
    layout = QVBoxLayout(window)
    layout.addWidget(control)
    layout.addWidget(other)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    without = wanted_size(control)
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    assert wanted_size(control) == without


def wanted_size(control: QPushButton | QLineEdit) -> QSize:
    text = control.text()
    control.setText(text + "!")  # a button remembers the size it wanted until its text changes
    control.setText(text)
    return control.sizeHint()


def test_system_theme_follows_the_colour_scheme(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Accessibility:
        preference = Qt.ContrastPreference.NoPreference

        def contrastPreference(self) -> Qt.ContrastPreference:
            return self.preference

    class Hints:
        scheme = Qt.ColorScheme.Dark

        def accessibility(self) -> Accessibility:
            return Accessibility()

        def colorScheme(self) -> Qt.ColorScheme:
            return self.scheme

    monkeypatch.setattr("gui.style.QGuiApplication.styleHints", Hints)
    assert system_theme() is DARK
    Hints.scheme = Qt.ColorScheme.Unknown
    assert system_theme() is LIGHT
    Accessibility.preference = Qt.ContrastPreference.HighContrast
    assert system_theme() is LIGHT_CONTRAST
    Hints.scheme = Qt.ColorScheme.Dark
    assert system_theme() is DARK_CONTRAST
    del Hints.accessibility  # as it is before Qt 6.10
    assert system_theme() is DARK


def test_nothing_moves_by_itself(undressed: QApplication) -> None:
    undressed.setEffectEnabled(Qt.UIEffect.UI_AnimateMenu, True)
    apply_theme(undressed, LIGHT)
    assert not any(undressed.isEffectEnabled(effect) for effect in Qt.UIEffect if effect != Qt.UIEffect.UI_General)


def test_elided_text_is_one_line_and_keeps_both_ends(qapp: QApplication) -> None:
    font = sized(qapp.font(), 13)
    assert elided(font, "one\ntwo", 500) == "one two"
    short = elided(font, "beginning " * 20 + "end", 120)
    assert short.startswith("begin")
    assert short.endswith("end")
    assert elided(font, "text", -5) == elided(font, "text", 0)


def test_mixed_goes_from_one_colour_to_the_other() -> None:
    assert mixed("#000000", "#ffffff", 0) == "#000000"
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"
    assert mixed("#000000", "#ff0000", 0.5) == "#800000"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("„The correspondence of the Harbour Board, 1958“ hinzufügen", "“ hinzufügen"),
        ("Add «The correspondence of the Harbour Board, 1958»", "»"),
        ("Everything up to here is confirmed and nothing else", "…"),
    ],
)
def test_a_sentence_with_a_name_keeps_its_verb_where_there_is_little_room(
    qapp: QApplication, text: str, kept: str
) -> None:
    font = QFont()
    width = QFontMetrics(font).horizontalAdvance(text) * 2 // 3
    shortened = elided_name(font, text, width)
    assert "…" in shortened
    assert shortened.endswith(kept)
    assert QFontMetrics(font).horizontalAdvance(shortened) <= width
    assert elided_name(font, text, 2000) == text
