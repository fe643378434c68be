"""How far the project is: the words in documents that are done, and how much each label is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QLabel, QStyleOptionViewItem, QVBoxLayout, QWidget

from engine.project.label_actions import LabelUse
from engine.text.labels import Label
from gui.document_list import DocumentList
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import fill_rounded
from gui.widgets.row_delegate import RowDelegate
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.words import number, percent, tr, tr_n

MOST_ROWS = 6
BAR = 4


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label with its use. share: of its spans in those of the label that has the most, in [0, 1]."""

    label: Label
    use: LabelUse
    share: float


def described(row: LabelRow) -> str:
    """Say a whole row: «PER: 312 spans in 40 documents»."""
    spans = tr_n(row.use.spans, "{n} span", "{n} spans")
    documents = tr_n(row.use.documents, "{n} document", "{n} documents")
    return tr("{label}: {spans} in {documents}", label=row.label.name, spans=spans, documents=documents)


class LabelUseDelegate(RowDelegate):
    """The label, its figures behind it, and a bar in its colour below."""

    height = 32

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the name, the figures and the bar."""
        rect = rect.adjusted(0, 0, -SPACE // 2, 0)  # as far from the edge as what is above and below the list
        small = sized(option.font, SMALL_PX)
        figures = tr("{spans} in {documents}", spans=number(row.use.spans), documents=number(row.use.documents))
        width = QFontMetrics(small).horizontalAdvance(figures)
        words = rect.adjusted(0, 3, 0, -BAR - 5)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figures)
        font = sized(option.font, BASE_PX)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        name = words.adjusted(0, 0, -width - SPACE, 0)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, elided(font, row.label.name, name.width()))
        groove = QRect(rect.x(), rect.bottom() - BAR - 3, rect.width(), BAR)
        fill_rounded(painter, groove, BAR / 2, self.theme.track)
        if row.use.spans:
            bar = groove.adjusted(0, 0, max(BAR, round(groove.width() * row.share)) - groove.width(), 0)
            fill_rounded(painter, bar, BAR / 2, self.theme.label(row.label.colour).chip)


class ProgressOverview(QWidget):
    """Two sentences and a list of labels, the most used first. shown, hidden: whether somebody looks."""

    shown = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._labels: list[Label] = []
        self._use: Mapping[str, LabelUse] = {}
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._words.setProperty("role", "small")
        self._caption = QLabel(tr("Spans and documents per label"))
        self._caption.setProperty("role", "small")
        self._list = RowList(RowsModel(described, described), LabelUseDelegate(theme), tr("Use of the labels"))
        self._none = QLabel(tr("Nothing is labelled yet: here will be how often each label is used."), wordWrap=True)
        self._none.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE // 2)
        column.setSpacing(SPACE // 2)
        edge = SPACE + SPACE // 2
        for widget in (self._words, self._caption, self._none):
            widget.setContentsMargins(edge, 0, edge, 0)
            column.addWidget(widget)
        column.insertWidget(2, self._list)
        self._fill()

    def set_documents(self, documents: DocumentList) -> None:
        """Say how much of these is done."""
        share = documents.tokens_done / documents.tokens if documents.tokens else 0.0
        self._words.setText(
            tr(
                "Done: {done} of {total} words, {share}",
                done=number(documents.tokens_done),
                total=number(documents.tokens),
                share=percent(share),
            )
        )

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the labels of the project."""
        self._labels = list(labels)
        self._fill()

    def set_use(self, use: Mapping[str, LabelUse]) -> None:
        """Show how much each label is used, by name."""
        self._use = use
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._list.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that somebody looks."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody looks any more."""
        super().hideEvent(event)
        self.hidden.emit()

    def _fill(self) -> None:
        uses = [(label, self._use.get(label.name, LabelUse())) for label in self._labels]
        uses.sort(key=lambda pair: -pair[1].spans)
        most = max((use.spans for _, use in uses), default=0)
        self._list.rows_model.set_rows([LabelRow(label, use, use.spans / max(1, most)) for label, use in uses])
        for widget in (self._caption, self._list):
            widget.setVisible(bool(most))
        self._none.setVisible(not most)
        self._list.setFixedHeight(min(MOST_ROWS, len(uses)) * LabelUseDelegate.height)
