"""The guidelines panel: which label it shows, and where its examples lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.project.editor import Edit
from engine.text.labels import LabelSet

if TYPE_CHECKING:
    from gui.app import Gatelight


class GuidelinesWiring:
    """Lets the panel follow the caret and the armed label while it is seen; a person may browse on from there."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = panel = app.window.guidelines
        self._under_caret: str | None = None
        guidelines = app.guidelines
        panel.label_shown.connect(guidelines.show)
        panel.shown.connect(self._begin)
        panel.hidden.connect(lambda: guidelines.set_watched(False))
        panel.edit_requested.connect(app.label_wiring.show)
        panel.hit_chosen.connect(app.search.go_to)
        panel.form_chosen.connect(self._look_for)
        guidelines.changed.connect(panel.set_examples)
        guidelines.failed.connect(app.errors.report)
        app.window.view.selection_changed.connect(self._follow_caret)
        app.annotation.armed_changed.connect(self._follow_armed)
        app.annotation.edited.connect(self._on_edited)
        app.project.opened.connect(lambda project: guidelines.set_project(project.editor))
        app.project.opened.connect(lambda project: panel.set_labels(project.editor.store.labels))
        app.project.closed.connect(self._forget)

    def _begin(self) -> None:
        """Show what the caret is on, or the armed label."""
        name = self._label_at_caret() or self._app.annotation.armed
        if name is not None:
            self._panel.show_label(name)
        self._app.guidelines.set_watched(True)

    def _follow_caret(self) -> None:
        if self._panel.isVisible():
            before, self._under_caret = self._under_caret, self._label_at_caret()
            if self._under_caret is not None and self._under_caret != before:
                self._panel.show_label(self._under_caret)

    def _follow_armed(self, name: str | None) -> None:
        if name is not None and self._panel.isVisible():
            self._panel.show_label(name)

    def _label_at_caret(self) -> str | None:
        span = self._app.annotation.gold_at_caret()
        if span is not None:
            return span.label
        suggestion = self._app.workspace.suggestion_at_caret()
        return suggestion.span.label if suggestion is not None else None

    def _on_edited(self, edit: Edit) -> None:
        self._panel.set_labels(edit.labels)
        self._app.guidelines.refresh()

    def _look_for(self, form: str) -> None:
        """Find a form in the whole project."""
        self._app.window.show_panel(self._app.window.search)
        self._app.window.search.look_for(form)

    def _forget(self) -> None:
        self._under_caret = None
        self._app.guidelines.set_project(None)
        self._panel.set_labels(LabelSet())
