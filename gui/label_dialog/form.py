"""What can be said about one label: its name, its key, its colour and its guideline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from engine.text.labels import KEYS, PALETTE_SIZE, Label, LabelSet
from gui.label_dialog.choices import ChoiceGrid, KeyCap, Swatch
from gui.panels.label_words import name_problem, tidy
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.words import tr, tr_later

Revision = Callable[[Label], Label]
"""What a person wants of a label: a function from what it is like by then."""

LONGEST_NAME = 80
GUIDELINE = tr_later("What counts, what does not, with examples")


class LabelForm(QWidget):
    """The fields of a label. Each tells what was asked for as soon as it is left, chosen or confirmed."""

    changed = Signal(str, object)  # the label's name, Revision
    merge_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._label: Label | None = None
        self._labels = LabelSet()
        self.name = QLineEdit(maxLength=LONGEST_NAME)
        self.problem = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.problem.setProperty("role", "bad")
        self.colours = ChoiceGrid(tr("Colour"), [Swatch(n, theme) for n in range(PALETTE_SIZE)], PALETTE_SIZE)
        self.keys = ChoiceGrid(tr("Key"), [KeyCap(key, theme) for key in (*KEYS, "")], 12)
        self.key_hint = ElidedLabel()
        self.key_hint.setProperty("role", "small")
        self.guideline = QPlainTextEdit(placeholderText=tr(GUIDELINE), tabChangesFocus=True)
        self.guideline.setMinimumHeight(72)
        self.merge = QPushButton(tr("Merge into…"))
        self.delete = QPushButton(tr("Delete…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for caption, field in (
            (tr("&Name"), self.name),
            (tr("&Colour"), self.colours),
            (tr("&Key"), self.keys),
            (tr("&Guideline"), self.guideline),
        ):
            column.addWidget(self._caption(caption, field))
            column.addWidget(field, int(field is self.guideline))
            if field is self.name:
                column.addWidget(self.problem)
            elif field is self.keys:
                column.addWidget(self.key_hint)
            column.addSpacing(SPACE)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addStretch(1)
        row.addWidget(self.merge)
        row.addWidget(self.delete)
        column.addLayout(row)
        self.name.setAccessibleName(tr("Name of the label"))
        self.guideline.setAccessibleName(tr("Guideline of the label"))
        self.name.textEdited.connect(self._check)
        self.name.editingFinished.connect(self._rename)
        self.guideline.installEventFilter(self)
        self.name.installEventFilter(self)
        self.colours.chosen.connect(lambda colour: self._tell(partial(replace, colour=colour)))
        self.keys.chosen.connect(lambda number: self._tell(partial(replace, key=(*KEYS, "")[number])))
        self.keys.pointed_at.connect(self._show_key_hint)
        self.merge.clicked.connect(lambda: self._label and self.merge_requested.emit(self._label.name))
        self.delete.clicked.connect(lambda: self._label and self.delete_requested.emit(self._label.name))
        self.set_label(None, self._labels)

    def set_label(self, label: Label | None, labels: LabelSet, *, same: bool = False) -> None:
        """Show a label of these. same: it is the one that is shown; what is being typed stays."""
        self._label, self._labels = label, labels
        self.setEnabled(label is not None)
        self.merge.setEnabled(len(labels) > 1)
        typing = self.name.isModified(), self.guideline.document().isModified()
        if not (same and typing[0]):
            self.name.setText(label.name if label else "")
            self.name.setModified(False)
            self.name.setCursorPosition(0)
        if not (same and typing[1]):
            words = label.description if label else ""
            if words != self.guideline.toPlainText():
                self.guideline.setPlainText(words)
            self.guideline.document().setModified(False)
        self._check()
        self._show_choices()

    def commit(self) -> None:
        """Tell what was typed and not yet told."""
        self._rename()
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.colours.set_theme(theme)
        self.keys.set_theme(theme)
        self._show_choices()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the guideline when it is left; Escape gives the name back that the label has."""
        if watched is self.guideline and event.type() == QEvent.Type.FocusOut:
            self._describe()
        if watched is self.name and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.key() == Qt.Key.Key_Escape and self._give_name_back()
        return super().eventFilter(watched, event)

    def _give_name_back(self) -> bool:
        """Forget what was typed as a name; tell whether there was anything."""
        if self._label is None or not self.name.isModified():
            return False
        self.name.setText(self._label.name)
        self.name.setModified(False)
        self._check()
        return True

    @staticmethod
    def _caption(text: str, field: QWidget) -> QLabel:
        caption = QLabel(text)
        caption.setProperty("role", "small")
        caption.setBuddy(field.choices[0] if isinstance(field, ChoiceGrid) else field)
        return caption

    def _show_choices(self) -> None:
        label = self._label
        self.colours.set_chosen(label.colour if label else None)
        keys = (*KEYS, "")
        owners = {other.key: other for other in self._labels if other.key}
        self.keys.set_chosen(keys.index(label.key) if label and label.key in keys else None)
        for cap in self.keys.choices:
            assert isinstance(cap, KeyCap)
            owner = owners.get(cap.key)
            cap.colours = self._theme.label(owner.colour) if owner else None
            cap.set_hint(self._hint(cap.key, owner))
            cap.update()

    def _hint(self, key: str, owner: Label | None) -> str:
        mine = self._label is not None and key == self._label.key
        if not key:
            return tr("It has no key.") if mine else tr("Take its key away.")
        if mine:
            name = self._label.name if self._label else ""
            return tr("{key} labels the selection as {label}.", key=key.upper(), label=name)
        if owner is not None:
            words = tr_later("{key} is the key of {label}, which would have none then.")
            return tr(words, key=key.upper(), label=owner.name)
        return tr("{key} is free.", key=key.upper())

    def _show_key_hint(self, hint: str) -> None:
        label = self._label
        self.key_hint.setText(hint or (self._hint(label.key, label) if label else ""))

    def _others(self) -> set[str]:
        return {other.name for other in self._labels if other != self._label}

    def _check(self) -> None:
        wrong = name_problem(tidy(self.name.text()), self._others()) if self._label else ""
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        self._show_key_hint("")

    def _rename(self) -> None:
        name, label = tidy(self.name.text()), self._label
        if label is None or not self.name.isModified() or name_problem(name, self._others()):
            return
        self.name.setModified(False)
        if name != label.name:
            self._tell(partial(replace, name=name))

    def _describe(self) -> None:
        # Qt gives a no-break space back as a blank; in a guideline that does no harm.
        words = self.guideline.toPlainText().strip()
        if self._label is not None and self.guideline.document().isModified():
            self.guideline.document().setModified(False)
            if words != self._label.description:
                self._tell(partial(replace, description=words))

    def _tell(self, revision: Revision) -> None:
        if self._label is not None:
            self.changed.emit(self._label.name, revision)
