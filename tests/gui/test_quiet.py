from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from gui.quiet import Quiet


def test_a_quiet_moment_comes_once_and_only_when_nothing_disturbs(qtbot) -> None:
    parent = QObject()
    quiet, came = Quiet(60, parent), []
    quiet.came.connect(lambda: came.append(True))
    quiet.disturb()
    qtbot.wait(90)
    assert not came  # nobody waits yet
    disturbing = QTimer(parent, interval=10)
    disturbing.timeout.connect(quiet.disturb)
    disturbing.start()
    quiet.begin()
    qtbot.wait(150)
    assert not came
    disturbing.stop()
    qtbot.waitUntil(lambda: bool(came))
    quiet.disturb()
    qtbot.wait(90)
    assert came == [True]
