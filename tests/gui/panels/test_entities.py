from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.text.labels import LabelSet
from gui.panels.entities import EntitiesPanel
from gui.panels.entity_rows import EntityRow, Heading, described, grouped
from gui.theme import DARK, LIGHT

LABELS = LabelSet().with_names(["PER", "LOC"])
PARIS = EntityRow(20, 25, "LOC", "Paris")
ADA = EntityRow(0, 3, "PER", "Ada")
BOB = EntityRow(8, 11, "PER", "Bob")
OTHER = EntityRow(30, 34, "SHIP", "Argo")

ENTITIES = st.lists(
    st.builds(
        lambda start, label, text: EntityRow(start, start + 1, label, text),
        st.integers(0, 50),
        st.sampled_from(["A", "B", "C"]),
        st.text(max_size=4),
    ),
    max_size=20,
    unique_by=lambda entity: entity.start,
)


@pytest.fixture
def panel(qtbot: QtBot) -> EntitiesPanel:
    panel = EntitiesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.set_labels(LABELS)
    panel.set_entities([PARIS, BOB, OTHER, ADA])
    panel.show()
    return panel


def rows(panel: EntitiesPanel) -> list[object]:
    return list(panel._list.rows_model.rows)


def click(qtbot: QtBot, panel: EntitiesPanel, number: int) -> None:
    place = panel._list.visualRect(panel._list.rows_model.index(number)).center()
    qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@given(ENTITIES)
def test_every_entity_is_listed_once_under_its_label(entities: list[EntityRow]) -> None:
    listed = grouped(entities, ["B"])
    heading: Heading | None = None
    seen = []
    for row in listed:
        if isinstance(row, Heading):
            heading = row
        else:
            assert heading is not None
            assert row.label == heading.label
            seen.append(row)
    assert sorted(seen, key=lambda e: e.start) == sorted(entities, key=lambda e: e.start)
    assert sum(row.count for row in listed if isinstance(row, Heading)) == len(entities)


def test_groups_follow_the_labels_and_then_the_alphabet(panel: EntitiesPanel) -> None:
    heads = [
        Heading("PER", 2, False),
        ADA,
        BOB,
        Heading("LOC", 1, False),
        PARIS,
        Heading("SHIP", 1, False),
        OTHER,
    ]
    assert rows(panel) == heads
    assert panel.count == 4


def test_a_click_tells_where_the_entity_is(qtbot: QtBot, panel: EntitiesPanel) -> None:
    with qtbot.waitSignal(panel.entity_chosen) as told:
        click(qtbot, panel, 2)
    assert told.args == [8, 11]
    with qtbot.waitSignal(panel.entity_chosen):  # again: the person has scrolled away and wants to be back
        click(qtbot, panel, 2)


def test_a_click_on_a_heading_folds_its_entities(qtbot: QtBot, panel: EntitiesPanel) -> None:
    with qtbot.assertNotEmitted(panel.entity_chosen):
        click(qtbot, panel, 0)
        assert rows(panel)[:2] == [Heading("PER", 2, True), Heading("LOC", 1, False)]
        click(qtbot, panel, 0)
    assert ADA in rows(panel)


def test_searching_finds_texts_and_labels(qtbot: QtBot, panel: EntitiesPanel) -> None:
    qtbot.keyClicks(panel._search, "par")
    assert rows(panel) == [Heading("LOC", 1, False), PARIS]
    panel._search.setText("ship")
    assert rows(panel) == [Heading("SHIP", 1, False), OTHER]
    panel._search.setText("zzz")
    assert panel._no_match.isVisible()


def test_the_marked_entity_stays_marked_while_entities_stream_in(qtbot: QtBot, panel: EntitiesPanel) -> None:
    with qtbot.assertNotEmitted(panel.entity_chosen):
        panel.set_current(20, 25)
        panel.set_entities([EntityRow(5, 6, "PER", "X"), ADA, BOB, PARIS, OTHER])
    assert panel._list.rows_model.row(panel._list.currentIndex()) == PARIS


def test_setting_entities_tells_nothing(qtbot: QtBot, panel: EntitiesPanel) -> None:
    with qtbot.assertNotEmitted(panel.entity_chosen):
        panel.set_current(0, 3)
        panel.set_entities([])
    assert panel._empty.isVisible()
    assert panel.count == 0


def test_stepping_can_start_from_a_position_in_the_text(panel: EntitiesPanel) -> None:
    told: list[int] = []
    panel.entity_chosen.connect(lambda start, _: told.append(start))
    panel.step(1, position=9)
    panel.step(-1, position=9)
    panel.step(-1, position=0)
    assert told == [20, 8, 30]
    panel.set_entities([])
    panel.step(1)
    assert len(told) == 3


def test_an_entity_is_described_with_label_and_confidence() -> None:
    assert described(EntityRow(0, 3, "PER", "Ada", 0.999)) == "Ada\nPER, 99\N{NO-BREAK SPACE}% sure"
    assert described(EntityRow(0, 3, "PER", "Ada", 1.0)).endswith("100\N{NO-BREAK SPACE}% sure")
    assert described(ADA) == "Ada\nPER"
    assert described(Heading("PER", 1, False)) == "PER, 1 entity"


def test_ten_thousand_entities_are_drawn_only_where_they_are_seen(panel: EntitiesPanel) -> None:
    painted: list[object] = []
    paint_row = panel._delegate.paint_row
    panel._delegate.paint_row = lambda p, r, row, o: (painted.append(row), paint_row(p, r, row, o))  # type: ignore
    panel.set_entities([EntityRow(i, i + 1, "PER", f"{i}") for i in range(10_000)])
    panel.grab()
    assert 0 < len(painted) < 100


def test_the_panel_can_be_drawn_in_both_themes(panel: EntitiesPanel) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light
