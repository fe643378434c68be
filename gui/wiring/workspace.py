"""The workspace: the document on the screen, the list of documents, the labels and the suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from engine.project.editor import Edit
from engine.project.store import DocumentRow
from engine.text.document import Document, Suggestion
from engine.text.labels import LabelSet
from gui.document_view import NO_TOKENS
from gui.presenter import gold_marks, gold_rows, place_sentence
from gui.wiring.project import REDO

if TYPE_CHECKING:
    from gui.app import Gatelight


class WorkspaceWiring:
    """Connects annotation and suggestions with the widgets. rows: the documents in their order, by id."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._window = window = app.window
        self.rows: dict[int, DocumentRow] = {}
        self._labels = LabelSet()
        self._listed: Document | None = None
        self._click_labels = False
        annotation, suggesting, panel = app.annotation, app.suggesting, window.suggestions
        annotation.edited.connect(self._on_edited)
        annotation.document_opened.connect(self.show_document)
        # An edit comes back as suggestions, filtered anew; they draw all spans.
        annotation.document_edited.connect(suggesting.update_document)
        annotation.failed.connect(app.errors.report)
        annotation.refused.connect(partial(window.toast.show_message, "info"))
        window.documents.document_chosen.connect(annotation.open)
        window.label_bar.label_clicked.connect(self._on_label_clicked)
        window.label_bar.label_armed.connect(self._on_label_armed)
        window.label_bar.label_added.connect(annotation.add_label)
        window.entities.entity_chosen.connect(self._go_to_entity)
        window.view.selection_changed.connect(self._show_place)
        suggesting.changed.connect(self._on_suggestions)
        suggesting.failed.connect(app.errors.report)
        panel.shown.connect(self._refresh_suggestions)
        panel.chosen.connect(lambda suggestion: self._go_to(suggestion.span.start))
        panel.accepted.connect(annotation.accept)
        panel.rejected.connect(annotation.reject)
        panel.accepted_many.connect(annotation.accept_many)

    def show_project(
        self, rows: Sequence[DocumentRow], labels: LabelSet, undo_title: str | None, redo_title: str | None
    ) -> None:
        """Show the documents and labels of another project."""
        self._show_labels(labels)
        self._show_rows(rows)
        self._show_titles(undo_title, redo_title)

    def show_document(self, document: Document | None) -> None:
        """Show another document, or that there is none."""
        window = self._window
        if document is None:
            window.view.set_document_text(NO_TOKENS)
            window.view.set_empty_text("No documents yet", "Drop texts here, or add some with Ctrl+I.")
        else:
            window.view.set_document_text(document.tokens)
            window.documents.set_current(document.id)
        self._app.suggesting.set_document(document)  # comes back as suggestions, which draws all spans
        self._show_place()
        window.entities.forget_caret()

    def go_to_suggestion(self, *, backwards: bool = False) -> None:
        """Put the caret on the next or previous suggestion."""
        document = self._app.annotation.document
        if document is None or not len(document.tokens):
            return
        position = int(document.tokens.starts[self._window.view.caret])
        suggestion = self._app.suggesting.next_from(position, backwards=backwards)
        if suggestion is not None:
            self._go_to(suggestion.span.start)

    def suggestion_at_caret(self) -> Suggestion | None:
        """Give the suggestion under the caret."""
        document = self._app.annotation.document
        if document is None or not len(document.tokens):
            return None
        token = document.tokens[self._window.view.caret]
        return self._app.suggesting.at(token.start, token.end)

    def _on_label_clicked(self, name: str) -> None:
        self._click_labels = self._app.annotation.armed is None and self._app.annotation.has_selection
        if self._click_labels:
            self._app.annotation.label(name)

    def _on_label_armed(self, name: str | None) -> None:
        # With words selected and nothing armed, a click labels them; any other click arms or disarms the label.
        if self._click_labels:
            self._window.label_bar.set_armed(self._app.annotation.armed)
        else:
            self._app.annotation.arm(name)
        self._window.view.setFocus()

    def _on_edited(self, edit: Edit) -> None:
        window = self._window
        gone = len(self.rows) - len(edit.rows)
        if edit.whole_list and gone > 0 and edit.redo_title:  # else it was not an undo that took them
            left = f"{gone:,} documents" if gone > 1 else "1 document"
            words = f"«{edit.redo_title}» is undone: {left} left the project. Redo brings back what was there."
            self._window.toast.show_message("warning", words, REDO)
        if edit.whole_list:
            self._show_rows(edit.rows)
        else:
            for row in edit.rows:
                self.rows[row.id] = row
                window.documents.update_row(row)
        if edit.labels != self._labels:
            self._show_labels(edit.labels)
        self._show_titles(edit.undo_title, edit.redo_title)

    def _on_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        self._window.suggestions.set_count(len(suggestions))
        self._refresh_suggestions()
        self._show_spans()

    def _refresh_suggestions(self) -> None:
        """Fill the panel; while it is hidden its rows, which may be ten thousands, are not worth making."""
        if self._window.suggestions.isVisible():
            document, suggesting = self._app.annotation.document, self._app.suggesting
            text = document.text if document else ""
            has_tagger = suggesting.tagger is not None
            self._window.suggestions.set_suggestions(suggesting.suggestions, text, has_tagger=has_tagger)

    def _show_spans(self) -> None:
        document = self._app.annotation.document
        if document is not None:
            self._window.view.set_marks(gold_marks(document) + self._app.suggesting.marks)
        if document is not self._listed:  # suggestions alone leave the gold as it is
            self._listed = document
            self._window.entities.set_entities(gold_rows(document))

    def _show_rows(self, rows: Sequence[DocumentRow]) -> None:
        self.rows = {row.id: row for row in rows}
        self._window.documents.set_rows(list(rows))
        if self._app.annotation.document is not None:
            self._window.documents.set_current(self._app.annotation.document.id)

    def _show_labels(self, labels: LabelSet) -> None:
        self._labels = labels
        for widget in (
            self._window.label_bar,
            self._window.view,
            self._window.entities,
            self._window.suggestions,
            self._window.search,
        ):
            widget.set_labels(labels)

    def _show_titles(self, undo: str | None, redo: str | None) -> None:
        for name, word, title in (("undo", "Undo", undo), ("redo", "Redo", redo)):
            self._window.commands[name].setText(f"{word}: {title.replace('&', '&&')}" if title else word)

    def _show_place(self) -> None:
        document, caret = self._app.annotation.document, self._window.view.caret
        self._window.place_status.setText(place_sentence(document, caret))
        if document is not None and caret < len(document.tokens):
            self._window.entities.set_caret(int(document.tokens.starts[caret]))

    def _go_to_entity(self, start: int, _end: int) -> None:
        self._go_to(start, take_keyboard=not self._window.entities.has_keyboard)

    def _go_to(self, position: int, *, take_keyboard: bool = True) -> None:
        document = self._app.annotation.document
        token = document.tokens.at(position) if document else None
        if token is not None:
            self._window.view.set_caret(token)
            self._window.view.ensure_visible(token)
            if take_keyboard:
                self._window.view.setFocus()
