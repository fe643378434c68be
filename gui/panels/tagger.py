"""Retrain, watch it learn, see how good it is, take it away as ONNX."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon
from gui.keymap import Keymap
from gui.panels.panel import Panel
from gui.panels.tagger_figures import TaggerFigures
from gui.panels.tagger_state import DEFAULT_MESSAGES, TaggerPanelState, TaggerPhase
from gui.panels.training_curve import TrainingCurve
from gui.theme import SPACE, Theme
from gui.widgets.empty_state import EmptyState
from gui.words import number, tr, tr_later

TEACH = tr_later(
    "The tagger learns from what you label and suggests the rest. A few dozen sentences are enough to begin."
)
STEPS = 1000
MARGIN = SPACE + SPACE // 2


class TaggerPanel(Panel):
    """Show a TaggerPanelState; everything shown comes from the last one that was set."""

    retrain_requested = Signal()
    cancel_requested = Signal()
    export_requested = Signal()
    all_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr_later("Tagger"), "tagger", theme)
        self._state = TaggerPanelState()
        self._retrain = QPushButton(tr("Retrain"))
        self._retrain.setProperty("kind", "primary")
        self._cancel = QPushButton(tr("Cancel"), toolTip=tr("Stop the training; the tagger in use stays"))
        self._progress = QProgressBar(textVisible=False, maximum=STEPS)
        self._message = QLabel(wordWrap=True)
        self._curve = TrainingCurve(theme)
        self._figures = TaggerFigures(theme)
        self._export = QPushButton(tr("Export ONNX…"))
        self._all = QPushButton(tr("All taggers…"))
        self._all.hide()
        self._teach = EmptyState("tagger", tr(TEACH), theme)
        for widget, name in (
            (self._retrain, tr("Retrain the tagger")),
            (self._cancel, tr("Cancel the training")),
            (self._progress, tr("Progress of the training")),
            (self._export, tr("Export the tagger as ONNX")),
            (self._all, tr("All taggers of the project")),
        ):
            widget.setAccessibleName(name)
        for button in (self._retrain, self._cancel, self._export, self._all):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self.body.addLayout(self._make_controls())
        self.body.addWidget(self._make_results(), 1)
        self.body.addWidget(self._teach, 1)
        self.body.addLayout(self._make_foot())
        self._retrain.clicked.connect(self.retrain_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._export.clicked.connect(self.export_requested)
        self._all.clicked.connect(self.all_requested)
        self.set_theme(theme)
        self.set_state(self._state)

    @property
    def epoch_count(self) -> int:
        """Give how many epochs the curve shows."""
        return len(self._state.epochs)

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what the curve needs when the panel is looked at for the first time, before a training draws on it."""
        self._curve.warm_up()
        super().showEvent(event)

    def set_state(self, state: TaggerPanelState) -> None:
        """Show a state."""
        self._state = state
        training = state.phase == TaggerPhase.TRAINING
        self._retrain.setEnabled(state.can_retrain and not training)
        self._retrain.setText(tr("Training…") if training else tr("Retrain"))
        self._cancel.setEnabled(training)
        self._dress_retrain()
        self._progress.setVisible(training)
        self._progress.setValue(round(STEPS * min(1.0, max(0.0, state.progress))))
        self._message.setText(state.message or tr(DEFAULT_MESSAGES[state.phase]))
        role = "bad" if state.phase == TaggerPhase.FAILED else "muted"
        if self._message.property("role") != role:
            self._message.setProperty("role", role)
            self._message.style().polish(self._message)
        learnt = bool(state.epochs) or training
        self._curve.setVisible(learnt)
        self._curve.set_epochs(state.epochs, state.epochs_planned)
        self._figures.setVisible(state.metrics is not None)
        if state.metrics is not None:
            self._figures.set_state(state)
        self._export.setEnabled(state.can_export)
        self._export.setVisible(state.can_export)
        self._results.setVisible(learnt or state.metrics is not None)
        self._teach.setVisible(not learnt and state.metrics is None)

    def set_tagger_count(self, count: int) -> None:
        """Say how many taggers the project has."""
        self._all.setText(tr("All taggers… ({count})", count=number(count)))
        self._all.setVisible(count > 0)

    def set_keys(self, keymap: Keymap) -> None:
        """Print the keys of a keymap in the tooltips."""
        self._retrain.setToolTip(
            tr("Retrain the tagger on everything labelled so far{key}", key=keymap.behind("retrain"))
        )
        self._export.setToolTip(tr("Save the tagger as one ONNX file{key}", key=keymap.behind("export_tagger")))
        self._all.setToolTip(tr("Compare all taggers, use another one{key}", key=keymap.behind("taggers")))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._dress_retrain()
        self._export.setIcon(icon("export", theme))
        for part in (self._curve, self._figures, self._teach):
            part.set_theme(theme)

    def _dress_retrain(self) -> None:
        ink = self.theme.accent_text if self._retrain.isEnabled() else self.theme.off
        self._retrain.setIcon(icon("retrain", self.theme, colour=ink))

    def _make_controls(self) -> QVBoxLayout:
        controls = QVBoxLayout()
        controls.setContentsMargins(MARGIN, 0, MARGIN, 0)
        controls.setSpacing(SPACE)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._retrain, 1)
        row.addWidget(self._cancel)
        controls.addLayout(row)
        controls.addWidget(self._progress)
        controls.addWidget(self._message)
        return controls

    def _make_results(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, SPACE, MARGIN, MARGIN)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._figures)
        column.addWidget(self._curve)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._results = area
        return area

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        foot.setSpacing(SPACE)
        foot.addWidget(self._export, 1)
        foot.addWidget(self._all, 1)
        return foot
