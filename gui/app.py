"""The app: the only place where objects are made and wired. Widgets emit intent, controllers decide."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from engine.project.editor import Edit
from engine.project.store import DocumentRow, StoredTagger
from engine.text.document import Document, Suggestion
from engine.text.labels import LabelSet
from export.formats.ledger import Ledger
from export.runtime import Tagger
from gui.commands import Commands, sample_path
from gui.controllers.annotation import AnnotationController
from gui.controllers.highlighting import HighlightController
from gui.controllers.project import OpenProject, ProjectController
from gui.controllers.suggesting import SuggestionController
from gui.controllers.training import TrainingController
from gui.document_view import NO_TOKENS
from gui.errors import ErrorReporter
from gui.first_paint import FirstPaint
from gui.icons import app_icon
from gui.ledger_dialog import LedgerDialog
from gui.main_window import MainWindow
from gui.presenter import gold_rows, marks_of, place_sentence, tagger_sentence
from gui.settings import Settings
from gui.style import apply_theme, system_theme
from gui.tasks import Job, Lane
from gui.theme import DARK, LIGHT, Theme
from gui.wiring import HighlightPageWiring, TaggerPanelWiring

SWITCH_INTERVAL_S = 0.001
"""How long another thread may hold Python while the UI thread wants it; the default of 5 ms shows as stutter."""

STATUS_INTERVAL_MS = 10_000
LEDGER_DETAILS = "Details"


class Gatelight(QObject):
    """One running app: a window, its controllers and its three background lanes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self.settings = settings
        self.theme = chosen_theme(settings.theme)
        self.store_lane = Lane("store", self)
        self.tagger_lane = Lane("tagger", self)
        self.training_lane = Lane("training", self, patient=True)

        apply_theme(make_application(), self.theme)
        self.window = MainWindow(self.theme)
        self.window.setWindowIcon(app_icon())
        self.first_paint = FirstPaint(self.window)
        self.project = ProjectController(self.store_lane, self)
        self.annotation = AnnotationController(self.window.view, self.store_lane, self)
        self.suggesting = SuggestionController(self.window.view, self.tagger_lane, self)
        self.training = TrainingController(self.training_lane, self)
        self.highlighting = HighlightController(self.window.highlight_view, self.tagger_lane, self)
        self.errors = ErrorReporter(settings.folder, self.window.toast.show_message)
        self.rows: dict[int, DocumentRow] = {}
        self.stored_tagger: StoredTagger | None = None
        self._tagger_load: Job | None = None
        self._ledger = Ledger()
        self._labels = LabelSet()
        self._click_labels = False

        self._wire_project()
        self._wire_annotation()
        self._wire_suggestions()
        self._tagger_panel = TaggerPanelWiring(self)
        self._highlight_page = HighlightPageWiring(self)
        self.commands = Commands(self)
        self._status_timer = QTimer(self, interval=STATUS_INTERVAL_MS)
        self._status_timer.timeout.connect(self.show_tagger_status)
        self.window.closing.connect(self.shut_down)
        self.window.restore(settings.geometry)
        self.window.view.set_zoom(settings.zoom)
        self.window.highlight_view.set_zoom(settings.zoom)
        self.show_welcome()

    def start(self) -> None:
        """Show the window; heavy libraries are fetched once it is painted."""
        self.errors.install()
        self.first_paint.happened.connect(self._warm_up)
        self.window.show()
        self._status_timer.start()

    def shut_down(self) -> None:
        """Write what is queued, close the project, end the threads. Called once, when the window closes."""
        self.settings.geometry = self.window.saveGeometry()
        self.settings.zoom = self.window.view.zoom
        self._status_timer.stop()
        self.training.cancel()
        self.highlighting.cancel()
        self.suggesting.set_document(None)
        self.project.close()
        for lane in (self.store_lane, self.tagger_lane, self.training_lane):
            lane.close()
        self.errors.uninstall()

    def set_theme(self, name: str) -> None:
        """Use the system's colours, light or dark, at once and from now on."""
        self.settings.theme = name
        self.theme = chosen_theme(name)
        apply_theme(make_application(), self.theme)
        for widget in self.window.themed:
            widget.set_theme(self.theme)

    def show_welcome(self) -> None:
        """Show the welcome page with the recent projects."""
        self.window.setWindowTitle("Gatelight")
        self.window.welcome.set_recent(self.settings.recent())
        self.window.show_page(self.window.welcome)

    def show_workspace(self) -> None:
        """Show the open project, or the welcome page if there is none."""
        self.highlighting.cancel()  # it would keep the lane from the suggestions
        if self.project.editor is None:
            self.show_welcome()
        else:
            self.window.show_page(self.window.workspace)
            self.window.view.setFocus()

    def use_tagger(self, tagger: Tagger | None, stored: StoredTagger | None = None) -> None:
        """Suggest and highlight with another tagger from now on; None: the project has none."""
        self._drop_tagger_load()
        self.stored_tagger = stored
        self.suggesting.set_tagger(tagger)
        if tagger is not None and self.project.path is not None:
            self.highlighting.set_tagger(tagger, self.project.path.stem)
        self._tagger_panel.show_tagger(tagger)
        self.show_tagger_status()

    def show_tagger_status(self) -> None:
        """Say in the status line what the tagger knows."""
        tagger = self.suggesting.tagger
        text = "No tagger yet: label some sentences, then retrain (Ctrl+R)"
        if tagger is not None and self.stored_tagger is not None:
            text = tagger_sentence(tagger, self.stored_tagger.created)
        self.window.tagger_status.setText(text)

    # project ------------------------------------------------------------------------------------------------------

    def _wire_project(self) -> None:
        project, window = self.project, self.window
        project.opened.connect(self._on_opened)
        project.closing.connect(self.annotation.remember_position)
        project.closed.connect(self._on_closed)
        project.imported.connect(self._on_imported)
        project.exported.connect(self._on_exported)
        project.failed.connect(self.errors.report)
        project.busy.connect(window.toast.show_busy)
        window.toast.action_triggered.connect(self._on_toast_action)

    def _on_opened(self, project: OpenProject) -> None:
        window = self.window
        self.settings.add_recent(project.path)
        window.setWindowTitle(f"{project.path.stem} – Gatelight")
        labels = project.editor.store.labels
        self.annotation.set_project(project.editor, labels)
        self.training.set_project(project.editor)
        self._show_labels(labels)
        self._show_rows(project.rows)
        self._show_titles(project.editor.store.undo_title, project.editor.store.redo_title)
        self.use_tagger(None)
        if project.tagger is not None:
            stored = project.tagger
            self._tagger_load = self.tagger_lane.run(
                lambda: Tagger.load(stored.onnx),
                lambda tagger: self.use_tagger(tagger, stored),
                self.errors.report,
            )
        known = {row.id for row in project.rows}
        place = project.position if project.position and project.position[0] in known else None
        if place is None and project.rows:
            place = (project.rows[0].id, 0)
        if place is None:
            self._on_document_opened(None)
        else:
            self.annotation.open(*place)
        self.show_workspace()

    def _drop_tagger_load(self) -> None:
        if self._tagger_load is not None:
            self._tagger_load.cancel()
            self._tagger_load = None

    def _on_closed(self) -> None:
        self._drop_tagger_load()
        self.annotation.set_project(None, self.annotation.labels)
        self.training.set_project(None)
        self.suggesting.set_document(None)
        self.rows = {}

    def _on_imported(self, edit: Edit, ledger: Ledger) -> None:
        self.annotation.show_edit(edit)
        self._show_ledger("", ledger)

    def _on_exported(self, path: Path, ledger: Ledger) -> None:
        self._show_ledger(f"{path.name}: ", ledger)

    def _show_ledger(self, prefix: str, ledger: Ledger) -> None:
        """Say what went in and out; every span that changed on the way is one click away."""
        self._ledger = ledger
        changed = bool(ledger.rows or ledger.notes)
        self.window.toast.show_message(
            "warning" if ledger.rows else "info", prefix + ledger.summary, LEDGER_DETAILS if changed else None
        )

    def _on_toast_action(self, action: str) -> None:
        if action == LEDGER_DETAILS:
            LedgerDialog(self._ledger, self.window).open()

    # annotation ---------------------------------------------------------------------------------------------------

    def _wire_annotation(self) -> None:
        annotation, window = self.annotation, self.window
        annotation.edited.connect(self._on_edited)
        annotation.document_opened.connect(self._on_document_opened)
        annotation.document_edited.connect(self._on_document_edited)
        annotation.failed.connect(self.errors.report)
        annotation.refused.connect(partial(window.toast.show_message, "info"))
        window.documents.document_chosen.connect(annotation.open)
        window.label_bar.label_clicked.connect(self._on_label_clicked)
        window.label_bar.label_armed.connect(self._on_label_armed)
        window.label_bar.label_added.connect(annotation.add_label)
        window.entities.entity_chosen.connect(lambda start, _: self._go_to(start))
        window.view.selection_changed.connect(self._show_place)

    def _on_label_clicked(self, name: str) -> None:
        self._click_labels = self.annotation.armed is None and self.annotation.has_selection
        if self._click_labels:
            self.annotation.label(name)

    def _on_label_armed(self, name: str | None) -> None:
        # With words selected and nothing armed, a click labels them; any other click arms or disarms the label.
        if self._click_labels:
            self.window.label_bar.set_armed(self.annotation.armed)
        else:
            self.annotation.arm(name)
        self.window.view.setFocus()

    def _on_edited(self, edit: Edit) -> None:
        window = self.window
        if edit.whole_list:
            self._show_rows(edit.rows)
        else:
            for row in edit.rows:
                self.rows[row.id] = row
                window.documents.update_row(row)
        if edit.labels != self._labels:
            self._show_labels(edit.labels)
        self._show_titles(edit.undo_title, edit.redo_title)
        window.saved_status.setText("All changes saved")

    def _on_document_opened(self, document: Document | None) -> None:
        window = self.window
        if document is None:
            window.view.set_document_text(NO_TOKENS)
            window.view.set_empty_text("No documents yet", "Drop texts here, or add some with Ctrl+I.")
        else:
            window.view.set_document_text(document.tokens)
            window.documents.set_current(document.id)
        self.suggesting.set_document(document)  # comes back as suggestions, which draws all spans
        self._show_place()

    def _on_document_edited(self, document: Document) -> None:
        self.suggesting.update_document(document)  # comes back as suggestions, which draws all spans

    def _show_spans(self) -> None:
        document = self.annotation.document
        if document is not None:
            self.window.view.set_marks(marks_of(document, self.suggesting.suggestions))
        self.window.entities.set_entities(gold_rows(document))

    def _show_rows(self, rows: tuple[DocumentRow, ...]) -> None:
        self.rows = {row.id: row for row in rows}
        self.window.documents.set_rows(list(rows))
        if self.annotation.document is not None:
            self.window.documents.set_current(self.annotation.document.id)

    def _show_labels(self, labels: LabelSet) -> None:
        self._labels = labels
        for widget in (
            self.window.label_bar,
            self.window.view,
            self.window.entities,
            self.window.suggestions,
        ):
            widget.set_labels(labels)

    def _show_titles(self, undo: str | None, redo: str | None) -> None:
        for name, word, title in (("undo", "Undo", undo), ("redo", "Redo", redo)):
            self.window.commands[name].setText(f"{word}: {title.replace('&', '&&')}" if title else word)

    def _show_place(self) -> None:
        self.window.place_status.setText(place_sentence(self.annotation.document, self.window.view.caret))

    def _go_to(self, position: int) -> None:
        document = self.annotation.document
        token = document.tokens.at(position) if document else None
        if token is not None:
            self.window.view.set_caret(token)
            self.window.view.ensure_visible(token)
            self.window.view.setFocus()

    # suggestions --------------------------------------------------------------------------------------------------

    def _wire_suggestions(self) -> None:
        panel = self.window.suggestions
        self.suggesting.changed.connect(self._on_suggestions)
        self.suggesting.failed.connect(self.errors.report)
        panel.chosen.connect(lambda suggestion: self._go_to(suggestion.span.start))
        panel.accepted.connect(self.annotation.accept)
        panel.rejected.connect(self.annotation.reject)
        panel.accepted_many.connect(self.annotation.accept_many)

    def _on_suggestions(self, suggestions: tuple[Suggestion, ...]) -> None:
        document = self.annotation.document
        text = document.text if document else ""
        self.window.suggestions.set_suggestions(suggestions, text, has_tagger=self.suggesting.tagger is not None)
        self._show_spans()

    def go_to_suggestion(self, *, backwards: bool = False) -> None:
        """Put the caret on the next or previous suggestion."""
        document = self.annotation.document
        if document is None or not len(document.tokens):
            return
        position = int(document.tokens.starts[self.window.view.caret])
        suggestion = self.suggesting.next_from(position, backwards=backwards)
        if suggestion is not None:
            self._go_to(suggestion.span.start)

    def suggestion_at_caret(self) -> Suggestion | None:
        """Give the suggestion under the caret."""
        document = self.annotation.document
        if document is None or not len(document.tokens):
            return None
        token = document.tokens[self.window.view.caret]
        return self.suggesting.at(token.start, token.end)

    def _warm_up(self) -> None:
        self.training.warm_up(self.window.tagger.warm_up)


def chosen_theme(name: str) -> Theme:
    """Give the theme for a setting."""
    return {"light": LIGHT, "dark": DARK}.get(name) or system_theme()


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Make Qt's application object, or give the one there is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(arguments or ["gatelight"])
    application.setApplicationName("gatelight")
    application.setApplicationDisplayName("Gatelight")
    application.setDesktopFileName("gatelight")
    return application


def run(project: Path | None = None, *, sample: bool = False) -> int:
    """Open the window and stay until it is closed; give the exit code."""
    application = make_application()
    app = Gatelight(Settings())
    app.start()
    recent = app.settings.recent()
    if sample:
        QTimer.singleShot(0, lambda: app.project.create_sample(sample_path()))
    elif project is not None:
        app.project.open(project)
    elif recent:
        app.project.open(recent[0].path)
    return int(application.exec())
