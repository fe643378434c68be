"""A page of marked text with a token caret: what is selected, where moves lead, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from engine.text.document import Tokens
from engine.text.ranges import Range
from gui.document_view import steps
from gui.document_view.area import NO_TOKENS, MarkedTextArea
from gui.document_view.blocks import Blocks
from gui.document_view.caret import Caret, Direction
from gui.document_view.flow import Anchor
from gui.document_view.marks import Mark, MarkKind, TokenRange
from gui.document_view.painter import Cursor
from gui.theme import Theme
from gui.widgets.announce import announce
from gui.widgets.tooltip import tooltip
from gui.words import number, percent, tr

_OVER_LINES = (Direction.UP, Direction.DOWN, Direction.PAGE_UP, Direction.PAGE_DOWN)


class SelectingTextArea(MarkedTextArea):
    """Shows a text with its marks, and which tokens are selected."""

    selection_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._caret = Caret(NO_TOKENS)
        super().__init__(theme, parent)
        self._goal_x: float | None = None
        self._words_behind: Callable[[Mark], str] | None = None
        self.setAccessibleName(tr("Document text"))

    def set_document_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show another text, from its top, without marks and with the caret on the first token."""
        self._goal_x = None
        self._caret = Caret(tokens)
        super().set_document_text(tokens, blocks)
        self._describe()
        self.selection_changed.emit()

    def extend_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show a longer text that begins with all lines of this one: nothing on screen moves, the caret stays."""
        self._caret = self._caret.on(tokens)
        super().extend_text(tokens, blocks)
        self._describe()

    def set_marks(self, *layers: Sequence[Mark]) -> None:
        """Draw the marks of these layers and no others; only blocks whose marks differ are laid out and drawn anew."""
        super().set_marks(*layers)
        self._describe()

    def set_seen(self, ranges: Sequence[Range]) -> bool:
        """Draw a bar beside these parts of the text: sorted, apart, in code points. Tell whether they are others."""
        changed = super().set_seen(ranges)
        if changed:
            self._describe()
        return changed

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
        """Tell assistive technology where the caret is; it is read out when it changed and the keyboard is here."""
        words = self._description()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if self.hasFocus():
                announce(self, words)

    def _description(self) -> str:
        tokens = self._flow.tokens
        if len(tokens) == 0:
            return self._empty_title
        mark = self.mark_at(self.caret)
        label = tr("no label") if mark is None else self._named(mark)
        if self.seen_at(self.caret):
            label = tr("{label}, confirmed", label=label)
        form, chosen = tokens[self.caret].form, len(self.selection)
        if chosen > 1:
            label = tr("{label}, {count} tokens selected", label=label, count=number(chosen))
        place, count = number(self.caret + 1), number(len(tokens))
        return tr("{form}, {label}, token {place} of {count}", form=form, label=label, place=place, count=count)

    def _named(self, mark: Mark) -> str:
        behind = self._words_behind(mark) if self._words_behind else ""
        if behind or mark.kind is not MarkKind.SUGGESTION:
            return f"{mark.label} · {behind}" if behind else mark.label
        return tr("{label} · suggested, {share}", label=mark.label, share=percent(mark.confidence))

    # Events

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
