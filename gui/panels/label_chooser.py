"""The small window in which any label is a few letters away: type to filter, Enter labels, Alt+Enter arms."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from engine.text.labels import LabelSet
from gui.panels.chooser_rows import ChoiceRow, ChooserDelegate, NewLabelRow, described, guideline_of, rows_for
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.headed_list import HeadedList, Heading
from gui.widgets.search_field import SearchField
from gui.widgets.tooltip import tooltip
from gui.words import tr

WIDTH, LIST_HEIGHT, LEAST_HEIGHT = 340, 330, 90
_MOVES = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10,
}  # fmt: skip


class LabelChooser(QFrame):
    """A field above the labels. The keyboard stays in the field; the arrow keys move through the list all the same."""

    chosen = Signal(str)  # label what is selected
    armed = Signal(object)  # str | None: each following drag gives it
    added = Signal(str)  # add a label of that name, and label what is selected

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("Choose a label"))
        self._parent = parent
        self._labels = LabelSet()
        self._recent: tuple[str, ...] = ()
        self._armed: str | None = None
        self._can_label = False
        self._about = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._about.setProperty("role", "small")
        self.field = SearchField(tr("Filter labels by name, group or guideline"), tr("Type a few letters"), theme)
        self.delegate = ChooserDelegate(theme)
        self.list = HeadedList(described, lambda row: tooltip(guideline_of(row)), self.delegate, tr("Labels"))
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._hint = QLabel()
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE + SPACE // 2, SPACE + SPACE // 2, SPACE + SPACE // 2)
        column.setSpacing(SPACE // 2)
        for part in (self._about, self.field, self.list, self._hint):
            column.addWidget(part)
        self.setFixedWidth(WIDTH)
        for part in (self.field, self.list):
            part.installEventFilter(self)
        self.field.textChanged.connect(lambda _: self._fill())
        self.list.row_activated.connect(lambda index: self._take(index, arm=False))

    def ask(self, at: QPoint, about: str, labels: LabelSet, recent: Sequence[str], armed: str | None) -> None:
        """Open at a place on the screen, with all labels. about: what would be labelled, "" if nothing is selected."""
        self._labels, self._recent, self._armed = labels, tuple(recent), armed
        self._can_label = bool(about)
        self.delegate.armed = armed
        self._about.setText(tr("Label «{words}» as…", words=about) if about else tr("Arm a label…"))
        self._hint.setText(
            tr("Enter labels it · Alt+Enter arms the label for each drag") if about else tr("Enter arms it")
        )
        self.field.clear()
        self._fill()
        # as high as all labels need; what is typed then changes nothing about it
        self.list.setFixedHeight(min(LIST_HEIGHT, max(LEAST_HEIGHT, self.list.verticalHeader().length())))
        self._column.activate()
        self.resize(WIDTH, self._column.totalHeightForWidth(WIDTH))  # adjustSize knows nothing of the lines of the hint
        room = self._parent.screen().availableGeometry()
        left = max(room.left(), min(at.x(), room.right() - self.width()))
        top = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.field.setFocus()

    @property
    def names(self) -> list[str]:
        """Give the labels that are listed, in order."""
        return [row.label.name for row in self.list.rows if isinstance(row, ChoiceRow)]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.field.set_theme(theme)
        self.list.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list, choose and leave with keys that are pressed in the field or in the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._step(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex(), arm=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return super().eventFilter(watched, event)
        return True

    def _fill(self) -> None:
        """Show the rows that fit, the best one current."""
        rows = rows_for(self._labels, self._recent, self.field.text())
        self.list.show_with_headings(rows)
        self.list.set_current(self.list.model_of_rows.beside(0, 1))
        self.list.scrollToTop()
        self._tell_current()

    def _step(self, by: int) -> None:
        model = self.list.model_of_rows
        last = len(model.rows) - 1
        here = self.list.currentIndex().row()
        wanted, direction = min(max(here + by, 0), last), 1 if by > 0 else -1
        target = model.beside(wanted, direction)
        if target is None:
            target = model.beside(wanted, -direction)
        if target is not None:
            self.list.set_current(target)
            if target == model.beside(0, 1):
                self.list.scrollToTop()  # with the heading above the first row
            self._tell_current()

    def _tell_current(self) -> None:
        """Say the current row to assistive technology, which watches the field."""
        index = self.list.currentIndex()
        row = self.list.rows[index.row()] if index.isValid() else None
        self.field.setAccessibleDescription(described(row) if row is not None else tr("No label fits"))

    def _take(self, index: QModelIndex, *, arm: bool) -> None:
        row = self.list.rows[index.row()] if index.isValid() else None
        if row is None or isinstance(row, Heading):
            return
        self.hide()
        if isinstance(row, NewLabelRow):
            self.added.emit(row.name)
        elif arm or not self._can_label:
            self.armed.emit(None if row.label.name == self._armed else row.label.name)
        else:
            self.chosen.emit(row.label.name)
