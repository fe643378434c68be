"""The rows below a guideline: the forms that have the label, those that have others too, and some in their context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from engine.project.label_examples import Examples, FormUse
from engine.project.search import Hit
from gui.document_view.bidi import is_right_to_left
from gui.style import elided, sized
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.headed_list import HeadedDelegate, Heading
from gui.widgets.in_context import draw_in_context
from gui.words import number, tr, tr_n

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form with how often it has the label. beside: what else it was labelled as, in words."""

    form: str
    count: int
    beside: str = ""


@dataclass(frozen=True, slots=True)
class HitRow:
    """A span in its context."""

    hit: Hit


Row = Heading | FormRow | HitRow


def rows_of(examples: Examples) -> list[Row]:
    """Give the rows for what was read."""
    rows: list[Row] = []
    if examples.forms:
        rows += [Heading(tr("Most frequent")), *(FormRow(use.form, use.count) for use in examples.forms)]
    if examples.otherwise:
        rows.append(Heading(tr("Labelled in several ways")))
        rows += [FormRow(use.form, use.count, ways(use, examples.label)) for use in examples.otherwise]
    if examples.hits:
        rows += [Heading(tr("In context")), *(HitRow(hit) for hit in examples.hits)]
    return rows


def ways(use: FormUse, label: str) -> str:
    """Say how a form was labelled: «40 LOC, 2 PER»."""
    every = ((label, use.count), *use.others)
    return ", ".join(tr("{n} {label}", n=number(count), label=name) for name, count in every)


def sample_words(examples: Examples) -> str:
    """Say how much of a label was read; "" where it was all of it."""
    if examples.read >= examples.use.spans:
        return ""
    return tr_n(
        examples.use.spans,
        "From {read} of {n} span",
        "From {read} of {n} spans",
        read=number(examples.read),
    )


def described(row: Row) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    match row:
        case FormRow(form, count, beside):
            return f"{form}\n{beside}" if beside else tr_n(count, "{form}, once", "{form}, {n} times", form=form)
        case HitRow(hit):
            return f"{hit.before}{hit.text}{hit.after}\n{hit.document}"
        case Heading(text):
            return text


class GuidelineDelegate(HeadedDelegate):
    """One line a row."""

    height = 28

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw it."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = QColor(self.theme.text if selected else self.theme.muted)
        if isinstance(row, FormRow):
            self._paint_form(painter, rect, row, option, quiet)
        else:
            hit = row.hit
            context = (hit.before, hit.text, hit.after)
            fonts = sized(option.font, BASE_PX), sized(option.font, BASE_PX, bold=True)
            painter.setPen(QColor(self.theme.text))
            backwards = is_right_to_left("".join(context))
            draw_in_context(painter, rect, context, *fonts, quiet, right_to_left=backwards)

    def _paint_form(
        self, painter: QPainter, rect: QRect, row: FormRow, option: QStyleOptionViewItem, quiet: QColor
    ) -> None:
        font, small = sized(option.font, BASE_PX), sized(option.font, SMALL_PX)
        beside = elided(small, row.beside or number(row.count), rect.width() * 3 // 5, Qt.TextElideMode.ElideRight)
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(rect, _RIGHT, beside)
        room = rect.width() - QFontMetrics(small).horizontalAdvance(beside) - SPACE
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(rect, _LEFT, elided(font, row.form, room))
