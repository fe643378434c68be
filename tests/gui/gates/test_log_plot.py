from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest

from gui.gates.log_curves import FLOOR, LOOKS, Curve, Plot, power_words
from gui.gates.log_drawing import Frame, draw_plot, lines_of
from gui.gates.log_plot import LEAST, LogPlot
from gui.theme import ALL, LIGHT, Theme

SIZE = QSize(400, 200)


def plot(*decays: float, length: int = 41) -> Plot:
    xs = np.arange(length)
    curves = [Curve(f"cell {n}", n, xs, decay ** xs.astype(float)) for n, decay in enumerate(decays)]
    return Plot("Gradient", "Distance", curves, length - 1)


def drawn(shown: Plot, theme: Theme = LIGHT, size: QSize = SIZE) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.surface))
    painter = QPainter(image)
    draw_plot(painter, QRect(QPoint(), size), shown, theme, painter.font())
    painter.end()
    return image


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (1.0, "1.00"),
        (0.42, "0.42"),
        (0.0166, "0.017"),
        (0.0099, "9.9·10⁻³"),
        (2.04e-9, "2.0·10⁻⁹"),
        (9.96e-12, "1.0·10⁻¹¹"),
        (3.1e9, "3.1·10⁹"),
    ],
)
def test_numbers_are_said_as_people_write_them(value: float, words: str) -> None:
    assert power_words(value) == words


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_each_curve_has_an_ink_a_line_and_a_marker_of_its_own(qapp, theme: Theme) -> None:
    inks = [getattr(theme, look.ink) for look in LOOKS]
    for which in zip(*((ink, look.line, look.corners) for ink, look in zip(inks, LOOKS, strict=True)), strict=True):
        assert len(set(which)) == len(LOOKS)
    image = drawn(plot(0.9, 0.6, 0.3), theme)
    assert all(count(image, ink) > 20 for ink in inks)


def test_a_curve_is_a_straight_line_when_its_values_shrink_by_the_same_factor(qapp) -> None:
    image = drawn(Plot("", "", plot(0.5).curves, 40, legend=False))
    ink = QColor(getattr(LIGHT, LOOKS[0].ink)).rgb()
    points = [(x, y) for x in range(60, 395) for y in range(20, 160) if image.pixel(x, y) == ink]
    xs, ys = np.array(points, float).T
    straight = np.polyval(np.polyfit(xs, ys, 1), xs)
    assert np.abs(ys - straight).max() < 6, "the markers are as large"


def test_a_thin_curve_has_no_marker_and_no_name_of_its_own(qapp) -> None:
    (curve,) = plot(0.5).curves
    thin = replace(curve, thin=True)
    first, both = Plot("a", "b", [curve], 40, thin="before"), Plot("a", "b", [curve, thin], 40, thin="before")
    alone = Plot("a", "b", [thin], 40, legend=False)
    thick, nothing = replace(alone, curves=[curve]), replace(alone, curves=[replace(thin, ys=thin.ys * 0)])
    free = [count(drawn(shown), LIGHT.surface) for shown in (nothing, alone, thick)]
    assert free[0] - 200 > free[1] > free[2] + 200
    ink = getattr(LIGHT, LOOKS[0].ink)
    assert count(drawn(alone), ink) < 20 < count(drawn(thick), ink), "a marker is filled with it"
    assert both.named == first.named == [curve]
    assert not both.is_as(first)
    assert not both.is_as(replace(both, curves=[curve, curve]))


def test_what_thin_curves_are_stands_behind_the_names_where_there_is_room(qapp) -> None:
    (curve,) = plot(0.5).curves
    silent = Plot("a", "b", [curve, replace(curve, thin=True)], 40)
    spoken = replace(silent, thin="before the training")
    assert drawn(spoken) != drawn(silent)
    narrow = QSize(200, 200)
    assert drawn(spoken, size=narrow) == drawn(silent, size=narrow), "not cut off, and no line more"
    only = replace(spoken, curves=[curve])
    assert drawn(only) == drawn(replace(only, thin="")), "nothing is thin"


def way(*ys: float) -> tuple[list[list[tuple[float, float]]], Frame]:
    """Give the lines of the curve through (0, 1, …; ys), and the frame they are in."""
    curve = Curve("c", 0, np.arange(len(ys)), np.array(ys))
    frame = Frame(QRect(QPoint(), SIZE), Plot("a", "b", [curve], len(ys) - 1), QFont())
    lines, points = lines_of(frame, curve)
    assert len(points) == (curve.ys > FLOOR).sum(), "what is below has no marker"
    return [[(point.x(), point.y()) for point in line] for line in lines], frame


def test_the_axis_does_not_reach_down_to_what_is_below_the_floor(qapp) -> None:
    def axis(*ys: float) -> QImage:
        curve = Curve("c", 2, np.arange(len(ys)), np.array(ys))
        return drawn(Plot("a", "b", [curve], 3)).copy(0, 0, 50, SIZE.height())

    assert axis(1.0, 1e-3, FLOOR / 10, 0.0) == axis(1.0, 1e-3)


def test_a_line_that_falls_below_the_floor_leaves_through_the_lower_edge_and_may_come_back(qapp) -> None:
    ((_, _, (x, y)),), frame = way(1.0, 1e-3, FLOOR / 10)
    assert y == frame.area.bottom()
    assert frame.x(1) < x < frame.x(2)
    ((_, _, (x, y)),), frame = way(1.0, 1e-3, 0.0)
    assert (x, y) == (frame.x(1), frame.area.bottom()), "straight down to what has no logarithm"
    (((x, y), *_),), frame = way(0.0, 1e-3, 1.0)
    assert (x, y) == (frame.x(1), frame.area.bottom())
    (falling, rising), frame = way(1.0, FLOOR / 10, 1.0)
    assert falling[1][1] == rising[0][1] == frame.area.bottom(), "a dip is no line from one end to the other"
    assert frame.x(0) < falling[1][0] <= rising[0][0] < frame.x(2)
    assert way(0.0, FLOOR / 10, 0.0)[0] == []


def test_it_is_seen_that_a_curve_goes_on_below(qapp) -> None:
    def picture(*ys: float) -> QImage:
        return drawn(Plot("a", "b", [Curve("c", 2, np.arange(len(ys)), np.array(ys))], 3))

    assert picture(1.0, 1e-3, FLOOR / 10) != picture(1.0, 1e-3)


@pytest.mark.parametrize("size", [QSize(20, 10), QSize(220, 120), QSize(3000, 1500)])
@pytest.mark.parametrize("shown", [Plot("a", "b"), plot(0.5, length=2), plot(0.9, 0.99, 0.2, length=201)])
def test_it_can_be_drawn_at_any_size_and_empty(qapp, size: QSize, shown: Plot) -> None:
    drawn(shown, size=size)


def test_arrow_keys_read_the_values_and_say_them(qtbot) -> None:
    shown = LogPlot(plot(0.5, 0.1), LIGHT)
    qtbot.addWidget(shown)
    shown.resize(SIZE)
    shown.show()
    places = []
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
    ):
        QTest.keyClick(shown, key)
        places.append(shown.read_at)
    assert places == [0, 1, 5, 4, 40, 40]
    QTest.keyClick(shown, Qt.Key.Key_Home)
    QTest.keyClick(shown, Qt.Key.Key_PageDown)
    assert shown.accessibleDescription() == "Distance 4: cell 0: 0.062, cell 1: 1.0·10⁻⁴"


def test_the_mouse_reads_the_value_under_it_and_lets_go(qtbot) -> None:
    shown = LogPlot(plot(0.5), LIGHT)
    qtbot.addWidget(shown)
    shown.resize(SIZE)
    shown.show()
    QTest.mouseMove(shown, QPoint(384, 100))
    qtbot.waitUntil(lambda: shown.read_at == 40)
    QTest.mouseMove(shown, QPoint(3, 100))
    qtbot.waitUntil(lambda: shown.read_at is None)


def test_a_place_that_is_no_longer_there_is_not_read(qtbot) -> None:
    shown = LogPlot(plot(0.5), LIGHT)
    qtbot.addWidget(shown)
    QTest.keyClick(shown, Qt.Key.Key_End)
    shown.show_plot(plot(0.5, length=6))
    assert shown.read_at is None
    assert shown.accessibleDescription() == "Distance 5: cell 0: 0.031"


def test_the_numbers_of_the_axis_stand_apart_in_the_least_plot_over_a_short_way(qapp) -> None:
    curve = Curve("a", 0, np.arange(6), np.array([1.0, 0.3, 0.2, 0.6, 2.0, 4.3]))
    shown = Plot("Gradient", "Distance", [curve], 5)
    for height in (LEAST.height(), 200, 400):
        frame = Frame(QRect(0, 0, 300, height), shown, QFont())
        places = [frame.y(value) for value, _ in frame.y_ticks()]
        assert len(places) >= 1
        assert all(abs(a - b) >= frame.metrics.height() for a, b in pairwise(places))
