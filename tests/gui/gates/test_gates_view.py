"""What is chosen in the view is emitted and marked, by mouse and keyboard; pictures are those of the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest

from engine.tagger.trace import Step, saturation
from gui.gates.arrangement import MAPS
from gui.gates.gates_view import SIDE_SHARE, GatesView
from gui.gates.map_board import VALUES
from gui.gates.map_picture import Cell, Direction, MapPicture
from gui.gates.seen_trace import SeenTrace
from gui.gates.step_view import NARROW
from gui.theme import ALL, DARK, LIGHT, Theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot, seen: SeenTrace) -> Iterator[GatesView]:
    made = GatesView(LIGHT)
    qtbot.addWidget(made)
    made.resize(1300, 480)
    made.show()
    made.show_trace(seen)
    yield made


def place_of(view: GatesView, which: str, token: int, row: int) -> QPoint:
    """Give the middle of a cell of the forward half of a map."""
    board = view.board
    heat, half = board._at.places[MAPS.index(which)], board._picture._block_places(board._at.places[0])[0].height()
    rows = len(board._picture.blocks[0][1])
    return QPoint(heat.x() + int((token + 0.5) * board._at.pitch), heat.y() + int((row + 0.5) * half / rows))


def test_the_values_are_those_of_the_trace(view: GatesView, seen: SeenTrace) -> None:
    forward = [int(unit) for unit in seen.order if unit < seen.units]
    for name in MAPS:
        cell = view.board._cell_at(place_of(view, name, 2, 3).toPointF())
        assert cell == Cell(name, 2, forward[3])
        assert f"{seen.trace.values(name)[2, forward[3]]:.3f}".replace("-", "−") in view.board.words_of(cell)


def test_a_click_chooses_a_token_and_a_unit(view: GatesView, seen: SeenTrace) -> None:
    tokens, units = [], []
    view.token_chosen.connect(tokens.append)
    view.unit_chosen.connect(units.append)
    QTest.mouseClick(view.board, LEFT, pos=place_of(view, "c", 4, 2))
    assert tokens == [4] and units == [int(seen.order[seen.order < seen.units][2])]
    assert (view.token, view.unit) == (4, units[0])


def test_a_click_on_a_word_chooses_its_token(view: GatesView) -> None:
    tokens = []
    view.token_chosen.connect(tokens.append)
    QTest.mouseClick(view.board, LEFT, pos=QPoint(place_of(view, "f", 5, 0).x(), 4))
    assert tokens == [5]


def test_arrow_keys_move_the_chosen_cell_as_it_is_drawn(view: GatesView, seen: SeenTrace, step: Step) -> None:
    view.set_token(2)
    view.set_step(step)
    tokens, units = [], []
    view.token_chosen.connect(tokens.append)
    view.unit_chosen.connect(units.append)
    drawn = [int(unit) for unit in view.board._picture.units]
    at = drawn.index(step.unit)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Right):
        QTest.keyClick(view.board, key)
    QTest.keyClick(view.board, Qt.Key.Key_Down if at + 1 < len(drawn) else Qt.Key.Key_Up)
    assert tokens == [step.token - 1, 0, len(seen) - 1]
    assert units == [drawn[at + 1 if at + 1 < len(drawn) else at - 1]]


def test_marking_emits_nothing(view: GatesView, qtbot, step: Step) -> None:
    with qtbot.assertNotEmitted(view.token_chosen), qtbot.assertNotEmitted(view.unit_chosen):
        view.set_token(3)
        view.set_step(step)
        view.set_ranking([(0, 0.5), (1, -0.25)])
    assert (view.token, view.unit) == (step.token, step.unit)


def test_a_token_that_is_not_there_is_refused(view: GatesView) -> None:
    with pytest.raises(IndexError):
        view.set_token(99)


def test_a_unit_of_the_ranking_is_chosen(view: GatesView, qtbot) -> None:
    view.set_token(0)
    view.set_ranking([(2, 0.1), (9, -0.8), (4, 0.3)])
    with qtbot.waitSignal(view.unit_chosen) as chosen:
        QTest.keyClick(view.ranking, Qt.Key.Key_Down)
    assert chosen.args == [9]
    QTest.keyClick(view.ranking, Qt.Key.Key_Down)
    assert view.unit == 4


def test_units_are_put_in_the_order_of_what_they_add(view: GatesView, seen: SeenTrace) -> None:
    view.set_token(0)
    view.set_ranking([(unit, float((unit * 5) % 16)) for unit in range(16)])
    view._by_contribution.click()
    drawn = [int(unit) for unit in view.board._picture.units]
    by_score = sorted(range(16), key=lambda unit: -((unit * 5) % 16))
    assert drawn == [u for u in by_score if u < seen.units] + [u for u in by_score if u >= seen.units]


def test_one_direction_alone_has_only_its_units(seen: SeenTrace, qapp) -> None:
    ahead = MapPicture(seen, LIGHT, qapp.font(), Direction.FORWARD, seen.order)
    back = MapPicture(seen, LIGHT, qapp.font(), Direction.BACKWARD, seen.order)
    assert sorted(ahead.units) == list(range(seen.units))
    assert sorted(back.units) == list(range(seen.units, 2 * seen.units))


def test_the_legend_says_how_saturated_a_gate_is(seen: SeenTrace, qapp) -> None:
    picture = MapPicture(seen, LIGHT, qapp.font(), Direction.BOTH, seen.order)
    closed, open_ = saturation(seen.trace.values("f"))
    assert picture.saturation["f"] == f"{round(closed * 100)}\xa0% closed, {round(open_ * 100)}\xa0% open"
    assert set(picture.saturation) == {"f", "i", "o"}


def test_the_chosen_token_of_a_long_sentence_is_in_sight(view: GatesView, make_seen) -> None:
    view.resize(700, 350)
    view.show_trace(make_seen(60))
    view.set_token(59)
    at = view.board._at
    assert at.furthest > 0
    assert 59 * at.pitch - view.board._scrolled < at.visible


def test_another_sentence_forgets_a_token_beyond_its_end(view: GatesView, make_seen) -> None:
    view.set_token(6)
    view.show_trace(make_seen(2))
    assert view.token is None
    view.show_trace(None)
    assert view.unit is None


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", [QSize(700, 350), QSize(1600, 600)], ids=["small", "large"])
def test_a_picture_is_drawn_in_every_theme(view: GatesView, step: Step, theme: Theme, size: QSize) -> None:
    view.set_theme(theme)
    view.set_step(step)
    view.set_ranking([(0, 0.5), (1, -0.25)])
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.page))
    painter = QPainter(image)
    view.paint_onto(painter, QRect(QPoint(0, 0), size))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(size.height(), size.width())
    for part in (pixels[:, : size.width() // 2], pixels[:, size.width() // 2 :]):
        assert len(np.unique(part)) > 30


def test_a_file_of_shapes_has_the_words_and_the_maps(view: GatesView, step: Step) -> None:
    view.set_step(step)
    buffer, size = QBuffer(), QSize(1000, 400)
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(size)
    painter = QPainter(svg)
    view.paint_onto(painter, QRect(QPoint(0, 0), size))
    painter.end()
    written = bytes(buffer.data()).decode()
    assert "Haifa" in written
    assert written.count("<image") >= 12  # six maps of two directions


def test_a_file_of_shapes_has_no_more_of_a_long_sentence_than_is_seen(view: GatesView, make_seen) -> None:
    view.show_trace(make_seen(120))
    view.set_token(100)
    buffer, size = QBuffer(), QSize(1000, 400)
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(size)
    painter = QPainter(svg)
    view.paint_onto(painter, QRect(QPoint(0, 0), size))
    painter.end()
    at = view.board._picture.arranged(QSize(view_width(size), 400))
    images = re.findall(r'<image x="([^"]*)" y="[^"]*" width="([^"]*)"', bytes(buffer.data()).decode())
    wide = [float(width) for _, width in images if float(width) > 20]
    assert len(wide) == 12
    assert all(width <= at.visible + at.pitch for width in wide)


def view_width(size: QSize) -> int:
    """Give what the maps get of a picture without a ranking."""
    return size.width() - max(NARROW, round(size.width() * SIDE_SHARE)) - 16


def test_a_line_that_is_read_says_every_value(view: GatesView) -> None:
    assert set(VALUES) == set(MAPS)
    view.set_theme(DARK)
    assert view.board.accessibleName()


def test_the_caret_moves_fast_in_a_long_sentence(view: GatesView, make_seen: Callable[..., SeenTrace]) -> None:
    view.show_trace(make_seen(60, 128))
    spent = []
    for token in range(60):
        before = time.process_time()
        view.set_token(token)
        view.board.repaint()
        spent.append(time.process_time() - before)
    assert sorted(spent)[30] < 0.016
