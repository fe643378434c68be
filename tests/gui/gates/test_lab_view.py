from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.tagger.lab import CopyTask, LabTask, Learnt, Measured, SentenceTask, run
from engine.tagger.lab_cells import Kind
from gui.gates.lab_state import LabState, Phase
from gui.gates.lab_view import COPY, SMOOTH, LabView, smoothed
from gui.gates.lab_words import times_words
from gui.gates.log_curves import LOOKS, power_words
from gui.style import apply_theme
from gui.theme import ALL, DARK, LIGHT, Theme

XS = np.random.default_rng(0).normal(scale=0.3, size=(45, 12))
SENTENCE = SentenceTask(XS)


@pytest.fixture
def view(qtbot) -> LabView:
    made = LabView(LIGHT)
    qtbot.addWidget(made)
    made.resize(800, 320)
    made.show()
    return made


@pytest.fixture(scope="module")
def read() -> LabState:
    return LabState(SENTENCE).after(run(SENTENCE)).ended(Phase.DONE)


def learning(*accuracies: float, steps: int = 30) -> LabState:
    """A copy task of which so much is known; measured once, learnt as it is told."""
    task = CopyTask(12)
    measured = [event for event, _ in zip(run(task), range(3), strict=False)]
    learnt = [
        Learnt(kind, step, steps, 0.7 / step, accuracy)
        for step in range(1, 26)
        for kind, accuracy in zip(Kind, accuracies, strict=True)
    ]
    return LabState(task).after([*measured, *learnt])


def started(view: LabView) -> list[LabTask]:
    tasks: list[LabTask] = []
    view.start_requested.connect(tasks.append)
    return tasks


def cancelled(view: LabView) -> list[bool]:
    calls: list[bool] = []
    view.cancel_requested.connect(lambda: calls.append(True))
    return calls


def test_without_a_sentence_it_says_what_to_do_and_does_not_start(view: LabView) -> None:
    assert "retrain" in view.empty_words
    assert not view.button.isEnabled()


def test_start_asks_for_the_sentence_under_the_caret(view: LabView) -> None:
    tasks = started(view)
    view.set_sentence(XS)
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert [type(task) for task in tasks] == [SentenceTask]
    assert isinstance(tasks[0], SentenceTask) and tasks[0].xs is XS


def test_the_copy_task_has_the_length_that_is_chosen_and_needs_no_sentence(view: LabView) -> None:
    tasks = started(view)
    assert not view.length.isEnabled()
    view.task.setCurrentIndex(1)
    view.length.setFocus()
    view.length.selectAll()
    QTest.keyClicks(view.length, "77")
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert tasks == [CopyTask(77)]


def test_the_length_can_be_read_in_its_field(qapp, qtbot) -> None:
    apply_theme(qapp, LIGHT)
    try:
        view = LabView(LIGHT)
        qtbot.addWidget(view)
        view.show()
        line = view.length.lineEdit()
        assert line.fontMetrics().horizontalAdvance("200") < line.width()
        assert line.fontMetrics().height() <= line.height()
    finally:
        qapp.setStyleSheet("")


def test_the_sentences_are_made_of_the_numbers(view: LabView, read: LabState) -> None:
    view.set_sentence(XS)
    view.show_state(read)
    assert view.empty_words == ""
    for measured in read.measured:
        assert power_words(measured.gradient[40] / measured.gradient[0]) in view.explanation
    closed, opened = (m.gradient[40] / m.gradient[0] for m in read.measured[1:])
    assert f"{times_words(opened / closed)} times" in view.explanation
    assert view.explanation.startswith("40 tokens back")


def test_what_one_step_leaves_gives_by_its_power_what_is_left(view: LabView, read: LabState) -> None:
    view.set_sentence(XS)
    view.show_state(read)
    gates, rates = re.findall(r"([\d.]+)\N{NO-BREAK SPACE}%.*?([\d.]+)\N{NO-BREAK SPACE}%", view.explanation)
    for measured, gate, rate in zip(read.measured[1:], gates, rates, strict=True):
        assert measured.forget == pytest.approx(float(gate) / 100, abs=0.0005)
        assert float(rate) > float(gate), "the ways through h come on top"
        assert (float(rate) / 100) ** 40 == pytest.approx(measured.share[40], rel=0.04)


def test_of_a_network_that_has_learnt_it_is_said_why_its_curve_rises_at_the_end(view: LabView) -> None:
    view.task.setCurrentIndex(1)
    state = learning(0.5, 0.5, 1.0)
    falling = [Measured(kind, 25, np.geomspace(1.0, 1e-6, 13), None) for kind in Kind]
    view.show_state(state.after(falling))
    assert "12 tokens back, where the symbol stands, is 1.0·10⁻⁶" in view.explanation
    assert "rises again" not in view.explanation
    rising = falling[2].gradient.copy()
    rising[-1] = 1e-3
    view.show_state(state.after([*falling[:2], replace(falling[2], gradient=rising)]))
    assert "rises again" in view.explanation
    view.show_state(learning(0.5, 0.5, 0.5).after([*falling[:2], replace(falling[2], gradient=rising)]))
    assert "rises again" not in view.explanation, "nobody has learnt anything"


def test_beside_what_was_learnt_the_curves_of_before_are_thin(view: LabView) -> None:
    view.task.setCurrentIndex(1)
    state = learning(0.5, 0.5, 1.0)
    view.show_state(state)
    assert [curve.thin for curve in view.gradients.plot.curves] == [False] * 3
    taught = state.after(Measured(kind, 25, np.geomspace(1.0, 1e-6, 13), None) for kind in Kind)
    view.show_state(taught)
    curves = view.gradients.plot.curves
    assert [curve.thin for curve in curves] == [False] * 3 + [True] * 3
    for first, now, before in zip(state.measured, curves[:3], curves[3:], strict=True):
        np.testing.assert_array_equal(before.ys, first.share)
        assert before.name == f"{now.name}, before the training"
        assert before.look == now.look
        assert now.ys[-1] == 1e-6


def test_the_three_curves_begin_at_one_and_the_open_lstm_keeps_most(view: LabView, read: LabState) -> None:
    view.set_sentence(XS)
    view.show_state(read)
    curves = view.gradients.plot.curves
    assert [curve.look for curve in curves] == list(range(len(LOOKS)))
    assert [curve.ys[0] for curve in curves] == [1.0] * 3
    assert max(curves[0].ys[40], curves[1].ys[40]) < curves[2].ys[40] / 1000


def test_while_it_learns_button_and_words_follow(view: LabView) -> None:
    calls = cancelled(view)
    view.task.setCurrentIndex(1)
    width = view.button.width()
    view.show_state(learning(0.5, 0.5, 1.0))
    assert view.running
    assert view.button.text() == "Cancel"
    assert view.button.width() == width
    assert "RNN says the symbol right 50\N{NO-BREAK SPACE}% of the time" in view.explanation
    assert [len(curve.xs) for curve in view.losses.plot.curves] == [25] * 3
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert calls == [True]


@pytest.mark.parametrize(
    ("accuracies", "advice"),
    [
        ((1.0, 1.0, 1.0), "greater length."),
        ((0.5, 0.5, 0.5), "smaller length."),
        ((0.5, 0.5, 1.0), "50\N{NO-BREAK SPACE}%."),
    ],
)
def test_at_the_end_it_says_what_to_try_where_the_three_are_alike(
    view: LabView, accuracies: tuple[float, float, float], advice: str
) -> None:
    view.task.setCurrentIndex(1)
    view.show_state(learning(*accuracies))
    assert "length" not in view.explanation
    view.show_state(learning(*accuracies).ended(Phase.DONE))
    assert view.explanation.endswith(advice)


def test_hiding_it_stops_a_run_and_nothing_else(view: LabView) -> None:
    calls = cancelled(view)
    view.hide()
    assert calls == []
    view.show()
    view.show_state(LabState(CopyTask(20)))
    view.hide()
    assert calls == [True]


def test_another_task_stops_a_run(view: LabView) -> None:
    calls = cancelled(view)
    view.task.setCurrentIndex(1)
    view.show_state(LabState(CopyTask(20)))
    view.task.setCurrentIndex(0)
    assert calls == [True]


def test_what_is_shown_of_a_sentence_follows_the_caret(view: LabView, read: LabState) -> None:
    tasks = started(view)
    view.set_sentence(XS)
    view.set_sentence(XS)
    assert tasks == [], "nobody started anything yet"
    view.show_state(read)
    view.set_sentence(XS[:9])
    assert len(tasks) == 1
    view.set_sentence(None)
    assert "retrain" in view.empty_words
    assert len(tasks) == 1


def test_a_run_ends_with_its_sentence_and_what_comes_late_is_not_shown(view: LabView, read: LabState) -> None:
    view.cancel_requested.connect(lambda: view.show_state(replace(read, phase=Phase.CANCELLED)))
    view.set_sentence(XS)
    view.show_state(replace(read, phase=Phase.RUNNING))
    view.set_sentence(None)
    assert not view.running
    assert "retrain" in view.empty_words


def test_the_gradient_is_said_to_be_of_the_step_at_which_it_was_measured(view: LabView) -> None:
    view.task.setCurrentIndex(1)
    state = learning(0.5, 0.5, 1.0)
    view.show_state(state)
    assert state.step == 25
    assert view.explanation.startswith("After 0 steps, the gradient")
    view.show_state(state.after([replace(measured, step=20) for measured in state.measured]))
    assert view.explanation.startswith("After 20 steps, the gradient")


def test_a_cell_without_a_gradient_is_explained(view: LabView) -> None:
    measured = [Measured(kind, 0, np.zeros(5), None if kind is Kind.RNN else 0.5) for kind in Kind]
    view.set_sentence(XS)
    view.show_state(LabState(SENTENCE).after(measured))
    assert "the gradient of the RNN is 0 of what" in view.explanation
    assert "so 1.00 times as much is left" in view.explanation


def test_it_is_told_that_only_the_end_of_a_very_long_sentence_is_read(view: LabView, read: LabState) -> None:
    long = SentenceTask(np.concatenate([XS] * 5))
    for task, told in ((SENTENCE, False), (long, True)):
        view.set_sentence(task.xs)
        view.show_state(replace(read, task=task))
        assert ("only the last 200 tokens are read." in view.explanation) == told


def test_a_picture_is_of_what_is_seen_and_not_of_a_run_before(view: LabView, read: LabState) -> None:
    view.set_sentence(XS)
    view.show_state(read)
    view.task.setCurrentIndex(1)
    assert view.empty_words
    image = QImage(QSize(640, 300), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_onto(painter, image.rect())
    painter.end()
    colours = {image.pixel(x, y) for x in range(640) for y in range(300)}
    assert QColor(LIGHT.text).rgb() in colours
    assert QColor(LIGHT.warning).rgb() not in colours


def test_a_sentence_of_one_token_is_explained(view: LabView) -> None:
    task = SentenceTask(XS[:1])
    view.set_sentence(task.xs)
    view.show_state(LabState(task).after(run(task)))
    assert "longer one" in view.explanation


def test_when_there_is_no_run_any_more_nothing_is_shown(view: LabView, read: LabState) -> None:
    view.set_sentence(XS)
    view.show_state(read)
    view.show_state(None)
    assert "Start" in view.empty_words


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_a_picture_has_ground_curves_and_words_in_the_colours_of_the_theme(
    view: LabView, read: LabState, theme: Theme
) -> None:
    view.set_sentence(XS)
    view.set_theme(theme)
    view.show_state(read)
    image = QImage(QSize(640, 300), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_onto(painter, image.rect())
    painter.end()
    colours = {image.pixel(x, y) for x in range(640) for y in range(300)}
    for colour in (theme.surface, theme.text, theme.accent, theme.warning):
        assert QColor(colour).rgb() in colours


def test_the_same_is_drawn_as_svg_with_its_words(view: LabView) -> None:
    view.task.setCurrentIndex(1)
    view.show_state(learning(0.5, 0.5, 1.0))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(QSize(800, 320))
    painter = QPainter(svg)
    view.paint_onto(painter, QRect(QPoint(), QSize(800, 320)))
    painter.end()
    drawn = bytes(data.data()).decode()
    assert drawn.count("<polyline") >= 6
    for words in ("Plain RNN", "Loss, mean of", "guessing gives"):
        assert words in drawn


def test_every_control_has_a_name_and_a_place_in_the_tab_order(view: LabView) -> None:
    for control in (view.task, view.length, view.gradients, view.losses):
        assert control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.button.text()


def test_german_words_fit_their_fields(german, qtbot, read: LabState) -> None:
    view = LabView(DARK)
    qtbot.addWidget(view)
    view.set_sentence(XS)
    view.show_state(read)
    assert "Forget-Gate" in view.explanation
    assert "Wegen über h" in view.explanation


def test_a_loss_is_shown_as_the_mean_of_the_last_steps() -> None:
    values = np.random.default_rng(0).random(50)
    expected = [values[max(0, n + 1 - SMOOTH) : n + 1].mean() for n in range(50)]
    np.testing.assert_allclose(smoothed(values), expected)
    assert len(smoothed([])) == 0


def test_the_sentences_stand_beside_one_plot_and_below_two(qtbot, view: LabView, read: LabState) -> None:
    words = next(label for label in view.findChildren(QLabel) if label.accessibleName() == "What is to be seen")
    view.resize(700, 300)
    view.set_sentence(np.ones((6, 4), np.float32))
    view.show_state(read)
    with qtbot.waitExposed(view):
        view.show()
    assert words.geometry().left() > view.gradients.geometry().right()
    view.task.setCurrentIndex(COPY)
    view.show_state(learning(0.5, 0.5, 0.5))
    qtbot.waitUntil(lambda: words.geometry().top() > view.gradients.geometry().bottom())
    assert view.losses.geometry().left() > view.gradients.geometry().right()


def test_a_narrow_view_has_all_below_each_other(qtbot, view: LabView, read: LabState) -> None:
    assert view.minimumSizeHint().width() > 300, "side by side it takes more"
    view.resize(310, 300)
    view.show_state(read)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.minimumSizeHint().width() < 310)
