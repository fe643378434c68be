"""Chips in rows that never take more height than a few rows: then they scroll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gui.panels.label_chip import HEIGHT
from gui.theme import SPACE
from gui.widgets.flow_layout import FlowLayout

GAP = SPACE // 2


class ChipArea(QScrollArea):
    """A scroll area as high as its rows of chips, up to ``most_rows``."""

    def __init__(self, name: str, most_rows: int = 3) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._most = most_rows * (HEIGHT + GAP) - GAP
        inside = QWidget()
        inside.setProperty("role", "clear")
        self._flow = FlowLayout(inside, GAP)
        self.setWidget(inside)

    def set_chips(self, chips: Sequence[QWidget]) -> None:
        """Show these widgets instead of the ones before, which are deleted unless they are shown again."""
        while item := self._flow.takeAt(0):
            old = item.widget()
            if old is not None and old not in chips:
                old.hide()  # at once; it is deleted only when the event loop gets to it
                old.deleteLater()
        for chip in chips:
            self._flow.addWidget(chip)
            chip.show()
        self.fit()

    def fit(self) -> None:
        """Take the height that the chips need in the width there is."""
        needed = max(HEIGHT, self._flow.heightForWidth(self.viewport().width()))
        self.setFixedHeight(min(needed, self._most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self.fit()
