"""The maps fit into rooms of any size, their columns are equally wide and stay wide enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from gui.gates.arrangement import (
    ARROWS,
    BETWEEN,
    LEAST_HEAT,
    LINE,
    MAPS,
    NARROWEST,
    SLANTED,
    Arrangement,
    Contents,
    arrange,
    arrange_alone,
)

LEGENDS = (430, 430, 340, 450, 260, 260)
TWO_OF_64 = 2 * 64 + BETWEEN
LARGER = QSize(888, 462)
"""What the maps have in a window of 1280 by 820 that the gates have to themselves."""
USUAL = QSize(668, 262)
"""What they have in it below the text, between both panels."""


def contents(tokens: int = 21, word: int = 60, units: int = TWO_OF_64) -> Contents:
    return Contents(tokens, units, word, equation=165, legends=LEGENDS, second=190, alone=142)


def six(size: QSize, tokens: int = 21, word: int = 60) -> Arrangement:
    at = arrange(size, contents(tokens, word))
    assert at is not None
    return at


SIZES = {"width": st.integers(200, 1900), "height": st.integers(80, 800), "tokens": st.integers(1, 120)}


def arranged(width: int, height: int, tokens: int, word: int = 60) -> list[Arrangement]:
    size, inside = QSize(width, height), contents(tokens, word)
    return [at for at in (arrange(size, inside), arrange_alone(size, inside, "c")) if at is not None]


@given(**SIZES, word=st.integers(4, 260))
def test_no_map_lies_on_another_or_outside(width: int, height: int, tokens: int, word: int) -> None:
    for at in arranged(width, height, tokens, word):
        things = [*at.places, *at.words, *at.legends]
        for number, thing in enumerate(things):
            assert QRect(0, 0, width, height).contains(thing)
            assert not any(thing.intersects(other) for other in things[number + 1 :])


@given(**SIZES)
def test_words_stand_right_on_the_columns_of_the_first_row(width: int, height: int, tokens: int) -> None:
    for at in arranged(width, height, tokens):
        for words, heat in zip(at.words, at.places[: at.across], strict=True):
            assert (words.left(), words.right(), words.bottom() + 1) == (heat.left(), heat.right(), heat.top())


@given(**SIZES)
def test_columns_have_at_least_nine_pixels_and_the_rest_is_scrolled_to(width: int, height: int, tokens: int) -> None:
    for at in arranged(width, height, tokens):
        assert at.pitch >= NARROWEST >= 9
        assert at.furthest == max(0, tokens * at.pitch - at.places[0].width())


@given(**SIZES, data=st.data())
def test_the_chosen_token_is_scrolled_into_sight(width: int, height: int, tokens: int, data: st.DataObject) -> None:
    for at in arranged(width, height, tokens):
        token, before = data.draw(st.integers(0, tokens - 1)), data.draw(st.integers(0, at.furthest))
        scrolled = at.to_show(token, before)
        assert 0 <= scrolled <= at.furthest
        assert token * at.pitch - scrolled >= 0
        assert (token + 1) * at.pitch - scrolled <= at.visible


@given(**SIZES, word=st.integers(4, 260))
def test_words_that_lean_do_not_reach_over_the_end(width: int, height: int, tokens: int, word: int) -> None:
    for at in arranged(width, height, tokens, word):
        if at.pitch >= SLANTED and not at.level:
            last = at.words[-1]
            assert last.right() - at.pitch // 2 + last.height() - 12 <= width


def test_a_token_in_sight_moves_nothing() -> None:
    at = six(USUAL, tokens=60)
    assert at.furthest > 0
    assert at.to_show(3, at.pitch) == at.pitch


def test_a_place_is_found_under_the_same_token_in_every_map() -> None:
    at = six(USUAL, tokens=60)
    for place in at.places:
        assert at.token_at(QPoint(place.x() + 3 * at.pitch + 2, place.y()), scrolled=2 * at.pitch) == 5
    assert at.token_at(QPoint(at.places[0].x() - 1, 100), scrolled=0) is None


def test_a_legend_is_found_above_its_map() -> None:
    at = six(USUAL)
    assert [at.legend_at(QPoint(heat.x() + 2, rect.center().y())) for heat, rect in zip(at.places, at.legends,
            strict=True)] == list(MAPS)  # fmt: skip
    assert at.legend_at(at.places[0].center()) is None


def test_every_unit_of_two_times_sixty_four_has_a_pixel_where_the_gates_have_the_window() -> None:
    at = six(LARGER)
    assert at.places[0].height() >= TWO_OF_64
    assert at.furthest == 0, "all of the sentence is seen"


def test_in_the_usual_window_three_maps_stand_in_a_row_with_all_of_the_sentence() -> None:
    at = six(USUAL)
    assert at.across == 3
    assert at.furthest == 0


def test_one_map_alone_has_a_pixel_for_each_unit_in_the_usual_window() -> None:
    at = arrange_alone(USUAL, contents(), "f")
    assert at.maps == ("f",)
    assert at.places[0].height() >= TWO_OF_64
    assert at.pitch >= SLANTED


def test_where_there_is_no_room_for_six_there_are_none() -> None:
    assert arrange(QSize(262, 96), contents()) is None
    assert arrange(QSize(262, 600), contents()) is None
    assert all(place.height() >= LEAST_HEAT for place in six(QSize(668, 220)).places)


def test_equations_fit_above_their_maps() -> None:
    for width in range(400, 1900, 50):
        for tokens in (5, 60):
            at = arrange(QSize(width, 240), contents(tokens))
            assert at is None or all(rect.width() >= ARROWS + 165 for rect in at.legends)


def test_a_wide_low_room_has_more_maps_beside_each_other_than_a_narrow_high_one() -> None:
    assert six(QSize(1400, 250), 10).across > six(QSize(500, 700), 10).across


def test_words_lie_level_only_where_nearly_all_fit() -> None:
    assert six(QSize(1100, 500), tokens=6, word=40).level
    assert not six(QSize(1100, 500), tokens=10, word=200).level


def test_names_stand_beside_the_equations_of_a_row_that_has_room_for_them() -> None:
    narrow, wide = six(QSize(700, 500), 10), six(QSize(1500, 500), 60)
    assert set(wide.lines) == {1}
    assert 2 in narrow.lines
    assert narrow.legends[0].height() == narrow.lines[0] * LINE
