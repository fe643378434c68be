"""Notes: where they are written and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from engine.project.annotate import shorten
from engine.text.document import Document, Span
from gui.theme import SPACE
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight


class NotesWiring:
    """Connects the popup and the line above the text with the notes of the current document."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._window = window = app.window
        self._target: tuple[int, Span | None] | None = None
        app.annotation.document_opened.connect(self._show)
        app.annotation.document_edited.connect(self._show)
        app.project.closing.connect(window.note_popup.hide)  # which saves; another project has other documents
        window.note_line.edit_requested.connect(self.edit_document_note)
        window.note_popup.saved.connect(self._save)

    def edit(self) -> None:
        """Open the note on the gold span at the caret, or on the document where there is none."""
        document, span = self._app.annotation.document, self._app.annotation.gold_at_caret()
        if document is None or span is None:
            self.edit_document_note()
            return
        view = self._window.view
        view.ensure_visible(view.caret)
        middle = view.token_center(view.caret) or QPoint(0, 0)
        below = QPoint(middle.x(), middle.y() + 2 * SPACE)
        words = shorten(document.text[span.start : span.end])
        about = tr("Note on «{words}», {label}", words=words, label=span.label)
        self._ask(document, span, about, document.note_on(span), view.viewport().mapToGlobal(below))

    def edit_document_note(self) -> None:
        """Open the note on the document as a whole."""
        document, view = self._app.annotation.document, self._window.view
        if document is not None:
            corner = view.mapToGlobal(QPoint(SPACE, SPACE))
            about = tr("Note on the document «{name}»", name=shorten(document.name))
            self._ask(document, None, about, document.note, corner)

    def _ask(self, document: Document, span: Span | None, about: str, note: str, at: QPoint) -> None:
        if not self._app.may_change():
            return
        self._target = document.id, span
        self._window.note_popup.ask(about, note, at)

    def _save(self, note: str) -> None:
        if self._target is not None:
            self._app.annotation.set_note(*self._target, note)

    def _show(self, document: Document | None) -> None:
        self._window.note_line.set_note(document.note if document else "")
