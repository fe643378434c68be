"""The maps fit into panes of any size, their columns are equally wide and stay wide enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from gui.gates.arrangement import LINE, MAPS, NARROWEST, Arrangement, arrange

LEGENDS = (310, 310, 250, 330, 150, 150)


def arranged(width: int = 700, height: int = 350, tokens: int = 20, units: int = 64) -> Arrangement:
    return arrange(QSize(width, height), tokens, units, equation=180, legends=LEGENDS)


SIZES = {"width": st.integers(300, 1800), "height": st.integers(200, 700), "tokens": st.integers(1, 120)}


@given(**SIZES)
def test_no_map_lies_on_another_or_outside(width: int, height: int, tokens: int) -> None:
    at = arranged(width, height, tokens)
    for number, place in enumerate(at.places):
        assert QRect(0, at.words, width, height - at.words).contains(place)
        assert not any(place.intersects(other) for other in at.places[number + 1 :])


@given(**SIZES)
def test_columns_have_at_least_nine_pixels_and_the_rest_is_scrolled_to(width: int, height: int, tokens: int) -> None:
    at = arranged(width, height, tokens)
    assert at.pitch >= NARROWEST >= 9
    assert at.furthest == max(0, tokens * at.pitch - at.places[0].width())


@given(**SIZES, data=st.data())
def test_the_chosen_token_is_scrolled_into_sight(width: int, height: int, tokens: int, data: st.DataObject) -> None:
    at = arranged(width, height, tokens)
    token, before = data.draw(st.integers(0, tokens - 1)), data.draw(st.integers(0, at.furthest))
    scrolled = at.to_show(token, before)
    assert 0 <= scrolled <= at.furthest
    assert token * at.pitch - scrolled >= 0
    assert (token + 1) * at.pitch - scrolled <= at.visible


def test_a_token_in_sight_moves_nothing() -> None:
    at = arranged(tokens=60)
    assert at.furthest > 0
    assert at.to_show(3, at.pitch) == at.pitch


def test_a_place_is_found_under_the_same_token_in_every_map() -> None:
    at = arranged(tokens=60)
    for place in at.places:
        assert at.token_at(QPoint(place.x() + 3 * at.pitch + 2, place.y()), scrolled=2 * at.pitch) == 5
    assert at.token_at(QPoint(at.places[0].x() - 1, 100), scrolled=0) is None


def test_a_wide_low_pane_has_more_maps_beside_each_other_than_a_narrow_high_one() -> None:
    assert arranged(1400, 300, 10).across > arranged(500, 700, 10).across


def test_words_stand_beside_the_equations_of_a_row_that_has_room_for_them() -> None:
    narrow, wide = arranged(500, 500, 10), arranged(1500, 500, 60)
    assert dict(zip(MAPS, narrow.lines, strict=True)) == {"f": 2, "i": 2, "g": 2, "o": 2, "c": 1, "h": 1}
    assert set(wide.lines) == {1}
    assert narrow.places[0].y() - narrow.words == 2 * LINE
