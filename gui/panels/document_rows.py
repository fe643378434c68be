"""How a document looks in the list of documents."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.text.document import DocumentState
from gui.icons import ICON_SIZE, icon
from gui.presenter import state_words
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.row_delegate import RowDelegate, text_rect
from gui.words import tr, tr_n


class DocumentRowLike(Protocol):
    """What a row must know: the project's number of the document, its name, state, tokens, gold spans and note."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> DocumentState: ...  # noqa: D102
    @property
    def tokens(self) -> int: ...  # noqa: D102
    @property
    def spans(self) -> int: ...  # noqa: D102
    @property
    def note(self) -> str: ...  # noqa: D102


STATE_ICONS = {
    DocumentState.NEW: "state-new",
    DocumentState.IN_PROGRESS: "state-in-progress",
    DocumentState.DONE: "state-done",
    DocumentState.SKIPPED: "state-skipped",
    DocumentState.FLAGGED: "state-flagged",
}
"""One shape for each state; the colour only repeats what the shape says."""


def state_colour(state: DocumentState, theme: Theme) -> str:
    """Give the colour of a state's icon."""
    match state:
        case DocumentState.DONE:
            return theme.good
        case DocumentState.IN_PROGRESS:
            return theme.accent
        case DocumentState.FLAGGED:
            return theme.warning
    return theme.muted


def sizes_of(row: DocumentRowLike) -> str:
    """Say how long a document is and how much is labelled in it."""
    words, spans = tr_n(row.tokens, "{n} word", "{n} words"), tr_n(row.spans, "{n} span", "{n} spans")
    return tr("{words} · {spans}", words=words, spans=spans)


def described(row: DocumentRowLike) -> str:
    """Say a whole row, for screen readers and the tooltip: a sentence, and the note below."""
    words = tr("{name}, {state}, {sizes}", name=row.name, state=state_words(row.state), sizes=sizes_of(row))
    return words + ("\n" + tr("Note: {note}", note=row.note) if row.note else "")


class DocumentDelegate(RowDelegate):
    """Two lines, with the state's icon before them, and behind them a sign if there is a note."""

    height = 48

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the icon, the name and the sizes."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        top = rect.y() + (rect.height() - ICON_SIZE) // 2
        picture = icon(STATE_ICONS[row.state], self.theme, ICON_SIZE, state_colour(row.state, self.theme))
        picture.paint(painter, QRect(rect.x(), top, ICON_SIZE, ICON_SIZE))
        words = rect.adjusted(ICON_SIZE + SPACE, 0, 0, 0)
        if row.note:
            sign = icon("note", self.theme, ICON_SIZE, self.theme.text if selected else self.theme.muted)
            sign.paint(painter, QRect(rect.right() + 1 - ICON_SIZE, top, ICON_SIZE, ICON_SIZE))
            words.adjust(0, 0, -ICON_SIZE - SPACE, 0)
        option_font = option.font
        font = sized(option_font, BASE_PX, bold=selected)
        line_height = QFontMetrics(font).height()
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        upper = text_rect(words, 0, line_height)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, elided(font, row.name, words.width()))
        small = sized(option_font, SMALL_PX)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text if selected else self.theme.muted))
        lower = text_rect(words, 1, line_height)
        sizes = elided(small, sizes_of(row), words.width(), Qt.TextElideMode.ElideRight)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, sizes)
