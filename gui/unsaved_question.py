"""What to do with changes that are in memory only, when a project is left."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QWidget

from engine.project.unsaved import Unsaved
from gui.icons import icon
from gui.said import said_error
from gui.theme import Theme
from gui.widgets.question import SIGN_PX, Question, Role
from gui.words import tr, tr_later, tr_n, tr_n_later


class Answer(Enum):
    """What a person wants done."""

    COPY = tr_later("Save a copy…")
    AGAIN = tr_later("Try again")
    DISCARD = tr_later("Discard changes")
    STAY = tr_later("Cancel")


def ask_about(unsaved: Unsaved, path: Path, parent: QWidget, theme: Theme) -> Answer:
    """Ask, and wait for the answer."""
    words = tr_n_later("{n} change in «{project}» is not saved.", "{n} changes in «{project}» are not saved.")
    what = tr_n(unsaved.count, *words, project=path.stem)
    details = f"{said_error(unsaved.reason)}\n\n{tr('A copy in another place has everything in it.')}"
    sign = icon("warning", theme, SIGN_PX, theme.warning)
    question = Question(tr("Not saved"), what, details, parent, sign)
    buttons = {
        question.add(tr(Answer.COPY.value), Role.AcceptRole, default=True): Answer.COPY,
        question.add(tr(Answer.AGAIN.value), Role.ActionRole): Answer.AGAIN,
        question.add(tr(Answer.DISCARD.value), Role.DestructiveRole): Answer.DISCARD,
    }
    question.add_leave()
    question.exec()
    question.deleteLater()
    return next((answer for button, answer in buttons.items() if button is question.answer), Answer.STAY)
