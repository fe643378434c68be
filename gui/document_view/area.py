"""A scrolling page of marked text: what the document view shows, without what one can do in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from engine.text.document import Tokens
from engine.text.labels import LabelSet
from engine.text.ranges import Range
from gui.document_view import steps
from gui.document_view.blocks import Blocks
from gui.document_view.chips import Chips
from gui.document_view.empty_page import paint_empty_page
from gui.document_view.flow import Anchor, Flow
from gui.document_view.marks import Mark, MarkIndex, TokenRange, precedence
from gui.document_view.overview import WIDTH as OVERVIEW_WIDTH
from gui.document_view.overview import Overview
from gui.document_view.painter import BAR_DISTANCE, Cursor, DocumentPainter
from gui.document_view.seen import Seen, SeenParts
from gui.document_view.sentence_numbers import paint_sentence_numbers
from gui.document_view.typography import ChipStyle, TextStyle, Typography
from gui.theme import Theme

NO_TOKENS = Tokens("", np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(1, np.int32))
LEAST_ZOOM, GREATEST_ZOOM, ZOOM_STEP = 50, 300, 10
"""In per cent."""
_WHEEL_NOTCH = 120
_NEAR_BAR = 8
_OVER_LINE = 4
"""So many pixels at most are drawn over the edges of a line: the outline of a selection."""


class MarkedTextArea(QAbstractScrollArea):
    """Shows a text of any length with marks, at any zoom, in any theme."""

    visible_changed = Signal()
    painted = Signal()
    zoom_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = LabelSet()
        self._zoom = 100
        self._wheel_turn = 0
        self._chip_style = ChipStyle.FULL
        self._text_style = TextStyle()
        self._empty_title, self._empty_hint = "", ""
        self._syncing = False
        self._visible = TokenRange(0, 0)
        self._seen = SeenParts()
        self._numbers_shown = False
        self._painter = DocumentPainter(theme, self._labels)
        self._flow = Flow(NO_TOKENS, *self._style())
        self._overview_wanted = True
        self._overview = Overview(self._flow, theme, self)
        self._overview.wanted.connect(self._bring_to_middle)
        self._overview.turned.connect(self.wheelEvent)
        self.verticalScrollBar().setStyleSheet(f"QScrollBar {{ background: {theme.page}; }}")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().sliderReleased.connect(self._sync_scroll_bar)

    @property
    def overview(self) -> Overview:
        """Give the strip beside the text."""
        return self._overview

    def set_document_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show another text, from its top and without marks. blocks: its blocks, if they were made elsewhere."""
        self._flow.set_tokens(tokens, blocks)
        self._seen = SeenParts()
        # A scroll bar that comes and goes would move the text, so a text always has one and an empty page
        # none.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if len(tokens) else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self._overview.redraw()
        self._make_room_for_overview()
        self._rearranged()

    def extend_text(self, tokens: Tokens, blocks: Blocks | None = None) -> None:
        """Show a longer text that begins with all lines of this one: nothing on screen moves, and marks stay."""
        self._flow.extend(tokens, blocks)
        self._overview.redraw_soon()
        self._rearranged()

    def set_marks(self, *layers: Sequence[Mark]) -> None:
        """Draw the marks of these layers and no others.

        Only blocks whose marks differ are laid out anew, and of them only the lines that look otherwise are drawn.
        """
        anchor = self._flow.anchor()
        before = list(self._flow.visible())
        touched = set(self._flow.set_marks(MarkIndex(*layers)))
        self._overview.redraw_soon()
        if touched.isdisjoint(placed.block for placed in before):
            return
        self._flow.hold(anchor)
        shown = list(self._flow.visible())
        if [placed[:2] for placed in before] != [placed[:2] for placed in shown]:
            self._rearranged()
            return
        for old, new in zip(before, shown, strict=True):
            if new.block in touched:
                top, bottom = new.laid.unlike(old.laid)
                height = bottom - top + 2 * _OVER_LINE
                self.viewport().update(0, new.top + top - _OVER_LINE, self.viewport().width(), height)
        self._take_stock()

    def set_seen(self, ranges: Sequence[Range]) -> bool:
        """Draw a bar beside these parts of the text: sorted, apart, in code points. Tell whether they are others."""
        if ranges == self._seen.ranges:
            return False
        self._seen = SeenParts(ranges)
        self.viewport().update()
        return True

    def set_labels(self, labels: LabelSet) -> None:
        """Draw labels in these colours; marks with any other label are drawn in a neutral one."""
        self._labels = labels
        self._painter = DocumentPainter(self._theme, labels)
        self._overview.set_colours(self._theme, labels)
        if self._chip_style is ChipStyle.SHORT:
            self._restyle()
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self.verticalScrollBar().setStyleSheet(f"QScrollBar {{ background: {theme.page}; }}")
        self._theme = theme
        self._painter = DocumentPainter(theme, self._labels)
        self._overview.set_colours(theme, self._labels)
        self.viewport().update()

    def set_chip_style(self, style: str) -> None:
        """Show labels "full", "short" or as colour alone ("none"). Raises ValueError for anything else."""
        before, self._chip_style = self._chip_style, ChipStyle(style)
        if self._chip_style is not before:
            self._restyle()

    @property
    def text_style(self) -> TextStyle:
        """Give how the text is set."""
        return self._text_style

    def set_text_style(self, style: TextStyle) -> None:
        """Set the text in another font, with lines farther apart or in a wider column."""
        if style != self._text_style:
            self._text_style = style
            self._restyle()

    def show_sentence_numbers(self, shown: bool) -> None:
        """Show in the margin which sentence begins on a line; the text stays where it is."""
        self._numbers_shown = shown
        self.viewport().update()

    def show_overview(self, shown: bool) -> None:
        """Show all marks of the text on a strip beside the scroll bar."""
        self._overview_wanted = shown
        self._make_room_for_overview()

    def set_empty_text(self, title: str, hint: str) -> None:
        """Say this while there is no text."""
        self._empty_title, self._empty_hint = title, hint
        self.viewport().update()

    @property
    def zoom(self) -> int:
        """Give the zoom in percent."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Show everything larger or smaller, within limits."""
        percent = max(LEAST_ZOOM, min(percent, GREATEST_ZOOM))
        if percent != self._zoom:
            self._zoom = percent
            self._restyle()
            self.zoom_changed.emit(percent)

    def visible_tokens(self) -> TokenRange:
        """Give the tokens whose lines are on screen."""
        return self._flow.visible_tokens()

    def token_center(self, token: int) -> QPoint | None:
        """Give the middle of a token in the viewport, None if its line is not on screen."""
        edges = self._flow.token_edges(token)
        if edges is None:
            return None
        return QPoint(round(steps.center(self._flow, token)), sum(edges) // 2)

    @property
    def line_height(self) -> int:
        """Give the height of a line in logical pixels."""
        return self._flow.typography.line_height

    def ensure_visible(self, token: int) -> None:
        """Scroll as little as needed to show a token."""
        if 0 <= token < len(self._flow.tokens):
            self._scrolled(self._flow.reveal(token))

    def mark_at(self, token: int) -> Mark | None:
        """Give the mark that is drawn on a token, None if there is none; of several the gold one."""
        if not 0 <= token < len(self._flow.tokens):
            return None
        start, end = int(self._flow.tokens.starts[token]), int(self._flow.tokens.ends[token])
        return min(self._flow.marks.shown(start, end), key=precedence, default=None)

    def seen_at(self, token: int) -> bool:
        """Tell whether a token is in a part that a person confirmed."""
        tokens = self._flow.tokens
        if not 0 <= token < len(tokens):
            return False
        return self._seen.of(int(tokens.starts[token]), int(tokens.ends[token]), tokens) is Seen.ALL

    def _is_bar(self, point: QPoint) -> bool:
        """Tell whether a point of the viewport is on a bar, or as near as a mouse is put there."""
        if not self._seen or abs(point.x() - self._flow.column_left + BAR_DISTANCE) > _NEAR_BAR:
            return False
        line = steps.line_at(self._flow, point.y())
        return line is not None and self._seen.of(*line, self._flow.tokens) is not Seen.NOTHING

    # What a subclass adds

    def _cursor(self) -> Cursor | None:
        """Give what shows where the user is, None to show nothing."""
        return None

    def _line_to_hold(self) -> Anchor:
        """Give the line that stays in its place when sizes change."""
        return self._flow.anchor()

    # Layout

    def _make_room_for_overview(self) -> None:
        shown = self._overview_wanted and len(self._flow.tokens) > 0
        self._overview.setVisible(shown)
        self.setViewportMargins(0, 0, OVERVIEW_WIDTH if shown else 0, 0)

    def _bring_to_middle(self, position: int) -> None:
        self._flow.hold(Anchor(position, (self._flow.height - self._flow.typography.line_height) // 2))
        self._rearranged()

    def _style(self) -> tuple[Typography, Chips]:
        typography = Typography(self.font(), self._zoom, self._text_style)
        return typography, Chips(typography, self._chip_style, self._labels.names)

    def _restyle(self) -> None:
        self._rearrange(lambda: self._flow.set_style(*self._style()))

    def _rearrange(self, change: Callable[[], None]) -> None:
        """Change sizes; the top of the document stays on top, else one line stays in its place."""
        at_top = self._flow.scroll <= 0
        line = self._line_to_hold()
        change()
        if at_top:
            self._flow.scroll_to(0)
        else:
            lowest = max(0, self._flow.height - 2 * self._flow.typography.line_height)
            self._flow.hold(line._replace(top=min(line.top, lowest)))
        self._overview.redraw()
        self._rearranged()

    def _scrolled(self, distance: int) -> None:
        """Take over that the text moved up."""
        if distance == 0:
            return
        whole_pixels = self.devicePixelRatioF().is_integer()
        if abs(distance) < self._flow.height and whole_pixels:
            self._take_stock()
            self.viewport().scroll(0, -distance)
        else:
            self._rearranged()

    def _rearranged(self) -> None:
        """Take over that anything may be anywhere."""
        self._take_stock()
        self.viewport().update()

    def _take_stock(self) -> None:
        visible = self._flow.visible_tokens()
        self._sync_scroll_bar()
        self._overview.follow()
        if visible != self._visible:
            self._visible = visible
            self.visible_changed.emit()

    def _sync_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        if bar.isSliderDown():
            # The handle stays under the mouse; it finds its true place when it is let go.
            return
        self._syncing = True
        bar.setRange(0, self._flow.scroll_range)
        bar.setEnabled(bar.maximum() > 0)  # one that cannot move draws no handle, but keeps its place
        bar.setPageStep(self._flow.height)
        bar.setSingleStep(self._flow.typography.line_height)
        bar.setValue(self._flow.scroll)
        self._syncing = False

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """Follow the scroll bar."""
        if self._syncing:
            return
        if self.verticalScrollBar().isSliderDown():
            self._flow.scroll_to(self.verticalScrollBar().value())
            self._rearranged()
        else:
            self._scrolled(self._flow.scroll_by(-dy))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002
        """Fit the text into the new size."""
        page = self.viewport().geometry()
        self._overview.setGeometry(page.right() + 1, page.top(), OVERVIEW_WIDTH, page.height())
        size = page.size()
        self._rearrange(lambda: self._flow.resize(size.width(), size.height()))

    def changeEvent(self, event: QEvent) -> None:
        """Take over a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._restyle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel_turn += event.angleDelta().y()
        steps = int(self._wheel_turn / _WHEEL_NOTCH)
        self._wheel_turn -= steps * _WHEEL_NOTCH
        self._zoom_by(steps)
        event.accept()

    def _zoom_by(self, steps: int) -> None:
        self.set_zoom(self._zoom + steps * ZOOM_STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is on screen."""
        with QPainter(self.viewport()) as painter:
            if len(self._flow.tokens):
                clip = QRectF(event.rect())
                self._painter.paint(painter, clip, self._flow, self._cursor(), self._seen)
                if self._numbers_shown:
                    paint_sentence_numbers(painter, clip, self._flow, self.font(), self._theme)
            else:
                page = QRectF(self.viewport().rect())
                paint_empty_page(painter, page, self._theme, self.font(), self._empty_title, self._empty_hint)
        self.painted.emit()
