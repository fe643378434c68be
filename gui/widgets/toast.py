"""Messages of one sentence at the bottom of the window; they take no keyboard focus and move nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.icons import ICON_SIZE, icon
from gui.style_sheet import mixed
from gui.theme import DARK, LIGHT, RADIUS, SPACE, Theme
from gui.words import tr

INFO_MS = 5_000
BUSY_MS = 400
"""Work that is over before this is not worth a message."""
WIDEST = 560
MOST = 3
"""So many messages at once; then the oldest information goes, or else the oldest of all."""


class Message(QFrame):
    """One sentence with an icon, perhaps an action, and a button to dismiss it."""

    dismissed = Signal()

    def __init__(
        self, kind: str, text: str, theme: Theme, *, action_text: str | None = None, stays: bool = False
    ) -> None:
        super().__init__()
        self._hides_itself = kind == "info" and not stays
        self.kind = kind
        self.text = text
        self.action_text = action_text or ""
        self.setObjectName("message")
        self.setAccessibleName(text)
        self._picture = QLabel()
        self._words = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A wrapped label asks for too little width; ask for what the sentence needs, up to the widest.
        metrics = self._words.fontMetrics()
        natural = metrics.horizontalAdvance(text) + 4
        beside = 12 * SPACE + (metrics.horizontalAdvance(action_text) + 4 * SPACE if action_text else 0)
        self._words.setMinimumWidth(min(natural, WIDEST - beside))
        self.action: QPushButton | None = None
        self._close = QToolButton(toolTip=tr("Dismiss"))
        self._close.setAccessibleName(tr("Dismiss the message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE // 2, SPACE // 2)
        row.setSpacing(SPACE)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        if action_text:
            self.action = QPushButton(action_text)
            self.action.setProperty("kind", "flat")
            self.action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(self.action)
        row.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=INFO_MS)
        self._timer.timeout.connect(self.dismiss)
        if self._hides_itself:
            self._timer.start()
        self.set_theme(theme)

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.dismissed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the opposite theme, so that a message stands out from the text it covers."""
        inverse = LIGHT if theme.dark else DARK
        ink = {"info": inverse.accent, "warning": inverse.warning, "error": inverse.bad}[self.kind]
        self._picture.setPixmap(icon(self.kind, inverse, ICON_SIZE, ink).pixmap(ICON_SIZE, ICON_SIZE))
        self._close.setIcon(icon("close", inverse, colour=inverse.muted))
        hover = mixed(inverse.control_hover, inverse.text, 0.06)
        self.setStyleSheet(
            f"#message {{ background: {inverse.control}; border: 1px solid {inverse.outline};"
            f" border-radius: {RADIUS}px; }}"
            f" QLabel {{ color: {inverse.text}; selection-background-color: {inverse.selection}; }}"
            f" QPushButton {{ color: {inverse.accent}; font-weight: 600; background: transparent; }}"
            f" QPushButton:hover, QToolButton:hover {{ background: {hover}; }}"
            f" QPushButton:focus, QToolButton:focus {{ border: 2px solid {inverse.accent}; }}"
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay for its whole time again. Not for ever: the mouse may only have been left lying here."""
        super().enterEvent(event)
        if self._hides_itself:
            self._timer.start()


class Toast(QWidget):
    """Stacks messages at the bottom of its parent. Information hides by itself, warnings and errors stay."""

    action_triggered = Signal(str)  # the action's text

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme = theme
        self._messages: list[Message] = []
        self._busy: Message | None = None
        self._busy_text = ""
        self._busy_timer = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._busy_timer.timeout.connect(self._show_busy)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(SPACE // 2)
        parent.installEventFilter(self)
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """Give the messages on the screen, the oldest first."""
        return tuple(self._messages)

    def show_message(self, kind: str, text: str, action_text: str | None = None) -> None:
        """Show a sentence, perhaps with an action. kind: info, warning or error.

        The same sentence again replaces the one that is there.
        """
        self._add(Message(kind, text, self._theme, action_text=action_text))

    def show_busy(self, text: str) -> None:
        """Show what is going on, if it goes on for long, until it is over; "": it is over."""
        self._busy_text = text
        if text:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
        if self._busy is not None:
            self._busy.dismiss()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for message in self._messages:
            message.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the parent's bottom."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _show_busy(self) -> None:
        self._busy = Message("info", self._busy_text, self._theme, stays=True)
        self._add(self._busy)

    def _add(self, message: Message) -> None:
        for old in self.messages:
            if (old.kind, old.text) == (message.kind, message.text):
                old.dismiss()
        message.dismissed.connect(lambda: self._remove(message))
        if message.action is not None:
            message.action.clicked.connect(lambda: self.action_triggered.emit(message.action_text))
            message.action.clicked.connect(message.dismiss)
        self._messages.append(message)
        self._stack.addWidget(message)
        while len(self._messages) > MOST:
            passing = [m for m in self._messages[:-1] if m.kind == "info"]
            (passing or self._messages)[0].dismiss()
        message.show()
        QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.Alert))
        self._place()

    def _remove(self, message: Message) -> None:
        if message is self._busy:
            self._busy = None
        self._messages.remove(message)
        self._stack.removeWidget(message)
        message.deleteLater()
        self._place()

    def _place(self) -> None:
        parent = self._parent
        self.setVisible(bool(self._messages))
        if not self._messages:
            return
        room = max(1, parent.width() - 4 * SPACE)
        width = min(WIDEST, room, max(m.sizeHint().width() for m in self._messages))
        self._stack.activate()
        height = self._stack.heightForWidth(width) if self._stack.hasHeightForWidth() else self.sizeHint().height()
        left = (parent.width() - width) // 2
        self.setGeometry(left, parent.height() - height - 2 * SPACE, width, height)
        self.raise_()
