"""The window «Text»: font, size, lines and column. It stays beside the text, which shows each change at once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gui.document_view import ColumnWidth, LineHeight, TextStyle
from gui.document_view.area import GREATEST_ZOOM, LEAST_ZOOM, ZOOM_STEP
from gui.document_view.typography import MONOSPACE, SERIF
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.words import tr, tr_later

_FAMILIES = {
    "": tr_later("Sans serif of the system"),
    SERIF: tr_later("Serif of the system"),
    MONOSPACE: tr_later("Monospace of the system"),
}
_LINE_HEIGHTS: Mapping[StrEnum, str] = {
    LineHeight.COMPACT: tr_later("Compact"),
    LineHeight.NORMAL: tr_later("Normal"),
    LineHeight.AIRY: tr_later("Airy"),
}
_COLUMNS: Mapping[StrEnum, str] = {
    ColumnWidth.NARROW: tr_later("Narrow"),
    ColumnWidth.NORMAL: tr_later("Normal"),
    ColumnWidth.WIDE: tr_later("Wide"),
    ColumnWidth.FULL: tr_later("Full"),
}
_ENTRIES_SHOWN = 20


class TextDialog(QDialog):
    """Show how texts are set and tell what a person wants instead."""

    style_chosen = Signal(object)  # TextStyle
    zoom_chosen = Signal(int)  # per cent

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Text"))
        self._showing = False
        self._family = DropDown(tr("Font"), theme)
        self._family.setMaxVisibleItems(_ENTRIES_SHOWN)
        for family, words in _FAMILIES.items():
            self._family.addItem(tr(words), family)
        self._family.insertSeparator(self._family.count())
        for family in QFontDatabase.families():
            if not QFontDatabase.isPrivateFamily(family):
                self._family.addItem(family, family)
        self._zoom = QSlider(Qt.Orientation.Horizontal)
        self._zoom.setRange(LEAST_ZOOM // ZOOM_STEP, GREATEST_ZOOM // ZOOM_STEP)
        self._zoom.setPageStep(1)
        self._zoom.setAccessibleName(tr("Size"))
        self._percent = QLabel()
        self._percent.setFixedWidth(6 * SPACE)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._line_height = _Choice(tr("Line height"), _LINE_HEIGHTS)
        self._column = _Choice(tr("Column width"), _COLUMNS)
        self._reset = QPushButton(tr("Back to normal"))
        self._close = QPushButton(tr("Close"))
        for button in (self._reset, self._close):
            button.setAutoDefault(False)
        self._build()
        self._connect()
        self.set_style(TextStyle())
        self.set_zoom(100)

    def set_style(self, style: TextStyle) -> None:
        """Show how texts are set. Emits nothing."""
        self._showing = True
        place = self._family.findData(style.family)
        self._family.setCurrentIndex(max(0, place))  # a font that is not there any more is not used either
        self._line_height.take(style.line_height)
        self._column.take(style.column)
        self._showing = False

    def set_zoom(self, percent: int) -> None:
        """Show how large the text is. Emits nothing."""
        self._showing = True
        self._zoom.setValue(round(percent / ZOOM_STEP))
        self._percent.setText(tr("{percent}%", percent=percent))
        self._showing = False

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._family.set_theme(theme)

    def open_beside_text(self) -> None:
        """Open at the lower right of the window, where it covers no first line and no beginning."""
        window = self.parentWidget()
        if not self.isVisible() and window is not None:
            self.adjustSize()
            corner = QPoint(window.width() - self.width() - 3 * SPACE, window.height() - self.height() - 8 * SPACE)
            self.move(window.mapToGlobal(corner))
        self.show()
        self.raise_()
        self.activateWindow()
        self._family.setFocus()

    def _build(self) -> None:
        size = QHBoxLayout()
        size.addWidget(self._zoom, 1)
        size.addWidget(self._percent)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * SPACE)
        form.setVerticalSpacing(SPACE + SPACE // 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("Font"), self._family)
        form.addRow(tr("Size"), size)
        form.addRow(tr("Line height"), self._line_height)
        form.addRow(tr("Column width"), self._column)
        buttons = QHBoxLayout()
        buttons.addWidget(self._reset)
        buttons.addStretch()
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(form)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._family.currentIndexChanged.connect(self._tell)
        self._line_height.chosen.connect(self._tell)
        self._column.chosen.connect(self._tell)
        self._zoom.valueChanged.connect(self._tell_zoom)
        self._reset.clicked.connect(self._go_back)
        self._close.clicked.connect(self.close)

    def _tell(self) -> None:
        if not self._showing:
            family = str(self._family.currentData())
            heights, columns = self._line_height.taken, self._column.taken
            self.style_chosen.emit(TextStyle(family, LineHeight(heights), ColumnWidth(columns)))

    def _tell_zoom(self, steps: int) -> None:
        if not self._showing:
            self.zoom_chosen.emit(steps * ZOOM_STEP)

    def _go_back(self) -> None:
        self.set_style(TextStyle())
        self._tell()
        self.zoom_chosen.emit(100)


class _Choice(QWidget):
    """A few words in a row, one of them taken."""

    chosen = Signal()

    def __init__(self, name: str, words: Mapping[StrEnum, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = list(words)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        for number, value in enumerate(self._values):
            button = QRadioButton(tr(words[value]))
            button.setAccessibleName(tr("{setting}: {choice}", setting=name, choice=tr(words[value])))
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch()
        self._group.idToggled.connect(self._on_toggled)

    @property
    def taken(self) -> StrEnum:
        """Give the value that is taken."""
        return self._values[self._group.checkedId()]

    def take(self, value: StrEnum) -> None:
        """Take a value."""
        self._group.button(self._values.index(value)).setChecked(True)

    def _on_toggled(self, _number: int, checked: bool) -> None:
        if checked:  # of the two that change, the one that is taken now
            self.chosen.emit()
