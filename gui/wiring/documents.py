"""The list of documents: going on to the next one, its order, its filter by label, and the progress per label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from engine.project.annotate import shorten
from engine.project.editor import Edit
from engine.project.label_actions import LabelUse
from engine.text.document import DocumentState
from gui.controllers.project import OpenProject
from gui.document_listing import EVERYTHING, Arrangement
from gui.wiring.project import UNDO
from gui.words import tr, tr_later, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight

GO_ON = tr_later("Go on with the rest")

COUNT_MS = 1_000
"""Spans per label are counted anew so long after the last edit, and only while somebody looks."""


class DocumentsWiring:
    """Connects the documents panel with the project, and does what «done», «skip», «next» and «previous» say.

    «Done» and «skip» that are pressed while the document that follows is on its way are meant for that one, and wait.
    """

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = panel = app.window.documents
        self._going_on = False
        self._waiting: list[Callable[[], None]] = []
        self._counting = QTimer(app.window, singleShot=True, interval=COUNT_MS)
        self._counting.timeout.connect(self._count)
        panel.arranged.connect(self._remember)
        panel.orders_offered.connect(self._restore_order)
        panel.label_wanted.connect(self._show_label)
        panel.left.connect(app.window.view.setFocus)
        panel.overview.shown.connect(app.labels.count)
        app.labels.counted.connect(self._on_counted)
        app.annotation.edited.connect(self._on_edited)
        app.annotation.failed.connect(lambda _: self._let_go())
        app.project.closed.connect(self._let_go)
        app.project.opened.connect(self._on_opened)
        app.window.toast.action_triggered.connect(self._on_toast_action)

    def done(self) -> None:
        """Mark the document done and go on."""
        app, left, document = self._app, len(self._app.suggesting.suggestions), self._app.annotation.document
        if self._going_on:
            self._waiting.append(self.done)
            return
        if document is None:
            return

        def tell() -> None:
            if document.state != DocumentState.DONE and left:
                words = tr_n(
                    left,
                    "{n} suggestion left open in «{document}»: it counts as no entity now.",
                    "{n} suggestions left open in «{document}»: they count as no entities now.",
                    document=shorten(document.name),
                )
                app.window.toast.show_message("info", words, tr(UNDO))

        self._leave(DocumentState.DONE, tell)

    def skip(self) -> None:
        """Skip the document and go on; on a skipped one, take that back."""
        document = self._app.annotation.document
        if self._going_on:
            self._waiting.append(self.skip)
        elif document is not None and document.state in (DocumentState.SKIPPED, DocumentState.DONE):
            self._app.annotation.set_state(DocumentState.SKIPPED)  # which takes it back, or says why not
        elif document is not None:
            self._leave(DocumentState.SKIPPED)

    def step(self, by: int) -> None:
        """Go to the document behind (1) or before (-1) this one in the list."""
        following = self._panel.listing.step(by)
        if self._app.annotation.document is not None and following is not None:
            self._app.annotation.open(following)

    def _leave(self, state: DocumentState, then: Callable[[], None] = lambda: None) -> None:
        """Give the document a state, then go on to the next one."""
        following = self._panel.listing.next()  # now: the filter may not admit this document any more then

        def stored() -> None:
            then()
            if following is not None:
                self._app.annotation.open(following, then=self._arrive)
            else:
                self._say_the_end()
                self._arrive()

        self._going_on = True
        self._app.annotation.set_state(state, stored)

    def _arrive(self) -> None:
        """Do what was asked for on the way here."""
        self._going_on = False
        if self._waiting:
            self._waiting.pop(0)()

    def _let_go(self) -> None:
        self._going_on = False
        self._waiting.clear()

    def _say_the_end(self) -> None:
        """Say that there is nothing left to do, and offer what the filter hides."""
        listing, toast = self._panel.listing, self._app.window.toast
        if listing.open not in listing.documents:
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
        self._panel.forget_filter()
        self._panel.arrange(self._remembered(project.path))
        self._panel.overview.set_use({})
        self._count()

    def _restore_order(self) -> None:
        """Put the documents into the order that they had the last time, now that it may be there or be gone."""
        path = self._app.project.path
        if path is not None and (before := self._remembered(path)).order.name != self._panel.arrangement.order.name:
            self._panel.arrange(before)

    def _remembered(self, path: Path) -> Arrangement:
        name, descending = self._app.settings.document_order(path)
        order = next((order for order in self._panel.orders if order.name == name), None)
        return Arrangement() if order is None else Arrangement(order, descending)

    def _remember(self, arrangement: Arrangement) -> None:
        path: Path | None = self._app.project.path
        if path is not None:
            self._app.settings.set_document_order(path, arrangement.order.name, descending=arrangement.descending)

    def _show_label(self, name: str) -> None:
        """Show the documents with a label, as soon as the project's file has said which these are.

        The panel knows whether they are still wanted then.
        """
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
        if edit.other_documents and self._panel.listing.filter.label:
            self._show_label(self._panel.listing.filter.label)

    def _count(self) -> None:
        if self._panel.overview.isVisible():
            self._app.labels.count()

    def _on_counted(self, use: dict[str, LabelUse]) -> None:
        if self._panel.overview.isVisible():
            self._panel.overview.set_use(use)
