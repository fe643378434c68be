"""The workspace: the document on the screen, the list of documents, the labels and the suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from engine.project.editor import Edit
from engine.project.label_names import LabelThen
from engine.text.document import Document, DocumentState, Suggestion
from engine.text.labels import LabelSet
from gui.document_list import DocumentList
from gui.document_view import NO_TOKENS, Mark, MarkKind
from gui.keymap import Keymap
from gui.presenter import (
    gold_marks,
    gold_rows,
    gold_words,
    listed_words,
    place_sentence,
    seen_parts,
    seen_share,
    state_words,
)
from gui.said import said
from gui.wiring.project import REDO, UNDO
from gui.words import tr, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight

LISTING_MS = 30
"""Until the entities of a document are listed, when it is opened or edited: the text is painted first."""


class WorkspaceWiring:
    """Connects annotation and suggestions with the widgets.

    rows: the documents in their order, by id. listing: runs until the entities are listed that an edit left.
    """

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._window = window = app.window
        self.rows = DocumentList()
        self._labels = LabelSet()
        self._keymap = Keymap()
        self._is_empty = False
        self._listed: Document | None = None
        self.listing = QTimer(window, singleShot=True, interval=LISTING_MS)
        self.listing.timeout.connect(self._list_entities)
        self._click_labels = False
        self._seen: float | None = None
        window.view.say_behind_labels(self._words_behind)
        self.undo_title: str | None = None
        self.redo_title: str | None = None
        self._revision = 0
        annotation, suggesting, panel = app.annotation, app.suggesting, window.suggestions
        annotation.edited.connect(self._on_edited)
        annotation.document_opened.connect(self.show_document)
        # An edit comes back as suggestions, filtered anew; they draw all spans.
        annotation.document_edited.connect(suggesting.update_document)
        annotation.failed.connect(app.errors.report)
        annotation.busy.connect(window.toast.show_busy)
        annotation.refused.connect(partial(window.toast.show_message, "info"))
        window.documents.document_chosen.connect(annotation.open)
        window.documents.delete_requested.connect(annotation.delete_documents)
        window.documents.mark_requested.connect(self._mark)
        window.label_bar.label_clicked.connect(self._on_label_clicked)
        window.label_bar.label_armed.connect(self._on_label_armed)
        window.label_bar.label_added.connect(annotation.add_label)
        window.entities.entity_chosen.connect(self._go_to_entity)
        window.view.selection_changed.connect(self._show_place)
        suggesting.changed.connect(self._on_suggestions)
        suggesting.failed.connect(app.errors.report)
        panel.shown.connect(self._refresh_suggestions)
        panel.chosen.connect(lambda suggestion: self._go_to(suggestion.span.start))
        panel.rejected_chosen.connect(lambda span: self._go_to(span.start))
        panel.accepted.connect(annotation.accept)
        panel.rejected.connect(annotation.reject)
        panel.accepted_many.connect(annotation.accept_many)
        panel.unrejected.connect(annotation.unreject)

    def _words_behind(self, mark: Mark) -> str:
        """Say where a mark is from; "" for what a tagger suggests, of which the mark knows all."""
        suggestion = self._app.suggesting.at(mark.start, mark.end) if mark.kind is MarkKind.SUGGESTION else None
        if suggestion is not None and suggestion.listed:
            return listed_words(suggestion)
        return gold_words(self._app.annotation.document, mark)

    def show_project(self, labels: LabelSet, undo_title: str | None, redo_title: str | None) -> None:
        """Show another project; the list of its documents comes later."""
        self._show_labels(labels)
        self.rows = DocumentList()
        self._window.documents.set_documents(None)
        self._show_titles(undo_title, redo_title)

    def show_document(self, document: Document | None) -> None:
        """Show another document, or that there is none."""
        window = self._window
        self._is_empty = document is None
        if document is None:
            window.view.set_document_text(NO_TOKENS)
            self._show_empty_text()
        else:
            window.view.set_document_text(document.tokens, self._app.annotation.blocks_of(document))
            window.documents.set_current(document.id)
        self._app.suggesting.set_document(document)  # comes back as suggestions, which draws all spans
        self._show_place()
        window.entities.forget_caret()

    def set_keymap(self, keymap: Keymap) -> None:
        """Print the keys of a keymap, and those of the labels that are none of a command."""
        self._keymap = keymap
        if self._is_empty:
            self._show_empty_text()
        self._give_labels()

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
        if edit.revision != self._revision:
            self._revision = edit.revision
            for message in window.toast.messages:
                if message.action_text in (tr(UNDO), tr(REDO)):  # what they offered is not the last thing any more
                    message.dismiss()
        if edit.other_documents:
            self._tell_what_is_gone(edit)
        if edit.whole_list:
            self.show_documents(DocumentList(edit.rows, like=self.rows))
        else:
            # those that are not in the list: it is still on its way, and knows
            window.documents.update_rows([row for row in edit.rows if row.id in self.rows])
            if edit.other_documents:
                self._follow(edit)
        if edit.labels != self._labels:
            self._show_labels(edit.labels)
        self._show_titles(edit.undo_title, edit.redo_title)

    def _tell_what_is_gone(self, edit: Edit) -> None:
        gone = len(self.rows) - len(edit.rows) if edit.whole_list else len(edit.gone) - len(edit.came)
        if edit.deleted:
            words = tr_n(
                edit.deleted,
                "{n} document deleted. Undo brings it back.",
                "{n} documents deleted. Undo brings them back.",
            )
            self._window.toast.show_message("info", words, tr(UNDO))
        elif gone > 0 and edit.redo_title is not None and edit.redo_title == self.undo_title:
            words = tr_n(
                gone,
                "«{title}» is undone: {n} document left the project. Redo brings back what was there.",
                "«{title}» is undone: {n} documents left the project. Redo brings back what was there.",
                title=said(edit.redo_title),
            )
            self._window.toast.show_message("warning", words, tr(REDO))

    def _mark(self, document_ids: Sequence[int], state: DocumentState) -> None:
        done = sum(self.rows[number].state == DocumentState.DONE for number in document_ids if number in self.rows)
        if done and state in (DocumentState.SKIPPED, DocumentState.FLAGGED):
            words = tr_n(
                done,
                "{n} document is done and not {state} instead.",
                "{n} documents are done and not {state} instead.",
                state=state_words(state),
            )
            self._window.toast.show_message("info", words)
        self._app.annotation.mark_documents(document_ids, state)

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
            self._window.suggestions.set_rejected(document.rejected if document else (), text)

    def _show_spans(self) -> None:
        document, suggesting = self._app.annotation.document, self._app.suggesting
        if document is not None:
            self._window.view.set_marks(gold_marks(document, suggesting.gold), suggesting.marks)
        if document is not self._listed:  # suggestions alone leave the gold as it is
            self._listed = document
            if not self.listing.isActive():
                self.listing.start()
            self._window.view.set_seen(seen_parts(document) if document else ())
            self._seen = seen_share(document) if document else None
            self._show_place()

    def _list_entities(self) -> None:
        self.listing.stop()
        document = self._app.annotation.document
        self._window.entities.set_entities(gold_rows(document, self._app.suggesting.gold))
        self._window.entities.set_notes(document.notes if document else {})

    def show_documents(self, documents: DocumentList) -> None:
        """List these documents."""
        self.rows = documents
        self._window.documents.set_documents(documents)
        self._mark_current()

    def _follow(self, edit: Edit) -> None:
        """List what came, and no longer what is gone."""
        joined = frozenset(edit.came)
        came = [row for row in edit.rows if row.id in joined and row.id not in self.rows]
        self._window.documents.follow(came, [number for number in edit.gone if number in self.rows])
        self.rows = self._window.documents.listing.documents
        self._mark_current()

    def _mark_current(self) -> None:
        if self._app.annotation.document is not None:
            self._window.documents.set_current(self._app.annotation.document.id)

    def _show_labels(self, labels: LabelSet) -> None:
        self._labels = labels
        self._give_labels()
        self._app.annotation.arm(self._window.label_bar.armed)  # the armed one may be gone, or have another name
        self._follow_labels(labels)

    def _give_labels(self) -> None:
        """Let the widgets draw the labels, each with the key that it answers to."""
        shown = self._keymap.shown(self._labels)
        for widget in (
            self._window.documents,
            self._window.label_bar,
            self._window.view,
            self._window.entities,
            self._window.suggestions,
            self._window.search,
        ):
            widget.set_labels(shown)

    def _follow_labels(self, labels: LabelSet) -> None:
        """Let the suggestions have the names that the labels have now."""
        app, editor = self._app, self._app.project.editor
        if editor is None:
            return

        def done(log: list[LabelThen]) -> None:
            if app.project.editor is editor:
                app.suggesting.set_labels(labels, log)

        app.store_lane.run(editor.store.label_log, done, app.errors.report)

    def _show_empty_text(self) -> None:
        words = tr("Drop texts here, or add some{key}.", key=self._keymap.behind("add_documents"))
        self._window.view.set_empty_text(tr("No documents yet"), words)

    def _show_titles(self, undo: str | None, redo: str | None) -> None:
        self.undo_title, self.redo_title = undo, redo
        for name, word, title in (("undo", tr(UNDO), undo), ("redo", tr(REDO), redo)):
            self._window.commands[name].setText(f"{word}: {said(title).replace('&', '&&')}" if title else word)

    def _show_place(self) -> None:
        document, caret = self._app.annotation.document, self._window.view.caret
        self._window.place_status.setText(place_sentence(document, caret, self._seen))
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
