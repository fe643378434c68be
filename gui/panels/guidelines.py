"""What a label means: its guideline, and what it was given to so far in this project."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from engine.project.label_examples import Examples
from engine.text.labels import Label, LabelSet
from gui.icons import icon
from gui.panels.guideline_rows import FormRow, GuidelineDelegate, HitRow, described, rows_of, sample_words
from gui.panels.label_head import LabelHead
from gui.panels.label_words import followed, use_words
from gui.panels.panel import Panel, tool_button
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState
from gui.widgets.headed_list import HeadedList
from gui.widgets.tooltip import tooltip
from gui.words import tr, tr_later

NO_LABELS = tr_later(
    "A label is a kind of entity that you look for. What it means, and what it was given to, stands here."
)
NO_GUIDELINE = tr_later("No guideline yet. Say what counts and what does not, with examples.")
NO_SPANS = tr_later("No span has this label yet. Select words in the text and press its key.")
READING = tr_later("Reading…")
EDGE = SPACE + SPACE // 2


class GuidelinesPanel(Panel):
    """Show one label; the arrows in its name go to the others."""

    label_shown = Signal(object)  # str | None, another one than before
    edit_requested = Signal(object)  # the label's name; None: there is none to edit, add one
    form_chosen = Signal(str)
    hit_chosen = Signal(object)  # Hit

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("Guidelines"), "guidelines", theme)
        self._labels = LabelSet()
        self._name: str | None = None
        self.head = LabelHead(theme)
        self._previous = tool_button("chevron-up", tr("Label before"), tr("Label before (↑)"), theme)
        self._next = tool_button("chevron-down", tr("Next label"), tr("Next label (↓)"), theme)
        self._edit = tool_button("edit", tr("Edit the label"), tr("Edit the label and its guideline"), theme)
        self._facts = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._facts.setProperty("role", "small")
        self.guideline = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.guideline.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.guideline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setProperty("role", "reading")
        self._scroll.setAccessibleName(tr("Guideline"))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list = HeadedList(
            described, lambda row: tooltip(described(row)), GuidelineDelegate(theme), tr("Examples of the label")
        )
        self._no_spans = EmptyState("label", tr(NO_SPANS), theme)
        self._reading = EmptyState("search", tr(READING), theme)
        self._sample = QLabel()
        self._sample.setProperty("role", "small")
        self._no_labels = EmptyState("label", tr(NO_LABELS), theme, tr("Add a label…"))
        self._examples = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self.head.stepped.connect(self.step)
        self._previous.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        self._edit.clicked.connect(lambda: self.edit_requested.emit(self._name))
        self._no_labels.action_requested.connect(lambda: self.edit_requested.emit(None))
        self.list.row_activated.connect(self._choose)
        self.set_labels(self._labels)

    @property
    def name(self) -> str | None:
        """Give the label that is shown, None if there is none."""
        return self._name

    def set_labels(self, labels: LabelSet) -> None:
        """Take the labels; the one that is shown stays, whatever its name is now."""
        name = followed(self._name, self._labels, labels)
        self._labels = labels
        self._pages.setCurrentIndex(1 if labels else 0)
        self._show(name or next(iter(labels.names), None))

    def show_label(self, name: str) -> None:
        """Show a label of these."""
        if name in self._labels.names and name != self._name:
            self._show(name)

    def set_examples(self, examples: Examples) -> None:
        """Show what was read of a label, if it is the one that is shown."""
        if examples.label != self._name:
            return
        rows = rows_of(examples)
        self._show_facts(use_words(examples.use))
        scrolled = self.list.verticalScrollBar().value()
        self.list.show_with_headings(rows)
        self.list.verticalScrollBar().setValue(scrolled)
        self._sample.setText(sample_words(examples))
        self._sample.setVisible(bool(self._sample.text()))
        waits = not rows and not examples.complete
        self._examples.setCurrentWidget(self.list if rows else self._reading if waits else self._no_spans)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) label; behind the last one comes the first."""
        names = [label.name for some in self._labels.by_group().values() for label in some]
        if self._name in names:
            self._show(names[(names.index(self._name) + by) % len(names)])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self.head, self.list, self._no_spans, self._reading, self._no_labels):
            part.set_theme(theme)
        for button, name in ((self._previous, "chevron-up"), (self._next, "chevron-down"), (self._edit, "edit")):
            button.setIcon(icon(name, theme))

    def take_keyboard(self) -> None:
        """Put the keyboard where the arrows go through the labels."""
        if self._labels:
            self.head.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for examples below the guideline."""
        super().resizeEvent(event)
        self._fit_guideline()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.head, 1)
        for button in (self._previous, self._next, self._edit):
            row.addWidget(button)
        inside = QWidget()
        inside.setProperty("role", "clear")
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, SPACE, 0)
        words.addWidget(self.guideline)
        self._scroll.setWidget(inside)
        for part in (self._reading, self._no_spans, self.list):
            self._examples.addWidget(part)
        above = QVBoxLayout()
        above.setContentsMargins(EDGE, 0, EDGE, 0)
        above.setSpacing(SPACE // 2)
        above.addLayout(row)
        above.addWidget(self._facts)
        above.addSpacing(SPACE // 2)
        above.addWidget(self._scroll)
        below = QVBoxLayout()
        below.setContentsMargins(EDGE, 0, EDGE, SPACE)
        below.addWidget(self._sample)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(above)
        column.addWidget(self._examples, 1)
        column.addLayout(below)
        self._pages.addWidget(self._no_labels)
        self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)

    def _show(self, name: str | None) -> None:
        """Show a label with its guideline; examples of another one go at once."""
        changed, self._name = name != self._name, name
        label = self._labels.named(name) if name is not None else None
        self.head.set_label(label)
        self._show_guideline(label)
        if changed:
            self._show_facts("")
            self.list.show_with_headings([])
            self._sample.hide()
            self._examples.setCurrentWidget(self._reading)
            self.label_shown.emit(name)

    def _show_guideline(self, label: Label | None) -> None:
        words = label.description if label else ""
        self.guideline.setText(words or tr(NO_GUIDELINE))
        role = "" if words else "muted"
        if self.guideline.property("role") != role:
            self.guideline.setProperty("role", role)
            self.guideline.style().unpolish(self.guideline)
            self.guideline.style().polish(self.guideline)
        self._scroll.verticalScrollBar().setValue(0)
        self._fit_guideline()

    def _show_facts(self, use: str) -> None:
        label = self._labels.named(self._name) if self._name is not None else None
        self._facts.setText(" · ".join(part for part in (label.group if label else "", use) if part))

    def _fit_guideline(self) -> None:
        """Give a guideline the height it needs, but no more than two fifths of the panel.

        Whether it scrolls is decided here: a bar that came once would make the lines shorter, and so need itself.
        """
        width = self.width() - 2 * EDGE - SPACE - self._scroll.width() + self._scroll.maximumViewportSize().width()
        needed = self.guideline.heightForWidth(max(1, width)) + SPACE // 2
        most = self.height() * 2 // 5
        policy = Qt.ScrollBarPolicy
        self._scroll.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if needed <= most else policy.ScrollBarAlwaysOn
        )
        self._scroll.setFixedHeight(max(SPACE, min(needed, most)))

    def _choose(self, index: QModelIndex) -> None:
        row = self.list.rows[index.row()]
        if isinstance(row, HitRow):
            self.hit_chosen.emit(row.hit)
        elif isinstance(row, FormRow):
            self.form_chosen.emit(row.form)
