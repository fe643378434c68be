"""Draw the story of a batch: five numbered stages in one column, or side by side where there is room for it.

The columns of all stages are as wide as each other, and so is what stands before them: a token is found again from one
stage to the next. Where the picture is wider than what is seen of it, names and sentences stay at the left edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil, radians, sin

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.gates.batch_stages import Bar, Cell, Kind, Of, Row, Stage
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, LabelColours, Theme
from gui.type_scale import BASE_PX, SMALL_PX

COLUMN = 30
"""The width of a token: four digits."""
ROW, SQUARES, FORMS = 17, 14, 62
"""Heights of a row of numbers or marks, of squares, and of the words, which are written upwards."""
NAMES, WIDEST_NAMES = 132, 240
"""What stands before the columns, and how far it grows where there is room: sentences stand there, too."""
SLANT = 52.0
"""Degrees by which words go upwards."""
_BEHIND = 32
"""Room for the last word, which leans over its column."""
_LEANS = 2
"""Over so many columns."""
MOST_ACROSS = 3
"""Columns of stages."""
NONE = "\N{EN DASH}"
"""For a feature that a token does not have."""
END = Qt.TextElideMode.ElideRight
_PAD = SPACE + SPACE // 2
_CIRCLE = 22
_SQUARE = 9
_BAR = 6


@dataclass(frozen=True, slots=True)
class _Placed:
    """A stage and where it is. area: all of it; caption: its sentence; foot: the sentence below."""

    stage: Stage
    number: int
    area: QRect
    caption: QRect
    rows: tuple[tuple[Row, int, int], ...]  # each with its top and its height
    bars: tuple[tuple[Bar, int], ...]
    foot: QRect


class BatchPicture:
    """Stages laid out for a width. font: the window's; labels: the colours of the tagger's labels, in their order."""

    def __init__(
        self, stages: Sequence[Stage], theme: Theme, font: QFont, labels: Sequence[LabelColours], width: int
    ) -> None:
        self._theme, self._labels = theme, labels
        self._small, self._strong = sized(font, SMALL_PX), sized(font, SMALL_PX, bold=True)
        self._caption = sized(font, BASE_PX)
        self._advances = {strong: QFontMetricsF(self._strong if strong else self._small) for strong in (False, True)}
        self._widths: dict[tuple[str, bool], float] = {}
        self._below = self._advances[False].capHeight() / 2
        self._columns = max(stage.columns for stage in stages)
        self._heights = {id(row): _height_of(row) for stage in stages for block in stage.blocks for row in block}
        self._placed = self._laid_out(stages, width)
        self.size = QSize(
            max(placed.area.right() + 1 for placed in self._placed),
            max(placed.area.bottom() + 1 for placed in self._placed),
        )

    def paint_cells(self, painter: QPainter, part: QRect) -> None:
        """Draw the cells in a part of the picture, without a token marked: ten milliseconds for a thousand."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._placed:
            if placed.area.intersects(part):
                self._draw_cells(painter, placed, part)

    def paint_still(self, painter: QPainter, seen: QRect) -> None:
        """Draw over it what stays where it is while the cells of what is seen are scrolled sideways."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._placed:
            if placed.area.intersects(seen):
                self._draw_still(painter, placed, _stay(placed, seen))

    def mark(self, painter: QPainter, token: int, seen: QRect) -> None:
        """Draw the columns of a token of the own sentence over it once more, marked, and what its features are."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._placed:
            if not placed.area.intersects(seen):
                continue
            left = placed.area.left() + _stay(placed, seen) + _PAD
            column = placed.area.left() + _PAD + self._names + token * COLUMN
            for row, top, height in placed.rows:
                if row.of is Of.MATE or token >= len(row.cells):
                    continue
                if column >= left + self._names:  # else it is behind the names
                    self._draw_cell(painter, row, row.cells[token], QRect(column, top, COLUMN, height), chosen=True)
                if row.details:
                    self._draw_detail(painter, row, token, QRect(left, top, self._names, height))

    def token_at(self, point: QPoint) -> int | None:
        """Give the token of the own sentence whose cell is at a point of the picture."""
        for placed in self._placed:
            token = (point.x() - placed.area.left() - _PAD - self._names) // COLUMN
            for row, top, height in placed.rows:
                if top <= point.y() < top + height and row.of is not Of.MATE and 0 <= token < len(row.cells):
                    return token if row.cells[token].kind is not Kind.PADDING else None
        return None

    def columns_of(self, token: int) -> tuple[int, int]:
        """Give where the cells of a token begin, in the left column of stages, and where they end."""
        left = _PAD + self._names + token * COLUMN
        return left, left + COLUMN

    def _laid_out(self, stages: Sequence[Stage], width: int) -> list[_Placed]:
        least = _PAD + NAMES + self._columns * COLUMN + _BEHIND
        across = min(MOST_ACROSS, max(1, width // least))
        side = max(width // across, least)
        self._names = max(NAMES, min(WIDEST_NAMES, NAMES + side - least, self._needed(stages)))
        words = min(side, width) - 2 * _PAD - _CIRCLE - SPACE
        heights = [self._place(stage, 0, QPoint(), side, words).area.height() for stage in stages]
        placed, left = [], 0
        for first, last in _shared_out(heights, across):
            top = 0
            for index in range(first, last):
                placed.append(self._place(stages[index], index + 1, QPoint(left, top), side, words))
                top += heights[index]
            left += side
        return placed

    def _needed(self, stages: Sequence[Stage]) -> int:
        """Give the room in which no name of a row is shortened."""
        fonts = {strong: QFontMetrics(self._strong if strong else self._small) for strong in (False, True)}
        rows = (row for stage in stages for block in stage.blocks for row in block)
        return max(fonts[row.of is Of.OWN].horizontalAdvance(row.name) for row in rows) + 2 * SPACE + 2

    def _place(self, stage: Stage, number: int, at: QPoint, side: int, words: int) -> _Placed:
        left = at.x() + _PAD + _CIRCLE + SPACE
        y = at.y() + _PAD
        caption = QRect(left, y, words, max(_CIRCLE, self._height(self._caption, stage.caption, words)))
        y = caption.bottom() + 1 + SPACE // 2
        rows = []
        for block in stage.blocks:
            y += SPACE // 2
            for row in block:
                height = self._heights[id(row)]
                rows.append((row, y, height))
                y += height
        y += SPACE // 2 if stage.bars else 0
        bars = [(bar, y + n * ROW) for n, bar in enumerate(stage.bars)]
        y += len(bars) * ROW + SPACE
        foot = QRect(left, y, words, self._height(self._small, stage.foot, words))
        bottom = (foot.bottom() + 1 if stage.foot else y) + _PAD // 2
        return _Placed(
            stage, number, QRect(at, QPoint(at.x() + side - 1, bottom)), caption, tuple(rows), tuple(bars), foot
        )

    def _height(self, font: QFont, words: str, width: int) -> int:
        if not words:
            return 0
        flags = Qt.TextFlag.TextWordWrap
        return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), flags, words).height()

    def _draw_cells(self, painter: QPainter, placed: _Placed, part: QRect) -> None:
        left = placed.area.left() + _PAD + self._names
        first, beyond = max(0, (part.left() - left) // COLUMN), (part.right() - left) // COLUMN + 1
        for row, top, height in placed.rows:
            last = min(len(row.cells), beyond)
            if row.of is Of.OWN:
                own = QRect(left, top, len(row.cells) * COLUMN, height)
                painter.fillRect(own, QColor(self._theme.control_hover))
            if not any(cell.kind is Kind.FORM for cell in row.cells):
                places = [(row.cells[t], QRect(left + t * COLUMN, top, COLUMN, height)) for t in range(first, last)]
            else:  # words lean over the columns behind theirs
                leaning = range(max(0, first - _LEANS), last)
                places = [(row.cells[t], QRect(left + t * COLUMN, top, COLUMN, height)) for t in leaning]
            self._draw_figures(painter, row, [one for one in places if one[0].kind is Kind.NUMBER])
            for cell, place in places:
                if cell.kind is not Kind.NUMBER:
                    self._draw_cell(painter, row, cell, place, chosen=False)

    def _draw_still(self, painter: QPainter, placed: _Placed, stay: int) -> None:
        theme, area = self._theme, placed.area
        if stay:
            ground = QRect(area.left() + stay, area.top(), _PAD + self._names, area.height())
            painter.fillRect(ground, QColor(theme.surface))
        for row, top, height in placed.rows:
            self._draw_name(painter, row, QRect(area.left() + stay + _PAD, top, self._names, height))
        for bar, top in placed.bars:
            self._draw_bar(painter, bar, QRect(area.left() + stay + _PAD + SPACE, top, NAMES - 3 * SPACE, ROW))
        self._draw_words(painter, placed, stay)
        painter.setPen(QColor(theme.line))
        painter.drawLine(area.left() + stay + _PAD, area.bottom(), area.right() - _PAD, area.bottom())

    def _draw_words(self, painter: QPainter, placed: _Placed, stay: int) -> None:
        theme = self._theme
        circle = QRect(placed.area.left() + stay + _PAD, placed.caption.top(), _CIRCLE, _CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(circle)
        painter.setFont(self._strong)
        painter.setPen(QColor(theme.accent_text))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(placed.number))
        top = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.setFont(self._caption)
        painter.setPen(QColor(theme.text))
        space = (_CIRCLE - QFontMetrics(self._caption).height()) // 2  # its first line stands beside the number
        painter.drawText(placed.caption.translated(stay, max(0, space)), top, placed.stage.caption)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        painter.drawText(placed.foot.translated(stay, 0), top, placed.stage.foot)

    def _draw_name(self, painter: QPainter, row: Row, place: QRect) -> None:
        theme, own = self._theme, row.of is Of.OWN
        if own:
            painter.fillRect(place, QColor(theme.control_hover))
            painter.fillRect(QRect(place.left(), place.top(), 3, place.height()), QColor(theme.accent))
        inner = place.adjusted(SPACE, 0, -SPACE, 0)
        font = self._strong if own else self._small
        painter.setFont(font)
        painter.setPen(QColor(theme.text if own else theme.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, elided(font, row.name, inner.width(), END))

    def _draw_detail(self, painter: QPainter, row: Row, token: int, place: QRect) -> None:
        room = place.adjusted(2 * SPACE + QFontMetrics(self._small).horizontalAdvance(row.name), 0, -SPACE, 0)
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.text))
        words = elided(self._small, row.details[token] or NONE, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_bar(self, painter: QPainter, bar: Bar, place: QRect) -> None:
        theme = self._theme
        track = QRectF(place.left(), place.center().y() - _BAR // 2 + 1, place.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRect(track)
        painter.setBrush(QColor(theme.muted if bar.wrong else theme.good))
        painter.drawRect(QRectF(track.left(), track.top(), track.width() * bar.share, track.height()))
        painter.setFont(self._small if bar.wrong else self._strong)
        painter.setPen(QColor(theme.muted if bar.wrong else theme.text))
        metrics = QFontMetrics(painter.font())
        words = QRect(place.right() + 1 + SPACE, place.top(), metrics.horizontalAdvance(bar.words) + 2, place.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, bar.words)

    def _draw_cell(self, painter: QPainter, row: Row, cell: Cell, place: QRect, chosen: bool) -> None:
        theme = self._theme
        if cell.kind is Kind.FORM:
            self._draw_form(painter, cell.text, place, chosen)
            return
        if chosen:
            painter.fillRect(place, QColor(theme.selection))
        middle = QRectF(place).center()
        match cell.kind:
            case Kind.FULL | Kind.EMPTY:
                square = QRectF(middle.x() - _SQUARE / 2, middle.y() - _SQUARE / 2, _SQUARE, _SQUARE)
                full = cell.kind is Kind.FULL
                painter.setPen(QPen(QColor(theme.accent if full else theme.outline)))
                painter.setBrush(QColor(theme.accent) if full else Qt.BrushStyle.NoBrush)
                painter.drawRect(square)
            case Kind.PADDING:
                painter.setPen(QPen(QColor(theme.outline)))
                painter.drawLines(hatching(QRectF(place)))
            case Kind.TAG:
                painter.setPen(QPen(QColor(self._labels[cell.label].chip)))
                painter.setBrush(QColor(self._labels[cell.label].fill))
                painter.drawRoundedRect(QRectF(place).adjusted(2.5, 1.5, -2.5, -1.5), RADIUS / 2, RADIUS / 2)
            case Kind.RIGHT:
                painter.setPen(QPen(QColor(theme.good), 2))
                painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in ((-4, 0), (-1, 3), (4, -4))]))
            case Kind.WRONG:
                painter.setPen(QPen(QColor(theme.bad), 2))
                cross = (QLineF(-3.5, -3.5, 3.5, 3.5), QLineF(-3.5, 3.5, 3.5, -3.5))
                painter.drawLines([line.translated(middle) for line in cross])
            case Kind.NOT_COUNTED:
                painter.setPen(QPen(QColor(theme.muted)))
                painter.drawLine(QLineF(-3, 0, 3, 0).translated(middle))
        if cell.text:
            strong = chosen or cell.kind is Kind.TAG
            quiet = not strong and (row.of is not Of.OWN or cell.kind is Kind.PADDING)
            if cell.kind is Kind.PADDING:  # so that the figure is not struck through
                painter.fillRect(place.adjusted(9, 2, -9, -2), QColor(theme.surface))
            painter.setFont(self._strong if strong else self._small)
            painter.setPen(QColor(theme.muted if quiet else theme.text))
            self._draw_figure(painter, cell.text, middle, strong)

    def _draw_figures(self, painter: QPainter, row: Row, places: Iterable[tuple[Cell, QRect]]) -> None:
        """Draw cells of bare figures: a picture may have a thousand, and each change of a pen takes time."""
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.text if row.of is Of.OWN else self._theme.muted))
        for cell, place in places:
            self._draw_figure(painter, cell.text, QRectF(place).center(), False)

    def _draw_figure(self, painter: QPainter, figure: str, middle: QPointF, strong: bool) -> None:
        # At a point, not in a rectangle: that takes Qt three times as long.
        across = self._widths.get((figure, strong))
        if across is None:
            across = self._widths[figure, strong] = self._advances[strong].horizontalAdvance(figure)
        painter.drawText(QPointF(middle.x() - across / 2, middle.y() + self._below), figure)

    def _draw_form(self, painter: QPainter, form: str, place: QRect, chosen: bool) -> None:
        painter.save()
        painter.translate(QPointF(place.center().x() + 3, place.bottom() - 3))
        painter.rotate(-SLANT)
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.accent if chosen else self._theme.text))
        painter.drawText(QPointF(), elided(self._small, form, round((FORMS - SPACE) / sin(radians(SLANT)))))
        painter.restore()


def _stay(placed: _Placed, seen: QRect) -> int:
    """Give how far what stands before the columns is moved, to stay where it can be read."""
    # Side by side, nothing is ever wider than what is seen.
    return max(0, seen.left() - placed.area.left()) if placed.area.width() > seen.width() else 0


def hatching(place: QRectF, apart: float = 6.0) -> list[QLineF]:
    """Give the lines that hatch a place; those of places side by side go on in each other."""
    lines = []
    diagonal = ceil((place.left() + place.top()) / apart) * apart
    while diagonal < place.right() + place.bottom():
        x1, x2 = max(place.left(), diagonal - place.bottom()), min(place.right(), diagonal - place.top())
        lines.append(QLineF(x1, diagonal - x1, x2, diagonal - x2))
        diagonal += apart
    return lines


def _height_of(row: Row) -> int:
    kinds = {cell.kind for cell in row.cells}
    return FORMS if Kind.FORM in kinds else SQUARES if kinds <= {Kind.FULL, Kind.EMPTY} else ROW


def _shared_out(heights: Sequence[int], across: int) -> list[tuple[int, int]]:
    """Cut a row of stages into so many columns that the highest is as low as can be: ``[first, last)`` of each."""
    ways = (pairwise((0, *cuts, len(heights))) for cuts in combinations(range(1, len(heights)), across - 1))
    return min((list(way) for way in ways), key=lambda way: max(sum(heights[a:b]) for a, b in way))
