from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.settings import RecentProject
from gui.theme import DARK, LIGHT
from gui.welcome import Card, WelcomePage, when

# Qt 6 has no other way to make these events.
pytestmark = pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent")

NOW = datetime(2026, 3, 12, 14, 5)
RECENTS = [
    RecentProject(Path("/texts/Letters.gatelight"), "Letters", NOW),
    RecentProject(Path("/texts/Court.gatelight"), "Court", datetime(2025, 1, 2)),
]


@pytest.fixture
def page(qtbot: QtBot) -> WelcomePage:
    page = WelcomePage(LIGHT)
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.show()
    return page


def card(page: WelcomePage, beginning: str) -> Card:
    return next(card for card in page.findChildren(Card) if card.text().startswith(beginning))


@pytest.mark.parametrize(
    ("beginning", "signal"),
    [("New", "new_requested"), ("Try", "sample_requested"), ("Highlight", "highlight_requested")],
)
def test_each_card_asks_for_what_it_says(qtbot: QtBot, page: WelcomePage, beginning: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(page, signal)):
        qtbot.mouseClick(card(page, beginning), Qt.MouseButton.LeftButton)


def test_open_asks_without_a_path(qtbot: QtBot, page: WelcomePage) -> None:
    with qtbot.waitSignal(page.open_requested) as told:
        qtbot.mouseClick(card(page, "Open"), Qt.MouseButton.LeftButton)
    assert told.args == [None]


def test_a_card_can_be_pressed_with_the_keyboard(qtbot: QtBot, page: WelcomePage) -> None:
    with qtbot.waitSignal(page.new_requested):
        qtbot.keyClick(card(page, "New"), Qt.Key.Key_Space)


def test_a_recent_project_opens_with_a_click(qtbot: QtBot, page: WelcomePage) -> None:
    page.set_recent(RECENTS)
    recents = page._recents
    place = recents.visualRect(recents.rows_model.index(1)).center()
    with qtbot.waitSignal(page.open_requested) as told:
        qtbot.mouseClick(recents.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [RECENTS[1].path]


def test_arrow_keys_in_the_recent_projects_open_nothing(qtbot: QtBot, page: WelcomePage) -> None:
    page.set_recent(RECENTS)
    page._recents.set_current(0)
    with qtbot.assertNotEmitted(page.open_requested):
        qtbot.keyClick(page._recents, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.open_requested) as told:
        qtbot.keyClick(page._recents, Qt.Key.Key_Return)
    assert told.args == [RECENTS[1].path]


def test_a_recent_project_can_be_taken_off_the_list(qtbot: QtBot, page: WelcomePage) -> None:
    page.set_recent(RECENTS)
    recents = page._recents
    rect = recents.visualRect(recents.rows_model.index(0))
    place = recents.rows_delegate.button_rects(rect, RECENTS[0])[0][1].center()
    with qtbot.waitSignal(page.recent_removed) as told, qtbot.assertNotEmitted(page.open_requested):
        qtbot.mouseClick(recents.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [RECENTS[0].path]


def test_without_recent_projects_the_page_says_what_will_be_there(page: WelcomePage) -> None:
    assert page._none.isVisible()
    page.set_recent(RECENTS)
    assert not page._none.isVisible()


def test_files_that_hover_are_announced_and_taken_when_dropped(qtbot: QtBot, page: WelcomePage, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.txt", "b.txt")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    assert page._drop.overlay.isVisible()
    with qtbot.waitSignal(page.files_dropped) as told:
        QApplication.sendEvent(page, QDropEvent(QPoint(9, 9), copy, data, left, none))
    assert told.args == [[tmp_path / "a.txt", tmp_path / "b.txt"]]
    assert not page._drop.overlay.isVisible()


def test_a_drag_without_files_is_not_taken(page: WelcomePage) -> None:
    data = QMimeData()
    data.setText("words")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(page, enter)
    assert not page._drop.overlay.isVisible()


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        (datetime(2026, 3, 12, 9, 3), "today, 09:03"),
        (datetime(2026, 3, 11, 23, 59), "yesterday, 23:59"),
        (datetime(2026, 2, 1), "1 Feb"),
        (datetime(2025, 12, 31), "31 Dec 2025"),
    ],
)
def test_moments_are_said_as_people_say_them(opened: datetime, said: str) -> None:
    assert when(opened, NOW) == said


def test_the_page_can_be_drawn_in_both_themes(page: WelcomePage) -> None:
    page.set_recent(RECENTS)
    light = page.grab().toImage()
    page.set_theme(DARK)
    assert page.grab().toImage() != light
