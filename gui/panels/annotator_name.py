"""Who is labelling: a quiet line with the name, which becomes a field when it is to be changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from gui.icons import icon
from gui.panels.panel import tool_button
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.words import tr

LONGEST = 80


class AnnotatorName(QStackedWidget):
    """Show a name and let people write another one. Enter takes it, Escape leaves the old one."""

    name_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = ""
        self._words = ElidedLabel()
        self._words.setProperty("role", "muted")
        self._change = tool_button(
            "edit", tr("Change your name"), tr("Change the name that the history gives to you"), theme
        )
        self._field = QLineEdit(placeholderText=tr("Your name"), maxLength=LONGEST)
        self._field.setAccessibleName(tr("Your name in the history"))
        self._field.installEventFilter(self)
        shown = QWidget()
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._words, 1)
        row.addWidget(self._change)
        self.addWidget(shown)
        self.addWidget(self._field)
        self.setFixedHeight(self._field.sizeHint().height())
        self._change.clicked.connect(self._begin)
        self._field.returnPressed.connect(self._take)
        self.set_name("")

    def set_name(self, name: str) -> None:
        """Show a name. Emits nothing."""
        self._name = name
        self._words.setText(tr("You are {name}", name=name) if name else tr("You have no name here yet"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._change.setIcon(icon("edit", theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the field with Escape, or when something else is clicked."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # it is this field's own here, not the panel's
            elif event.type() == QEvent.Type.KeyPress:
                self._end()
                return True
        if event.type() == QEvent.Type.FocusOut and self.currentWidget() is self._field:
            self.setCurrentIndex(0)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._field.setText(self._name)
        self.setCurrentWidget(self._field)
        self._field.setFocus()
        self._field.selectAll()

    def _take(self) -> None:
        name = " ".join(self._field.text().split())
        self._end()
        if name and name != self._name:
            self.set_name(name)
            self.name_changed.emit(name)

    def _end(self) -> None:
        self.setCurrentIndex(0)
        self._change.setFocus()
