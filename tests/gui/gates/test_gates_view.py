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
from gui.gates.gates_view import GatesView
from gui.gates.map_board import VALUES
from gui.gates.map_picture import Cell, Direction, MapPicture
from gui.gates.parts import Part, parted
from gui.gates.seen_trace import SeenTrace
from gui.theme import ALL, DARK, LIGHT, Theme
from tests.gui.audit import findings

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
    heat = board._at.places[board._at.maps.index(which)]
    half = board._picture._block_places(heat)[0].height()
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
    QTest.mouseClick(view.board, LEFT, pos=QPoint(place_of(view, "f", 5, 0).x(), view.board._at.words[0].y() + 2))
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
    view.by_contribution.click()
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


def shapes(view: GatesView, size: QSize) -> str:
    """Draw a view into a file of shapes."""
    buffer, svg = QBuffer(), QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(size)
    painter = QPainter(svg)
    view.paint_onto(painter, QRect(QPoint(0, 0), size))
    painter.end()
    return bytes(buffer.data()).decode()


def test_a_file_of_shapes_has_the_words_and_the_maps(view: GatesView, step: Step) -> None:
    view.set_step(step)
    written = shapes(view, QSize(1000, 400))
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
    maps = parted(size, Part.MAPS, view.font()).maps
    assert maps is not None
    at = view.board._picture.arranged(maps.size())
    images = re.findall(r'<image x="([^"]*)" y="[^"]*" width="([^"]*)"', bytes(buffer.data()).decode())
    wide = [float(width) for _, width in images if float(width) > 20]
    assert len(wide) == 12
    assert all(width <= at.visible + at.pitch for width in wide)


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


NORMAL = QSize(700, 300)
"""Of the view in a window of 1280 by 820, between both panels."""
SMALL = QSize(278, 136)
"""In the smallest window."""


@pytest.mark.parametrize(("units", "told"), [(8, False), (64, True)])
def test_it_is_told_where_a_line_of_pixels_is_of_several_units(
    view: GatesView, make_seen: Callable[..., SeenTrace], units: int, told: bool
) -> None:
    view.resize(NORMAL)
    view.show_trace(make_seen(units=units))
    board = view.board
    legend = board._at.legends[2].topLeft() + QPoint(3, 3)
    assert board._help_at(legend).startswith("Candidate: show it alone (key g)")
    shared = units / board._picture._block_places(board._at.places[2])[0].height()
    assert (shared > 1) == told
    assert ("the mean of" in board._help_at(legend)) == told


@pytest.fixture
def narrow(view: GatesView, step: Step) -> GatesView:
    view.resize(NORMAL)
    view.set_token(2)
    view.set_step(step)
    return view


def test_a_click_on_a_cell_shows_its_step_where_there_is_no_room_beside_the_maps(narrow: GatesView) -> None:
    assert narrow.shown == (Part.MAPS,)
    chosen = []
    narrow.unit_chosen.connect(chosen.append)
    QTest.mouseClick(narrow.board, LEFT, pos=place_of(narrow, "c", 4, 4))
    assert len(chosen) == 1
    assert narrow.shown == (Part.STEP,)
    assert narrow.step_view.back.isVisible()
    QTest.mouseClick(narrow.step_view.back, LEFT)
    assert narrow.shown == (Part.MAPS,)


def test_the_value_under_the_mouse_is_forgotten_when_the_maps_give_way_to_the_step(narrow: GatesView) -> None:
    before = narrow.readout.text()
    narrow.board._hover(Cell("c", 4, 2))
    assert narrow.readout.text() != before
    narrow.show_part(Part.STEP)
    assert narrow.readout.text() == before


def test_a_mouse_that_is_dragged_goes_on_choosing_until_it_is_let_go(narrow: GatesView) -> None:
    tokens = []
    narrow.token_chosen.connect(tokens.append)
    QTest.mousePress(narrow.board, LEFT, pos=place_of(narrow, "f", 1, 0))
    assert narrow.shown == (Part.MAPS,)
    QTest.mouseRelease(narrow.board, LEFT, pos=place_of(narrow, "f", 1, 0))
    assert narrow.shown == (Part.STEP,)
    assert tokens == [1]


def test_a_click_on_a_word_leaves_the_maps(narrow: GatesView) -> None:
    QTest.mouseClick(narrow.board, LEFT, pos=QPoint(place_of(narrow, "f", 5, 0).x(), narrow.board._at.words[0].y() + 2))
    assert narrow.token == 5
    assert narrow.shown == (Part.MAPS,)


def test_return_shows_the_step_and_escape_the_maps_with_the_keyboard_in_them(narrow: GatesView) -> None:
    narrow.activateWindow()
    narrow.board.setFocus()
    QTest.keyClick(narrow.board, Qt.Key.Key_Return)
    assert narrow.shown == (Part.STEP,)
    assert narrow.focusWidget() is narrow.step_view
    QTest.keyClick(narrow.step_view, Qt.Key.Key_Escape)
    assert narrow.shown == (Part.MAPS,)
    assert narrow.focusWidget() is narrow.board


def test_the_step_is_kept_when_the_caret_moves_and_the_arrows_move_it(narrow: GatesView, seen: SeenTrace) -> None:
    narrow.activateWindow()
    narrow.show_part(Part.STEP)
    narrow.set_token(0)
    assert narrow.shown == (Part.STEP,)
    narrow.step_view.setFocus()
    tokens = []
    narrow.token_chosen.connect(tokens.append)
    QTest.keyClick(narrow.step_view, Qt.Key.Key_Right)
    assert tokens == [1]
    narrow.show_trace(seen)
    assert narrow.shown == (Part.STEP,)


def test_the_switch_shows_what_is_seen(narrow: GatesView) -> None:
    for part in Part:
        QTest.mouseClick(narrow.part_bar.segments[part.value], LEFT)
        assert narrow.shown == (part,)
    narrow.show_part(Part.MAPS)
    assert narrow.part_bar.taken == Part.MAPS.value


def test_a_large_view_shows_all_parts_and_has_no_switch_for_them(view: GatesView, step: Step) -> None:
    view.resize(1280, 530)
    view.set_step(step)
    assert view.shown == tuple(Part)
    assert not view.part_bar.isVisible()
    QTest.mouseClick(view.board, LEFT, pos=place_of(view, "h", 1, 1))
    assert view.shown == tuple(Part)
    assert not view.step_view.back.isVisible()


@pytest.mark.parametrize("name", MAPS)
def test_the_letter_of_a_map_shows_it_alone_and_again_all(narrow: GatesView, name: str) -> None:
    for alone in ((name,), MAPS):
        QTest.keyClick(narrow.board, name)
        assert narrow.board.maps == alone


def test_a_click_on_a_legend_shows_its_map_alone_and_again_all(narrow: GatesView) -> None:
    legend = narrow.board._at.legends[MAPS.index("o")]
    QTest.mouseClick(narrow.board, LEFT, pos=legend.center())
    assert narrow.board.maps == ("o",)
    QTest.mouseClick(narrow.board, LEFT, pos=narrow.board._at.legends[0].center())
    assert narrow.board.maps == MAPS


def test_the_letters_in_the_legend_of_one_map_lead_to_the_others_and_to_all(narrow: GatesView) -> None:
    QTest.keyClick(narrow.board, Qt.Key.Key_F)
    at, picture = narrow.board._at, narrow.board._picture
    letters = dict(picture.legends.letters(at.legends[0], back=True))
    QTest.mouseClick(narrow.board, LEFT, pos=letters["h"].center())
    assert narrow.board.maps == ("h",)
    QTest.mouseClick(narrow.board, LEFT, pos=letters[""].center())
    assert narrow.board.maps == MAPS


def test_escape_gives_back_all_maps_before_it_leaves(narrow: GatesView, qtbot) -> None:
    QTest.keyClick(narrow.board, Qt.Key.Key_C)
    QTest.keyClick(narrow.board, Qt.Key.Key_Escape)
    assert narrow.board.maps == MAPS
    assert narrow.shown == (Part.MAPS,)


def test_one_map_stays_alone_in_the_next_sentence(narrow: GatesView, make_seen) -> None:
    QTest.keyClick(narrow.board, Qt.Key.Key_G)
    narrow.show_trace(make_seen(12))
    assert narrow.board.maps == ("g",)


def test_a_cell_of_a_map_that_stands_alone_is_one_of_it(narrow: GatesView) -> None:
    QTest.keyClick(narrow.board, Qt.Key.Key_I)
    assert narrow.board._cell_at(place_of(narrow, "i", 3, 1).toPointF()).which == "i"


def test_in_the_smallest_view_one_map_is_seen_and_its_letters_show_others(narrow: GatesView) -> None:
    narrow.resize(SMALL)
    assert narrow.board.maps == ("h",)
    QTest.keyClick(narrow.board, Qt.Key.Key_F)
    assert narrow.board.maps == ("f",)
    narrow.resize(NORMAL)
    assert narrow.board.maps == MAPS


def test_the_view_gives_way_down_to_the_smallest_pane(narrow: GatesView) -> None:
    assert narrow.minimumSizeHint().width() <= SMALL.width()
    assert narrow.minimumSizeHint().height() <= SMALL.height()


@pytest.mark.parametrize("width", [278, 360, 560, 700, 860, 1000, 1300])
def test_nothing_in_the_row_of_switches_lies_on_anything_else(narrow: GatesView, width: int) -> None:
    narrow.resize(width, 300)
    tools = [narrow.directions, narrow.by_contribution, narrow._chip, narrow.readout, narrow.part_bar]
    rects = [widget.geometry() for widget in tools if widget.isVisible()]
    for number, rect in enumerate(rects):
        assert narrow._tools.rect().contains(rect)
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def test_the_value_of_a_cell_is_not_cut_at_seven_hundred_pixels(narrow: GatesView) -> None:
    narrow.board.hovered.emit(Cell("g", 0, 15))
    assert narrow.readout._shown() == " ".join(narrow.readout.text().split())
    assert "«Margareta»" in narrow.readout.text()


def test_the_number_of_a_cell_is_not_cut_in_the_smallest_view(narrow: GatesView, seen: SeenTrace) -> None:
    narrow.resize(SMALL)
    narrow.board.hovered.emit(Cell("h", 0, 3))
    assert narrow.readout._shown() == f"{seen.trace.values('h')[0, 3]:.3f}".replace("-", "−")


def test_switches_are_words_from_a_thousand_pixels_on(narrow: GatesView) -> None:
    assert [segment.short for segment in narrow.directions.segments] == [True] * 3
    narrow.resize(1000, 300)
    assert [segment.short for segment in narrow.directions.segments] == [False] * 3
    assert narrow.by_contribution.text() == "By contribution"


def test_everything_that_takes_the_keyboard_has_a_name(narrow: GatesView) -> None:
    for part in Part:
        narrow.show_part(part)
        assert list(findings(narrow)) == []


def test_a_picture_has_all_maps_also_when_one_is_seen_alone(narrow: GatesView, step: Step) -> None:
    narrow.show_part(Part.STEP)
    narrow.board.show_alone("f")
    written = shapes(narrow, QSize(1248, 608))
    assert written.count("<image") >= 12
    assert "tanh(" in written


def test_everything_is_drawn_anew_fast_in_a_large_window(view: GatesView, make_seen: Callable[..., SeenTrace]) -> None:
    view.resize(1600, 700)
    view.show_trace(make_seen(60, 128))
    spent = []
    for _ in range(15):
        view.board._legends = None
        before = time.process_time()
        view.board.grab()
        spent.append(time.process_time() - before)
    assert min(spent) < 0.016
