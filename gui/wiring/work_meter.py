"""The work meter on the screen: its window, its switch and its line in the status bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from gui import files
from gui.controllers.project import OpenProject
from gui.words import tr, tr_later
from gui.work_meter.figures import MEASURES

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.work_meter.dialog import WorkMeterDialog

SHOW_MS = 1_000
"""Figures on the screen change no more often than that."""
CSV_FILTER = tr_later("CSV (*.csv)")


class WorkMeterWiring:
    """Connects the work meter with the window."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._meter = meter = app.work_meter
        self.dialog: WorkMeterDialog | None = None
        self.line = QLabel()
        self.line.setToolTip(tr("Counted by the work meter, on this machine only"))
        app.window.statusBar().insertPermanentWidget(1, self.line)  # behind what the tagger knows
        self._timer = QTimer(app.window, singleShot=True, interval=SHOW_MS)
        self._timer.timeout.connect(self._show)
        app.project.opened.connect(self._on_opened)
        app.project.closed.connect(meter.end)
        bar, suggestions = app.window.label_bar, app.window.suggestions
        for told in (bar.label_clicked, suggestions.accepted, suggestions.accepted_many, suggestions.rejected):
            told.connect(meter.take_input)
        meter.changed.connect(self._show_soon)
        meter.damaged.connect(self._on_damaged)
        meter.failed.connect(app.errors.report)
        meter.switch(on=app.settings.work_meter)
        self._show()

    def show_dialog(self) -> None:
        """Show the window, in front if it is shown already."""
        if self.dialog is None:
            from gui.work_meter.dialog import WorkMeterDialog

            app, meter = self._app, self._meter
            self.dialog = dialog = WorkMeterDialog(app.theme, app.window)
            app.window.dialogs.append(dialog)
            dialog.destroyed.connect(self._on_dialog_gone)
            dialog.switched.connect(self._switch)
            dialog.line_switched.connect(self._switch_line)
            dialog.delete_requested.connect(meter.delete_all)
            dialog.export_requested.connect(self._export)
            meter.listed.connect(dialog.set_past)
            self._show()
            meter.list_sessions()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.on.setFocus()

    def _switch(self, on: bool) -> None:
        self._app.settings.work_meter = on
        self._meter.switch(on=on)
        self._meter.list_sessions()
        self._show()

    def _switch_line(self, shown: bool) -> None:
        self._app.settings.work_meter_line = shown
        self._show()

    def _on_opened(self, project: OpenProject) -> None:
        self._meter.begin(project.editor.store.revision)

    def _export(self) -> None:
        app = self._app
        suggested = Path.home() / "work-meter.csv"
        path = files.ask_save(self.dialog or app.window, tr("Export the figures"), tr(CSV_FILTER), suggested)
        if path is not None:
            words = tr("The figures are in {file}.", file=path.name)
            self._meter.export(path, lambda: app.window.toast.show_message("info", words))

    def _on_damaged(self, aside: Path) -> None:
        words = tr(
            "The figures of the work meter could not be read and were begun anew. The old ones are in {file}.",
            file=str(aside),
        )
        self._app.window.toast.show_message("warning", words)

    def _on_dialog_gone(self) -> None:
        if self.dialog is not None:
            self._app.window.dialogs.remove(self.dialog)
        self.dialog = None

    def _show_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        """Say what this session has come to."""
        settings, session = self._app.settings, self._meter.session
        self.line.setVisible(self._meter.on and settings.work_meter_line)
        if session is not None:
            words, entities = (measure.said(session.figures) for measure in MEASURES[:2])
            self.line.setText(tr("{words} words/h · {entities} entities/h", words=words, entities=entities))
        else:
            self.line.setText("")
        if self.dialog is not None:
            self.dialog.set_state(on=self._meter.on, line=settings.work_meter_line)
            self.dialog.set_session(session)
