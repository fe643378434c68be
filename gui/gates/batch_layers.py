"""What was drawn of a batch is kept: who scrolls sideways draws only the columns that come into sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from gui.gates.batch_picture import BatchPicture


class Layers:
    """Two pictures of what is seen of one BatchPicture: its cells, and over them what stays at the left edge."""

    def __init__(self) -> None:
        self._cells = self._still = QPixmap()
        self._seen = QRect()

    def of(self, picture: BatchPicture, seen: QRect, ratio: float, ground: QColor) -> tuple[QPixmap, QPixmap]:
        """Give both layers of a part of the picture. ratio: pixels of the screen for each of the picture's."""
        before, self._seen = self._seen, seen
        size = seen.size() * ratio
        other_rows = (before.size(), before.top()) != (
            seen.size(),
            seen.top(),
        ) or self._cells.devicePixelRatio() != ratio
        moved = before.left() - seen.left()
        if other_rows or (before.left() > 0) != (seen.left() > 0):
            self._still = _drawn(size, ratio, seen, QColor(Qt.GlobalColor.transparent), picture.paint_still)
        if other_rows or abs(moved) >= seen.width() or not (moved * ratio).is_integer():
            self._cells = _drawn(size, ratio, seen, ground, picture.paint_cells)
        elif moved:
            self._move(picture, seen, moved, ground)
        return self._cells, self._still

    def _move(self, picture: BatchPicture, seen: QRect, moved: int, ground: QColor) -> None:
        """Push the cells to the right by so much, and draw those that come into sight."""
        self._cells.scroll(round(moved * self._cells.devicePixelRatio()), 0, self._cells.rect())
        new = QRect(seen)
        if moved > 0:
            new.setWidth(moved)
        else:
            new.setLeft(seen.right() + 1 + moved)
        painter = QPainter(self._cells)
        painter.translate(-seen.topLeft())
        painter.setClipRect(new)
        painter.fillRect(new, ground)
        picture.paint_cells(painter, new)
        painter.end()


def _drawn(size: QSize, ratio: float, seen: QRect, ground: QColor, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    painter.translate(-seen.topLeft())
    paint(painter, seen)
    painter.end()
    return pixmap
