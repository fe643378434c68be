"""Every command of the window in one table: its words, its key, its menu. Menus and the key sheet are made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.words import tr


@dataclass(frozen=True, slots=True)
class Command:
    """One command. text, menu: in English; keys: the first is printed; in_text: works only in the text."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    in_text: bool = False
    needs_project: bool = True


COMMANDS = (
    Command("new", "New project from files…", ("Ctrl+N",), "Project", needs_project=False),
    Command("open", "Open project…", ("Ctrl+O",), "Project", needs_project=False),
    Command("sample", "Open the sample", (), "Project", needs_project=False),
    Command("add_documents", "Add documents…", ("Ctrl+I",), "Project"),
    Command("paste_document", "Add the clipboard's text", ("Ctrl+Shift+V",), "Project"),
    Command("export_annotations", "Export annotations…", ("Ctrl+Shift+E",), "Project"),
    Command("backups", "Backups…", (), "Project"),
    Command("close", "Close project", ("Ctrl+W",), "Project"),
    Command("quit", "Quit", ("Ctrl+Q",), "Project", needs_project=False),
    Command("undo", "Undo", ("Ctrl+Z",), "Edit"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit"),
    Command("find", "Find in the project", ("Ctrl+F", "Ctrl+4"), "Edit"),
    Command("labels", "Labels…", ("Ctrl+L",), "Label"),
    Command("remove", "Remove the span", ("Delete",), "Label", in_text=True),
    Command("reject", "Reject the suggestion, or remove the span", ("Backspace",), "Label", in_text=True),
    Command("accept", "Accept the suggestion", ("Return", "Enter"), "Label", in_text=True),
    Command("next_suggestion", "Next suggestion", ("Tab",), "Label", in_text=True),
    Command("previous_suggestion", "Previous suggestion", ("Shift+Tab",), "Label", in_text=True),
    Command("end_right", "Move the span's end right", ("Alt+Right",), "Label", in_text=True),
    Command("start_left", "Move the span's start left", ("Alt+Left",), "Label", in_text=True),
    Command("end_left", "Shrink the span at its end", ("Alt+Shift+Left",), "Label", in_text=True),
    Command("start_right", "Shrink the span at its start", ("Alt+Shift+Right",), "Label", in_text=True),
    Command("note", "Note on the span, or on the document…", ("Ctrl+M",), "Label"),
    Command("confirm", "Confirm up to here, or the selection", ("Ctrl+.",), "Document"),
    Command("unconfirm", "Take the confirmation back", ("Ctrl+,",), "Document"),
    Command("document_note", "Note on the document…", ("Ctrl+Shift+M",), "Document"),
    Command("done", "Document done, go to the next", ("Ctrl+Return", "Ctrl+Enter"), "Document"),
    Command("skip", "Skip the document", ("Ctrl+Space",), "Document"),
    Command("flag", "Flag the document", ("Ctrl+B",), "Document"),
    Command("delete_document", "Delete the document", (), "Document"),
    Command("next_document", "Next document", ("Ctrl+PgDown",), "Document"),
    Command("previous_document", "Previous document", ("Ctrl+PgUp",), "Document"),
    Command("next_entity", "Next entity or match", ("F3",), "Document", needs_project=False),
    Command("previous_entity", "Previous entity or match", ("Shift+F3",), "Document", needs_project=False),
    Command("retrain", "Retrain the tagger", ("Ctrl+R",), "Tagger"),
    Command("cancel_training", "Cancel retraining", (), "Tagger"),
    Command("export_tagger", "Export the tagger as ONNX…", ("Ctrl+E",), "Tagger"),
    Command("taggers", "Taggers…", ("Ctrl+Shift+R",), "Tagger"),
    Command("highlight", "Highlight a text", ("Ctrl+H",), "Tagger", needs_project=False),
    Command("zoom_in", "Larger text", ("Ctrl++", "Ctrl+="), "View", needs_project=False),
    Command("zoom_out", "Smaller text", ("Ctrl+-",), "View", needs_project=False),
    Command("zoom_reset", "Normal text size", ("Ctrl+0",), "View", needs_project=False),
    Command("toggle_documents", "Show or hide the documents", ("F8",), "View"),
    Command("toggle_side_bar", "Show or hide the panels", ("F9",), "View"),
    Command("show_entities", "Show the entities", ("Ctrl+1",), "View"),
    Command("show_suggestions", "Show the suggestions", ("Ctrl+2",), "View"),
    Command("show_tagger", "Show the tagger", ("Ctrl+3",), "View"),
    Command("show_history", "Show the history", ("Ctrl+5",), "View"),
    Command("next_pane", "Go to the next pane", ("F6",), "View"),
    Command("theme_system", "Colours of the system", (), "View", needs_project=False),
    Command("theme_light", "Light", (), "View", needs_project=False),
    Command("theme_dark", "Dark", (), "View", needs_project=False),
    Command("keys", "Keys", ("F1",), "Help", needs_project=False),
    Command("about", "About Gatelight", (), "Help", needs_project=False),
)

MENUS = ("Project", "Edit", "Label", "Document", "Tagger", "View", "Help")


def make_actions(window: QWidget, text_view: QWidget) -> dict[str, QAction]:
    """Make a QAction for each command; those that belong to the text work only while it has the focus."""
    actions = {}
    for command in COMMANDS:
        action = QAction(tr(command.text), window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        if command.in_text:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            text_view.addAction(action)
        else:
            window.addAction(action)
        actions[command.name] = action
    return actions


def key_text(keys: Iterable[str]) -> str:
    """Give keys as the platform prints them."""
    return " · ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
