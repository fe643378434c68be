"""The six heat maps on the screen: mouse and arrow keys choose a cell, long sentences move."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gui.gates.arrangement import Arrangement
from gui.gates.map_picture import Cell, MapPicture, Marks
from gui.gates.numbers import signed
from gui.theme import Theme
from gui.widgets.announce import announce
from gui.widgets.paint import outline_rounded
from gui.widgets.tooltip import tooltip
from gui.words import tr, tr_later

LEAST = QSize(300, 200)
SHARP = 3.0
"""Pixels a logical one in a file of shapes, where nobody knows on what it will be shown."""
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
    """Shows a MapPicture. The picture of what stays is kept; only marks are drawn when the chosen cell moves."""

    token_chosen = Signal(int)
    unit_chosen = Signal(int)
    hovered = Signal(object)  # Cell | None

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: MapPicture | None = None
        self._at: Arrangement | None = None
        self._ground: QPixmap | None = None
        self._scrolled = 0
        self.token: int | None = None
        self.unit: int | None = None
        self._hovered: Cell | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(LEAST)
        self.setAccessibleName(tr("Heat maps of the gates"))

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
            if self._ground is None or self._ground.devicePixelRatio() != scale:
                self._ground = self._drawn_ground(self._picture, self._at, scale)
            painter.drawPixmap(QPoint(0, 0), self._ground)
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
        if event.buttons() & Qt.MouseButton.LeftButton and self._hovered is not None:
            self._choose(self._hovered.token, self._hovered.unit)

    def leaveEvent(self, _event: QEvent) -> None:
        """Forget the mouse."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse, or the token of the word."""
        cell = self._cell_at(event.position())
        if cell is not None:
            self._choose(cell.token, cell.unit)
        elif self._at is not None and event.position().y() < self._at.words:
            token = self._at.token_at(event.position().toPoint(), self._scrolled)
            if token is not None:
                self._choose(token, self.unit)

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
        elif key in _DOWN:
            units = [int(unit) for unit in self._picture.units]
            row = units.index(self.unit) + _DOWN[key] if self.unit in units else 0
            self._choose(self.token, units[max(0, min(len(units) - 1, row))], say=True)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the whole word in a tooltip where it may be shortened."""
        if isinstance(event, QHelpEvent) and self._picture is not None and self._at is not None:
            token = self._at.token_at(event.pos(), self._scrolled) if event.pos().y() < self._at.words else None
            seen = self._picture.seen
            words = "" if token is None else f"{seen.forms[token]}\n{seen.tags[token]}"
            QToolTip.showText(event.globalPos(), tooltip(words), self)
            return True
        return super().event(event)

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
        return tr("{name} = {value}, unit {unit} at «{word}»", name=cell.which, **fields)

    def _cell_at(self, place: QPointF) -> Cell | None:
        if self._picture is None or self._at is None:
            return None
        return self._picture.cell_at(self._at, self._scrolled, place.toPoint())

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
        self._at = self._picture.arranged(self.size()) if self._picture is not None else None
        self._ground = None
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
            self._scrolled, self._ground = scrolled, None
            self.update()

    def _drawn_ground(self, picture: MapPicture, at: Arrangement, scale: float) -> QPixmap:
        ground = QPixmap(self.size() * scale)
        ground.setDevicePixelRatio(scale)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        painter.setFont(QFont(self.font()))
        picture.paint_ground(painter, at, self._scrolled, scale)
        painter.end()
        return ground
