"""The colours of every theme can be read: WCAG 2.2 contrast, AA for text (4.5) and for shapes (3)."""

from __future__ import annotations

import pytest

from engine.text.labels import PALETTE_SIZE
from gui.theme import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
BACKGROUNDS = ("window", "surface", "page")
TEXT, SHAPE = 4.5, 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "warning", "bad"])
@pytest.mark.parametrize("back", [*BACKGROUNDS, "control", "control_hover"])
def test_words_can_be_read_on_every_background(theme: Theme, ink: str, back: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, back)) >= TEXT


@THEMES
def test_words_can_be_read_where_something_is_selected(theme: Theme) -> None:
    assert contrast(theme.text, theme.selection) >= TEXT


@THEMES
def test_words_can_be_read_on_the_accent(theme: Theme) -> None:
    assert contrast(theme.accent_text, theme.accent) >= TEXT


@THEMES
@pytest.mark.parametrize("colour", range(PALETTE_SIZE))
def test_every_label_can_be_read(theme: Theme, colour: int) -> None:
    label = theme.label(colour)
    assert contrast(theme.text, label.fill) >= TEXT
    assert contrast(theme.muted, label.fill) >= TEXT
    assert contrast(label.chip_text, label.chip) >= TEXT
    assert contrast(label.chip, label.fill) >= SHAPE
    assert contrast(label.chip, theme.surface) >= SHAPE


@THEMES
@pytest.mark.parametrize("back", [*BACKGROUNDS, "control", "control_hover"])
def test_borders_of_fields_can_be_seen(theme: Theme, back: str) -> None:
    assert contrast(theme.outline, getattr(theme, back)) >= SHAPE


@THEMES
def test_a_theme_has_the_whole_palette_and_no_colour_twice(theme: Theme) -> None:
    assert len(theme.labels) == PALETTE_SIZE
    assert len({label.fill for label in theme.labels}) == PALETTE_SIZE
    assert len({label.chip for label in theme.labels}) == PALETTE_SIZE
