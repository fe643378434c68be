"""Entities grouped by label, as rows of one flat list, and how such rows look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.text.labels import Label
from gui.icons import ICON_SIZE, icon
from gui.style import elided, sized
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, chip_width, counted, draw_chip, percent
from gui.widgets.row_delegate import RowDelegate

CONFIDENCE_WIDTH = 40
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity of the document. confidence: in [0, 1]; None for gold."""

    start: int
    end: int
    label: str
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The row above the entities of one label."""

    label: str
    count: int
    folded: bool


def grouped(
    entities: Sequence[EntityRow], order: Sequence[str], folded: Collection[str] = (), wanted: str = ""
) -> list[Heading | EntityRow]:
    """Give the rows: for each label in ``order``, then for each other one, its heading and its entities.

    wanted: only entities whose text or label has it, whatever the case.
    """
    wanted = wanted.strip().casefold()
    groups: dict[str, list[EntityRow]] = defaultdict(list)
    for entity in entities:
        if not wanted or wanted in entity.text.casefold() or wanted in entity.label.casefold():
            groups[entity.label].append(entity)
    rows: list[Heading | EntityRow] = []
    for label in dict.fromkeys([*order, *sorted(groups)]):
        if group := groups.get(label):
            rows.append(Heading(label, len(group), label in folded))
            if label not in folded:
                group.sort(key=lambda entity: entity.start)
                rows.extend(group)
    return rows


def described(row: Heading | EntityRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    if isinstance(row, Heading):
        return f"{row.label}, {counted(row.count, 'entity', 'entities')}"
    text = row.text if len(row.text) <= LONGEST_TEXT else row.text[:LONGEST_TEXT] + "…"
    sure = "" if row.confidence is None else f", {percent(row.confidence)} sure"
    return f"{text}\n{row.label}{sure}"


class EntityDelegate(RowDelegate):
    """Headings with a chip and a count; below them the entities' texts."""

    height = 28

    def __init__(self, theme: Any) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw a heading, or an entity's words and confidence."""
        font = option.font
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = QColor(self.theme.text if selected else self.theme.muted)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        small = sized(font, SMALL_PX)
        if isinstance(row, Heading):
            arrow = QRect(rect.x() - SPACE // 2, rect.center().y() - 7, ICON_SIZE, ICON_SIZE)
            name = "chevron-right" if row.folded else "chevron-down"
            icon(name, self.theme, ICON_SIZE, self.theme.muted).paint(painter, arrow)
            bold = sized(font, SMALL_PX, bold=True)
            room = rect.width() - ICON_SIZE - CONFIDENCE_WIDTH - SPACE
            chip = QRect(arrow.right() + SPACE // 2, 0, chip_width(bold, row.label, room), CHIP_HEIGHT)
            chip.moveTop(rect.y() + (rect.height() - CHIP_HEIGHT) // 2)
            colour = self.labels[row.label].colour if row.label in self.labels else 0
            draw_chip(painter, chip, row.label, self.theme.label(colour), bold)
            painter.setFont(small)
            painter.setPen(quiet)
            painter.drawText(rect, right, f"{row.count:,}")
            return
        text = rect.adjusted(ICON_SIZE, 0, 0, 0)
        painter.setFont(small)
        painter.setPen(quiet)
        if row.confidence is not None:
            painter.drawText(text, right, percent(row.confidence))
            text.setRight(text.right() - CONFIDENCE_WIDTH)
        base = sized(font, BASE_PX)
        painter.setFont(base)
        painter.setPen(QColor(self.theme.text))
        shown = elided(base, row.text[:LONGEST_TEXT], text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown)
