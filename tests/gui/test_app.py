from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget

from engine.errors import FormatError, ModelFileError, ProjectError, UserError
from engine.project import label_actions
from engine.project.store import Store, StoredTagger
from engine.text.document import DocumentState, Span
from engine.version import installed_version
from export import building
from export.building import EarlyTagger
from export.entity_table import EntityTable
from export.runtime import Tagger
from gui import files
from gui.ledger_dialog import LedgerDialog
from gui.panels.label_chip import FilterChip
from gui.widgets.question import Question
from gui.widgets.row_list import RowList

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


class FakeTagger:
    """Finds every «Bob» and «Paris», the latter with doubt. names: the label of each."""

    metrics = {
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2, "f1_deviation": 0.0, "token_accuracy": 1.0,
        "sentences": 1, "tokens": 9, "per_label": {},
    }  # fmt: skip
    metadata = {"created": "2026-01-01"}
    info = {"sentences": 1, "spans": 2}

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self.names = names or {"Bob": "PER", "Paris": "LOC"}
        self.labels = tuple(self.names.values())

    def stream_tokens(self, tokens, order, at_a_time=2):
        while len(sentences := order.take(at_a_time)):
            found = [
                (t.start, t.end, self.names[t.form], 0.95 if t.form == "Bob" else 0.6)
                for n in sentences
                for t in tokens[slice(*tokens.sentence_range(n))]
                if t.form in self.names
            ]
            yield sentences, EntityTable.of(tokens.text, self.labels, found)


def double_click(surface, place) -> None:
    """Press, release, press again, release: what Qt sends for a double click."""
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(surface, button, none, place)
    QTest.mouseDClick(surface, button, none, place)
    QTest.mouseRelease(surface, button, none, place)


@pytest.fixture
def opened(driver, project: Path):
    driver.open(project)
    return driver


@pytest.fixture
def suggesting(opened):
    opened.app.suggesting.set_tagger(FakeTagger())
    opened.settle()
    return opened


# annotating ----------------------------------------------------------------------------------------------------------


def test_a_key_labels_the_token_under_the_caret_and_another_changes_it(opened) -> None:
    opened.key(Key.Key_1)
    assert opened.spans == [("Ada", "PER")]
    opened.key(Key.Key_2)
    assert opened.spans == [("Ada", "LOC")]


def test_a_label_key_on_a_longer_span_changes_the_whole_span(opened) -> None:
    opened.key(Key.Key_Right, SHIFT)
    opened.key(Key.Key_1)
    assert opened.spans == [("Ada met", "PER")]
    opened.caret("met")
    opened.key(Key.Key_2)
    assert opened.spans == [("Ada met", "LOC")]


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_and_backspace_remove_a_gold_span(opened, key: Qt.Key) -> None:
    opened.key(Key.Key_1)
    opened.key(key)
    assert opened.spans == []


def test_boundaries_move_by_key(opened) -> None:
    opened.caret("met")
    opened.key(Key.Key_1)
    opened.key(Key.Key_Right, ALT)
    assert opened.spans == [("met Bob", "PER")]
    opened.key(Key.Key_Left, ALT)
    assert opened.spans == [("Ada met Bob", "PER")]
    opened.key(Key.Key_Left, ALT | SHIFT)
    opened.key(Key.Key_Right, ALT | SHIFT)
    assert opened.spans == [("met", "PER")]
    opened.key(Key.Key_Right, ALT | SHIFT)
    assert opened.spans == [("met", "PER")]


def test_undo_goes_across_documents_and_redo_comes_back(opened) -> None:
    opened.key(Key.Key_1)
    opened.key(Key.Key_PageDown, CTRL)
    assert opened.document.name == "text 2"
    opened.key(Key.Key_Z, CTRL)
    assert (opened.document.name, opened.spans) == ("text 1", [])
    opened.key(Key.Key_Z, CTRL | SHIFT)
    assert opened.spans == [("Ada", "PER")]
    assert opened.app.window.commands["undo"].text() == "Undo: Label «Ada» as PER"


def test_done_goes_to_the_next_open_document_and_says_when_there_is_none(opened) -> None:
    for name in ("text 2", "text 3"):
        opened.key(Key.Key_Return, CTRL)
        assert opened.document.name == name
    opened.key(Key.Key_Return, CTRL)
    assert {row.state for row in opened.app.workspace.rows.values()} == {DocumentState.DONE}
    assert "Every document is done." in opened.messages


def test_skip_and_flag_can_be_taken_back(opened) -> None:
    opened.key(Key.Key_B, CTRL)
    assert opened.document.state == DocumentState.FLAGGED
    opened.key(Key.Key_B, CTRL)
    assert opened.document.state == DocumentState.NEW
    opened.key(Key.Key_Space, CTRL)
    assert opened.document.name == "text 2"


def test_an_armed_label_labels_each_drag_and_stays_armed(opened) -> None:
    window = opened.app.window
    window.label_bar.label_clicked.emit("LOC")
    window.label_bar.label_armed.emit("LOC")
    for form in ("Ada", "Bob"):
        opened.caret(form)
        place = window.view.token_center(window.view.caret)
        double_click(window.view.viewport(), place)
        opened.settle()
    assert opened.spans == [("Ada", "LOC"), ("Bob", "LOC")]
    assert opened.app.annotation.armed == "LOC"


def test_a_click_on_a_label_labels_what_is_selected_and_arms_nothing(opened) -> None:
    opened.key(Key.Key_Right, SHIFT)
    opened.app.window.label_bar.label_clicked.emit("PER")
    opened.app.window.label_bar.label_armed.emit("PER")
    opened.settle()
    assert opened.spans == [("Ada met", "PER")]
    assert opened.app.annotation.armed is None


def test_quick_keys_are_done_in_order_and_none_is_lost(opened) -> None:
    view = opened.app.window.view
    view.setFocus()
    for _ in range(6):
        for key in (Key.Key_1, Key.Key_2, Key.Key_Right):
            QTest.keyClick(view, key)
    opened.settle()
    assert [label for _, label in opened.spans] == ["LOC"] * 6
    for _ in range(12):
        opened.key(Key.Key_Z, CTRL)
    assert opened.spans == []


def test_a_new_label_gets_a_key_that_works_at_once(opened) -> None:
    opened.app.annotation.add_label("ORG", "Firms")
    opened.settle()
    opened.key(Key.Key_3)
    assert opened.spans == [("Ada", "ORG")]


def test_a_name_that_cannot_be_a_label_gets_a_sentence(opened) -> None:
    opened.app.annotation.add_label(" ", "")
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert isinstance(error, UserError)


def test_a_label_that_left_while_its_key_was_pressed_gets_a_sentence(opened) -> None:
    opened.app.project.editor.store.commit_made(lambda connection: label_actions.delete(connection, "PER"))
    opened.key(Key.Key_1)
    assert opened.spans == []
    assert "The project has no label PER any more; choose another one." in opened.messages
    opened.errors.clear()


# suggestions ---------------------------------------------------------------------------------------------------------


def test_suggestions_are_walked_through_accepted_and_rejected_by_key(suggesting) -> None:
    assert [s.span.label for s in suggesting.app.suggesting.suggestions] == ["PER", "LOC", "PER", "LOC"]
    suggesting.key(Key.Key_Tab)
    suggesting.key(Key.Key_Return)
    assert suggesting.spans == [("Bob", "PER")]
    suggesting.key(Key.Key_Tab)
    suggesting.key(Key.Key_Backspace)
    assert suggesting.document.rejected == (Span(15, 20, "LOC"),)
    assert len(suggesting.app.suggesting.suggestions) == 2
    suggesting.key(Key.Key_Z, CTRL)
    assert len(suggesting.app.suggesting.suggestions) == 3


def test_backspace_prefers_gold_to_a_suggestion_elsewhere(suggesting) -> None:
    suggesting.caret("Ada")
    suggesting.key(Key.Key_1)
    suggesting.key(Key.Key_Backspace)
    assert suggesting.spans == []
    assert suggesting.document.rejected == ()


def test_all_sure_suggestions_are_accepted_as_one_action(suggesting) -> None:
    sure = [s for s in suggesting.app.suggesting.suggestions if s.confidence >= 0.9]
    suggesting.app.annotation.accept_many(sure)
    suggesting.settle()
    assert suggesting.spans == [("Bob", "PER"), ("Bob", "PER")]
    suggesting.key(Key.Key_Z, CTRL)
    assert suggesting.spans == []


def test_a_done_document_has_no_suggestions(suggesting) -> None:
    suggesting.app.annotation.set_state(DocumentState.DONE)
    suggesting.settle()
    assert suggesting.app.suggesting.suggestions == ()


# opening and importing -----------------------------------------------------------------------------------------------


def test_the_caret_is_where_it_was_after_reopening(opened, project: Path) -> None:
    opened.key(Key.Key_PageDown, CTRL)
    opened.caret("Ada")
    opened.app.commands.close_project()
    opened.settle()
    opened.open(project)
    assert opened.document.name == "text 2"
    assert opened.document.tokens[opened.app.window.view.caret].form == "Ada"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("holes.conll", b"Ada\tB-PER\nmet\nBob\tB-PER\n"),
        ("nul.txt", b"some text\x00with a hole, long enough to be text otherwise\n" * 3),
    ],
)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(opened, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    good = tmp_path / "good.txt"
    good.write_text("Fine.", encoding="utf-8")
    revision = opened.app.project.editor.store.revision
    opened.app.project.import_files([good, path])
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert isinstance(error, FormatError)
    assert name in str(error)
    assert opened.app.project.editor.store.revision == revision
    assert len(opened.app.workspace.rows) == 3


def test_importing_shows_the_ledger_and_is_undone_as_one(opened, tmp_path: Path) -> None:
    path = tmp_path / "more.conll"
    path.write_text("Eve B-PER\n\n", encoding="utf-8")
    opened.app.project.import_files([path])
    opened.settle()
    assert len(opened.app.workspace.rows) == 4
    assert any("1 span in, 1 out" in message for message in opened.messages)
    opened.key(Key.Key_Z, CTRL)
    assert len(opened.app.workspace.rows) == 3


def test_a_project_that_cannot_be_opened_leaves_the_open_one_open(opened, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gatelight"
    bad.write_bytes(b"not a project")
    opened.app.project.open(bad)
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert isinstance(error, ProjectError)
    opened.key(Key.Key_1)
    assert opened.spans == [("Ada", "PER")]


def test_a_new_project_from_a_bad_file_leaves_no_file_behind(driver, tmp_path: Path) -> None:
    empty, path = tmp_path / "empty.txt", tmp_path / "new.gatelight"
    empty.touch()
    driver.app.project.create_from_files(path, [empty])
    driver.settle()
    assert len(driver.errors) == 1
    driver.errors.clear()
    assert not path.exists()
    assert driver.app.window.pages.currentWidget() is driver.app.window.welcome


def test_an_import_undone_to_nothing_shows_the_empty_page(opened) -> None:
    opened.key(Key.Key_Z, CTRL)
    assert opened.app.annotation.document is None
    assert opened.app.workspace.rows == {}
    opened.app.annotation.redo()
    opened.settle()
    assert len(opened.app.workspace.rows) == 3


# highlighting --------------------------------------------------------------------------------------------------------


def test_a_pasted_text_lights_up_and_is_filtered(opened) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.commands.show_highlight_page()
    QGuiApplication.clipboard().setText("Bob saw Paris.")
    QTest.keyClick(app.window.highlight_view, Key.Key_V, CTRL)
    opened.qtbot.waitUntil(lambda: len(app.highlighting.entities) == 2)
    opened.settle()
    view = app.window.highlight_view
    assert [view.mark_at(token) is not None for token in range(3)] == [True, False, True]
    chips = app.window.highlight_page.findChildren(FilterChip)
    chips[0].click()
    assert [view.mark_at(token) is not None for token in range(3)] == [False, False, True]
    QTest.keyClick(view, Key.Key_Escape)
    assert app.window.pages.currentWidget() is app.window.workspace


def test_a_dropped_text_is_highlighted(opened, tmp_path: Path) -> None:
    opened.app.highlighting.set_tagger(FakeTagger(), "fake")
    path = tmp_path / "letter.txt"
    path.write_text("Bob was here.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    opened.app.window.dropEvent(drop)
    opened.qtbot.waitUntil(lambda: len(opened.app.highlighting.entities) == 1)
    opened.settle()
    assert opened.app.window.pages.currentWidget() is opened.app.window.highlight_page


@pytest.mark.parametrize("format_name", ["html", "jsonl", "conll", "csv"])
def test_entities_are_exported(opened, tmp_path: Path, monkeypatch, format_name: str) -> None:
    app, out = opened.app, tmp_path / f"out.{format_name}"
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.highlighting.open_text("Bob saw Paris.", "note")
    opened.qtbot.waitUntil(lambda: len(app.highlighting.entities) == 2)
    monkeypatch.setattr(files, "ask_save", lambda *_: out)
    app.window.highlight_page.export_requested.emit(format_name)
    opened.qtbot.waitUntil(out.exists)
    opened.settle()
    assert "Paris" in out.read_text(encoding="utf-8")


def test_what_the_filter_hides_is_not_exported(opened, tmp_path: Path, monkeypatch) -> None:
    app, out = opened.app, tmp_path / "out.csv"
    highlight(opened, "Bob saw Paris.")
    app.window.highlight_page.findChildren(FilterChip)[0].click()
    monkeypatch.setattr(files, "ask_save", lambda *_: out)
    app.window.highlight_page.export_requested.emit("csv")
    opened.qtbot.waitUntil(out.exists)
    opened.settle()
    assert [row.split(",")[4] for row in out.read_text().splitlines()] == ["text", "Paris"]


def test_a_text_that_was_not_read_to_its_end_says_so(opened, tmp_path: Path) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.commands.show_highlight_page()
    long = tmp_path / "long.txt"
    long.write_text("Bob saw Paris.\n" * 60_000, encoding="utf-8")
    app.highlighting.open_files([long])
    opened.qtbot.waitUntil(lambda: app.highlighting.share > 0)
    app.highlighting.cancel()
    assert not app.highlighting.complete
    found = len(app.highlighting.entities)
    page = app.window.highlight_page
    assert any(label.text().startswith("Stopped at ") for label in page.findChildren(QLabel))
    assert not button(page, "Export").isEnabled()
    button(page, "Go on").click()
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    assert found < len(app.highlighting.entities) == 120_000
    assert button(page, "Export").isEnabled()


def test_only_a_tagger_that_could_be_loaded_is_remembered(opened, tmp_path: Path, monkeypatch) -> None:
    app, good, bad = opened.app, tmp_path / "good.onnx", tmp_path / "bad.onnx"
    bad.write_bytes(b"no tagger")
    load = Tagger.load
    monkeypatch.setattr(Tagger, "load", lambda onnx, path: FakeTagger() if path == good else load(onnx, path))
    good.touch()
    for path in (good, bad):
        monkeypatch.setattr(files, "ask_open", lambda *_, path=path: path)
        app.window.highlight_page.choose_tagger_requested.emit()
        opened.settle()
    opened.errors.clear()
    assert app.settings.tagger_path == good


def test_without_a_tagger_the_page_says_what_is_missing_until_there_is_one(opened) -> None:
    app, page = opened.app, opened.app.window.highlight_page
    app.commands.show_highlight_page()
    app.highlighting.open_text("Bob saw Paris.", "note")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete or app.highlighting.document is not None)
    opened.settle()
    assert not button(page, "Export").isEnabled()
    assert any("Choose a tagger to find" in label.text() for label in page.findChildren(QLabel))
    app.highlighting.set_tagger(FakeTagger(), "fake")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete)
    opened.settle()
    assert button(page, "Export").isEnabled()
    assert not any("Choose a tagger to find" in label.text() for label in page.findChildren(QLabel))


def test_a_foreign_tagger_gets_one_sentence_and_the_old_one_stays(opened, tmp_path: Path) -> None:
    tagger = FakeTagger()
    opened.app.highlighting.set_tagger(tagger, "fake")
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"\x08\x07junk")
    opened.app.highlighting.load_tagger(bad)
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert isinstance(error, ModelFileError)
    assert opened.app.highlighting.tagger is tagger


# retraining ----------------------------------------------------------------------------------------------------------


def test_retraining_without_labels_says_what_to_do(opened) -> None:
    opened.key(Key.Key_R, CTRL)
    opened.qtbot.waitUntil(lambda: not opened.app.training.running, timeout=30_000)
    (error,) = opened.errors
    opened.errors.clear()
    assert isinstance(error, UserError)


def test_retraining_swaps_the_tagger_while_labelling_goes_on(opened, project: Path) -> None:
    for form in ("Ada", "Bob"):
        opened.caret(form)
        opened.key(Key.Key_1)
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.key(Key.Key_R, CTRL)
    opened.caret("Monday")
    opened.key(Key.Key_2)
    opened.qtbot.waitUntil(lambda: opened.app.suggesting.tagger is not None, timeout=60_000)
    opened.qtbot.waitUntil(lambda: not opened.app.training.running)
    opened.settle()
    assert isinstance(opened.app.suggesting.tagger, Tagger)
    assert ("Monday", "LOC") in opened.spans
    with Store.open(project) as other:
        stored = other.tagger_in_use()
        assert stored is not None
        assert stored.onnx == opened.app.stored_tagger.onnx
        assert other.info().taggers == 1


def test_a_cancelled_training_leaves_the_tagger_from_before(opened) -> None:
    opened.caret("Ada")
    opened.key(Key.Key_1)
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    opened.app.training.retrain()
    cancel = next(b for b in opened.app.window.tagger.findChildren(QPushButton) if b.text() == "Cancel")
    cancel.click()
    assert not opened.app.training.running
    opened.qtbot.waitUntil(lambda: not opened.app.training_lane.busy, timeout=30_000)
    assert opened.app.suggesting.tagger is None


def test_an_early_tagger_suggests_until_its_training_is_cancelled(opened) -> None:
    early = FakeTagger()
    opened.app.training._receive([EarlyTagger(early)])
    assert opened.app.suggesting.tagger is early
    assert "A first tagger" in opened.app.window.tagger_status.text()
    assert opened.app.stored_tagger is None, "it is not kept"
    opened.app.training.cancelled.emit()
    assert opened.app.suggesting.tagger is None
    assert "No tagger yet" in opened.app.window.tagger_status.text()
    shown = [label.text() for label in opened.app.window.tagger.findChildren(QLabel)]
    assert "Cancelled; there is no tagger yet." in shown


def test_a_cancelled_training_leaves_a_finished_tagger_in_use(opened) -> None:
    old = FakeTagger()
    opened.app.use_tagger(old, StoredTagger(b"onnx", datetime.now(UTC)))
    opened.app.training.cancelled.emit()
    assert opened.app.suggesting.tagger is old
    shown = [label.text() for label in opened.app.window.tagger.findChildren(QLabel)]
    assert "Cancelled; the tagger from before stays in use." in shown


def test_only_the_first_training_of_a_project_wants_an_early_tagger(opened, monkeypatch) -> None:
    wanted: list[bool] = []
    monkeypatch.setattr("export.building.build", lambda _corpus, early: wanted.append(early) or iter(()))
    for stored in (False, True):
        if stored:
            opened.app.project.editor.store.save_tagger(b"onnx", {}, 1, 0)
        opened.app.training.retrain()
        opened.qtbot.waitUntil(lambda: not opened.app.training.running, timeout=30_000)
    assert wanted == [True, False]


def test_closing_the_window_in_the_middle_of_a_training_ends_every_thread(opened) -> None:
    opened.caret("Ada")
    opened.key(Key.Key_1)
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    opened.app.training.retrain()
    opened.qtbot.wait(300)


# looks ---------------------------------------------------------------------------------------------------------------


def test_the_theme_changes_everywhere_at_once(opened) -> None:
    for name in ("dark", "light"):
        opened.app.set_theme(name)
        assert opened.app.theme.name == name
        assert opened.app.window.palette().window().color().name() == opened.app.theme.window
    assert opened.app.settings.theme == "light"


def test_panels_hide_and_come_back(opened) -> None:
    window = opened.app.window
    QTest.keyClick(window, Key.Key_F8)
    assert not window.documents.isVisible()
    QTest.keyClick(window, Key.Key_F8)
    assert window.documents.isVisible()


def test_every_command_has_something_to_do(driver) -> None:
    for name, action in driver.app.window.commands.items():
        assert action.receivers("2triggered(bool)") > 0, name


# what a review found -------------------------------------------------------------------------------------------------


def test_a_key_pressed_just_before_another_document_opens_does_not_throw_back(opened) -> None:
    second = list(opened.app.workspace.rows)[1]
    opened.app.annotation.open(second)
    QTest.keyClick(opened.app.window.view, Key.Key_1)  # the first document is still on the screen
    opened.settle()
    assert opened.document.name == "text 2"
    first = opened.app.project.editor.store.document(next(iter(opened.app.workspace.rows)))
    assert [span.label for span in first.spans] == ["PER"]


def test_a_late_tagger_of_another_project_is_dropped(opened, tmp_path: Path) -> None:
    opened.app.tagger_lane.run(lambda: time.sleep(0.2))
    slow = opened.app.tagger_lane.run(FakeTagger, lambda tagger: opened.app.use_tagger(tagger))
    opened.app._tagger_load = slow
    other = tmp_path / "other.gatelight"
    Store.create(other).close()
    opened.open(other)
    assert opened.app.suggesting.tagger is None
    assert opened.app.stored_tagger is None


def test_holding_a_boundary_key_moves_it_each_time(opened) -> None:
    opened.caret("Ada")
    opened.key(Key.Key_1)
    for _ in range(3):
        QTest.keyClick(opened.app.window.view, Key.Key_Right, ALT)
    opened.settle()
    assert opened.spans == [("Ada met Bob in", "PER")]


def test_a_done_document_is_not_flagged_away(opened) -> None:
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    opened.key(Key.Key_B, CTRL)
    assert opened.document.state == DocumentState.DONE
    assert any("is done" in message for message in opened.messages)


def test_switching_projects_remembers_the_place(opened, project: Path, tmp_path: Path) -> None:
    opened.key(Key.Key_PageDown, CTRL)
    opened.caret("Ada")
    other = tmp_path / "other.gatelight"
    Store.create(other).close()
    opened.open(other)
    opened.open(project)
    assert opened.document.name == "text 2"
    assert opened.document.tokens[opened.app.window.view.caret].form == "Ada"


def test_an_import_that_ends_after_closing_changes_nothing_on_the_screen(opened, tmp_path: Path) -> None:
    path = tmp_path / "late.txt"
    path.write_text("Late.", encoding="utf-8")
    opened.app.project.import_files([path])
    opened.app.commands.close_project()
    opened.settle()
    assert opened.app.workspace.rows == {}
    assert opened.app.annotation.document is None


def test_a_training_cancelled_while_it_is_exported_keeps_nothing(opened, monkeypatch) -> None:
    entered, leave = threading.Event(), threading.Event()
    real = building.export

    def held(*arguments):
        entered.set()
        leave.wait(10)
        return real(*arguments)

    monkeypatch.setattr(building, "export", held)
    opened.caret("Ada")
    opened.key(Key.Key_1)
    opened.app.annotation.set_state(DocumentState.DONE)
    opened.settle()
    opened.app.training.retrain()
    opened.qtbot.waitUntil(entered.is_set, timeout=60_000)
    opened.app.training.cancel()
    leave.set()
    opened.qtbot.waitUntil(lambda: not opened.app.training_lane.busy, timeout=30_000)
    opened.settle()
    assert opened.app.project.editor.store.info().taggers == 0
    assert opened.app.suggesting.tagger is None


def test_the_ledger_is_one_click_away(opened, tmp_path: Path) -> None:
    path = tmp_path / "broken.conll"
    path.write_text("Eve B-PER\nStone I-PER\nRome I-LOC\ncame O\n\nTom B-PER\n", encoding="utf-8")
    opened.app.project.import_files([path])
    opened.settle()
    opened.app.window.toast.action_triggered.emit("Details")
    (dialog,) = opened.app.window.findChildren(LedgerDialog)
    table = dialog.findChild(QTableWidget)
    assert table.rowCount() >= 1
    assert table.item(0, 3).text() == "repaired"


def test_a_dropped_tagger_wins_over_the_one_of_the_last_time(opened, tmp_path: Path, monkeypatch) -> None:
    app, taken = opened.app, []
    app.settings.tagger_path = tmp_path / "old.onnx"
    monkeypatch.setattr(Tagger, "load", lambda _, path: FakeTagger({"Bob": path.stem}))
    (tmp_path / "new.onnx").touch()
    app.highlighting.tagger_changed.connect(lambda _, name: taken.append(name))
    app.window.files_dropped.emit([tmp_path / "new.onnx"])
    opened.settle()
    assert taken == ["new"]
    assert app.highlighting.tagger.labels == ("new",)


def test_several_dropped_texts_are_highlighted_together(opened, tmp_path: Path) -> None:
    opened.app.highlighting.set_tagger(FakeTagger(), "fake")
    paths = [tmp_path / f"{i}.txt" for i in range(3)]
    for path in paths:
        path.write_text("Bob was here.", encoding="utf-8")
    opened.app.window.files_dropped.emit(paths)
    opened.qtbot.waitUntil(lambda: len(opened.app.highlighting.entities) == 3)
    opened.settle()


def highlight(driver, text: str, names: dict[str, str] | None = None) -> None:
    driver.app.highlighting.set_tagger(FakeTagger(names), "fake")
    driver.app.commands.show_highlight_page()
    driver.app.highlighting.open_text(text, "note")
    driver.qtbot.waitUntil(lambda: driver.app.highlighting.complete)
    driver.settle()


def button(page, name: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.accessibleName() == name)


def test_a_highlighted_text_joins_the_project_and_its_entities_are_suggestions(opened) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    add = button(app.window.highlight_page, "Add to project")
    assert add.isEnabled()
    add.click()
    opened.qtbot.waitUntil(lambda: opened.document.name == "note")
    opened.settle()
    assert app.window.pages.currentWidget() is app.window.workspace
    assert [(s.span.label, s.confidence) for s in app.suggesting.suggestions] == [("PER", 0.95), ("LOC", 0.6)]
    assert opened.spans == []
    opened.key(Key.Key_Tab)
    opened.key(Key.Key_Return)
    assert opened.spans in ([("Paris", "LOC")], [("Bob", "PER")])
    added = opened.document.id
    app.annotation.open(1)
    opened.settle()
    app.annotation.open(added)
    opened.settle()
    assert len(app.suggesting.suggestions) == 1
    opened.key(Key.Key_Z, CTRL)
    opened.key(Key.Key_Z, CTRL)
    assert added not in app.workspace.rows


def test_what_the_filter_hides_is_not_suggested(opened) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    app.window.highlight_page.findChildren(FilterChip)[1].click()
    button(app.window.highlight_page, "Add to project").click()
    opened.qtbot.waitUntil(lambda: opened.document.name == "note")
    opened.settle()
    assert [s.span.label for s in app.suggesting.suggestions] == ["PER"]


def test_labels_that_the_project_does_not_have_come_along(opened) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.", names={"Bob": "PERSON", "Paris": "LOC"})
    button(app.window.highlight_page, "Add to project").click()
    opened.qtbot.waitUntil(lambda: opened.document.name == "note")
    opened.settle()
    assert app.annotation.labels.names == ("PER", "LOC", "PERSON")
    opened.key(Key.Key_Tab)
    opened.key(Key.Key_Return)
    assert len(opened.spans) == 1


def test_without_a_project_a_text_cannot_be_added_and_the_button_says_why(opened) -> None:
    highlight(opened, "Bob saw Paris.")
    opened.app.project.close()
    opened.settle()
    add = button(opened.app.window.highlight_page, "Add to project")
    assert not add.isEnabled()
    assert "Open a project first" in add.toolTip()


def test_entities_are_exported_to_a_brat_folder_and_a_foreign_folder_is_left_alone(opened, tmp_path: Path) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    app.highlighting.export(tmp_path / "brat", "brat", app.highlighting.entities, app.annotation.labels)
    opened.settle()
    assert (tmp_path / "brat" / "note.ann").read_text() == "T1\tPER 0 3\tBob\nT2\tLOC 8 13\tParis\n"
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "note.ann").write_text("mine")
    app.highlighting.export(foreign, "brat", app.highlighting.entities, app.annotation.labels)
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert "not made by Gatelight" in str(error)
    assert (foreign / "note.ann").read_text() == "mine"


class OtherTagger(FakeTagger):
    """Finds the same under other labels."""

    def __init__(self) -> None:
        super().__init__({"Bob": "PERSON", "Paris": "PLACE"})


def test_a_text_that_is_opened_while_a_tagger_is_loaded_is_tagged(opened, tmp_path: Path, monkeypatch) -> None:
    app = opened.app
    monkeypatch.setattr(Tagger, "load", lambda *_: time.sleep(0.1) or FakeTagger())
    (tmp_path / "names.onnx").touch()
    app.highlighting.load_tagger(tmp_path / "names.onnx")
    app.highlighting.open_text("Bob saw Paris.", "note")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete)
    opened.settle()
    assert app.highlighting.entities.names() == ["Bob", "Paris"]


def test_a_tagger_that_changes_while_another_text_is_opened_does_not_lose_it(opened, tmp_path: Path) -> None:
    app = opened.app
    highlight(opened, "Nobody came.")
    path = tmp_path / "b.txt"
    path.write_text("Bob saw Paris.\n" * 20_000, encoding="utf-8")
    app.highlighting.open_files([path])
    app.highlighting.set_tagger(OtherTagger(), "other")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    assert app.highlighting.document.name == "b"
    assert app.highlighting.entities.labels == ("PERSON", "PLACE")
    assert len(app.highlighting.entities) == 40_000


def test_a_tagger_with_other_labels_that_comes_in_the_middle_of_the_first_text_finds_it_all(opened) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.highlighting.open_text("Bob saw Paris.\n" * 20_000, "note")
    app.highlighting.set_tagger(OtherTagger(), "other")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    assert app.highlighting.entities.labels == ("PERSON", "PLACE")
    assert len(app.highlighting.entities) == 40_000


def test_a_file_that_cannot_be_read_leaves_the_text_before_it_to_be_read_to_its_end(opened, tmp_path: Path) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    path = tmp_path / "a.txt"
    path.write_text("Bob saw Paris.\n" * 60_000, encoding="utf-8")
    app.highlighting.open_files([path])
    opened.qtbot.waitUntil(lambda: app.highlighting.share > 0)
    app.highlighting.open_files([tmp_path / "gone.txt"])
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert "gone.txt" in str(error)
    assert app.highlighting.document.name == "a"
    assert len(app.highlighting.entities) == 120_000


class WaitingTagger(FakeTagger):
    """Waits before it looks at a text until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()

    def stream_tokens(self, tokens, order, at_a_time=2):
        self.may_go_on.wait(10)
        yield from super().stream_tokens(tokens, order, at_a_time)


def only_the_beginning(driver, path: Path) -> WaitingTagger:
    """Open a long text of which only the first lines are on screen yet."""
    app, tagger = driver.app, WaitingTagger()
    path.write_text("Bob saw Paris.\n" * 20_000, encoding="utf-8")
    app.highlighting.set_tagger(tagger, "slow")
    app.commands.show_highlight_page()
    app.highlighting.open_files([path])
    driver.qtbot.waitUntil(lambda: app.highlighting.document is not None)
    return tagger


def test_a_bad_file_does_not_cut_off_the_text_whose_beginning_is_on_screen(opened, tmp_path: Path) -> None:
    app = opened.app
    tagger = only_the_beginning(opened, tmp_path / "a.txt")
    app.highlighting.open_text("  ", "blank")
    tagger.may_go_on.set()
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    opened.errors.clear()
    assert app.highlighting.document.text == "Bob saw Paris.\n" * 20_000
    assert len(app.highlighting.entities) == 40_000


def test_cancel_lets_go_of_a_text_of_which_nothing_is_to_be_seen_yet(opened, tmp_path: Path) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    app.highlighting.open_text("Ada left.", "other")
    button(app.window.highlight_page, "Cancel").click()
    opened.settle()
    assert app.highlighting.complete
    assert app.highlighting.document.name == "note"
    assert button(app.window.highlight_page, "Export").isEnabled()


def test_leaving_the_page_does_not_let_go_of_it(opened, tmp_path: Path) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    app.highlighting.open_text("Bob left.", "other")
    app.show_workspace()
    opened.settle()
    app.commands.show_highlight_page()
    opened.qtbot.waitUntil(lambda: app.highlighting.complete)
    opened.settle()
    assert app.highlighting.document.name == "other"


def test_the_beginning_of_a_text_whose_file_is_gone_does_not_pass_for_all_of_it(opened, tmp_path: Path) -> None:
    app, path = opened.app, tmp_path / "a.txt"
    tagger = only_the_beginning(opened, path)
    app.highlighting.cancel()
    path.unlink()
    tagger.may_go_on.set()
    app.highlighting.resume()
    opened.qtbot.waitUntil(lambda: bool(opened.errors))
    opened.settle()
    opened.errors.clear()
    assert not app.highlighting.complete
    assert not button(app.window.highlight_page, "Export").isEnabled()


def test_a_text_is_added_once_however_often_one_clicks(opened) -> None:
    app = opened.app
    highlight(opened, "Bob saw Paris.")
    add = button(app.window.highlight_page, "Add to project")
    add.click()
    add.click()
    opened.qtbot.waitUntil(lambda: opened.document.name == "note")
    opened.settle()
    assert [row.name for row in app.workspace.rows.values()].count("note") == 1


def test_f3_goes_to_a_gold_span_at_the_very_start_of_a_document(opened) -> None:
    opened.key(Key.Key_1)
    opened.app.annotation.open(2)
    opened.settle()
    opened.app.annotation.open(1)
    opened.settle()
    told: list[int] = []
    opened.app.window.entities.entity_chosen.connect(lambda start, _: told.append(start))
    opened.app.commands.step_entity(1)
    assert told == [0]


def test_f3_goes_to_an_entity_at_the_very_start(opened) -> None:
    app = opened.app
    highlight(opened, "Paris saw Bob.")
    app.window.highlight_page.step_entity(1)
    assert app.window.highlight_view.caret == 0
    app.window.highlight_page.step_entity(1)
    assert app.window.highlight_view.caret == 2


def test_another_text_that_is_opened_while_one_is_read_takes_its_place(opened, tmp_path: Path) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    long = tmp_path / "long.txt"
    long.write_text("Bob saw Paris.\n" * 30_000, encoding="utf-8")
    app.highlighting.open_files([long])
    opened.qtbot.waitUntil(lambda: app.highlighting.document is not None)
    app.highlighting.open_text("Bob left.", "note")
    opened.qtbot.waitUntil(lambda: app.highlighting.document.name == "note")
    opened.settle()
    assert app.highlighting.entities.names() == ["Bob"]
    assert app.highlighting.complete


def test_another_tagger_while_a_long_text_is_read_finds_everything_anew(opened, tmp_path: Path) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    long = tmp_path / "long.txt"
    long.write_text("Bob saw Paris.\n" * 5_000, encoding="utf-8")
    app.highlighting.open_files([long])
    opened.qtbot.waitUntil(lambda: app.highlighting.document is not None)
    app.highlighting.set_tagger(FakeTagger(), "other")
    opened.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    opened.settle()
    assert len(app.highlighting.entities) == 10_000


def test_leaving_the_highlight_page_stops_it_and_coming_back_goes_on(opened) -> None:
    app = opened.app
    app.highlighting.set_tagger(FakeTagger(), "fake")
    app.commands.show_highlight_page()
    app.highlighting.open_text("Bob saw Paris.", "note")
    opened.qtbot.waitUntil(lambda: app.highlighting.document is not None)
    app.show_workspace()
    opened.settle()
    app.commands.show_highlight_page()
    opened.qtbot.waitUntil(lambda: len(app.highlighting.entities) == 2)
    opened.settle()


def test_the_suggestions_panel_is_filled_when_it_comes_to_the_front(suggesting) -> None:
    panel, side_bar = suggesting.app.window.suggestions, suggesting.app.window.side_bar
    side_bar.show_panel("Entities")
    suggesting.key(Key.Key_Tab)
    suggesting.key(Key.Key_Return)
    side_bar.show_panel("Suggestions")
    rows = panel.findChild(RowList).rows_model.rows
    assert [row.text for row in rows] == ["Paris", "Bob", "Paris"]


def test_enter_then_backspace_before_the_answer_takes_the_span_back(suggesting) -> None:
    suggestion = suggesting.app.suggesting.suggestions[0]
    suggesting.app.annotation.accept(suggestion)
    suggesting.app.annotation.reject(suggestion)
    suggesting.settle()
    assert suggesting.spans == []
    assert suggesting.document.rejected == ()


def test_what_another_process_wrote_is_seen_before_the_next_edit(opened, project: Path) -> None:
    opened.key(Key.Key_1)
    with Store.open(project) as other:
        other.undo()
    opened.key(Key.Key_Right)
    opened.key(Key.Key_1)
    assert opened.spans == [("met", "PER")]


def test_exporting_over_the_open_project_is_refused(opened, project: Path) -> None:
    opened.app.project.export_annotations(project, "conll")
    opened.settle()
    (error,) = opened.errors
    opened.errors.clear()
    assert "is a Gatelight project" in str(error)
    opened.key(Key.Key_1)
    assert opened.spans == [("Ada", "PER")]


def test_undoing_an_import_says_what_is_gone_and_offers_redo(opened) -> None:
    opened.key(Key.Key_Z, CTRL)
    assert "«Import» is undone: 3 documents left the project. Redo brings back what was there." in opened.messages
    opened.app.window.toast.action_triggered.emit("Redo")
    opened.settle()
    assert len(opened.app.workspace.rows) == 3


def test_deleted_documents_are_said_and_come_back_from_the_message(opened) -> None:
    window = opened.app.window
    window.documents.set_current(1)
    window.documents._list.setFocus()
    QTest.keyClick(window.documents._list, Key.Key_Down, SHIFT)
    QTest.keyClick(window.documents._list, Key.Key_Delete)
    opened.settle()
    assert "2 documents deleted. Undo brings them back." in opened.messages
    assert (list(opened.app.workspace.rows), opened.document.name) == ([3], "text 3")
    assert window.documents.selected == [3]
    message = next(m for m in window.toast.messages if m.action is not None)
    message.action.click()
    opened.settle()
    assert list(opened.app.workspace.rows) == [1, 2, 3]
    assert not [text for text in opened.messages if "deleted" in text]


def test_the_last_document_deleted_leaves_the_empty_page(opened) -> None:
    opened.app.window.documents._list.selectAll()
    opened.app.window.documents.delete_requested.emit(opened.app.window.documents.selected)
    opened.settle()
    assert opened.app.annotation.document is None
    assert "3 documents deleted. Undo brings them back." in opened.messages


def test_an_offer_to_undo_goes_when_something_else_was_done_but_not_when_a_document_is_opened(opened) -> None:
    opened.app.annotation.delete_documents([3])
    opened.settle()
    opened.key(Key.Key_PageDown, CTRL)
    assert "1 document deleted. Undo brings it back." in opened.messages
    opened.key(Key.Key_1)
    assert "1 document deleted. Undo brings it back." not in opened.messages


def test_the_document_on_the_screen_is_deleted_from_the_menu(opened) -> None:
    opened.app.window.commands["delete_document"].trigger()
    opened.settle()
    assert opened.document.name == "text 2"


def test_several_documents_are_marked_but_done_ones_are_not_flagged(opened) -> None:
    opened.key(Key.Key_Return, CTRL)
    opened.app.window.documents.mark_requested.emit([1, 2, 3], DocumentState.FLAGGED)
    opened.settle()
    states = [row.state for row in opened.app.workspace.rows.values()]
    assert states == [DocumentState.DONE, DocumentState.FLAGGED, DocumentState.FLAGGED]
    assert opened.document.state == DocumentState.FLAGGED
    assert "1 document is done and not flagged instead." in opened.messages


def test_exporting_unfinished_documents_says_what_the_file_cannot(opened, tmp_path: Path) -> None:
    opened.key(Key.Key_1)
    opened.app.project.export_annotations(tmp_path / "out.conll", "conll")
    opened.settle()
    assert any("written as O" in message for message in opened.messages)


@pytest.mark.parametrize(
    ("key", "title"), [(Key.Key_1, "Entities"), (Key.Key_2, "Suggestions"), (Key.Key_3, "Tagger"),
                       (Key.Key_4, "Search"), (Key.Key_5, "History"), (Key.Key_6, "Guidelines")],
)  # fmt: skip
def test_each_panel_has_a_key(driver, project, key: Key, title: str) -> None:
    driver.open(project)
    driver.app.window.side_bar.hide()
    driver.key(key, Qt.KeyboardModifier.ControlModifier)
    side_bar = driver.app.window.side_bar
    assert side_bar.isVisible()
    assert side_bar.current == title
    assert side_bar.isAncestorOf(driver.app.window.focusWidget())


def test_the_title_of_the_panel_is_seen_in_the_usual_width(driver, project) -> None:
    driver.open(project)
    side_bar = driver.app.window.side_bar
    assert [segment.text() for segment in side_bar._switch.segments][:6] == [
        "Entities", "Suggestions", "Tagger", "Search", "History", "Guidelines",
    ]  # fmt: skip
    driver.key(Qt.Key.Key_6, CTRL)
    assert side_bar._title.isVisible()
    assert side_bar._title.text() == "Guidelines"


def test_suggestions_that_were_left_open_in_a_done_document_are_told_and_undo_is_one_click_away(suggesting) -> None:
    left = len(suggesting.app.suggesting.suggestions)
    assert left > 1
    name = suggesting.document.name
    suggesting.key(Qt.Key.Key_Return, CTRL)
    assert suggesting.messages[-1].startswith(
        f"{left} suggestions left open in «{name}»: they count as no entities now."
    )
    suggesting.app.window.toast.action_triggered.emit("Undo")
    suggesting.settle()
    assert suggesting.document.name == name
    assert suggesting.document.state == DocumentState.NEW


def test_what_was_said_of_a_project_goes_with_it(opened, tmp_path: Path) -> None:
    bad = tmp_path / "empty.txt"
    bad.write_text("")
    opened.app.project.import_files([bad])
    opened.settle()
    opened.errors.clear()
    assert opened.messages
    opened.app.commands.close_project()
    opened.settle()
    assert opened.messages == []


def test_where_somebody_labelled_last_is_known_before_the_project_is_closed(opened) -> None:
    opened.caret("Paris", 1)
    opened.key(Qt.Key.Key_2)
    place = opened.app.project.editor.store.place_in(opened.document.id)
    assert opened.document.text[place:].startswith("Paris on Monday")


def test_the_window_about_gatelight_says_which_one_it_is(driver) -> None:
    driver.app.window.commands["about"].trigger()
    about = driver.app.window.findChildren(Question)[-1]
    assert about.text.startswith(f"Gatelight {installed_version()} ")
    QTest.keyClick(about, Qt.Key.Key_Escape)
    assert not about.isVisible()
