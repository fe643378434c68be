"""One step of one unit: the cell as a diagram, and the arithmetic with its real numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.tagger.trace import Step
from gui.gates.arithmetic import LEAST_LINE, LINES, arithmetic_size, gate_rows, paint_arithmetic, state_rows
from gui.gates.arrangement import ABOVE, LINE
from gui.gates.cell_diagram import SIZE, diagram_scale, paint_cell
from gui.gates.seen_trace import SeenTrace
from gui.icons import icon
from gui.panels.panel import tool_button
from gui.style import elided, sized
from gui.theme import SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.paint import outline_rounded
from gui.words import tr

HEAD = 24
ASIDE = SPACE // 2
"""Left and right of what is drawn, so that a frame does not touch it."""
BACK = 24
"""Side of the button that leads back to the maps."""
READABLE = 0.55
"""The least scale of the diagram."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where diagram and arithmetic stand, from the left upper corner on. size_px: of the arithmetic's type.

    diagram: None where there is no room for one that can be read. headed: there is room for a line above.
    """

    diagram: QRectF | None
    arithmetic: QRectF
    size_px: int
    headed: bool = True


def placed(size: QSize, font: QFont) -> Places:
    """Put the diagram above the arithmetic or beside it, where it becomes larger; the type is as large as fits."""
    width, height = size.width(), size.height() - HEAD
    for size_px, least in ((BASE_PX, 0.8), (SMALL_PX, READABLE)):
        table = arithmetic_size(font, size_px)
        above = QSizeF(width, height - table.height() - SPACE)
        beside = QSizeF(width - table.width() - 2 * SPACE - 1, height)
        above_scale = diagram_scale(above) if table.width() <= width else 0.0
        beside_scale = diagram_scale(beside) if table.height() <= height else 0.0
        scale = max(above_scale, beside_scale)
        if scale < least:
            continue
        drawn = SIZE * scale
        if above_scale >= beside_scale:
            top = HEAD + drawn.height() + SPACE
            return Places(QRectF(0, HEAD, width, drawn.height()), QRectF(0, top, width, table.height()), size_px)
        middle = HEAD + max(0.0, (drawn.height() - table.height()) / 2)
        left = drawn.width() + 2 * SPACE
        return Places(
            QRectF(0, HEAD, drawn.width(), drawn.height()), QRectF(left, middle, width - left, table.height()), size_px
        )
    headed = height >= LEAST_LINE * (LINES + 1)
    top = HEAD if headed else 0
    return Places(None, QRectF(0, top, width, size.height() - top), SMALL_PX, headed)


def step_height(width: int, font: QFont, size_px: int) -> int:
    """Give the height of a step whose diagram stands above its arithmetic and is as wide as the room."""
    drawn = SIZE.height() * diagram_scale(QSizeF(width, 10 * SIZE.height()))
    return round(HEAD + drawn + SPACE + arithmetic_size(font, size_px).height())


class StepView(QWidget):
    """Shows a step, or says how to choose one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: SeenTrace | None = None
        self._step: Step | None = None
        self.setAccessibleName(tr("One step of one unit"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = tr("Back to the maps")
        self.back = tool_button("arrow-left", words, tr("Back to the maps (Esc)"), theme)
        self.back.setParent(self)
        self.back.setGeometry(ASIDE, 0, BACK, BACK)
        self.back.hide()

    def set_step(self, seen: SeenTrace | None, step: Step | None) -> None:
        """Show a step of a sentence."""
        self._seen, self._step = seen, step
        lines = [] if step is None else [" ".join(row) for row in (*gate_rows(step), *state_rows(step))]
        self.setAccessibleDescription("\n".join([self._heading(), *lines]))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.back.setIcon(icon("arrow-left", theme))
        self.update()

    def sizeHint(self) -> QSize:
        """Give a size that shows everything."""
        width = round(SIZE.width())
        return QSize(width, step_height(width, self.font(), SMALL_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        self._paint(painter, self.rect(), BACK + SPACE // 2 if self.back.isVisible() else 0)
        if self.hasFocus():
            outline_rounded(painter, self.rect(), 3, self._theme.accent, 2)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw it into a rectangle of a picture or a file of shapes."""
        self._paint(painter, rect, 0)

    def _paint(self, painter: QPainter, room: QRect, indent: int) -> None:
        theme, step = self._theme, self._step
        rect = room.adjusted(ASIDE, 0, -ASIDE, 0)
        painter.setFont(sized(self.font(), BASE_PX, bold=step is not None))
        painter.setPen(QColor(theme.text if step is not None else theme.muted))
        if step is None:
            words = tr("Choose a cell of a map, with the mouse or the arrow keys, to see how its value comes about.")
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(rect.adjusted(indent, 2, 0, 0), flags, words)
            return
        places = placed(rect.size(), self.font())
        if places.headed:
            # beside maps on the line of their legends, and else on that of the button
            above, high = (0, BACK) if indent else (ABOVE, LINE)
            line = QRect(rect.x() + indent, rect.y() + above, rect.width() - indent, high)
            heading = elided(painter.font(), self._heading(), line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, heading)
        if places.diagram is not None:
            paint_cell(painter, places.diagram.translated(rect.topLeft()), step, theme, self.font())
        below = places.arithmetic.translated(rect.topLeft())
        if not places.headed:
            below.adjust(indent, 0, 0, 0)
        paint_arithmetic(painter, below, step, theme, self.font(), places.size_px)

    def _heading(self) -> str:
        if self._seen is None or self._step is None:
            return ""
        unit, form = self._seen.unit_name(self._step.unit), self._seen.forms[self._step.token]
        if self._step.before is None:
            return tr("Unit {unit} at «{word}», where it begins", unit=unit, word=form)
        return tr(
            "Unit {unit} at «{word}», after «{before}»",
            unit=unit,
            word=form,
            before=self._seen.forms[self._step.before],
        )
