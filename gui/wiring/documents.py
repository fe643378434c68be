"""The list of documents: going on to the next one, its order, its filter by label, and the progress per label."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from engine.project.annotate import shorten
from engine.project.editor import Edit
from engine.project.label_actions import LabelUse
from engine.text.document import DocumentState
from gui.controllers.project import OpenProject
from gui.document_listing import BY_PROJECT, EVERYTHING, ORDERS, Arrangement
from gui.wiring.project import UNDO
from gui.words import tr, tr_later, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight

GO_ON = tr_later("Go on with the rest")

COUNT_MS = 1_000
"""Spans per label are counted anew so long after the last edit, and only while somebody looks."""


class DocumentsWiring:
    """Connects the documents panel with the project, and does what «done», «skip», «next» and «previous» say."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = panel = app.window.documents
        self._counting = QTimer(app.window, singleShot=True, interval=COUNT_MS)
        self._counting.timeout.connect(self._count)
        panel.arranged.connect(self._remember)
        panel.label_wanted.connect(self._show_label)
        panel.left.connect(app.window.view.setFocus)
        panel.overview.shown.connect(app.labels.count)
        app.labels.counted.connect(self._on_counted)
        app.annotation.edited.connect(self._on_edited)
        app.project.opened.connect(self._on_opened)
        app.window.toast.action_triggered.connect(self._on_toast_action)

    def done(self) -> None:
        """Mark the document done and go on."""
        app, left, document = self._app, len(self._app.suggesting.suggestions), self._app.annotation.document
        fresh = document is not None and document.state != DocumentState.DONE
        following = self._panel.listing.next()  # now: the filter may not admit this document once it is done

        def then() -> None:
            self._go_on(following)
            if document is not None and fresh and left:
                words = tr_n(
                    left,
                    "{n} suggestion left open in «{document}»: it counts as no entity now.",
                    "{n} suggestions left open in «{document}»: they count as no entities now.",
                    document=shorten(document.name),
                )
                app.window.toast.show_message("info", words, tr(UNDO))

        app.annotation.set_state(DocumentState.DONE, then)

    def skip(self) -> None:
        """Skip the document and go on; on a skipped one, take that back."""
        document, following = self._app.annotation.document, self._panel.listing.next()
        skipped = document is not None and document.state == DocumentState.SKIPPED

        def then() -> None:
            if not skipped:
                self._go_on(following)

        self._app.annotation.set_state(DocumentState.SKIPPED, then)

    def step(self, by: int) -> None:
        """Go to the document behind (1) or before (-1) this one in the list."""
        following = self._panel.listing.step(by)
        if self._app.annotation.document is not None and following is not None:
            self._app.annotation.open(following)

    def _go_on(self, following: int | None) -> None:
        """Open the next document; where there is none, say so, and offer what the filter hides."""
        listing, toast = self._panel.listing, self._app.window.toast
        if following is not None:
            self._app.annotation.open(following)
        elif listing.open not in listing.documents:
            pass  # the list is still on its way
        elif listing.filter != EVERYTHING and listing.waiting:
            words = tr_n(
                listing.waiting,
                "Of the documents shown, none is left to do. {n} other is.",
                "Of the documents shown, none is left to do. {n} others are.",
            )
            toast.show_message("info", words, tr(GO_ON))
        else:
            toast.show_message("info", tr("Every document is done."))

    def _on_toast_action(self, action: str) -> None:
        if action == tr(GO_ON):
            following = self._panel.listing.next_of_all()
            self._panel.show_all()
            if following is not None:
                self._app.annotation.open(following)

    def _on_opened(self, project: OpenProject) -> None:
        """Begin with the order that this project's documents had the last time, and without a filter."""
        name, descending = self._app.settings.document_order(project.path)
        order = next((order for order in ORDERS if order.name == name), BY_PROJECT)
        self._panel.forget_filter()
        self._panel.arrange(Arrangement(order, descending))
        self._panel.overview.set_use({})
        self._count()

    def _remember(self, arrangement: Arrangement) -> None:
        path: Path | None = self._app.project.path
        if path is not None:
            self._app.settings.set_document_order(path, arrangement.order.name, descending=arrangement.descending)

    def _show_label(self, name: str) -> None:
        """Show the documents with a label, as soon as the project's file has said which these are."""
        editor = self._app.project.editor
        if editor is None:
            return

        def done(ids: list[int]) -> None:
            if self._app.project.editor is editor:
                self._panel.show_label(name, ids)

        self._app.store_lane.run(lambda: editor.store.documents_with(name), done, self._app.errors.report)

    def _on_edited(self, edit: Edit) -> None:
        if self._panel.overview.isVisible():
            self._counting.start()
        if edit.whole_list and self._panel.listing.filter.label:
            self._show_label(self._panel.listing.filter.label)

    def _count(self) -> None:
        if self._panel.overview.isVisible():
            self._app.labels.count()

    def _on_counted(self, use: dict[str, LabelUse]) -> None:
        if self._panel.overview.isVisible():
            self._panel.overview.set_use(use)
