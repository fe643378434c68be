"""What to do with changes that are in memory only, when a project is left."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from engine.project.unsaved import Unsaved
from gui.said import said_error
from gui.words import tr, tr_later, tr_n, tr_n_later


class Answer(Enum):
    """What a person wants done."""

    COPY = tr_later("Save a copy…")
    AGAIN = tr_later("Try again")
    DISCARD = tr_later("Discard changes")
    STAY = tr_later("Cancel")


def ask_about(unsaved: Unsaved, path: Path, parent: QWidget) -> Answer:
    """Ask, and wait for the answer."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Not saved"))
    words = tr_n_later("{n} change in «{project}» is not saved.", "{n} changes in «{project}» are not saved.")
    box.setText(tr_n(unsaved.count, *words, project=path.stem))
    copy = tr("A copy in another place has everything in it.")
    box.setInformativeText(f"{said_error(unsaved.reason)}\n\n{copy}")
    buttons = {
        box.addButton(tr(Answer.COPY.value), QMessageBox.ButtonRole.AcceptRole): Answer.COPY,
        box.addButton(tr(Answer.AGAIN.value), QMessageBox.ButtonRole.ActionRole): Answer.AGAIN,
        box.addButton(tr(Answer.DISCARD.value), QMessageBox.ButtonRole.DestructiveRole): Answer.DISCARD,
        box.addButton(QMessageBox.StandardButton.Cancel): Answer.STAY,
    }
    box.setDefaultButton(next(button for button, answer in buttons.items() if answer is Answer.COPY))
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((answer for button, answer in buttons.items() if button is clicked), Answer.STAY)
