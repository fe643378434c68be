"""Let a widget take files or text that are dropped on it, and say so while they hover above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.files import local_files
from gui.icons import icon
from gui.style import sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX

ICON_PX = 32


class FileDrop(QObject):
    """Watch a widget for dropped files.

    message: what letting go will do, shown over the widget while they hover above it. takes_text: whether words that
    come from another program are taken, too.
    """

    dropped = Signal(object)  # list[Path], at least one
    text_dropped = Signal(str)

    def __init__(self, widget: QWidget, message: str, theme: Theme, *, takes_text: bool = False) -> None:
        super().__init__(widget)
        self._takes_text = takes_text
        self.overlay = DropOverlay(widget, message, theme)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.overlay.theme = theme

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is wanted, leave every other event alone."""
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDragEnterEvent) and self._wants(event.mimeData()):
                event.acceptProposedAction()
                self.overlay.open()
                return True
            case QEvent.Type.DragLeave:
                self.overlay.hide()
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self.overlay.hide()
                if paths := local_files(event.mimeData()):
                    event.acceptProposedAction()
                    self.dropped.emit(paths)
                    return True
                if self._wants(event.mimeData()):
                    event.acceptProposedAction()
                    self.text_dropped.emit(event.mimeData().text())
                    return True
        return super().eventFilter(watched, event)

    def _wants(self, data: QMimeData) -> bool:
        is_text = self._takes_text and data.hasText() and not data.hasUrls()
        return is_text or bool(local_files(data))


class DropOverlay(QWidget):
    """A veil over a widget with a dashed border and a sentence."""

    def __init__(self, parent: QWidget, message: str, theme: Theme) -> None:
        super().__init__(parent)
        self._covered = parent
        self.theme = theme
        self._message = message
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def open(self) -> None:
        """Cover the parent."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the veil."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self.theme.surface)
        veil.setAlphaF(0.92)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(self.theme.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(SPACE, SPACE, -SPACE, -SPACE), RADIUS, RADIUS)
        middle = self.rect().center()
        picture = QRect(middle.x() - ICON_PX // 2, middle.y() - ICON_PX - SPACE, ICON_PX, ICON_PX)
        icon("import", self.theme, ICON_PX, self.theme.accent).paint(painter, picture)
        painter.setFont(sized(self.font(), BASE_PX, bold=True))
        painter.setPen(QColor(self.theme.text))
        words = self.rect().adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        words.setTop(middle.y() + SPACE)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, self._message)
