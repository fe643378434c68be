"""The search panel: what is looked for, and going to what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.project.search import Hit
from gui.document_view import TokenRange
from gui.panels.search_state import is_document
from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight

LONGEST_QUESTION = 200
"""A longer selection is not taken for what a person wants to find."""


class SearchWiring:
    """Hands questions to the controller, and shows hits in the text."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = panel = app.window.search
        self._wanted: Hit | None = None
        self._opening = False
        searching = app.searching
        panel.query_changed.connect(searching.ask)
        panel.shown.connect(lambda: searching.set_watched(True))
        panel.hidden.connect(lambda: searching.set_watched(False))
        panel.more_wanted.connect(searching.load_more)
        panel.hit_chosen.connect(self.go_to)
        panel.entered.connect(app.window.view.setFocus)
        panel.left.connect(app.window.view.setFocus)
        searching.changed.connect(panel.set_state)
        searching.failed.connect(app.errors.report)
        app.project.opened.connect(lambda project: searching.set_project(project.editor))
        app.project.closed.connect(self._forget)
        app.annotation.failed.connect(lambda _: self._give_up())
        app.annotation.edited.connect(lambda _: searching.refresh())
        app.annotation.document_opened.connect(lambda document: panel.set_document(document and document.id))

    def begin(self, *, here: bool = False) -> None:
        """Show the panel and look for what is selected in the text, if anything is. here: in this document alone."""
        self._app.window.show_panel(self._panel)
        self._panel.look_in(document=here)
        self._panel.look_for(self._selected())

    def _selected(self) -> str:
        document, chosen = self._app.annotation.document, self._app.window.view.selection
        if document is None or not self._app.annotation.has_selection:
            return ""
        start, end = int(document.tokens.starts[chosen.first]), int(document.tokens.ends[chosen.last - 1])
        return " ".join(document.text[start:end].split()) if end - start <= LONGEST_QUESTION else ""

    def go_to(self, hit: Hit) -> None:
        """Go to a hit. One document is opened at a time: of several hits passed over meanwhile the last one counts."""
        document = self._app.annotation.document
        rows = self._app.workspace.rows  # none while the list is on its way
        if rows and hit.document_id not in rows:
            self._app.window.toast.show_message("info", tr("«{name}» is no longer in the project.", name=hit.document))
            return
        self._wanted = hit
        if document is not None and document.id == hit.document_id and not self._opening:
            self._show()
        elif not self._opening:
            self._opening = True
            self._app.annotation.open(hit.document_id, None if is_document(hit) else hit.start, self._opened)

    def _opened(self) -> None:
        self._opening = False
        document, hit = self._app.annotation.document, self._wanted
        if document is not None and hit is not None and document.id != hit.document_id:
            self.go_to(hit)
        else:
            self._show()

    def _give_up(self) -> None:
        self._opening = False

    def _show(self) -> None:
        """Select the words of the hit."""
        document, hit, view = self._app.annotation.document, self._wanted, self._app.window.view
        if document is None or hit is None or document.id != hit.document_id:
            return
        first, last = document.tokens.covering(hit.start, hit.end)
        if first < last:
            view.select(TokenRange(first, last))
        if not self._panel.has_keyboard:
            view.setFocus()

    def _forget(self) -> None:
        self._wanted, self._opening = None, False
        self._app.searching.set_project(None)
