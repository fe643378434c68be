"""The small window in which a person writes a note."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.elided_label import ElidedLabel
from gui.words import tr

WIDTH, HEIGHT = 360, 200


class NotePopup(QFrame):
    """A field of several lines. Ctrl+Enter saves, and a click elsewhere does; only Escape leaves the note as it was."""

    saved = Signal(str)  # what is to be the note; "" takes it away

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("Note"))
        self._parent = parent
        self._keep = False
        self._about = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._about.setProperty("role", "small")
        self._field = QPlainTextEdit(placeholderText=tr("What is unclear here, what was decided and why…"))
        self._field.setTabChangesFocus(True)
        self._field.installEventFilter(self)
        hint = QLabel(tr("An empty note is removed."))
        hint.setProperty("role", "small")
        self._save = QPushButton(tr("Save"), toolTip=tr("Save the note (Ctrl+Enter)"))
        self._save.setProperty("kind", "primary")
        self._save.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        row.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._about)
        layout.addWidget(self._field, 1)
        layout.addLayout(row)

    def ask(self, about: str, note: str, at: QPoint) -> None:
        """Open with a note. about: says what it is on; at: the upper left corner, on the screen."""
        self._about.setText(about)
        self._field.setAccessibleName(about)
        self._field.setPlainText(note)
        self._field.moveCursor(QTextCursor.MoveOperation.End)
        self._keep = False
        self.resize(WIDTH, HEIGHT)
        room = self._parent.screen().availableGeometry()
        left = max(room.left(), min(at.x(), room.right() - self.width()))
        top = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save with Ctrl+Enter."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._keep = True
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell what was written, however the popup was closed: nobody's words get lost by a click beside it."""
        super().hideEvent(event)
        if not self._keep:
            self._keep = True
            self.saved.emit(self._written())

    def _written(self) -> str:
        # not toPlainText, which makes blanks of no-break blanks
        return self._field.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
