"""What a test leaves behind: widgets, timers that run, threads, and what Qt complained of after the test itself."""

from __future__ import annotations

import gc
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

QT_COMPLAINTS = (
    # the offscreen platform has no window manager and says so whenever a window has a least size
    r"This plugin does not support propagateSizeHints\(\)",
    r"This plugin does not support raise\(\)",
    r"This plugin does not support grabbing the keyboard",  # nor popups
    # QTest says so of a click that is meant to do nothing; Qt itself never does
    r"Mouse event \"\w+\" not accepted by receiving widget",
)
"""Warnings of Qt that are nobody's mistake; all others fail the test. ``qt_log_ignore`` is made of them."""

SAID_BY_QT = re.compile(r"^(Q[A-Z]\w+(::\w+)?:|qt\.|This plugin|Warning: Q)")

COMPLAINTS: list[str] = []
"""What Qt said while no test was running: when fixtures end, pytest-qt has stopped to listen."""

THREAD_END_S = 2.0
"""How long a thread may take that was told to end."""


def qt_complaints(printed: str) -> list[str]:
    """Give the lines in which Qt complains of something that is not known."""
    said = [line for line in printed.splitlines() if SAID_BY_QT.match(line)]
    return [line for line in said if not any(re.search(known, line) for known in QT_COMPLAINTS)]


@dataclass(slots=True)
class Census:
    """Who was there: the addresses of widgets and running timers, and the threads."""

    objects: set[int] = field(default_factory=set)
    threads: set[threading.Thread] = field(default_factory=set)
    complaints: int = 0


def listen_to_qt() -> None:
    """Hear what Qt complains of outside of tests."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        serious = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
        if serious and not any(re.search(known, message) for known in QT_COMPLAINTS):
            COMPLAINTS.append(message)

    qInstallMessageHandler(hear)


def census() -> Census:
    """Count what there is."""
    return Census({_address(o) for o in _living()}, set(threading.enumerate()), len(COMPLAINTS))


def leaks(before: Census) -> list[str]:
    """Give a line for each widget, running timer, thread and complaint that came since and is still there."""
    _let_go()
    found = _new_objects(before)
    if found:  # objects that only hold each other are gone as soon as Python looks
        gc.collect()
        _let_go()
        found = _new_objects(before)
    return [*found, *_new_threads(before), *COMPLAINTS[before.complaints :]]


def _new_objects(before: Census) -> list[str]:
    return [_name(o) for o in _living() if _address(o) not in before.objects]


def _new_threads(before: Census) -> list[str]:
    new = set(threading.enumerate()) - before.threads
    over = time.monotonic() + THREAD_END_S
    for thread in new:
        thread.join(max(0.0, over - time.monotonic()))
    return [f"thread {thread.name} goes on" for thread in new if thread.is_alive()]


def _living() -> list[Any]:
    """Give all widgets, and all timers and threads of Qt that run and that Python knows."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    import shiboken6
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QApplication

    running = []
    for one in shiboken6.getAllValidWrappers():
        timer = isinstance(one, QTimer) and one.isActive()
        if timer or (isinstance(one, QThread) and one.isRunning() and not one.isCurrentThread()):
            running.append(one)
    return [*QApplication.allWidgets(), *running]


def _let_go() -> None:
    """Let Qt delete what was given to it to be deleted."""
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _address(one: Any) -> int:
    import shiboken6

    return int(shiboken6.getCppPointer(one)[0])


def _name(one: Any) -> str:
    words = one.objectName() or (one.accessibleName() if hasattr(one, "accessibleName") else "")
    parent = one.parent()
    inside = f" in {type(parent).__name__}" if parent is not None else ""
    return f"{type(one).__name__} {words!r}{inside} is still there"
