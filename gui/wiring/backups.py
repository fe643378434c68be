"""The backups on the screen: what is offered when a project does not open, and the dialog behind «Backups…»."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from engine.errors import LostProjectError
from engine.project.backup_files import Backup, backups_folder, name_aside
from gui.controllers.backups import Described
from gui.controllers.project import OpenProject
from gui.presenter import when_made
from gui.widgets.question import Question, Role
from gui.words import tr, tr_n, tr_n_later

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.backups_dialog import BackupsDialog


class BackupsWiring:
    """Connects the backup controller with the project and the dialogs."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._dialog: BackupsDialog | None = None
        project, backups = app.project, app.backups
        project.opened.connect(self._on_opened)
        project.closing.connect(self._on_closing)
        project.lost.connect(self._on_lost)
        project.restored.connect(self._on_restored)
        backups.made.connect(self._on_made)
        backups.failed.connect(self._on_failed)

    def _on_opened(self, project: OpenProject) -> None:
        self._app.backups.set_project(project.path, watched=project.editor.store.read_only is None)

    def _on_closing(self) -> None:
        self._app.backups.set_project(None)
        if self._dialog is not None:
            self._dialog.reject()  # it must not put a backup of the next project in the place of this one

    def show(self) -> None:
        """Show the backups of the open project."""
        project = self._app.project.path
        if project is not None:
            self._app.backups.describe(project, lambda described: self._show(project, described))

    def _show(self, project: Path, described: Described) -> None:
        from gui.backups_dialog import BackupsDialog

        if self._app.project.path != project:
            return
        dialog = self._dialog = BackupsDialog(project, described, self._app.window)
        dialog.back_up_requested.connect(self._app.backups.back_up_now)
        dialog.restore_requested.connect(lambda backup: self._ask_to_replace(project, backup))
        dialog.folder_requested.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(backups_folder(project))))
        )
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _on_made(self, backup: Backup) -> None:
        editor = self._app.project.editor
        unsaved = editor.store.unsaved if editor else None
        # a backup is of the file
        made = tr("The backup of {when} is made.", when=when_made(backup))
        if unsaved:
            words = tr_n_later(
                "It is without {n} change that could not be saved yet.",
                "It is without {n} changes that could not be saved yet.",
            )
            made += " " + tr_n(unsaved.count, *words)
        kind = "warning" if unsaved else "info"
        self._app.window.toast.show_message(kind, made)
        self._refresh()

    def _on_failed(self, error: Exception) -> None:
        self._app.errors.report(error)
        self._refresh()

    def _refresh(self) -> None:
        project = self._app.project.path
        if self._dialog is None or project is None:
            return

        def show(described: Described) -> None:
            if self._dialog is not None:
                self._dialog.set_backups(described)

        self._app.backups.describe(project, show)

    def _ask_to_replace(self, project: Path, backup: Backup) -> None:
        """Put a backup in the place of a sound project, if that is really wanted."""
        if not self._app.may_change():
            return
        now = datetime.now()
        aside = name_aside(project, "replaced", now)
        details = tr(
            "What was done after it was made is not in it. The project as it is now is kept; it will be called "
            "«{name}», in the same folder.",
            name=aside.name,
        )
        ask = tr("Go back to the backup of {when}?", when=when_made(backup))
        question = Question(tr("Restore the backup"), ask, details, self._dialog or self._app.window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.add(tr("Restore"), Role.AcceptRole)
        question.add_leave(default=True)

        def restore() -> None:
            if self._dialog is not None:
                self._dialog.accept()
            self._app.commands.close_project()
            if self._app.project.path is not None:
                return  # it would not be closed
            self._app.project.restore(project, backup, "replaced", now)

        question.accepted.connect(restore)
        question.open()

    def _on_lost(self, project: Path, error: LostProjectError) -> None:
        """Offer the backups of a project that does not open; if there are none, the sentence has to do."""

        def offer(described: Described) -> None:
            if not any(facts for _, facts in described):
                self._app.errors.report(error)
                return
            now = datetime.now()
            aside = name_aside(project, "damaged", now)
            from gui.backups_dialog import RestoreDialog

            dialog = RestoreDialog(project, error, described, aside, self._app.window)
            dialog.chosen.connect(lambda backup: self._app.project.restore(project, backup, "damaged", now))
            dialog.open()

        self._app.backups.describe(project, offer)

    def _on_restored(self, backup: Backup, aside: Path | None) -> None:
        words = tr("This is the backup of {when}.", when=when_made(backup))
        if aside is not None:
            words += " " + tr("What was there is in «{name}».", name=aside.name)
        self._app.window.toast.show_message("warning", words)
