from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from pytestqt.qtbot import QtBot

from engine.tagger.metrics import Metrics, Score
from gui.panels.tagger import TaggerPanel
from gui.panels.tagger_figures import ROW_HEIGHT
from gui.panels.tagger_state import DEFAULT_MESSAGES, TaggerPanelState, TaggerPhase
from gui.panels.training_curve import LINE_PX
from gui.theme import DARK, LIGHT
from gui.theme import LIGHT_CONTRAST as CONTRAST

METRICS = Metrics(
    micro=Score(0.842, 0.784, 0.812, 322),
    per_label={"PER": Score(0.9, 0.8, 0.85, 200), "LOC": Score(0.7, 0.6, 0.65, 122)},
    token_accuracy=0.962,
    sentences=120,
    tokens=2400,
    f1_deviation=0.041,
)
DONE = TaggerPanelState(
    TaggerPhase.DONE, epochs=((2.0, 0.3), (1.0, 0.8)), metrics=METRICS, can_export=True, can_retrain=True
)
TRAINING = TaggerPanelState(TaggerPhase.TRAINING, progress=0.4, epochs=((2.0, 0.3),), can_retrain=True)


@pytest.fixture
def panel(qtbot: QtBot) -> TaggerPanel:
    panel = TaggerPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 800)
    panel.show()
    return panel


def test_the_panel_asks_for_a_retraining_and_an_export(qtbot: QtBot, panel: TaggerPanel) -> None:
    panel.set_state(DONE)
    with qtbot.waitSignal(panel.retrain_requested):
        qtbot.mouseClick(panel._retrain, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.export_requested):
        qtbot.mouseClick(panel._export, Qt.MouseButton.LeftButton)


def test_all_taggers_are_a_click_away_where_there_are_any(qtbot: QtBot, panel: TaggerPanel) -> None:
    assert not panel._all.isVisible()
    panel.set_tagger_count(12)
    assert panel._all.text() == "All taggers… (12)"
    with qtbot.waitSignal(panel.all_requested):
        qtbot.mouseClick(panel._all, Qt.MouseButton.LeftButton)
    panel.set_tagger_count(0)
    assert not panel._all.isVisible()


def test_while_training_only_cancel_can_be_pressed(qtbot: QtBot, panel: TaggerPanel) -> None:
    panel.set_state(TRAINING)
    with qtbot.assertNotEmitted(panel.retrain_requested):
        qtbot.mouseClick(panel._retrain, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.cancel_requested):
        qtbot.mouseClick(panel._cancel, Qt.MouseButton.LeftButton)
    assert panel._progress.value() == 400


def test_nothing_can_be_pressed_before_anything_is_there(panel: TaggerPanel) -> None:
    assert not panel._retrain.isEnabled()
    assert not panel._cancel.isEnabled()
    assert not panel._export.isEnabled()
    assert panel._teach.isVisible()


def test_the_controls_stay_in_place_when_a_training_begins_and_ends(panel: TaggerPanel) -> None:
    places = []
    for state in (TaggerPanelState(), TRAINING, DONE):
        panel.set_state(state)
        panel.grab()
        places.append((panel._retrain.geometry(), panel._cancel.geometry(), panel._message.pos()))
    assert places[0] == places[1] == places[2]


@pytest.mark.parametrize("phase", TaggerPhase)
def test_each_phase_has_a_sentence(panel: TaggerPanel, phase: TaggerPhase) -> None:
    panel.set_state(TaggerPanelState(phase))
    assert panel._message.text() == DEFAULT_MESSAGES[phase]
    panel.set_state(TaggerPanelState(phase, message="Said by the controller."))
    assert panel._message.text() == "Said by the controller."
    assert panel._message.property("role") == ("bad" if phase == TaggerPhase.FAILED else "muted")


def test_the_figures_are_those_of_the_metrics(panel: TaggerPanel) -> None:
    panel.set_state(replace(DONE, sentences=312, spans=1204, seconds=8.42))
    figures = panel._figures
    assert figures._f1.text() == "0.81"
    assert "± 0.04" in figures._about.text()
    shown = {name: cell.text() for name, cell in figures._cells.items()}
    assert shown == {
        "Precision": "0.84",
        "Recall": "0.78",
        "Token accuracy": "0.962",
        "Sentences": "312",
        "Spans": "1,204",
        "Seconds": "8.4",
    }
    assert figures._table.accessibleDescription().startswith("PER: F1 0.85, precision 0.90, recall 0.80, 200")


def test_what_nobody_knows_is_a_dash_not_a_zero(panel: TaggerPanel) -> None:
    panel.set_state(DONE)
    assert {panel._figures._cells[name].text() for name in ("Sentences", "Spans", "Seconds")} == {"–"}


def test_epochs_set_before_the_panel_is_looked_at_are_drawn_then(panel: TaggerPanel) -> None:
    panel.hide()
    panel.set_state(DONE)
    assert panel.epoch_count == 2
    panel.show()
    panel.hide()
    panel.show()
    loss, f1 = (list(curve.getData()[1]) for curve in panel._curve._curves)
    assert (loss, f1) == ([2.0, 1.0], [0.3, 0.8])
    panel.set_state(TaggerPanelState())
    assert panel.epoch_count == 0


def test_making_the_panel_does_not_import_pyqtgraph() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.panels.tagger import TaggerPanel\n"
        "from gui.theme import LIGHT\n"
        "app = QApplication([])\n"
        "panel = TaggerPanel(LIGHT)\n"
        "heavy = {'pyqtgraph', 'torch', 'onnx', 'onnxruntime'} & set(sys.modules)\n"
        "sys.stdout.write(repr(sorted(heavy)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]"


def test_the_panel_can_be_drawn_in_both_themes(panel: TaggerPanel) -> None:
    panel.set_state(DONE)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_the_lines_between_labels_are_sharp(panel: TaggerPanel) -> None:
    panel.set_theme(CONTRAST)
    panel.set_state(DONE)
    table = panel._figures._table
    image = table.grab().toImage()
    for top in (ROW_HEIGHT, 2 * ROW_HEIGHT):
        column = [image.pixelColor(table.width() // 2, y).name() for y in (top - 1, top, top + 1)]
        assert column[1] == CONTRAST.line
        assert column[0] == column[2] != CONTRAST.line


def test_the_numbers_beside_the_curve_are_written_as_the_language_does(qtbot: QtBot, german) -> None:
    panel = TaggerPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    loss = panel._curve._plots[0]
    assert loss.getAxis("left").tickStrings([0.0, 0.5, 1.0], 1.0, 0.5) == ["0,0", "0,5", "1,0"]
    assert loss.getAxis("left").tickStrings([0.0, 20.0], 1.0, 20.0) == ["0", "20"]
    assert not loss.getAxis("bottom").isVisible(), "the one below has the epochs of both"


def test_the_curve_is_as_wide_on_a_screen_with_finer_pixels(panel: TaggerPanel, monkeypatch) -> None:
    curve = panel._curve
    monkeypatch.setattr(curve, "devicePixelRatioF", lambda: 2.0)
    QCoreApplication.sendEvent(curve, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert [each.opts["pen"].widthF() for each in curve._curves] == [2 * LINE_PX, 2 * LINE_PX]
