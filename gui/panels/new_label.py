"""The small window that asks for a new label's name and guideline."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gui.panels.label_words import name_problem, tidy
from gui.theme import SPACE
from gui.words import tr

WIDTH = 320


class NewLabelPopup(QFrame):
    """Ask for a name that no label has yet; Enter adds it, Escape leaves."""

    accepted = Signal(str, str)  # name, description

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("New label"))
        self._taken: frozenset[str] = frozenset()
        self._name = QLineEdit(placeholderText=tr("PERSON, Drug, Statute…"), maxLength=80)
        self._description = QLineEdit(placeholderText=tr("What counts, what does not (optional)"))
        self._problem = QLabel()
        self._problem.setProperty("role", "bad")
        self._add = QPushButton(tr("Add label"))
        self._add.setProperty("kind", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE // 2)
        for text, name, field in (
            (tr("Name"), tr("Name of the new label"), self._name),
            (tr("Guideline"), tr("Guideline of the new label"), self._description),
        ):
            caption = QLabel(text)
            caption.setProperty("role", "small")
            caption.setBuddy(field)
            field.setAccessibleName(name)
            field.setMinimumWidth(WIDTH - 4 * SPACE)
            field.returnPressed.connect(self._accept)
            layout.addWidget(caption)
            layout.addWidget(field)
            layout.addSpacing(SPACE // 2)
        row = QHBoxLayout()
        row.addWidget(self._problem, 1)
        row.addWidget(self._add)
        layout.addLayout(row)
        self._name.textChanged.connect(self._check)
        self._add.clicked.connect(self._accept)

    def ask(self, below: QWidget, taken: Collection[str]) -> None:
        """Open below a widget, empty. taken: the names there are."""
        self._taken = frozenset(taken)
        self._name.clear()
        self._description.clear()
        self._check()
        self.adjustSize()
        corner = below.mapToGlobal(below.rect().bottomLeft())
        room = below.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(corner.y() + SPACE // 2)
        self.move(corner)
        self.show()
        self._name.setFocus()

    def _wanted(self) -> str:
        return tidy(self._name.text())

    def _check(self) -> None:
        name = self._wanted()
        problem = name_problem(name, self._taken)
        self._problem.setText(problem if name else "")  # nobody is told off for an empty field
        self._add.setEnabled(not problem)

    def _accept(self) -> None:
        if self._add.isEnabled():
            self.hide()
            self.accepted.emit(self._wanted(), self._description.text().strip())
