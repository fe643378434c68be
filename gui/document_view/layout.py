"""One block, laid out: its lines, and where its tokens and marks are on them.

A block is a QTextLayout over the block's text with fillers that make room for marks. Vertical places are
ours: every line is as high as the typography says, so that lines stand evenly whatever fonts the scripts in
them need. Coordinates are relative to the block's upper left corner; positions in and out are code points of
the document.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from engine.text.characters import UNSPACED
from gui.document_view.bidi import has_right_to_left, mark_before, mark_behind
from gui.document_view.chips import Chip, Chips
from gui.document_view.marks import Mark
from gui.document_view.typography import Typography
from gui.document_view.utf16 import DisplayText, Filler

_UNSPACED = re.compile(f"[{UNSPACED}]")
_BLANK = "\u00a0"
_ZERO_WIDTH_SPACE = "\u200b"
_TOUCHING = 0.5
_KEPT_PIECES = 256
"""Of one block: about as many as its lines, marks and the words that a mouse goes over."""


class Side(Enum):
    """A side of a piece."""

    LEFT = "left"
    RIGHT = "right"


class Piece(NamedTuple):
    """A stretch of one line, contiguous on screen. Text of both directions can take several on a line.

    begins, ends: the side where what is asked for begins or ends on this line; None if on another piece.
    """

    line: int
    left: float
    right: float
    begins: Side | None
    ends: Side | None


@dataclass(frozen=True, slots=True)
class BlockSource:
    """What a block is made from.

    start: where its text begins in the document. right_to_left: the direction of the line that it is (a piece
    of).
    marks: what is drawn in it, none overlapping. gap: pixels left free below.
    """

    text: str
    start: int
    right_to_left: bool
    marks: tuple[Mark, ...]
    gap: int

    @property
    def end(self) -> int:
        """Give where its text ends in the document."""
        return self.start + len(self.text)


class BlockLayout:
    """A block laid out in a column of some width."""

    def __init__(self, source: BlockSource, width: int, typography: Typography, chips: Chips) -> None:
        self.source = source
        self._typography = typography
        self._chips = chips
        self.bidirectional = source.right_to_left or has_right_to_left(source.text)
        self._display = DisplayText(source.text, list(self._fillers()))
        self.layout, self.lines = self._lay_out(width)
        self._baselines, self._bottoms = self._stack()
        self.height = self._bottoms[-1] + source.gap
        self._found: dict[tuple[int, int, int], list[Piece]] = {}

    def line_of(self, position: int) -> int:
        """Give the line that the character at a code point is on."""
        unit = self._display.inner(self._local(position), len(self.source.text))[0]
        return self._line_of_unit(unit)

    def line_at(self, y: float) -> int:
        """Give the line at a height; the first or last one outside of the block."""
        return min(bisect_right(self._bottoms, y), len(self.lines) - 1)

    def line_edges(self, line: int) -> tuple[int, int]:
        """Give the upper and lower edge of a line."""
        return (self._bottoms[line - 1] if line else 0), self._bottoms[line]

    def baseline(self, line: int) -> int:
        """Give the height on which the letters of a line stand."""
        return self._baselines[line]

    def mark_edges(self, line: int) -> tuple[int, int]:
        """Give the upper and lower edge of the marks on a line."""
        top = self._baselines[line] - self._typography.baseline + self._typography.mark_top
        return top, top + self._typography.mark_height

    def line_positions(self, line: int) -> tuple[int, int]:
        """Give the code points ``[start, end)`` that are on a line."""
        first = self.lines[line].textStart()
        last = first + self.lines[line].textLength()
        start = self.source.start
        return start + self._display.code_point(first), start + self._display.code_point(last)

    def position_at(self, line: int, x: float) -> int:
        """Give the code point of the character at a place of a line."""
        unit = self.lines[line].xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        return self.source.start + self._display.code_point(unit)

    def pieces(self, start: int, end: int, *, with_room: bool = False) -> list[Piece]:
        """Give where the characters ``[start, end)`` are drawn, with or without the room for their marks."""
        units = self._display.outer if with_room else self._display.inner
        return list(self._pieces(*units(self._local(start), self._local(end))))

    def opens(self, mark: Mark) -> bool:
        """Tell whether a mark begins in this block."""
        return mark.start >= self.source.start

    def closes(self, mark: Mark) -> bool:
        """Tell whether a mark ends in this block."""
        return mark.end <= self.source.end

    def chip_of(self, mark: Mark) -> Chip | None:
        """Give the chip that a mark has in this block, None if there is none."""
        return self._chips.of(mark.label) if self.closes(mark) else None

    def chip_room(self, mark: Mark) -> tuple[Piece, bool]:
        """Give the room for the chip of a mark, and whether it is filled from right to left."""
        first, last = self._display.closing(self._local(mark.end))
        room = next(self._pieces(first, last))
        runs = self.lines[room.line].glyphRuns(first, 1) if self.bidirectional else []
        return room, bool(runs) and runs[0].isRightToLeft()

    def _local(self, position: int) -> int:
        return min(max(position - self.source.start, 0), len(self.source.text))

    def _line_of_unit(self, unit: int) -> int:
        line = self.layout.lineForTextPosition(min(unit, self._display.length - 1))
        return line.lineNumber() if line.isValid() else 0

    def _fillers(self) -> Iterator[Filler]:
        """Make room in front of each mark, and behind it for its chip."""
        text, right_to_left = self.source.text, self.source.right_to_left
        for mark in self.source.marks:
            start, end = self._local(mark.start), self._local(mark.end)
            if self.opens(mark):
                beside = mark_before(text, start, right_to_left) if self.bidirectional else ""
                yield Filler(start, beside + _BLANK, closing=False)
            if self.closes(mark):
                beside = mark_behind(text[:end], right_to_left) if self.bidirectional else ""
                # A no-break blank keeps the chip with its word, but a script without blanks has to break
                # somewhere.
                breakable = _UNSPACED.match(text, end - 1) and _UNSPACED.match(text, end)
                yield Filler(end, _BLANK + beside + (_ZERO_WIDTH_SPACE if breakable else ""), closing=True)

    def _lay_out(self, width: int) -> tuple[QTextLayout, list[QTextLine]]:
        rtl = self.source.right_to_left
        # Said outright: a QTextLayout does not turn «leading» into right by itself, as QTextDocument does.
        option = QTextOption(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(4 * self._typography.blank_width)
        layout = QTextLayout(self._display.string, self._typography.body)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.setFormats(list(self._formats()))
        lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(line)
        layout.endLayout()
        return layout, lines

    def _formats(self) -> Iterator[QTextLayout.FormatRange]:
        """Give the blanks of the fillers the widths of the room they make."""
        typography = self._typography
        for mark in self.source.marks:
            if self.opens(mark):
                unit = self._display.opening(self._local(mark.start))[1] - 1
                yield _widened(unit, typography.opening_room - typography.blank_width)
            if self.closes(mark):
                unit = self._display.closing(self._local(mark.end))[0]
                chip = self.chip_of(mark)
                room = typography.closing_room(chip.width if chip else None)
                yield _widened(unit, room - typography.blank_width)

    def _stack(self) -> tuple[list[int], list[int]]:
        """Put the lines below each other. Gives their baselines and lower edges, in whole pixels."""
        typography = self._typography
        if not self.source.text:
            return [typography.baseline], [typography.empty_height]
        baselines, bottoms, y = [], [], 0
        for line in self.lines:
            # A script with tall letters gets a higher line; all others get the same.
            above = max(typography.baseline, math.ceil(line.ascent() - typography.overlap))
            below = typography.line_height - typography.baseline
            below = max(below, math.ceil(line.descent() - typography.overlap))
            baseline = y + above
            line.setPosition(QPointF(0, baseline - line.ascent()))
            y = baseline + below
            baselines.append(baseline)
            bottoms.append(y)
        return baselines, bottoms

    def _pieces(self, first: int, last: int) -> Iterator[Piece]:
        """Find the pieces of the units ``[first, last)``, without blanks that hang over the end of a line."""
        if first >= last:
            return
        for number in range(self._line_of_unit(first), self._line_of_unit(last - 1) + 1):
            line = self.lines[number]
            start, end = line.textStart(), line.textStart() + line.textLength()
            begin, stop = max(first, start), min(last, end)
            if stop == end:
                stop = self._display.without_blanks(begin, stop)
            if begin < stop:
                if self.bidirectional:
                    yield from self._known_pieces(number, line, begin, stop)
                else:
                    yield Piece(number, _x(line, begin), _x(line, stop), Side.LEFT, Side.RIGHT)

    def _known_pieces(self, number: int, line: QTextLine, first: int, last: int) -> list[Piece]:
        """Give the pieces of a line of both directions, which take long to find and are asked for at each painting."""
        place = number, first, last
        if place not in self._found:
            if len(self._found) >= _KEPT_PIECES:
                self._found.clear()
            self._found[place] = list(self._mixed_pieces(number, line, first, last))
        return self._found[place]

    def _mixed_pieces(self, number: int, line: QTextLine, first: int, last: int) -> Iterator[Piece]:
        # A blank between two directions is drawn beside one of its neighbours, and there mostly beside a word that
        # is not asked for: it belongs to a piece only where it is between two of its words.
        intervals = _intervals(line, first, last)
        words = [word for units in self._display.words(first, last) for word in _intervals(line, *units)]
        intervals = [_around(inner) for outer in intervals if (inner := [w for w in words if _holds(outer, w)])]
        begin_x, begin_side = self._edge(line, first, leading=True)
        end_x, end_side = self._edge(line, last - 1, leading=False)
        for left, right in intervals:
            begins = begin_side if abs(begin_x - (left if begin_side is Side.LEFT else right)) < _TOUCHING else None
            ends = end_side if abs(end_x - (left if end_side is Side.LEFT else right)) < _TOUCHING else None
            yield Piece(number, left, right, begins, ends)

    def _edge(self, line: QTextLine, unit: int, *, leading: bool) -> tuple[float, Side]:
        """Give where a character begins or ends on a line, and on which of its sides that is."""
        runs = line.glyphRuns(unit, 1)
        to_left = runs[0].isRightToLeft() if runs else self.source.right_to_left
        side = Side.RIGHT if to_left == leading else Side.LEFT
        box = runs[0].boundingRect() if runs else line.naturalTextRect()
        return (box.left() if side is Side.LEFT else box.right()), side


def _intervals(line: QTextLine, first: int, last: int) -> list[tuple[float, float]]:
    """Give where some units are on a line, from left to right, those that touch as one."""
    # cursorToX is of no use where directions meet: it puts the first character of a run at the end of
    # the run before it. The boxes of glyph runs are right everywhere.
    boxes = (run.boundingRect() for run in line.glyphRuns(first, last - first))
    intervals: list[tuple[float, float]] = []
    for left, right in sorted((box.left(), box.right()) for box in boxes if box.width() > 0):
        if intervals and left - intervals[-1][1] < _TOUCHING:
            intervals[-1] = intervals[-1][0], max(right, intervals[-1][1])
        else:
            intervals.append((left, right))
    return intervals


def _holds(outer: tuple[float, float], inner: tuple[float, float]) -> bool:
    return outer[0] <= sum(inner) / 2 <= outer[1]


def _around(intervals: list[tuple[float, float]]) -> tuple[float, float]:
    return min(left for left, _ in intervals), max(right for _, right in intervals)


def _x(line: QTextLine, unit: int) -> float:
    position: tuple[float, int] = line.cursorToX(unit)  # type: ignore[assignment]
    return position[0]


def _widened(unit: int, width: float) -> QTextLayout.FormatRange:
    spaced = QTextCharFormat()
    spaced.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    spaced.setFontLetterSpacing(width)
    widened = QTextLayout.FormatRange()
    widened.start, widened.length, widened.format = unit, 1, spaced
    return widened
