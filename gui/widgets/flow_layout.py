"""Lay widgets out like words: side by side, and on the next row where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from gui.theme import SPACE
from gui.widgets.items_layout import ItemsLayout


class FlowLayout(ItemsLayout):
    """Rows of widgets in their preferred sizes, none wider than a row."""

    def __init__(self, parent: QWidget | None = None, gap: int = SPACE // 2) -> None:
        super().__init__(parent)
        self._gap = gap

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than needed."""
        return Qt.Orientation(0)

    def minimumSize(self) -> QSize:
        """Give the height of one row."""
        height = max((item.sizeHint().height() for item in self._items), default=0)
        margins = self.contentsMargins()
        return QSize(0, height + margins.top() + margins.bottom())

    def _placed(self, rect: QRect, *, move: bool) -> int:
        """Place the items (or only measure) and give the height they take."""
        area = rect.marginsRemoved(self.contentsMargins())
        x, y, row_height = area.x(), area.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, area.width()), 1 << 20))
            if x > area.x() and x + size.width() > area.x() + area.width():
                x, y, row_height = area.x(), y + row_height + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            row_height = max(row_height, size.height())
        margins = self.contentsMargins()
        return y + row_height - rect.y() + margins.bottom()
