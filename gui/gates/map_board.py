"""The heat maps on the screen: mouse and arrow keys choose a cell, long sentences move.

A click on a map's legend, or its letter, shows it alone over the whole board; again, or Escape, all six.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gui.gates.arrangement import MAPS, Arrangement
from gui.gates.map_legend import ALL, NAMES
from gui.gates.map_picture import Cell, MapPicture, Marks
from gui.gates.numbers import signed
from gui.theme import Theme
from gui.widgets.announce import announce
from gui.widgets.paint import outline_rounded
from gui.widgets.tooltip import tooltip
from gui.words import tr, tr_later

SHARP = 3.0
"""Pixels a logical one in a file of shapes, where nobody knows on what it will be shown."""
_LETTERS = {Qt.Key(ord(name.upper())): name for name in MAPS}
_SHOW = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}

VALUES = {
    "f": tr_later("f, forget gate, of unit {unit} at «{word}»: {value}"),
    "i": tr_later("i, input gate, of unit {unit} at «{word}»: {value}"),
    "g": tr_later("g, candidate, of unit {unit} at «{word}»: {value}"),
    "o": tr_later("o, output gate, of unit {unit} at «{word}»: {value}"),
    "c": tr_later("c, cell, of unit {unit} at «{word}»: {value}"),
    "h": tr_later("h, hidden state, of unit {unit} at «{word}»: {value}"),
}


class MapBoard(QWidget):
    """Shows a MapPicture. Legends and words are kept as they were drawn; colours and marks are drawn each time."""

    token_chosen = Signal(int)
    unit_chosen = Signal(int)
    hovered = Signal(object)  # Cell | None
    step_asked = Signal()  # for the arithmetic of the chosen cell: it was clicked, or Return was pressed

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: MapPicture | None = None
        self._at: Arrangement | None = None
        self._legends: QPixmap | None = None
        self._words: QPixmap | None = None
        self._scrolled = 0
        self.token: int | None = None
        self.unit: int | None = None
        self._hovered: Cell | None = None
        self.alone: str | None = None
        self._otherwise = MAPS[-1]
        self._pressed_cell = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Heat maps of the gates"))
        self.setAccessibleDescription(
            tr(
                "Arrow keys choose a cell, Return shows its step, f, i, g, o, c and h show one map alone, "
                "Esc all of them."
            )
        )

    def show_picture(self, picture: MapPicture | None, theme: Theme) -> None:
        """Show maps; the chosen token and unit stay chosen where they are there."""
        self._picture, self._theme, self._hovered = picture, theme, None
        if picture is None or (self.token is not None and self.token >= len(picture.seen)):
            self.token = None
        if picture is None or (self.unit is not None and self.unit not in picture.units):
            self.unit = None
        self._arrange()

    def set_cell(self, token: int | None, unit: int | None) -> None:
        """Mark a token and a unit, and bring the token into sight. Emits nothing."""
        if (token, unit) == (self.token, self.unit):
            return
        self.token, self.unit = token, unit
        self._reveal()
        self.update()

    @property
    def maps(self) -> tuple[str, ...]:
        """Give the maps that are seen."""
        return self._at.maps if self._at is not None else ()

    def show_alone(self, name: str | None) -> None:
        """Show one map over the whole board, or, with None, all of them where there is room.

        Where there is room for one alone, that is another one from now on.
        """
        if name is not None:
            self._otherwise = name
            announce(self, tr(NAMES[name]))
        self.alone = name if self._may_show_all else None
        self._hover(None)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Give a size in which everything is well seen."""
        return QSize(900, 360)

    def resizeEvent(self, _event: QEvent) -> None:
        """Arrange the maps anew."""
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the maps anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is kept, and the marks over it."""
        painter = QPainter(self)
        if self._picture is not None and self._at is not None:
            scale = painter.deviceTransform().m11()  # of the screen, or of the picture that it is drawn into
            self._paint_ground(painter, self._picture, self._at, scale)
            self._picture.paint_marks(painter, self._at, self._scrolled, self._marks())
        if self.hasFocus():
            outline_rounded(painter, self.rect(), 3, self._theme.accent, 2)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw it into a rectangle of a picture or a file of shapes."""
        if self._picture is None:
            return
        at = self._picture.arranged(rect.size())
        scrolled = at.to_show(self.token, 0) if self.token is not None else 0
        painter.save()
        painter.translate(rect.topLeft())
        painter.setClipRect(QRect(QPoint(0, 0), rect.size()))
        self._picture.paint_ground(painter, at, scrolled, SHARP)
        self._picture.paint_marks(painter, at, scrolled, Marks(self.token, self.unit))
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which cell is under the mouse; with the button held, choose it."""
        self._hover(self._cell_at(event.position()))
        on_letter = self._letter_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_letter else Qt.CursorShape.ArrowCursor)
        if event.buttons() & Qt.MouseButton.LeftButton and self._hovered is not None:
            self._choose(self._hovered.token, self._hovered.unit)

    def leaveEvent(self, _event: QEvent) -> None:
        """Forget the mouse."""
        self._hover(None)

    def hideEvent(self, _event: QEvent) -> None:
        """Forget the mouse, which may not tell that it is elsewhere now."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse, the token of the word, or the map of the legend."""
        place, cell = event.position().toPoint(), self._cell_at(event.position())
        letter = self._letter_at(place)
        self._pressed_cell = cell is not None
        if cell is not None:
            self._choose(cell.token, cell.unit)
        elif letter is not None:
            self._take_letter(letter)
        elif self._at is not None and self._at.on_words(place):
            token = self._at.token_at(place, self._scrolled)
            if token is not None:
                self._choose(token, self.unit)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the arithmetic of the cell that was clicked."""
        if self._pressed_cell and self._cell_at(event.position()) is not None:
            self._pressed_cell = False
            self.step_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move a long sentence to the side."""
        if self._at is None or not self._at.furthest:
            event.ignore()
            return
        turned = event.angleDelta()
        self._scroll(self._scrolled - (turned.x() or turned.y()) * self._at.pitch * 3 // 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the chosen cell: along the sentence, or from unit to unit as they are drawn."""
        key = Qt.Key(event.key())
        if self._picture is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (*_ALONG, Qt.Key.Key_Home, Qt.Key.Key_End):
            last = len(self._picture.seen) - 1
            ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
            at = self.token if self.token is not None else -1
            token = ends[key] if key in ends else at + _ALONG[key]
            self._choose(max(0, min(last, token)), self.unit, say=True)
        elif key in _LETTERS:
            self._take_letter(_LETTERS[key])
        elif key == Qt.Key.Key_Escape and self.alone is not None and self._may_show_all:
            self.show_alone(None)
        elif key in _SHOW and self.token is not None and self.unit is not None:
            self.step_asked.emit()
        elif key in _DOWN:
            units = [int(unit) for unit in self._picture.units]
            row = units.index(self.unit) + _DOWN[key] if self.unit in units else 0
            self._choose(self.token, units[max(0, min(len(units) - 1, row))], say=True)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the whole word in a tooltip where it may be shortened, and what a legend is for."""
        if isinstance(event, QHelpEvent) and self._picture is not None and self._at is not None:
            QToolTip.showText(event.globalPos(), tooltip(self._help_at(event.pos())), self)
            return True
        return super().event(event)

    def _help_at(self, place: QPoint) -> str:
        assert self._picture is not None and self._at is not None
        letter, seen = self._letter_at(place), self._picture.seen
        if letter == ALL or (letter is not None and letter == self.alone):
            return tr("Show all maps (Esc)") if self._may_show_all else tr(NAMES[letter])
        if letter is not None:
            return tr("{map}: show it alone (key {letter})", map=tr(NAMES[letter]), letter=letter)
        token = self._at.token_at(place, self._scrolled) if self._at.on_words(place) else None
        return "" if token is None else f"{seen.forms[token]}\n{seen.tags[token]}"

    def words_of(self, cell: Cell) -> str:
        """Say the value of a cell in a sentence."""
        if self._picture is None:
            return ""
        seen, value = self._picture.seen, float(self._picture.values[cell.which][cell.token, cell.unit])
        fields = {"unit": seen.unit_name(cell.unit), "word": seen.forms[cell.token], "value": signed(value)}
        return tr(VALUES[cell.which], **fields)

    def short_words_of(self, cell: Cell) -> str:
        """Say the value of a cell with the number first, for a line that may be cut."""
        if self._picture is None:
            return ""
        seen, value = self._picture.seen, float(self._picture.values[cell.which][cell.token, cell.unit])
        fields = {"unit": seen.unit_name(cell.unit), "word": seen.forms[cell.token], "value": signed(value)}
        return tr("{name} = {value} at «{word}», unit {unit}", name=cell.which, **fields)

    def number_of(self, cell: Cell) -> str:
        """Give the value of a cell alone."""
        return "" if self._picture is None else signed(float(self._picture.values[cell.which][cell.token, cell.unit]))

    def _cell_at(self, place: QPointF) -> Cell | None:
        if self._picture is None or self._at is None:
            return None
        return self._picture.cell_at(self._at, self._scrolled, place.toPoint())

    @property
    def _may_show_all(self) -> bool:
        return self._picture is not None and self._picture.may_show_all(self.size())

    def _letter_at(self, place: QPoint) -> str | None:
        """Give the map whose legend, or whose letter, is at a place; ALL: the sign for all of them."""
        if self._picture is None or self._at is None:
            return None
        if len(self._at.maps) > 1:
            return self._at.legend_at(place)
        letter = self._picture.letter_at(self._at, place)
        on_legend = letter is None and self.alone is not None and self._at.legend_at(place) is not None
        return self.alone if on_legend else letter

    def _take_letter(self, letter: str) -> None:
        self.show_alone(None if letter in (ALL, self.alone) else letter)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.hovered.emit(cell)
            self.update()

    def _choose(self, token: int | None, unit: int | None, *, say: bool = False) -> None:
        before = (self.token, self.unit)
        self.set_cell(token, unit)
        if say and token is not None and unit is not None:
            announce(self, self.words_of(Cell("h", token, unit)))
        if token is not None and token != before[0]:
            self.token_chosen.emit(token)
        if unit is not None and unit != before[1]:
            self.unit_chosen.emit(unit)

    def _marks(self) -> Marks:
        return Marks(self.token, self.unit, self._hovered)

    def _arrange(self) -> None:
        self._at = None
        if self._picture is not None:
            self._at = self._picture.arranged(self.size(), self.alone, self._otherwise)
        self._legends = self._words = None
        self._scrolled = min(self._scrolled, self._at.furthest) if self._at is not None else 0
        self._reveal()
        self.update()

    def _reveal(self) -> None:
        if self._at is not None and self.token is not None:
            self._scroll(self._at.to_show(self.token, self._scrolled))

    def _scroll(self, scrolled: int) -> None:
        assert self._at is not None
        scrolled = max(0, min(self._at.furthest, scrolled))
        if scrolled != self._scrolled:
            self._scrolled, self._words = scrolled, None
            self.update()

    def _paint_ground(self, painter: QPainter, picture: MapPicture, at: Arrangement, scale: float) -> None:
        """Draw all but the marks: the words once for all columns of maps, which stand under the same ones."""
        if self._legends is None or self._legends.devicePixelRatio() != scale:
            self._words = None
            self._legends = _drawn(self.size(), scale, lambda onto: picture.paint_legends(onto, at))
        first = at.words[0]
        if self._words is None:
            overlong = QSize(first.width() + first.height(), first.height())  # the last ones may lean over the edge
            area = QRect(QPoint(0, 0), first.size())
            self._words = _drawn(overlong, scale, lambda onto: picture.paint_words(onto, area, at, self._scrolled))
        painter.drawPixmap(QPoint(0, 0), self._legends)
        for area in at.words:
            painter.drawPixmap(area.topLeft(), self._words)
        picture.paint_heats(painter, at, self._scrolled, scale)


def _drawn(size: QSize, scale: float, paint: Callable[[QPainter], None]) -> QPixmap:
    """Give a picture with nothing behind what is drawn. scale: its pixels for each logical one."""
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter)
    painter.end()
    return pixmap
