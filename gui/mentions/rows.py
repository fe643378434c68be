"""The mentions of a list: which are ticked, how a row looks and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, overload

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.project.mentions import Doubt, Mention, MentionPage
from engine.text.labels import Label
from gui.document_view.bidi import is_right_to_left
from gui.icons import ICON_SIZE, icon
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.in_context import draw_in_context
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip
from gui.widgets.row_delegate import RowDelegate, text_rect
from gui.widgets.tick_box import BOX_PX, paint_box
from gui.words import tr, tr_later

DOUBTS = {
    Doubt.OVERLAP: tr_later("another span is in the way"),
    Doubt.OTHER_LABEL: tr_later("it has another label"),
    Doubt.REJECTED: tr_later("rejected before"),
    Doubt.CONFIRMED: tr_later("seen and left without a label"),
    Doubt.LONGER_NAME: tr_later("perhaps part of a longer name"),
    Doubt.CASE: tr_later("other capitals"),
}

LINE_HEIGHT = 19
Place = tuple[int, int, int]
"""A document and code points ``[start, end)`` in it."""

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class MentionRow(NamedTuple):
    """A mention as it is drawn."""

    mention: Mention
    ticked: bool


class Ticks:
    """What was found so far, and what of it is ticked: a byte a mention, for there may be half a million.

    before: the ticks of what was found of the same form for another label; what a person said one by one is kept.
    """

    def __init__(self, before: Ticks | None = None) -> None:
        self._answers: dict[Place, bool] = {} if before is None else before._answers
        self.mentions: list[Mention] = []
        self.doubtful: list[int] = []
        self.already = self.inside = 0
        self.count = 0
        self._ticked = bytearray()

    def add(self, pages: Iterable[MentionPage]) -> None:
        """Take more mentions in; those that nothing speaks against are ticked."""
        for page in pages:
            begin = len(self.mentions)
            self.mentions += page.mentions
            self.already += page.already
            self.inside += page.inside
            ticked = bytearray(mention.doubt is None for mention in page.mentions)
            self.doubtful += [begin + number for number, tick in enumerate(ticked) if not tick]
            if self._answers:
                for number, mention in enumerate(page.mentions):
                    ticked[number] = self._answers.get(_place(mention), bool(ticked[number]))
            self._ticked += ticked
            self.count += sum(ticked)

    def is_ticked(self, number: int) -> bool:
        """Tell whether a mention is ticked."""
        return bool(self._ticked[number])

    def toggle(self, number: int) -> None:
        """Tick a mention, or take its tick away."""
        self._ticked[number] ^= 1
        self._answers[_place(self.mentions[number])] = self.is_ticked(number)
        self.count += 1 if self._ticked[number] else -1

    def toggle_all(self, numbers: Sequence[int]) -> None:
        """Tick all of some mentions; where they are all ticked, none of them."""
        self._answers = {}
        if len(numbers) == len(self.mentions):  # at once: half a million one by one would be felt
            self._ticked = bytearray([self.count < len(numbers)]) * len(numbers)
        else:
            on = not all(self._ticked[number] for number in numbers)
            for number in numbers:
                self._ticked[number] = on
        self.count = sum(self._ticked)

    def chosen(self) -> list[Mention]:
        """Give the mentions that are ticked."""
        return [mention for mention, ticked in zip(self.mentions, self._ticked, strict=True) if ticked]


def _place(mention: Mention) -> Place:
    return mention.document_id, mention.start, mention.end


class MentionRows(Sequence[MentionRow]):
    """Some of the mentions as rows that are made when they are looked at. numbers: which."""

    def __init__(self, ticks: Ticks, numbers: Sequence[int]) -> None:
        self._ticks = ticks
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> MentionRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[MentionRow]: ...
    def __getitem__(self, index: int | slice) -> MentionRow | list[MentionRow]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = self.numbers[index]
        return MentionRow(self._ticks.mentions[number], self._ticks.is_ticked(number))


def described(row: MentionRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    mention = row.mention
    lines = [
        tr("Ticked") if row.ticked else tr("Not ticked"),
        f"{mention.before}{mention.text}{mention.after}",
        tr("In {document}", document=mention.document),
    ]
    if mention.label:
        lines.append(tr("Labelled {label}", label=mention.label))
    if mention.doubt is not None:
        lines.append(tr("Doubtful: {reason}", reason=tr(DOUBTS[mention.doubt])))
    return "\n".join(lines)


class MentionDelegate(RowDelegate):
    """A box to tick, the words in their context; below them what is there now, what speaks against it, the document."""

    height = 48

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw a mention."""
        mention = row.mention
        quiet = QColor(self.theme.text if option.state & QStyle.StateFlag.State_Selected else self.theme.muted)
        paint_box(painter, rect, self.theme, ticked=row.ticked)
        rect = rect.adjusted(BOX_PX + SPACE + SPACE // 2, 0, 0, 0)
        upper, lower = (text_rect(rect, line, LINE_HEIGHT) for line in (0, 1))
        painter.setPen(QColor(self.theme.text))
        context = (mention.before, mention.text, mention.after)
        backwards = is_right_to_left("".join(context))
        font, bold = sized(option.font, BASE_PX), sized(option.font, BASE_PX, bold=True)
        draw_in_context(painter, upper, context, font, bold, quiet, right_to_left=backwards)
        if mention.label:
            lower.setLeft(self._paint_chip(painter, lower, mention.label, option) + SPACE)
        small = sized(option.font, SMALL_PX)
        painter.setFont(small)
        if mention.doubt is not None:
            picture = QRect(lower.x(), lower.y() + (lower.height() - ICON_SIZE) // 2, ICON_SIZE, ICON_SIZE)
            icon("warning", self.theme, ICON_SIZE, self.theme.warning).paint(painter, picture)
            lower.setLeft(picture.right() + SPACE // 2)
            why = elided(small, tr(DOUBTS[mention.doubt]), lower.width() * 2 // 3)
            painter.setPen(QColor(self.theme.text))
            painter.drawText(lower, _LEFT, why)
            lower.setLeft(lower.x() + QFontMetrics(small).horizontalAdvance(why) + SPACE)
        painter.setPen(quiet)
        painter.drawText(lower, _LEFT, elided(small, mention.document, lower.width()))

    def _paint_chip(self, painter: QPainter, line: QRect, name: str, option: QStyleOptionViewItem) -> int:
        """Draw the chip of the label that is there now; give where it ends."""
        font = sized(option.font, SMALL_PX, bold=True)
        chip = QRect(line.x(), 0, chip_width(font, name, line.width() // 3), CHIP_HEIGHT - 2)
        chip.moveTop(line.y() + (line.height() - chip.height()) // 2)
        label = self.labels.get(name)
        draw_chip(painter, chip, name, self.theme.label(label.colour if label else 0), font)
        return chip.right()
