from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.text.labels import Label, LabelSet
from gui.panels.chooser_rows import ChoiceRow, NewLabelRow, rows_for
from gui.panels.label_chooser import LabelChooser
from gui.theme import DARK, LIGHT
from gui.widgets.headed_list import HEADING_HEIGHT, Heading

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
LABELS = LabelSet(
    [
        Label("PER", 0, "1", "People, no titles"),
        Label("Court", 1, "2", group="Law"),
        Label("LOC", 2, "3"),
        Label("Drug", 3, group="Medicine"),
        Label("Statute", 4, group="Law"),
    ]
)


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[LabelChooser]:
    window = QWidget()
    qtbot.addWidget(window)
    chooser = LabelChooser(LIGHT, window)
    ask(chooser)
    yield chooser
    chooser.hide()


def ask(chooser: LabelChooser, about: str = "Ada", armed: str | None = None, labels: LabelSet = LABELS) -> None:
    chooser.ask(QPoint(10, 10), about, labels, ["Drug", "gone"], armed)


@pytest.fixture
def told(chooser: LabelChooser) -> list[tuple]:
    heard: list[tuple] = []
    for kind in ("chosen", "armed", "added"):
        getattr(chooser, kind).connect(lambda value, kind=kind: heard.append((kind, value)))
    return heard


def press(chooser: LabelChooser, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(chooser.field, key)


def current(chooser: LabelChooser) -> str:
    return chooser.list.rows[chooser.list.currentIndex().row()].label.name


def test_it_opens_with_what_was_used_lately_and_then_all_under_their_groups(chooser: LabelChooser) -> None:
    said = [row.text if isinstance(row, Heading) else row.label.name for row in chooser.list.rows]
    assert said == [
        "Recently used", "Drug", "Without a group", "PER", "LOC", "Law", "Court", "Statute", "Medicine", "Drug",
    ]  # fmt: skip
    assert current(chooser) == "Drug"
    assert chooser.list.rowHeight(0) == HEADING_HEIGHT


def test_without_groups_and_recent_ones_there_are_no_headings() -> None:
    assert rows_for(LabelSet(LABELS[:1]), [], "") == [ChoiceRow(LABELS[0])]


def test_a_few_letters_and_enter_label(chooser: LabelChooser, told: list) -> None:
    QTest.keyClicks(chooser.field, "st")
    assert chooser.names == ["Statute"]
    press(chooser, Key.Key_Return)
    assert told == [("chosen", "Statute")]
    assert not chooser.isVisible()


def test_the_arrows_pass_over_headings_and_stay_at_the_ends(chooser: LabelChooser) -> None:
    seen = []
    for _ in range(8):
        seen.append(current(chooser))
        press(chooser, Key.Key_Down)
    assert seen == ["Drug", "PER", "LOC", "Court", "Statute", "Drug", "Drug", "Drug"]
    press(chooser, Key.Key_PageUp, Key.Key_PageUp)
    assert chooser.list.currentIndex().row() == 1
    assert chooser.field.hasFocus()


def test_the_current_label_is_said_to_assistive_technology(chooser: LabelChooser) -> None:
    press(chooser, Key.Key_Down)
    assert chooser.field.accessibleDescription() == "PER, key 1"


def test_alt_and_enter_arm_and_disarm(chooser: LabelChooser, told: list) -> None:
    QTest.keyClick(chooser.field, Key.Key_Return, ALT)
    ask(chooser, armed="Drug")
    QTest.keyClick(chooser.field, Key.Key_Return, ALT)
    assert told == [("armed", "Drug"), ("armed", None)]


def test_with_nothing_to_label_enter_arms(chooser: LabelChooser, told: list) -> None:
    ask(chooser, about="")
    press(chooser, Key.Key_Return)
    assert told == [("armed", "Drug")]


def test_a_name_that_there_is_not_yet_can_be_added(chooser: LabelChooser, told: list) -> None:
    QTest.keyClicks(chooser.field, "  Dose  form ")
    assert chooser.list.rows == [NewLabelRow("Dose form")]
    press(chooser, Key.Key_Return)
    assert told == [("added", "Dose form")]


@pytest.mark.parametrize("typed", ["PER", "O", " "])
def test_a_name_that_cannot_be_one_is_not_offered(typed: str) -> None:
    assert not any(isinstance(row, NewLabelRow) for row in rows_for(LABELS, [], typed))


def test_escape_closes_and_tells_nothing(chooser: LabelChooser, told: list) -> None:
    QTest.keyClicks(chooser.field, "per")
    press(chooser, Key.Key_Escape)
    assert not chooser.isVisible()
    assert told == []


def test_a_click_on_a_label_labels_and_one_on_a_heading_does_nothing(chooser: LabelChooser, told: list) -> None:
    def click(number: int) -> None:
        place = chooser.list.visualRect(chooser.list.rows_model.index(number)).center()
        QTest.mouseClick(chooser.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(2)
    assert told == []
    click(3)
    assert told == [("chosen", "PER")]


def test_typing_does_not_change_its_height(chooser: LabelChooser) -> None:
    height = chooser.height()
    QTest.keyClicks(chooser.field, "zzz")
    assert chooser.height() == height


def test_it_can_be_drawn_in_both_themes(chooser: LabelChooser) -> None:
    light = chooser.grab().toImage()
    chooser.set_theme(DARK)
    assert chooser.grab().toImage() != light


def test_nothing_covers_anything_and_nothing_is_left_over_whenever_it_opens(chooser: LabelChooser) -> None:
    for few in (1, 5, 2):
        for about in ("Ada", ""):
            chooser.hide()
            chooser.ask(QPoint(10, 10), about, LabelSet(LABELS[:few]), [label.name for label in LABELS[:few]], None)
            hint, column = chooser._hint.geometry(), chooser.layout()
            assert hint.top() >= chooser.list.geometry().bottom()
            assert hint.height() == chooser._hint.heightForWidth(hint.width())
            assert chooser.height() - 1 - hint.bottom() == column.contentsMargins().bottom() + chooser.frameWidth()
