"""How a batch is made of the sentence under the caret and its neighbours: one picture in five stages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from engine.tagger.batch_story import BatchStory
from engine.text.labels import LabelSet
from gui.gates.batch_layers import Layers
from gui.gates.batch_picture import COLUMN, BatchPicture
from gui.gates.batch_stages import Stage, spoken, stages_of
from gui.gates.batch_still import BatchStill
from gui.theme import SPACE, LabelColours, Theme
from gui.widgets.announce import announce
from gui.widgets.paint import outline_rounded
from gui.widgets.tooltip import tooltip
from gui.words import tr


class BatchView(QAbstractScrollArea):
    """Shows a story, scrolls where it is larger than the view, and lets a token be chosen by key or mouse."""

    token_chosen = Signal(int)
    """The token of the sentence that a person chose here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._story: BatchStory | None = None
        self._stages: tuple[Stage, ...] = ()
        self._token = 0
        self._colours: dict[str, int] = {}
        self._picture: BatchPicture | None = None
        self._layers = Layers()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("How a batch is made"))
        self.horizontalScrollBar().setSingleStep(COLUMN)
        self.verticalScrollBar().setSingleStep(2 * SPACE)

    @property
    def token(self) -> int:
        """Give the token of the sentence that is marked."""
        return self._token

    def show_batch(self, story: BatchStory | None) -> None:
        """Show another story, or what the view is for."""
        self._story, self._stages = story, stages_of(story) if story is not None else ()
        self._token = min(self._token, self._last)
        self._lay_out()

    def set_token(self, token: int) -> None:
        """Mark a token of the sentence in all stages and bring it on screen; one that is not shown marks the last."""
        token = max(0, min(token, self._last))
        if token != self._token:
            self._token = token
            self._reveal()
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._lay_out()

    def set_labels(self, labels: LabelSet) -> None:
        """Give tags the colours of the project's labels; those of other labels have none."""
        self._colours = {label.name: label.colour for label in labels}
        self._lay_out()

    def still(self) -> BatchStill:
        """Give what draws all of it as it is now."""
        return BatchStill(self._stages, self._theme, self.font().toString(), self._label_colours, self._token)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw all of it into a rectangle, made smaller where it does not fit."""
        self.still().paint_onto(painter, rect)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is on screen of the picture: as it was kept, where only another token is marked."""
        area, painter = self.viewport().rect(), QPainter(self.viewport())
        if self._picture is None:
            painter.fillRect(area, QColor(self._theme.surface))
            painter.setPen(QColor(self._theme.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            words = tr("Put the caret into a sentence to see how it comes into a batch.")
            painter.drawText(QRectF(area).adjusted(2 * SPACE, 0, -2 * SPACE, 0), flags, words)
        else:
            seen = area.translated(self._scrolled)
            cells, still = self._layers.of(self._picture, seen, self.devicePixelRatioF(), QColor(self._theme.surface))
            painter.drawPixmap(0, 0, cells)
            painter.drawPixmap(0, 0, still)
            painter.translate(-self._scrolled)
            self._picture.mark(painter, self._token, seen)
            painter.resetTransform()
        if self.hasFocus():
            outline_rounded(painter, area, 0, self._theme.accent, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the stages out for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a token with Left, Right, Home and End; the other keys scroll."""
        step = {
            Qt.Key.Key_Left: self._token - 1,
            Qt.Key.Key_Right: self._token + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._last,
        }.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self._choose(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the token that is clicked."""
        token = self._token_at(event.position().toPoint())
        if token is not None:
            self._choose(token)

    def focusInEvent(self, _event: QEvent) -> None:
        """Show where the keyboard is."""
        self.viewport().update()

    def focusOutEvent(self, _event: QEvent) -> None:
        """Show that it went."""
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is known of the token under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._story:
            token = self._token_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if token is None else tooltip(spoken(self._story, token)), self)
            return True
        return super().viewportEvent(event)

    @property
    def _last(self) -> int:
        return len(self._story.forms[self._story.own]) - 1 if self._story else 0

    @property
    def _scrolled(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _token_at(self, point: QPoint) -> int | None:
        return self._picture.token_at(point + self._scrolled) if self._picture else None

    def _choose(self, token: int) -> None:
        before = self._token
        self.set_token(token)
        if self._story and self._token != before:
            announce(self, spoken(self._story, self._token))
            self.token_chosen.emit(self._token)

    def _picture_for(self, width: int) -> BatchPicture | None:
        if self._story is None:
            return None
        return BatchPicture(self._stages, self._theme, self.font(), self._label_colours, width)

    @property
    def _label_colours(self) -> Sequence[LabelColours]:
        tags = self._story.tags if self._story else ()
        names = [tag.removeprefix("B-") for tag in tags if tag.startswith("B-")]
        theme, colours = self._theme, self._colours
        not_in_project = LabelColours(theme.track, theme.outline, theme.text)
        return [theme.label(colours[name]) if name in colours else not_in_project for name in names]

    def _lay_out(self) -> None:
        self._layers = Layers()
        self._picture = self._picture_for(self.viewport().width())
        size, area = self._picture.size if self._picture else QSize(), self.viewport().size()
        for bar, whole, part in (
            (self.horizontalScrollBar(), size.width(), area.width()),
            (self.verticalScrollBar(), size.height(), area.height()),
        ):
            bar.setRange(0, max(0, whole - part))
            bar.setPageStep(part)
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll sideways until the marked column is seen, and further, so that the next ones are there already."""
        if self._picture is None:
            return
        bar, (left, right) = self.horizontalScrollBar(), self._picture.columns_of(self._token)
        names = self._picture.columns_of(0)[0]
        least, most = right + COLUMN - self.viewport().width(), left - names
        further = (self.viewport().width() - names) // 3
        if bar.value() < least:
            bar.setValue(min(most, least + further))
        elif bar.value() > most:
            bar.setValue(max(least, most - further))
