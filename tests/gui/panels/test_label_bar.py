from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from engine.text.labels import Label, LabelSet
from gui.panels.label_bar import LabelBar
from gui.panels.label_chip import HEIGHT, WIDEST_NAME, LabelChip
from gui.theme import DARK, LIGHT

LABELS = LabelSet([Label("PER", 0, "1", "People, no titles"), Label("LOC", 1, "2"), Label("ORG", 2, "3")])
MANY = LabelSet().with_names([f"A label with a rather long name {i}" for i in range(30)])


@pytest.fixture
def bar(qtbot: QtBot) -> LabelBar:
    bar = LabelBar(LIGHT)
    qtbot.addWidget(bar)
    bar.resize(700, bar.sizeHint().height())
    bar.set_labels(LABELS)
    bar.show()
    return bar


def click(qtbot: QtBot, bar: LabelBar, name: str) -> None:
    qtbot.mouseClick(bar._chips[name], Qt.MouseButton.LeftButton)


def heard(bar: LabelBar) -> list[tuple[str, str | None]]:
    told: list[tuple[str, str | None]] = []
    bar.label_clicked.connect(lambda name: told.append(("clicked", name)))
    bar.label_armed.connect(lambda name: told.append(("armed", name)))
    return told


def test_a_click_labels_and_arms_and_a_second_one_disarms(qtbot: QtBot, bar: LabelBar) -> None:
    told = heard(bar)
    click(qtbot, bar, "PER")
    assert bar.armed == "PER"
    click(qtbot, bar, "PER")
    assert told == [("clicked", "PER"), ("armed", "PER"), ("clicked", "PER"), ("armed", None)]
    assert bar.armed is None


def test_only_one_label_is_armed(qtbot: QtBot, bar: LabelBar) -> None:
    click(qtbot, bar, "PER")
    click(qtbot, bar, "LOC")
    assert [name for name, chip in bar._chips.items() if chip.isChecked()] == ["LOC"]


def test_an_armed_label_stays_armed_when_the_labels_change(qtbot: QtBot, bar: LabelBar) -> None:
    click(qtbot, bar, "LOC")
    with qtbot.assertNotEmitted(bar.label_armed):
        bar.set_labels(LABELS.with_names(["DATE"]))
    assert bar.armed == "LOC"
    assert bar._chips["LOC"].isChecked()
    bar.set_labels(LabelSet([LABELS[0]]))
    assert bar.armed is None


def test_setting_the_armed_label_tells_nothing(qtbot: QtBot, bar: LabelBar) -> None:
    with qtbot.assertNotEmitted(bar.label_armed), qtbot.assertNotEmitted(bar.label_clicked):
        bar.set_armed("ORG")
    assert bar._chips["ORG"].isChecked()
    with pytest.raises(KeyError):
        bar.set_armed("NONE")
    assert bar.armed == "ORG"


def test_a_click_leaves_the_keyboard_where_it_is(qtbot: QtBot, bar: LabelBar) -> None:
    assert bar._chips["PER"].focusPolicy() == Qt.FocusPolicy.TabFocus
    qtbot.keyClick(bar._chips["PER"], Qt.Key.Key_Space)
    assert bar.armed == "PER"


def test_a_chip_says_its_key_and_its_guideline(bar: LabelBar) -> None:
    chip = bar._chips["PER"]
    assert "People, no titles" in chip.toolTip()
    assert chip.accessibleName() == "Label PER, key 1"
    assert LabelChip(Label("X", 0, ""), LIGHT).accessibleName() == "Label X"


def test_arming_moves_nothing(bar: LabelBar) -> None:
    before = [chip.sizeHint() for chip in bar._chips.values()]
    bar.set_armed("LOC")
    assert [chip.sizeHint() for chip in bar._chips.values()] == before


@pytest.mark.parametrize("width", [320, 700, 1400])
def test_thirty_long_labels_take_three_rows_at_most_and_all_can_be_reached(bar: LabelBar, width: int) -> None:
    bar.set_labels(MANY)
    bar.resize(width, bar.height())
    area = bar._area
    assert area.height() <= 3 * HEIGHT + 2 * 4
    assert area.widget().height() >= max(chip.geometry().bottom() for chip in bar._chips.values())
    assert all(chip.name_width() <= WIDEST_NAME for chip in bar._chips.values())
    assert bar._add.isVisible()
    assert bar.rect().contains(bar._add.geometry())


def test_a_new_label_is_told_with_its_guideline(qtbot: QtBot, bar: LabelBar) -> None:
    qtbot.mouseClick(bar._add, Qt.MouseButton.LeftButton)
    name, guideline = bar._popup.findChildren(QLineEdit)
    qtbot.keyClicks(name, "  Court   decision ")
    qtbot.keyClicks(guideline, "With its date")
    with qtbot.waitSignal(bar.label_added) as told:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    assert told.args == ["Court decision", "With its date"]
    assert not bar._popup.isVisible()


@pytest.mark.parametrize("name", ["", "   ", "PER", " PER "])
def test_a_label_without_name_or_with_a_taken_one_is_not_told(qtbot: QtBot, bar: LabelBar, name: str) -> None:
    bar._popup.ask(bar._add, LABELS.names)
    field = bar._popup.findChildren(QLineEdit)[0]
    qtbot.keyClicks(field, name)
    with qtbot.assertNotEmitted(bar.label_added):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not bar._popup._add.isEnabled()
    assert bool(bar._popup._problem.text()) == ("PER" in name)
    bar._popup.hide()


def test_the_bar_can_be_drawn_in_both_themes(bar: LabelBar) -> None:
    bar.set_armed("PER")
    light = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != light
