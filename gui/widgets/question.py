"""A sentence, what it means, and a button for each answer: what Gatelight asks before it does something."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.theme import SPACE

WORDS_WIDTH = 420
SIGN_PX = 32
Role = QDialogButtonBox.ButtonRole


class Question(QDialog):
    """Ask something; ``answer`` is the button that was pressed, None when the question was left.

    Not a QMessageBox: that one takes half of a screen at most, on a small one cuts the words of its buttons, and draws
    signs that belong to no theme. sign: drawn beside the words, ``sign_px`` logical
    pixels large.
    """

    def __init__(
        self,
        title: str,
        question: str,
        details: str,
        parent: QWidget,
        sign: QIcon | None = None,
        sign_px: int = SIGN_PX,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.answer: QAbstractButton | None = None
        self._words = (_words(question, "heading"), _words(details))
        self._box = QDialogButtonBox()
        self._box.clicked.connect(self._take)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        if sign is not None:
            picture = QLabel()
            picture.setPixmap(sign.pixmap(QSize(sign_px, sign_px), self.devicePixelRatioF()))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        for label in self._words:
            words.addWidget(label)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(row)
        column.addStretch()
        column.addWidget(self._box)

    @property
    def text(self) -> str:
        """Give all that it says."""
        return " ".join(label.text() for label in self._words)

    @property
    def buttons(self) -> list[QAbstractButton]:
        """Give the buttons, in the order that the system has for them."""
        return self._box.buttons()

    def add(self, words: str, role: Role, *, default: bool = False) -> QAbstractButton:
        """Add an answer. default: Enter gives it, and it is the bright one."""
        button = self._box.addButton(words, role)
        button.setAutoDefault(False)  # else the one with the keyboard would seem to be the default
        if default:
            button.setProperty("kind", "primary")
            button.style().polish(button)
            button.setDefault(True)
            button.setFocus()
        return button

    def add_leave(
        self, which: QDialogButtonBox.StandardButton = QDialogButtonBox.StandardButton.Cancel, *, default: bool = False
    ) -> QAbstractButton:
        """Add what leaves everything as it is. default: Enter does no harm."""
        button = self._box.addButton(which)
        button.setDefault(default)
        if default:
            button.setFocus()
        return button

    def _take(self, button: QAbstractButton) -> None:
        if self._box.buttonRole(button) == Role.RejectRole:
            self.reject()
        else:
            self.answer = button
            self.accept()


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setMinimumWidth(WORDS_WIDTH)
    return label
