"""What happens on the screen when a project is opened, filled, exported and closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.process import look_at_all
from engine.project.editor import Edit
from gui.controllers.project import OpenProject
from gui.document_list import DocumentList
from gui.said import said
from gui.words import tr, tr_later

if TYPE_CHECKING:
    from export.formats.ledger import Ledger
    from gui.app import Gatelight

LEDGER_DETAILS = tr_later("Details")
REDO = tr_later("Redo")
UNDO = tr_later("Undo")


class ProjectWiring:
    """Connects the project controller with the rest of the window."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._window = window = app.window
        self._ledger: Ledger | None = None
        project = app.project
        project.opened.connect(self._on_opened)
        project.closing.connect(app.annotation.remember_position)
        project.closed.connect(self._on_closed)
        project.listed.connect(app.workspace.show_documents)
        project.imported.connect(self._on_imported)
        project.exported.connect(self._on_exported)
        project.failed.connect(self._on_failed)
        project.busy.connect(window.toast.show_busy)
        window.toast.action_triggered.connect(self._on_toast_action)

    def _on_opened(self, project: OpenProject) -> None:
        app, store = self._app, project.editor.store
        app.settings.add_recent(project.path)
        self._window.setWindowTitle(f"{project.path.stem} – Gatelight")
        app.annotation.set_project(project.editor, store.labels)
        app.training.set_project(project.editor)
        app.workspace.show_project(store.labels, store.undo_title, store.redo_title)
        app.use_tagger(None)
        if project.tagger is not None:
            app.load_tagger(project.tagger)
        if project.document_id is not None:
            app.annotation.open(project.document_id)
        else:
            app.workspace.show_document(None)
        app.show_workspace()

    def _on_closed(self) -> None:
        self._app.drop_tagger_load()
        self._app.annotation.set_project(None, self._app.annotation.labels)
        self._app.training.set_project(None)
        self._app.suggesting.set_document(None)
        self._app.workspace.rows = DocumentList()
        look_at_all()
        for message in self._window.toast.messages:
            message.dismiss()  # it was about what is closed now

    def _on_failed(self, error: Exception) -> None:
        self._app.errors.report(error)
        if self._app.project.editor is None and self._window.pages.currentWidget() is self._window.workspace:
            self._app.show_welcome()

    def _on_imported(self, edit: Edit, ledger: Ledger) -> None:
        self._app.annotation.show_edit(edit)
        self._show_ledger("", ledger)

    def _on_exported(self, path: Path, ledger: Ledger) -> None:
        self._show_ledger(f"{path.name}: ", ledger)

    def _show_ledger(self, prefix: str, ledger: Ledger) -> None:
        """Say what went in and out; every span that changed on the way is one click away."""
        from gui.ledger_dialog import ledger_words

        self._ledger = ledger
        words = ". ".join([prefix + ledger_words(ledger), *map(said, ledger.notes[:1])])
        kind = "warning" if ledger.rows or ledger.notes else "info"
        self._window.toast.show_message(kind, words, tr(LEDGER_DETAILS) if ledger.rows else None)

    def _on_toast_action(self, action: str) -> None:
        if action == tr(LEDGER_DETAILS) and self._ledger is not None:
            from gui.ledger_dialog import LedgerDialog

            LedgerDialog(self._ledger, self._window).open()
        elif action == tr(REDO):
            self._app.annotation.redo()
        elif action == tr(UNDO):
            self._app.annotation.undo()
