"""Why a command makes no sense now: what is grey in the menus and in the palette, and the sentence that says so.

Keys of the text and of the project work all the same: who types fast is ahead of what the disk says, and what makes
no sense when it is looked at may do so when the key arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.actions import BY_NAME
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight

NEEDS_DOCUMENT = frozenset(
    ("note", "confirm", "unconfirm", "document_note", "done", "skip", "flag", "delete_document", "next_document",
     "previous_document")
)  # fmt: skip
"""Commands about the document on the screen, beside those that work in the text."""


def why_not(app: Gatelight, name: str) -> str:
    """Say why a command makes no sense now, "" if it does. Raises KeyError for a command that there is not."""
    command = BY_NAME[name]
    if command.needs_project and app.project.editor is None:
        return tr("There is no project open.")
    if command.needs_project and app.window.pages.currentWidget() is not app.window.workspace:
        return tr("Go back to the project first.")
    if (command.in_text or name in NEEDS_DOCUMENT) and app.annotation.document is None:
        return tr("There is no document yet.")
    match name:
        case "undo" if app.workspace.undo_title is None:
            return tr("There is nothing to undo.")
        case "redo" if app.workspace.redo_title is None:
            return tr("There is nothing to redo.")
        case "cancel_training" if not app.training.running:
            return tr("The tagger is not being retrained.")
        case "retrain" if app.training.running:
            return tr("The tagger is being retrained already.")
        case "export_tagger" if app.stored_tagger is None:
            return tr("There is no tagger yet.")
        case "next_suggestion" | "previous_suggestion" if not app.suggesting.suggestions:
            return tr("There are no suggestions in this document.")
        case _:
            return ""
