"""All parts are seen where there is room for them; else a person chooses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from gui.gates.parts import Part, Parts, parted
from gui.gates.ranking import HEAD, ROW
from gui.gates.step_view import placed


def places(parts: Parts) -> list[QRect]:
    return [place for place in (parts.maps, parts.step, parts.ranking) if place is not None]


@given(width=st.integers(204, 1900), height=st.integers(60, 900), part=st.sampled_from(Part))
def test_no_part_lies_on_another_or_outside(qapp, width: int, height: int, part: Part) -> None:
    found = places(parted(QSize(width, height), part, qapp.font()))
    for number, place in enumerate(found):
        assert QRect(-4, 0, width + 8, height).contains(place)
        assert not any(place.intersects(other) for other in found[number + 1 :])


@given(width=st.integers(204, 1900), height=st.integers(60, 900), part=st.sampled_from(Part))
def test_what_is_chosen_is_seen_and_what_is_not_can_be_chosen(qapp, width: int, height: int, part: Part) -> None:
    parts = parted(QSize(width, height), part, qapp.font())
    seen = dict(zip(Part, (parts.maps, parts.step, parts.ranking), strict=True))
    assert seen[part] is not None
    assert all(place is not None or part in parts.choices for part, place in seen.items())
    assert bool(parts.choices) == (None in seen.values())


def test_where_the_gates_have_the_window_there_is_a_diagram_over_its_arithmetic_and_a_ranking(qapp) -> None:
    for size in (QSize(1248, 462), QSize(1568, 642), QSize(1888, 722)):
        parts = parted(size, Part.MAPS, qapp.font())
        assert parts.choices == ()
        step = placed(parts.step.size(), qapp.font())
        assert step.diagram is not None
        assert step.arithmetic.bottom() <= parts.step.height()
        assert parts.ranking.height() >= HEAD + 4 * ROW


def test_in_the_usual_window_the_step_has_a_diagram_beside_its_arithmetic(qapp) -> None:
    step = placed(QSize(668, 262), qapp.font())
    assert step.diagram is not None
    assert step.diagram.right() < step.arithmetic.left()


def test_in_the_smallest_window_the_arithmetic_is_whole(qapp) -> None:
    step = placed(QSize(262, 100), qapp.font())
    assert step.diagram is None
    assert step.arithmetic.height() >= 7 * 13
