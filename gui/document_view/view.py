"""The document view: marked text with a token caret, by keyboard and mouse. It shows state and emits intent.

It knows no documents, projects or taggers, and nobody reads text back from it: what goes in are tokens, marks
and labels, what comes out are token ranges.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.text.document import Tokens
from gui.document_view import steps
from gui.document_view.blocks import Blocks
from gui.document_view.boundaries import Boundary, boundary_at, moved_to
from gui.document_view.edge_scroll import EdgeScroll
from gui.document_view.keys import direction_of, zoom_steps_of
from gui.document_view.marks import TokenRange
from gui.document_view.painter import Cursor
from gui.document_view.selecting import SelectingTextArea
from gui.theme import Theme

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class DocumentView(SelectingTextArea):
    """Shows a text with its marks and lets people select tokens and move the boundaries of marks."""

    range_dragged = Signal(object)
    """A TokenRange was selected with the mouse, and the button is up again."""
    boundary_dragged = Signal(object, object)
    """A boundary of this gold Mark was dragged: the TokenRange that it should have."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pressed_at: QPointF | None = None
        self._mouse_at = QPointF()
        self._dragging = False
        self._boundary: Boundary | None = None
        self._moved: TokenRange | None = None
        self._edge_scroll = EdgeScroll(self)
        self._edge_scroll.wanted.connect(self._drag_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def set_document_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show another text, from its top, without marks and with the caret on the first token."""
        self._end_drag()
        super().set_document_text(tokens, blocks)
        self._show_pointer(None)

    def _cursor(self) -> Cursor:
        moved = (self._boundary.mark, self._moved) if self._boundary and self._moved else None
        return Cursor(self.selection, self.caret, self.hasFocus(), moved)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a boundary, or put the caret on the token at the mouse; with Shift extend the selection."""
        self._press(event, None if event.modifiers() & _SHIFT else self._boundary_at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or the mark that is held by its boundary, to the token at the mouse."""
        if self._pressed_at is None:
            self._show_pointer(None if event.modifiers() & _SHIFT else self._boundary_at(event))
            return
        self._mouse_at = event.position()
        self._dragging |= (event.position() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        self._edge_scroll.follow(event.position().y(), self._flow.height)
        self._extend_to_mouse()
        self._dragging |= len(self.selection) > 1 and self._boundary is None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag and say what was selected or moved by it."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            super().mouseReleaseEvent(event)
            return
        dragged, boundary, moved = self._dragging, self._boundary, self._moved
        self._end_drag()
        self._show_pointer(self._boundary_at(event))
        if boundary is None:
            if dragged:
                self.range_dragged.emit(self.selection)
        elif moved is not None:
            self.boundary_dragged.emit(boundary.mark, moved)
        elif not dragged:  # a click, which happened to be on an edge
            self._place_at(event.position(), extend=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the token at the mouse, as if dragged over it."""
        self._press(event, None)
        self._dragging = self._pressed_at is not None

    def _press(self, event: QMouseEvent, boundary: Boundary | None) -> None:
        if event.button() != Qt.MouseButton.LeftButton or len(self._flow.tokens) == 0:
            super().mousePressEvent(event)
            return
        extend = bool(event.modifiers() & _SHIFT)
        self._pressed_at = self._mouse_at = event.position()
        self._dragging = extend
        self._boundary, self._moved = boundary, None
        if boundary is None:
            self._place_at(event.position(), extend)

    def _place_at(self, place: QPointF, extend: bool) -> None:
        token = steps.token_at(self._flow, place.x(), place.y())
        if token is not None:
            self._move(lambda: self._caret.place(token, extend), reveal=False)

    def _boundary_at(self, event: QMouseEvent) -> Boundary | None:
        return boundary_at(self._flow, event.position().x(), event.position().y())

    def _show_pointer(self, boundary: Boundary | None) -> None:
        """Show by the pointer what a press would do."""
        shape = Qt.CursorShape.SizeHorCursor if boundary else Qt.CursorShape.IBeamCursor
        if len(self._flow.tokens) == 0:
            shape = Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _drag_on(self, distance: int) -> None:
        self._scrolled(self._flow.scroll_by(distance))
        self._extend_to_mouse()

    def _extend_to_mouse(self) -> None:
        y = max(0.0, min(self._mouse_at.y(), self._flow.height - 1.0))
        if self._boundary is None:
            self._place_at(QPointF(self._mouse_at.x(), y), extend=True)
        elif self._dragging:
            self._move_boundary(self._boundary, steps.token_at(self._flow, self._mouse_at.x(), y))

    def _move_boundary(self, boundary: Boundary, token: int | None) -> None:
        if token is None:
            return
        moved: TokenRange | None = moved_to(self._flow, boundary, token)
        if moved == TokenRange(*self._flow.tokens.covering(boundary.mark.start, boundary.mark.end)):
            moved = None  # back where it was: nothing is asked for
        if moved != self._moved:
            self._moved = moved
            self.viewport().update()

    def _end_drag(self) -> None:
        if self._moved is not None:
            self.viewport().update()
        self._pressed_at = self._boundary = self._moved = None
        self._dragging = False
        self._edge_scroll.stop()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the caret, zoom or let go; every other key is left to the window."""
        direction, zoom_steps = direction_of(event), zoom_steps_of(event)
        if direction is not None and len(self._flow.tokens):
            self.move_caret(direction, bool(event.modifiers() & _SHIFT))
        elif zoom_steps:
            self._zoom_by(zoom_steps)
        elif self._lets_go(event):
            if self._boundary is None:
                self._move(lambda: self._caret.place(self.caret), reveal=False)
            self._end_drag()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while there is something here to let go of."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._lets_go(event):
            event.accept()
            return True
        return super().event(event)

    def _lets_go(self, event: QKeyEvent) -> bool:
        """Tell whether a key ends a drag, or a selection of several tokens."""
        return event.key() == Qt.Key.Key_Escape and (self._pressed_at is not None or len(self.selection) > 1)
