"""Which plain keys belong to commands of the text, so that no label can have them. The one place that knows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence

from gui.actions import COMMANDS


def taken_keys(commands: Mapping[str, QAction]) -> dict[str, str]:
    """Give each plain key, in lower case, that a command of the text has now, with the words of the command."""
    taken = {}
    for command in COMMANDS:
        action = commands.get(command.name)
        if action is None or not command.in_text:
            continue
        for sequence in action.shortcuts():
            key = sequence.toString(QKeySequence.SequenceFormat.PortableText).lower()
            if len(key) == 1:
                taken[key] = action.text().rstrip("…")
    return taken
