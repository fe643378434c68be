"""Every screen, in a small window and a usual one: all by keyboard, with names, a focus that is seen, no words cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from export.sample import sample_letter
from gui.panels.new_label import NewLabelPopup
from scripts.screens import SCREENS, Screen, Stage
from tests.gui.audit import findings, known_as, seen, takes_keyboard, unseen_focus, walked

SIZES = ((860, 560), (1280, 820))


@pytest.fixture
def stage(driver, project: Path) -> Iterator[Stage]:
    """The app with a small project, wide awake."""
    driver.open(project)
    driver.key(Qt.Key.Key_1)
    yield Stage(driver.app, sample_letter())
    driver.app.window.toast.show_busy("")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_can_be_used_without_mouse_and_without_eyes(stage: Stage, size: tuple[int, int]) -> None:
    stage.window.resize(*size)
    found: list[str] = []
    looked: list[str] = []
    kinds: set[str] = set()
    for screen in SCREENS:

        def look(window: QWidget, screen: Screen = screen) -> None:
            looked.append(screen.name)
            found.extend(f"{screen.name}: {what}" for what in findings(window))
            found.extend(f"{screen.name}: {what}" for what in unseen_focus(window, kinds))

        screen.show(stage, look)
    assert looked == [screen.name for screen in SCREENS]
    assert len(kinds) > 15
    assert "\n".join(sorted(set(found))) == ""


DIALOGS = {"labels", "remove-label", "taggers", "comparison", "backups", "ledger", "new-label", "note"}


@pytest.mark.parametrize("screen", [s for s in SCREENS if s.name in DIALOGS], ids=lambda screen: screen.name)
def test_tab_goes_through_everything_in_a_dialog(stage: Stage, screen: Screen) -> None:
    missed: list[str] = []

    def look(window: QWidget) -> None:
        stops = [w for w in seen(window) if takes_keyboard(w) and w.isEnabled()]
        stops[0].setFocus()
        met = walked(window)
        missed.extend(known_as(stop) for stop in stops if stop not in met)

    screen.show(stage, look)
    assert missed == []


def test_a_new_label_is_asked_for_on_the_screen_that_is_called_so(stage: Stage) -> None:
    looked: list[QWidget] = []
    next(screen for screen in SCREENS if screen.name == "new-label").show(stage, looked.append)
    assert [type(window) for window in looked] == [NewLabelPopup]


# the audit itself: it must see what is wrong --------------------------------------------------------------------------


@pytest.fixture
def bad(qtbot: QtBot) -> QWidget:
    """A window in which each thing is wrong in another way."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    unreachable = QPushButton("Only for mice")
    unreachable.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    narrow = QLabel("Words that need more room than they get")
    narrow.setFixedWidth(40)
    silent = QWidget(accessibleName="Silent")
    silent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    silent.setMinimumSize(30, 30)
    for widget in (QLineEdit(), unreachable, QToolButton(accessibleName="Sign"), narrow, silent):
        column.addWidget(widget)
    outside = QPushButton("Sticks out", window)
    window.resize(200, 200)
    outside.setGeometry(150, 150, 100, 30)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def test_the_audit_sees_each_thing_that_is_wrong(bad: QWidget) -> None:
    found = list(findings(bad))
    for words in (
        "QLineEdit «» in QWidget takes the keyboard and has no name",
        "QPushButton «Only for mice» in QWidget cannot be reached with Tab",
        "QToolButton «Sign» in QWidget has only an icon and does not say what it does",
    ):
        assert words in found
    assert any(what.startswith("QLabel «Words that need") and "needs" in what for what in found)
    assert any(what.startswith("QPushButton «Sticks out»") and "is seen" in what for what in found)


def test_the_audit_sees_a_focus_that_paints_nothing(bad: QWidget) -> None:
    silent = "QWidget QWidget «Silent» in QWidget looks the same with the keyboard on it"
    assert silent in list(unseen_focus(bad, set()))


def test_the_audit_sees_where_tab_does_not_lead_out(qtbot: QtBot, bad: QWidget) -> None:
    class Trap(QLineEdit):
        def focusNextPrevChild(self, _forwards: bool) -> bool:
            return True

    trap = Trap(bad)
    trap.show()
    trap.setFocus()
    assert walked(bad) == {trap}
