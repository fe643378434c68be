"""Gives the gates the window, and takes it back: the panels at the sides hidden, the text a few lines high."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.main_window import MainWindow
from gui.theme import SPACE

LINES = 4
"""Of the text that stay, so that the caret is seen where it moves, with what is around it."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What the window looked like. columns, text_column: sizes as the splitters save them; scrolled: the text."""

    documents: bool
    side_bar: bool
    columns: QByteArray
    text_column: QByteArray
    text_policy: QSizePolicy
    pane_policy: QSizePolicy
    caret: tuple[int | None, int]
    scrolled: int


class GatesRoom:
    """Remembers how the window was while the gates have it. Nothing of this is stored anywhere."""

    def __init__(self, window: MainWindow, pane: QWidget) -> None:
        self._window, self._pane = window, pane
        self._before: _Before | None = None

    @property
    def larger(self) -> bool:
        """Tell whether the gates have the window."""
        return self._before is not None

    def take(self, document: int | None) -> None:
        """Give the window to the gates, which are shown already. document: the id of what is on the screen."""
        window = self._window
        view, column = window.view, window.text_column
        if self.larger:
            return
        self._before = _Before(
            not window.documents.isHidden(),
            not window.side_bar.isHidden(),
            window.columns.saveState(),
            column.saveState(),
            view.sizePolicy(),
            self._pane.sizePolicy(),
            (document, view.caret),
            view.verticalScrollBar().value(),
        )
        focused = window.focusWidget()
        window.documents.hide()
        window.side_bar.hide()
        if focused is not None and not focused.isVisible():
            view.setFocus()
        # what a larger window has more is for the gates
        column.setStretchFactor(0, 0)
        column.setStretchFactor(1, 1)
        text = LINES * view.line_height + SPACE
        column.setSizes([text, column.height() - text])
        view.ensure_visible(view.caret)

    def give_back(self, document: int | None) -> None:
        """Let the window look as it did before; the text, too, if the caret is still where it was in a document."""
        window, before = self._window, self._before
        if before is None:
            return
        self._before = None
        window.documents.setVisible(before.documents)
        window.side_bar.setVisible(before.side_bar)
        window.columns.restoreState(before.columns)
        window.view.setSizePolicy(before.text_policy)
        self._pane.setSizePolicy(before.pane_policy)
        window.text_column.restoreState(before.text_column)
        if (document, window.view.caret) == before.caret:
            window.view.verticalScrollBar().setValue(before.scrolled)
        else:
            window.view.ensure_visible(window.view.caret)
