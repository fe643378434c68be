from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QPushButton

from engine.errors import UserError
from engine.project.actions import Action, SpanAdded
from engine.project.store import Store
from engine.project.tagger_rows import NEWEST_WITH_BYTES
from engine.tagger.events import TrainingConfig
from engine.text.document import Document, Span
from export.building import Built, build
from export.corpus import corpus_of_documents
from export.formats import read_documents
from export.runtime import Tagger
from gui import files
from gui.taggers.dialog import TaggersDialog
from gui.widgets.empty_state import EmptyState
from gui.widgets.question import Question

CONLL = "Ada B-PER\nmet O\nBob B-PER\nin O\nParis B-LOC\n. O\n\nShe O\nleft O\nRome B-LOC\n. O\n"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture(scope="session")
def onnx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tagger of PER and LOC that was trained for a moment."""
    path = tmp_path_factory.mktemp("corpus") / "a.conll"
    path.write_text("\n".join([CONLL] * 12), encoding="utf-8")
    corpus = corpus_of_documents(read_documents(path)[0])
    *_, built = build(corpus, config=TrainingConfig(epochs=20))
    assert isinstance(built, Built)
    return built.onnx


def keep(store: Store, onnx: bytes, times: int = 1) -> None:
    tagger = Tagger.load(onnx)
    for _ in range(times):
        store.save_tagger(onnx, tagger.metrics, 1, store.revision, tagger.info)


@pytest.fixture
def three(driver, project: Path, onnx: bytes):
    """A project with three taggers, open, with the dialog."""
    with Store.open(project) as store:
        keep(store, onnx, 3)
    driver.open(project)
    driver.app.window.commands["taggers"].trigger()
    driver.settle()
    return driver


@pytest.fixture
def dialog(three) -> TaggersDialog:
    return three.app.taggers.dialog


def cells(dialog: TaggersDialog, column: int) -> list[str]:
    return [dialog.table.item(row, column).text() for row in range(dialog.table.rowCount())]


def states(dialog: TaggersDialog) -> list[str]:
    return cells(dialog, 1)


def store_of(driver) -> Store:
    return driver.app.project.editor.store


def label(driver) -> None:
    driver.caret("Ada")
    driver.app.annotation.label("PER")
    driver.settle()


def answer(driver, dialog: TaggersDialog, button: QPushButton, *, yes: bool = True) -> str:
    """Press a button that asks first; answer; give what was asked."""
    button.click()
    box = dialog.findChildren(Question)[-1]
    words = box.text
    cancel = next(b for b in box.buttons if b.text().replace("&", "") == "Cancel")
    accept = next(b for b in box.buttons if b is not cancel)
    assert cancel.isDefault(), "Enter does no harm"
    (accept if yes else cancel).click()
    driver.settle()
    return words


def test_without_a_tagger_the_dialog_says_how_there_will_be_one(driver, project: Path) -> None:
    driver.open(project)
    driver.app.window.commands["taggers"].trigger()
    driver.settle()
    dialog = driver.app.taggers.dialog
    assert dialog.findChild(EmptyState).isVisible()
    assert not dialog.table.isVisible()
    enabled = [button.text() for button in dialog.findChildren(QPushButton) if button.isEnabled()]
    assert enabled == ["Close"]


def test_every_button_has_a_name_and_the_table_takes_the_keyboard(three, dialog) -> None:
    assert all(button.accessibleName() for button in dialog.findChildren(QPushButton))
    assert dialog.table.accessibleName()
    assert dialog.focusWidget() is dialog.table
    assert "Tagger 3, in use" in dialog.table.item(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_taggers_are_listed_the_newest_first_with_what_each_saw(three, dialog) -> None:
    assert cells(dialog, 0) == ["Tagger 3", "Tagger 2", "Tagger 1"]
    assert states(dialog) == ["in use", "", ""]
    assert cells(dialog, 9) == ["1 (now)"] * 3
    label(three)
    assert cells(dialog, 9) == ["1 (1 ago)"] * 3
    assert three.app.window.tagger._all.text() == "All taggers… (3)"


def test_another_tagger_is_used_at_once_and_at_the_next_start(three, dialog, project: Path) -> None:
    before = three.app.suggesting.tagger
    dialog.table.select([1])
    dialog.use.click()
    three.settle()
    three.settle()
    assert three.app.suggesting.tagger is not before
    assert three.app.suggesting.suggestions, "they are made anew"
    assert states(dialog) == ["", "", "in use"]
    assert three.app.window.tagger_status.text().startswith("Tagger 1: trained ")
    three.app.commands.close_project()
    three.settle()
    assert three.app.taggers.dialog is None, "the dialog of a project goes with it"
    three.open(project)
    assert three.app.stored_tagger.number == 1
    assert three.app.window.tagger_status.text().startswith("Tagger 1: trained ")


def test_the_keyboard_chooses_renames_and_deletes(three, dialog) -> None:
    QTest.keyClick(dialog.table, Key.Key_Down)
    assert dialog.table.selected == [2]
    QTest.keyClick(dialog.table, Key.Key_Return)
    three.settle()
    three.settle()
    assert states(dialog) == ["", "in use", ""]
    QTest.keyClick(dialog.table, Key.Key_F2)
    box = dialog.findChild(QInputDialog)
    box.setTextValue("best")
    box.accept()
    three.settle()
    assert cells(dialog, 0) == ["Tagger 3", "best", "Tagger 1"]
    assert three.app.window.tagger_status.text().startswith("best: trained ")
    dialog.activateWindow()  # offscreen, it does not come back by itself
    three.qtbot.waitUntil(dialog.table.hasFocus)
    QTest.keyClick(dialog.table, Key.Key_Delete)
    (ask,) = dialog.findChildren(Question)
    assert "Delete best?" in ask.text
    ask.reject()
    assert len(store_of(three).taggers()) == 3


def test_one_tagger_alone_is_not_asked_to_be_compared(driver, project: Path, onnx: bytes) -> None:
    with Store.open(project) as store:
        keep(store, onnx)
    driver.open(project)
    driver.app.window.commands["taggers"].trigger()
    driver.settle()
    dialog = driver.app.taggers.dialog
    assert dialog.table.isVisible()
    assert not dialog.comparison.isVisible()


def test_two_are_compared_with_each_other_and_one_with_the_one_in_use(three, dialog) -> None:
    table = dialog.comparison._table
    assert not table.isVisible(), "the one in use alone has nothing to be compared with"
    QTest.keyClick(dialog.table, Key.Key_Down)
    assert table.isVisible()
    assert table.item(0, 0).text() == "All labels"
    names = [label.text() for label in dialog.comparison._names]
    assert names[0].startswith("A:  Tagger 3 (in use), F1 ")
    assert names[1].startswith("B:  Tagger 2, F1 ")
    QTest.keyClick(dialog.table, Key.Key_Down, SHIFT)
    assert dialog.table.selected == [2, 1]
    assert dialog.comparison._names[0].text().startswith("A:  Tagger 1, F1 ")
    assert "neither is better" in dialog.comparison.text
    assert not dialog.use.isEnabled()


def test_a_kept_tagger_outlives_those_that_come_after_it(three, dialog, onnx: bytes) -> None:
    dialog.table.select([1])
    dialog.keep.click()
    three.settle()
    assert states(dialog) == ["in use", "", "kept"]
    keep(store_of(three), onnx, NEWEST_WITH_BYTES)
    three.app.taggers._controller.refresh()
    three.settle()
    assert cells(dialog, 10)[-3:] == ["figures only", "figures only", cells(dialog, 10)[0]]
    assert dialog.table.selected == [1], "the selection stays"
    dialog.table.select([2])
    assert not (dialog.use.isEnabled() or dialog.export.isEnabled() or dialog.keep.isEnabled())


def test_deleting_the_one_in_use_lets_the_newest_take_its_place(three, dialog) -> None:
    words = answer(three, dialog, dialog.delete, yes=False)
    assert "Tagger 2 suggests in its place" in words
    assert len(store_of(three).taggers()) == 3
    answer(three, dialog, dialog.delete)
    three.settle()
    assert states(dialog) == ["in use", ""]
    assert three.app.stored_tagger.number == 2
    for _ in range(2):
        dialog.table.select([store_of(three).taggers()[0].number])
        answer(three, dialog, dialog.delete)
        three.settle()
    assert three.app.stored_tagger is None
    assert three.app.suggesting.tagger is None
    assert "No tagger yet" in three.app.window.tagger_status.text()
    assert dialog.findChild(EmptyState).isVisible()


def test_a_cleanup_says_what_it_frees_before_and_after(three, dialog) -> None:
    size = store_of(three).taggers()[0].size
    words = answer(three, dialog, dialog.cleanup)
    assert f"Free {2 * size / 1e6:.1f}\N{NO-BREAK SPACE}MB" in words
    assert "Tagger 2 and Tagger 1" in words
    assert cells(dialog, 10)[1:] == ["figures only", "figures only"]
    assert any(message.startswith("The project's file is ") for message in three.messages)
    assert not dialog.cleanup.isEnabled()
    assert three.app.stored_tagger.number == 3


def test_any_tagger_of_the_list_can_be_exported(three, dialog, tmp_path: Path, onnx: bytes, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(files, "ask_save", lambda *a, **_: asked.append(a[3].name) or tmp_path / "out.onnx")
    dialog.table.select([2])
    dialog.export.click()
    three.settle()
    assert asked == ["p Tagger 2.onnx"]
    assert (tmp_path / "out.onnx").read_bytes() == onnx
    assert "Tagger 2 is in out.onnx." in three.messages


def test_a_damaged_tagger_is_told_and_the_project_opens_without_it(driver, project: Path, onnx: bytes) -> None:
    with Store.open(project) as store:
        keep(store, onnx)
        store.save_tagger(b"garbage", {}, 1, 0)
    driver.open(project)
    (error,) = driver.errors
    driver.errors.clear()
    assert isinstance(error, UserError)
    assert str(error).startswith("Tagger 2 of this project cannot be used (")
    assert driver.document.name == "text 1"
    assert driver.app.suggesting.tagger is None
    driver.app.window.commands["taggers"].trigger()
    driver.settle()
    dialog = driver.app.taggers.dialog
    dialog.table.select([1])
    dialog.use.click()
    driver.settle()
    driver.settle()
    assert driver.app.stored_tagger.number == 1
    assert states(dialog) == ["", "in use"]


def test_a_damaged_tagger_that_is_chosen_does_not_become_the_one_in_use(three, dialog, project: Path) -> None:
    store = store_of(three)
    store.save_tagger(b"garbage", {}, 1, 0)
    store.use_tagger(3)
    three.app.taggers._controller.refresh()
    three.settle()
    used = three.app.suggesting.tagger
    dialog.table.select([4])
    dialog.use.click()
    three.settle()
    three.settle()
    (error,) = three.errors
    three.errors.clear()
    assert "Tagger 4" in str(error)
    assert three.app.suggesting.tagger is used
    assert store.tagger_in_use().number == 3


def test_a_tagger_that_is_trained_while_another_one_loads_is_the_one_in_use(three, dialog, onnx: bytes) -> None:
    hold = threading.Event()
    three.app.tagger_lane.run(lambda: hold.wait(10))
    dialog.table.select([1])
    dialog.use.click()
    three.qtbot.waitUntil(lambda: not three.app.store_lane.busy)
    new = Tagger.load(onnx)
    three.app.use_tagger(new, None)  # what a training does at its end
    hold.set()
    three.settle()
    three.settle()
    assert three.app.suggesting.tagger is new
    assert store_of(three).tagger_in_use().number == 3


def test_a_training_makes_its_tagger_the_one_in_use_and_the_list_follows(three, dialog) -> None:
    dialog.table.select([1])
    dialog.use.click()
    three.settle()
    label(three)
    three.app.training.retrain()
    three.qtbot.waitUntil(lambda: not three.app.training.running, timeout=60_000)
    three.settle()
    three.settle()
    assert states(dialog) == ["in use", "", "", ""]
    assert three.app.stored_tagger.number == 4
    assert three.app.window.tagger_status.text().startswith("Tagger 4: trained ")
    row = store_of(three).taggers()[0]
    assert (row.revision, row.spans, bool(row.measured_on)) == (2, 1, True)


def test_a_training_saw_the_revision_that_it_is_kept_with(three, monkeypatch) -> None:
    """What is labelled while the documents are read is of a later revision."""
    store = store_of(three)
    read = []

    def corpus_of(documents, labels):
        found = [next(documents)]
        store.commit(Action("Label", (SpanAdded(2, Span(0, 4, "PER")),)))
        found += documents
        read.extend(found)
        return corpus_of_documents(found, labels)

    monkeypatch.setattr("export.corpus.corpus_of_documents", corpus_of)
    label(three)
    three.app.training.retrain()
    three.qtbot.waitUntil(lambda: not three.app.training.running, timeout=60_000)
    three.settle()
    assert [document.spans for document in read[1:]] == [(), ()]
    assert (store.taggers()[0].revision, store.revision) == (2, 3)


@pytest.fixture
def highlighted(driver, project: Path, tmp_path: Path, onnx: bytes) -> Iterator:
    """The page with a text and a tagger from a file; the project has none."""
    driver.open(project)
    file = tmp_path / "news of May.onnx"
    file.write_bytes(onnx)
    driver.app.window.files_dropped.emit([file])
    driver.settle()
    driver.app.highlighting.open_text("Ada met Bob in Paris. She left Rome.", "note")
    driver.qtbot.waitUntil(lambda: driver.app.highlighting.complete)
    driver.settle()
    return driver


def add(driver) -> None:
    driver.app.window.highlight_page.add_requested.emit()
    driver.settle()
    driver.settle()


def test_a_project_without_a_tagger_takes_the_one_a_text_was_added_with(highlighted, project: Path) -> None:
    driver = highlighted
    found = len(driver.app.highlighting.entities)
    assert found
    add(driver)
    assert driver.document.name == "note"
    suggested = driver.app.suggesting.suggestions
    assert len(suggested) == found
    (row,) = store_of(driver).taggers()
    assert (row.title, row.revision, row.in_use) == ("news of May", None, True)
    assert driver.app.window.tagger_status.text().startswith("news of May: trained ")
    add(driver)
    assert len(store_of(driver).taggers()) == 1, "once is enough"
    driver.app.commands.close_project()
    driver.settle()
    driver.open(project)
    assert driver.app.stored_tagger.name == "news of May"
    assert set(driver.app.suggesting.suggestions) == {s for s in suggested if s.confidence >= 0.4}


def test_a_project_with_a_tagger_keeps_its_own(three, onnx: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.onnx"
    file.write_bytes(onnx)
    three.app.window.files_dropped.emit([file])
    three.settle()
    three.app.highlighting.open_text("Ada met Bob in Paris.", "note")
    three.qtbot.waitUntil(lambda: three.app.highlighting.complete)
    three.settle()
    add(three)
    assert three.document.name == "note"
    assert three.app.stored_tagger.number == 3
    assert len(store_of(three).taggers()) == 3


def test_a_theme_reaches_the_dialog(three, dialog) -> None:
    three.app.set_theme("dark")
    assert dialog.comparison._theme is three.app.theme


def test_documents_of_the_page_are_not_changed_by_a_project(highlighted) -> None:
    document = highlighted.app.highlighting.document
    assert isinstance(document, Document)
    add(highlighted)
    assert highlighted.app.highlighting.document is document
    assert len(highlighted.app.highlighting.entities), "what was found is still there"
