"""The tab «Vanishing gradients»: a task, its two plots, and two sentences that say what is to be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.tagger.lab import LONGEST, SHORTEST, CopyTask, LabTask, SentenceTask
from engine.tagger.lstm import Real
from gui.gates.lab_state import LabState, Phase
from gui.gates.lab_words import explanation, kind_words, progress_words
from gui.gates.log_curves import Curve, Plot
from gui.gates.log_plot import LogPlot
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.widgets.empty_state import EmptyState
from gui.words import tr

USUAL_LENGTH = 30
LENGTH_WIDTH = 9 * SPACE
"""Of its field: three digits, and the borders of the style sheet, which Qt does not count without the arrows."""
NO_ARROWS = """QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QSpinBox QLineEdit { border: none; padding: 0 7px; min-height: 0; background: transparent; }"""
SIDE_BY_SIDE = 520
"""Logical pixels from which on plots and sentences stand beside each other."""
SENTENCE, COPY = range(2)
"""The places of the tasks in their box."""
SMOOTH = 15
"""The loss is shown as the mean of so many steps: that of one batch jumps about."""
POINTS = 150
"""So many points a curve of losses has at most: more take longer to draw and show no more."""
EXPLANATION_LINES = 3
GRADIENT_SHARE, LOSS_SHARE = 3, 2
"""How the width is shared between the plots."""


class LabView(QWidget):
    """Shows a run and asks for others. It stops one that is on when it is hidden."""

    start_requested = Signal(object)  # LabTask
    cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._xs: Real | None = None
        self._state: LabState | None = None
        self._states: dict[int, LabState] = {}
        self.task = DropDown(tr("Task"), theme)
        self.task.addItems([tr("This sentence"), tr("Copy task")])
        self.length = QSpinBox()
        self.length.setRange(SHORTEST, LONGEST)
        self.length.setValue(USUAL_LENGTH)
        self.length.setMinimumWidth(LENGTH_WIDTH)
        self._style_length()
        self.length.setAccessibleName(tr("Length of the copy task"))
        self.length.setToolTip(tr("How many tokens ago the symbol was that has to be said"))
        self._length_label = QLabel(tr("Length"))
        self._length_label.setBuddy(self.length)
        self.button = QPushButton()
        self._progress = QLabel()
        self._progress.setProperty("role", "muted")
        self.gradients = LogPlot(gradient_plot(None), theme)
        self.losses = LogPlot(loss_plot(None), theme)
        self._explanation = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self._explanation.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._explanation.setAccessibleName(tr("What is to be seen"))
        self._arranged: tuple[bool, int] | None = None  # whether narrow, and for which task
        self._empty = EmptyState("vanishing", "", theme)
        self._pages = QStackedWidget()
        self._lay_out()
        self.task.currentIndexChanged.connect(self._choose)
        self.button.clicked.connect(self._press)
        self._show()

    @property
    def explanation(self) -> str:
        """Give the sentences shown."""
        return self._explanation.text()

    @property
    def empty_words(self) -> str:
        """Give what stands where the plots would be, "" when they are shown."""
        return self._empty.text if self._pages.currentWidget() is self._empty else ""

    @property
    def running(self) -> bool:
        """Tell whether a run is on."""
        return self._state is not None and self._state.phase is Phase.RUNNING

    @Slot(object)
    def show_state(self, state: LabState | None) -> None:
        """Show a run; None: there is none any more."""
        self._state = state
        if state is None:
            self._states.clear()
        else:
            self._states[_place(state.task)] = state
        self._show()

    def set_sentence(self, xs: Real | None) -> None:
        """Take another sentence, xs [T, X]; None: there is no sentence or no tagger. What is shown of one follows."""
        if xs is self._xs:
            return
        self._xs = xs if xs is not None and len(xs) else None
        if self._xs is None and self.running and self._chosen == SENTENCE:
            self.cancel_requested.emit()
        seen = self._states.get(SENTENCE)
        if self._xs is None:
            self._states.pop(SENTENCE, None)
        elif seen is not None and self._chosen == SENTENCE and self.isVisible():
            self.start_requested.emit(SentenceTask(self._xs))
            return
        elif seen is not None:
            self._states.pop(SENTENCE)  # it is of another sentence
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._style_length()
        for part in (self.task, self.gradients, self.losses, self._empty):
            part.set_theme(theme)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw the plots and the sentences anywhere, as they are shown."""
        painter.fillRect(rect, QColor(self._theme.surface))
        inside = rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.text))
        if self.empty_words:  # the plots behind them are of another run
            painter.drawText(inside, flags, self.empty_words)
            return
        left = inside.width() * GRADIENT_SHARE // (GRADIENT_SHARE + LOSS_SHARE)
        beside = inside.adjusted(left + SPACE, 0, 0, 0)
        if self._chosen == COPY:
            words = QFontMetrics(self.font()).boundingRect(inside, flags, self.explanation)
            below = -words.height() - SPACE
            self.gradients.paint_onto(painter, QRect(inside.topLeft(), QSize(left, inside.height() + below)))
            self.losses.paint_onto(painter, beside.adjusted(0, 0, 0, below))
            place = inside.adjusted(0, inside.height() - words.height(), 0, 0)
        else:
            self.gradients.paint_onto(painter, QRect(inside.topLeft(), QSize(left, inside.height())))
            place = beside
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.text))
        painter.drawText(place, flags, self.explanation)

    def has_table(self) -> bool:
        """Tell whether there are numbers to see."""
        state = self._states.get(self._chosen)
        return state is not None and bool(state.measured)

    def table(self) -> list[list[str]]:
        """Give the numbers that are seen as rows of a table; none before there are any."""
        return self._states[self._chosen].table() if self.has_table() else []

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop: nobody looks. A window that is only out of sight hides it, too, and that is another thing."""
        super().hideEvent(event)
        if self.running and not event.spontaneous():
            self.cancel_requested.emit()

    @property
    def _chosen(self) -> int:
        return self.task.currentIndex()

    def _choose(self) -> None:
        if self.running:
            self.cancel_requested.emit()
        self._arrange()
        self._show()

    def _press(self) -> None:
        if self.running:
            self.cancel_requested.emit()
        elif self._chosen == COPY:
            self.start_requested.emit(CopyTask(self.length.value()))
        elif self._xs is not None:
            self.start_requested.emit(SentenceTask(self._xs))

    def _show(self) -> None:
        copy, state = self._chosen == COPY, self._states.get(self._chosen)
        self.length.setEnabled(copy)
        self._length_label.setEnabled(copy)
        self.button.setText(tr("Cancel") if self.running else tr("Start"))
        self.button.setEnabled(self.running or copy or self._xs is not None)
        self._progress.setText(progress_words(state) if state is not None else "")
        self.losses.setVisible(copy)
        if state is None or not state.measured:
            self._empty.set_text(self._invitation())
            self._pages.setCurrentWidget(self._empty)
            return
        self.gradients.show_plot(gradient_plot(state))
        self.losses.show_plot(loss_plot(state))
        self._explanation.setText(explanation(state))
        self._pages.setCurrentIndex(0)

    def _invitation(self) -> str:
        if self._chosen == COPY:
            return tr(
                "Three small networks learn to say a symbol that came some tokens ago: a plain RNN, an LSTM, and one "
                "whose forget gate begins open. Start, and see which of them can."
            )
        if self._xs is None:
            return tr(
                "There is no sentence to read yet: retrain, and put the caret into one. The copy task needs neither."
            )
        return tr(
            "How much does the last token feel of the first? Start, and see how the gradient fades with distance in a "
            "plain RNN, an LSTM, and one whose forget gate begins open."
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put things side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the sentences where the losses would be, or below both; in a narrow view all below each other."""
        narrow = self.width() < SIDE_BY_SIDE
        if (narrow, self._chosen) == self._arranged:
            return
        self._arranged = narrow, self._chosen
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        grid, copy = self._grid, self._chosen == COPY
        grid.addWidget(self.gradients, 0, 0, 1, 2 if narrow else 1)
        grid.addWidget(self.losses, *((1, 0, 1, 2) if narrow else (0, 1)))
        grid.addWidget(self._explanation, *((2, 0, 1, 2) if narrow else (1, 0, 1, 2) if copy else (0, 1)))

    def _style_length(self) -> None:
        # WORKAROUND Qt (6.11): with a style sheet, NoButtons leaves the number a field one pixel wide; and what the
        # sheet of the window says of a field holds for one that is off, too.
        off = f"QSpinBox:disabled, QSpinBox QLineEdit:disabled {{ color: {self._theme.muted}; }}"
        self.length.setStyleSheet(f"{NO_ARROWS} {off} QSpinBox:disabled {{ border-color: {self._theme.line}; }}")

    def _lay_out(self) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(SPACE)
        for widgets in ((self.task,), (self._length_label, self.length, self.button), (self._progress,)):
            part = QHBoxLayout()
            for widget in widgets:
                part.addWidget(widget)
            part.addStretch(int(widgets == (self._progress,)))
            self._row.addLayout(part)
        self._row.setStretch(2, 1)
        widths = []
        for words in (tr("Start"), tr("Cancel")):
            self.button.setText(words)
            widths.append(self.button.sizeHint().width())
        self.button.setMinimumWidth(max(widths))
        self._explanation.setMinimumHeight(EXPLANATION_LINES * self.fontMetrics().height())
        shown = QWidget()
        self._grid = QGridLayout(shown)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self._grid.setColumnStretch(0, GRADIENT_SHARE)
        self._grid.setColumnStretch(1, LOSS_SHARE)
        self._grid.setRowStretch(0, 1)
        for view in (self.gradients, self.losses, self._explanation):  # each gets its place with the size
            self._grid.addWidget(view)
        self._pages.addWidget(shown)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE + SPACE // 2, SPACE // 4)
        column.setSpacing(SPACE)
        column.addLayout(self._row)
        column.addWidget(self._pages, 1)


def gradient_plot(state: LabState | None) -> Plot:
    """Give the gradients by distance, each as a share of that at distance 0; thin, what they were before a training."""
    now, thin, last = list[Curve](), list[Curve](), 1
    for look, (kind, course) in enumerate(state.courses.items() if state is not None else ()):
        if course.latest is None:
            continue
        name, shares = kind_words(kind), course.latest.share
        last, places = max(last, len(shares) - 1), np.arange(len(shares))
        now.append(Curve(name, look, places, shares))
        if course.before is not None:
            words = tr("{cell}, before the training", cell=name)
            thin.append(Curve(words, look, places, course.before.share, thin=True))
    title, x_title = tr("Gradient, as a share of that at distance 0"), tr("Distance in tokens")
    return Plot(title, x_title, [*now, *thin], last, thin=tr("thin: before the training"))


def loss_plot(state: LabState | None) -> Plot:
    """Give the losses by step, smoothed."""
    curves = []
    for look, (kind, course) in enumerate(state.courses.items() if state is not None else ()):
        if course.losses:
            smooth = smoothed(course.losses)
            every = -(-len(smooth) // POINTS)
            steps = np.arange(1, len(smooth) + 1)
            curves.append(Curve(kind_words(kind), look, steps[::-every][::-1], smooth[::-every][::-1]))
    last = max(1, state.steps if state is not None else 1)
    return Plot(tr("Loss, mean of {n} steps", n=SMOOTH), tr("Step"), curves, last, legend=False)


def smoothed(values: Sequence[float]) -> NDArray[np.float64]:
    """Give at each place the mean of the last values up to it, SMOOTH of them at most."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(1, len(sums))
    first = np.maximum(0, places - SMOOTH)
    means: NDArray[np.float64] = (sums[places] - sums[first]) / (places - first)
    return means


def _place(task: LabTask) -> int:
    return COPY if isinstance(task, CopyTask) else SENTENCE
