from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from engine.text.document import DocumentState
from gui.document_list import DocumentList
from gui.panels.document_rows import described
from gui.panels.documents import DocumentsPanel
from gui.theme import DARK, LIGHT


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
        panel.update_row(replace(ROWS[1], spans=99))
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
def test_update_row_changes_one_row_and_the_progress(panel: DocumentsPanel, wanted: str) -> None:
    panel._filter.setText(wanted)
    assert panel._progress_text.text() == "1 of 3 done"
    changed: list[tuple[int, int]] = []
    panel._list.rows_model.modelReset.connect(lambda: pytest.fail("a full reset"))
    panel._list.rows_model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    panel.update_row(replace(ROWS[0], state=DocumentState.DONE))
    assert changed == [(0, 0)]
    assert panel._progress_text.text() == "2 of 3 done"
    panel.update_row(ROWS[0])
    assert panel._progress_text.text() == "1 of 3 done"


def test_update_row_refuses_a_document_that_is_not_there(panel: DocumentsPanel) -> None:
    with pytest.raises(KeyError):
        panel.update_row(Row(99, "nowhere.txt"))


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
    panel.update_row(noted)
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
    (menu,) = panel.findChildren(QMenu)
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
