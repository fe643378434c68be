"""Say a sentence to somebody who listens to the window: what changed while the keyboard stayed where it was."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


def announce(widget: QObject, words: str, *, urgent: bool = False) -> None:
    """Let a screen reader say words, after what it is saying; urgent: at once. Nothing happens when none listens.

    widget: who speaks; a reader leaves out what comes from a window that is not in front.
    """
    if not words or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
