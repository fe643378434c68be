"""What a screen reader is told: where the caret is, and what changed there."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QAccessible

from engine.text.tokenizer import tokenize
from gui.document_view import Mark, MarkKind, TokenRange

TEXT = "Ada met Bob in Paris."


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nobody really listens here, so Qt is told that somebody does."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    return said


@pytest.fixture
def view(make_view, qtbot):
    made = make_view(TEXT)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_each_move_of_the_caret_is_said_once(view, heard) -> None:
    view.move_caret("next")
    view.set_caret(1)
    view.move_caret("next", extend=True)
    assert heard == [
        "met, no label, token 2 of 6",
        "Bob, no label, 2 tokens selected, token 3 of 6",
    ]


def test_a_label_that_the_token_at_the_caret_gets_is_said_and_others_are_not(view, heard) -> None:
    view.set_marks([Mark(15, 20, "LOC", MarkKind.GOLD)])
    assert heard == []
    view.set_marks([Mark(0, 3, "PER", MarkKind.SUGGESTION, 0.83), Mark(15, 20, "LOC", MarkKind.GOLD)])
    view.set_marks([Mark(0, 3, "PER", MarkKind.GOLD), Mark(15, 20, "LOC", MarkKind.GOLD)])
    assert heard == ["Ada, PER · suggested, 83\N{NO-BREAK SPACE}%, token 1 of 6", "Ada, PER, token 1 of 6"]


def test_a_confirmation_of_the_token_at_the_caret_is_said(view, heard) -> None:
    view.set_seen([(0, len(TEXT))])
    assert heard == ["Ada, no label, confirmed, token 1 of 6"]


def test_nothing_is_said_while_the_keyboard_is_elsewhere(view, heard) -> None:
    view.clearFocus()
    view.set_caret(3)
    assert heard == []
    assert view.accessibleDescription() == "in, no label, token 4 of 6"


def test_when_nobody_listens_nothing_is_made_to_be_said(view, monkeypatch) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    monkeypatch.setattr("gui.widgets.announce.QAccessibleAnnouncementEvent", None)
    view.set_caret(3)
    view.set_marks([Mark(12, 14, "LOC", MarkKind.GOLD)])
    assert view.caret == 3


def test_another_text_is_described(view) -> None:
    view.set_document_text(tokenize("Cleo."))
    assert view.accessibleDescription() == "Cleo, no label, token 1 of 2"
    view.select(TokenRange(0, 2))
    assert view.accessibleDescription() == "., no label, 2 tokens selected, token 2 of 2"


def test_assistive_technology_meets_the_text_as_a_document_with_a_name() -> None:
    code = """
from PySide6.QtGui import QAccessible
from gui.app import make_application
from gui.document_view import DocumentView
from gui.theme import LIGHT
application = make_application()
view = DocumentView(LIGHT)
spoken = QAccessible.queryAccessibleInterface(view)
print(spoken.role().name, spoken.text(QAccessible.Text.Name), sep=", ")
"""
    # in a process of its own: Qt keeps whom it asks for what is spoken until the end
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "Document, Document text"
