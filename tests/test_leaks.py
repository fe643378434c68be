"""What is left behind fails the test that left it; here that is seen to happen, in a run of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks import qt_complaints

ROOT = Path(__file__).resolve().parents[1]

BAD_TESTS = """
import threading
from PySide6.QtCore import QObject, QThread, QTimer, qWarning
from PySide6.QtWidgets import QLabel, QWidget
import pytest

kept = []

@pytest.fixture
def complaining(qapp):
    yield
    qWarning("QTimer: cannot be killed from another thread")

def test_widget(qtbot):
    kept.append(QWidget(objectName="forgotten"))

def test_cycle_is_no_leak(qtbot):
    widget = QWidget()
    widget.loop = [widget, lambda: widget]

def test_added_is_no_leak(qtbot):
    kept.append(QLabel("seen"))
    qtbot.addWidget(kept[-1])
    kept[-1].show()

def test_timer(qtbot):
    kept.append(QTimer(interval=60_000, objectName="ticking"))
    kept[-1].start()

def test_timer_that_rests_is_no_leak(qtbot):
    kept.append(QTimer())

def test_thread():
    ended = threading.Event()
    kept.append(ended)
    threading.Thread(target=ended.wait, name="waiting", daemon=True).start()

def test_qt_thread(qtbot):
    kept.append(QThread(objectName="spinning"))
    kept[-1].start()

def test_qt_complains(qapp):
    qWarning("QPainter::begin: Paint device returned engine == 0")

def test_qt_complains_at_the_end(complaining):
    pass

def test_known_complaint_is_no_failure(qapp):
    qWarning("This plugin does not support propagateSizeHints()")

def test_end():
    kept[-1].quit()
    kept[-1].wait()
    kept[-2].set()
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the bad tests."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "conftest.py").write_text("from tests.conftest import nothing_is_left, pytest_configure\n")
    (folder / "test_bad.py").write_text(BAD_TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-c", folder / "pytest.ini", folder]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("test_widget", "QWidget 'forgotten' is still there"),
        ("test_timer", "QTimer 'ticking' is still there"),
        ("test_thread", "thread waiting goes on"),
        ("test_qt_thread", "QThread 'spinning' is still there"),
        ("test_qt_complains_at_the_end", "QTimer: cannot be killed from another thread"),
    ],
)
def test_what_is_left_fails_the_test_that_left_it(said: str, test: str, words: str) -> None:
    assert f"{test} leaves something behind:\n{words}\n" in said


def test_a_warning_of_qt_fails_the_test(said: str) -> None:
    assert "FAILED" in said
    assert "::test_qt_complains\n" in said.split("short test summary")[1]
    assert "QPainter::begin: Paint device returned engine == 0" in said


def test_what_qt_prints_in_a_process_of_its_own_is_found_too() -> None:
    printed = (
        "QObject::killTimer: Timers cannot be stopped from another thread\n"
        "qt.qpa.fonts: Populating font family aliases took 112 ms\n"
        "This plugin does not support propagateSizeHints()\n"
        "labels: 4\nQuillport\n"
    )
    assert [line.split(":")[0] for line in qt_complaints(printed)] == ["QObject", "qt.qpa.fonts"]


def test_nothing_else_fails(said: str) -> None:
    summary = said.splitlines()[-1]
    assert "1 failed" in summary
    assert "5 errors" in summary
