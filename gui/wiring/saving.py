"""What is said about saving, what can be done about it, and that nobody leaves without having been asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.project.store import Store
from engine.project.unsaved import Unsaved
from gui import files
from gui.commands import unused
from gui.controllers.project import OpenProject
from gui.unsaved_question import Answer, ask_about

if TYPE_CHECKING:
    from gui.app import Gatelight

TRY_AGAIN, OPEN_AGAIN, SAVE_COPY = "Try again", "Open again", "Save a copy…"
COPY_TIMEOUT_S = 600.0


class SavingWiring:
    """Connects the saving controller with the banner, the status line and the questions."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._window = window = app.window
        saving, project = app.saving, app.project
        project.opened.connect(self._on_opened)
        project.closed.connect(self._on_closed)
        project.copied.connect(self._on_copied)
        app.annotation.edited.connect(lambda _: saving.look())
        saving.changed.connect(self._show)
        saving.saved.connect(self._on_saved)
        saving.refreshed.connect(app.annotation.show_edit)
        saving.failed.connect(app.errors.report)
        window.banner.action_triggered.connect(self._on_action)
        project.may_leave = window.may_close = self.may_leave

    def may_leave(self) -> bool:
        """Ask what is to become of unsaved changes, if there are any; tell whether the project may be closed."""
        editor = self._app.project.editor
        if editor is None:
            return True
        store = editor.store
        while unsaved := self._unsaved(store):
            match ask_about(unsaved, store.path, self._window):
                case Answer.AGAIN:
                    self._app.store_lane.run(store.save)
                case Answer.COPY:
                    if self._copied(store):
                        store.discard()
                case Answer.DISCARD:
                    store.discard()
                case Answer.STAY:
                    return False
        return True

    def _unsaved(self, store: Store) -> Unsaved | None:
        """Give what is not saved once the last key that was pressed is done too."""
        try:
            return self._app.store_lane.call(lambda: store.unsaved)
        except TimeoutError:
            # a long import, which is in the project as a whole or not at all
            return store.unsaved

    def _copied(self, store: Store) -> bool:
        place = self._ask_place(store.path)
        if place is None:
            return False
        try:
            self._app.store_lane.call(lambda: store.copy_to(place), COPY_TIMEOUT_S)
        except UserError as error:
            self._app.errors.report(error)
            return False
        self._app.settings.add_recent(place)
        return True

    def _ask_place(self, path: Path) -> Path | None:
        suggested = unused(path.with_stem(f"{path.stem} copy"))
        return files.ask_save(
            self._window, "Save a copy of the project", files.PROJECT_FILTER, suggested, replaces=False
        )

    def _on_opened(self, project: OpenProject) -> None:
        self._app.saving.set_project(project.editor)
        self._show(None)

    def _on_closed(self) -> None:
        self._app.saving.set_project(None)
        self._window.banner.clear()

    def _on_copied(self, path: Path) -> None:
        self._window.toast.show_message("info", f"This is the copy, {path}. The original stays as it was.")

    def _on_saved(self, saved: Unsaved) -> None:
        self._window.toast.show_message("info", f"Saved: {saved.changes} that had to wait.")

    def _on_action(self, action: str) -> None:
        path = self._app.project.path
        if path is None:
            return
        if action == TRY_AGAIN:
            self._app.saving.try_again()
        elif action == OPEN_AGAIN:
            self._app.project.open(path)
        elif action == SAVE_COPY and (place := self._ask_place(path)) is not None:
            self._app.project.save_copy(place)

    def _show(self, unsaved: Unsaved | None) -> None:
        editor = self._app.project.editor
        reason = editor.store.read_only if editor else None
        banner, status = self._window.banner, self._window.saved_status
        if unsaved is not None:
            banner.say("warning", f"{unsaved.changes} not saved", unsaved_sentence(unsaved), [TRY_AGAIN, SAVE_COPY])
            status.setText(f"{unsaved.changes} not saved")
        elif reason is not None:
            banner.say("info", "Read only", read_only_sentence(reason), [OPEN_AGAIN, SAVE_COPY])
            status.setText("Read only")
        else:
            banner.clear()
            status.setText("All changes saved")


def unsaved_sentence(unsaved: Unsaved) -> str:
    """Say why changes are not saved and what becomes of them."""
    reason = unsaved.reason
    return f"The project {reason.what}; {reason.remedy}. They wait in memory and are tried again every few seconds."


def read_only_sentence(reason: str) -> str:
    """Say why a project can only be looked at, and what that means."""
    return f"{reason[:1].upper()}{reason[1:]}: you can look, search and export here, but not change anything."
