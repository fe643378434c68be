"""Lay blocks out in columns like a newspaper: as many as fit, about equally long, in their order."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from gui.theme import SPACE
from gui.widgets.items_layout import ItemsLayout


class ColumnsLayout(ItemsLayout):
    """Columns of equal width, none narrower than ``narrowest`` where more than one fits. Hidden blocks take no room."""

    def __init__(self, narrowest: int, gap: int = 4 * SPACE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._gap = gap

    def minimumSize(self) -> QSize:
        """Give one column; its height is a matter of the width."""
        return QSize(self._narrowest, 0)

    def _placed(self, rect: QRect, *, move: bool) -> int:
        """Place the blocks (or only measure) and give the height they take."""
        items = [item for item in self._items if not item.isEmpty()]
        if not items:
            return 0
        count = max(1, min(len(items), (rect.width() + self._gap) // (self._narrowest + self._gap)))
        width = (rect.width() - (count - 1) * self._gap) // count
        heights = [
            item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height() for item in items
        ]
        limit = self._least_height(heights, count)
        x, y, longest = rect.x(), rect.y(), 0
        for item, height in zip(items, heights, strict=True):
            if y > rect.y() and y + height > rect.y() + limit:
                x, y = x + width + self._gap, rect.y()
            if move:
                item.setGeometry(QRect(x, y, width, height))
            longest = max(longest, y + height - rect.y())
            y += height + self._gap // 2
        return longest

    def _least_height(self, heights: list[int], count: int) -> int:
        """Give the least height in which the blocks fit into so many columns."""
        low, high = max(heights), sum(heights) + len(heights) * self._gap
        while low < high:
            middle = (low + high) // 2
            if self._columns(heights, middle) <= count:
                high = middle
            else:
                low = middle + 1
        return low

    def _columns(self, heights: list[int], limit: int) -> int:
        columns, y = 1, 0
        for height in heights:
            if y and y + height > limit:
                columns, y = columns + 1, 0
            y += height + self._gap // 2
        return columns
