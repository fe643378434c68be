from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from engine.text.labels import Label, LabelSet
from gui.panels.label_bar import GAP, LabelBar
from gui.panels.label_chip import HEIGHT, FilterChip, LabelChip
from gui.panels.panel import first_focusable
from gui.theme import ALL, DARK, LIGHT

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


def shown(bar: LabelBar) -> list[str]:
    """The labels of the chips one can see, in the order of their places."""
    chips = [chip for chip in bar._chips.values() if chip.isVisible()]
    return [chip.label.name for chip in sorted(chips, key=lambda chip: (chip.y(), chip.x()))]


def make_narrow(bar: LabelBar, labels: LabelSet, width: int) -> None:
    bar.set_labels(labels)
    bar.resize(width, bar.sizeHint().height())
    QApplication.sendPostedEvents()
    bar.layout().activate()


@pytest.mark.parametrize("count", [1, 12, 40, 200])
@pytest.mark.parametrize("width", [230, 320, 700, 1400])
@pytest.mark.parametrize("name", ["L", "A label with a rather long name "])
def test_any_number_of_labels_takes_two_rows_at_most_and_none_is_cut(
    bar: LabelBar, width: int, count: int, name: str
) -> None:
    make_narrow(bar, LabelSet().with_names([f"{name}{i}" for i in range(count)]), width)
    parts = [chip for chip in bar._chips.values() if chip.isVisible()]
    parts += [bar._more] if bar._more.isVisible() else []
    assert bar._area.height() <= 2 * HEIGHT + GAP
    assert all(bar._area.rect().contains(part.geometry()) for part in parts)
    assert not any(a.geometry().intersects(b.geometry()) for a, b in combinations([*parts], 2))
    assert bar.rect().contains(bar._add.geometry())
    assert bar._more.isVisible() == (len(shown(bar)) < count)


def test_labels_that_all_fit_have_no_way_to_others(bar: LabelBar) -> None:
    assert shown(bar) == ["PER", "LOC", "ORG"]
    assert not bar._more.isVisible()


def test_the_first_labels_have_their_places_whatever_is_used(bar: LabelBar) -> None:
    make_narrow(bar, MANY, 700)
    places = {name: bar._chips[name].geometry() for name in shown(bar)}
    height, own = bar.height(), shown(bar)[:-2]
    bar.set_recent([MANY[25].name, MANY[29].name])
    bar.set_armed(MANY[28].name)
    assert {MANY[25].name, MANY[28].name} <= set(shown(bar))
    assert [bar._chips[name].geometry() for name in own] == [places[name] for name in own]
    assert bar.height() == height


def test_a_label_that_was_used_lately_keeps_its_place_when_another_one_is(bar: LabelBar) -> None:
    make_narrow(bar, MANY, 1400)
    bar.set_recent([MANY[25].name, MANY[26].name, MANY[27].name])
    before = bar._chips[MANY[25].name].geometry()
    bar.set_recent([MANY[28].name, MANY[27].name, MANY[25].name])
    assert bar._chips[MANY[25].name].geometry() == before
    assert {MANY[25].name, MANY[27].name, MANY[28].name} <= set(shown(bar))


def test_an_armed_label_can_always_be_seen(bar: LabelBar) -> None:
    for width in (230, 700):
        make_narrow(bar, MANY, width)
        bar.set_recent([label.name for label in MANY[5:20]])
        bar.set_armed(MANY[29].name)
        assert bar._chips[MANY[29].name].isVisible()
        assert bar._chips[MANY[29].name].isChecked()


def test_a_renamed_label_stays_armed(bar: LabelBar) -> None:
    bar.set_armed("LOC")
    bar.set_labels(LabelSet([LABELS[0], Label("PLACE", 1, "2"), LABELS[2]]))
    assert bar.armed == "PLACE"
    assert bar._chips["PLACE"].isChecked()


def test_the_way_to_the_others_says_how_many_and_prints_its_key(qtbot: QtBot, bar: LabelBar) -> None:
    make_narrow(bar, MANY, 700)
    bar.set_choose_key("0")
    assert bar._more.text() == f"{30 - len(shown(bar))} more (0)"
    with qtbot.waitSignal(bar.more_requested):
        qtbot.mouseClick(bar._more, Qt.MouseButton.LeftButton)


def test_two_hundred_labels_make_only_the_chips_that_are_seen(bar: LabelBar) -> None:
    make_narrow(bar, LabelSet().with_names([f"Label {n}" for n in range(200)]), 700)
    assert len(bar._chips) < 30


def test_the_keyboard_comes_to_the_first_label_and_goes_on_in_their_order(bar: LabelBar) -> None:
    make_narrow(bar, MANY, 700)
    first = first_focusable(bar)
    assert first is bar._chips[MANY[0].name]
    seen, widget = [], first
    while isinstance(widget, LabelChip):
        if widget.isVisible():
            seen.append(widget.label.name)
        widget = widget.nextInFocusChain()
    assert seen == shown(bar)


def test_without_labels_it_says_what_one_is(bar: LabelBar) -> None:
    make_narrow(bar, LabelSet(), 320)
    assert bar._hint.isVisible()
    assert bar._area.rect().contains(bar._hint.geometry())


def test_a_new_label_is_told_with_its_guideline(qtbot: QtBot, bar: LabelBar) -> None:
    qtbot.mouseClick(bar._add, Qt.MouseButton.LeftButton)
    name, guideline = bar._popup.findChildren(QLineEdit)
    qtbot.keyClicks(name, "  Court   decision ")
    qtbot.keyClicks(guideline, "With its date")
    with qtbot.waitSignal(bar.label_added) as told:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    assert told.args == ["Court decision", "With its date"]
    assert not bar._popup.isVisible()


@pytest.mark.parametrize("name", ["", "   ", "PER", " PER ", "O"])
def test_a_label_without_name_or_with_a_taken_one_is_not_told(qtbot: QtBot, bar: LabelBar, name: str) -> None:
    bar._popup.ask(bar._add, LABELS.names)
    field = bar._popup.findChildren(QLineEdit)[0]
    qtbot.keyClicks(field, name)
    with qtbot.assertNotEmitted(bar.label_added):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not bar._popup._add.isEnabled()
    assert bool(bar._popup._problem.text()) == bool(name.strip())
    bar._popup.hide()


def test_the_bar_can_be_drawn_in_both_themes(bar: LabelBar) -> None:
    bar.set_armed("PER")
    light = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != light


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_in_high_contrast_chips_have_an_edge(qtbot: QtBot, theme) -> None:
    for chip in (LabelChip(LABELS.named("LOC"), theme), FilterChip(LABELS.named("LOC"), theme)):
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
        image = chip.grab().toImage()
        column = {image.pixelColor(image.width() // 2, y).name() for y in range(4)}
        assert (chip.colours.chip in column) is theme.strong
