"""Two taggers side by side: overall and by label, with what lies between them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.project.store import TaggerRow
from gui.icons import SCALES
from gui.taggers.words import ComparedLabel, Difference, compared, count_text, legend, share_text, verdict
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.table_columns import fit_columns
from gui.words import tr, tr_later

DIFFERENCE = tr_later("Difference")
COLUMNS = (
    tr_later("Label"), tr_later("Spans A"), "B", "F1 A", "B", DIFFERENCE,
    tr_later("Precision A"), "B", DIFFERENCE, tr_later("Recall A"), "B", DIFFERENCE,
)  # fmt: skip
STARTS = tuple(column for column, title in enumerate(COLUMNS) if title.endswith(" A"))
"""The columns with which a figure begins: they stand a little apart from the one before."""
ROW_HEIGHT = 26
SWATCH_PX = 12
HOW = tr_later(
    "Select two taggers (Ctrl+click, or Shift+↑↓) to compare them, or one to compare it with the one in use."
)


class Comparison(QWidget):
    """Show two taggers, or how to choose them. Colour only repeats what the arrow and the sign say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pair: tuple[TaggerRow, TaggerRow] | None = None
        self._colours: Mapping[str, int] = {}
        self._names = (ElidedLabel(), ElidedLabel())
        self._verdict = QLabel(wordWrap=True)
        self._verdict.setProperty("role", "muted")
        self._table = QTableWidget(0, len(COLUMNS))
        self._table.setAccessibleName(tr("The two taggers by label"))
        self._table.setProperty("role", "figures")
        self._table.setIconSize(QSize(SWATCH_PX, SWATCH_PX))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionsClickable(False)
        for column, title in enumerate(COLUMNS):
            heading = QTableWidgetItem(tr(title))
            heading.setTextAlignment(_alignment(column))
            self._table.setHorizontalHeaderItem(column, heading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for label in self._names:
            label.setProperty("role", "heading")
            layout.addWidget(label)
        layout.addWidget(self._verdict)
        layout.addWidget(self._table, 1)
        self.show_pair(None, {})

    @property
    def text(self) -> str:
        """Give what it says above the table."""
        return self._verdict.text()

    def show_pair(self, pair: tuple[TaggerRow, TaggerRow] | None, colours: Mapping[str, int]) -> None:
        """Compare two taggers. colours: of the labels in the palette, by name."""
        self._pair, self._colours = pair, colours
        for label in self._names:
            label.setVisible(pair is not None)
        if pair is None:
            self._verdict.setText(tr(HOW))
        else:
            for label, letter, row in zip(self._names, "AB", pair, strict=True):
                label.setText(legend(letter, row))
            self._verdict.setText(verdict(*pair))
        self._fill(compared(*pair) if pair else [])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.show_pair(self._pair, self._colours)

    def _fill(self, lines: list[ComparedLabel]) -> None:
        self._table.setVisible(bool(lines))
        # without a table the one above gets the room
        room = QSizePolicy.Policy.Preferred if lines else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, room)
        self._table.setRowCount(len(lines))
        for place, line in enumerate(lines):
            cells: list[str | Difference] = [line.name, *map(count_text, line.spans)]
            for figure in (line.f1, line.precision, line.recall):
                cells += [share_text(figure.before), share_text(figure.after), figure]
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(str(cell))
                item.setTextAlignment(_alignment(column))
                if isinstance(cell, Difference):
                    item.setForeground(QColor(self._ink(cell)))
                if not place:
                    font = QFont(self._table.font())
                    font.setWeight(QFont.Weight.DemiBold)
                    item.setFont(font)
                elif not column:
                    item.setIcon(swatch(self._theme.label(self._colours.get(line.name, 0)).chip))
                    item.setToolTip(line.name)
                self._table.setItem(place, column, item)
        fit_columns(self._table, range(1, len(COLUMNS)))
        fit_columns(self._table, STARTS, more=SPACE)

    def _ink(self, difference: Difference) -> str:
        by = difference.hundredths
        return self._theme.muted if not by else self._theme.good if by > 0 else self._theme.bad


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def swatch(colour: str) -> QIcon:
    """Give a small square of a colour."""
    result = QIcon()
    for scale in SCALES:
        size = round(SWATCH_PX * scale)
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(0, 0, size, size, 3 * scale, 3 * scale)
        painter.end()
        result.addPixmap(pixmap)
    return result
