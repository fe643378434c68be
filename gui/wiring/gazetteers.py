"""The lists of names: their window, and what they suggest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from engine.project.editor import Edit
from engine.text.labels import LabelSet
from gui import files
from gui.controllers.gazetteers import GazetteerController
from gui.said import said
from gui.wiring.of_project import follow_project
from gui.wiring.project import UNDO
from gui.words import number, tr, tr_n

if TYPE_CHECKING:
    from export.gazetteers import NamesFile
    from gui.app import Gatelight
    from gui.gazetteers.dialog import GazetteersDialog

MOST_PROBLEMS = 1_000
MOST_NAMED = 5
"""More new labels are not named one by one."""


class GazetteersWiring:
    """Connects the lists with their window, which is made when it is first asked for, and with the suggestions."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._dialog: GazetteersDialog | None = None
        self._labels = LabelSet()
        self.controller = controller = GazetteerController(app.annotation, app.store_lane, app.search_lane, app)
        follow_project(app, controller)
        controller.ready.connect(app.suggesting.set_lists)
        controller.added.connect(self._tell)
        controller.exported.connect(
            lambda path: app.window.toast.show_message("info", tr("The list is in {file}.", file=path.name))
        )
        app.annotation.edited.connect(self._on_edited)

    @property
    def dialog(self) -> GazetteersDialog:
        """Give the window."""
        if self._dialog is None:
            from gui.gazetteers.dialog import GazetteersDialog

            app, controller = self._app, self.controller
            self._dialog = dialog = GazetteersDialog(app.theme, app.window)
            app.window.dialogs.append(dialog)
            dialog.add_requested.connect(self.add)
            dialog.removed.connect(lambda number: self._change(lambda: controller.remove(number)))
            dialog.switched.connect(lambda number, on: self._change(lambda: controller.switch(number, on)))
            dialog.case_changed.connect(lambda number, on: self._change(lambda: controller.match_case(number, on)))
            dialog.export_requested.connect(self._export)
            controller.changed.connect(dialog.set_lists)
            app.project.closing.connect(dialog.close)
            dialog.set_lists(controller.lists)
        return self._dialog

    def show(self) -> None:
        """Bring the window to the front."""
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        (self.dialog.list if self.controller.lists else self.dialog.add).setFocus()

    def add(self) -> None:
        """Ask for files and add the lists in them."""
        if self._app.may_change():
            for path in files.ask_open_many(
                self.dialog, tr("Lists of names"), tr("Lists (*.txt *.tsv);;All files (*)")
            ):
                self.controller.add(path)

    def _change(self, change: Callable[[], None]) -> None:
        """Change a list where the project may be changed; else show it as it is."""
        if self._app.may_change():
            change()
        else:
            self.dialog.set_lists(self.controller.lists)

    def _export(self, which: int) -> None:
        project = self._app.project.path
        name = next((each.name for each in self.controller.lists if each.id == which), "")
        if project is not None and name:
            suggested = project.with_name(f"{name.replace('/', '_')}.txt")
            path = files.ask_save(self.dialog, tr("Export the list"), tr("Lists (*.txt *.tsv)"), suggested)
            if path is not None:
                self.controller.export(which, path)

    def _tell(self, name: str, file: NamesFile, new_labels: tuple[str, ...]) -> None:
        """Say what came in, and list the lines that did not."""
        words = tr_n(file.size, "«{name}»: {n} name.", "«{name}»: {n} names.", name=name)
        if file.repeated:
            words += " " + tr_n(
                file.repeated, "{n} line says what one before does.", "{n} lines say what one before does."
            )
        if len(new_labels) > MOST_NAMED:
            words += " " + tr_n(len(new_labels), "{n} new label.", "{n} new labels.")
        elif new_labels:
            labels = ", ".join(new_labels)
            words += " " + tr_n(len(new_labels), "New label: {labels}.", "New labels: {labels}.", labels=labels)
        if not file.problems:
            self._app.window.toast.show_message("info", words, tr(UNDO))
            return
        left_out = tr_n(len(file.problems), "{n} line was left out.", "{n} lines were left out.")
        problems = [
            tr("Line {n}: {problem}.", n=number(line), problem=said(what))
            for line, what in file.problems[:MOST_PROBLEMS]
        ]
        if len(file.problems) > MOST_PROBLEMS:
            problems.append("…")
        box = QMessageBox(self._dialog or self._app.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Lists of names"))
        box.setText(f"{words} {left_out}")
        box.setInformativeText("\n".join(problems[:3]))
        box.setDetailedText("\n".join(problems))
        box.open()

    def _on_edited(self, edit: Edit) -> None:
        if edit.lists or edit.labels.names != self._labels.names:
            self._labels = edit.labels
            self.controller.refresh()
