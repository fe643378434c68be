"""The question before a label goes that has spans: what shall become of them?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from engine.project.annotate import shorten
from engine.project.label_actions import LabelUse
from engine.text.labels import LabelSet
from gui.panels.label_words import removal_words, undo_words
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.words import tr, tr_n

WIDTH = 420


class RemovalQuestion(QDialog):
    """Say how much a label is used, and ask whether its spans go too or become another label's."""

    deleted = Signal(str)
    merged = Signal(str, str)  # the label, and the one that its spans become

    def __init__(
        self, name: str, use: LabelUse, labels: LabelSet, theme: Theme, parent: QWidget, *, merge: bool = False
    ) -> None:
        super().__init__(parent)
        self._name, self._use = name, use
        others = [other for other in labels.names if other != name]
        short = shorten(name)
        self.setWindowTitle(tr("Merge {name}", name=short) if merge else tr("Delete {name}", name=short))
        self.setMinimumWidth(WIDTH)
        self.has = QLabel(wordWrap=True)
        self.has.setProperty("role", "heading")
        self.becomes = QLabel(wordWrap=True)
        self.becomes.setMinimumHeight(3 * self.becomes.fontMetrics().lineSpacing())
        spans = max(1, use.spans)
        self.delete = QRadioButton(tr_n(spans, "Remove its span", "Remove its spans"))
        self.merge = QRadioButton(tr_n(spans, "Give it the label", "Give them the label"))
        self.into = DropDown(tr("The label that the spans become"), theme)
        self.into.addItems(others)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setProperty("kind", "primary")
        choice = QHBoxLayout()
        choice.setSpacing(SPACE)
        choice.addWidget(self.merge)
        choice.addWidget(self.into, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.has)
        column.addWidget(self.delete)
        column.addLayout(choice)
        column.addSpacing(SPACE // 2)
        column.addWidget(self.becomes)
        column.addStretch(1)
        column.addWidget(buttons)
        for radio in (self.delete, self.merge):
            radio.toggled.connect(self._show)
        self.into.currentIndexChanged.connect(self._show)
        self.into.activated.connect(lambda: self.merge.setChecked(True))
        self.accept_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._tell)
        self.merge.setEnabled(bool(others))
        self.into.setEnabled(bool(others))
        (self.merge if merge and others else self.delete).setChecked(True)
        self._show()

    def _show(self) -> None:
        into = self.into.currentText() if self.merge.isChecked() else ""
        has, becomes = removal_words(self._name, self._use, into)
        self.has.setText(has)
        self.becomes.setText(f"{becomes} {undo_words(self._use)}")
        self.accept_button.setText(tr("Merge") if into else tr("Delete"))

    def _tell(self) -> None:
        if self.merge.isChecked():
            self.merged.emit(self._name, self.into.currentText())
        else:
            self.deleted.emit(self._name)
