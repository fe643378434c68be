from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.announce import announce

Said = list[tuple[str, QAccessible.AnnouncementPoliteness]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[Said]:
    """What a screen reader is told; nobody really listens here, so Qt is told that somebody does."""
    heard: Said = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: heard.append((event.message(), event.politeness()))
    )
    yield heard


def test_words_are_said_politely_unless_they_are_urgent(qtbot: QtBot, said: Said) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    announce(widget, "Paris, labelled LOC")
    announce(widget, "It failed.", urgent=True)
    politeness = QAccessible.AnnouncementPoliteness
    assert said == [("Paris, labelled LOC", politeness.Polite), ("It failed.", politeness.Assertive)]


def test_nothing_to_say_is_not_said(qtbot: QtBot, said: Said) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    announce(widget, "")
    assert said == []


def test_nothing_is_said_when_nobody_listens(qtbot: QtBot, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    widget = QWidget()
    qtbot.addWidget(widget)
    announce(widget, "Paris")
    assert said == []
