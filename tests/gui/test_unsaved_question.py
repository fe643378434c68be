from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.errors import SavingError
from engine.project.unsaved import Unsaved
from gui.theme import LIGHT
from gui.unsaved_question import Answer, ask_about
from gui.widgets.question import Question

PATH = Path("/texts/Letters.gatelight")
FULL = SavingError("cannot be saved because the disk is full", path=PATH, remedy="make room and try again")


def asked(parent: QWidget, count: int, press: str) -> tuple[Answer, str]:
    """Ask, press a button, give the answer and what was asked."""
    words: list[str] = []

    def answer() -> None:
        box = next(child for child in parent.findChildren(Question) if child.isVisible())
        words.append(box.text)
        if press:
            next(button for button in box.buttons if button.text().replace("&", "") == press).click()
        else:
            box.reject()

    QTimer.singleShot(0, answer)
    given = ask_about(Unsaved(count, FULL), PATH, parent, LIGHT)
    return given, words[0]


@pytest.mark.parametrize("answer", Answer)
def test_each_button_is_its_answer(qtbot: QtBot, answer: Answer) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    given, words = asked(parent, 3, answer.value)
    assert given is answer
    assert words.startswith("3 changes in «Letters» are not saved. /texts/Letters.gatelight cannot be saved because")


def test_closing_the_question_is_staying(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    given, words = asked(parent, 1, "")
    assert given is Answer.STAY
    assert words.startswith("1 change in «Letters» is not saved.")
