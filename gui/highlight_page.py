"""The page that lights up the entities of any text, with any tagger, in one click."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.text.labels import Label
from export.entity_table import EntityTable
from gui.icons import icon
from gui.panels.entities import EntitiesPanel
from gui.panels.entity_filter import EntityFilter
from gui.style import elided
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState
from gui.widgets.file_drop import FileDrop
from gui.words import decimal, number, percent, tr, tr_later, tr_n

TEACH = tr_later("Drop a text here, paste one, or open a file. Its entities light up at once.")
TEACH_TAGGER = tr_later("Choose a tagger above, then drop a text here, paste one, or open a file.")
NO_TAGGER = tr_later("Choose a tagger to find the entities of this text.")
NO_TEXT = tr_later("Entities appear here when a text is open.")
EXPORTS = {
    tr_later("HTML page"): "html",
    tr_later("JSON Lines"): "jsonl",
    tr_later("CoNLL columns"): "conll",
    "CSV": "csv",
    tr_later("brat (folder)"): "brat",
}
ADD = tr_later("Add the text to the project as a document, with its entities as suggestions")
NO_ENTITIES = tr_later("No entities found.")
NO_PROJECT = tr_later("Open a project first: there is none to add the text to")
BAR_HEIGHT = 48
FOOT_HEIGHT = 36
PANEL_WIDTH = 320
TAGGER_WIDTH = 220
TITLE_ROOM = 24 * SPACE
"""Where less is left for the title, in logical pixels, the buttons are icons alone."""
STEPS = 1000


class HighlightPage(QWidget):
    """A text that is given as a view, its entities beside it, and what one can do with both."""

    back_requested = Signal()
    open_text_requested = Signal()
    paste_requested = Signal()
    choose_tagger_requested = Signal()
    add_requested = Signal()
    export_requested = Signal(str)  # html, jsonl, conll, csv or brat
    entity_chosen = Signal(int, int)
    filter_changed = Signal(object, float)  # frozenset[str], least confidence
    cancel_requested = Signal()
    resume_requested = Signal()
    files_dropped = Signal(object)  # list[Path]
    text_dropped = Signal(str)

    def __init__(self, view: QWidget, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found = 0
        self._can_add = False
        self._share: float | None = None
        self._stopped_at: float | None = None
        self._has_text = self._has_tagger = False
        self._icons: list[tuple[QPushButton, str]] = []
        self.setAccessibleName(tr("Highlight a text"))
        self._back = self._button("arrow-left", tr("Back"), tr("Back (Esc)"), kind="flat")
        self._title = ElidedLabel()
        self._title.setProperty("role", "title")
        self._open = self._button("folder", tr("Open text…"), tr("Open a text file"))
        self._paste = self._button("paste", tr("Paste"), tr("Highlight the clipboard's text (Ctrl+V)"))
        self._tagger = self._button("tagger", "", "")
        self._add = self._button("document-add", tr("Add to project"), tr(ADD))
        self._export = self._button("export", tr("Export…"), tr("Save the text with its entities"))
        self._export.setMenu(self._make_export_menu())
        able = (self._open, self._paste, self._add, self._export)  # to do without their words
        self._words = {button: button.text() for button in able}
        self._filter = EntityFilter(theme)
        self._panel = EntitiesPanel(theme, tr(NO_TEXT))
        self._panel.body.insertWidget(0, self._filter)
        self._teach = EmptyState("highlight", tr(TEACH), theme, tr("Open text…"))
        self._teach.setProperty("role", "page")
        self._teach.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._teach)
        self._pages.addWidget(view)
        self._status = QLabel()
        self._status.setProperty("role", "muted")
        self._progress = QProgressBar(textVisible=False, maximum=STEPS)
        self._progress.setAccessibleName(tr("Progress of highlighting"))
        self._progress.setFixedWidth(20 * SPACE)
        self._cancel = self._button("", tr("Cancel"), tr("Stop here; what was found stays"), kind="flat")
        self._resume = self._button("", tr("Go on"), tr("Read the rest of the text"), kind="flat")
        self._build()
        self._drop = FileDrop(self, tr("Drop to highlight this text"), theme, takes_text=True)
        self._connect()
        self.set_tagger(None, None)
        self.set_document(None)
        self.set_progress(None)
        self.set_theme(theme)

    def set_document(self, title: str | None) -> None:
        """Show the view under a title; None: show how to begin."""
        self._has_text = title is not None
        self._title.setText(title if title is not None else tr("Highlight a text"))
        self._pages.setCurrentIndex(1 if self._has_text else 0)
        self._stopped_at = None
        self._panel.forget_caret()
        self._say_why_empty()
        self._enable()
        self._show_status()

    def set_tagger(self, name: str | None, f1: float | None) -> None:
        """Show which tagger is used; None: none is chosen yet."""
        self._has_tagger = name is not None
        self._teach.set_text(tr(TEACH if self._has_tagger else TEACH_TAGGER))
        self._say_why_empty()
        self._enable()
        whole = tr("Choose tagger…")
        if name is not None:
            whole = name if f1 is None else f"{name} · F1 {decimal(f1)}"
        self._tagger.setText(elided(self._tagger.font(), whole, TAGGER_WIDTH - 6 * SPACE))
        another = f"{whole}\n{tr('Choose another tagger…')}"
        self._tagger.setToolTip(another if name else tr("Choose a tagger (an ONNX file)"))
        self._tagger.setAccessibleName(tr("Tagger: {name}", name=whole))
        self._fit_bar()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Take the tagger's labels, their order and colours."""
        labels = list(labels)
        self._filter.set_labels(labels)
        self._panel.set_labels(labels)
        self._panel.set_filter(self._filter.labels, self._filter.least)

    def set_entities(self, entities: EntityTable) -> None:
        """Take all entities found so far; the panel shows those that pass the filter, at most a few times a second."""
        self._found = len(entities)
        self._panel.set_entities(entities)
        self._show_status()

    def set_can_add(self, can_add: bool) -> None:
        """Tell whether there is a project that the text can be added to."""
        self._can_add = can_add
        self._enable()

    def set_progress(self, share: float | None, stopped_at: float | None = None) -> None:
        """Show how much of the text is read, in [0, 1]; None: nothing is going on. stopped_at: where it broke off."""
        self._share, self._stopped_at = share, stopped_at
        self._progress.setVisible(share is not None)
        self._cancel.setVisible(share is not None)
        self._resume.setVisible(stopped_at is not None)
        self._progress.setValue(round(STEPS * (share or 0.0)))
        self._enable()
        if share is None:
            self._panel.flush()
        self._show_status()

    def set_caret(self, position: int) -> None:
        """Take the code point where the caret is, and mark the entity there in the list. Emits nothing."""
        self._panel.set_caret(position)

    def step_entity(self, by: int) -> None:
        """Go to the next (1) or previous (-1) entity that is shown."""
        self._panel.step(by)

    @property
    def list_has_keyboard(self) -> bool:
        """Tell whether a person is going through the list of entities with the keyboard."""
        return self._panel.has_keyboard

    @property
    def shown_labels(self) -> frozenset[str]:
        """Give the labels whose entities are shown."""
        return self._filter.labels

    @property
    def least_confidence(self) -> float:
        """Give the confidence from which on entities are shown, in [0, 1]."""
        return self._filter.least

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme (the view's own are not touched)."""
        self._theme = theme
        for button, name in self._icons:
            button.setIcon(icon(name, theme))
        for part in (self._filter, self._panel, self._teach, self._drop):
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the title."""
        super().resizeEvent(event)
        self._fit_bar()

    def _fit_bar(self) -> None:
        """Put words on the buttons where the title has room beside them, else leave them to tooltips."""
        for button, words in self._words.items():
            button.setText(words)
        others = (self._back, *self._words, self._tagger)
        needed = sum(widget.sizeHint().width() + SPACE for widget in others) + 3 * SPACE + TITLE_ROOM
        if needed > self.width():
            for button in self._words:
                button.setText("")

    def _button(self, icon_name: str, text: str, tooltip: str, kind: str = "") -> QPushButton:
        button: QPushButton = QPushButton(text, toolTip=tooltip, iconSize=QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text.rstrip("…"))
        if kind:
            button.setProperty("kind", kind)
        if icon_name:
            self._icons.append((button, icon_name))
        return button

    def _make_export_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, name in EXPORTS.items():
            menu.addAction(tr(text)).triggered.connect(lambda _=False, name=name: self.export_requested.emit(name))
        return menu

    def _build(self) -> None:
        bar, foot = QWidget(), QWidget()
        bar.setFixedHeight(BAR_HEIGHT)
        foot.setFixedHeight(FOOT_HEIGHT)
        for area in (bar, foot):
            area.setProperty("role", "surface")
            area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top = QHBoxLayout(bar)
        top.setContentsMargins(SPACE, 0, SPACE + SPACE // 2, 0)
        top.setSpacing(SPACE)
        top.addWidget(self._back)
        top.addWidget(self._title, 1)
        for button in (self._open, self._paste, self._tagger, self._add, self._export):
            top.addWidget(button)
        bottom = QHBoxLayout(foot)
        bottom.setContentsMargins(SPACE + SPACE // 2, 0, SPACE, 0)
        bottom.setSpacing(SPACE)
        bottom.addWidget(self._status)
        bottom.addStretch()
        bottom.addWidget(self._progress)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self._resume)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._pages)
        splitter.addWidget(self._panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([900, PANEL_WIDTH])
        self._panel.setMinimumWidth(PANEL_WIDTH - 8 * SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (bar, _hairline(), splitter, _hairline(), foot):
            layout.addWidget(part, 1 if part is splitter else 0)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._open.clicked.connect(self.open_text_requested)
        self._teach.action_requested.connect(self.open_text_requested)
        self._paste.clicked.connect(self.paste_requested)
        self._tagger.clicked.connect(self.choose_tagger_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._resume.clicked.connect(self.resume_requested)
        self._add.clicked.connect(self.add_requested)
        self._panel.entity_chosen.connect(self.entity_chosen)
        self._drop.dropped.connect(self.files_dropped)
        self._drop.text_dropped.connect(self.text_dropped)
        self._panel.refreshed.connect(self._on_refreshed)
        self._filter.changed.connect(self._on_filter)

    def _on_filter(self, labels: frozenset[str], least: float) -> None:
        self._panel.set_filter(labels, least)
        self.filter_changed.emit(labels, least)

    def _on_refreshed(self) -> None:
        self._filter.set_counts(self._panel.listing.label_counts)
        self._show_status()

    def _enable(self) -> None:
        """Let a text be exported or added once it is read: half of the entities would pass for all."""
        why = ""
        if not self._has_text:
            why = tr("Open a text first")
        elif not self._has_tagger:
            why = tr("Choose a tagger first")
        elif self._share is not None:
            why = tr("The text is still being read")
        elif self._stopped_at is not None:
            why = tr("The text was not read to its end")
        self._export.setEnabled(not why)
        self._add.setEnabled(not why and self._can_add)
        self._add.setToolTip(why or tr(ADD if self._can_add else NO_PROJECT))
        self._export.setToolTip(why or tr("Save the text with its entities"))

    def _say_why_empty(self) -> None:
        found = tr(NO_ENTITIES) if self._has_tagger else tr(NO_TAGGER)
        self._panel.set_empty_text(found if self._has_text else tr(NO_TEXT))

    def _show_status(self) -> None:
        found = tr_n(self._found, "{n} entity", "{n} entities")
        if self._stopped_at is not None:
            found = tr("Stopped at {share} · {found}", share=percent(self._stopped_at), found=found)
        if self._share is not None:
            self._status.setText(tr("Reading… {share} · {found}", share=percent(self._share), found=found))
            return
        hidden = self._panel.listing.hidden
        aside = f" · {tr('{n} hidden by the filter', n=number(hidden))}" if hidden else ""
        self._status.setText(found + aside if self._has_text else "")


def _hairline() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
