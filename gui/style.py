"""Turn a Theme into what Qt wants: a palette, one style sheet and the fonts of the type scale."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gui.style_sheet import style_sheet
from gui.theme import ALL, Theme
from gui.type_scale import BASE_PX

_MOVING = (
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_AnimateToolBox,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_FadeTooltip,
)


def system_theme() -> Theme:
    """Give the theme that the system asks for; light and of usual contrast where it does not say."""
    hints = QGuiApplication.styleHints()
    dark, strong = hints.colorScheme() == Qt.ColorScheme.Dark, False
    if hasattr(hints, "accessibility"):  # from Qt 6.10 on
        strong = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    return next(theme for theme in ALL if (theme.dark, theme.strong) == (dark, strong))


def tell_of_system_colours(call: Callable[[], None]) -> None:
    """Call a slot of an object when the system asks for other colours, as many do in the evening."""
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(call)
    if hasattr(hints, "accessibility"):
        hints.accessibility().contrastPreferenceChanged.connect(call)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; may be called again at any time with another theme."""
    set_colours_and_font(app, theme)
    set_sheet(app, theme)


def set_sheet(app: QApplication, theme: Theme) -> None:
    """Do the part of dressing that goes through all widgets there are; the other one comes first."""
    app.setStyleSheet(style_sheet(theme))


def set_colours_and_font(app: QApplication, theme: Theme) -> None:
    """Do the part of dressing that widgets have to know when they are made."""
    if not app.styleSheet():  # once: with a style sheet set, Qt wraps the style and changing it repolishes twice
        app.setStyle("Fusion")
    for effect in _MOVING:  # nothing moves by itself, for those whom it makes ill or whom it distracts
        app.setEffectEnabled(effect, False)
    font = QFont(app.font())
    font.setPixelSize(BASE_PX)
    app.setFont(font)
    app.setPalette(palette(theme))


def palette(theme: Theme) -> QPalette:
    """Give the palette for everything that the style sheet leaves to Fusion (dialogs, menus, check boxes)."""
    role = QPalette.ColorRole
    result = QPalette()
    for which, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.page,
        role.AlternateBase: theme.surface,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.control,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.control,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.control_hover,
        role.Midlight: theme.control_hover,
        role.Mid: theme.line,
        role.Dark: theme.outline,
        role.Shadow: theme.outline,
    }.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.off))
    return result


def sized(font: QFont, size_px: int, *, bold: bool = False) -> QFont:
    """Give the font in another size of the type scale."""
    result = QFont(font)
    result.setPixelSize(size_px)
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return result


def elided_name(font: QFont, text: str, width: int) -> str:
    """Give a sentence with a quoted name on one line; it is the name that is shortened, so that the verb stays."""
    quoted = re.search("«(.*)»|„(.*)“", text)
    if quoted is not None:
        first, last = quoted.start() + 1, quoted.end() - 1
        around = QFontMetrics(font).horizontalAdvance(text[:first] + text[last:])
        text = text[:first] + elided(font, text[first:last], width - around, Qt.TextElideMode.ElideRight) + text[last:]
    return elided(font, text, width, Qt.TextElideMode.ElideRight)


def elided(font: QFont, text: str, width: int, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> str:
    """Give the text on one line, shortened to a width in logical pixels."""
    return QFontMetrics(font).elidedText(" ".join(text.split()), mode, max(0, width))
