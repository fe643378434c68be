"""The «Gates» tab: six heat maps under the words of a sentence, one step of one unit, and what the units add up to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.tagger.trace import Step
from gui.gates.choice_bar import HEIGHT, Choice, ChoiceBar
from gui.gates.map_board import MapBoard
from gui.gates.map_picture import Cell, Direction, MapPicture
from gui.gates.parts import Part, Parts, parted
from gui.gates.ranking import Ranking
from gui.gates.seen_trace import SeenTrace
from gui.gates.step_view import StepView
from gui.gates.tag_chip import TagChip
from gui.style import elided_name
from gui.theme import SPACE, Theme
from gui.widgets.choice_chip import ChoiceChip
from gui.widgets.elided_label import ElidedLabel
from gui.words import tr

LEAST = QSize(220, 112)
"""Below that nothing can be told apart."""
LOW, SLIM = 200, 480
"""Of the view, in logical pixels: where it has less, margins are half as wide."""
READOUT, LEAST_READOUT = 240, 160
"""What the line with a cell's value gets at least, before words give way to signs and these to icons; and from where
on it has words.
"""
NUMBER = 56
"""What a value takes without words; the tag gives way to it, which has its colour under the word anyway."""
DIRECTIONS = (Direction.BOTH, Direction.FORWARD, Direction.BACKWARD)


class Readout(ElidedLabel):
    """A value with its word and unit. It is the word that is shortened; where nothing of it would be left, only the
    number is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self._number = ""

    def set_value(self, words: str, value: str) -> None:
        """Show a value: in words, and its number alone."""
        self._number = value
        self.setText(words)

    def _shown(self) -> str:
        width = self.contentsRect().width()
        return elided_name(self.font(), self.text() if width >= LEAST_READOUT else self._number, width)


class GatesView(QWidget):
    """Shows a SeenTrace. What is chosen in it is emitted, and marked at once."""

    token_chosen = Signal(int)
    unit_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: SeenTrace | None = None
        self._ranking_rows: list[tuple[int, float]] = []
        self._direction = Direction.BOTH
        self._chosen = Part.MAPS
        self._parts = Parts(None, None, None)
        self.board = MapBoard(theme)
        self.step_view = StepView(theme)
        self.ranking = Ranking(theme)
        self.readout = Readout()
        self._chip = TagChip(theme)
        words = (tr("Both"), tr("Forward"), tr("Backward"))
        self.directions = ChoiceBar(
            [Choice(word, sign=one.value) for word, one in zip(words, DIRECTIONS, strict=True)], theme
        )
        self.directions.setAccessibleName(tr("Direction"))
        self.by_contribution = ChoiceChip(
            tr("By contribution"), theme, tooltip=tr("Order the units by what they add to the score of the chosen tag")
        )
        self.part_bar = ChoiceBar(
            [Choice(tr("Maps"), icon="maps"), Choice(tr("Step"), icon="step"), Choice(tr("Ranking"), icon="ranking")],
            theme,
        )
        self.part_bar.setAccessibleName(tr("What is shown of the sentence"))
        self._lay_out()
        self.board.token_chosen.connect(self._token_chosen_here)
        self.board.unit_chosen.connect(self._unit_chosen_here)
        self.board.hovered.connect(self._tell)
        self.board.step_asked.connect(self._show_step)
        self.ranking.chosen.connect(self._ranked_unit_chosen)
        self.directions.chosen.connect(self._take_direction)
        self.by_contribution.toggled.connect(lambda _on: self._draw_anew())
        self.part_bar.chosen.connect(lambda number: self.show_part(Part(number)))
        self.step_view.back.clicked.connect(self._go_back)

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
        self._seen, self._ranking_rows = seen, []
        self.board.token = None
        self.step_view.set_step(seen, None)
        self.ranking.set_rows(None, "", ())
        if seen is not None:
            self._chip.set_tags(seen.colours)
            self._choose_words()
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
        if self.by_contribution.isChecked():
            self._draw_anew()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        themed = (self.step_view, self.ranking, self._chip, self.by_contribution, self.directions, self.part_bar)
        for part in themed:
            part.set_theme(theme)
        self._draw_anew()

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw maps, step and ranking into a rectangle of a picture or a file of shapes."""
        parts = parted(rect.size(), Part.MAPS, self.font())
        for part, place in ((self.board, parts.maps), (self.step_view, parts.step), (self.ranking, parts.ranking)):
            if place is not None:
                part.paint_onto(painter, place.translated(rect.topLeft()))

    @property
    def shown(self) -> tuple[Part, ...]:
        """Give the parts that are seen."""
        places = zip(Part, (self._parts.maps, self._parts.step, self._parts.ranking), strict=True)
        return tuple(part for part, place in places if place is not None)

    def minimumSizeHint(self) -> QSize:
        """Give way as far as something can be seen."""
        return LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Measure everything anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the maps with Escape, from the ranking to a step with Return; the arrows move the step, too."""
        key, away = event.key(), Part.MAPS not in self.shown
        if key == Qt.Key.Key_Escape and away:
            self._go_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.ranking.hasFocus():
            self._show_step()
        elif self.step_view.hasFocus() and key != Qt.Key.Key_Escape:
            self.board.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._tools = QWidget(self)
        self._row = row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self.directions, self.by_contribution, self._chip):
            row.addWidget(widget)
        row.addWidget(self.readout, 1)
        row.addWidget(self.part_bar)
        for part in (self.board, self.step_view, self.ranking):
            part.setParent(self)

    def _arrange(self) -> None:
        """Put everything where there is room for it."""
        aside = SPACE if self.width() < SLIM else 2 * SPACE
        self._row.setSpacing(SPACE // 2 if self.width() < SLIM else SPACE)
        between = SPACE // 2 if self.height() < LOW else SPACE
        width = max(1, self.width() - 2 * aside)
        self._tools.setGeometry(aside, between, width, HEIGHT)
        top = HEIGHT + 2 * between
        room = QRect(aside, top, width, max(1, self.height() - top - between))
        self._parts = parts = parted(room.size(), self._chosen, self.font())
        for part, place in ((self.board, parts.maps), (self.step_view, parts.step), (self.ranking, parts.ranking)):
            if place is not None:
                part.setGeometry(place.translated(room.topLeft()))
            part.setVisible(place is not None)
        self.step_view.back.setVisible(parts.maps is None)
        self.part_bar.offer([part.value for part in parts.choices])
        if parts.choices:
            self.part_bar.take((self._chosen if self._chosen in parts.choices else Part.STEP).value)
        self._choose_words()

    def _choose_words(self) -> None:
        """Say in words what the switches are, or where there is no room for them in signs, or with icons."""
        numbers = [part.value for part in self._parts.choices]
        apart = self._row.spacing() * (3 + bool(numbers)) + self._chip.width()
        for signs, icons in ((False, False), (True, False), (True, True)):
            self.by_contribution.setText("Σ" if signs else tr("By contribution"))
            needed = (
                self.directions.width_of(range(len(DIRECTIONS)), short=signs)
                + self.by_contribution.sizeHint().width()
                + self.part_bar.width_of(numbers, short=icons)
                + apart
            )
            if needed + READOUT <= self._tools.width():
                break
        self.directions.set_short(signs)
        self.part_bar.set_short(icons)
        self.by_contribution.updateGeometry()
        self._chip.setVisible(needed + NUMBER <= self._tools.width())
        self._row.activate()

    def _draw_anew(self) -> None:
        picture = None
        if self._seen is not None:
            order = self._seen.order
            if self.by_contribution.isChecked() and self._ranking_rows:
                order = np.array([unit for unit, _ in sorted(self._ranking_rows, key=lambda row: -row[1])], np.int64)
            picture = MapPicture(self._seen, self._theme, self.font(), self._direction, order)
        self.board.show_picture(picture, self._theme)

    def _take_direction(self, number: int) -> None:
        self._direction = DIRECTIONS[number]
        self._draw_anew()

    def _tell(self, cell: Cell | None) -> None:
        """Say the value under the mouse, else that of the chosen cell."""
        seen, token, unit = self._seen, self.board.token, self.board.unit
        if cell is None and token is not None and unit is not None:
            cell = Cell("h", token, unit)
        if cell is None:
            self.readout.set_value("", "")
        else:
            self.readout.set_value(self.board.short_words_of(cell), self.board.number_of(cell))
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

    def show_part(self, part: Part) -> None:
        """Show a part where there is not room for all. What has the keyboard and goes passes it on."""
        focused = self.focusWidget()
        self._chosen = part
        self._arrange()
        if focused is not None and not focused.isVisible():
            {Part.MAPS: self.board, Part.STEP: self.step_view, Part.RANKING: self.ranking}[part].setFocus()

    def _show_step(self) -> None:
        if Part.STEP not in self.shown:
            self.show_part(Part.STEP)

    def _go_back(self) -> None:
        self.show_part(Part.MAPS)
