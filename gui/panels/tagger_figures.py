"""The figures of a tagger: F1 large, the others in a grid, and a table by label."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.panels.tagger_state import TaggerPanelState
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip
from gui.words import decimal, number, tr, tr_later, tr_n

COLUMNS = 3
ROW_HEIGHT = 26
NUMBER_WIDTH = 44
UNKNOWN = "–"
HEADINGS = ("F1", tr_later("P"), tr_later("R"), tr_later("Spans"))
CELLS = (
    tr_later("Precision"), tr_later("Recall"), tr_later("Token accuracy"),
    tr_later("Sentences"), tr_later("Spans"), tr_later("Seconds"),
)  # fmt: skip


class TaggerFigures(QWidget):
    """Numbers about the tagger that is in use."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Figures of the tagger"))
        self._f1 = QLabel()
        self._f1.setProperty("role", "display")
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._cells: dict[str, QLabel] = {}
        self._table = LabelTable(theme)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._f1)
        head.addWidget(self._about, 1, Qt.AlignmentFlag.AlignBottom)
        self._about.setContentsMargins(0, 0, 0, 5)  # on the base line of the large figure
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE)
        for place, name in enumerate(CELLS):
            grid.addLayout(self._make_cell(name), place // COLUMNS, place % COLUMNS)
            grid.setColumnStretch(place % COLUMNS, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self._table)

    def set_state(self, state: TaggerPanelState) -> None:
        """Show the figures of a state; it must have metrics."""
        metrics = state.metrics
        if metrics is None:
            raise ValueError("there are no metrics to show")
        self._f1.setText(decimal(metrics.micro.f1))
        self._about.setText(tr("F1 ± {deviation}, exact spans", deviation=decimal(metrics.f1_deviation)))
        self._about.setToolTip(
            tr_n(
                metrics.sentences,
                "On {n} held-out sentence. ±: the standard deviation when it is drawn again.",
                "On {n} held-out sentences. ±: the standard deviation when they are drawn again.",
            )
        )
        texts = (
            decimal(metrics.micro.precision),
            decimal(metrics.micro.recall),
            decimal(metrics.token_accuracy, 3),
            number(state.sentences) if state.sentences else UNKNOWN,
            number(state.spans) if state.spans else UNKNOWN,
            decimal(state.seconds, 1) if state.seconds else UNKNOWN,
        )
        for name, text in zip(CELLS, texts, strict=True):
            self._cells[name].setText(text)
        self._table.set_state(state)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._table.theme = theme
        self._table.update()

    def _make_cell(self, name: str) -> QVBoxLayout:
        cell = QVBoxLayout()
        cell.setSpacing(0)
        value, caption = QLabel(), QLabel(tr(name))
        value.setProperty("role", "heading")
        caption.setProperty("role", "small")
        caption.setBuddy(value)
        cell.addWidget(value)
        cell.addWidget(caption)
        self._cells[name] = value
        return cell


class LabelTable(QWidget):
    """A line for each label, painted: chip, F1, precision, recall and how many gold spans were held out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._lines: list[tuple[str, int, tuple[str, ...]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_state(self, state: TaggerPanelState) -> None:
        """Show the scores by label, the most frequent label first."""
        colours = dict(state.colours)
        scores = state.metrics.per_label.items() if state.metrics else ()
        self._lines = [
            (
                name,
                colours.get(name, 0),
                (decimal(s.f1), decimal(s.precision), decimal(s.recall), number(s.support)),
            )
            for name, s in sorted(scores, key=lambda item: (-item[1].support, item[0]))
        ]
        words = tr_later("{label}: F1 {f1}, precision {precision}, recall {recall}, {spans} spans")
        said = (tr(words, label=name, f1=n[0], precision=n[1], recall=n[2], spans=n[3]) for name, _, n in self._lines)
        self.setAccessibleName(tr("Scores by label"))
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip(tr("P: precision, R: recall, Spans: gold spans in the held-out sentences"))
        self.setFixedHeight(ROW_HEIGHT * (len(self._lines) + 1) if self._lines else 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme = QPainter(self), self.theme
        base, small = sized(self.font(), BASE_PX), sized(self.font(), SMALL_PX)
        bold = sized(self.font(), SMALL_PX, bold=True)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        self._numbers(painter, 0, tuple(map(tr, HEADINGS)))
        painter.drawText(QRect(0, 0, 100, ROW_HEIGHT), Qt.AlignmentFlag.AlignVCenter, tr("Label"))
        room = self.width() - sum(self._widths()) - SPACE
        for line, (name, colour, numbers) in enumerate(self._lines, start=1):
            top = line * ROW_HEIGHT
            painter.fillRect(0, top, self.width(), 1, QColor(theme.line))  # sharp, whatever the chip before left set
            chip = QRect(0, top + (ROW_HEIGHT - CHIP_HEIGHT) // 2 + 1, chip_width(bold, name, room), CHIP_HEIGHT)
            draw_chip(painter, chip, name, theme.label(colour), bold)
            painter.setFont(base)
            painter.setPen(QColor(theme.text))
            self._numbers(painter, top, numbers)

    def _numbers(self, painter: QPainter, top: int, texts: tuple[str, ...]) -> None:
        widths = self._widths()
        left = self.width() - sum(widths)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for width, text in zip(widths, texts, strict=True):
            painter.drawText(QRect(left, top, width, ROW_HEIGHT), flags, text)
            left += width

    def _widths(self) -> list[int]:
        """Give the widths of the numbers' columns: the same for all, but for one whose heading is long."""
        metrics = QFontMetrics(sized(self.font(), SMALL_PX))
        return [max(NUMBER_WIDTH, metrics.horizontalAdvance(tr(heading)) + SPACE) for heading in HEADINGS]

    def minimumSizeHint(self):  # type: ignore[no-untyped-def]
        """Keep room for the numbers and a short name."""
        hint = super().minimumSizeHint()
        hint.setWidth(sum(self._widths()) + QFontMetrics(self.font()).averageCharWidth() * 8)
        return hint
