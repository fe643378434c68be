"""The strip of «Why this tag»: under each word a bar, how much it moves the LSTM's score of a tag at one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.document_view.bidi import is_right_to_left
from gui.gates.looking import Why
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX, TITLE_PX
from gui.widgets.announce import announce
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.widgets.tooltip import tooltip
from gui.words import decimal, tr

WIDEST = 240
"""A word is shortened to so many logical pixels, or to the width of the strip."""
LEAST = QSize(120, 0)
BAR, GOOD_BAR, HIGHEST_BAR = 16, 44, 110
"""The highest bar of all: where there is little room, where the words may be larger, and where there is much."""
LARGER = TITLE_PX / BASE_PX
PAD = SPACE // 2
BETWEEN = SPACE // 2
"""Between two rows."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are shown, with their width."""

    shown: str
    wide: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Words in rows, as they follow each other, each in a cell with its bar and its number below.

    larger: whether they stand in the larger type. bar: the height of the highest one.
    """

    words: tuple[Text, ...]
    numbers: tuple[Text, ...]
    cells: tuple[QRect, ...]
    height: int
    larger: bool = False
    bar: int = 0


def laid_out(
    words: Sequence[Text], numbers: Sequence[Text], width: int, tall: int, *, from_right: bool = False
) -> Strip:
    """Put words into rows of a width, from the left or from the right. tall: the height of a row."""
    cells = []
    x = y = 0
    for word, number in zip(words, numbers, strict=True):
        wide = max(word.wide, number.wide) + 2 * PAD
        if x and x + wide > width:
            x, y = 0, y + tall + BETWEEN
        cells.append(QRect(x, y, wide, tall))
        x += wide + PAD
    if from_right:
        cells = [QRect(width - cell.x() - cell.width(), cell.y(), cell.width(), tall) for cell in cells]
    return Strip(tuple(words), tuple(numbers), tuple(cells), y + tall if cells else 0)


def rows_of(words: Sequence[Text], numbers: Sequence[Text], width: int) -> int:
    """Give how many rows ``laid_out`` makes of words, without making them."""
    x, rows = 0, 1
    for word, number in zip(words, numbers, strict=True):
        wide = max(word.wide, number.wide) + 2 * PAD
        if x and x + wide > width:
            x, rows = 0, rows + 1
        x += wide + PAD
    return rows


EMPTY = Strip((), (), (), 0)


class InfluenceStrip(QWidget):
    """Shows the words of a sentence; one of them is the token that is asked about, and the arrows move it."""

    token_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._why: Why | None = None
        self._strip = EMPTY
        self._least = 0
        self._forms: tuple[str, ...] = ()
        self._words: dict[tuple[bool, int], tuple[Text, ...]] = {}  # of the forms, by type and room
        self._figures: dict[tuple[bool, str], Text] = {}  # by type and number
        self._strips: dict[tuple[int, int], Strip] = {}  # of what is shown, by size: layouts ask again and again
        self.setAccessibleName(tr("How much each word moves the score"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_why(self, why: Why | None) -> None:
        """Show what moves the score of another tag."""
        self._why = why
        self._strips.clear()
        self._lay_out()
        self.setAccessibleDescription(self.words(why.token) if why else "")
        if self.hasFocus() and why is not None:
            announce(self, self.words(why.token))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def words(self, token: int) -> str:
        """Say what a word does to the score."""
        if self._why is None:
            return ""
        value = decimal(float(self._why.influence[token]), 3)
        return tr("«{form}»: {value}", form=self._why.forms[token], value=value)

    def hasHeightForWidth(self) -> bool:
        """Tell that it is the higher the narrower it is."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all rows in a width, at the least."""
        return self._laid_out(width, 0).height + 2 * PAD

    def sizeHint(self) -> QSize:
        """Give a size for some words in a row."""
        return QSize(3 * LEAST.width(), self.heightForWidth(3 * LEAST.width()))

    def minimumSizeHint(self) -> QSize:
        """Give way to one word in a row."""
        return LEAST

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw the words into a rectangle."""
        if self._why is not None:
            self._draw(painter, self._laid_out(rect.width(), rect.height()), rect, self._why)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is seen of it: a sentence may have 512 words."""
        painter = QPainter(self)
        if self._why is not None:
            self._draw(painter, self._strip, self.rect().adjusted(0, PAD, 0, 0), self._why, event.rect())
        if self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS, self._theme.accent, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words into other rows."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Put the words into other rows in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._strips.clear()
            self._words.clear()
            self._figures.clear()
            self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a word."""
        token = self._at(event.position())
        if token is not None and event.button() == Qt.MouseButton.LeftButton:
            self.token_chosen.emit(token)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the word beside, or to the first or last one."""
        if self._why is None:
            super().keyPressEvent(event)
            return
        token, last = self._why.token, len(self._why.forms) - 1
        onward = -1 if _from_right(self._why) else 1
        match event.key():
            case Qt.Key.Key_Left:
                token -= onward
            case Qt.Key.Key_Right:
                token += onward
            case Qt.Key.Key_Home:
                token = 0
            case Qt.Key.Key_End:
                token = last
            case _:
                super().keyPressEvent(event)
                return
        if 0 <= token <= last and token != self._why.token:
            self.token_chosen.emit(token)

    def event(self, event: QEvent) -> bool:
        """Say all of a word and its number where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            token = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tooltip(self.words(token)) if token is not None else "", self)
            return True
        return super().event(event)

    def _at(self, place: QPointF) -> int | None:
        point = place.toPoint() - QRect(0, PAD, 0, 0).topLeft()
        return next((token for token, cell in enumerate(self._strip.cells) if cell.contains(point)), None)

    def _lay_out(self) -> None:
        least = self.heightForWidth(self.width())
        self._strip = self._laid_out(self.width(), self.height() - 2 * PAD)
        if least != self._least:
            self._least = least
            self.updateGeometry()
        self.update()

    def _laid_out(self, width: int, height: int) -> Strip:
        """Lay out what is shown: with the larger type and the highest bars for which there is room, if there is."""
        why = self._why
        if why is None:
            return EMPTY
        if (width, height) not in self._strips:
            for larger in (True, False) if height else (False,):
                font, small = self._types(larger)
                words, numbers = self._shown(why, font, width, larger), self._numbers(why, small, larger)
                around = QFontMetrics(font).height() + QFontMetrics(small).height() + 2 * PAD
                bar = (height + BETWEEN) // rows_of(words, numbers, width) - BETWEEN - around
                if bar >= GOOD_BAR:
                    break
            bar = max(BAR, min(HIGHEST_BAR, bar))
            strip = laid_out(words, numbers, width, around + bar, from_right=_from_right(why))
            self._strips[width, height] = replace(strip, larger=larger, bar=bar)
        return self._strips[width, height]

    def _types(self, larger: bool) -> tuple[QFont, QFont]:
        """Give the type of words and that of numbers."""
        if not larger:
            return self.font(), sized(self.font(), SMALL_PX)
        return sized(self.font(), round(LARGER * QFontInfo(self.font()).pixelSize())), sized(self.font(), BASE_PX)

    def _shown(self, why: Why, font: QFont, width: int, larger: bool) -> tuple[Text, ...]:
        if self._forms != why.forms:
            self._words.clear()
            self._forms = why.forms
        room = min(WIDEST, width - 2 * PAD)
        if (larger, room) not in self._words:
            metrics = QFontMetrics(font)
            shown = (elided(font, form, room) for form in why.forms)
            self._words[larger, room] = tuple(Text(word, metrics.horizontalAdvance(word)) for word in shown)
        return self._words[larger, room]

    def _numbers(self, why: Why, font: QFont, larger: bool) -> list[Text]:
        metrics, known = QFontMetrics(font), self._figures
        numbers = [decimal(value, 2) for value in np.asarray(why.influence, np.float64).tolist()]
        for number in numbers:
            if (larger, number) not in known:
                known[larger, number] = Text(number, metrics.horizontalAdvance(number))
        return [known[larger, number] for number in numbers]

    def _draw(self, painter: QPainter, strip: Strip, rect: QRect, why: Why, part: QRect | None = None) -> None:
        """Draw the words into a rectangle: all, or those in a part of it."""
        theme, (font, small) = self._theme, self._types(strip.larger)
        above, below = QFontMetrics(font), QFontMetrics(small)
        most = float(why.influence.max()) or 1.0
        cells = [cell.translated(rect.topLeft()) for cell in strip.cells]
        seen = [token for token, cell in enumerate(cells) if part is None or cell.intersects(part)]
        asked = cells[why.token]
        fill_rounded(painter, asked, RADIUS - 2, theme.selection)
        outline_rounded(painter, asked, RADIUS - 2, theme.accent, 2)
        painter.setRenderHint(
            QPainter.RenderHint.Antialiasing, False
        )  # bars have whole pixels, also where they are cut
        floor = PAD // 2 + above.height() + PAD // 2 + strip.bar
        for token in seen:
            cell, tall = cells[token], round(strip.bar * float(why.influence[token]) / most)
            left, wide = cell.x() + PAD, cell.width() - 2 * PAD
            painter.fillRect(QRect(left, cell.y() + floor - tall, wide, tall), QColor(theme.accent))
            painter.fillRect(QRect(left, cell.y() + floor, wide, 1), QColor(theme.outline))
        # All of one kind after each other, and at points: changes of fonts and words in rectangles take time.
        for texts, line, of, ink in (
            (strip.words, PAD // 2 + above.ascent(), font, theme.text),
            (strip.numbers, floor + 1 + below.ascent(), small, theme.muted),
        ):
            painter.setFont(of)
            painter.setPen(QColor(ink))
            for token in seen:
                if token == why.token and ink != theme.text:
                    continue
                text, cell = texts[token], cells[token]
                painter.drawText(cell.x() + (cell.width() - text.wide) // 2, cell.y() + line, text.shown)
        number = strip.numbers[why.token]
        painter.setPen(QColor(theme.text))
        painter.drawText(asked.x() + (asked.width() - number.wide) // 2, asked.y() + line, number.shown)


def _from_right(why: Why) -> bool:
    """Tell whether the words follow each other from right to left, as in the text above."""
    return is_right_to_left(" ".join(why.forms))
