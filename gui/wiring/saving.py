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
from gui.said import said
from gui.unsaved_question import Answer, ask_about
from gui.words import tr, tr_later, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight

TRY_AGAIN, OPEN_AGAIN, SAVE_COPY = tr_later("Try again"), tr_later("Open again"), tr_later("Save a copy…")
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
            match ask_about(unsaved, store.path, self._window, self._app.theme):
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
        suggested = unused(path.with_stem(tr("{name} copy", name=path.stem)))
        return files.ask_save(
            self._window, tr("Save a copy of the project"), tr(files.PROJECT_FILTER), suggested, replaces=False
        )

    def _on_opened(self, project: OpenProject) -> None:
        self._app.saving.set_project(project.editor)
        self._show(None)

    def _on_closed(self) -> None:
        self._app.saving.set_project(None)
        self._window.banner.clear()

    def _on_copied(self, path: Path) -> None:
        self._window.toast.show_message(
            "info", tr("This is the copy, {path}. The original stays as it was.", path=path)
        )

    def _on_saved(self, saved: Unsaved) -> None:
        words = tr_n(saved.count, "Saved: {n} change that had to wait.", "Saved: {n} changes that had to wait.")
        self._window.toast.show_message("info", words)

    def _on_action(self, action: str) -> None:
        path = self._app.project.path
        if path is None:
            return
        if action == tr(TRY_AGAIN):
            self._app.saving.try_again()
        elif action == tr(OPEN_AGAIN):
            self._app.project.open(path)
        elif action == tr(SAVE_COPY) and (place := self._ask_place(path)) is not None:
            self._app.project.save_copy(place)

    def _show(self, unsaved: Unsaved | None) -> None:
        editor = self._app.project.editor
        reason = editor.store.read_only if editor else None
        banner, status = self._window.banner, self._window.saved_status
        if unsaved is not None:
            words = tr_n(unsaved.count, "{n} change not saved", "{n} changes not saved")
            banner.say("warning", words, unsaved_sentence(unsaved), [tr(TRY_AGAIN), tr(SAVE_COPY)])
            status.setText(words)
        elif reason is not None:
            banner.say("info", tr("Read only"), read_only_sentence(reason), [tr(OPEN_AGAIN), tr(SAVE_COPY)])
            status.setText(tr("Read only"))
        else:
            banner.clear()
            status.setText(tr("All changes saved"))


def unsaved_sentence(unsaved: Unsaved) -> str:
    """Say why changes are not saved and what becomes of them."""
    reason = unsaved.reason
    why = tr("The project {what}; {remedy}.", what=said(reason.what), remedy=said(reason.remedy))
    return f"{why} {tr('They wait in memory and are tried again every few seconds.')}"


def read_only_sentence(reason: str) -> str:
    """Say why a project can only be looked at, and what that means."""
    reason = said(reason)
    words = tr_later("{Reason}: you can look, search and export here, but not change anything.")
    return tr(words, Reason=reason[:1].upper() + reason[1:])
