"""The picture of a batch that goes into a file: all of it at once, drawn without the window, on any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QFont, QPainter

from gui.gates.batch_picture import BatchPicture
from gui.gates.batch_stages import Stage
from gui.theme import LabelColours, Theme

PICTURE_WIDTH = 1400
"""Of a picture that is saved; as high as it has to be."""


@dataclass(frozen=True, slots=True)
class BatchStill:
    """What a view shows of a batch. font: as a string, for no two threads may use one QFont at a time."""

    stages: Sequence[Stage]
    theme: Theme
    font: str
    labels: Sequence[LabelColours]
    token: int

    def picture_size(self) -> QSize:
        """Give the size at which nothing is drawn smaller than it is on screen."""
        return self._picture_for(PICTURE_WIDTH).size if self.stages else QSize()

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw all of it into a rectangle, made smaller where it does not fit."""
        painter.fillRect(rect, QColor(self.theme.surface))
        if not self.stages:
            return
        picture = self._picture_for(rect.width())
        if picture.size.width() > rect.width():  # it is made smaller: its sentences need not be broken
            picture = self._picture_for(picture.size.width())
        scale = min(1.0, rect.width() / picture.size.width(), rect.height() / picture.size.height())
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(scale, scale)
        whole = QRect(QPoint(), picture.size)
        picture.paint_cells(painter, whole)
        picture.paint_still(painter, whole)
        picture.mark(painter, self.token, whole)
        painter.restore()

    def _picture_for(self, width: int) -> BatchPicture:
        font = QFont()
        font.fromString(self.font)
        return BatchPicture(self.stages, self.theme, font, self.labels, width)
