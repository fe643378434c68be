"""The taggers dialog: what is done with a project's taggers, and which of them suggests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.project.annotate import shorten
from engine.project.editor import Edit
from engine.project.store import StoredTagger
from engine.text.labels import LabelSet
from gui import files
from gui.taggers.words import TaggerList
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.taggers.dialog import TaggersDialog


class TaggersWiring:
    """Keeps the dialog, while it is open, and the number in the tagger panel up to date."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._listed = TaggerList()
        self.dialog: TaggersDialog | None = None
        self._controller = controller = app.tagger_list
        project, toast = app.project, app.window.toast
        project.opened.connect(lambda opened: controller.set_project(opened.editor))
        project.closed.connect(self._on_closed)
        project.tagger_kept.connect(self._on_kept)
        app.annotation.edited.connect(self._on_edited)
        app.window.tagger.all_requested.connect(app.window.commands["taggers"].trigger)
        controller.changed.connect(self._on_changed)
        controller.replaced.connect(self._on_replaced)
        controller.said.connect(lambda sentence: toast.show_message("info", sentence))
        controller.failed.connect(app.errors.report)
        controller.busy.connect(toast.show_busy)

    def show_dialog(self) -> None:
        """Show all taggers, in front if they are shown already."""
        if self.dialog is None:
            from gui.taggers.dialog import TaggersDialog

            self.dialog = dialog = TaggersDialog(self._app.theme, self._app.window)
            dialog.set_keys(self._app.keys.keymap)
            self._app.window.dialogs.append(dialog)
            dialog.destroyed.connect(self._on_dialog_gone)
            dialog.use_requested.connect(self._use)
            dialog.export_requested.connect(self._export)
            dialog.kept_changed.connect(self._controller.keep)
            dialog.renamed.connect(self._controller.rename)
            dialog.delete_requested.connect(self._controller.delete)
            dialog.cleanup_requested.connect(self._controller.clean_up)
            self._fill()
            self._controller.refresh()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.table.setFocus()

    def _use(self, number: int) -> None:
        """Load a tagger; only one that can be loaded becomes the one in use."""

        def load(stored: StoredTagger) -> None:
            self._app.load_tagger(stored, lambda: self._controller.use(number))

        self._app.drop_tagger_load()
        self._app.expect_tagger(self._controller.read(number, load))

    def _export(self, number: int) -> None:
        row, project = self._listed.row(number), self._app.project.path
        if row is None or project is None:
            return
        name = f"{project.stem} {shorten(row.title)}".replace("/", "_").replace("\\", "_")
        path = files.ask_save(self.dialog or self._app.window, tr("Export the tagger"), tr(files.TAGGER_FILTER),
                              project.with_name(f"{name}.onnx"))  # fmt: skip
        if path is not None:
            self._controller.export(number, path)

    def _on_changed(self, listed: TaggerList) -> None:
        self._listed = listed
        self._app.window.tagger.set_tagger_count(len(listed.rows))
        stored = self._app.stored_tagger
        row = listed.row(stored.number) if stored is not None and stored.number is not None else None
        if stored is not None and row is not None and row.name != stored.name:
            self._app.stored_tagger = replace(stored, name=row.name)
            self._app.show_tagger_status()
        self._fill()

    def _on_replaced(self, stored: StoredTagger | None) -> None:
        if stored is None:
            self._app.use_tagger(None)
        else:
            self._app.load_tagger(stored)

    def _on_kept(self, stored: StoredTagger, number: int) -> None:
        """Take note of the number that a new tagger got."""
        if self._app.stored_tagger is stored:
            self._app.stored_tagger = replace(stored, number=number)
            self._app.show_tagger_status()
        self._controller.refresh()

    def _on_edited(self, edit: Edit) -> None:
        """Count the actions since a tagger was trained anew; the labels may have other colours."""
        self._listed = replace(self._listed, revision=edit.revision)
        if self.dialog is not None:
            self.dialog.set_revision(edit.revision, colours_of(edit.labels))

    def _on_closed(self) -> None:
        self._controller.set_project(None)
        if self.dialog is not None:
            self.dialog.close()

    def _on_dialog_gone(self) -> None:
        if self.dialog is not None:
            self._app.window.dialogs.remove(self.dialog)
        self.dialog = None

    def _fill(self) -> None:
        if self.dialog is not None:
            self.dialog.set_list(self._listed, colours_of(self._app.annotation.labels))


def colours_of(labels: LabelSet) -> dict[str, int]:
    """Give the colours of labels in the palette, by name."""
    return {label.name: label.colour for label in labels}
