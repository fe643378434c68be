"""Labelling: turns keys, drags and clicks into intents, and the edits that come back into what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import UserError
from engine.process import leave_way, want_way, without_collecting
from engine.project import annotate
from engine.project.actions import Action
from engine.project.editor import Edit, Editor, Intent
from engine.text.document import Document, DocumentState, Span, Suggestion, Tokens
from engine.text.labels import LabelSet
from gui.document_view import Blocks, DocumentView, Mark, TokenRange
from gui.presenter import state_words
from gui.tasks import Lane
from gui.words import tr, tr_later


class AnnotationController(QObject):
    """Owns the current document as it is stored.

    Every intent goes to the store lane and comes back as an Edit after its commit: nothing is drawn as labelled that
    is not saved, or said above the text not to be.
    """

    document_opened = Signal(object)  # Document, another one than before; None when there is none
    document_edited = Signal(object)  # Document, the same one with other spans or another state
    edited = Signal(object)  # Edit
    refused = Signal(str)  # why an intent makes no sense here
    failed = Signal(object)  # Exception
    busy = Signal(str)  # what is going on, "" when it is over
    labelled = Signal(str)  # a label was asked for by its name
    armed_changed = Signal(object)  # str | None

    def __init__(self, view: DocumentView, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = store_lane
        self._editor: Editor | None = None
        self.document: Document | None = None
        self.labels = LabelSet()
        self.armed: str | None = None
        self.last_label: str | None = None
        self.reserved_keys: frozenset[str] = frozenset()  # no new label gets them
        self._dragged: TokenRange | None = None
        self._prepared: tuple[Tokens, Blocks] | None = None
        view.selection_changed.connect(self._forget_drag)  # which comes before the end of the next one
        view.range_dragged.connect(self._on_range_dragged)
        view.boundary_dragged.connect(self._on_boundary_dragged)
        self.failed.connect(lambda _: self.busy.emit(""))
        self.failed.connect(lambda _: leave_way())

    def set_project(self, editor: Editor | None, labels: LabelSet) -> None:
        """Work on another project, or on none."""
        self._editor = editor
        self.labels = labels
        self.document = None

    def open(self, document_id: int, position: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        """Show a document, with the caret on the token at a code point: where the person last was unless said."""

        def work(editor: Editor) -> Edit:
            with without_collecting():
                edit = editor.open(document_id)
            if edit.document is not None:
                self._prepared = edit.document.tokens, Blocks(edit.document.tokens)
            return edit if position is None else replace(edit, caret=position)

        self._run(work, then)

    def blocks_of(self, document: Document) -> Blocks | None:
        """Give the blocks of a document that was just opened, made on the lane; None: nobody has made them."""
        prepared, self._prepared = self._prepared, None
        return prepared[1] if prepared is not None and prepared[0] is document.tokens else None

    def arm(self, label: str | None) -> None:
        """Give each following drag this label at once; None: drags only select."""
        if label != self.armed:
            self.armed = label
            self.armed_changed.emit(label)

    def label(self, name: str) -> None:
        """Label the selection; on a labelled span under the caret: change its label."""
        chosen = self._view.selection
        if self.document is not None and chosen.first < chosen.last:
            tokens = (chosen.first, chosen.last)
            self.last_label = name
            self._perform(lambda document: annotate.label_tokens(document, tokens, name))
            self.labelled.emit(name)

    def remove(self) -> None:
        """Remove the gold spans in the selection."""
        chosen = self._view.selection
        if self.document is None or chosen.first >= chosen.last:
            return
        start, end = int(self.document.tokens.starts[chosen.first]), int(self.document.tokens.ends[chosen.last - 1])
        self._perform(lambda document: annotate.remove_between(document, start, end))

    def accept(self, suggestion: Suggestion) -> None:
        """Make a suggestion gold."""
        self._perform(lambda document: annotate.accept(document, suggestion))

    def accept_many(self, suggestions: list[Suggestion]) -> None:
        """Make several suggestions gold as one action."""
        self._perform(lambda document: annotate.accept_many(document, suggestions))

    def reject(self, suggestion: Suggestion) -> None:
        """Say no to a suggestion."""
        self._perform(lambda document: annotate.reject(document, suggestion))

    def unreject(self, span: Span) -> None:
        """Take back that a person said no to a suggestion."""
        self._perform(lambda document: annotate.unreject(document, span))

    def set_note(self, document_id: int, span: Span | None, text: str) -> None:
        """Write a note on a gold span, or on a document as a whole; an empty one takes it away."""
        self._run(lambda editor: editor.perform(document_id, lambda document: annotate.set_note(document, span, text)))

    def confirm(self) -> None:
        """Say that everything up to the caret's sentence was seen; with a selection, its sentences."""
        caret, tokens = self._view.caret, self._selected
        if tokens is None:
            self._perform_or_say(
                lambda document: annotate.confirm_up_to(document, caret),
                tr("Everything up to here is confirmed already."),
            )
        else:
            self._perform_or_say(
                lambda document: annotate.confirm_sentences(document, tokens),
                tr("These sentences are confirmed already."),
            )

    def take_confirmation_back(self) -> None:
        """Make the confirmed part that the caret is in untouched again; with a selection, its sentences."""
        caret, tokens = self._view.caret, self._selected
        if tokens is None:
            self._perform_or_say(
                lambda document: annotate.take_part_back(document, caret), tr("This sentence is not confirmed.")
            )
        else:
            self._perform_or_say(
                lambda document: annotate.take_sentences_back(document, tokens),
                tr("These sentences are not confirmed."),
            )

    def resize(self, by_start: int, by_end: int) -> None:
        """Move the boundaries of the span under the caret by tokens: negative is towards the text's start."""
        if self.document is None or not len(self.document.tokens):
            return
        position = int(self.document.tokens.starts[self._view.caret])

        def intent(document: Document) -> Action | None:
            return annotate.move_boundaries(document, position, by_start, by_end)

        self._perform(intent, self._keep_caret_in_span)

    def set_state(self, state: DocumentState, then: Callable[[], None] = lambda: None) -> None:
        """Mark the document; asking again for skipped or flagged takes that back.

        A done document stays done, for its confirmed O would be lost: that is undone with Undo.
        """
        if self.document is not None and self.document.state == DocumentState.DONE != state:
            words = tr_later("This document is done, so it is not {state}; Undo takes «done» back.")
            self.refused.emit(tr(words, state=state_words(state)))
            return

        def intent(document: Document) -> Action | None:
            if document.state == DocumentState.DONE:  # since a moment ago
                return None
            taken_back = state != DocumentState.DONE and document.state == state
            begun = document.spans or document.rejected or document.confirmed
            back = DocumentState.IN_PROGRESS if begun else DocumentState.NEW
            return annotate.set_state(document, back if taken_back else state)

        self._perform(intent, then)

    def delete_documents(self, document_ids: Sequence[int]) -> None:
        """Take documents out of the project as one action."""
        self._run(lambda editor: editor.delete_documents(document_ids))

    def mark_documents(self, document_ids: Sequence[int], state: DocumentState) -> None:
        """Say how far several documents are as one action."""
        self._run(lambda editor: editor.mark_documents(document_ids, state))

    def undo(self) -> None:
        """Take the last action back."""
        self._replay(Editor.undo, tr("Undoing…"))

    def redo(self) -> None:
        """Do the last undone action again."""
        self._replay(Editor.redo, tr("Redoing…"))

    def go_to(self, action_id: int, then: Callable[[], None] = lambda: None) -> None:
        """Make the project what it was right after an action of its history, 0: before the first."""

        def work(editor: Editor) -> Edit | None:
            try:
                return editor.go_to(action_id)
            except ValueError as error:
                raise UserError("that state is no longer in the history", remedy="choose another one") from error

        self._run(work, then)

    def add_label(self, name: str, description: str = "") -> None:
        """Add a label to the project."""
        reserved = self.reserved_keys

        def work(editor: Editor) -> Edit | None:
            try:
                return editor.add_label(name, description, reserved)
            except ValueError as error:
                raise UserError(f"the label cannot be added: {error}", remedy="choose another name") from error

        self._run(work)

    def show_edit(self, edit: Edit) -> None:
        """Show what an edit made of the project."""
        before = self.document
        if before is not None and edit.document is not None and before.id != edit.document.id:
            self._remember(before, self._view.caret)  # however it is left: by the list, an undo, an import
        self.document = edit.document
        self.labels = edit.labels
        self.edited.emit(edit)
        if edit.document is None:
            if before is not None:
                self.document_opened.emit(None)
        elif before is None or before.id != edit.document.id:
            self.document_opened.emit(edit.document)
            place = edit.caret if edit.touched is None else edit.touched
            token = token_at(edit.document.tokens, place)
            if token:
                self._view.set_caret(token)
            self._remember(edit.document, token)  # so that this is where the next start is, after a crash too
        else:
            self.document_edited.emit(edit.document)
            if edit.touched is not None and len(edit.document.tokens):
                self._view.ensure_visible(token_at(edit.document.tokens, edit.touched))

    def gold_at_caret(self) -> Span | None:
        """Give the gold span under the caret."""
        if self.document is None or not len(self.document.tokens):
            return None
        token = self.document.tokens[self._view.caret]
        return next(iter(self.document.spans_between(token.start, token.end)), None)

    def remember_position(self) -> None:
        """Keep the caret's place for the next start."""
        if self.document is not None:
            self._remember(self.document, self._view.caret)

    def _remember(self, document: Document, caret: int) -> None:
        document_id, tokens = document.id, document.tokens
        position = int(tokens.starts[caret]) if caret < len(tokens) else 0
        self._run(lambda editor: editor.store.remember(document_id, position))

    @property
    def has_selection(self) -> bool:
        """Tell whether tokens were selected on purpose: more than the one under the caret, or with the mouse."""
        chosen = self._view.selection
        return chosen.last - chosen.first > 1 or (chosen.first < chosen.last and chosen == self._dragged)

    @property
    def _selected(self) -> tuple[int, int] | None:
        """Give the tokens that were selected on purpose, and not just to label them: those of a gold span are not."""
        chosen, document = self._view.selection, self.document
        if document is None or not self.has_selection:
            return None
        start, end = int(document.tokens.starts[chosen.first]), int(document.tokens.ends[chosen.last - 1])
        labelled = any((span.start, span.end) == (start, end) for span in document.spans_between(start, end))
        return None if labelled else (chosen.first, chosen.last)

    def _forget_drag(self) -> None:
        self._dragged = None

    def _on_range_dragged(self, chosen: TokenRange) -> None:
        self._dragged = chosen
        if self.armed is not None and chosen.first < chosen.last:
            self.label(self.armed)
            # what was selected for this is done with: a click on another label must not give it to the same words
            self._dragged = None
            self._view.set_caret(chosen.last - 1)

    def _on_boundary_dragged(self, mark: Mark, moved: TokenRange) -> None:
        if self.document is not None:
            tokens = self.document.tokens
            start, end = int(tokens.starts[moved.first]), int(tokens.ends[moved.last - 1])
            span = Span(mark.start, mark.end, mark.label)
            self._perform(lambda document: annotate.resize(document, span, start, end))

    def _keep_caret_in_span(self) -> None:
        """Follow a boundary that left the caret behind: the nearest span gets it back."""
        document = self.document
        if document is None or self.gold_at_caret() is not None:
            return
        caret = self._view.caret
        for token in (caret - 1, caret + 1):
            if 0 <= token < len(document.tokens):
                start, end = int(document.tokens.starts[token]), int(document.tokens.ends[token])
                if document.spans_between(start, end):
                    self._view.set_caret(token)
                    return

    def _replay(self, work: Callable[[Editor], Edit | None], message: str) -> None:
        """Undo or redo: a merge of two labels may have been a hundred thousand spans."""
        if self._editor is not None:
            self.busy.emit(message)
            want_way()
            self._run(work, lambda: self.busy.emit(""))

    def _perform(self, intent: Intent, then: Callable[[], None] = lambda: None) -> None:
        if self.document is not None:
            document_id = self.document.id
            want_way()
            self._run(lambda editor: editor.perform(document_id, intent), then)
            # after a crash, too, people go on where they were; behind the action, so that it does not wait for this
            self._remember(self.document, self._view.caret)

    def _perform_or_say(self, intent: Intent, why_not: str) -> None:
        """Do what an intent asks for; say why not where nothing would change."""
        document = self.document
        if document is None or not len(document.tokens):
            return
        if document.state is DocumentState.DONE:
            self.refused.emit(tr("This document is done, so all of it is confirmed; Undo takes «done» back."))
        elif intent(document) is None:
            self.refused.emit(why_not)
        else:
            self._perform(intent)

    def _run(self, work: Callable[[Editor], Edit | None], then: Callable[[], None] = lambda: None) -> None:
        editor = self._editor
        if editor is None:
            return

        def done(edit: Edit | None) -> None:
            if self._editor is editor:
                if edit is not None:
                    self.show_edit(edit)
                then()
            QTimer.singleShot(0, leave_way)  # it comes behind the painting

        self._lane.run(lambda: work(editor), done, self.failed.emit)


def token_at(tokens: Tokens, position: int) -> int:
    """Give the token that holds a code point, or else the next one, or the last; 0 if there is none."""
    return max(0, min(tokens.covering(position, position)[0], len(tokens) - 1))
