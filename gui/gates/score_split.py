"""The split of «Why this tag»: what the score of a tag consists of, beside that of its strongest rival."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.tagger.trace import ScoreParts
from gui.gates.looking import TagScore, Why
from gui.gates.score_words import scored
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX, TITLE_PX
from gui.widgets.paint import chip_width, draw_chip, outline_rounded
from gui.words import tr

ROW, HIGHEST_ROW, ROWS = 25, 52, 7
LARGE_ROW = 36
"""From this height of a row on, the words are larger."""
HEAD = 22
BESIDE = 460
"""From this width on, the bars stand beside the names; below it under them, so that they are not too short to read."""
NAMES_SHARE, VALUES_SHARE = 0.38, 0.17
"""Of the width, what names and each column of values take at most."""
NARROWEST = 240
BAR_SHARE, RIVAL_SHARE = 0.4, 0.18
"""Of the height of a row that has a bar in its middle."""
BAR_BELOW, RIVAL_BELOW, GAP = 5, 2, 3
"""Heights of bars under the names, and what parts them from the next row."""


def part_names(why: Why) -> tuple[str, ...]:
    """Name the parts of a score, in the order of ``part_values``."""
    return _names(why.before)


def _names(before: str | None) -> tuple[str, ...]:
    moved = tr("Move from {tag}", tag=before) if before is not None else tr("Begins the sentence")
    return (
        tr("LSTM"),
        tr("Bias of the tag"),
        tr("Direct connections"),
        moved,
        tr("Head start"),
        tr("Ends the sentence"),
        tr("Together"),
    )


def part_values(parts: ScoreParts) -> tuple[float, ...]:
    """Give the parts of a score, then their sum."""
    return parts.lstm, parts.bias, parts.direct, parts.transition, parts.boldness, parts.end, parts.total


@dataclass(frozen=True, slots=True)
class _Need:
    """What names and a column of values take in a size of type, whatever token and tag they are of."""

    tags: tuple[str, ...]
    text_px: int
    names: int
    values: int


class ScoreSplit(QWidget):
    """Draws a row for each part: its name, a bar to the right (for) or to the left (against), its numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._why: Why | None = None
        self._colours: Mapping[str, int] = {}
        self._need = _Need((), 0, 0, 0)
        self.setAccessibleName(tr("What the score consists of"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)

    def set_why(self, why: Why | None, colours: Mapping[str, int]) -> None:
        """Take the score of another tag apart. colours: the palette index of a tag's label; O has none."""
        self._why, self._colours = why, colours
        spoken = ""
        if why is not None:
            values = zip(part_names(why), part_values(why.asked.parts), strict=True)
            spoken = ", ".join(f"{name} {scored(value)}" for name, value in values)
        self.setAccessibleDescription(spoken)
        self.setToolTip("" if why is None else tr("A bar to the right speaks for the tag, one to the left against it."))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for all rows."""
        return QSize(NARROWEST, HEAD + ROWS * ROW)

    def minimumSizeHint(self) -> QSize:
        """Give way no further: less has no room for bars."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self.paint_onto(QPainter(self), self.rect())

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw the rows into a rectangle: they grow with it, up to a height at which they still read as a table."""
        why = self._why
        if why is None:
            return
        theme, beside = self._theme, rect.width() >= BESIDE
        tall = max(ROW, min(HIGHEST_ROW, (rect.height() - HEAD) // ROWS))
        text_px = TITLE_PX if tall >= LARGE_ROW else BASE_PX if beside else SMALL_PX
        need = self._needed(why, text_px)
        values = min(need.values, round(VALUES_SHARE * rect.width()))
        names = min(need.names, round(NAMES_SHARE * rect.width()) if beside else rect.width() - 2 * values)
        ends = rect.right() + 1 - values, rect.right() + 1
        self._draw_head(painter, why, QRect(rect.x(), rect.y(), rect.width(), HEAD), ends, values)
        bars = QRect(rect.x(), rect.y() + HEAD, rect.width(), ROWS * tall)
        thick, thin = BAR_BELOW, RIVAL_BELOW
        if beside:
            bars.adjust(names, 0, -2 * values - SPACE, 0)
            thick, thin = round(BAR_SHARE * tall), round(RIVAL_SHARE * tall)
        asked, rival = part_values(why.asked.parts), part_values(why.rival.parts)
        known = [value for value in (*asked, *rival) if math.isfinite(value)]
        low, high = min(0.0, *known), max(0.0, *known)
        scale = bars.width() / (high - low or 1.0)
        zero = bars.x() + round(-low * scale)
        for number, (name, mine, other) in enumerate(zip(part_names(why), asked, rival, strict=True)):
            last, top = number == ROWS - 1, bars.y() + number * tall
            font = sized(self.font(), text_px, bold=last)
            metrics = QFontMetrics(font)
            free = tall if beside else tall - thick - thin - GAP
            line = top + (free + metrics.ascent() - metrics.descent() + 1) // 2
            if last:
                painter.fillRect(QRect(rect.x(), top, rect.width(), 1), QColor(theme.outline))
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            painter.drawText(rect.x(), line, elided(font, name, names - SPACE))
            for value, end, ink in zip((mine, other), ends, (theme.text, theme.muted), strict=True):
                painter.setPen(QColor(ink))
                figures = scored(value)
                painter.drawText(end - metrics.horizontalAdvance(figures), line, figures)
            above = top + (tall - thick - thin) // 2 if beside else top + free
            painter.fillRect(_bar(zero, above, thick, mine * scale), QColor(theme.accent))
            painter.fillRect(_bar(zero, above + thick, thin, other * scale), QColor(theme.muted))
            if not beside:
                painter.fillRect(QRect(zero, above, 1, thick + thin), QColor(theme.outline))
        if beside:
            painter.fillRect(QRect(zero, bars.y(), 1, bars.height()), QColor(theme.outline))

    def _draw_head(self, painter: QPainter, why: Why, place: QRect, ends: tuple[int, int], values: int) -> None:
        """Draw what the rows are of, and above each column of numbers the tag."""
        small, words = sized(self.font(), SMALL_PX), self.accessibleName()
        painter.setFont(small)
        painter.setPen(QColor(self._theme.muted))
        room = place.width() - 2 * values - SPACE
        painter.drawText(place.x(), place.y() + QFontMetrics(small).ascent(), elided(small, words, room))
        for score, end in zip((why.asked, why.rival), ends, strict=True):
            self._draw_chip(painter, why, score, QRect(end - values, place.y(), values, place.height()))

    def _needed(self, why: Why, text_px: int) -> _Need:
        """Give what the longest name and value need: of all tags, so that nothing moves when another one is asked."""
        if (self._need.tags, self._need.text_px) != (why.tags, text_px):
            longest = max(why.tags, key=len)
            plain = QFontMetrics(sized(self.font(), text_px))
            strong = QFontMetrics(sized(self.font(), text_px, bold=True))
            names = max(plain.horizontalAdvance(name) for name in (*_names(longest), *_names(None)))
            chip = chip_width(_chip_font(self.font()), longest, names)
            values = max(chip, strong.horizontalAdvance(scored(-88.88))) + SPACE
            self._need = _Need(why.tags, text_px, names + 2 * SPACE, values)
        return self._need

    def _draw_chip(self, painter: QPainter, why: Why, score: TagScore, place: QRect) -> None:
        """Draw the tag that a column of numbers is of, at the right end of its place."""
        theme, font, name = self._theme, _chip_font(self.font()), why.tags[score.tag]
        wide = chip_width(font, name, place.width() - 2)
        tall = QFontMetrics(font).height() + 2
        chip = QRect(place.right() - wide + 1, place.y(), wide, tall)
        if name in self._colours:
            draw_chip(painter, chip, name, theme.label(self._colours[name]), font)
            return
        outline_rounded(painter, chip, 4, theme.outline)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, elided(font, name, wide))


def _chip_font(font: QFont) -> QFont:
    return sized(font, SMALL_PX, bold=True)


def _bar(zero: int, top: int, tall: int, length: float) -> QRect:
    """Give the rectangle of a bar that goes so far to the right, or to the left where that is negative."""
    wide = round(abs(length)) if math.isfinite(length) else 0
    return QRect(zero if length >= 0 else zero - wide, top, wide, tall)
