"""What a person said no to: how it looks, and the fold below the suggestions that lists it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from engine.text.document import Span
from engine.text.labels import Label
from gui.icons import icon
from gui.panels.suggestion_rows import LONGEST_TEXT
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip
from gui.widgets.row_delegate import RowButton, RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.widgets.tooltip import tooltip
from gui.words import number, tr, tr_later

MOST_ROWS = 6
"""How many rows the fold shows without scrolling."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A span that is not what its label says, with the words it covers."""

    span: Span
    text: str


def described(row: RejectedRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    return f"{row.text[:LONGEST_TEXT]}\n{tr('rejected: not {label}', label=row.span.label)}"


class RejectedDelegate(RowDelegate):
    """The words, «not» and the chip of the label on one line, and a button that takes the rejection back."""

    height = 32
    buttons = (RowButton("unreject", "undo", tr_later("Take the rejection back (Enter)")),)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.labels: dict[str, Label] = {}

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the words, «not» and the chip."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        base, small = sized(option.font, BASE_PX), sized(option.font, SMALL_PX)
        bold = sized(option.font, SMALL_PX, bold=True)
        label = self.labels.get(row.span.label)
        chip = QRect(0, 0, chip_width(bold, row.span.label, rect.width() // 3), CHIP_HEIGHT - 2)
        chip.moveTopRight(QRect(rect.x(), rect.center().y() - chip.height() // 2, rect.width(), 0).topRight())
        no = QRect(chip.left() - 4 * SPACE, rect.y(), 4 * SPACE - SPACE // 2, rect.height())
        painter.setFont(base)
        painter.setPen(QColor(self.theme.text))
        words = QRect(rect.x(), rect.y(), no.left() - rect.x() - SPACE // 2, rect.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, elided(base, row.text[:LONGEST_TEXT], words.width()))
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text if selected else self.theme.muted))
        painter.drawText(no, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tr("not"))
        draw_chip(painter, chip, row.span.label, self.theme.label(label.colour if label else 0), bold)


class RejectedFold(QWidget):
    """A button «Rejected (3)» that shows and hides the list; nothing at all while there is nothing rejected."""

    chosen = Signal(object)  # Span
    unrejected = Signal(object)  # Span

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._spans: Sequence[Span] = ()
        self._text = ""
        self._delegate = RejectedDelegate(theme)
        model = RowsModel(described, lambda row: tooltip(described(row)))
        self._list = RowList(model, self._delegate, tr("Rejected suggestions"))
        self._list.installEventFilter(self)
        self._list.hide()
        self._fold = QPushButton(checkable=True, toolTip=tr("Show or hide what was rejected, to take that back"))
        self._fold.setProperty("kind", "flat")
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._list)
        self._fold.toggled.connect(self._refresh)
        self._list.row_chosen.connect(lambda index: self.chosen.emit(self._list.rows_model.row(index).span))
        self._list.button_clicked.connect(lambda index, _: self.unrejected.emit(self._list.rows_model.row(index).span))
        self._refresh()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels' colours."""
        self._delegate.labels = {label.name: label for label in labels}
        self._list.viewport().update()

    def set_spans(self, spans: Sequence[Span], text: str) -> None:
        """Show these spans of a text; while the list is folded no row is made."""
        if spans is not self._spans or text is not self._text:
            self._spans, self._text = spans, text
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._list.set_theme(theme)
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a rejection back with Enter."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self._list.currentIndex()
            if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.unrejected.emit(self._list.rows_model.row(index).span)
                return True
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        shown, text = self._fold.isChecked() and bool(self._spans), self._text
        self._fold.setText(tr("Rejected ({count})", count=number(len(self._spans))))
        arrow = "chevron-down" if self._fold.isChecked() else "chevron-right"
        self._fold.setIcon(icon(arrow, self._theme, colour=self._theme.muted))
        rows = [RejectedRow(span, text[span.start : span.end]) for span in self._spans] if shown else []
        self._list.rows_model.set_rows(rows)
        self._list.setFixedHeight(self._delegate.height * min(len(rows), MOST_ROWS))
        self._list.setVisible(shown)
        self.setVisible(bool(self._spans))
