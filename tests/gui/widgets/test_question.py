from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.style import apply_theme
from gui.theme import LIGHT
from gui.widgets.question import Question, Role
from tests.gui.audit import findings

LONG = "The correspondence of the Harbour Board of Quillport with the Lighthouse Trust"


@pytest.fixture
def parent(qtbot: QtBot, qapp: QApplication) -> QWidget:
    apply_theme(qapp, LIGHT)
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def question(qtbot: QtBot, parent: QWidget) -> Question:
    """A question with more buttons than words."""
    question = Question("Not saved", f"«{LONG}» is not saved.", "The disk is full.", parent)
    question.add("Save a copy somewhere else…", Role.AcceptRole, default=True)
    question.add("Discard all of the changes", Role.DestructiveRole)
    question.add_leave()
    with qtbot.waitExposed(question):
        question.show()
    question.activateWindow()
    return question


def test_no_words_are_cut_and_all_can_be_reached(question: Question) -> None:
    assert list(findings(question)) == []


def test_enter_gives_the_bright_answer(qtbot: QtBot, question: Question) -> None:
    bright = next(button for button in question.buttons if button.text().startswith("Save"))
    assert bright.grab().toImage().pixelColor(bright.width() // 2, 6).name() == LIGHT.accent
    with qtbot.waitSignal(question.accepted):
        QTest.keyClick(question, Qt.Key.Key_Return)
    assert question.answer is bright


def test_who_leaves_a_question_gives_no_answer(qtbot: QtBot, question: Question) -> None:
    cancel = next(button for button in question.buttons if button.text().replace("&", "") == "Cancel")
    with qtbot.waitSignal(question.rejected):
        cancel.click()
    assert question.answer is None


def test_enter_does_no_harm_where_leaving_is_the_default(qtbot: QtBot, parent: QWidget) -> None:
    question = Question("Taggers", "Delete it?", "For ever.", parent)
    question.add("Delete", Role.AcceptRole)
    question.add_leave(default=True)
    question.show()
    with qtbot.waitSignal(question.rejected):
        QTest.keyClick(question, Qt.Key.Key_Return)
