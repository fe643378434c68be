"""A heat map has a pixel for each number, and none is left out where there are fewer pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.gates.colours import gate_colours
from gui.gates.heat_map import heat_image, row_at, span_of
from gui.theme import LIGHT

COLOURS = gate_colours(LIGHT)


@given(rows=st.integers(1, 40), tokens=st.integers(1, 9), pitch=st.integers(1, 5), more=st.integers(0, 90))
def test_each_pixel_has_the_colour_of_its_number(rows: int, tokens: int, pitch: int, more: int) -> None:
    values, height = np.random.default_rng(rows).uniform(size=(tokens, rows)), rows + more
    image = heat_image(values, COLOURS, pitch, height)
    assert (image.width(), image.height()) == (tokens * pitch, height)
    for x in range(image.width()):
        for y in (0, height // 2, height - 1):
            assert image.pixelColor(x, y).name() == COLOURS.colour(values[x // pitch, row_at(y, height, rows)])


def test_several_units_in_one_pixel_are_shown_by_their_mean() -> None:
    image = heat_image(np.array([[0.0, 1.0, 0.2, 0.4, 0.3]]), COLOURS, 1, 2)
    assert [image.pixelColor(0, y).name() for y in (0, 1)] == [COLOURS.colour(0.5), COLOURS.colour(0.3)]


@given(rows=st.integers(1, 60), height=st.integers(1, 200))
def test_the_span_of_a_row_holds_the_pixels_in_which_it_is_found(rows: int, height: int) -> None:
    for y in range(height):
        top, bottom = span_of(row_at(y, height, rows), height, rows)
        assert top - 1 < y < bottom


@pytest.mark.parametrize("y", [-3, 500])
def test_a_place_outside_belongs_to_the_row_at_the_edge(y: int) -> None:
    assert row_at(y, 100, 10) == (0 if y < 0 else 9)
