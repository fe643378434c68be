"""Labelling: turns keys, drags and clicks into intents, and the edits that come back into what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine.errors import UserError
from engine.project import annotate
from engine.project.actions import Action
from engine.project.editor import Edit, Editor, Intent
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import LabelSet
from gui.document_view import DocumentView, TokenRange
from gui.tasks import Lane


class AnnotationController(QObject):
    """Owns the current document as it is on disk.

    Every intent goes to the store lane and comes back as an Edit after its commit: nothing is drawn as labelled that
    is not saved.
    """

    document_opened = Signal(object)  # Document, another one than before; None when there is none
    document_edited = Signal(object)  # Document, the same one with other spans or another state
    edited = Signal(object)  # Edit
    refused = Signal(str)  # why an intent makes no sense here
    failed = Signal(object)  # Exception

    def __init__(self, view: DocumentView, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lane = store_lane
        self._editor: Editor | None = None
        self.document: Document | None = None
        self.labels = LabelSet()
        self.armed: str | None = None
        self._dragged: TokenRange | None = None
        view.range_dragged.connect(self._on_range_dragged)

    def set_project(self, editor: Editor | None, labels: LabelSet) -> None:
        """Work on another project, or on none."""
        self._editor = editor
        self.labels = labels
        self.document = None

    def open(self, document_id: int, position: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        """Show a document, with the caret on the token at a code point: where the person last was unless said."""
        remember = self._rememberer()

        def work(editor: Editor) -> Edit:
            remember(editor)
            edit = editor.open(document_id)
            return edit if position is None else replace(edit, caret=position)

        self._run(work, then)

    def arm(self, label: str | None) -> None:
        """Give each following drag this label at once; None: drags only select."""
        self.armed = label

    def label(self, name: str) -> None:
        """Label the selection; on a labelled span under the caret: change its label."""
        chosen = self._view.selection
        if self.document is not None and chosen.first < chosen.last:
            tokens = (chosen.first, chosen.last)
            self._perform(lambda document: annotate.label_tokens(document, tokens, name))

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
            self.refused.emit(f"This document is done, so it is not {state.value}; Undo takes «done» back.")
            return

        def intent(document: Document) -> Action | None:
            taken_back = state != DocumentState.DONE and document.state == state
            back = DocumentState.IN_PROGRESS if document.spans else DocumentState.NEW
            return annotate.set_state(document, back if taken_back else state)

        self._perform(intent, then)

    def undo(self) -> None:
        """Take the last action back."""
        self._run(Editor.undo)

    def redo(self) -> None:
        """Do the last undone action again."""
        self._run(Editor.redo)

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

        def work(editor: Editor) -> Edit | None:
            try:
                return editor.add_label(name, description)
            except ValueError as error:
                raise UserError(f"the label cannot be added: {error}", remedy="choose another name") from error

        self._run(work)

    def show_edit(self, edit: Edit) -> None:
        """Show what an edit made of the project."""
        before = self.document
        self.document = edit.document
        self.labels = edit.labels
        self.edited.emit(edit)
        if edit.document is None:
            if before is not None:
                self.document_opened.emit(None)
        elif before is None or before.id != edit.document.id:
            self.document_opened.emit(edit.document)
            token = edit.document.tokens.at(edit.caret)
            if token:
                self._view.set_caret(token)
        else:
            self.document_edited.emit(edit.document)

    def gold_at_caret(self) -> Span | None:
        """Give the gold span under the caret."""
        if self.document is None or not len(self.document.tokens):
            return None
        token = self.document.tokens[self._view.caret]
        return next(iter(self.document.spans_between(token.start, token.end)), None)

    def remember_position(self) -> None:
        """Keep the caret's place for the next start."""
        self._run(self._rememberer())

    def _rememberer(self) -> Callable[[Editor], None]:
        if self.document is None:
            return lambda _: None
        document_id, tokens = self.document.id, self.document.tokens
        position = int(tokens.starts[self._view.caret]) if len(tokens) else 0
        return lambda editor: editor.store.remember(document_id, position)

    @property
    def has_selection(self) -> bool:
        """Tell whether tokens were selected on purpose: more than the one under the caret, or with the mouse."""
        chosen = self._view.selection
        return chosen.last - chosen.first > 1 or (chosen.first < chosen.last and chosen == self._dragged)

    def _on_range_dragged(self, chosen: TokenRange) -> None:
        self._dragged = chosen
        if self.armed is not None and chosen.first < chosen.last:
            self.label(self.armed)

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

    def _perform(self, intent: Intent, then: Callable[[], None] = lambda: None) -> None:
        if self.document is not None:
            document_id = self.document.id
            self._run(lambda editor: editor.perform(document_id, intent), then)

    def _run(self, work: Callable[[Editor], Edit | None], then: Callable[[], None] = lambda: None) -> None:
        editor = self._editor
        if editor is None:
            return

        def done(edit: Edit | None) -> None:
            if self._editor is editor:
                if edit is not None:
                    self.show_edit(edit)
                then()

        self._lane.run(lambda: work(editor), done, self.failed.emit)
