"""The keys that the document view itself answers to; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gui.document_view.caret import Direction

_PLAIN = {
    Qt.Key.Key_Left: Direction.LEFT,
    Qt.Key.Key_Right: Direction.RIGHT,
    Qt.Key.Key_Up: Direction.UP,
    Qt.Key.Key_Down: Direction.DOWN,
    Qt.Key.Key_Home: Direction.LINE_START,
    Qt.Key.Key_End: Direction.LINE_END,
    Qt.Key.Key_PageUp: Direction.PAGE_UP,
    Qt.Key.Key_PageDown: Direction.PAGE_DOWN,
}
_WITH_CONTROL = {
    Qt.Key.Key_Left: Direction.PREVIOUS_SENTENCE,
    Qt.Key.Key_Right: Direction.NEXT_SENTENCE,
    Qt.Key.Key_Home: Direction.DOCUMENT_START,
    Qt.Key.Key_End: Direction.DOCUMENT_END,
}
_ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


def direction_of(event: QKeyEvent) -> Direction | None:
    """Give where a key sends the caret, None if it does not; with Shift it extends the selection to there."""
    match event.modifiers() & ~_IGNORED:
        case Qt.KeyboardModifier.NoModifier:
            return _PLAIN.get(Qt.Key(event.key()))
        case Qt.KeyboardModifier.ControlModifier:
            return _WITH_CONTROL.get(Qt.Key(event.key()))
        case _:
            return None


def zoom_steps_of(event: QKeyEvent) -> int:
    """Give how many steps larger (or smaller) a key makes the text, mostly 0."""
    if event.modifiers() & ~_IGNORED != Qt.KeyboardModifier.ControlModifier:
        return 0
    return _ZOOMS.get(Qt.Key(event.key()), 0)
