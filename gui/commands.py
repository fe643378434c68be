"""What each command of the table does: asks for what it needs, then tells a controller."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from engine.errors import UserError
from engine.files import make_folder, write_atomically
from engine.project.identity import is_project_file
from engine.text.document import DocumentState
from gui import files
from gui.availability import why_not
from gui.document_view import ChipStyle
from gui.icons import app_icon
from gui.settings import projects_folder
from gui.words import tr, tr_later

if TYPE_CHECKING:
    from gui.app import Gatelight

ANNOTATION_FILTER = tr_later("CoNLL columns (*.conll);;Kaggle CSV (*.csv)")
ZOOM_STEP = 10
APP_ICON_PX = 56


class Commands:
    """Binds every command, label key and drop to the app."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        window, annotation = app.window, app.annotation
        does: dict[str, Callable[[], object]] = {
            "new": self.new_project,
            "open": self.open_project,
            "sample": lambda: app.project.create_sample(sample_path()),
            "add_documents": self.add_documents,
            "paste_document": lambda: app.project.import_text(files.clipboard_text(), tr("Pasted text")),
            "export_annotations": self.export_annotations,
            "backups": app.backups_wiring.show,
            "close": self.close_project,
            "quit": window.close,
            "undo": annotation.undo,
            "redo": annotation.redo,
            "find": app.search.begin,
            "palette": app.palette.show,
            "find_here": partial(app.search.begin, here=True),
            "labels": app.label_wiring.show,
            "remove": annotation.remove,
            "reject": self.reject_or_remove,
            "accept": self.accept,
            "next_suggestion": app.workspace.go_to_suggestion,
            "previous_suggestion": partial(app.workspace.go_to_suggestion, backwards=True),
            "end_right": partial(annotation.resize, 0, 1),
            "start_left": partial(annotation.resize, -1, 0),
            "end_left": partial(annotation.resize, 0, -1),
            "start_right": partial(annotation.resize, 1, 0),
            "note": app.notes.edit,
            "document_note": app.notes.edit_document_note,
            "choose_label": app.label_wiring.choose,
            "arm_label": app.label_wiring.arm,
            "disarm": app.label_wiring.disarm,
            "mentions": app.mentions.begin,
            "gazetteers": app.gazetteers.show,
            "confirm": annotation.confirm,
            "unconfirm": annotation.take_confirmation_back,
            "done": app.documents.done,
            "skip": app.documents.skip,
            "flag": partial(annotation.set_state, DocumentState.FLAGGED),
            "delete_document": self.delete_document,
            "next_document": partial(app.documents.step, 1),
            "previous_document": partial(app.documents.step, -1),
            "next_entity": partial(self.step_entity, 1),
            "previous_entity": partial(self.step_entity, -1),
            "retrain": app.training.retrain,
            "cancel_training": app.training.cancel,
            "export_tagger": self.export_tagger,
            "taggers": app.taggers.show_dialog,
            "highlight": self.show_highlight_page,
            "zoom_in": partial(self.zoom, ZOOM_STEP),
            "zoom_out": partial(self.zoom, -ZOOM_STEP),
            "zoom_reset": partial(self.zoom, 0),
            "toggle_documents": partial(window.toggle, window.documents),
            "toggle_side_bar": partial(window.toggle, window.side_bar),
            "show_entities": partial(window.show_panel, window.entities),
            "show_suggestions": partial(window.show_panel, window.suggestions),
            "show_tagger": partial(window.show_panel, window.tagger),
            "show_history": partial(window.show_panel, window.history),
            "show_guidelines": partial(window.show_panel, window.guidelines),
            "show_gates": app.gates.show,
            "gates_larger": app.gates.toggle_larger,
            "next_pane": window.focus_next_pane,
            "work_meter": app.work_meter_wiring.show_dialog,
            "theme_system": partial(app.set_theme, "system"),
            "theme_light": partial(app.set_theme, "light"),
            "theme_dark": partial(app.set_theme, "dark"),
            "theme_contrast_light": partial(app.set_theme, "contrast_light"),
            "theme_contrast_dark": partial(app.set_theme, "contrast_dark"),
            "chips_full": partial(app.text_settings.choose_chips, ChipStyle.FULL),
            "chips_short": partial(app.text_settings.choose_chips, ChipStyle.SHORT),
            "chips_none": partial(app.text_settings.choose_chips, ChipStyle.NONE),
            "text": app.text_settings.show_dialog,
            "sentence_numbers": app.text_settings.toggle_numbers,
            "overview": app.text_settings.toggle_overview,
            "language_system": partial(app.language.choose, "system"),
            "language_en": partial(app.language.choose, "en"),
            "language_de": partial(app.language.choose, "de"),
            "keys": app.keys.show_sheet,
            "change_keys": app.keys.show_dialog,
            "about": self.about,
        }
        for name, action in window.commands.items():
            action.triggered.connect(lambda _=False, call=does[name]: call())
        window.menus.why_not = self.why_not
        self._wire_welcome()
        window.files_dropped.connect(self.take_drop)
        window.documents.files_dropped.connect(app.project.import_files)
        window.documents.add_requested.connect(self.add_documents)

    def why_not(self, name: str) -> str:
        """Say why a command makes no sense now, "" if it does."""
        return why_not(self._app, name)

    # project ------------------------------------------------------------------------------------------------------

    def new_project(self) -> None:
        """Ask for texts and a place, then make a project of them."""
        chosen = files.ask_open_many(self._app.window, tr("Texts for the new project"), tr(files.TEXT_FILTER))
        if chosen:
            self.new_project_from(chosen)

    def new_project_from(self, texts: list[Path]) -> None:
        """Ask for a place and make a project of texts."""
        folder = projects_folder()
        make_folder(folder)
        suggested = unused(folder / f"{texts[0].stem}.gatelight")
        path = files.ask_save(
            self._app.window, tr("Save the new project as"), tr(files.PROJECT_FILTER), suggested, replaces=False
        )
        if path is not None:
            self._app.project.create_from_files(path, texts)

    def open_project(self, path: Path | None = None) -> None:
        """Open a project, asking for it if none is given."""
        title, kinds = tr("Open a project"), tr(files.PROJECT_FILTER)
        path = path or files.ask_open(self._app.window, title, kinds, projects_folder())
        if path is not None:
            self._app.project.open(path)

    def close_project(self) -> None:
        """Close the project and show the welcome page."""
        if self._app.project.may_leave():
            self._app.project.close()
            self._app.show_welcome()

    def add_documents(self) -> None:
        """Ask for files and add them."""
        chosen = files.ask_open_many(self._app.window, tr("Add documents"), tr(files.TEXT_FILTER))
        if chosen:
            self._app.project.import_files(chosen)

    def export_annotations(self) -> None:
        """Ask for a place and write all spans."""
        project = self._app.project.path
        if project is None:
            return
        path = files.ask_save(
            self._app.window, tr("Export the annotations"), tr(ANNOTATION_FILTER), project.with_suffix(".conll")
        )
        if path is not None:
            self._app.project.export_annotations(path, "gmb" if path.suffix == ".csv" else "conll")

    def take_drop(self, dropped: list[Path]) -> None:
        """Do what a dropped file suggests: open a project, load a tagger, highlight a text."""
        app = self._app
        first = dropped[0]
        if is_project_file(first):
            app.project.open(first)
        elif first.suffix.lower() == ".onnx":
            self._show_highlight_page()
            app.highlighting.load_tagger(first)
        elif app.window.pages.currentWidget() is app.window.welcome and app.highlighting.tagger is None:
            self.new_project_from(dropped)
        else:
            self.show_highlight_page()
            app.highlighting.open_files(dropped)

    def _wire_welcome(self) -> None:
        app, welcome = self._app, self._app.window.welcome
        welcome.new_requested.connect(self.new_project)
        welcome.open_requested.connect(self.open_project)
        welcome.sample_requested.connect(lambda: app.project.create_sample(sample_path()))
        welcome.highlight_requested.connect(self.show_highlight_page)
        welcome.files_dropped.connect(self.take_drop)
        welcome.recent_removed.connect(app.settings.remove_recent)
        welcome.recent_removed.connect(lambda _: welcome.set_recent(app.settings.recent()))

    # labelling ----------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accept the suggestion under the caret."""
        suggestion = self._app.workspace.suggestion_at_caret()
        if suggestion is not None:
            self._app.annotation.accept(suggestion)

    def reject_or_remove(self) -> None:
        """Remove the gold span under the caret; on a suggestion, say no to it."""
        suggestion = self._app.workspace.suggestion_at_caret()
        if suggestion is not None:
            self._app.annotation.reject(suggestion)
        else:
            self._app.annotation.remove()

    def delete_document(self) -> None:
        """Take the document on the screen out of the project."""
        if self._app.annotation.document is not None:
            self._app.annotation.delete_documents([self._app.annotation.document.id])

    # tagger -------------------------------------------------------------------------------------------------------

    def export_tagger(self, path: Path | None = None) -> None:
        """Write the tagger's ONNX file, asking for a place if none is given."""
        app = self._app
        stored, project = app.stored_tagger, app.project.path
        if stored is None or project is None:
            app.errors.report(
                UserError(
                    "there is no tagger to export yet",
                    remedy=tr("retrain first{key}", key=app.keys.keymap.behind("retrain")),
                )
            )
            return
        suggested = project.with_suffix(".onnx")
        path = path or files.ask_save(app.window, tr("Export the tagger"), tr(files.TAGGER_FILTER), suggested)
        if path is None:
            return
        app.store_lane.run(
            lambda: write_atomically(path, stored.onnx),
            lambda _: app.window.toast.show_message("info", tr("The tagger is in {file}.", file=path.name)),
            app.errors.report,
        )

    def show_highlight_page(self) -> None:
        """Show the page that highlights any text; the tagger last used is loaded if there is none."""
        self._show_highlight_page()
        remembered = self._app.settings.tagger_path
        if self._app.highlighting.tagger is None and remembered is not None:
            self._app.highlighting.load_tagger(remembered)

    def _show_highlight_page(self) -> None:
        app = self._app
        app.window.show_page(app.window.highlight_page)
        app.window.highlight_view.setFocus()
        app.highlighting.resume()

    def step_entity(self, by: int) -> None:
        """Go to the next (1) or previous (-1) entity of the page that is shown, or hit of the search that is."""
        window = self._app.window
        page = window.pages.currentWidget()
        if page is window.highlight_page:
            window.highlight_page.step_entity(by)
        elif page is window.workspace:
            (window.search if window.search.isVisible() else window.entities).step(by)

    # view ---------------------------------------------------------------------------------------------------------

    def zoom(self, step: int) -> None:
        """Change the text's size by per cents; 0: back to normal."""
        for view in (self._app.window.view, self._app.window.highlight_view):
            view.set_zoom(view.zoom + step if step else 100)

    def about(self) -> None:
        """Say what this is."""
        from engine.version import installed_version
        from gui.widgets.question import Question

        details = tr(
            "Label named entities, retrain a small LSTM tagger while you label, and light up any text. Everything "
            "stays on this machine.\n\nMIT licence."
        )
        name = tr("Gatelight {version}", version=installed_version())
        about = Question(tr("About Gatelight"), name, details, self._app.window, app_icon(), APP_ICON_PX)
        about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about.add_leave(QDialogButtonBox.StandardButton.Close, default=True)
        about.open()


def sample_path() -> Path:
    """Give a fresh place for a copy of the sample project."""
    folder = projects_folder()
    make_folder(folder)
    return unused(folder / "Sample.gatelight")


def unused(path: Path) -> Path:
    """Give the path, or the first numbered one that does not exist yet."""
    numbered = (path.with_stem(f"{path.stem} {n}") for n in itertools.count(2))
    return next(p for p in itertools.chain([path], numbered) if not p.exists())
