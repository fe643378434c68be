from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.keymap import Keymap
from gui.panels.panel import Panel
from gui.panels.segmented import short_count
from gui.panels.side_bar import SideBar
from gui.theme import DARK, LIGHT

TITLES = ("Entities", "Suggestions", "Tagger")


@pytest.fixture
def bar(qtbot: QtBot) -> SideBar:
    bar = SideBar(LIGHT)
    for title in TITLES:
        panel = Panel(title, "entities", LIGHT)
        panel.body.addWidget(QLabel(title))
        panel.set_count(0)
        bar.add_panel(title, panel)
    qtbot.addWidget(bar)
    bar.resize(320, 400)
    bar.show()
    return bar


def test_the_first_panel_is_shown_at_first(bar: SideBar) -> None:
    assert bar.current == "Entities"
    assert [panel.isVisible() for panel in bar._panels] == [True, False, False]


def test_a_click_shows_a_panel_and_tells_it(qtbot: QtBot, bar: SideBar) -> None:
    with qtbot.waitSignal(bar.panel_chosen) as told:
        qtbot.mouseClick(bar._switch.segments[2], Qt.MouseButton.LeftButton)
    assert told.args == ["Tagger"]
    assert bar.current == "Tagger"


def test_show_panel_tells_nothing(qtbot: QtBot, bar: SideBar) -> None:
    with qtbot.assertNotEmitted(bar.panel_chosen):
        bar.show_panel("Suggestions")
    assert bar.current == "Suggestions"
    assert [s.isChecked() for s in bar._switch.segments] == [False, True, False]
    with pytest.raises(ValueError, match="Nowhere"):
        bar.show_panel("Nowhere")


def test_a_growing_count_moves_nothing(bar: SideBar) -> None:
    before = [(segment.geometry(), segment.sizeHint()) for segment in bar._switch.segments]
    bar._panels[0].set_count(12_345)
    QApplication.sendPostedEvents()
    bar.grab()
    assert [(segment.geometry(), segment.sizeHint()) for segment in bar._switch.segments] == before
    assert bar._switch.segments[0]._count == "12k"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0"), (999, "999"), (1_000, "1k"), (1_249, "1.2k"), (12_999, "12k"), (3_200_000, "3M")],
)
def test_counts_are_said_in_four_characters(count: int, said: str) -> None:
    assert short_count(count) == said


def test_the_bar_can_be_drawn_in_both_themes(bar: SideBar) -> None:
    light = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != light


def test_words_show_where_all_of_them_fit_and_otherwise_none(bar: SideBar) -> None:
    segments = bar._switch.segments
    needed = sum(segment.sizeHint().width() for segment in segments)
    for width, shown in ((needed, True), (needed - 1, False), (needed + 50, True)):
        bar._switch.resize(width, 40)
        assert [segment.shows_word for segment in segments] == [shown] * 3
        bar.grab()
    assert [segment.toolTip() for segment in segments] == list(TITLES)


def test_choosing_a_panel_moves_no_segment(bar: SideBar) -> None:
    before = [segment.geometry() for segment in bar._switch.segments]
    bar.show_panel("Suggestions")
    bar.grab()
    assert [segment.geometry() for segment in bar._switch.segments] == before


def test_a_segment_says_its_count_and_key(qtbot: QtBot, bar: SideBar) -> None:
    panel = Panel("Search", "search", LIGHT)
    bar.add_panel("Search", panel, "find")
    bar.set_keys(Keymap())
    panel.set_count(1_204)
    segment = bar._switch.segments[-1]
    assert (segment.accessibleName(), segment.toolTip()) == ("Search, 1,204", "Search (Ctrl+F)")
    panel.set_count(0)
    assert segment.accessibleName() == "Search"


def test_where_the_words_do_not_fit_the_title_stands_above_the_panel(bar: SideBar) -> None:
    assert not bar._title.isVisible()
    for title in ("Search", "History", "Guidelines", "Gates"):
        bar.add_panel(title, Panel(title, "search", LIGHT))
    bar.layout().activate()
    bar.show_panel("Guidelines")
    assert bar._title.isVisible()
    assert bar._title.text() == "Guidelines"
    assert bar.minimumSizeHint().width() <= 320


def sign(segment) -> tuple[int, int]:
    """Where what is drawn on a segment begins and ends, in the middle of its height."""
    image = segment.grab().toImage()
    inside = range(6, image.width() - 6)
    rows = range(image.height() // 2 - 8, image.height() // 2 + 8)
    ground = image.pixelColor(6, 6)
    drawn = [x for x in inside if any(image.pixelColor(x, y) != ground for y in rows)]
    return drawn[0], drawn[-1]


@pytest.mark.parametrize("count", [8, 88, 888])
def test_an_icon_and_its_count_stand_in_the_middle_of_their_segment(bar: SideBar, count: int) -> None:
    bar._switch.resize(3 * 56, 40)
    segment = bar._switch.segments[0]
    bar._panels[0].set_count(count)
    left, right = sign(segment)
    assert abs(left + right - segment.width()) <= 9
    assert left >= 7


def test_a_count_moves_its_icon_only_from_a_hundred_on(bar: SideBar) -> None:
    bar._switch.resize(3 * 56, 40)
    lefts = []
    for count in (0, 1, 99, 100):
        bar._panels[0].set_count(count)
        lefts.append(sign(bar._switch.segments[0])[0])
    assert lefts[0] == lefts[1] == lefts[2] > lefts[3]
