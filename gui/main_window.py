"""The window: a shell that arranges pages, panels, menus and the status line. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.actions import COMMANDS, make_actions
from gui.document_view import DocumentView
from gui.files import local_files
from gui.highlight_page import HighlightPage
from gui.keymap import Keymap
from gui.menus import Menus
from gui.panels.documents import DocumentsPanel
from gui.panels.entities import EntitiesPanel
from gui.panels.guidelines import GuidelinesPanel
from gui.panels.history import HistoryPanel
from gui.panels.label_bar import LabelBar
from gui.panels.note_line import NoteLine
from gui.panels.note_popup import NotePopup
from gui.panels.panel import Panel, first_focusable
from gui.panels.search import SearchPanel
from gui.panels.side_bar import SideBar
from gui.panels.suggestions import SuggestionsPanel
from gui.panels.tagger import TaggerPanel
from gui.settings import LANGUAGES, THEMES
from gui.theme import SPACE, Theme
from gui.welcome import WelcomePage
from gui.widgets.banner import Banner
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.toast import Toast


class Themed(Protocol):
    """A widget that takes its colours from a theme."""

    def set_theme(self, theme: Theme) -> None: ...  # noqa: D102


@runtime_checkable
class Keyed(Protocol):
    """A widget that prints keys of commands."""

    def set_keys(self, keymap: Keymap) -> None: ...  # noqa: D102


class MainWindow(QMainWindow):
    """Holds the widgets as attributes; ``gui.app`` wires them."""

    closing = Signal()
    files_dropped = Signal(object)  # list[Path], anywhere but on the documents panel

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setMinimumSize(860, 560)
        self.resize(1280, 820)
        self.setAcceptDrops(True)
        self.may_close: Callable[[], bool] = lambda: True

        self.view = DocumentView(theme)
        self.highlight_view = DocumentView(theme)
        self.welcome = WelcomePage(theme)
        self.documents = DocumentsPanel(theme)
        self.label_bar = LabelBar(theme)
        self.note_line = NoteLine(theme)
        self.note_popup = NotePopup(self)
        self.entities = EntitiesPanel(theme)
        self.suggestions = SuggestionsPanel(theme)
        self.tagger = TaggerPanel(theme)
        self.search = SearchPanel(theme)
        self.history = HistoryPanel(theme)
        self.guidelines = GuidelinesPanel(theme)
        self.side_bar = SideBar(theme)
        self.highlight_page = HighlightPage(self.highlight_view, theme)

        self.text_column = QSplitter(Qt.Orientation.Vertical)  # the text and, when it is asked for, a pane below it
        self.columns = QSplitter(Qt.Orientation.Horizontal)  # documents, text, side bar
        self.banner = Banner(theme)
        self.workspace = self._make_workspace()
        self.pages = QStackedWidget()
        for page in (self.welcome, self.workspace, self.highlight_page):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.toast = Toast(self.pages, theme)
        self.dialogs: list[Themed] = []  # windows that are made when they are asked for

        self.commands = make_actions(self, self.view)
        self.menus = Menus(self.menuBar(), self.commands, theme)
        themes = QActionGroup(self)
        for name in THEMES:
            self.commands[f"theme_{name}"].setCheckable(True)
            themes.addAction(self.commands[f"theme_{name}"])
        languages = QActionGroup(self)
        for name in LANGUAGES:
            languages.addAction(self.commands[f"language_{name}"])
        self.tagger_status = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.place_status = QLabel()
        self.saved_status = QLabel()
        self.armed_status = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.statusBar().setContentsMargins(SPACE // 2, 0, SPACE // 2, 0)
        self.statusBar().addWidget(self.tagger_status, 1)
        self.statusBar().addPermanentWidget(self.armed_status)
        self.statusBar().addPermanentWidget(self.place_status)
        self.statusBar().addPermanentWidget(self.saved_status)
        self.statusBar().setSizeGripEnabled(False)

    @property
    def themed(self) -> tuple[Themed, ...]:
        """Give every widget that draws with the theme."""
        return (
            self.view, self.highlight_view, self.welcome, self.documents, self.label_bar, self.note_line, self.entities,
            self.suggestions, self.tagger, self.search, self.history, self.guidelines, self.side_bar,
            self.highlight_page, self.toast, self.banner, self.menus, *self.dialogs,
        )  # fmt: skip

    @property
    def keyed(self) -> tuple[Keyed, ...]:
        """Give every widget that prints keys of commands."""
        panels = (self.side_bar, self.tagger, self.suggestions, self.note_line, self.welcome)
        return (*panels, *(dialog for dialog in self.dialogs if isinstance(dialog, Keyed)))

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front; commands of the project are off while there is none to see."""
        self.pages.setCurrentWidget(page)
        working = page is self.workspace
        for command in COMMANDS:
            if command.needs_project:
                self.commands[command.name].setEnabled(working)
        self.statusBar().setVisible(working)

    def restore(self, geometry: QByteArray) -> None:
        """Take the place and size of the last time."""
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)

    def toggle(self, panel: QWidget) -> None:
        """Show or hide a side panel; the text column keeps its place on the screen as far as it fits."""
        panel.setVisible(not panel.isVisible())

    def show_panel(self, panel: Panel) -> None:
        """Bring a panel of the side bar to the front, with the keyboard in it."""
        self.side_bar.show()
        self.side_bar.show_panel(panel.title)
        panel.take_keyboard()

    def focus_next_pane(self) -> None:
        """Move the focus to the next visible pane: documents, labels, text, what is below it, side bar, messages."""
        column = self.text_column
        texts = [pane for n in range(column.count()) if (pane := column.widget(n)) is not None]
        panes = [p for p in (self.documents, self.label_bar, *texts, self.side_bar, self.toast) if p.isVisible()]
        focused = self.focusWidget()
        here = next((i for i, p in enumerate(panes) if focused and (p is focused or p.isAncestorOf(focused))), 0)
        pane = panes[(here + 1) % len(panes)]
        if isinstance(pane, Panel):
            pane.take_keyboard()
        else:
            target = pane if pane.focusPolicy() & Qt.FocusPolicy.TabFocus else first_focusable(pane)
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whether the window may go, then say that it does, while everything is still there."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this machine."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass the files on."""
        event.acceptProposedAction()
        self.files_dropped.emit(local_files(event.mimeData()))

    def _make_workspace(self) -> QWidget:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.label_bar)
        column.addWidget(self.note_line)
        self.text_column.addWidget(self.view)
        self.text_column.setChildrenCollapsible(False)
        self.text_column.setHandleWidth(1)
        column.addWidget(self.text_column, 1)
        for panel, command_name in (
            (self.entities, "show_entities"),
            (self.suggestions, "show_suggestions"),
            (self.tagger, "show_tagger"),
            (self.search, "find"),
            (self.history, "show_history"),
            (self.guidelines, "show_guidelines"),
        ):
            self.side_bar.add_panel(panel.title, panel, command_name)
        splitter = self.columns
        for widget in (self.documents, centre, self.side_bar):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([270, 700, 310])
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        workspace = QWidget()
        rows = QVBoxLayout(workspace)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.banner)
        rows.addWidget(splitter, 1)
        return workspace
