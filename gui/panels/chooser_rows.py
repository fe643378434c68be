"""The rows of the label chooser: labels under headings, and the offer to add one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.text.labels import Label, LabelSet
from gui.icons import ICON_SIZE, icon
from gui.panels.label_match import matching
from gui.panels.label_words import name_problem, tidy
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.headed_list import CAP, HeadedDelegate, Heading
from gui.widgets.paint import fill_rounded
from gui.words import tr

MOST_RECENT = 7
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A label to choose. with_group: say its group, which no heading says."""

    label: Label
    with_group: bool = False


@dataclass(frozen=True, slots=True)
class NewLabelRow:
    """The offer to add a label of that name."""

    name: str


Row = Heading | ChoiceRow | NewLabelRow


def rows_for(labels: LabelSet, recent: Sequence[str], typed: str, *, may_add: bool = True) -> list[Row]:
    """Give the rows for what was typed: all labels under their groups for nothing, else those that fit best first."""
    name = tidy(typed)
    if not name:
        return _all_rows(labels, recent)
    rows: list[Row] = [ChoiceRow(label, with_group=True) for label in matching(labels, name)]
    if may_add and not name_problem(name, labels.names):
        rows.append(NewLabelRow(name))
    return rows


def _all_rows(labels: LabelSet, recent: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    lately = [labels.named(name) for name in recent if name in labels.names][:MOST_RECENT]
    grouped = labels.by_group()
    if lately and len(labels) > len(lately):
        rows += [Heading(tr("Recently used")), *(ChoiceRow(label, with_group=True) for label in lately)]
    for group, some in grouped.items():
        if group or rows:
            rows.append(Heading(group or (tr("Without a group") if len(grouped) > 1 else tr("All labels"))))
        rows += [ChoiceRow(label) for label in some]
    return rows


def described(row: Row) -> str:
    """Say a row in words, for screen readers."""
    if isinstance(row, NewLabelRow):
        return tr("Add the label «{name}»", name=row.name)
    if isinstance(row, Heading):
        return row.text
    parts = (row.label.name, row.label.group, tr("key {key}", key=row.label.key.upper()) if row.label.key else "")
    return ", ".join(part for part in parts if part)


def guideline_of(row: Row) -> str:
    """Say what is known of a row's label, for the tooltip."""
    return described(row) if not isinstance(row, ChoiceRow) else row.label.description or row.label.name


class ChooserDelegate(HeadedDelegate):
    """The key on the label's colour, the name, and at the end the group where no heading says it."""

    height = 30

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.armed: str | None = None

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw it."""
        cap = QRect(rect.x(), rect.y() + (rect.height() - CAP) // 2, CAP, CAP)
        words = rect.adjusted(CAP + SPACE, 0, 0, 0)
        font, small = sized(option.font, BASE_PX), sized(option.font, SMALL_PX)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if isinstance(row, NewLabelRow):
            edge = (CAP - ICON_SIZE) // 2
            icon("add", self.theme).paint(painter, cap.adjusted(edge, edge, -edge, -edge))
            beside = ""
        else:
            self._paint_cap(painter, cap, row.label, option)
            beside = self._beside(row)
        quiet = elided(small, beside, words.width() * 2 // 5)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text if selected else self.theme.muted))
        painter.drawText(words, _RIGHT, quiet)
        room = words.width() - (QFontMetrics(small).horizontalAdvance(quiet) + SPACE if quiet else 0)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        name = described(row) if isinstance(row, NewLabelRow) else row.label.name
        painter.drawText(words, _LEFT, elided(font, name, room))

    def _beside(self, row: ChoiceRow) -> str:
        if row.label.name == self.armed:
            return tr("armed")
        return row.label.group if row.with_group else ""

    def _paint_cap(self, painter: QPainter, cap: QRect, label: Label, option: QStyleOptionViewItem) -> None:
        colours = self.theme.label(label.colour)
        fill_rounded(painter, cap, RADIUS - 2, colours.chip)
        painter.setFont(sized(option.font, SMALL_PX, bold=True))
        painter.setPen(QColor(colours.chip_text))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, label.key.upper())
