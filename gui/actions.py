"""Every command of the window in one table: its words, its usual keys, its menu.

Menus, the key sheet and the command palette are made from it. Which keys a command has now, ``gui.keymap`` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.words import tr, tr_later


@dataclass(frozen=True, slots=True)
class Command:
    """One command, one line of the table.

    keys: in words of QKeySequence, the first is printed; menu: a title, perhaps with that of a menu within it,
    «View/Language»; in_text: works only while the text has the focus; checkable: it can be on or off.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    in_text: bool = False
    needs_project: bool = True
    checkable: bool = False


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
    Command("palette", "Go to a command, label or document…", ("Ctrl+K",), "Edit", needs_project=False),
    Command("find_here", "Find in the document", ("Ctrl+Shift+F",), "Edit"),
    Command("labels", "Labels…", ("Ctrl+L",), "Label"),
    Command("remove", "Remove the span", ("Del",), "Label", in_text=True),
    Command("reject", "Reject the suggestion, or remove the span", ("Backspace",), "Label", in_text=True),
    Command("accept", "Accept the suggestion", ("Return", "Enter"), "Label", in_text=True),
    Command("next_suggestion", "Next suggestion", ("Tab",), "Label", in_text=True),
    Command("previous_suggestion", "Previous suggestion", ("Shift+Tab",), "Label", in_text=True),
    Command("end_right", "Move the span's end right", ("Alt+Right",), "Label", in_text=True),
    Command("start_left", "Move the span's start left", ("Alt+Left",), "Label", in_text=True),
    Command("end_left", "Shrink the span at its end", ("Alt+Shift+Left",), "Label", in_text=True),
    Command("start_right", "Shrink the span at its start", ("Alt+Shift+Right",), "Label", in_text=True),
    Command("note", "Note on the span, or on the document…", ("Ctrl+M",), "Label"),
    Command("choose_label", "Choose a label…", ("0",), "Label", in_text=True),
    Command("arm_label", "Arm the label, or disarm it", ("Ctrl+Shift+L",), "Label"),
    Command("disarm", "Disarm the label", ("Esc",), "Label", in_text=True),
    Command("mentions", "Label every identical mention…", ("E",), "Label", in_text=True),
    Command("gazetteers", "Lists of names…", (), "Label"),
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
    Command("text", "Text…", (), "View", needs_project=False),
    Command("chips_full", "Names of labels in full", (), "View/Labels in the text", needs_project=False),
    Command("chips_short", "Names of labels shortened", (), "View/Labels in the text", needs_project=False),
    Command("chips_none", "Labels as colours alone", (), "View/Labels in the text", needs_project=False),
    Command("sentence_numbers", "Numbers of sentences", (), "View", needs_project=False),
    Command("overview", "Overview beside the text", (), "View", needs_project=False),
    Command("toggle_documents", "Show or hide the documents", ("F8",), "View"),
    Command("toggle_side_bar", "Show or hide the panels", ("F9",), "View"),
    Command("show_entities", "Show the entities", ("Ctrl+1",), "View"),
    Command("show_suggestions", "Show the suggestions", ("Ctrl+2",), "View"),
    Command("show_tagger", "Show the tagger", ("Ctrl+3",), "View"),
    Command("show_history", "Show the history", ("Ctrl+5",), "View"),
    Command("show_guidelines", "Show the guidelines", ("Ctrl+6",), "View"),
    Command("show_gates", "Show the gates", ("Ctrl+7",), "View"),
    Command("gates_larger", "Give the gates the window, or take it back", ("Ctrl+Shift+7",), "View"),
    Command("next_pane", "Go to the next pane", ("F6",), "View"),
    Command("theme_system", "Colours of the system", (), "View/Colours", needs_project=False),
    Command("theme_light", "Light", (), "View/Colours", needs_project=False),
    Command("theme_dark", "Dark", (), "View/Colours", needs_project=False),
    Command("theme_contrast_light", "High contrast, light", (), "View/Colours", needs_project=False),
    Command("theme_contrast_dark", "High contrast, dark", (), "View/Colours", needs_project=False),
    Command("language_system", "Language of the system", (), "View/Language", needs_project=False, checkable=True),
    Command("language_en", "English", (), "View/Language", needs_project=False, checkable=True),
    Command("language_de", "Deutsch", (), "View/Language", needs_project=False, checkable=True),
    Command("work_meter", "Work meter…", (), "View", needs_project=False),
    Command("keys", "Keys", ("F1",), "Help", needs_project=False),
    Command("change_keys", "Change keys…", (), "Help", needs_project=False),
    Command("about", "About Gatelight", (), "Help", needs_project=False),
)

ALSO = {"language_en": tr_later("English language"), "language_de": tr_later("German language")}
"""What else somebody calls a command who does not know its words."""

MENUS = ("Project", "Edit", "Label", "Document", "Tagger", "View", "Help")
BY_NAME = {command.name: command for command in COMMANDS}


def menu_paths(title: str) -> list[str]:
    """Give the paths of a menu and of those within it, in their order: «View», «View/Colours»."""
    return [path for path in dict.fromkeys(c.menu for c in COMMANDS) if path.partition("/")[0] == title]


def menu_title(path: str) -> str:
    """Say where a menu is: «View › Colours»."""
    return tr(path).replace("/", " › ")


def make_actions(window: QWidget, text_view: QWidget) -> dict[str, QAction]:
    """Make a QAction for each command; those that belong to the text work only while it has the focus.

    They have no keys yet: ``gui.wiring.keys`` gives them those of the keymap.
    """
    actions = {}
    for command in COMMANDS:
        action = QAction(tr(command.text), window)
        action.setObjectName(command.name)
        action.setCheckable(command.checkable)
        if command.in_text:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            text_view.addAction(action)
        else:
            window.addAction(action)
        actions[command.name] = action
    return actions
