"""What to do with changes that are in memory only, when a project is left."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from engine.project.unsaved import Unsaved


class Answer(Enum):
    """What a person wants done."""

    COPY = "Save a copy…"
    AGAIN = "Try again"
    DISCARD = "Discard changes"
    STAY = "Cancel"


def ask_about(unsaved: Unsaved, path: Path, parent: QWidget) -> Answer:
    """Ask, and wait for the answer."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Not saved")
    box.setText(f"{unsaved.changes} in «{path.stem}» {'are' if unsaved.count > 1 else 'is'} not saved.")
    box.setInformativeText(f"{unsaved.reason}\n\nA copy in another place has everything in it.")
    buttons = {
        box.addButton(Answer.COPY.value, QMessageBox.ButtonRole.AcceptRole): Answer.COPY,
        box.addButton(Answer.AGAIN.value, QMessageBox.ButtonRole.ActionRole): Answer.AGAIN,
        box.addButton(Answer.DISCARD.value, QMessageBox.ButtonRole.DestructiveRole): Answer.DISCARD,
        box.addButton(QMessageBox.StandardButton.Cancel): Answer.STAY,
    }
    box.setDefaultButton(next(button for button, answer in buttons.items() if answer is Answer.COPY))
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((answer for button, answer in buttons.items() if button is clicked), Answer.STAY)
