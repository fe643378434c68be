"""Boots the real app, window and lanes included, with settings of its own; what leaks fails the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from engine.project.store import Store, Unsaved
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from gui.app import Gatelight, make_application
from gui.language import speak
from gui.settings import Settings
from gui.unsaved_question import Answer

TEXTS = ("Ada met Bob in Paris. Bob left Paris on Monday.", "Cleo wrote to Ada.", "Nobody came.")
NONE = Qt.KeyboardModifier.NoModifier


class Driver:
    """What a person does with the app, and what a person sees."""

    def __init__(self, app: Gatelight, qtbot) -> None:
        self.app, self.qtbot = app, qtbot
        self.errors = app.errors.reported
        self.asked: list[Unsaved] = []
        self.answers: list[Answer] = []
        """What to say when there is a question about unsaved changes; after that, «discard»."""

    def open(self, path: Path) -> None:
        before = self.app.project.editor
        self.app.project.open(path)
        self.qtbot.waitUntil(lambda: self.app.project.editor is not before)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        lanes = [lane for lane in self.app.lanes if lane not in (self.app.training_lane, self.app.lab_lane)]
        self.qtbot.waitUntil(lambda: not (any(lane.busy for lane in lanes) or self.app.workspace.listing.isActive()))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.app.window.view.setFocus()
        QTest.keyClick(self.app.window.view, key, modifiers)
        self.settle()

    def caret(self, form: str, occurrence: int = 0) -> None:
        """Put the caret on a token."""
        forms = self.document.tokens.forms()
        self.app.window.view.set_caret([i for i, f in enumerate(forms) if f == form][occurrence])

    @property
    def document(self) -> Document:
        assert self.app.annotation.document is not None
        return self.app.annotation.document

    @property
    def spans(self) -> list[tuple[str, str]]:
        """The gold spans on the screen, which must be those in the file."""
        assert self.app.project.editor is not None
        assert self.app.project.editor.store.document(self.document.id).spans == self.document.spans
        return [(self.document.text[s.start : s.end], s.label) for s in self.document.spans]

    @property
    def messages(self) -> list[str]:
        return [message.text for message in self.app.window.toast.messages]

    def answer(self, unsaved: Unsaved, *_where: object) -> Answer:
        self.asked.append(unsaved)
        return self.answers.pop(0) if self.answers else Answer.DISCARD


@pytest.fixture(autouse=True)
def english(qapp) -> None:
    """English, whatever the machine speaks."""
    speak(qapp, "en")


@pytest.fixture
def german(qapp) -> Iterator[None]:
    """German, for what is made after this."""
    speak(qapp, "de")
    yield
    speak(qapp, "en")


@pytest.fixture
def driver(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    """The app without a project."""
    before = set(threading.enumerate())
    app = Gatelight(Settings(tmp_path / "home"))
    made = Driver(app, qtbot)
    monkeypatch.setattr("gui.wiring.saving.ask_about", made.answer)
    app.window.show()
    qtbot.waitExposed(app.window)
    yield made
    app.window.close()
    assert list(made.errors) == []
    assert set(threading.enumerate()) <= before
    app.window.deleteLater()
    app.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    make_application().setStyleSheet("")  # as at a start: a window that is made under it is made slowly


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of three short documents and two labels."""
    path = tmp_path / "p.gatelight"
    with Store.create(path, LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2")])) as store:
        store.add_documents([Document(f"text {i}", t, tokenize(t)) for i, t in enumerate(TEXTS, 1)], "Import")
    return path
