"""The document view: marked text with a token caret, by keyboard and mouse. It shows state and emits intent.

It knows no documents, projects or taggers, and nobody reads text back from it: what goes in are tokens, marks
and labels, what comes out are token ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from engine.text.document import Tokens
from engine.text.ranges import Range
from gui.document_view import steps
from gui.document_view.area import NO_TOKENS, MarkedTextArea
from gui.document_view.blocks import Blocks
from gui.document_view.caret import Caret, Direction
from gui.document_view.edge_scroll import EdgeScroll
from gui.document_view.flow import Anchor
from gui.document_view.keys import direction_of, zoom_steps_of
from gui.document_view.marks import Mark, MarkKind, TokenRange
from gui.document_view.painter import Cursor
from gui.theme import Theme
from gui.widgets.tooltip import tooltip
from gui.words import number, percent, tr

_OVER_LINES = (Direction.UP, Direction.DOWN, Direction.PAGE_UP, Direction.PAGE_DOWN)


class DocumentView(MarkedTextArea):
    """Shows a text with its marks and lets people select tokens."""

    selection_changed = Signal()
    range_dragged = Signal(object)
    """A TokenRange was selected with the mouse, and the button is up again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._caret = Caret(NO_TOKENS)
        super().__init__(theme, parent)
        self._goal_x: float | None = None
        self._pressed_at: QPointF | None = None
        self._mouse_at = QPointF()
        self._dragging = False
        self._words_behind: Callable[[Mark], str] | None = None
        self._edge_scroll = EdgeScroll(self)
        self._edge_scroll.wanted.connect(self._drag_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Document text"))

    def set_document_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show another text, from its top, without marks and with the caret on the first token."""
        self._end_drag()
        self._goal_x = None
        self._caret = Caret(tokens)
        super().set_document_text(tokens, blocks)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if len(tokens) else Qt.CursorShape.ArrowCursor)
        self._describe()
        self.selection_changed.emit()

    def extend_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show a longer text that begins with all lines of this one: nothing on screen moves, the caret stays."""
        self._caret = self._caret.on(tokens)
        super().extend_text(tokens, blocks)
        self._describe()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw these marks and no others; only blocks whose marks differ are laid out and drawn anew."""
        super().set_marks(marks)
        self._describe()

    def set_seen(self, ranges: Sequence[Range]) -> None:
        """Draw a bar beside these parts of the text: sorted, apart, in code points."""
        super().set_seen(ranges)
        self._describe()

    def say_behind_labels(self, words: Callable[[Mark], str]) -> None:
        """Say behind the label of a mark, in its tooltip and to assistive technology, what this function gives."""
        self._words_behind = words

    @property
    def caret(self) -> int:
        """Give the token that the caret is on."""
        return self._caret.token

    @property
    def selection(self) -> TokenRange:
        """Give the selected tokens, at least the one under the caret; an empty range if the text has none."""
        return self._caret.selection

    def set_caret(self, token: int) -> None:
        """Put the caret on a token, select nothing else, and scroll there."""
        self._move(lambda: self._caret.place(token))

    def select(self, tokens: TokenRange) -> None:
        """Select tokens, put the caret on the last one and scroll there."""
        self._move(lambda: self._caret.select(tokens))

    def move_caret(self, direction: Direction | str, extend: bool = False) -> None:
        """Move the caret and select its token, or with ``extend`` everything from the anchor to there."""
        if len(self._flow.tokens) == 0:
            return
        direction = Direction(direction)
        goal_x = None
        if direction in _OVER_LINES:
            goal_x = steps.center(self._flow, self.caret) if self._goal_x is None else self._goal_x
            target = self._target_over_lines(direction, goal_x)
        else:
            target = self._target(direction)
        self._move(lambda: self._caret.place(target, extend))
        self._goal_x = goal_x

    def _target(self, direction: Direction) -> int:
        match direction:
            case Direction.LEFT | Direction.RIGHT:
                layout = self._flow.laid(self._flow.block_of(self.caret)).layout
                onward = (direction is Direction.LEFT) == layout.source.right_to_left
                return self._caret.target(Direction.NEXT if onward else Direction.PREVIOUS)
            case Direction.LINE_START | Direction.LINE_END:
                return steps.line_end(self._flow, self.caret, last=direction is Direction.LINE_END)
            case _:
                return self._caret.target(direction)

    def _target_over_lines(self, direction: Direction, x: float) -> int:
        down = direction in (Direction.DOWN, Direction.PAGE_DOWN)
        if direction in (Direction.UP, Direction.DOWN):
            return steps.next_line(self._flow, self.caret, x, down=down)
        self.ensure_visible(self.caret)
        line_height = self._flow.typography.line_height
        edges = self._flow.token_edges(self.caret) or (0, line_height)
        page = max(line_height, self._flow.height - 2 * line_height) * (1 if down else -1)
        moved = self._flow.scroll_by(page)
        self._scrolled(moved)
        # Where the document ends the page moves less; the caret goes the rest of the way.
        target = steps.token_at(self._flow, x, (edges[0] + edges[1]) / 2 + page - moved)
        return self.caret if target is None else target

    def _move(self, change: Callable[[], bool], *, reveal: bool = True) -> None:
        """Change the selection, then scroll to the caret and draw what looks different."""
        before = self.selection
        changed = change()
        self._goal_x = None
        if reveal:
            self.ensure_visible(self.caret)
        if changed:
            self._redraw(before)
            self._redraw(self.selection)
            self._describe()
            self.selection_changed.emit()

    def _redraw(self, tokens: TokenRange) -> None:
        """Draw the lines of some tokens anew, as far as they are on screen."""
        first, last = max(tokens.first, self._visible.first), min(tokens.last, self._visible.last)
        if first >= last:
            return
        upper, lower = self._flow.token_edges(first), self._flow.token_edges(last - 1)
        top = upper[0] if upper else 0
        # A token that is longer than a line ends where the next one starts, or on no screen at all.
        bottom = lower[1] if lower and last < self._visible.last else self._flow.height
        self.viewport().update(0, top, self.viewport().width(), bottom - top)

    def _cursor(self) -> Cursor:
        return Cursor(self.selection, self.caret, self.hasFocus())

    def _line_to_hold(self) -> Anchor:
        on_caret = self._flow.anchor_on(self.caret) if len(self._flow.tokens) else None
        return self._flow.anchor() if on_caret is None else on_caret

    def _describe(self) -> None:
        """Tell assistive technology where the caret is."""
        tokens = self._flow.tokens
        if len(tokens) == 0:
            self.setAccessibleDescription(self._empty_title)
            return
        mark = self.mark_at(self.caret)
        label = tr("no label") if mark is None else self._named(mark)
        if self.seen_at(self.caret):
            label = tr("{label}, confirmed", label=label)
        place = tr("token {n} of {count}", n=number(self.caret + 1), count=number(len(tokens)))
        self.setAccessibleDescription(f"{tokens[self.caret].form}, {label}, {place}")

    def _named(self, mark: Mark) -> str:
        if mark.kind is not MarkKind.SUGGESTION:
            behind = self._words_behind(mark) if self._words_behind else ""
            return f"{mark.label} · {behind}" if behind else mark.label
        return tr("{label} · suggested, {share}", label=mark.label, share=percent(mark.confidence))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret on the token at the mouse, or with Shift extend the selection to it."""
        token = steps.token_at(self._flow, event.position().x(), event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or token is None:
            super().mousePressEvent(event)
            return
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pressed_at = event.position()
        self._dragging = extend
        self._move(lambda: self._caret.place(token, extend), reveal=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection to the token at the mouse."""
        if self._pressed_at is None:
            return
        self._mouse_at = event.position()
        moved = (event.position() - self._pressed_at).manhattanLength()
        self._edge_scroll.follow(event.position().y(), self._flow.height)
        self._extend_to_mouse()
        self._dragging |= moved >= QApplication.startDragDistance() or len(self.selection) > 1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag and say what was selected by it."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            super().mouseReleaseEvent(event)
            return
        dragged = self._dragging
        self._end_drag()
        if dragged:
            self.range_dragged.emit(self.selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the token at the mouse, as if dragged over it."""
        self.mousePressEvent(event)
        self._dragging = self._pressed_at is not None

    def _drag_on(self, distance: int) -> None:
        self._scrolled(self._flow.scroll_by(distance))
        self._extend_to_mouse()

    def _extend_to_mouse(self) -> None:
        x = self._mouse_at.x()
        y = max(0.0, min(self._mouse_at.y(), self._flow.height - 1.0))
        token = steps.token_at(self._flow, x, y)
        if token is not None:
            self._move(lambda: self._caret.place(token, extend=True), reveal=False)

    def _end_drag(self) -> None:
        self._pressed_at = None
        self._dragging = False
        self._edge_scroll.stop()

    # Other events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the caret or zoom; every other key is left to the window."""
        direction, zoom_steps = direction_of(event), zoom_steps_of(event)
        if direction is not None and len(self._flow.tokens):
            self.move_caret(direction, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif zoom_steps:
            self._zoom_by(zoom_steps)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the caret strong."""
        super().focusInEvent(event)
        self._redraw(self.selection)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the caret weak."""
        super().focusOutEvent(event)
        self._redraw(self.selection)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a mark or a bar is when the mouse rests on it."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        words = self._words_at(event.pos())
        if words:
            QToolTip.showText(event.globalPos(), tooltip(words), self.viewport())
        else:
            QToolTip.hideText()
            event.ignore()
        return True

    def _words_at(self, point: QPoint) -> str:
        """Say what is drawn at a point: a mark, the bar beside what is confirmed; "" where there is nothing to say."""
        mark = steps.mark_at(self._flow, point.x(), point.y())
        if mark is not None:
            return self._named(mark)
        return tr("Confirmed: what has no label here needs none") if self._is_bar(point) else ""
