"""The highlight page: what its controller finds, and what a person asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from engine.text.document import Document, Span, Suggestion
from engine.text.labels import LabelSet
from export.entity_table import EntityTable
from gui import files
from gui.controllers.suggesting import called
from gui.document_view import Blocks
from gui.panels.entity_index import Wanted, passing
from gui.presenter import prediction_marks
from gui.words import tr, tr_later

if TYPE_CHECKING:
    from export.runtime import Tagger
    from gui.app import Gatelight

HIGHLIGHT_EXPORTS = {
    "html": tr_later("Highlighted page (*.html)"),
    "jsonl": tr_later("JSON lines (*.jsonl)"),
    "conll": tr_later("CoNLL columns (*.conll)"),
    "csv": tr_later("CSV (*.csv)"),
    "brat": tr_later("brat (folder)"),
}


class HighlightPageWiring:
    """Shows on the highlight page what its controller finds."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._page = page = app.window.highlight_page
        self._labels = LabelSet()
        controller = app.highlighting
        page.back_requested.connect(app.show_workspace)
        page.open_text_requested.connect(self._open_text)
        page.paste_requested.connect(self._paste)
        page.choose_tagger_requested.connect(self._choose_tagger)
        page.export_requested.connect(self._export)
        page.entity_chosen.connect(self._go_to)
        page.filter_changed.connect(lambda *_: self._show_marks())
        page.cancel_requested.connect(controller.cancel)
        page.files_dropped.connect(app.window.files_dropped)
        page.text_dropped.connect(lambda text: controller.open_text(text, tr("Dropped text")))
        app.window.highlight_view.selection_changed.connect(self._on_caret)
        controller.tagger_changed.connect(self._on_tagger)
        controller.opened.connect(self._on_opened)
        controller.extended.connect(
            lambda document, blocks: app.window.highlight_view.extend_text(document.tokens, blocks)
        )
        page.resume_requested.connect(controller.resume)
        controller.noted.connect(lambda note: app.window.toast.show_message("info", note))
        page.add_requested.connect(self._add_to_project)
        app.project.opened.connect(lambda _: page.set_can_add(True))
        app.project.closed.connect(lambda: page.set_can_add(False))
        app.project.failed.connect(lambda _: page.set_can_add(app.project.editor is not None))
        controller.entities_changed.connect(self._on_entities)
        controller.progressed.connect(self._on_progress)
        controller.finished.connect(self._on_finished)
        controller.tagger_loaded.connect(self._remember_tagger)
        controller.exported.connect(
            lambda path: app.window.toast.show_message("info", tr("The entities are in {file}.", file=path.name))
        )
        controller.failed.connect(self._on_failed)

        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, call in (("Esc", app.show_workspace), ("Ctrl+V", self._paste)):
            QShortcut(QKeySequence(key), page, context=within).activated.connect(call)
        in_text = Qt.ShortcutContext.WidgetShortcut
        for key, by in (("Tab", 1), ("Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(key), app.window.highlight_view, context=in_text)
            shortcut.activated.connect(lambda by=by: page.step_entity(by))

    def _on_tagger(self, tagger: Tagger | None, name: str) -> None:
        if tagger is None:
            self._page.set_tagger(None, None)
            return
        own = self._app.annotation.labels
        # Labels of the open project keep their colours; a tagger from elsewhere gets the palette in order.
        known = own if set(tagger.labels) <= set(own.names) else LabelSet()
        self._labels = known.with_names(tagger.labels)
        self._page.set_tagger(name, tagger.metrics.get("f1"))
        self._page.set_labels(self._labels)
        self._app.window.highlight_view.set_labels(self._labels)

    def _on_opened(self, document: Document, blocks: Blocks) -> None:
        self._app.window.highlight_view.set_document_text(document.tokens, blocks)
        self._page.set_document(document.name)
        if self._page.isVisible():
            self._app.window.highlight_view.setFocus()

    def _on_entities(self, entities: EntityTable) -> None:
        self._page.set_entities(entities)
        self._show_marks()

    def _on_progress(self, done: int, total: int) -> None:
        self._page.set_progress(done / total if done < total else None)

    def _on_finished(self) -> None:
        controller = self._app.highlighting
        stopped = controller.document is not None and controller.tagger is not None and not controller.complete
        self._page.set_progress(None, stopped_at=controller.share if stopped else None)

    def _remember_tagger(self, path: Path) -> None:
        self._app.settings.tagger_path = path

    def _on_failed(self, error: Exception) -> None:
        self._on_finished()
        self._app.errors.report(error)

    def _shown(self) -> EntityTable:
        """Give the entities that pass the filter."""
        wanted = Wanted(self._page.shown_labels, self._page.least_confidence)
        return passing(self._app.highlighting.entities, wanted)

    def _show_marks(self) -> None:
        self._app.window.highlight_view.set_marks(prediction_marks(self._shown()))

    def _add_to_project(self) -> None:
        """Add the text to the project and open it there; what is shown here becomes its suggestions.

        A project that has no tagger takes the one that made them, with its labels, so that they are there next time.
        """
        app, document = self._app, self._app.highlighting.document
        if document is None or app.project.editor is None:
            return
        shown = self._shown()
        # The project's own tagger has the names that labels had when it learnt; the project may have others by now.
        own = app.highlighting.tagger is app.suggesting.tagger
        now: dict[str, str | None] = {name: name for name in shown.labels}
        now.update(app.suggesting.names() if own else {})
        used = [name for n in np.unique(shown.label_numbers) if (name := now[shown.labels[n]]) is not None]
        brought = None if app.has_tagger else app.highlighting.brought
        labels = used if brought is None else brought.tagger.labels
        self._page.set_can_add(False)  # until it is there: a second click would add it twice

        def suggestions() -> list[Suggestion]:
            found = [Suggestion(Span(e.start, e.end, e.label), e.confidence) for e in shown]
            return called(found, now, LabelSet().with_names(used))

        def before_it_opens(document_id: int, given: list[Suggestion]) -> None:
            self._page.set_can_add(True)
            if brought is not None and not app.has_tagger:
                app.adopt_tagger(brought)
            app.suggesting.give(document_id, given)
            app.show_workspace()

        text = Document(document.name, document.text, document.tokens)
        app.project.add_highlighted(text, labels, suggestions, before_it_opens)

    def _on_caret(self) -> None:
        document, caret = self._app.highlighting.document, self._app.window.highlight_view.caret
        if document is not None and caret < len(document.tokens):
            self._page.set_caret(int(document.tokens.starts[caret]))

    def _go_to(self, start: int, _end: int) -> None:
        document, view = self._app.highlighting.document, self._app.window.highlight_view
        token = document.tokens.at(start) if document else None
        if token is not None:
            view.set_caret(token)
            view.ensure_visible(token)
            if not self._page.list_has_keyboard:
                view.setFocus()

    def _open_text(self) -> None:
        path = files.ask_open(self._app.window, tr("Highlight a text"), tr(files.TEXT_FILTER))
        if path is not None:
            self._app.highlighting.open_files([path])

    def _paste(self) -> None:
        self._app.highlighting.open_text(files.clipboard_text(), tr("Pasted text"))

    def _choose_tagger(self) -> None:
        path = files.ask_open(self._app.window, tr("Choose a tagger"), tr(files.TAGGER_FILTER))
        if path is not None:
            self._app.highlighting.load_tagger(path)

    def _export(self, format_name: str) -> None:
        document = self._app.highlighting.document
        if document is None:
            return
        title, kind = tr("Export the entities"), tr(HIGHLIGHT_EXPORTS[format_name])
        if format_name == "brat":
            path = files.ask_folder(self._app.window, title)
        else:
            name = document.name.replace("/", "_").replace("\\", "_")
            path = files.ask_save(self._app.window, title, kind, Path(f"{name}.{format_name}"))
        if path is not None:
            self._app.highlighting.export(path, format_name, self._shown(), self._labels)
