"""The window of the work meter: what it is, its switch, this session and the days before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.widgets.empty_state import EmptyState
from gui.widgets.tick_box import TickBox
from gui.words import number, tr, tr_later
from gui.work_meter.bars import Bars
from gui.work_meter.figures import MEASURES, Day, Figures, Session, by_day, day_words, time_words

ABOUT = tr_later(
    "The work meter counts how much you label, in how much time and with how many keys and clicks. It is off until you "
    "switch it on. The figures stay in a file on this machine: they are not in the project, and are sent nowhere."
)
ACTIONS = tr_later(
    "Actions are keys and clicks in the text that did something. Pauses of more than two minutes are not counted."
)
COLUMNS = (tr_later("Day"), tr_later("Sessions"), tr_later("Time"), tr_later("Words"), tr_later("Entities"))

WIDTH, HEIGHT = 960, 680
LEAST_HEIGHT = 15 * SPACE
"""Of the table: its headings and two days."""


class DaysTable(QTableWidget):
    """One row a day, the newest first."""

    def __init__(self) -> None:
        titles = [*COLUMNS, *(measure.words for measure in MEASURES)]
        super().__init__(0, len(titles))
        self.setAccessibleName(tr("Figures of each day"))
        self.setProperty("role", "list")
        for column, title in enumerate(titles):
            heading = QTableWidgetItem(in_two_lines(tr(title)))
            heading.setTextAlignment(_side(column) | Qt.AlignmentFlag.AlignBottom)
            self.setHorizontalHeaderItem(column, heading)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setMinimumHeight(LEAST_HEIGHT)

    def set_days(self, days: Sequence[Day]) -> None:
        """Show these days."""
        self.setRowCount(len(days))
        for row, day in enumerate(days):
            figures = day.figures
            counted = (number(day.sessions), time_words(figures.seconds), number(figures.words))
            texts = [day_words(day.date, tr("d MMM yyyy")), *counted, number(figures.entities)]
            for column, text in enumerate([*texts, *(measure.said(figures) for measure in MEASURES)]):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(column) | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the days what the figures leave, so that these stand together; but not less than they need."""
        header = self.horizontalHeader()
        figures = sum(max(self.sizeHintForColumn(n), header.sectionSizeHint(n)) for n in range(1, header.count()))
        self.setColumnWidth(0, max(self.sizeHintForColumn(0), self.viewport().width() - figures))


def in_two_lines(words: str) -> str:
    """Break words where that leaves the longer line shortest: nine headings beside each other take the room of their
    figures then.
    """
    blanks = [place for place, letter in enumerate(words) if letter == " "]
    if not blanks:
        return words
    at = min(blanks, key=lambda place: max(place, len(words) - place - 1))
    return f"{words[:at]}\n{words[at + 1 :]}"


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


class SessionFigures(QWidget):
    """The measures of this session side by side, each a figure above its name."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        self._values = []
        for words in (tr("Time"), *(tr(measure.words) for measure in MEASURES)):
            value, caption = QLabel("–"), QLabel(words)
            value.setProperty("role", "title")
            caption.setProperty("role", "small")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(value)
            column.addWidget(caption)
            row.addLayout(column)
            self._values.append(value)
        row.addStretch()

    def set_figures(self, figures: Figures | None) -> None:
        """Show the figures of this session; None: nothing is counted."""
        texts = ["–"] * len(self._values)
        if figures is not None:
            texts = [time_words(figures.seconds), *(measure.said(figures) for measure in MEASURES)]
        for value, text in zip(self._values, texts, strict=True):
            value.setText(text)


class WorkMeterDialog(QDialog):
    """A modeless dialog, so that it can be looked at beside the work. It shows the last figures set."""

    switched = Signal(bool)
    line_switched = Signal(bool)
    delete_requested = Signal()
    export_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Work meter"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(WIDTH, parent.width()), min(HEIGHT, parent.height()))
        self._past: list[Session] = []
        self._session: Session | None = None
        self._days: list[Day] = []
        self.on = TickBox(tr("Count while I work"), theme)
        self.line = TickBox(tr("Show the speed in the status bar"), theme)
        self._session_figures = SessionFigures()
        self._measure = DropDown(tr("Measure of the bars"), theme)
        for measure in MEASURES:
            self._measure.addItem(tr(measure.words))
        self._bars = Bars(theme)
        self.table = DaysTable()
        self._empty = EmptyState("history", "", theme)
        self.delete = QPushButton(tr("Delete all figures…"))
        self.export = QPushButton(tr("Export CSV…"))
        close = QPushButton(tr("Close"))
        for button in (self.delete, self.export, close):
            button.setAutoDefault(False)
        self._pages = QStackedWidget()
        self._lay_out(close)
        self.on.clicked.connect(self.switched)
        self.line.clicked.connect(self.line_switched)
        self._measure.currentIndexChanged.connect(self._show_bars)
        self.delete.clicked.connect(self._ask)
        self.export.clicked.connect(self.export_requested)
        close.clicked.connect(self.close)
        self.set_state(on=False, line=False)

    def set_state(self, *, on: bool, line: bool) -> None:
        """Show whether the meter counts, and whether it has a line in the status bar. Emits nothing."""
        self.on.setChecked(on)
        self.line.setChecked(line)
        self.line.setEnabled(on)
        words = tr("Nothing is counted yet: the figures of each day come here.")
        self._empty.set_text(words if on else tr("Nothing is counted. Switch the work meter on to begin."))

    def set_session(self, session: Session | None) -> None:
        """Show what this session has come to so far; None: nothing is counted."""
        self._session = session
        self._session_figures.set_figures(session.figures if session is not None else None)
        self._show_days()

    def set_past(self, sessions: Sequence[Session]) -> None:
        """Show what was written down."""
        self._past = list(sessions)
        self._show_days()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.on, self.line, self._empty, self._measure):
            part.set_theme(theme)
        self._bars.theme = theme
        self._bars.update()

    def _lay_out(self, close: QPushButton) -> None:
        figures = QWidget()
        inside = QVBoxLayout(figures)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE)
        row = QHBoxLayout()
        row.addWidget(self._measure)
        row.addStretch()
        inside.addLayout(row)
        inside.addWidget(self._bars)
        inside.addWidget(self.table, 1)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(figures)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for button in (self.delete, self.export):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        about = QLabel(tr(ABOUT), wordWrap=True)
        column.addWidget(about)
        for box in (self.on, self.line):
            column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)  # or its focus would go across the window
        column.addSpacing(SPACE)
        column.addWidget(_heading(tr("This session")))
        column.addWidget(self._session_figures)
        actions = QLabel(tr(ACTIONS), wordWrap=True)
        actions.setProperty("role", "small")
        column.addWidget(actions)
        column.addSpacing(SPACE)
        column.addWidget(_heading(tr("Day by day")))
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)

    def _show_days(self) -> None:
        now = self._session
        sessions = [one for one in self._past if now is None or one.began != now.began]
        if now is not None and now.figures != Figures():
            sessions.append(now)
        days = by_day(sessions)
        if days != self._days or not days:
            self._days = days
            self.table.set_days(days)
            self._show_bars()
        self._pages.setCurrentIndex(1 if days else 0)
        for button in (self.delete, self.export):
            button.setEnabled(bool(days))

    def _show_bars(self) -> None:
        self._bars.set_days(self._days, MEASURES[max(0, self._measure.currentIndex())])

    def _ask(self) -> None:
        question = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Delete all figures"),
            tr("All figures of the work meter are deleted, of this session too. That cannot be undone."),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete = question.addButton(tr("Delete all"), QMessageBox.ButtonRole.DestructiveRole)
        delete.clicked.connect(self.delete_requested)
        question.open()


def _heading(words: str) -> QLabel:
    heading = QLabel(words)
    heading.setProperty("role", "heading")
    return heading
