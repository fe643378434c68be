from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from engine.project.label_actions import LabelUse
from engine.text.document import DocumentState
from engine.text.labels import Label
from gui.document_list import DocumentList
from gui.document_listing import ORDERS, Arrangement, DocumentFilter, Order
from gui.panels.document_rows import described
from gui.panels.documents import DocumentsPanel
from gui.panels.progress_overview import BAR, LabelUseDelegate
from gui.theme import ALL, DARK, LIGHT, Theme


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    state: DocumentState = DocumentState.NEW
    tokens: int = 184
    spans: int = 12
    note: str = ""


ROWS = [Row(7, "letter.txt"), Row(8, "Interview.docx"), Row(9, "LETTER two.txt", DocumentState.DONE)]


@pytest.fixture
def panel(qtbot: QtBot) -> DocumentsPanel:
    panel = DocumentsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(260, 500)
    panel.set_documents(DocumentList(ROWS))
    panel.show()
    return panel


def names(panel: DocumentsPanel) -> list[str]:
    return [row.name for row in panel._list.rows_model.rows]


def current_id(panel: DocumentsPanel) -> int | None:
    index = panel._list.currentIndex()
    return panel._list.rows_model.row(index).id if index.isValid() else None


def test_a_click_tells_the_documents_number(qtbot: QtBot, panel: DocumentsPanel) -> None:
    place = panel._list.visualRect(panel._list.rows_model.index(1)).center()
    with qtbot.waitSignal(panel.document_chosen) as told:
        qtbot.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [8]


def test_arrow_keys_go_from_document_to_document(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel.set_current(7)
    with qtbot.waitSignal(panel.document_chosen) as told:
        qtbot.keyClick(panel._list, Qt.Key.Key_Down)
    assert told.args == [8]


def test_setting_rows_and_the_current_one_tells_nothing(qtbot: QtBot, panel: DocumentsPanel) -> None:
    with qtbot.assertNotEmitted(panel.document_chosen):
        panel.set_current(9)
        panel.set_documents(DocumentList(ROWS[1:]))
        panel.update_rows([replace(ROWS[1], spans=99)])
        panel.set_current(None)


def test_typing_filters_by_name_whatever_the_case(qtbot: QtBot, panel: DocumentsPanel) -> None:
    qtbot.keyClicks(panel._filter, "letter")
    assert names(panel) == ["letter.txt", "LETTER two.txt"]
    qtbot.keyClick(panel._filter, Qt.Key.Key_Escape)
    assert len(names(panel)) == 3


def test_enter_in_the_filter_opens_the_first_match(qtbot: QtBot, panel: DocumentsPanel) -> None:
    qtbot.keyClicks(panel._filter, "inter")
    with qtbot.waitSignal(panel.document_chosen) as told:
        qtbot.keyClick(panel._filter, Qt.Key.Key_Return)
    assert told.args == [8]


def test_a_filter_that_nothing_matches_is_named(panel: DocumentsPanel) -> None:
    panel._filter.setText("zzz")
    assert panel._no_match.isVisible()
    assert "“zzz”" in panel._no_match.text


def test_the_current_document_stays_marked_through_filter_and_new_rows(panel: DocumentsPanel) -> None:
    panel.set_current(9)
    panel._filter.setText("inter")
    assert current_id(panel) is None
    panel._filter.setText("")
    assert current_id(panel) == 9
    panel.set_documents(DocumentList([Row(3, "new one.txt"), *ROWS]))
    assert current_id(panel) == 9


@pytest.mark.parametrize("wanted", ["", "letter"])
def test_update_rows_changes_one_row_and_the_progress(panel: DocumentsPanel, wanted: str) -> None:
    panel._filter.setText(wanted)
    assert panel._progress_text.text() == "1 of 3 done"
    changed: list[tuple[int, int]] = []
    panel._list.rows_model.modelReset.connect(lambda: pytest.fail("a full reset"))
    panel._list.rows_model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    panel.update_rows([replace(ROWS[0], state=DocumentState.DONE)])
    assert changed == [(0, 0)]
    assert panel._progress_text.text() == "2 of 3 done"
    panel.update_rows([ROWS[0]])
    assert panel._progress_text.text() == "1 of 3 done"


def test_update_rows_refuses_a_document_that_is_not_there(panel: DocumentsPanel) -> None:
    with pytest.raises(KeyError):
        panel.update_rows([Row(99, "nowhere.txt")])


def test_an_empty_project_asks_for_documents(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel.set_documents(DocumentList([]))
    assert panel._empty.isVisible()
    assert panel._progress_text.text() == ""
    with qtbot.waitSignal(panel.add_requested):
        qtbot.mouseClick(panel._empty.findChild(QPushButton), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.add_requested):
        qtbot.mouseClick(panel._add, Qt.MouseButton.LeftButton)


@pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent")  # Qt 6 has no other way to make one
def test_files_dropped_anywhere_on_the_panel_are_told(qtbot: QtBot, panel: DocumentsPanel, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt"))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel, QDragEnterEvent(QPoint(9, 9), *how))
    with qtbot.waitSignal(panel.files_dropped) as told:
        QApplication.sendEvent(panel, QDropEvent(QPointF(9, 9), *how))
    assert told.args == [[tmp_path / "a.txt"]]
    assert not panel._filter.acceptDrops()
    assert not panel._list.viewport().acceptDrops()


def test_a_row_says_name_state_and_sizes() -> None:
    row = Row(1, "a.txt", DocumentState.FLAGGED, tokens=1, spans=1204)
    assert described(row) == "a.txt, flagged, 1 word · 1,204 spans"


def test_fifty_thousand_documents_are_listed_without_asking_for_all(
    panel: DocumentsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    data = type(panel._list.rows_model).data
    monkeypatch.setattr(
        type(panel._list.rows_model), "data", lambda *a: asked.append(a[1].row()) or data(*a), raising=True
    )
    panel.set_documents(DocumentList([Row(i, f"{i}.txt") for i in range(50_000)]))
    panel.set_current(40_000)
    panel.grab()
    assert len(asked) < 1000


def test_the_panel_can_be_drawn_in_both_themes(panel: DocumentsPanel) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_a_note_has_a_sign_in_the_row_and_its_words_in_the_tooltip(qtbot: QtBot, panel: DocumentsPanel) -> None:
    before = panel.grab().toImage()
    noted = replace(ROWS[0], note="Ask <Oda>.")
    panel.update_rows([noted])
    assert panel.grab().toImage() != before
    index = panel._list.rows_model.index(0)
    assert described(noted).endswith("\nNote: Ask <Oda>.")
    assert "Ask &lt;Oda&gt;." in index.data(Qt.ItemDataRole.ToolTipRole)


# several ---------------------------------------------------------------------------------------------------------


def at(panel: DocumentsPanel, number: int) -> QPoint:
    return panel._list.visualRect(panel._list.rows_model.index(number)).center()


def click(panel: DocumentsPanel, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, modifier, at(panel, number))


@pytest.mark.parametrize(
    ("modifier", "selected"),
    [(Qt.KeyboardModifier.ControlModifier, [7, 9]), (Qt.KeyboardModifier.ShiftModifier, [7, 8, 9])],
)
def test_ctrl_and_shift_select_several_and_open_none(
    qtbot: QtBot, panel: DocumentsPanel, modifier: Qt.KeyboardModifier, selected: list[int]
) -> None:
    click(panel, 0)
    with qtbot.assertNotEmitted(panel.document_chosen):
        click(panel, 2, modifier)
    assert panel.selected == selected


def test_the_keyboard_selects_several_and_all(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel.set_current(7)
    with qtbot.assertNotEmitted(panel.document_chosen):
        qtbot.keyClick(panel._list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert panel.selected == [7, 8]
        qtbot.keyClick(panel._list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert panel.selected == [7, 8, 9]


def test_a_click_on_one_of_several_opens_it_and_selects_it_alone(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel.set_current(7)
    panel._list.selectAll()
    with qtbot.waitSignal(panel.document_chosen) as told:
        click(panel, 1)
    assert (told.args, panel.selected) == ([8], [8])


def test_delete_tells_what_is_selected(qtbot: QtBot, panel: DocumentsPanel) -> None:
    click(panel, 0)
    click(panel, 2, Qt.KeyboardModifier.ControlModifier)
    panel._list.setFocus()
    with qtbot.waitSignal(panel.delete_requested) as told:
        qtbot.keyClick(panel._list, Qt.Key.Key_Delete)
    assert told.args == [[7, 9]]


def test_the_menu_deletes_and_marks_what_is_selected(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel._list.selectAll()
    panel._list.customContextMenuRequested.emit(at(panel, 1))
    (menu,) = panel.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == ["Mark done", "Mark in progress", "Mark skipped", "Mark flagged", "Delete 3 documents"]
    with qtbot.waitSignal(panel.mark_requested) as told:
        actions["Mark flagged"].trigger()
    assert told.args == [[7, 8, 9], DocumentState.FLAGGED]
    menu.close()


def test_other_rows_are_not_selected_because_they_stand_where_others_stood(panel: DocumentsPanel) -> None:
    panel._list.selectAll()
    panel.set_documents(DocumentList(ROWS[1:]))
    assert panel.selected == []
    panel.set_current(9)
    assert panel.selected == [9]


def test_opening_a_document_takes_the_selection_away(panel: DocumentsPanel) -> None:
    click(panel, 0)
    click(panel, 2, Qt.KeyboardModifier.ControlModifier)
    panel.set_current(9)
    assert panel.selected == [9]


# order and filters --------------------------------------------------------------------------------------------------


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def order_menu(panel: DocumentsPanel) -> dict[str, QAction]:
    return entries(panel._tools._order_button.menu())


def filter_menu(panel: DocumentsPanel) -> dict[str, QAction]:
    return entries(panel._tools._filter_button.menu())


def chips(panel: DocumentsPanel) -> list[str]:
    return [chip.text() for chip in panel._tools._chips.findChildren(QToolButton) if chip.isVisible()]


def test_the_menu_puts_the_documents_in_an_order_and_says_which_it_is(qtbot: QtBot, panel: DocumentsPanel) -> None:
    assert [text for text, entry in order_menu(panel).items() if entry.isChecked()] == [
        "As in the project",
        "Ascending",
    ]
    order_menu(panel)["By name"].trigger()
    assert names(panel) == ["Interview.docx", "LETTER two.txt", "letter.txt"]
    with qtbot.waitSignal(panel.arranged) as told:
        order_menu(panel)["Descending"].trigger()
    assert names(panel) == ["letter.txt", "LETTER two.txt", "Interview.docx"]
    assert (told.args[0].order.name, told.args[0].descending) == ("name", True)
    assert panel._tools._order_button.accessibleName() == "Order of the documents: By name, descending"


def test_an_order_that_comes_later_is_offered_like_the_others(panel: DocumentsPanel) -> None:
    sure = Order("sure", "Least sure first", lambda documents: [-row.id for row in documents.rows])
    panel.set_orders((*ORDERS, sure))
    order_menu(panel)["Least sure first"].trigger()
    assert names(panel) == ["LETTER two.txt", "Interview.docx", "letter.txt"]


def test_selected_documents_stay_selected_and_the_open_one_in_sight_in_another_order(panel: DocumentsPanel) -> None:
    panel.set_documents(DocumentList([Row(i, f"{i % 7}-{i}.txt") for i in range(1, 200)]))
    panel.set_current(150)
    click(panel, 148, Qt.KeyboardModifier.ControlModifier)
    assert panel.selected == [149, 150]
    panel.arrange(Arrangement(ORDERS[1]))
    assert sorted(panel.selected) == [149, 150]
    panel.set_current(3)
    panel.arrange(Arrangement(ORDERS[0], descending=True))
    assert current_id(panel) == 3
    assert panel._list.viewport().rect().intersects(panel._list.visualRect(panel._list.currentIndex()))


def test_a_switch_for_each_state_says_how_many_there_are_and_shows_only_these(
    qtbot: QtBot, panel: DocumentsPanel
) -> None:
    switch = panel._states._switches[DocumentState.DONE]
    assert switch.accessibleName() == "Done: 1 document"
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert names(panel) == ["LETTER two.txt"]
    assert panel._tools._count.text() == "1 shown"
    panel.update_rows([replace(ROWS[0], state=DocumentState.DONE)])
    assert switch.accessibleName() == "Done: 2 documents"
    assert names(panel) == ["letter.txt", "LETTER two.txt"]


def test_the_filter_menu_shows_what_has_notes_and_spans_and_chips_take_it_back(
    qtbot: QtBot, panel: DocumentsPanel
) -> None:
    panel.set_documents(DocumentList([ROWS[0], replace(ROWS[1], note="Who?"), replace(ROWS[2], spans=0)]))
    filter_menu(panel)["Without spans"].trigger()
    assert (names(panel), chips(panel)) == (["LETTER two.txt"], ["Without spans"])
    filter_menu(panel)["With spans"].trigger()
    filter_menu(panel)["With a note"].trigger()
    assert (names(panel), chips(panel)) == (["Interview.docx"], ["With a note", "With spans"])
    for _ in range(2):
        chip = next(c for c in panel._tools._chips.findChildren(QToolButton) if c.isVisible())
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert (len(names(panel)), chips(panel)) == (3, [])


def test_documents_with_a_label_are_shown_as_soon_as_somebody_says_which_these_are(
    qtbot: QtBot, panel: DocumentsPanel
) -> None:
    panel.set_labels([Label("PER"), Label("A&B")])
    labels = filter_menu(panel)["With the label"].menu()
    assert isinstance(labels, QMenu)
    with qtbot.waitSignal(panel.label_wanted) as told:
        entries_of = {action.text(): action for action in labels.actions()}
        entries_of["A&&B"].trigger()
    assert (told.args, len(names(panel))) == (["A&B"], 3)
    panel.show_label("A&B", [8, 9, 1000])
    assert (names(panel), chips(panel)) == (["Interview.docx", "LETTER two.txt"], ["Has A&B"])
    panel.set_labels([Label("PER")])  # the label is gone
    assert (len(names(panel)), chips(panel)) == (3, [])


def test_where_no_document_fits_the_filters_all_of_them_can_be_taken_away(qtbot: QtBot, panel: DocumentsPanel) -> None:
    panel._filter.setText("letter")
    qtbot.mouseClick(panel._states._switches[DocumentState.FLAGGED], Qt.MouseButton.LeftButton)
    assert panel._no_match.isVisible()
    qtbot.mouseClick(panel._no_match.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert (len(names(panel)), panel._filter.text(), panel._states.chosen) == (3, "", frozenset())


def test_a_row_that_changes_does_not_move_what_is_on_the_screen(panel: DocumentsPanel) -> None:
    panel.set_documents(DocumentList([Row(i, f"{i}.txt", tokens=i) for i in range(1, 200)]))
    panel.arrange(Arrangement(ORDERS[3]))
    panel._choose_filter(DocumentFilter(states=frozenset({DocumentState.NEW})))
    panel.set_current(100)
    before = panel._list.verticalScrollBar().value()
    assert before > 0
    panel.update_rows([Row(100, "100.txt", DocumentState.DONE, tokens=5)])
    assert (current_id(panel), len(names(panel))) == (100, 199)
    panel.set_current(101)
    assert (current_id(panel), len(names(panel))) == (101, 198)
    assert panel._list.verticalScrollBar().value() == before


def test_letters_typed_in_the_list_go_into_the_filter_and_enter_gives_the_keyboard_to_the_text(
    qtbot: QtBot, panel: DocumentsPanel
) -> None:
    panel.set_current(7)
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(panel._list, Qt.Key.Key_Return)
    qtbot.keyClick(panel._list, "L")
    assert panel._filter.text() == "L"
    assert names(panel) == ["letter.txt", "LETTER two.txt"]


def test_many_selected_documents_do_not_make_a_filter_slow(panel: DocumentsPanel) -> None:
    panel.set_documents(DocumentList([Row(i, f"{i}.txt") for i in range(1, 5_000)]))
    panel._list.selectAll()
    panel._filter.setText("1")
    assert panel.selected == []


def test_progress_says_how_many_words_are_done_and_how_much_each_label_is_used(
    qtbot: QtBot, panel: DocumentsPanel
) -> None:
    panel.set_labels([Label("LOC"), Label("PER")])
    with qtbot.waitSignal(panel.overview.shown):
        qtbot.mouseClick(panel._unfold, Qt.MouseButton.LeftButton)
    assert panel.overview._words.text() == "Done: 184 of 552 words, 33\N{NO-BREAK SPACE}%"
    assert panel.overview._none.isVisible()
    panel.overview.set_use({"PER": LabelUse(1_200, 40), "LOC": LabelUse(300, 1)})
    rows = panel.overview._list.rows_model
    assert [rows.data(rows.index(n)) for n in range(2)] == [
        "PER: 1,200 spans in 40 documents",
        "LOC: 300 spans in 1 document",
    ]
    assert [row.share for row in rows.rows] == [1, 0.25]
    panel.update_rows([replace(ROWS[0], state=DocumentState.DONE)])
    assert panel.overview._words.text().startswith("Done: 368 of 552")


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_how_far_the_bar_of_a_label_goes_is_seen_in_every_theme(
    qtbot: QtBot, panel: DocumentsPanel, theme: Theme
) -> None:
    panel.set_theme(theme)
    panel.set_labels([Label("LOC"), Label("PER", 1)])
    panel.overview.set_use({"PER": LabelUse(100, 1), "LOC": LabelUse(50, 1)})
    qtbot.mouseClick(panel._unfold, Qt.MouseButton.LeftButton)
    shown = panel.overview._list
    image, middle = shown.grab().toImage(), shown.rowViewportPosition(1) + LabelUseDelegate.height - BAR - 2
    along = [image.pixelColor(x, middle).name() for x in range(image.width())]
    assert along.count(theme.label(0).chip) == pytest.approx(along.count(theme.track), abs=BAR)


def test_the_panel_is_as_narrow_as_before_whatever_the_numbers(panel: DocumentsPanel) -> None:
    states = list(DocumentState)
    panel.set_documents(DocumentList([Row(i, f"{i}.txt", states[i % 5]) for i in range(50_000)]))
    panel._choose_filter(DocumentFilter(noted=False, labelled=True, states=frozenset(states)))
    assert panel.minimumSizeHint().width() <= 260
