"""The «Gates» tab: six heat maps under the words of a sentence, one step of one unit, and what the units add up to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from engine.tagger.trace import Step
from gui.gates.map_board import MapBoard
from gui.gates.map_picture import Cell, Direction, MapPicture
from gui.gates.ranking import WIDTH as RANKING_WIDTH
from gui.gates.ranking import Ranking
from gui.gates.seen_trace import SeenTrace
from gui.gates.step_view import NARROW, WIDE, StepView
from gui.style import sized
from gui.theme import SPACE, Theme
from gui.type_scale import SMALL_PX
from gui.widgets.choice_chip import ChoiceChip
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.paint import CHIP_HEIGHT, chip_width, draw_chip
from gui.words import tr

BESIDE_EACH_OTHER = 1180
"""From which width on the step and the ranking are both shown."""
SIDE_SHARE = 0.26
"""Of the width, for the step."""


class TagChip(QWidget):
    """The tag of the chosen token, in the colours of its label. Its width never changes, so that nothing moves."""

    WIDTH = 80

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tag = ""
        self._colour: int | None = None
        self.setFixedSize(self.WIDTH, CHIP_HEIGHT)

    def set_tag(self, tag: str, colour: int | None) -> None:
        """Show a tag. colour: its palette index; None: it has none."""
        self._tag, self._colour = tag, colour
        self.setAccessibleName(tag)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: object) -> None:
        """Draw it."""
        if not self._tag:
            return
        painter, font = QPainter(self), sized(self.font(), SMALL_PX, bold=True)
        box = QRect(0, 0, chip_width(font, self._tag, self.width()), CHIP_HEIGHT)
        if self._colour is None:
            painter.setFont(font)
            painter.setPen(self._theme.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._tag)
        else:
            draw_chip(painter, box, self._tag, self._theme.label(self._colour), font)


class GatesView(QWidget):
    """Shows a SeenTrace. What is chosen in it is emitted, and marked at once."""

    token_chosen = Signal(int)
    unit_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: SeenTrace | None = None
        self._step: Step | None = None
        self._ranking_rows: list[tuple[int, float]] = []
        self._direction = Direction.BOTH
        self.board = MapBoard(theme)
        self.step_view = StepView(theme)
        self.ranking = Ranking(theme)
        self._readout = ElidedLabel("", Qt.TextElideMode.ElideRight)
        self._readout.setProperty("role", "muted")
        self._chip = TagChip(theme)
        self._directions = self._make_directions()
        self._by_contribution = ChoiceChip(
            tr("By contribution"), theme, tooltip=tr("Order the units by what they add to the score of the chosen tag")
        )
        self._ranked = ChoiceChip(tr("Ranking"), theme, tooltip=tr("Show what each unit adds, instead of one step"))
        self._side = QStackedWidget()
        self._lay_out()
        self._arrange_side()
        self.board.token_chosen.connect(self._token_chosen_here)
        self.board.unit_chosen.connect(self._unit_chosen_here)
        self.board.hovered.connect(self._tell)
        self.ranking.chosen.connect(self._ranked_unit_chosen)
        self._by_contribution.toggled.connect(lambda _on: self._draw_anew())
        self._ranked.toggled.connect(lambda _on: self._arrange_side())

    @property
    def token(self) -> int | None:
        """Give the chosen token."""
        return self.board.token

    @property
    def unit(self) -> int | None:
        """Give the chosen unit."""
        return self.board.unit

    def show_trace(self, seen: SeenTrace | None) -> None:
        """Show a sentence; None: nothing. The token has to be set anew, the unit stays where it can."""
        self._seen, self._step, self._ranking_rows = seen, None, []
        self.board.token = None
        self.step_view.set_step(seen, None)
        self.ranking.set_rows(None, "", ())
        self._draw_anew()
        self._tell(None)

    def set_token(self, token: int) -> None:
        """Mark the column of a token. Emits nothing. Raises IndexError where there is none."""
        if self._seen is None or not 0 <= token < len(self._seen):
            raise IndexError(token)
        self.board.set_cell(token, self.board.unit)
        self._tell(None)

    def set_step(self, step: Step | None) -> None:
        """Show the arithmetic of a step, and mark its unit."""
        self._step = step
        self.step_view.set_step(self._seen, step)
        if step is not None:
            self.board.set_cell(step.token, step.unit)
            self.ranking.set_unit(step.unit)
        self._tell(None)

    def set_ranking(self, rows: Sequence[tuple[int, float]]) -> None:
        """Show units with what each adds to the score of the chosen token's tag."""
        self._ranking_rows = list(rows)
        seen, token = self._seen, self.board.token
        self.ranking.set_rows(seen, seen.tags[token] if seen is not None and token is not None else "", rows)
        if self._by_contribution.isChecked():
            self._draw_anew()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for part in (self.step_view, self.ranking, self._chip, self._by_contribution, self._ranked):
            part.set_theme(theme)
        for chip in self._directions.buttons():
            assert isinstance(chip, ChoiceChip)
            chip.set_theme(theme)
        self._draw_anew()

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw maps, step and ranking into a rectangle of a picture or a file of shapes."""
        side = _side_width(rect.width())
        both = rect.width() >= BESIDE_EACH_OTHER
        ranking = RANKING_WIDTH + 2 * SPACE if both and self._ranking_rows else 0
        maps = rect.width() - side - ranking - 2 * SPACE
        self.board.paint_onto(painter, QRect(rect.x(), rect.y(), maps, rect.height()))
        self.step_view.paint_onto(painter, QRect(rect.x() + maps + 2 * SPACE, rect.y(), side, rect.height()))
        if ranking:
            self.ranking.paint_onto(
                painter, QRect(rect.right() + 1 - RANKING_WIDTH, rect.y(), RANKING_WIDTH, rect.height())
            )

    def minimumSizeHint(self) -> QSize:
        """Give the least size in which the maps can be read."""
        return QSize(656, 280)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the step and the ranking beside each other where there is room."""
        super().resizeEvent(event)
        self._arrange_side()

    def _make_directions(self) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, (direction, words) in enumerate(
            ((Direction.BOTH, tr("Both")), (Direction.FORWARD, tr("Forward")), (Direction.BACKWARD, tr("Backward")))
        ):
            chip = ChoiceChip(words, self._theme)
            chip.setChecked(direction is self._direction)
            group.addButton(chip, number)
        group.idClicked.connect(self._take_direction)
        return group

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(SPACE // 2)
        for chip in (*self._directions.buttons(), self._by_contribution, self._ranked):
            tools.addWidget(chip)
        tools.addSpacing(SPACE)
        tools.addWidget(self._chip)
        tools.addWidget(self._readout, 1)
        self._side.addWidget(self.step_view)
        self._panes = QHBoxLayout()
        self._panes.setSpacing(2 * SPACE)
        self._panes.addWidget(self.board, 1)
        self._panes.addWidget(self._side)
        self._panes.addWidget(self.ranking)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # what stands side by side depends on it
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(tools)
        column.addLayout(self._panes, 1)

    def _arrange_side(self) -> None:
        both = self.width() >= BESIDE_EACH_OTHER
        self._ranked.setVisible(not both)
        ranked = self._ranked.isChecked()
        side = _side_width(self.width())
        self._side.setFixedWidth(side)
        self._side.setVisible(both or not ranked)
        self.ranking.setFixedWidth(RANKING_WIDTH if both else side)
        self.ranking.setVisible(both or ranked)

    def _draw_anew(self) -> None:
        picture = None
        if self._seen is not None:
            order = self._seen.order
            if self._by_contribution.isChecked() and self._ranking_rows:
                order = np.array([unit for unit, _ in sorted(self._ranking_rows, key=lambda row: -row[1])], np.int64)
            picture = MapPicture(self._seen, self._theme, self.font(), self._direction, order)
        self.board.show_picture(picture, self._theme)

    def _take_direction(self, number: int) -> None:
        self._direction = (Direction.BOTH, Direction.FORWARD, Direction.BACKWARD)[number]
        self._draw_anew()

    def _tell(self, cell: Cell | None) -> None:
        """Say the value under the mouse, else that of the chosen cell."""
        seen, token, unit = self._seen, self.board.token, self.board.unit
        if cell is None and token is not None and unit is not None:
            cell = Cell("h", token, unit)
        self._readout.setText(self.board.short_words_of(cell) if cell is not None else "")
        shown = cell.token if cell is not None else token
        tag = seen.tags[shown] if seen is not None and shown is not None else ""
        self._chip.set_tag(tag, seen.colours.get(tag) if seen is not None else None)

    def _token_chosen_here(self, token: int) -> None:
        self._tell(None)
        self.token_chosen.emit(token)

    def _unit_chosen_here(self, unit: int) -> None:
        self.ranking.set_unit(unit)
        self._tell(None)
        self.unit_chosen.emit(unit)

    def _ranked_unit_chosen(self, unit: int) -> None:
        self.board.set_cell(self.board.token, unit)
        self._unit_chosen_here(unit)


def _side_width(width: int) -> int:
    return max(NARROW, min(WIDE, round(width * SIDE_SHARE)))
