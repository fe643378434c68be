"""The colours of numbers are told apart by everybody, and words on them can be read."""

from __future__ import annotations

import numpy as np
import pytest

from gui.contrast import TEXT, contrast, luminance
from gui.gates.colours import ColourMap, gate_colours, ink_on, signed_colours
from gui.theme import ALL, Theme

THEMES = pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)


@THEMES
def test_the_ends_have_the_colours_of_the_theme(theme: Theme) -> None:
    gates, signed = gate_colours(theme), signed_colours(theme, 2.0)
    assert (gates.colour(0.0), gates.colour(1.0)) == (theme.heat.gate[0], theme.heat.gate[-1])
    assert (signed.colour(-2.0), signed.colour(2.0)) == (theme.heat.signed[0], theme.heat.signed[-1])


@THEMES
def test_what_lies_beyond_has_the_colour_of_the_end(theme: Theme) -> None:
    signed = signed_colours(theme)
    assert signed.colour(-7.0) == signed.colour(-1.0)
    assert signed.colour(7.0) == signed.colour(1.0)


def lightness(colours: ColourMap, values: np.ndarray) -> list[float]:
    return [luminance(colours.colour(float(value))) for value in values]


@THEMES
def test_the_more_open_a_gate_the_further_from_the_page(theme: Theme) -> None:
    steps = np.diff(lightness(gate_colours(theme), np.linspace(0, 1, 40)))
    assert (steps > 0).all() if theme.dark else (steps < 0).all()


@THEMES
def test_the_further_from_nothing_the_further_from_the_page(theme: Theme) -> None:
    for end in (-1, 1):
        steps = np.diff(lightness(signed_colours(theme), np.linspace(0, end, 40)))
        assert (steps > 0).all() if theme.dark else (steps < 0).all()


@THEMES
def test_minus_is_warm_and_plus_is_cold_which_every_colour_vision_tells_apart(theme: Theme) -> None:
    for share in (0.3, 0.5, 0.8):
        minus, plus = (signed_colours(theme).colour(sign * share) for sign in (-1, 1))
        assert int(minus[1:3], 16) > int(minus[5:7], 16)
        assert int(plus[1:3], 16) < int(plus[5:7], 16)


@THEMES
def test_words_on_the_colour_of_any_number_can_be_read(theme: Theme) -> None:
    for colours in (gate_colours(theme), signed_colours(theme)):
        for value in np.linspace(colours.low, colours.high, 101):
            ground = colours.colour(float(value))
            assert contrast(ink_on(ground), ground) >= TEXT, (value, ground)
