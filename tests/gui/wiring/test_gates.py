from __future__ import annotations

import csv
import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from engine.project.store import Store
from engine.tagger.batch_story import Known
from engine.tagger.batching import MAX_SENTENCE
from engine.tagger.events import TrainingConfig
from engine.text.document import Document, DocumentState, Tokens
from engine.text.tokenizer import tokenize
from export.building import Built, build
from export.corpus import corpus_of_documents
from export.formats import read_documents
from export.runtime import Tagger
from gui import files as file_dialogs
from gui.gates.batch_still import BatchStill
from gui.gates.pane import GatesPane
from gui.wiring.gates import BATCH, GATES, LAB, WHY

CONLL = "Ada B-PER\nmet O\nBob B-PER\nin O\nParis B-LOC\n. O\n\nShe O\nleft O\nRome B-LOC\n. O\n"


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Two taggers of PER and LOC that were trained for a moment."""
    path = tmp_path_factory.mktemp("corpus") / "a.conll"
    path.write_text("\n".join([CONLL] * 12), encoding="utf-8")
    corpus = corpus_of_documents(read_documents(path)[0])
    found = []
    for seed in (1, 2):
        *_, built = build(corpus, config=TrainingConfig(epochs=8, seed=seed))
        assert isinstance(built, Built)
        found.append(built.onnx)
    return found


def keep(store: Store, onnx: bytes) -> None:
    tagger = Tagger.load(onnx)
    store.save_tagger(onnx, tagger.metrics, 1, store.revision, tagger.info)


@pytest.fixture
def trained(driver, project: Path, files: list[bytes]):
    """A project with a tagger, open, with the gates shown."""
    with Store.open(project) as store:
        for onnx in files:
            keep(store, onnx)
    driver.open(project)
    show(driver)
    return driver


def show(driver) -> None:
    driver.app.window.commands["show_gates"].trigger()
    driver.settle()


def pane(driver) -> GatesPane:
    assert driver.app.gates.pane is not None
    return driver.app.gates.pane


def look(driver):
    driver.settle()
    assert driver.app.gates._look is not None
    return driver.app.gates._look


def test_the_pane_is_made_when_it_is_asked_for_below_the_text(driver, project: Path) -> None:
    driver.open(project)
    assert driver.app.gates.pane is None
    show(driver)
    column = driver.app.window.text_column
    assert [column.widget(n) for n in range(column.count())] == [driver.app.window.view, pane(driver)]
    assert driver.app.window.view.isVisible()


def test_without_a_tagger_the_pane_offers_to_train_one(driver, project: Path, qtbot) -> None:
    driver.open(project)
    show(driver)
    assert pane(driver).words == "There is no tagger yet. Retrain, and see what it does with this sentence."
    button = next(b for b in pane(driver).findChildren(QPushButton) if b.text() == "Retrain" and b.isVisible())
    with qtbot.waitSignal(pane(driver).retrain_requested):
        button.click()
    driver.app.training.cancel()
    driver.settle()


def test_the_pane_follows_the_caret(trained) -> None:
    trained.caret("Bob")
    assert look(trained).reading.trace.forms == ("Ada", "met", "Bob", "in", "Paris", ".")
    assert look(trained).token == 2
    before = look(trained).reading
    trained.caret("Paris")
    assert look(trained).token == 4
    assert look(trained).reading is before, "within a sentence nothing is read anew"
    trained.caret("Monday")
    assert look(trained).reading.trace.forms[-2] == "Monday"
    assert pane(trained).status.startswith("Sentence 2 · 6 tokens · Tagger 2: ")


def test_of_a_tagger_in_int8_it_is_said_that_it_computes_otherwise(trained, monkeypatch: pytest.MonkeyPatch) -> None:
    trained.caret("Bob")
    look(trained)
    assert "int8" not in pane(trained).status
    monkeypatch.setattr(Tagger, "precision", "int8")
    trained.caret("Paris")
    look(trained)
    assert pane(trained).status.endswith(" · computes in int8, from which what is shown may be 0.1 off")


def test_what_is_shown_is_what_the_tagger_in_use_computes(trained, files: list[bytes]) -> None:
    trained.caret("Ada")
    trace = look(trained).reading.trace
    assert trace.emissions == pytest.approx(Tagger.load(files[1]).emissions(trace.forms), abs=1e-4)


def test_another_tagger_in_use_is_looked_into_at_once(trained, files: list[bytes]) -> None:
    trained.caret("Ada")
    assert look(trained).reading.onnx == files[1]
    trained.app.use_tagger(Tagger.load(files[0]), replace(trained.app.stored_tagger, onnx=files[0]))
    assert look(trained).reading.onnx == files[0]
    trained.app.use_tagger(None)
    trained.settle()
    assert pane(trained).words.startswith("There is no tagger yet.")


def test_nothing_is_computed_while_the_pane_is_closed(trained) -> None:
    trained.caret("Ada")
    before = look(trained)
    trained.app.gates.hide()
    trained.caret("Monday")
    trained.settle()
    assert trained.app.gates._look is before
    show(trained)
    assert look(trained).reading.trace.forms[-2] == "Monday"


def test_a_token_that_is_chosen_in_the_pane_is_where_the_caret_goes(trained) -> None:
    trained.caret("Monday")
    look(trained)
    for view in (trained.app.gates._gates, trained.app.gates._why, trained.app.gates._batch):
        view.token_chosen.emit(0)
        assert trained.document.tokens[trained.app.window.view.caret].start == trained.document.text.index("Bob left")
        view.token_chosen.emit(2)
        assert trained.document.tokens[trained.app.window.view.caret].form == "Paris"


def test_asking_about_another_tag_changes_the_answer_until_the_caret_moves(trained) -> None:
    pane(trained).choose_tab(WHY)
    trained.caret("Ada")
    other = look(trained).why.rival.tag
    trained.app.gates._why.tag_chosen.emit(other)
    assert look(trained).why.asked.tag == other
    trained.caret("met")
    assert look(trained).why.asked.tag == look(trained).why.chosen


def test_the_story_of_the_batch_is_told_while_its_tab_is_open(trained) -> None:
    trained.caret("Ada")
    assert look(trained).batch is None
    pane(trained).choose_tab(BATCH)
    story = look(trained).batch
    assert story is not None
    assert story.forms[story.own] == look(trained).reading.trace.forms
    pane(trained).choose_tab(GATES)
    assert look(trained).batch is None


def test_a_very_long_sentence_is_shown_in_the_parts_that_the_tagger_reads(
    driver, project: Path, files: list[bytes]
) -> None:
    count = MAX_SENTENCE + 40
    starts = 2 * np.arange(count, dtype=np.int32)
    tokens = Tokens("a " * count, starts, starts + 1, np.array([0, count], np.int32))
    with Store.open(project) as store:
        keep(store, files[0])
        store.add_documents([Document("long", tokens.text, tokens)], "Import")
    driver.open(project)
    driver.app.annotation.open(4)
    driver.settle()
    assert len(driver.document.tokens) == count
    show(driver)
    pane(driver).choose_tab(BATCH)
    driver.app.window.view.set_caret(MAX_SENTENCE + 3)
    seen = look(driver)
    assert (len(seen.reading.trace), seen.token) == (40, 3)
    assert seen.batch is not None and seen.batch.lengths == (40,)
    assert driver.app.gates._batch.token == 3
    assert "tokens 513 to 552 of 552" in pane(driver).status
    for view in (driver.app.gates._gates, driver.app.gates._why, driver.app.gates._batch):
        view.token_chosen.emit(7)
        assert driver.app.window.view.caret == MAX_SENTENCE + 7
        view.token_chosen.emit(39)
        assert driver.app.window.view.caret == count - 1
    driver.settle()


def test_a_sentence_of_one_token_is_shown_in_every_tab(driver, project: Path, files: list[bytes]) -> None:
    with Store.open(project) as store:
        keep(store, files[0])
        store.add_documents([Document("one", "Ada", tokenize("Ada"))], "Import")
    driver.open(project)
    driver.app.annotation.open(4)
    driver.settle()
    assert driver.document.text == "Ada"
    show(driver)
    for tab in (GATES, WHY, LAB, BATCH):
        pane(driver).choose_tab(tab)
        assert look(driver).reading.trace.forms == ("Ada",)
        assert not pane(driver).grab().isNull()
    pane(driver).choose_tab(WHY)
    best = look(driver).why
    assert best is not None
    assert best.ranked[0].tag == best.chosen, "there is no other token for whose sake it could be another"


def test_an_empty_document_says_what_to_do(trained) -> None:
    trained.app.commands.close_project()
    trained.settle()
    assert pane(trained).words.startswith("Open a text")


@pytest.mark.parametrize("shown", [True, False])
def test_of_a_project_that_is_closed_nothing_is_kept(trained, shown: bool) -> None:
    for tab in (WHY, BATCH, GATES):
        pane(trained).choose_tab(tab)
        trained.caret("Ada")
        look(trained)
    reading = look(trained).reading
    held = [weakref.ref(array) for array in (reading.textbook.weights.words.hashes, reading.trace.xs)]
    del reading
    if not shown:
        trained.app.gates.hide()
    trained.app.commands.close_project()
    trained.settle()
    gc.collect()
    assert all(ref() is None for ref in held)


def test_tags_have_the_colours_of_their_labels(trained) -> None:
    trained.caret("Ada")
    look(trained)
    colours = trained.app.gates._colours
    labels = {label.name: label.colour for label in trained.app.annotation.labels}
    assert colours["B-PER"] == colours["I-PER"] == labels["PER"]
    assert "O" not in colours


def test_tags_are_called_what_their_labels_are_called_now(trained) -> None:
    trained.caret("Ada")
    pane(trained).choose_tab(WHY)
    assert "B-PER" in look(trained).why.tags
    trained.app.labels.change("PER", lambda label: replace(label, name="HUMAN", colour=7))
    why = look(trained).why
    pane(trained).choose_tab(BATCH)
    for tags in (why.tags, look(trained).batch.tags):
        assert "B-HUMAN" in tags
        assert "B-PER" not in tags
    assert trained.app.gates._batch._colours["HUMAN"] == 7
    pane(trained).choose_tab(GATES)
    assert trained.app.gates._gates._seen.colours["I-HUMAN"] == 7
    assert trained.app.gates._gates._seen.tags[0] == "B-HUMAN"


def test_a_tab_shows_the_token_of_now_when_it_is_chosen(trained) -> None:
    trained.caret("Ada")
    look(trained)
    pane(trained).choose_tab(LAB)
    trained.caret("Monday")
    look(trained)
    pane(trained).choose_tab(GATES)
    assert trained.app.gates._gates.token == look(trained).token == 4
    assert trained.app.gates._gates._seen.forms[-2] == "Monday"


def test_a_click_does_nothing_while_another_document_is_not_looked_at_yet(trained) -> None:
    trained.caret("Monday")
    look(trained)
    trained.app.annotation.document_opened.disconnect(trained.app.gates._follow)
    trained.app.window.view.selection_changed.disconnect(trained.app.gates._follow)
    trained.app.annotation.open(2)
    trained.settle()
    before = trained.app.window.view.caret
    trained.app.gates._gates.token_chosen.emit(2)
    assert trained.app.window.view.caret == before


def test_values_are_those_of_the_gates_whichever_tab_is_seen(trained, monkeypatch: pytest.MonkeyPatch) -> None:
    trained.caret("Ada")
    look(trained)
    asked: list[str] = []
    monkeypatch.setattr(file_dialogs, "ask_save", lambda _window, _title, _filter, path: asked.append(path.name))
    pane(trained).choose_tab(WHY)
    for kind in ("png", "csv"):
        pane(trained).save_requested.emit(kind)
    assert [name.rsplit("-", 1)[1] for name in asked] == ["why.png", "gates.csv"]


@pytest.mark.parametrize("tab", [GATES, WHY, LAB, BATCH])
def test_each_tab_is_saved_as_png_and_svg(trained, tmp_path: Path, tab: int) -> None:
    trained.caret("Ada")
    look(trained)
    pane(trained).choose_tab(tab)
    look(trained)
    for kind in ("png", "svg"):
        trained.app.gates.save(tmp_path / f"a.{kind}", kind)
    trained.settle()
    assert QImage(str(tmp_path / "a.png")).width() > 500
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()[:1000]
    assert trained.messages[-1].startswith("Saved as a.")


def test_the_picture_of_a_batch_is_laid_out_and_drawn_off_the_ui_thread(
    trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained.caret("Ada")
    pane(trained).choose_tab(BATCH)
    look(trained)
    threads: list[bool] = []
    draws = BatchStill.paint_onto
    monkeypatch.setattr(
        BatchStill,
        "paint_onto",
        lambda *args: (threads.append(threading.current_thread() is threading.main_thread()), draws(*args))[1],
    )
    for kind in ("png", "svg"):
        trained.app.gates.save(tmp_path / f"a.{kind}", kind)
    trained.settle()
    assert threads == [False, False]


def test_values_are_saved_as_csv(trained, tmp_path: Path) -> None:
    trained.caret("Ada")
    trace = look(trained).reading.trace
    trained.app.gates.save(tmp_path / "a.csv", "csv")
    trained.settle()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(trace) * trace.hidden.shape[1]
    assert [float(row["h"]) for row in rows[:3]] == pytest.approx(trace.forward.h[0, :3].tolist())


def test_values_of_the_lab_are_saved_when_there_are_some(trained, qtbot, tmp_path: Path) -> None:
    trained.caret("Ada")
    look(trained)
    pane(trained).choose_tab(LAB)
    lab, entry = trained.app.gates._lab, pane(trained)._entries["csv"]
    assert not entry.isEnabled()
    lab.button.click()
    qtbot.waitUntil(lambda: len(lab.table()) > 1 and not lab.running)
    pane(trained)._menu.aboutToShow.emit()
    assert entry.isEnabled()
    trained.app.gates.save(tmp_path / "a.csv", "csv")
    trained.settle()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == lab.table()
    assert lab.table()[0] == ["distance", "gradient_rnn", "gradient_lstm", "gradient_open_lstm"]
    assert len(lab.table()) == 1 + len(look(trained).reading.trace)


def test_a_place_that_cannot_be_written_to_is_one_sentence(trained, tmp_path: Path) -> None:
    trained.caret("Ada")
    look(trained)
    trained.app.gates.save(tmp_path / "nowhere" / "a.png", "png")
    trained.settle()
    assert "its folder does not exist" in trained.messages[-1]
    assert len(trained.errors) == 1
    trained.errors.clear()


def test_the_first_key_leaves_the_keyboard_in_the_text_and_the_second_takes_it(trained) -> None:
    window = trained.app.window
    window.activateWindow()
    window.view.setFocus()
    assert window.focusWidget() is window.view
    show(trained)
    assert pane(trained).isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.focusWidget() is window.view


def test_how_high_the_pane_is_is_remembered(trained) -> None:
    column = trained.app.window.text_column
    column.setSizes([300, 300])
    wanted = column.sizes()
    trained.app.gates.hide()
    show(trained)
    assert column.sizes()[1] == pytest.approx(wanted[1], abs=8)


def test_the_pane_takes_the_colours_of_a_theme(trained) -> None:
    before = pane(trained).grab().toImage()
    trained.app.set_theme("dark")
    trained.settle()
    assert pane(trained).grab().toImage() != before


def test_the_story_of_the_batch_is_the_same_within_a_sentence_and_another_after_an_edit(trained) -> None:
    pane(trained).choose_tab(BATCH)
    trained.caret("Ada")
    story = look(trained).batch
    trained.caret("met")
    assert look(trained).batch is story
    trained.key(Qt.Key.Key_1)
    assert look(trained).batch is not story


def test_the_batch_tells_what_the_next_training_makes_of_the_whole_project(trained) -> None:
    def known_outside_spans() -> set[Known]:
        trained.settle()
        story = look(trained).batch
        return set(story.known[story.mask[:, story.own], story.own].tolist()) - {Known.ENTITY}

    pane(trained).choose_tab(BATCH)
    trained.caret("Ada")
    trained.key(Qt.Key.Key_1)
    assert known_outside_spans() == {Known.O}, "nobody has confirmed any: it is assumed"
    trained.app.annotation.open(2)
    trained.settle()
    trained.app.annotation.set_state(DocumentState.DONE)
    trained.settle()
    trained.app.annotation.open(1)
    assert known_outside_spans() == {Known.UNTOUCHED}
    pane(trained).choose_tab(GATES)
    trained.app.annotation.undo()
    trained.settle()
    trained.app.annotation.open(1)
    pane(trained).choose_tab(BATCH)
    assert known_outside_spans() == {Known.O}
