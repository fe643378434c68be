from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from engine.text.labels import LabelSet
from export.entity_table import EntityTable
from gui.panels.entities import EntitiesPanel
from gui.panels.entity_rows import Heading, NameRow, PlaceRow
from gui.theme import DARK, LIGHT

LABELS = LabelSet().with_names(["PER", "LOC"])
TEXT = "Ada met Bob in Paris. Argo. Bob left. Then Bob came."
ADA, BOB, PARIS, ARGO = (0, 3, "PER", None), (8, 11, "PER", None), (15, 20, "LOC", None), (22, 26, "SHIP", None)
BOB_2, BOB_3 = (28, 31, "PER", None), (43, 46, "PER", None)
ALL = [ADA, BOB, PARIS, ARGO, BOB_2, BOB_3]
Key = Qt.Key


def table(rows: list[tuple[int, int, str, float | None]], text: str = TEXT) -> EntityTable:
    return EntityTable.of(text, ("PER", "LOC"), rows)


@pytest.fixture
def panel(qtbot: QtBot) -> EntitiesPanel:
    panel = EntitiesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.set_labels(LABELS)
    panel.set_entities(table(ALL))
    panel.show()
    return panel


@pytest.fixture
def told(panel: EntitiesPanel) -> list[int]:
    """The starts of the entities that the panel asks to see."""
    starts: list[int] = []
    panel.entity_chosen.connect(lambda start, _: starts.append(start))
    return starts


def brief(panel: EntitiesPanel) -> list[object]:
    return [
        row.label if isinstance(row, Heading) else row.name if isinstance(row, NameRow) else row.start
        for row in panel.listing
    ]


def current(panel: EntitiesPanel) -> object:
    index = panel._list.currentIndex()
    return panel._list.rows_model.row(index) if index.isValid() else None


def place(panel: EntitiesPanel, number: int) -> QRect:
    return panel._list.visualRect(panel._list.rows_model.index(number))


def click(qtbot: QtBot, panel: EntitiesPanel, number: int) -> None:
    qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, number).center())


def click_arrow(qtbot: QtBot, panel: EntitiesPanel, number: int) -> None:
    ((_, arrow),) = panel._delegate.button_rects(place(panel, number), panel.listing[number])
    qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=arrow.center())


def press(qtbot: QtBot, panel: EntitiesPanel, *keys: Key) -> None:
    for key in keys:
        qtbot.keyClick(panel._list, key)


def show_now(panel: EntitiesPanel, entities: EntityTable) -> None:
    panel.set_entities(entities)
    panel.flush()


def test_labels_are_unfolded_and_names_folded_at_first(panel: EntitiesPanel) -> None:
    assert brief(panel) == ["PER", "Bob", "Ada", "LOC", "Paris", "SHIP", "Argo"]
    assert panel.count == 6


def test_a_switch_lists_the_names_in_the_order_of_the_text(qtbot: QtBot, panel: EntitiesPanel) -> None:
    panel.set_caret(0)
    qtbot.mouseClick(panel._by_place, Qt.MouseButton.LeftButton)
    assert brief(panel)[:3] == ["PER", "Ada", "Bob"]
    assert current(panel).name == "Ada"
    assert "Click for those that stand most often" in panel._by_place.toolTip()
    qtbot.mouseClick(panel._by_place, Qt.MouseButton.LeftButton)
    assert brief(panel)[:3] == ["PER", "Bob", "Ada"]


def test_a_click_on_a_name_that_stands_once_goes_there_every_time(qtbot: QtBot, panel, told) -> None:
    click(qtbot, panel, 4)
    click(qtbot, panel, 4)  # again: the person has scrolled away and wants to be back
    assert told == [15, 15]


def test_a_name_that_stands_more_often_goes_on_from_place_to_place(qtbot: QtBot, panel, told) -> None:
    panel.set_caret(12)
    for _ in range(4):
        click(qtbot, panel, 1)
    assert told == [28, 43, 8, 28]
    assert current(panel).name == "Bob"


def test_enter_goes_on_like_a_click_and_the_keyboard_stays_in_the_list(qtbot: QtBot, panel, told) -> None:
    panel.entity_chosen.connect(lambda start, _: panel.set_caret(start))  # as the window does
    panel._list.set_current(1)
    press(qtbot, panel, Key.Key_Return, Key.Key_Return)
    assert told == [8, 28]
    assert brief(panel)[panel._list.currentIndex().row()] == "Bob"


def test_enter_on_an_unfolded_name_stays_on_the_name(qtbot: QtBot, panel, told) -> None:
    panel.entity_chosen.connect(lambda start, _: panel.set_caret(start))
    click_arrow(qtbot, panel, 1)
    press(qtbot, panel, Key.Key_Return, Key.Key_Return)
    assert told == [8, 28]
    assert panel._list.currentIndex().row() == 1


def test_a_click_on_a_heading_folds_its_names(qtbot: QtBot, panel, told) -> None:
    click(qtbot, panel, 0)
    assert brief(panel) == ["PER", "LOC", "Paris", "SHIP", "Argo"]
    click(qtbot, panel, 0)
    assert brief(panel)[:3] == ["PER", "Bob", "Ada"]
    assert told == []


def test_the_arrow_of_a_name_shows_its_places_and_goes_nowhere(qtbot: QtBot, panel, told) -> None:
    click_arrow(qtbot, panel, 1)
    assert brief(panel)[:6] == ["PER", "Bob", 8, 28, 43, "Ada"]
    assert told == []
    click(qtbot, panel, 3)
    assert told == [28]
    click_arrow(qtbot, panel, 1)
    assert brief(panel)[:3] == ["PER", "Bob", "Ada"]


def test_keys_fold_and_climb_as_in_a_tree(qtbot: QtBot, panel, told) -> None:
    panel._list.set_current(1)
    press(qtbot, panel, Key.Key_Right)
    assert brief(panel)[1:3] == ["Bob", 8]
    panel._list.set_current(3)
    press(qtbot, panel, Key.Key_Left)  # from a place to its name
    assert panel._list.currentIndex().row() == 1
    press(qtbot, panel, Key.Key_Left, Key.Key_Left)  # folds the name, then goes to its label
    assert brief(panel)[:3] == ["PER", "Bob", "Ada"]
    assert panel._list.currentIndex().row() == 0
    press(qtbot, panel, Key.Key_Space)
    assert brief(panel)[:2] == ["PER", "LOC"]
    press(qtbot, panel, Key.Key_Return)
    assert brief(panel)[:2] == ["PER", "Bob"]
    assert told == []


def test_letters_typed_in_the_list_are_searched_for(qtbot: QtBot, panel: EntitiesPanel) -> None:
    qtbot.keyClick(panel._list, "b")
    assert panel._search.text() == "b"
    assert brief(panel) == ["PER", "Bob"]


def test_searching_finds_names_and_labels(qtbot: QtBot, panel: EntitiesPanel) -> None:
    qtbot.keyClicks(panel._search, "par")
    assert brief(panel) == ["LOC", "Paris"]
    panel._search.setText("ship")
    assert brief(panel) == ["SHIP", "Argo"]
    assert panel.count == 6
    panel._search.setText("zzz")
    assert panel._no_match.isVisible()
    assert not panel._next.isEnabled()


def test_next_and_previous_start_at_the_caret_and_go_round(qtbot: QtBot, panel, told) -> None:
    panel.set_caret(12)
    for button in (panel._next, panel._next, panel._previous, panel._previous, panel._previous, panel._previous):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told == [15, 22, 15, 8, 0, 43]
    assert current(panel).name == "Bob"


def test_the_first_entity_of_a_new_text_is_the_next_one_even_under_the_caret(panel, told) -> None:
    panel.set_caret(0)
    panel.set_entities(table([(0, 3, "PER", 0.5), (5, 8, "PER", 0.5)], "Eve, Ann"))
    panel.forget_caret()
    panel.step(1)
    panel.step(1)
    assert told == [0, 5]


def test_next_passes_over_what_filter_and_search_leave_out(panel, told) -> None:
    panel.set_filter(frozenset({"PER", "SHIP"}), 0.0)
    panel._search.setText("a")
    for _ in range(3):
        panel.step(1)
    assert told == [0, 22, 0]


def test_without_entities_next_goes_nowhere(panel, told) -> None:
    show_now(panel, EntityTable.empty())
    panel.step(1)
    assert told == []
    assert panel._empty.isVisible()
    assert panel.count == 0


def test_a_filter_that_hides_all_says_so(panel: EntitiesPanel) -> None:
    panel.set_filter(frozenset(), 0.0)
    assert panel._all_hidden.isVisible()
    assert panel._all_hidden.text == "The filter hides all 6 entities."


def test_the_entity_at_the_caret_is_marked(qtbot: QtBot, panel, told) -> None:
    panel.set_caret(18)
    assert current(panel).name == "Paris"
    panel.set_caret(12)  # on no entity: the mark stays where one was last
    assert current(panel).name == "Paris"
    click_arrow(qtbot, panel, 1)
    panel.set_caret(44)
    assert current(panel).start == 43
    assert told == []


def test_an_entity_that_comes_where_the_caret_is_is_marked_unless_somebody_is_in_the_list(qtbot: QtBot, panel) -> None:
    show_now(panel, table([PARIS]))
    panel.set_caret(18)
    panel.set_caret(1)
    show_now(panel, table([ADA, PARIS]))
    assert current(panel).name == "Ada"
    panel.activateWindow()
    panel._list.setFocus()
    press(qtbot, panel, Key.Key_Up)
    show_now(panel, table(ALL))
    assert isinstance(current(panel), Heading)


def test_the_current_row_stays_while_entities_stream_in(panel, told) -> None:
    show_now(panel, table([PARIS, ADA]))
    panel.set_caret(16)
    show_now(panel, table(ALL))
    assert current(panel).name == "Paris"
    assert told == []


def test_what_is_on_screen_stays_there_while_entities_stream_in(panel: EntitiesPanel) -> None:
    text = "".join(f"{i:06d} " for i in range(2_000))
    spans = [(7 * i, 7 * i + 6, "PER", 0.5) for i in range(2_000)]
    show_now(panel, table(spans[1_000:], text))
    bar = panel._list.verticalScrollBar()
    bar.setValue(5_005)
    top = panel._list.indexAt(panel._list.viewport().rect().topLeft())
    before, offset = panel._list.rows_model.row(top).name, panel._list.visualRect(top).top()
    for first in (500, 0):
        show_now(panel, table(spans[first:], text))
        top = panel._list.indexAt(panel._list.viewport().rect().topLeft())
        assert (panel._list.rows_model.row(top).name, panel._list.visualRect(top).top()) == (before, offset)
    bar.setValue(0)
    show_now(panel, table(spans[3:], text))
    assert bar.value() == 0


def test_another_text_begins_at_its_top_with_names_folded(qtbot: QtBot, panel: EntitiesPanel) -> None:
    click_arrow(qtbot, panel, 1)
    panel._list.set_current(2)
    show_now(panel, table([(0, 3, "PER", 0.5), (4, 7, "PER", 0.5)], "Bob Bob"))
    assert brief(panel) == ["PER", "Bob"]
    assert current(panel) is None


def test_many_batches_are_shown_a_few_times_and_the_last_one_for_sure(qtbot: QtBot, panel: EntitiesPanel) -> None:
    shown: list[int] = []
    panel.refreshed.connect(lambda: shown.append(panel.count))
    qtbot.waitUntil(lambda: not panel._pause.isActive())
    for last in range(1, 7):
        panel.set_entities(table(ALL[:last]))
    assert shown == [1]
    qtbot.waitUntil(lambda: panel.count == 6)
    assert shown == [1, 6]


def test_a_hidden_panel_only_counts_and_fills_when_it_is_shown(qtbot: QtBot, panel: EntitiesPanel) -> None:
    panel.hide()
    with qtbot.assertNotEmitted(panel.refreshed):
        panel.set_entities(table([ADA, (4, 7, "LOC", 0.2)]))
        assert panel.count == 2
    panel.show()
    assert brief(panel) == ["PER", "Ada", "LOC", "met"]


def test_two_hundred_thousand_entities_are_refreshed_at_once_and_made_only_where_seen(panel: EntitiesPanel) -> None:
    count, kinds = 200_000, 20_000
    text = "".join(f"{i % kinds:06d} " for i in range(count))
    starts = np.arange(count) * 7
    sure = np.full(count, 0.5)
    entities = EntityTable(text, ("PER", "LOC"), starts, starts + 6, np.arange(count) % kinds % 2, sure)
    show_now(panel, entities.where(np.arange(count) % 100 > 0))
    painted: list[object] = []
    paint_row = panel._delegate.paint_row
    panel._delegate.paint_row = lambda p, r, row, o: (painted.append(row), paint_row(p, r, row, o))  # type: ignore
    panel.set_entities(entities)
    began = time.process_time()
    panel.flush()
    spent = time.process_time() - began
    panel.grab()
    assert len(panel.listing) == kinds + 2
    assert spent < 0.15
    assert 0 < len(painted) < 100


def test_the_panel_can_be_drawn_in_both_themes(qtbot: QtBot, panel: EntitiesPanel) -> None:
    click_arrow(qtbot, panel, 1)
    assert isinstance(panel.listing[2], PlaceRow)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_every_control_has_a_name(panel: EntitiesPanel) -> None:
    for control in (panel._search, panel._by_place, panel._previous, panel._next, panel._list):
        assert control.accessibleName()


def test_an_entity_with_a_note_says_so_in_the_list_and_its_tooltip(panel: EntitiesPanel) -> None:
    before = panel.grab().toImage()
    panel.set_notes({(15, 20): "the <town>?"})
    assert panel.grab().toImage() != before
    model = panel._list.rows_model
    number = brief(panel).index("Paris")
    assert model.index(number).data(Qt.ItemDataRole.AccessibleTextRole).endswith("\nNote: the <town>?")
    assert "the &lt;town&gt;?" in model.index(number).data(Qt.ItemDataRole.ToolTipRole)
    others = [n for n in range(model.rowCount()) if n != number]
    assert not any("Note" in model.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in others)
