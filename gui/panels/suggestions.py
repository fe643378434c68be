"""What the tagger proposes for the document, to accept or reject one by one or in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.text.document import Span, Suggestion
from engine.text.labels import Label
from gui.keymap import Keymap
from gui.panels.panel import Panel
from gui.panels.rejected_rows import RejectedFold
from gui.panels.suggestion_rows import SuggestionDelegate, SuggestionRow, described
from gui.span_columns import splice_between
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.words import number, percent, tr, tr_later

SURE = 0.9
"""From this confidence on, «Accept all» takes a suggestion."""

NO_TAGGER = tr_later("No tagger yet: label some sentences, then press Retrain{key}.")
NOTHING_LEFT = tr_later("Nothing left to suggest in this document.")


class SuggestionsPanel(Panel):
    """List suggestions; Enter accepts the current one, Backspace rejects it."""

    chosen = Signal(object)  # Suggestion
    accepted = Signal(object)  # Suggestion
    rejected = Signal(object)  # Suggestion
    accepted_many = Signal(object)  # list[Suggestion]
    rejected_chosen = Signal(object)  # Span, of what was rejected
    unrejected = Signal(object)  # Span

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("Suggestions"), "suggestions", theme)
        self.set_count(0)  # its switch in the side bar has room for a count from the beginning
        self._has_tagger = False
        self._delegate = SuggestionDelegate(theme)
        self._suggestions: tuple[Suggestion, ...] = ()
        self._text = ""
        self._sure_count = 0
        self._model = RowsModel(described, described)
        self._list = RowList(self._model, self._delegate, tr("Suggestions"))
        self._list.installEventFilter(self)
        self._accept_sure = QPushButton(toolTip=tr("Accept every suggestion that the tagger is this sure of"))
        self._accept_sure.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._no_tagger = EmptyState("suggestions", tr(NO_TAGGER, key=""), theme)
        self._nothing_left = EmptyState("state-done", tr(NOTHING_LEFT), theme)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        above = QVBoxLayout()
        above.setContentsMargins(SPACE + SPACE // 2, 0, SPACE + SPACE // 2, 0)
        above.addWidget(self._accept_sure)
        column.addLayout(above)
        column.addWidget(self._list, 1)
        self._filled = filled
        self._pages = QStackedWidget()
        for page in (self._no_tagger, self._nothing_left, filled):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._rejected = RejectedFold(theme)
        self.body.addWidget(self._rejected)
        self._rejected.chosen.connect(self.rejected_chosen)
        self._rejected.unrejected.connect(self.unrejected)
        self._list.row_chosen.connect(lambda index: self.chosen.emit(self._suggestion(index)))
        self._list.button_clicked.connect(self._answer)
        self._accept_sure.clicked.connect(lambda: self.accepted_many.emit(self._sure()))
        self.set_suggestions([], "", has_tagger=False)

    def set_keys(self, keymap: Keymap) -> None:
        """Print the key that retrains where there is no tagger yet."""
        self._no_tagger.set_text(tr(NO_TAGGER, key=keymap.behind("retrain")))

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels' colours."""
        self._delegate.labels = {label.name: label for label in labels}
        self._list.viewport().update()
        self._rejected.set_labels(labels)

    def set_suggestions(self, suggestions: Sequence[Suggestion], text: str, *, has_tagger: bool) -> None:
        """Show suggestions for a text, in this order; after an answer, the next one becomes the current one.

        has_tagger: whether there is a tagger at all; it decides what an empty list means.
        """
        suggestions = tuple(suggestions)
        first, last_before, last_after = splice_between(self._suggestions, suggestions)
        if text is not self._text:
            first, last_before, last_after = 0, len(self._suggestions), len(suggestions)
        rows = [SuggestionRow(s, text[s.span.start : s.span.end]) for s in suggestions[first:last_after]]
        self._sure_count -= _count_sure(self._suggestions[first:last_before])
        self._sure_count += _count_sure(suggestions[first:last_after])
        self._suggestions, self._text = suggestions, text
        self._has_tagger = has_tagger
        self._model.splice(first, last_before, rows)
        sure = self._sure_count
        self._accept_sure.setText(tr("Accept all ≥ {share} ({count})", share=percent(SURE), count=number(sure)))
        self._accept_sure.setEnabled(sure > 0)
        self.set_count(len(suggestions))
        self._show_page()

    def set_rejected(self, spans: Sequence[Span], text: str) -> None:
        """Offer to take back what was rejected in a text."""
        self._rejected.set_spans(spans, text)

    def set_current(self, suggestion: Suggestion | None) -> None:
        """Mark a suggestion. Emits nothing."""
        rows = enumerate(self._list.rows_model.rows)
        self._list.set_current(next((n for n, row in rows if row.suggestion == suggestion), None))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self._list, self._no_tagger, self._nothing_left, self._rejected):
            part.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer with the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self._list.currentIndex()
            if index.isValid():
                match event.key():
                    case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                        self._answer(index, "accept")
                        return True
                    case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                        self._answer(index, "reject")
                        return True
        return super().eventFilter(watched, event)

    def _answer(self, index: QModelIndex, name: str) -> None:
        signal = self.accepted if name == "accept" else self.rejected
        signal.emit(self._suggestion(index))

    def _suggestion(self, index: QModelIndex) -> Suggestion:
        suggestion: Suggestion = self._list.rows_model.row(index).suggestion
        return suggestion

    def _sure(self) -> list[Suggestion]:
        return [suggestion for suggestion in self._suggestions if suggestion.confidence >= SURE]

    def _show_page(self) -> None:
        empty = self._nothing_left if self._has_tagger else self._no_tagger
        self._pages.setCurrentWidget(self._filled if self._list.rows_model.rows else empty)


def _count_sure(suggestions: Sequence[Suggestion]) -> int:
    return sum(suggestion.confidence >= SURE for suggestion in suggestions)
